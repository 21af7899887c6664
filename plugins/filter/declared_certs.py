# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
name: declared_certs
short_description: What client_cert_certificates declares, without its secrets
version_added: 0.1.0
author:
  - certops.digicert contributors (@certops)
description:
  - Turns the variable C(client_cert_certificates) of the role P(certops.digicert.client_cert#role) into a list that tells of each
    certificate what identifies it, and where the host keeps it.
  - Passphrases, card data and everything else that a report must not know are left out.
positional: _input
options:
  _input:
    description: The list of certificates, as the role takes it.
    type: list
    elements: dict
    required: true
  directory:
    description: The role's C(client_cert_directory), for items without O(ignore:directory).
    type: str
  email:
    description:
      - Only certificates for this e-mail address, or for one of several. It is compared as by
        O(certops.digicert.digicert_client_cert_info#module:email), and what is no address is refused.
    type: list
    elements: str
    default: []
seealso:
  - plugin: certops.digicert.expiry_rows
    plugin_type: filter
"""

EXAMPLES = r"""
- name: Read what the host holds
  certops.digicert.client_cert_files_info:
    directory: "{{ item.directory }}"
    name: "{{ item.name }}"
  loop: "{{ client_cert_certificates | default([]) | certops.digicert.declared_certs(directory=client_cert_directory | default('')) }}"
  loop_control:
    label: "{{ item.name }}"
  when: item.directory is string
"""

RETURN = r"""
_value:
  description: One entry for each certificate, in the same order.
  type: list
  elements: dict
  contains:
    name:
      description: Name of the certificate on the host.
      type: str
    directory:
      description: Its directory on the host; V(null) when nothing tells.
      type: str
    alternative_order_id:
      description: Name of the certificate in CertCentral.
      type: str
    unique_order_ids:
      description: Whether each generation carries a name of its own.
      type: bool
    product:
      description: Product identifier.
      type: str
    common_name:
      description: Common name.
      type: str
    emails:
      description: E-mail addresses.
      type: list
      elements: str
    state:
      description: V(present) or V(absent).
      type: str
    renew:
      description: V(when_due), V(never) or V(now).
      type: str
    renew_before_days:
      description: Days before the end from which the renewal is due.
      type: int
"""

import typing as t

from ..module_utils._report.declared import declared_certs
from ..module_utils._report.reader import Reader
from ..plugin_utils._filters import no_traceback


def certificates(given: t.Any, directory: t.Any = None, email: t.Any = ()) -> t.Any:
    """Return what DOCUMENTATION says."""
    options = Reader("declared_certs", {"directory": directory, "email": [email] if isinstance(email, str) else email})
    return declared_certs(given, options.text("directory"), options.texts("email"))


class FilterModule:
    """What Ansible looks for."""

    def filters(self) -> t.Mapping[str, t.Callable[..., t.Any]]:
        return {"declared_certs": no_traceback("declared_certs", certificates)}
