# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The action of every API module; meta/runtime.yml leads them here. It has the name of one, where their documentation is."""

from __future__ import annotations

from ..plugin_utils import _action
from ..plugin_utils._action import ActionModule

__all__ = ["ActionModule"]

# Ansible's strategies load this file before they fork a worker for each task and host: what is loaded here is loaded once.
_action.load()
