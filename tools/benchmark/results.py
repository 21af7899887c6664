# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a run of Ansible printed through the callback ansible.posix.json."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any


def tasks_of(output: str) -> list[dict[str, Any]]:
    """Return the tasks of the one play that is shown; none when the run ended before it could."""
    _before, brace, rest = output.partition("{")
    plays = json.loads(brace + rest)["plays"] if brace else []
    return plays[0]["tasks"] if plays else []


def seconds(duration: dict[str, str]) -> float:
    """Return the seconds between the two times of a task."""
    begun, ended = (datetime.fromisoformat(duration[key]) for key in ("start", "end"))
    return (ended - begun).total_seconds()
