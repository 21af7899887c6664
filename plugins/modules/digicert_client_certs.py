#!/usr/bin/python
# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

DOCUMENTATION = r"""
module: digicert_client_certs
short_description: Keep many S/MIME and client-authentication certificates from DigiCert CertCentral ordered and current
version_added: 0.1.0
author:
  - certops.digicert contributors (@certops)
description:
  - Declares a list of client certificates, each with the options of M(certops.digicert.digicert_client_cert), and rules each of them
    as that module does.
  - All certificates are looked up and planned before anything is written. What the plan may buy, end and cost can be limited, and it
    can be required to be the very plan that was reviewed; where a limit refuses the plan, nothing is written at all.
  - A certificate that fails does not stop the others. The task fails at its end, and returns what became of every certificate.
extends_documentation_fragment:
  - certops.digicert._attributes
  - certops.digicert._attributes.digicert_group
  - certops.digicert._connection
attributes:
  check_mode:
    support: full
    details:
      - Check mode finds the orders and plans like a real run, then stops. It sends no write. The limits hold in it too.
  diff_mode:
    support: full
    details:
      - The difference holds the certificates that change and no others, by their RV(results[].alternative_order_id).
  idempotent:
    support: partial
    details:
      - As for M(certops.digicert.digicert_client_cert), for each certificate.
options:
  certificates:
    description:
      - What is wanted. Each entry is a dictionary with the options of M(certops.digicert.digicert_client_cert) that describe the
        certificate and its policy; all of them but O(wait), O(wait_timeout) and the connection.
      - Faulty entries are named all at once, with their place from 0, and nothing is sent. The same is true for two entries with one
        RV(results[].alternative_order_id).
      - An empty list is nothing to do. A certificate that is not in the list is left alone; to end one, set its C(state) to V(absent).
    type: list
    elements: raw
    required: true
  defaults:
    description:
      - Options for all entries. An entry's own value replaces the default as a whole, also where it is a dictionary or a list.
    type: dict
    default: {}
  verify:
    description:
      - How certificates are looked at that an earlier run found as declared, and that O(cache_path) therefore remembers.
      - With V(list) a remembered order counts, for seven days at most, while the list of orders shows it unchanged. One request then
        tells a thousand certificates. Whatever is to be written is looked up in CertCentral before, as always.
      - With V(orders) every order is read.
    type: str
    choices: [list, orders]
    default: list
  max_age:
    description:
      - How many seconds old the list of orders may be, so that the hosts and tasks of one play share it; V(0) asks always.
      - What the list cannot show, such as a second order that was placed by hand, is seen when the order is read again.
    type: int
    default: 60
  max_purchases:
    description:
      - Refuse a plan that places more orders than this, whether new, to renew or to replace.
    type: int
  max_revocations:
    description:
      - Refuse a plan that revokes, cancels or rejects more than this. What C(revoke_replaced) would revoke counts.
    type: int
  prices:
    description:
      - What one year of an order costs, by product. A validity in days, or until a date, counts as its share of a year of 365 days.
    type: dict
  max_cost:
    description:
      - Refuse a plan that costs more than this, in the money of O(prices), and one that buys a product without a price.
    type: float
  expected_plan:
    description:
      - The RV(plan_digest) of the plan that was reviewed. Any other plan is refused; an empty one is let through, since a plan that was
        carried out leaves nothing to do.
    type: str
  include_pem:
    description:
      - Download the certificates and return them with their chain. V(false) saves one request for each.
    type: bool
    default: true
  parallel:
    description:
      - How many certificates are looked after at once, V(1) to V(16). Two requests are never sent at once for one certificate.
    type: int
    default: 4
  wait:
    description:
      - Wait until all certificates are issued, and downloadable unless O(include_pem=false). What has still not come then counts as failed.
    type: bool
    default: false
  wait_timeout:
    description:
      - Seconds to wait at most, for all certificates together.
    type: int
    default: 600
notes:
  - A plan older than half a minute is made again for each certificate before anything is written for it; where it is another one
    now, this certificate fails, and the next run goes on.
  - A step that follows from the first one and was not planned for, a purchase above all, is left to the next run, with a warning.
  - Needs C(requests), C(voluptuous) and C(cryptography) on the machine that runs the module, normally the controller.
seealso:
  - module: certops.digicert.digicert_client_cert
"""

