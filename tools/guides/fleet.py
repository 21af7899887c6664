# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The table of the guide "A fleet", from the rules of the memory."""

from __future__ import annotations

from ansible_collections.certops.digicert.plugins.module_utils._core import remembered

from . import rst

_DONE = {remembered.ASK: "it is read", remembered.COUNT: "it counts, and nothing is read"}


def memory() -> str:
    """Return when a remembered order counts; the first line that holds says so."""
    rows = ((rule.reason.replace("{f.changed_names}", "..."), _DONE[rule.action]) for rule in remembered.RULES)
    return rst.table(("Where", "the order"), rows)
