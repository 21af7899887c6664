# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Private to this collection: it may change in any release.
"""Comma-separated values, for spreadsheets."""

from __future__ import annotations

import csv
import io
import re
import typing as t
import unicodedata

from .._core.expiry import CURRENT, Row
from .plain import row_dict
from .report import Report, places

# What can begin a formula, as NFKC shows it: the wide and the small forms are the same signs.
_FORMULA = frozenset("=+-@\N{MINUS SIGN}")
# Letters and a sign that nobody sees.
_BLANK = frozenset("\u115f\u1160\u3164\uffa0\u2800")
# Where a spreadsheet may begin another cell, whatever stands between quotes.
_SEPARATOR = re.compile("([;,|\t\n\v\f\r\x1c-\x1e\x85\u2028\u2029])")


def render(report: Report) -> str:
    """Return a header line and one line per row. Without rows there is the header alone."""
    text = io.StringIO()
    writer = csv.writer(text, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\n")
    writer.writerow(_columns(Row(level="", name="")))
    writer.writerows([_cell(value) for value in _columns(row).values()] for row in report.rows)
    return text.getvalue()


def _columns(row: Row) -> dict[str, t.Any]:
    """Return the row without lists: addresses with commas between them, hosts as people read them."""
    held = all(found.state == CURRENT for found in row.hosts) if row.hosts else None
    return {
        **row_dict(row),
        "emails": ", ".join(row.emails),
        "hosts": places(row),
        "live_orders": ", ".join(str(order_id) for order_id in row.live_orders),
        "in_place": None if held is None else str(held).lower(),
    }


def _cell(value: t.Any) -> t.Any:
    if value is None:
        return ""
    if not isinstance(value, str):
        return value
    # NUL is no character of a text file.
    value = value.replace("\0", "\ufffd")
    safe = "".join(f"'{part}" if _formula(part) else part for part in _SEPARATOR.split(value))
    # Also what only begins with what nobody sees: who knows what is skipped.
    return f"'{safe}" if _skipped(value) and not safe.startswith("'") else safe


def _formula(text: str) -> bool:
    """Tell whether a formula begins *text*, behind what a spreadsheet may skip: blanks, the unseen, quotes."""
    seen = unicodedata.normalize("NFKC", text[_skipped(text) :][:1])
    return seen[:1] in _FORMULA or unicodedata.category(seen[:1] or " ") == "Pd"


def _skipped(text: str) -> int:
    """Return how many characters stand before the first one that is seen and is no quote."""
    return next((place for place, character in enumerate(text) if _seen(character)), len(text))


def _seen(character: str) -> bool:
    # Z: blanks, C: control and format, M: marks on nothing.
    return character not in _BLANK and character not in "\"'" and unicodedata.category(character)[0] not in "ZCM"
