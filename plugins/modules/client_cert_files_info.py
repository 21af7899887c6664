#!/usr/bin/python
# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

DOCUMENTATION = r"""
module: client_cert_files_info
short_description: Tell which key and certificate files of a client are on a host
version_added: 0.1.0
author:
  - certops.digicert contributors (@certops)
description:
  - Tells what M(certops.digicert.client_cert_files) and the role C(client_cert_csr) keep in a directory, which certificate is in use,
    where its key is, and which earlier generations there are.
  - It only reads, and returns paths, serial numbers, dates and, when asked, what is wrong with a key, never what a file holds.
extends_documentation_fragment:
  - certops.digicert._attributes
  - certops.digicert._attributes.info_module
options:
  directory:
    description: Directory of the certificate. It need not be there.
    type: path
    required: true
  name:
    description: Base of the file names.
    type: str
    required: true
  check_key:
    description:
      - Whether to read the key that the next CSR is for, and tell in RV(key_problem) what is wrong with it.
      - It is the key of a rotation that is not over, else the key in use.
    type: bool
    default: false
  key_passphrase:
    description: Passphrase of that key.
    type: str
notes:
  - Needs C(cryptography) on the host.
seealso:
  - module: certops.digicert.client_cert_files
"""

EXAMPLES = r"""
- name: Look what is in use
  certops.digicert.client_cert_files_info:
    directory: /etc/pki/billing
    name: billing
  register: billing

- name: Name the generations to which a rollback could go
  ansible.builtin.debug:
    msg: "{{ item.generation }}: {{ item.serial_number }}, valid until {{ item.not_after }}"
  loop: "{{ billing.generations }}"
"""

RETURN = r"""
directory:
  description: The directory as an absolute path.
  returned: success
  type: str
placed:
  description: Whether a set is in use.
  returned: success
  type: bool
generation:
  description: Number of the generation in use, V(null) without one.
  returned: success
  type: int
generations:
  description: All generations that are kept, the one in use included, oldest first.
  returned: success
  type: list
  elements: dict
  contains:
    generation:
      description: Its number.
      type: int
    serial_number:
      description: Serial number of its certificate, hexadecimal.
      type: str
    not_after:
      description: End of validity, V(YYYY-MM-DDThh:mm:ssZ).
      type: str
damaged:
  description: Files of the set in use that were altered or lost since they were placed.
  returned: success
  type: list
  elements: str
serial_number:
  description: Serial number of the certificate in use, hexadecimal; V(null) without one.
  returned: success
  type: str
not_after:
  description: End of its validity, V(YYYY-MM-DDThh:mm:ssZ).
  returned: success
  type: str
files:
  description: Output to path, as for M(certops.digicert.client_cert_files).
  returned: success
  type: dict
key:
  description: File of the private key in use, links followed; V(null) when there is none.
  returned: success
  type: str
next_key:
  description:
    - Where the next key is, or would be made. A first one is made in another directory than that of a rotation, so that one which was left behind
      begins no rotation once another key is there.
  returned: success
  type: str
rotating:
  description: Whether RV(next_key) is there, so that a key waits for its certificate.
  returned: success
  type: bool
key_problem:
  description:
    - What is wrong with the file of the key and what helps, as a sentence. V(null) when nothing is, when there is no key, and without
      O(check_key).
  returned: success
  type: str
history:
  description: Serial numbers of the superseded pairs in the key history.
  returned: success
  type: list
  elements: str
kept:
  description: As for M(certops.digicert.client_cert_files).
  returned: success
  type: list
  elements: str
unannounced:
  description: Whether a change was made of which no handler was told yet.
  returned: success
  type: bool
"""

from ..module_utils._python import require

require()

from ..module_utils._ansible.client_cert_files_info import SPEC, work
from ..module_utils._ansible.host_runner import run


def main() -> None:
    run(SPEC, work)


if __name__ == "__main__":
    main()
