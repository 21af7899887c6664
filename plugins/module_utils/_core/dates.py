# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Private to this collection: it may change in any release.
"""Dates between Ansible's form (ISO) and the API's (``dd MMM YYYY`` with an English month, whatever the locale) [OC]."""

from __future__ import annotations

import datetime

_MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")


def parse_date(value: str) -> datetime.date:
    """Read ``2031-06-09`` or ``09 JUN 2031``. Raises ``ValueError`` for anything else."""
    parts = value.split()
    if len(parts) == 3:
        day, month, year = parts
        return datetime.date(int(year), _MONTHS.index(month.upper()) + 1, int(day))
    return datetime.date.fromisoformat(value)


def api_date(date: datetime.date) -> str:
    """Return *date* as the API takes it: ``09 JUN 2031``."""
    return f"{date.day:02d} {_MONTHS[date.month - 1]} {date.year:04d}"
