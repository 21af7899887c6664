# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
name: unknown_variables
short_description: Variables that begin like those of this collection, and are none
version_added: 0.1.0
author:
  - certops.digicert contributors (@certops)
description:
  - Finds typing errors in the names of variables. A limit whose name is wrong lets everything through, and a list whose name is wrong declares nothing.
  - Names that begin with C(client_cert_) belong to the roles and playbooks of this collection. The playbooks refuse what is none of theirs.
positional: _input
options:
  _input:
    description: Names of variables, such as the keys of C(hostvars[inventory_hostname]).
    type: list
    elements: str
    required: true
"""

EXAMPLES = r"""
- name: Refuse variables that nobody reads
  ansible.builtin.assert:
    that: hostvars[inventory_hostname] | certops.digicert.unknown_variables == []
    fail_msg: "{{ hostvars[inventory_hostname] | certops.digicert.unknown_variables | join(' ') }}"
"""

RETURN = r"""
_value:
  description: A sentence for each, with the nearest name there is.
  type: list
  elements: str
  sample: ["client_cert_max_purchase is no variable of this collection; did you mean client_cert_max_purchases?"]
"""

import typing as t

from ..module_utils._report import variables
from ..plugin_utils._filters import no_traceback


def unknown_variables(names: t.Any) -> list[str]:
    """Return what DOCUMENTATION says."""
    # The names of a dictionary, and never what it holds.
    return variables.unknown(list(names) if isinstance(names, t.Mapping) else names)


class FilterModule:
    """What Ansible looks for."""

    def filters(self) -> t.Mapping[str, t.Callable[..., t.Any]]:
        return {"unknown_variables": no_traceback("unknown_variables", unknown_variables)}
