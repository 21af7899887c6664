#!/usr/bin/python
# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

DOCUMENTATION = r"""
module: digicert_product_info
short_description: Read the client-certificate products of a DigiCert CertCentral account
version_added: 0.1.0
author:
  - certops.digicert contributors (@certops)
description:
  - Returns the client-certificate products that are enabled for the account and the role of the key's user, and what each allows.
  - A product that is not enabled is not returned; nothing found is an empty list, not a failure.
extends_documentation_fragment:
  - certops.digicert._attributes
  - certops.digicert._attributes.info_module
  - certops.digicert._attributes.action
  - certops.digicert._attributes.digicert_group
  - certops.digicert._connection
options:
  product:
    description:
      - Only this product.
    type: str
    choices: [client_premium, client_digital_signature_plus, client_email_security_plus, class1_smime, client_authentication_plus,
      secure_email_mailbox, secure_email_sponsor, secure_email_organization]
notes:
  - Needs C(requests), C(voluptuous) and C(cryptography) on the machine that runs the module, normally the controller.
seealso:
  - module: certops.digicert.digicert_account_info
"""

EXAMPLES = r"""
- name: See what the account may order
  certops.digicert.digicert_product_info:
  register: offer

- name: See which issuing CAs a product allows
  certops.digicert.digicert_product_info:
    product: secure_email_sponsor
  register: sponsor
"""

RETURN = r"""
products:
  description: The products found. A member is V(null) or empty where CertCentral does not tell.
  returned: success
  type: list
  elements: dict
  contains:
    name_id:
      description: Identifier, as O(certops.digicert.digicert_client_cert#module:product) takes it.
      type: str
    name:
      description: Name for people.
      type: str
    type:
      description: Kind of product.
      type: str
    csr_required:
      description: Whether an order must bring a CSR.
      type: bool
    allowed_validity_years:
      description: Validities that can be ordered, in years.
      type: list
      elements: int
    allowed_signature_hashes:
      description: Hashes that can be ordered.
      type: list
      elements: str
    default_signature_hash:
      description: The hash without a wish.
      type: str
    allowed_ca_certs:
      description: Issuing CAs that can be asked for.
      type: list
      elements: dict
      contains:
        id:
          description: ID, as O(certops.digicert.digicert_client_cert#module:ca_cert_id) takes it.
          type: str
        name:
          description: Name of the CA.
          type: str
    custom_expiration_date_allowed:
      description: Whether an expiration date can be chosen.
      type: bool
    allow_auto_renew:
      description: Whether CertCentral can renew by itself.
      type: bool
    remaining_certs_in_contract:
      description: Certificates that the contract still covers.
      type: int
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

from ..module_utils._ansible.product_info import MODULE
from ..module_utils._ansible.runner import run


def main() -> None:
    run(MODULE)


if __name__ == "__main__":
    main()
