#!/usr/bin/python
# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

DOCUMENTATION = r"""
module: digicert_client_cert_info
short_description: Read client certificates and their orders from DigiCert CertCentral
version_added: 0.1.0
author:
  - certops.digicert contributors (@certops)
description:
  - Returns the client-certificate orders that meet all given options, the newest first. Without any, it returns all of them.
  - Nothing found is an empty list, not a failure.
  - CertCentral filters first by product and status; every order is then checked again here.
  - Orders of other products, such as TLS certificates, are never returned.
extends_documentation_fragment:
  - certops.digicert._attributes
  - certops.digicert._attributes.info_module
  - certops.digicert._attributes.action
  - certops.digicert._attributes.digicert_group
  - certops.digicert._connection
options:
  alternative_order_id:
    description:
      - Only orders that carry this alternative order ID, dead ones included.
    type: str
  order_id:
    description:
      - Only the order with this ID.
    type: int
  email:
    description:
      - Only orders for this e-mail address. Letter case, blanks, Unicode forms and punycode do not count, and V(Name <address>) is the
        address alone. What is no address is refused.
      - How strictly CertCentral compares addresses is not documented, so every order of the list is looked at. One that the list shows
        without addresses costs one request; O(product) and O(status) narrow that down.
      - Orders of V(client_authentication_plus) do not show their addresses. CertCentral is searched by address too, and its word counts
        for them; a warning says how many live orders nobody can tell.
    type: str
  common_name:
    description:
      - Only orders for this common name; letter case, blanks and Unicode forms do not count.
    type: str
  product:
    description:
      - Only orders of this product.
      - Orders from the time when identifiers ended in C(_sha2) are found without this option only.
    type: str
    choices: [client_premium, client_digital_signature_plus, client_email_security_plus, class1_smime, client_authentication_plus,
      secure_email_mailbox, secure_email_sponsor, secure_email_organization]
  status:
    description:
      - Only orders in this status.
      - V(issued) means that the certificate is still valid, V(expired) that it is not any more, whatever word CertCentral uses.
    type: str
    choices: [needs_approval, pending, processing, waiting_pickup, issued, reissue_pending, rejected, denied, canceled, revoked, expired]
  expires_within_days:
    description:
      - Only orders whose certificate is issued, still valid, and ends within this many days.
    type: int
  renew_before_days:
    description:
      - Sets RV(certificates[].renewal_due), with the same meaning as in M(certops.digicert.digicert_client_cert).
    type: int
    default: 30
  include_pem:
    description:
      - Download the certificates and return them with their chain. This costs one request for each.
    type: bool
    default: false
  unique_order_ids:
    description:
      - Set to V(true) where the account requires unique alternative order IDs. The orders of later generations, whose
        alternative order ID is made from O(alternative_order_id), are then found too.
      - V(true) requires O(alternative_order_id).
    type: bool
    default: false
notes:
  - The list of orders shows neither alternative order IDs nor requests, so each order that is returned costs one request more.
  - Needs C(requests), C(voluptuous) and C(cryptography) on the machine that runs the module, normally the controller.
seealso:
  - module: certops.digicert.digicert_client_cert
"""

EXAMPLES = r"""
- name: Find what ends within 30 days
  certops.digicert.digicert_client_cert_info:
    expires_within_days: 30
  register: ending

- name: Show it
  ansible.builtin.debug:
    msg: "{{ item.common_name }} ends on {{ item.valid_till }}"
  loop: "{{ ending.certificates }}"
  loop_control:
    label: "{{ item.id }}"

- name: Fetch the current certificate of Robin Park
  certops.digicert.digicert_client_cert_info:
    alternative_order_id: smime-robin-park
    status: issued
    include_pem: true
  register: robin
"""

RETURN = r"""
certificates:
  description: The orders found, the newest first.
  returned: success
  type: list
  elements: dict
  contains:
    id:
      description: Order ID.
      type: int
    status:
      description: Status as CertCentral says it, in lower case.
      type: str
    alternative_order_id:
      description: The alternative order ID that this order carries.
      type: str
    product:
      description: Product identifier.
      type: str
    certificate_id:
      description: ID of the certificate.
      type: int
    common_name:
      description: Common name.
      type: str
    emails:
      description: E-mail addresses; CertCentral shows them for S/MIME orders only.
      type: list
      elements: str
    organization_id:
      description: ID of the organization.
      type: int
    valid_from:
      description: First day of the certificate's validity, V(YYYY-MM-DD).
      type: str
    valid_till:
      description: Last day of the certificate's validity, V(YYYY-MM-DD).
      type: str
    days_remaining:
      description: Days until the certificate ends.
      type: int
    serial_number:
      description: Serial number of the certificate.
      type: str
    thumbprint:
      description: Thumbprint of the certificate.
      type: str
    renewal_of_order_id:
      description: Order that this one renews.
      type: int
    requests:
      description: Requests of the order, each with RV(ignore:id), RV(ignore:type) and RV(ignore:status).
      type: list
      elements: dict
    renewal_due:
      description: Whether the certificate is in use, not renewed yet, and due for renewal.
      type: bool
    certificate:
      description: PEM text of the certificate; V(null) while none is issued.
      returned: when O(include_pem=true)
      type: str
    chain:
      description: PEM texts of the intermediate certificates, the issuer of the certificate first.
      returned: when O(include_pem=true)
      type: list
      elements: str
    root:
      description: PEM text of the root, V(null) when CertCentral sends none.
      returned: when O(include_pem=true)
      type: str
    fullchain:
      description: Certificate and chain in one PEM text.
      returned: when O(include_pem=true)
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

from ..module_utils._ansible.client_cert_info import MODULE
from ..module_utils._ansible.runner import run


def main() -> None:
    run(MODULE)


if __name__ == "__main__":
    main()
