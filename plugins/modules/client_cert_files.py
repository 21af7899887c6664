#!/usr/bin/python
# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

DOCUMENTATION = r"""
module: client_cert_files
short_description: Place key and certificate on a host as one set
version_added: 0.1.0
author:
  - certops.digicert contributors (@certops)
description:
  - Places a certificate beside its private key, in every form that the software of a host wants, as one set. The set is built beside the one in
    use, every file of it is opened again, and one rename puts it into use. A failure at any point leaves the old set in use, complete.
  - For one certificate, or with O(certificates) for many.
  - Knows nothing of DigiCert and needs no API. The private key never leaves the host.
  - The key is the one that belongs to the certificate, looked for at C(next/<name>.key) in the store, where a rotation has put it, then at its place
    in O(directory), then in the kept generations. Without one the task fails.
  - The files in O(directory) are links into the store C(.<name>) in it, which holds the set in use and O(keep) earlier ones. Files that somebody
    else placed there are taken into the store as an earlier generation first, so that nothing of them is lost. Such a generation stays for
    good when anything in it may hold a key; RV(kept) says where.
  - For S/MIME every superseded key stays in C(.<name>/history), which nothing removes but O(purge), and in the PKCS#12 files and NSS
    databases, so that old mail can still be read.
  - A run that is ended at any point, by a power cut for example, leaves a complete set in use, and the next run completes what was begun.
extends_documentation_fragment:
  - certops.digicert._attributes
attributes:
  check_mode:
    support: full
    details:
      - Check mode finds whatever makes a placement impossible, and writes nothing.
  diff_mode:
    support: full
    details:
      - The difference shows names, serial numbers and dates, never what a file holds.
  idempotent:
    support: partial
    details:
      - With O(state=previous) and without O(generation) each run goes back once more.
options:
  state:
    description:
      - With V(present) the certificate is in use.
      - With V(ready) nothing is placed. Directory and store are made where they are missing, and what a placement needs besides a certificate is
        looked at, with the same options as for V(present). What would fail then fails now, before a certificate is ordered. Outputs that other
        programs have a part in are made on trial, and O(nss_databases) are opened.
      - With V(previous) an earlier generation is in use again, with the owner, group and modes it had, those of the directory included. The module
        does it on its own, without any API. The next run with V(present) places what it declares.
      - With V(absent) nothing is in use. The store stays, so that V(previous) can bring the set back.
    type: str
    choices: [present, ready, previous, absent]
    default: present
  directory:
    description:
      - The directory, for this certificate alone, as an absolute path. It is made when it is missing; what it lies in is made with
        V(ready) of O(state) only, and has the same owner, group and mode.
      - Required, with O(name), without O(certificates).
    type: path
  name:
    description:
      - The name of the certificate. It begins the name of each file.
    type: str
  certificate:
    description:
      - The certificate in PEM form. Required for O(state=present).
    type: str
  chain:
    description:
      - The certificates that lead to the root, in PEM form, the issuer of O(certificate) first.
      - May be empty only when O(root) issued the certificate.
    type: list
    elements: str
  root:
    description:
      - The root certificate in PEM form. With it the chain is checked up to its end.
    type: str
  outputs:
    description:
      - The forms in which the certificate is wanted. The key in a file of its own is always among them.
      - V(certificate), V(chain), V(fullchain) (both in one) and V(root) are PEM.
      - V(combined) is key, certificate and chain in one PEM file.
      - V(pkcs12) is a PKCS#12 file with key, certificate, chain and key history. V(pkcs12_legacy) is the same in an encryption that old software reads.
      - V(pkcs12_current) and V(pkcs12_current_legacy) are the same two without key history, for software that takes one key, such as C(gpgsm).
      - V(keystore) is a Java keystore, see O(keystore_type).
      - V(nss) is an NSS database, as Firefox, Thunderbird and Chromium have it, with key pair, chain, key history and trust in the root.
    type: list
    elements: str
    choices: [certificate, chain, fullchain, root, combined, pkcs12, pkcs12_legacy, pkcs12_current, pkcs12_current_legacy, keystore, nss]
    default: [certificate, chain, fullchain]
  files:
    description:
      - Other file names, by output; V(key) names the key.
      - The defaults are O(name) and C(.key), C(.crt), C(.chain.crt), C(.fullchain.crt), C(.root.crt), C(.pem), C(.p12), C(.legacy.p12), C(.current.p12),
        C(.current.legacy.p12), C(.nssdb), and
        C(.keystore.p12) or C(.jks) for V(keystore).
    type: dict
  key_passphrase:
    description:
      - The passphrase of the private key file, and of superseded ones.
    type: str
  passphrase:
    description:
      - The passphrase of all forms of PKCS#12, of V(keystore) and V(nss), required with any of them. Printable ASCII, at most 255
        characters. A keystore wants at least 6.
    type: str
  friendly_name:
    description:
      - The name under which the certificate is shown in PKCS#12, keystore and NSS database. O(name) when it is not set.
    type: str
  keystore_type:
    description:
      - The type of the Java keystore. V(JKS) needs C(keytool) on the host.
    type: str
    choices: [PKCS12, JKS]
    default: PKCS12
  nss_databases:
    description:
      - NSS databases that exist already, of a browser or a mail program. Key pair, chain, key history and trust in the root are added to each.
        Nothing is ever removed from them.
    type: list
    elements: dict
    suboptions:
      path:
        description:
          - The directory of the database.
        type: path
        required: true
      passphrase:
        description:
          - The passphrase of the database. Not set means none.
        type: str
  expected:
    description:
      - What was ordered. The certificate is refused unless it holds one of the addresses or the common name.
    type: dict
    suboptions:
      emails:
        description:
          - Addresses, of which the certificate must hold one.
        type: list
        elements: str
      common_name:
        description:
          - The common name.
        type: str
  key_history:
    description:
      - Whether superseded pairs of key and certificate are kept for ever. Not set means V(true) for a certificate that protects mail.
    type: bool
  keep:
    description:
      - How many generations stay besides the one in use. A generation with files of somebody else that may hold a key stays in any case.
    type: int
    default: 3
  validate:
    description:
      - A command that has the last word on a switch, for example C(nginx -t). It runs once the new set is at its place. When it ends with anything
        but 0, the old set is put back and the task fails.
      - The command is split as a shell would, and run without one.
    type: str
  validate_timeout:
    description:
      - How many seconds the command in O(validate) may take. Then it is killed and counts as one that refused.
    type: int
    default: 120
  generation:
    description:
      - With O(state=previous) the generation to go back to. Not set means the newest earlier one that is complete and in date.
    type: int
  purge:
    description:
      - With O(state=absent) the store is removed too, with every key in it, and the CSR C(<name>.csr). Nothing can bring them back. The empty
        directory stays, and so does what was added to O(nss_databases).
    type: bool
    default: false
  owner:
    description:
      - The user that the directory and every file belongs to.
      - Not set means the owner that each has; what is new gets the owner of the directory, or of the file that it takes the place of.
    type: str
  group:
    description:
      - The group that the directory and every file belongs to. Not set means as for O(owner).
    type: str
  mode:
    description:
      - The mode of the files that hold certificates only, as quoted octal digits. Not set means the one that the file has, V(0644) for a new one.
    type: raw
  key_mode:
    description:
      - The mode of the files that hold a private key, as quoted octal digits. A directory of them can be entered by who may read it.
      - Not set means the one that the file has, with its access control list, V(0600) for a new one. A declared mode and a list that was given by
        hand are refused together.
    type: raw
  directory_mode:
    description:
      - The mode of the directory and the store, as quoted octal digits; a leading 2 lets the directory hand on its group.
      - Not set means the one that the directory has, V(0700) for a new one. A new store is as open as the directory, and only its owner writes there.
    type: raw
  setype:
    description:
      - The SELinux type of every file. Not set means the default of its path.
    type: str
  certificates:
    description:
      - Many certificates in one run, each with the options above, in place of them. Faulty entries are named all at once, and nothing is changed.
      - One that fails does no harm to the others. The task fails at its end, and RV(results) says what became of each.
    type: list
    elements: dict
    suboptions:
      state:
        description: As O(state).
        type: str
        choices: [present, ready, previous, absent]
        default: present
      directory:
        description: As O(directory).
        type: path
        required: true
      name:
        description: As O(name).
        type: str
        required: true
      certificate:
        description: As O(certificate).
        type: str
      chain:
        description: As O(chain).
        type: list
        elements: str
      root:
        description: As O(root).
        type: str
      outputs:
        description: As O(outputs).
        type: list
        elements: str
        choices: [certificate, chain, fullchain, root, combined, pkcs12, pkcs12_legacy, pkcs12_current, pkcs12_current_legacy, keystore, nss]
        default: [certificate, chain, fullchain]
      files:
        description: As O(files).
        type: dict
      key_passphrase:
        description: As O(key_passphrase).
        type: str
      passphrase:
        description: As O(passphrase).
        type: str
      friendly_name:
        description: As O(friendly_name).
        type: str
      keystore_type:
        description: As O(keystore_type).
        type: str
        choices: [PKCS12, JKS]
        default: PKCS12
      nss_databases:
        description: As O(nss_databases).
        type: list
        elements: dict
        suboptions:
          path:
            description: As O(nss_databases[].path).
            type: path
            required: true
          passphrase:
            description: As O(nss_databases[].passphrase).
            type: str
      expected:
        description: As O(expected).
        type: dict
        suboptions:
          emails:
            description: As O(expected.emails).
            type: list
            elements: str
          common_name:
            description: As O(expected.common_name).
            type: str
      key_history:
        description: As O(key_history).
        type: bool
      keep:
        description: As O(keep).
        type: int
        default: 3
      validate:
        description: As O(validate).
        type: str
      validate_timeout:
        description: As O(validate_timeout).
        type: int
        default: 120
      generation:
        description: As O(generation).
        type: int
      purge:
        description: As O(purge).
        type: bool
        default: false
      owner:
        description: As O(owner).
        type: str
      group:
        description: As O(group).
        type: str
      mode:
        description: As O(mode).
        type: raw
      key_mode:
        description: As O(key_mode).
        type: raw
      directory_mode:
        description: As O(directory_mode).
        type: raw
      setype:
        description: As O(setype).
        type: str
notes:
  - Needs C(cryptography) 3.3 or newer on the host, and nothing else from outside Python's own library. All forms of PKCS#12, V(keystore),
    V(nss) and O(nss_databases) need the C(openssl) command, a keystore of type V(JKS) also C(keytool), V(nss) and O(nss_databases) also C(certutil)
    and C(pk12util).
  - After a change the file RV(unannounced) is there, and while it is there every run reports a change. Whoever reloads the software removes it, so
    that a play that stopped between the two makes up for it in the next run. The roles of this collection do.
seealso:
  - module: certops.digicert.digicert_client_cert
"""

