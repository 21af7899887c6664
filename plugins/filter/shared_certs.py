# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
name: shared_certs
short_description: Certificates that several hosts declare
version_added: 0.1.0
author:
  - certops.digicert contributors (@certops)
description:
  - Finds every C(alternative_order_id) that more than one host declares for the role P(certops.digicert.client_cert#role). A certificate
    belongs to one key, so that such hosts would take it from each other in every run.
  - Letter case does not count. What every host declares absent is no conflict.
  - A host whose declaration cannot be read yet is left out.
positional: _input, hosts
options:
  _input:
    description: The variables of the hosts, that is C(hostvars).
    type: dict
    required: true
  hosts:
    description: The hosts that are compared.
    type: list
    elements: str
    required: true
seealso:
  - plugin: certops.digicert.declared_certs
    plugin_type: filter
"""

EXAMPLES = r"""
- name: Refuse an inventory in which hosts share a certificate
  ansible.builtin.assert:
    that: hostvars | certops.digicert.shared_certs(groups['all']) == {}
    fail_msg: "Give each host a name of its own: {{ hostvars | certops.digicert.shared_certs(groups['all']) }}"
  run_once: true
"""

RETURN = r"""
_value:
  description: The names of the hosts by C(alternative_order_id), in lower case.
  type: dict
  sample: {billing-web1: [web1.example.com, web1.example.org]}
"""

import typing as t

from ..module_utils._core.peers import shared
from ..module_utils._report.peers import declarations
from ..module_utils._report.reader import Reader
from ..plugin_utils._filters import no_traceback


def shared_certs(variables: t.Any, hosts: t.Any) -> dict[str, list[str]]:
    """Return what DOCUMENTATION says."""
    names = Reader("shared_certs", {"hosts": hosts}).texts("hosts")
    return shared({host: declarations(variables, host) for host in names})


class FilterModule:
    """What Ansible looks for."""

    def filters(self) -> t.Mapping[str, t.Callable[..., t.Any]]:
        return {"shared_certs": no_traceback("shared_certs", shared_certs)}
