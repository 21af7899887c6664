#!/usr/bin/python
# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

DOCUMENTATION = r"""
module: client_cert_keys
short_description: Keep private keys on a host, and certificate signing requests for them
version_added: 0.1.0
author:
  - certops.digicert contributors (@certops)
description:
  - Makes a private key and a certificate signing request (CSR) for each certificate of a list, on the host that will use them. A key never
    leaves the host; its request is returned.
  - A key is on the disk, written through, before its request is told to anybody.
  - A key that is there is never replaced. Where it cannot be read, or is of another kind than declared, the certificate fails and the key is
    left as it is. Only O(certificates[].rotate) makes another key, beside the one in use, which stays in use until
    M(certops.digicert.client_cert_files) places the certificate of the new one.
  - A certificate that fails does no harm to the others. The task fails at its end, and returns what became of every certificate.
extends_documentation_fragment:
  - certops.digicert._attributes
attributes:
  check_mode:
    support: full
    details:
      - Check mode makes no key, so it returns no request where a run would make one.
  diff_mode:
    support: full
    details:
      - The difference names the keys and why they were made, never what a file holds.
  idempotent:
    support: partial
    details:
      - With O(certificates[].rotate=true) a run after the rotation is over begins another one. All else is left as it is, byte for byte.
options:
  certificates:
    description:
      - The certificates. Faulty entries are named all at once, and nothing is changed.
    type: list
    elements: dict
    required: true
    suboptions:
      directory:
        description:
          - The directory, for this certificate alone, as an absolute path. It is made when it is missing, with what it lies in.
        type: path
        required: true
      name:
        description:
          - Base of the file names, C(<name>.key) and C(<name>.csr).
        type: str
        required: true
      key:
        description:
          - The kind of key. Not set means RSA with 3072 bits.
        type: dict
        suboptions:
          type:
            description: V(RSA) or V(ECC).
            type: str
            choices: [RSA, ECC]
            default: RSA
          size:
            description: Bits of an RSA key.
            type: int
            choices: [2048, 3072, 4096]
            default: 3072
          curve:
            description: Curve of an ECC key. V(secp256r1) is also called P-256, V(secp384r1) P-384, V(secp521r1) P-521.
            type: str
            choices: [secp256r1, secp384r1, secp521r1]
            default: secp256r1
      passphrase:
        description:
          - Encrypts a key that is made, and opens the key that is there.
          - It does not change the passphrase of a key that is there; a rotation makes a key with the new one.
        type: str
      subject:
        description:
          - Subject of the request, by X.509 name such as V(commonName) or V(O), in their order. A list of values puts the name there several times.
        type: dict
      emails:
        description:
          - E-mail addresses for the subject alternative name of the request, in ASCII.
        type: list
        elements: str
      rotate:
        description:
          - Make another key, and the request for it. A rotation that is not over goes on with the key that it has, also when this is V(false).
        type: bool
        default: false
      placement:
        description:
          - How M(certops.digicert.client_cert_files) will place the certificate. With it RV(results[].serial_number) tells whether there is
            anything to be placed, and a first key is made only where the certificate could be placed.
        type: dict
        suboptions:
          outputs:
            description: As for M(certops.digicert.client_cert_files).
            type: list
            elements: str
            choices: [certificate, chain, fullchain, root, combined, pkcs12, pkcs12_legacy, pkcs12_current, pkcs12_current_legacy, keystore, nss]
            default: [certificate, chain, fullchain]
          files:
            description: As for M(certops.digicert.client_cert_files).
            type: dict
          passphrase:
            description: As for M(certops.digicert.client_cert_files).
            type: str
          friendly_name:
            description: As for M(certops.digicert.client_cert_files).
            type: str
          keystore_type:
            description: As for M(certops.digicert.client_cert_files).
            type: str
            choices: [PKCS12, JKS]
            default: PKCS12
          nss_databases:
            description: As for M(certops.digicert.client_cert_files).
            type: list
            elements: dict
            suboptions:
              path:
                description: As for M(certops.digicert.client_cert_files).
                type: path
                required: true
              passphrase:
                description: As for M(certops.digicert.client_cert_files).
                type: str
          key_history:
            description: As for M(certops.digicert.client_cert_files).
            type: bool
          keep:
            description: As for M(certops.digicert.client_cert_files).
            type: int
            default: 3
          validate:
            description: As for M(certops.digicert.client_cert_files).
            type: str
          validate_timeout:
            description: As for M(certops.digicert.client_cert_files).
            type: int
            default: 120
          mode:
            description: As for M(certops.digicert.client_cert_files).
            type: raw
      ready:
        description:
          - Fail, and make no key, where a certificate could not be placed as O(certificates[].placement) says.
        type: bool
        default: false
      owner:
        description:
          - The user that the directory and its files belong to. Not set means as it is; what is new gets the owner of the directory.
        type: str
      group:
        description:
          - The group that the directory and its files belong to. Not set means as for O(certificates[].owner).
        type: str
      key_mode:
        description:
          - The mode of the private key, as quoted octal digits. Not set means as it is, V(0600) for a new one.
        type: raw
      directory_mode:
        description:
          - The mode of the directory, as quoted octal digits. Not set means as it is, V(0700) for a new one.
        type: raw
      setype:
        description:
          - The SELinux type of the directory and its files. Not set means what the policy of the host says.
        type: str
notes:
  - Needs C(cryptography) on the host, 3.3 or newer, and no other library.
seealso:
  - module: certops.digicert.client_cert_files
  - module: certops.digicert.digicert_client_certs
"""

EXAMPLES = r"""
- name: Keys of two programs
  certops.digicert.client_cert_keys:
    certificates:
      - directory: /etc/pki/billing
        name: billing
        key: {type: ECC}
        subject: {commonName: billing.example.com}
        emails: [billing@example.com]
      - directory: /etc/pki/gateway
        name: gateway
        subject: {commonName: gateway.example.com}
  register: keys

- name: Show the requests
  ansible.builtin.debug:
    msg: "{{ keys.results | map(attribute='csr') }}"
"""

RETURN = r"""
results:
  description: What became of each certificate, in the order of O(certificates).
  returned: when the entries are sound
  type: list
  elements: dict
  contains:
    name:
      description: Its name.
      type: str
    changed:
      description: Whether key, request, an owner or a mode was, or in check mode would be, changed.
      type: bool
    failed:
      description: Whether it failed; C(msg) then says why.
      type: bool
    action:
      description: V(make) where a key was made, else V(none).
      type: str
    reason:
      description: Why, in one clause.
      type: str
    key:
      description: Where the key lies.
      type: str
    csr:
      description: The request in PEM form; V(null) in check mode where a run would make the key.
      type: str
    rotating:
      description: Whether the request is for the next key of a rotation.
      type: bool
    placed:
      description: Whether M(certops.digicert.client_cert_files) has a set in use there.
      type: bool
    serial_number:
      description:
        - Serial number, hexadecimal, of the certificate in use. V(null) without O(certificates[].placement), and where placing that certificate
          once more might change anything or has to be told to somebody.
      type: str
    files:
      description: Output to path, with the key's, of what O(certificates[].placement) declares; empty without it.
      type: dict
    directory:
      description: Its directory.
      type: str
    warnings:
      description: What was warned of.
      type: list
      elements: str
    diff:
      description: C(before) and C(after), with the key and why it was made.
      type: dict
"""

from ..module_utils._python import require

require()

from ..module_utils._ansible import client_cert_keys
from ..module_utils._ansible.host_runner import run


def main() -> None:
    run(client_cert_keys.SPEC, client_cert_keys.work)


if __name__ == "__main__":
    main()
