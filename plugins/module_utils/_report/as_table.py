# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Private to this collection: it may change in any release.
"""Plain text in aligned columns, for a terminal."""

from __future__ import annotations

import typing as t
import unicodedata

from .report import WORDS, Report, headline, one_line, places, subject

_HEADER = ("LEVEL", "NAME", "SUBJECT", "ENDS", "DAYS", "RENEWAL", "ORDER", "HOSTS", "REMARK")
_TO_THE_RIGHT = frozenset({"DAYS", "ORDER"})


def render(report: Report) -> str:
    """Return the report as lines of text."""
    lines = [f"{one_line(report.title)}, {report.today}: {headline(report)}"]
    if report.rows:
        lines += ["", *_aligned([_HEADER, *_cells(report)])]
    return "\n".join(lines) + "\n"


def _cells(report: Report) -> t.Iterator[tuple[str, ...]]:
    for row in report.rows:
        dates = (row.valid_till, row.days_remaining, row.renewal_due_on, row.order_id)
        ends, days, renewal, order = ("-" if value is None else str(value) for value in dates)
        shown = (one_line(row.name), subject(row), ends, days, renewal, order, places(row), one_line(row.remark))
        yield (WORDS[row.level], *(text or "-" for text in shown))


def _aligned(table: t.Sequence[tuple[str, ...]]) -> t.Iterator[str]:
    widths = [max(_width(text) for text in column) for column in zip(*table)]
    for line in table:
        cells = [_filled(text, width, name) for text, width, name in zip(line, widths, _HEADER)]
        yield "  ".join(cells).rstrip()


def _filled(text: str, width: int, column: str) -> str:
    space = " " * (width - _width(text))
    return space + text if column in _TO_THE_RIGHT else text + space


def _width(text: str) -> int:
    """Return the columns that *text* takes in a terminal."""
    return sum(
        0 if unicodedata.combining(character) else 2 if unicodedata.east_asian_width(character) in "WF" else 1
        for character in text
    )
