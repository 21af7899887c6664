#!/usr/bin/python
# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

DOCUMENTATION = r"""
module: digicert_request
short_description: Approve or reject requests in DigiCert CertCentral
version_added: 0.1.0
author:
  - certops.digicert contributors (@certops)
description:
  - Approves or rejects one request, or every pending request of an order or of an alternative order ID. Neither can be taken back.
  - The key's user must be an approver of the account.
  - A decision is sent once. When its answer is lost, the module reads the request until it shows the outcome.
  - A request that somebody else decided the same way is a success without a change, one that was decided the other way a failure.
extends_documentation_fragment:
  - certops.digicert._attributes
  - certops.digicert._attributes.action
  - certops.digicert._attributes.digicert_group
  - certops.digicert._connection
attributes:
  check_mode:
    support: full
    details:
      - Check mode reads and stops. It sends no write.
  diff_mode:
    support: full
  idempotent:
    support: full
options:
  request_id:
    description:
      - The request to decide. It must be pending, or decided as O(status) says.
      - Exactly one of O(request_id), O(order_id) and O(alternative_order_id) is required.
    type: int
  order_id:
    description:
      - Decide every pending request of this order.
    type: int
  alternative_order_id:
    description:
      - Decide every pending request of the live orders that carry this alternative order ID.
    type: str
  unique_order_ids:
    description:
      - Set to V(true) where the account requires unique alternative order IDs. The orders of later generations, whose
        alternative order ID is made from O(alternative_order_id), are then found too.
      - V(true) requires O(alternative_order_id).
    type: bool
    default: false
  types:
    description:
      - Of the requests of the orders, decide only those of these types. Not set means all, revocations included.
      - Without effect on O(request_id), and refused together with it.
    type: list
    elements: str
    choices: [new_request, reissue, duplicate, revoke]
  status:
    description:
      - The outcome.
    type: str
    required: true
    choices: [approved, rejected]
  comments:
    description:
      - Note that is kept with the decision.
    type: str
notes:
  - Needs C(requests), C(voluptuous) and C(cryptography) on the machine that runs the module, normally the controller.
seealso:
  - module: certops.digicert.digicert_client_cert
"""

EXAMPLES = r"""
- name: Approve what waits for Robin's certificate, but no revocation
  certops.digicert.digicert_request:
    alternative_order_id: smime-robin-park
    types: [new_request, reissue]
    status: approved
    comments: Ticket 4711

- name: Reject one request
  certops.digicert.digicert_request:
    request_id: 601
    status: rejected
"""

RETURN = r"""
action:
  description: What was done, or in check mode would be; V(approve), V(reject) or V(none).
  returned: success
  type: str
  sample: approve
requests:
  description: The requests that were found, with the status they have now.
  returned: success, and on failure once one of several was decided
  type: list
  elements: dict
  contains:
    id:
      description: ID of the request.
      type: int
    type:
      description: V(new_request), V(reissue), V(duplicate) or V(revoke).
      type: str
    status:
      description: Status.
      type: str
    order_id:
      description: The order it is about.
      type: int
recovered:
  description: V(true) when the answer to a decision was lost and its outcome was established by reading.
  returned: success
  type: bool
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

from ..module_utils._ansible.request import MODULE
from ..module_utils._ansible.runner import run


def main() -> None:
    run(MODULE)


if __name__ == "__main__":
    main()