EXAMPLES = r"""
- name: Place a certificate that was ordered
  certops.digicert.client_cert_files:
    directory: /etc/pki/billing
    name: billing
    certificate: "{{ billing.certificate }}"
    chain: "{{ billing.chain }}"
    root: "{{ billing.root }}"
    outputs: [certificate, fullchain, pkcs12]
    passphrase: "{{ billing_passphrase }}"
    expected:
      common_name: billing.example.com
  register: placed

- name: Tell the software
  when: placed is changed
  ansible.builtin.service:
    name: billing
    state: reloaded

- name: Remember that it was told
  when: placed is changed
  ansible.builtin.file:
    path: "{{ placed.unannounced }}"
    state: absent

- name: Place two certificates in one run
  certops.digicert.client_cert_files:
    certificates:
      - directory: /etc/pki/gateway
        name: gateway
        certificate: "{{ gateway.certificate }}"
        chain: "{{ gateway.chain }}"
      - directory: /etc/pki/intranet
        name: intranet
        certificate: "{{ intranet.certificate }}"
        chain: "{{ intranet.chain }}"
  register: both

- name: Remember of which of them the software was told
  ansible.builtin.file:
    path: "{{ item.unannounced }}"
    state: absent
  loop: "{{ both.results | selectattr('changed') }}"
  loop_control:
    label: "{{ item.name }}"

- name: Go back to a generation, whatever is in use
  certops.digicert.client_cert_files:
    directory: /etc/pki/billing
    name: billing
    state: previous
    generation: 1

- name: Take a certificate out of use and remove every key
  certops.digicert.client_cert_files:
    directory: /etc/pki/leaver
    name: leaver
    state: absent
    purge: true
"""

