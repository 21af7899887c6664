# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Private to this collection: it may change in any release.
"""Tolerant readers for CertCentral's JSON: ids may be text, booleans ``"0"`` or ``"1"``, objects ``[]``, anything missing."""

from __future__ import annotations

import datetime
import re
import typing as t

Json = t.Any

#: Longer ones are no numbers of CertCentral's, and Python refuses to convert very long ones.
_DIGITS = re.compile("[0-9]{1,18}")


def integer(value: Json) -> t.Optional[int]:
    """Return *value* as an integer, or ``None`` for anything that is not one."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return value
    if isinstance(value, str) and _DIGITS.fullmatch(value.strip()):
        return int(value)
    return None


def identifier(value: Json) -> t.Optional[int]:
    """Return an id; 0 means none, as ``renewed_order_id`` shows [RIB]."""
    number = integer(value)
    return number if number is not None and number > 0 else None


def text(value: Json) -> t.Optional[str]:
    """Return non-empty text, or ``None``; the literal word ``null`` was seen for a missing date [MOZ]."""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return str(value)
    if isinstance(value, str) and value.strip() and value.strip().lower() != "null":
        return value
    return None


def lower(value: Json) -> t.Optional[str]:
    """Return non-empty text in lower case and without blanks around it, or ``None``: how words of CertCentral compare."""
    found = text(value)
    return None if found is None else found.strip().lower()


def boolean(value: Json) -> bool:
    """Return *value* as a boolean; ``"0"`` is false although Python would call it true."""
    if isinstance(value, str):
        return value.strip().lower() in ("1", "true", "yes")
    return value is True or (isinstance(value, int) and value == 1)


def flag(value: Json) -> t.Optional[bool]:
    """Return *value* as a boolean, or ``None`` where there is none: what is not shown is not false."""
    return None if value is None or (isinstance(value, str) and not value.strip()) else boolean(value)


def date(value: Json) -> t.Optional[datetime.date]:
    """Return the date at the start of *value* (``yyyy-MM-dd``, a time may follow), or ``None``."""
    if not isinstance(value, str):
        return None
    try:
        return datetime.date.fromisoformat(value.strip()[:10])
    except ValueError:
        return None


def mapping(value: Json) -> t.Mapping[str, Json]:
    """Return an object; ``[]``, null and anything else that is not one is an empty object [AUTO]."""
    return value if isinstance(value, dict) else {}


def rows(value: Json) -> tuple[t.Mapping[str, Json], ...]:
    """Return the objects of a list; a single object counts as a list of one [DCC]."""
    if isinstance(value, dict):
        return (value,)
    return tuple(row for row in value if isinstance(row, dict)) if isinstance(value, list) else ()


def texts(value: Json) -> tuple[str, ...]:
    """Return the texts of a list, without the empty ones that old answers hold [CL22]."""
    found = (text(item) for item in value) if isinstance(value, list) else ()
    return tuple(item for item in found if item is not None)
