# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Private to this collection: it may change in any release.
"""Comma-separated values, for spreadsheets."""

from __future__ import annotations

import csv
import io
import typing as t

from .._core.expiry import CURRENT, Row
from .plain import row_dict
from .report import Report, places

#: What a spreadsheet takes for a formula, or strips from the front of one; the wide forms too.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")


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
    return "'" + value if value.lstrip(" ").startswith(_FORMULA) else value
