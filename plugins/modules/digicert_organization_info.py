#!/usr/bin/python
# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

DOCUMENTATION = r"""
module: digicert_organization_info
short_description: Read the organizations of a DigiCert CertCentral account
version_added: 0.1.0
author:
  - certops.digicert contributors (@certops)
description:
  - Returns organizations with their validations, in the order of their IDs. S/MIME and client certificates that name an
    organization need one with a valid S/MIME validation.
  - Nothing found is an empty list, not a failure.
extends_documentation_fragment:
  - certops.digicert._attributes
  - certops.digicert._attributes.info_module
  - certops.digicert._attributes.action
  - certops.digicert._attributes.digicert_group
  - certops.digicert._connection
options:
  organization_id:
    description:
      - Only the organization with this ID.
    type: int
  name:
    description:
      - Only organizations with exactly this name, compared without case.
    type: str
notes:
  - Needs C(requests), C(voluptuous) and C(cryptography) on the machine that runs the module, normally the controller.
seealso:
  - module: certops.digicert.digicert_account_info
"""

EXAMPLES = r"""
- name: Look the organization up by its name
  certops.digicert.digicert_organization_info:
    name: Corp Example
  register: corp

- name: Stop when it may not order S/MIME certificates
  ansible.builtin.assert:
    that: corp.organizations | selectattr("smime_validated") | length == 1
"""

RETURN = r"""
organizations:
  description: The organizations found.
  returned: success
  type: list
  elements: dict
  contains:
    id:
      description: ID, as O(certops.digicert.digicert_client_cert#module:organization.id) takes it.
      type: int
    name:
      description: Legal name.
      type: str
    display_name:
      description: Name together with the assumed name.
      type: str
    status:
      description: Status, in lower case.
      type: str
    is_active:
      description: Whether the organization is active.
      type: bool
    address:
      description: Street address.
      type: str
    address2:
      description: Second line of the address.
      type: str
    city:
      description: City.
      type: str
    state:
      description: State or province.
      type: str
    zip:
      description: Postal code.
      type: str
    country:
      description: Country, two letters.
      type: str
    telephone:
      description: Telephone number.
      type: str
    container_id:
      description: ID of the division the organization belongs to.
      type: int
    validations:
      description: Its validations, V(null) when CertCentral does not tell.
      type: list
      elements: dict
      contains:
        type:
          description: Kind of validation, such as V(smime) or V(ov).
          type: str
        status:
          description: Status, V(active) once it is done.
          type: str
        validated_until:
          description: Its last day, V(YYYY-MM-DD).
          type: str
    smime_validated:
      description: Whether it has a valid S/MIME validation today, V(null) when CertCentral does not tell.
      type: bool
    smime_validated_until:
      description: Last day of that validation, V(YYYY-MM-DD).
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

from ..module_utils._ansible.organization_info import MODULE
from ..module_utils._ansible.runner import run


def main() -> None:
    run(MODULE)


if __name__ == "__main__":
    main()
