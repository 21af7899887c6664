#!/usr/bin/python
# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# The action of the same name does the work.

DOCUMENTATION = r"""
module: client_certs
short_description: Keep all certificates of a host, from the keys to the files that programs read
version_added: 0.1.0
author:
  - certops.digicert contributors (@certops)
description:
  - Walks the whole line for all certificates of a host in one task. Looks on the host and makes the keys that are missing; plans; makes
    the next keys of a rotation; orders from the controller; places on the host what is issued.
  - On the host it runs M(certops.digicert.client_cert_keys) once, and no more where everything is as declared. Before an order it runs it once
    more, since what cannot be placed is not bought, and it runs M(certops.digicert.client_cert_files) once where files are to change.
  - The API key never reaches the host, and the private key never leaves it. A certificate that is in place is not downloaded again.
  - A certificate that fails does not stop the others. The task fails at its end, and returns what became of every certificate.
  - A task that was stopped at any point, or that lost its host, goes on in the next run.
extends_documentation_fragment:
  - certops.digicert._attributes
  - certops.digicert._attributes.digicert_group
  - certops.digicert._connection
attributes:
  check_mode:
    support: full
    details:
      - Check mode finds the orders and plans like a real run, and writes neither to CertCentral nor on the host. The limits hold in it too.
      - Where a run would make a key, check mode plans with a key that nobody has, which shows the same differences. It is neither kept nor sent.
  diff_mode:
    support: full
    details:
      - The difference holds the certificates that change, the keys that are made and the files that are placed, and no secret.
  idempotent:
    support: partial
    details:
      - As for M(certops.digicert.digicert_client_cert), for each certificate; with C(rotate=now) every run gets another key.
options:
  certificates:
    description:
      - The certificates of the host. Each entry is a dictionary with C(certificate), the options of M(certops.digicert.digicert_client_cert)
        without C(csr), C(csr_path), C(wait), C(wait_timeout) and the connection, and with the variables of the role C(client_cert) for one
        certificate without their prefix.
      - C(name) is the base of the file names, by default the C(alternative_order_id); C(directory) is for this certificate alone.
      - C(key), C(subject), C(passphrase), C(owner), C(group), C(key_mode), C(directory_mode) and C(setype) are those of
        M(certops.digicert.client_cert_keys); C(outputs), C(files), C(friendly_name), C(keystore_type), C(nss_databases), C(key_history), C(keep),
        C(validate) and C(mode) are those of M(certops.digicert.client_cert_files), and C(output_passphrase) is its C(passphrase).
      - C(rotate) is V(never), V(renewal) for a new key with each new order, or V(now). C(pending_fail_days) lets the task fail where an order waits
        for more days. C(units) are returned as declared.
      - Faulty entries are named all at once, with their place from 0, and nothing is sent.
    type: list
    elements: raw
    required: true
  defaults:
    description:
      - What entries leave out, in the same form. Of C(certificate) each option counts by itself. C(directory) is the one above; each certificate gets
        a directory of its C(name) in it.
    type: dict
    default: {}
  verify:
    description:
      - As for M(certops.digicert.digicert_client_certs).
    type: str
    choices: [list, orders]
    default: list
  max_age:
    description:
      - As for M(certops.digicert.digicert_client_certs), where it says why the hosts of one play share a list.
    type: int
    default: 60
  max_purchases:
    description:
      - As for M(certops.digicert.digicert_client_certs), for the certificates of this host.
    type: int
  max_revocations:
    description:
      - As for M(certops.digicert.digicert_client_certs), for the certificates of this host.
    type: int
  prices:
    description:
      - As for M(certops.digicert.digicert_client_certs).
    type: dict
  max_cost:
    description:
      - As for M(certops.digicert.digicert_client_certs), for the certificates of this host.
    type: float
  expected_plan:
    description:
      - The RV(plan_digest) of the plan that was reviewed. Any other plan is refused; an empty one is let through. Keys do not count, since the host makes
        them.
    type: str
  parallel:
    description:
      - As for M(certops.digicert.digicert_client_certs).
    type: int
    default: 4
  wait:
    description:
      - Wait until all certificates are issued and downloadable. What has still not come then counts as failed, and the next run places it.
    type: bool
    default: false
  wait_timeout:
    description:
      - Seconds to wait at most, for all certificates together.
    type: int
    default: 600
  shared:
    description:
      - Hosts by C(alternative_order_id) in lower case, as the filter P(certops.digicert.shared_certs#filter) returns them. A certificate in it is
        refused, since each of the hosts would have it reissued for its own key.
    type: dict
notes:
  - Needs C(requests), C(voluptuous) and C(cryptography) on the controller, and Python 3.9 with C(cryptography) 3.3 on the host.
  - Whoever reloads the software after a change removes the files RV(results[].unannounced), as the roles of this collection do; while one is there, every run
    reports a change.
  - The task cannot be run with C(async).
seealso:
  - module: certops.digicert.digicert_client_certs
  - module: certops.digicert.client_cert_keys
  - module: certops.digicert.client_cert_files
"""

EXAMPLES = r"""
- name: Keep the certificates of this host
  certops.digicert.client_certs:
    defaults:
      directory: /etc/pki/clients
      key: {type: ECC}
      certificate:
        product: client_authentication_plus
        organization: {id: 1234567}
        order_validity: {years: 1}
    certificates:
      - certificate:
          alternative_order_id: "billing-{{ inventory_hostname }}"
          common_name: billing.example.com
          emails: [billing@example.com]
        rotate: renewal
      - certificate:
          alternative_order_id: "gateway-{{ inventory_hostname }}"
          common_name: gateway.example.com
          emails: [gateway@example.com]
        outputs: [fullchain]
    max_purchases: 2
  register: kept

- name: Say what waits for a person
  ansible.builtin.debug:
    msg: "{{ kept.results | map(attribute='pending') | select | map(attribute='hint') }}"
"""

RETURN = r"""
results:
  description:
    - What became of each certificate, in the order of O(certificates). Each is what M(certops.digicert.digicert_client_cert) returns, with the keys below.
    - RV(results[].certificate) and what belongs to it are V(null) for one that is in place already.
  returned: when the entries are sound
  type: list
  elements: dict
  contains:
    index:
      description: Its place in the list, from 0.
      type: int
    name:
      description: Its name.
      type: str
    alternative_order_id:
      description: Its identity.
      type: str
    changed:
      description: Whether anything was, or in check mode would be, written for it, to CertCentral or on the host.
      type: bool
    failed:
      description: V(true) where it failed; C(msg) then says why.
      type: bool
    msg:
      description: Why it failed.
      type: str
    warnings:
      description: What was warned of.
      type: list
      elements: str
    certificate:
      description: PEM, where it was placed.
      type: str
    files:
      description: The path of the key and of each output.
      type: dict
    placed:
      description: Whether files were, or in check mode would be, changed.
      type: bool
    unannounced:
      description: The file that is there from a change until somebody removes it; V(null) without a change.
      type: str
    units:
      description: The units to tell, as declared.
      type: list
      elements: dict
summary:
  description: As for M(certops.digicert.digicert_client_certs).
  returned: when the entries are sound
  type: dict
plan:
  description: As for M(certops.digicert.digicert_client_certs).
  returned: when the entries are sound
  type: list
  elements: dict
plan_digest:
  description: 64 hexadecimal digits that stand for RV(plan); the same wish in the same world has the same digest tomorrow. Keys do not count.
  returned: when the entries are sound
  type: str
api_calls:
  description: Requests that were sent, C(reads) and C(writes), retries included.
  returned: always
  type: dict
"""
