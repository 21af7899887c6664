# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Private to this collection: it may change in any release.
"""The timeline as a picture: one line per certificate, each with an SVG that stretches with the page."""

from __future__ import annotations

import html
import typing as t

from .._core.expiry import Row
from .report import WORDS, Report, days, one_line
from .timeline import Month, Span, Timeline, timeline

#: Level -> a sign, so that nobody depends on colours.
SIGNS: t.Mapping[str, str] = {
    "expired": "\u2715",
    "missing": "?",
    "due": "!",
    "not_in_place": "\u21c4",
    "pending": "\u2026",
    "soon": "\u25f7",
    "good": "\u2713",
}

_HATCH = (
    '<svg width="0" height="0" aria-hidden="true" style="position:absolute"><defs>'
    '<pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse"><path d="M0 6L6 0M-1 1L1 -1M5 7L7 5"/></pattern>'
    "</defs></svg>"
)
_LEGEND = (
    ("the certificate is valid", '<rect class="bar" x="1" y="1" width="30" height="10" rx="3"/>'),
    (
        "renewal window",
        '<rect class="bar" x="1" y="1" width="30" height="10" rx="3"/><rect class="window" x="1" y="1" width="30" height="10" rx="3"/>',
    ),
    ("no certificate yet", '<rect class="bar none" x="1" y="1" width="30" height="10" rx="3"/>'),
    ("today", '<line class="now" x1="16" x2="16" y1="0" y2="12"/>'),
)
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def render(report: Report) -> str:
    """Return the section with the timeline; all text in it is escaped."""
    scale = timeline(report.rows, report.today)
    months = scale.months()
    length = "short" if len(months) <= 10 else "medium" if len(months) <= 20 else "long"
    lines = [_line(row, scale, _grid(months), report) for row in report.rows]
    return "\n".join(
        [
            '<section aria-labelledby="timeline">',
            _HATCH,
            '<h2 id="timeline">Timeline</h2>',
            _legend(),
            f'<ol class="chart {length}">',
            _axis(scale, months, report),
            *lines,
            "</ol>",
            "</section>",
        ]
    )


def _legend() -> str:
    items = (
        f'<li><svg class="good" viewBox="0 0 32 12" aria-hidden="true">{picture}</svg>{words}</li>'
        for words, picture in _LEGEND
    )
    return f'<ul class="legend">{"".join(items)}</ul>'


def _axis(scale: Timeline, months: t.Sequence[Month], report: Report) -> str:
    """Return the line with the names of the months and the word for today."""
    names = [_name(month) for month in months]
    today = _middle(scale, report)
    # Near an edge the word stands beside its line, not across the edge.
    anchor = "start" if today < 5 else "end" if today > 95 else "middle"
    word = f'<text class="now" x="{today:.2f}%" y="12" text-anchor="{anchor}">today</text>'
    return (
        '<li class="axis" aria-hidden="true"><span></span>'
        f'<svg class="track">{_grid(months, top=20)}{word}{"".join(names)}</svg></li>'
    )


def _name(month: Month) -> str:
    """Return the name of a month, the year in place of January; narrow pages show every third month, every sixth or none."""
    number = month.first.month
    kind = "year" if number == 1 else "m6" if number == 7 else "m3" if number in (4, 10) else "m1"
    text = str(month.first.year) if number == 1 else _MONTHS[number - 1]
    return f'<text class="{kind}" x="{month.left:.2f}%" y="33" dx="3">{text}</text>'


def _grid(months: t.Sequence[Month], top: int = 0) -> str:
    lines = (
        f'<line class="grid{" year" if month.first.month == 1 else ""}" '
        f'x1="{month.left:.2f}%" x2="{month.left:.2f}%" y1="{top}" y2="100%"/>'
        for month in months
    )
    return "".join(lines)


def _line(row: Row, scale: Timeline, grid: str, report: Report) -> str:
    told = html.escape(_told(row))
    today = f"{_middle(scale, report):.2f}%"
    return (
        f'<li class="{row.level}"><div class="what"><b><bdi>{html.escape(one_line(row.name))}</bdi></b>'
        f"{badge(row.level)} <small>{html.escape(days(row))}</small></div>"
        f'<svg class="track" role="img" aria-label="{told}"><title>{told}</title>{grid}{_bar(row, scale, report)}'
        f'<line class="now" x1="{today}" x2="{today}" y1="0" y2="100%"/></svg></li>'
    )


def _middle(scale: Timeline, report: Report) -> float:
    """Return the place of noon today."""
    return scale.place(report.today) + 50.0 / (scale.end - scale.start).days


def _bar(row: Row, scale: Timeline, report: Report) -> str:
    """Return the bar of a certificate with its renewal window; a dashed one, from today on, where there is none yet."""
    if row.valid_till is None:
        return _rectangle("bar none", scale.span(report.today, scale.end))
    begin = min(row.valid_from or scale.start, row.valid_till)
    bars = [_rectangle("bar", scale.span(begin, row.valid_till))]
    due = row.renewal_due_on
    if due is not None and max(due, scale.start) <= row.valid_till and due < scale.end:
        bars.append(_rectangle("window", scale.span(max(due, begin), row.valid_till)))
    return "".join(bars)


def _rectangle(kind: str, span: Span) -> str:
    return f'<rect class="{kind}" x="{span.left:.2f}%" width="{span.width:.2f}%" y="20%" height="60%" rx="4"/>'


def _told(row: Row) -> str:
    """Return what the bar shows, for those who do not see it."""
    if row.valid_till is None:
        return f"{one_line(row.name)}: no certificate yet"
    begin = "" if row.valid_from is None else f" from {row.valid_from}"
    due = "" if row.renewal_due_on is None else f", renewal from {row.renewal_due_on}"
    return f"{one_line(row.name)}: valid{begin} to {row.valid_till}{due}"


def badge(level: str) -> str:
    """Return the word for a level, with its sign."""
    return f'<span class="level {level}"><span aria-hidden="true">{SIGNS[level]}</span> {WORDS[level]}</span>'
