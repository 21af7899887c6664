# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Private to this collection: it may change in any release.
"""A Markdown table, as GitHub, GitLab and most wikis read it."""

from __future__ import annotations

import typing as t

from . import markdown
from .report import WORDS, Report, headline, places, subject

_HEADER = ("Level", "Certificate", "Subject", "Ends", "Days", "Renewal", "Order", "Hosts", "Remark")


def render(report: Report) -> str:
    """Return the report as Markdown."""
    lines = [f"# {markdown.text(report.title)}", "", f"{report.today}: {headline(report)}"]
    if report.rows:
        lines += [
            "",
            markdown.line(_HEADER),
            markdown.line(["---"] * len(_HEADER)),
            *(markdown.line(cells) for cells in _cells(report)),
        ]
    return "\n".join(lines) + "\n"


def _cells(report: Report) -> t.Iterator[list[str]]:
    for row in report.rows:
        dates = (row.valid_till, row.days_remaining, row.renewal_due_on, row.order_id)
        level = f"**{WORDS[row.level]}**"
        words = (markdown.text(text) for text in (places(row), row.remark))
        yield [
            level,
            markdown.text(row.name),
            markdown.text(subject(row)),
            *("" if one is None else str(one) for one in dates),
            *words,
        ]
