# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Private to this collection: it may change in any release.
"""Dates between Ansible's form (ISO) and the API's (``dd MMM YYYY`` with an English month, whatever the locale) [OC]."""

from __future__ import annotations

import datetime
import re

_MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
_ISO = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_OURS = re.compile(r"\s*([0-9]{1,2})\s+([A-Za-z]{3})\s+([0-9]{4})\s*")


def parse_date(value: str) -> datetime.date:
    """Read ``2031-06-09`` or ``09 JUN 2031``. Raises ``ValueError`` for anything else, whatever else this Python would read."""
    found = _ISO.fullmatch(value)
    if found:
        year, month, day = found.groups()
        return datetime.date(int(year), int(month), int(day))
    found = _OURS.fullmatch(value)
    if not found:
        raise ValueError("this is no date")
    day, word, year = found.groups()
    return datetime.date(int(year), _MONTHS.index(word.upper()) + 1, int(day))


def api_date(date: datetime.date) -> str:
    """Return *date* as the API takes it: ``09 JUN 2031``."""
    return f"{date.day:02d} {_MONTHS[date.month - 1]} {date.year:04d}"
