# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Private to this collection: it may change in any release.
"""Ansible's values as a module gets them: plain Python, through JSON."""

from __future__ import annotations

import datetime
import json
import typing as t


def plain(value: t.Any) -> t.Any:
    """Return *value* as it is after a journey through JSON. Raises ``TypeError`` or ``ValueError`` for what cannot make it.

    Ansible's own containers are lazy, its texts know where they come from, and some of them are encrypted until somebody reads them.
    """
    return json.loads(json.dumps(_spelled_out(value)))


def _spelled_out(value: t.Any) -> t.Any:
    if isinstance(value, str) or getattr(value, "__ENCRYPTED__", False):
        return str(value)
    if isinstance(value, t.Mapping):
        return {_spelled_out(name): _spelled_out(inner) for name, inner in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [_spelled_out(inner) for inner in value]
    return value.isoformat() if isinstance(value, datetime.date) else value