RETURN = r"""
results:
  description:
    - With O(certificates), what became of each, in their order. Each is what is returned for one certificate, with C(name), C(directory),
      C(failed), C(warnings), and C(msg) where it failed.
  returned: with O(certificates), when the entries are sound
  type: list
  elements: dict
action:
  description: What was done, or in check mode would be; V(none), V(make), V(place), V(mend), V(switch) or V(remove).
  returned: for one certificate, on failure where it is known
  type: str
  sample: place
reason:
  description: Why, in one sentence.
  returned: success, for one certificate
  type: str
  sample: certificate 0B6F takes the place of certificate 0A11
differences:
  description: Options in which the set in use is not as declared.
  returned: success, for one certificate
  type: list
  elements: dict
  contains:
    option:
      description: Name of the option.
      type: str
    before:
      description: What the set in use was made of. Certificates are named by serial number and SHA-256, a passphrase is never shown.
      type: raw
    after:
      description: What is declared.
      type: raw
generation:
  description: The generation that is in use, or in check mode would be; null when none is.
  returned: for one certificate, on failure where it is known
  type: int
previous_generation:
  description: The generation that was in use before the run switched; null when it did not switch, or none was.
  returned: success, for one certificate
  type: int
generations:
  description: The generations that the store holds, oldest first.
  returned: success, for one certificate
  type: list
  elements: dict
  contains:
    generation:
      description: Its number.
      type: int
    serial_number:
      description: Serial number of its certificate; null when it cannot be read.
      type: str
    not_after:
      description: End of its certificate's validity, in UTC.
      type: str
serial_number:
  description: Serial number of the certificate in use, or in check mode of the one that would be; null without one.
  returned: success, for one certificate
  type: str
  sample: 04D2AA55EE1100FF22CC33DD44BB5566
not_after:
  description: End of its validity, in UTC.
  returned: success, for one certificate
  type: str
  sample: "2027-03-14T23:59:59Z"
files:
  description: The path of the key and of each output.
  returned: success, for one certificate
  type: dict
  sample:
    key: /etc/pki/billing/billing.key
    certificate: /etc/pki/billing/billing.crt
history:
  description: Serial numbers of the superseded pairs that are kept.
  returned: success, for one certificate
  type: list
  elements: str
kept:
  description:
    - Paths of files in the store that this module did not make, or that were altered since, and that may hold a key. They stay, whatever O(keep)
      says, until somebody moves them away or purges the store.
  returned: success, for one certificate
  type: list
  elements: str
unannounced:
  description: Path of the file that is there from a change until somebody removes it. A purge leaves none.
  returned: success, for one certificate
  type: str
  sample: /etc/pki/billing/.billing/unannounced
"""

from ..module_utils._python import require

require()

from ..module_utils._ansible.client_cert_files import ARGUMENTS, CONSTRAINTS, work
from ..module_utils._ansible.host_runner import run


def main() -> None:
    run(ARGUMENTS, work, **CONSTRAINTS)


if __name__ == "__main__":
    main()
