#!/usr/bin/python
# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

DOCUMENTATION = r"""
module: digicert_account_info
short_description: Tell whether a DigiCert CertCentral account and API key are ready to order
version_added: 0.1.0
author:
  - certops.digicert contributors (@certops)
description:
  - A preflight. Reads the account, the key's user and role, the balance, the client-certificate products, the organizations with
    a valid S/MIME validation and the requests that await approval, and says whether anything is known to stop an order.
  - What a restricted key may not read is V(null), and RV(account.remarks) or RV(account.reasons) says so. An invalid key is a failure.
  - It does not know everything. RV(account.ready=true) means that nothing is known to stop an order of any client product that
    is enabled, not that every order will be accepted.
extends_documentation_fragment:
  - certops.digicert._attributes
  - certops.digicert._attributes.info_module
  - certops.digicert._attributes.action
  - certops.digicert._attributes.digicert_group
  - certops.digicert._connection
notes:
  - Needs C(requests), C(voluptuous) and C(cryptography) on the machine that runs the module, normally the controller.
seealso:
  - module: certops.digicert.digicert_organization_info
  - module: certops.digicert.digicert_product_info
"""

EXAMPLES = r"""
- name: Look before ordering
  certops.digicert.digicert_account_info:
  register: preflight

- name: Stop with the reasons
  ansible.builtin.assert:
    that: preflight.account.ready
    fail_msg: "{{ preflight.account.reasons | join(' ') }}"
"""

RETURN = r"""
account:
  description: The account and what the key may do in it.
  returned: success
  type: dict
  contains:
    id:
      description: ID of the account.
      type: int
    type:
      description: Kind of account.
      type: str
    user:
      description: The user whose rights the key has.
      type: dict
      contains:
        username:
          description: Name of the user.
          type: str
        roles:
          description: Its access roles.
          type: list
          elements: dict
          contains:
            id:
              description: ID of the role.
              type: int
            name:
              description: Name of the role.
              type: str
    api_key:
      description: Restrictions of the key, as far as they can be told.
      type: dict
      contains:
        restriction:
          description: Restriction that shows among the roles, such as V(View Only); V(null) when none shows.
          type: str
        refused:
          description: What this key may not read, out of V(account), V(balance), V(organizations), V(products), V(requests) and V(user).
          type: list
          elements: str
    billing:
      description:
        - What pays for orders, as far as CertCentral shows it. V(subscription) where the account says so, V(balance) where there are funds
          and it does not, V(unknown) otherwise.
        - With a subscription, the funds stop nothing.
      type: str
      sample: balance
    balance:
      description: The balance of the account; the amounts are text with two decimals.
      type: dict
      contains:
        balance:
          description: Deposited funds.
          type: str
        currency:
          description: Currency.
          type: str
        unpaid_invoice_balance:
          description: Unpaid invoices.
          type: str
        negative_balance_limit:
          description: How far the balance may fall below zero.
          type: str
        used_credit_from_other_containers:
          description: Credit that other divisions use.
          type: str
        total_available_funds:
          description: What can be spent.
          type: str
        unlimited_negative_balance:
          description: Whether there is no limit.
          type: bool
    products:
      description: Identifiers of the client-certificate products that are enabled.
      type: list
      elements: str
    organizations:
      description: Organizations with a valid S/MIME validation.
      type: list
      elements: dict
      contains:
        id:
          description: ID of the organization.
          type: int
        name:
          description: Name of the organization.
          type: str
        smime_validated_until:
          description: Last day of the validation, V(YYYY-MM-DD).
          type: str
    pending_requests:
      description: Number of requests for client certificates that await approval.
      type: int
    ready:
      description: Whether nothing is known to stop an order.
      type: bool
    reasons:
      description: What stops an order and what to do about it, one sentence each.
      type: list
      elements: str
      sample:
        - No client certificate product is enabled for the account; have DigiCert enable one.
    remarks:
      description: What is worth knowing besides, such as what this key may not read.
      type: list
      elements: str
api_calls:
  description: Every request that was sent, retries included.
  returned: always
  type: dict
  contains:
    reads:
      description: Requests that only read.
      type: int
    writes:
      description: Requests that can change something.
      type: int
errors:
  description: The errors as CertCentral sent them.
  returned: when CertCentral refused a request
  type: list
  elements: dict
  contains:
    code:
      description: Error code.
      type: str
    message:
      description: Error text.
      type: str
http_status:
  description: HTTP status of the answer.
  returned: when a request failed and was answered
  type: int
method:
  description: HTTP method of the request that failed.
  returned: when a request failed
  type: str
path:
  description: Path of the request that failed, below O(api_url).
  returned: when a request failed
  type: str
"""

from ..module_utils._python import require

require()

from ..module_utils._ansible.account_info import MODULE
from ..module_utils._ansible.runner import run


def main() -> None:
    run(MODULE)


if __name__ == "__main__":
    main()
