# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations


class ModuleDocFragment:
    """Attributes of modules: what they promise."""

    DOCUMENTATION = r"""
options: {}
attributes:
  check_mode:
    description: Can run in check mode and say what would change, without changing anything.
  diff_mode:
    description: Returns what changed, or would change, in diff mode.
  idempotent:
    description: A second run right after the first changes nothing.
"""

    INFO_MODULE = r"""
options: {}
attributes:
  check_mode:
    support: full
    details:
      - It only reads, in check mode as well.
  diff_mode:
    support: N/A
    details:
      - It changes nothing.
  idempotent:
    support: full
"""

    DIGICERT_GROUP = r"""
options: {}
attributes:
  action_group:
    description: Use C(group/certops.digicert.digicert) in C(module_defaults) to set the connection options once.
    support: full
    membership:
      - certops.digicert.digicert
"""

    ACTION = r"""
options: {}
attributes:
  action:
    description: Has a corresponding action plugin, so that the work can be done on the controller.
    support: full
    details:
      - On a local connection Ansible's own process does the work and starts no module process. Options and results are the same.
      - With another connection, C(become), C(async), C(environment) or an C(ansible_python_interpreter) that is not the Python of
        C(ansible-playbook), and where that Python lacks a library, it runs as an ordinary module.
  async:
    description: Supports being used with the C(async) keyword.
    support: full
"""