EXAMPLES = r"""
- name: See what would be done for these people, and what it costs
  certops.digicert.digicert_client_certs:
    certificates: &people
      - alternative_order_id: smime-robin-park
        emails: [robin.park@example.com]
      - alternative_order_id: smime-kim-lee
        emails: [kim.lee@example.com]
      - alternative_order_id: smime-who-left
        state: absent
    defaults: &defaults
      product: secure_email_mailbox
      usage_designation:
        primary_usage: signing
      order_validity:
        years: 1
      skip_approval: true
    prices: &prices
      secure_email_mailbox: 19.50
    include_pem: false
  check_mode: true
  register: planned

- name: Show the changes
  ansible.builtin.debug:
    msg: "{{ planned.plan }}"

- name: Do just that, within limits
  certops.digicert.digicert_client_certs:
    certificates: *people
    defaults: *defaults
    prices: *prices
    max_purchases: 20
    max_revocations: 5
    max_cost: 400
    expected_plan: "{{ planned.plan_digest }}"
  register: fleet
"""

RETURN = r"""
results:
  description:
    - What became of each certificate, in the order of O(certificates), with all that M(certops.digicert.digicert_client_cert) returns but
      C(api_calls) and C(diff), and the keys below.
    - Not there when a limit refused the plan.
  returned: when the certificates were looked at
  type: list
  elements: dict
  contains:
    index:
      description: Place in O(certificates), from 0.
      type: int
    alternative_order_id:
      description: The identity that was declared.
      type: str
    warnings:
      description: What this certificate warns of. The task warns of it too.
      type: list
      elements: str
    failed:
      description: V(true) where this certificate failed; C(msg) then says why.
      type: bool
summary:
  description: Sums over all certificates.
  returned: when the certificates were looked at
  type: dict
  contains:
    total:
      description: Certificates in the list.
      type: int
    changed:
      description: Certificates for which something was, or in check mode would be, written.
      type: int
    unchanged:
      description: Certificates that did not fail and for which nothing was to be written.
      type: int
    pending:
      description: Certificates that wait for somebody.
      type: int
    failed:
      description: Certificates that failed.
      type: int
    actions:
      description: How many certificates each action was taken for.
      type: dict
    purchases:
      description: Orders that the plan places.
      type: int
    revocations:
      description: Orders, requests and certificates that the plan ends.
      type: int
    cost:
      description: What the plan costs by O(prices), or V(null) where it buys something without a price.
      type: float
plan:
  description: What would be done, or was begun with; certificates that change, and no others.
  returned: when the certificates were looked at
  type: list
  elements: dict
  contains:
    alternative_order_id:
      description: The identity.
      type: str
    action:
      description: As for M(certops.digicert.digicert_client_cert).
      type: str
    reason:
      description: Why, in one sentence.
      type: str
    product:
      description: The product.
      type: str
    order_id:
      description: The order that is written to, renewed or replaced, or V(null).
      type: int
    emails:
      description: The addresses that are declared.
      type: list
      elements: str
    differences:
      description: What differs, each with C(option), C(before) and C(after).
      type: list
      elements: dict
    cost:
      description: What it costs by O(prices), or V(null) where the product has none.
      type: float
plan_digest:
  description:
    - 64 hexadecimal digits for what the plan does. The same wish in the same world has the same digest tomorrow, whatever the order of
      the entries. A CSR counts by its public key.
  returned: when the certificates were looked at
  type: str
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
"""

from ..module_utils._python import require

require()

from ..module_utils._ansible.client_certs import MODULE
from ..module_utils._ansible.runner import run


def main() -> None:
    run(MODULE)


if __name__ == "__main__":
    main()
