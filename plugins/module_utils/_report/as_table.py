# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Private to this collection: it may change in any release.
"""Plain text in aligned columns, for a terminal."""

from __future__ import annotations

import typing as t

from .columns import aligned
from .report import WORDS, Report, headline, one_line, places, subject

_HEADER = ("LEVEL", "NAME", "SUBJECT", "ENDS", "DAYS", "RENEWAL", "ORDER", "HOSTS", "REMARK")
_TO_THE_RIGHT = frozenset({"DAYS", "ORDER"})


def render(report: Report) -> str:
    """Return the report as lines of text."""
    lines = [f"{one_line(report.title)}, {report.today}: {headline(report)}"]
    if report.rows:
        lines += ["", *aligned([_HEADER, *_cells(report)], _TO_THE_RIGHT)]
    return "\n".join(lines) + "\n"


def _cells(report: Report) -> t.Iterator[tuple[str, ...]]:
    for row in report.rows:
        dates = (row.valid_till, row.days_remaining, row.renewal_due_on, row.order_id)
        ends, days, renewal, order = ("-" if value is None else str(value) for value in dates)
        shown = (one_line(row.name), subject(row), ends, days, renewal, order, places(row), one_line(row.remark))
        yield (WORDS[row.level], *(text or "-" for text in shown))
