# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Private to this collection: it may change in any release.
"""One HTML page that needs nothing else: no script, no picture, no font, no request to anywhere."""

from __future__ import annotations

import html

from .._core.expiry import LEVELS, Row
from . import chart
from .page import page
from .report import WORDS, Report, days, headline, one_line, place, subject

_HEADER = ("Certificate", "Level", "Ends", "Renewal", "Order", "Hosts", "Remark")


def render(report: Report) -> str:
    """Return the page."""
    title = html.escape(one_line(report.title))
    body = [
        f"<h1>{title}</h1>",
        f'<p class="headline"><strong>{html.escape(headline(report))}</strong> {_next_end(report)}</p>',
        _numbers(report),
        *([chart.render(report), _table(report), _levels()] if report.rows else []),
    ]
    return page(
        report.title, body, f"As of {report.today}, from DigiCert CertCentral and from the hosts. All dates in UTC."
    )


def _next_end(report: Report) -> str:
    """Return the sentence about the certificate that ends next."""
    coming = [row for row in report.rows if row.valid_till is not None and row.valid_till >= report.today]
    if not coming:
        return ""
    row = min(coming, key=lambda row: (row.valid_till, row.name))
    return f"Next end: <bdi>{html.escape(one_line(row.name))}</bdi> on {row.valid_till}, {days(row)}."


def _numbers(report: Report) -> str:
    """Return one box per level, and one for all."""
    what = "certificate" if len(report.rows) == 1 else "certificates"
    boxes = [f"<li><b>{len(report.rows)}</b><span>{what}</span></li>"]
    for level, number in report.counts.items():
        zero = "" if number else " zero"
        words = f'<span aria-hidden="true">{chart.SIGNS[level]}</span> {WORDS[level]}'
        boxes.append(f'<li class="{level}{zero}"><b>{number}</b><span>{words}</span></li>')
    return f'<ul class="numbers">{"".join(boxes)}</ul>'


def _table(report: Report) -> str:
    head = "".join(f'<th role="columnheader" scope="col">{name}</th>' for name in _HEADER)
    # The roles stay where a narrow page shows the table as a list.
    lines = "\n".join(_line(row) for row in report.rows)
    return "\n".join(
        [
            "<section>",
            '<table role="table">',
            "<caption>Details</caption>",
            f'<thead role="rowgroup"><tr role="row">{head}</tr></thead>',
            f'<tbody role="rowgroup">\n{lines}\n</tbody>',
            "</table>",
            "</section>",
        ]
    )


def _levels() -> str:
    """Return what each level means."""
    told = "\n".join(f"<dt>{chart.badge(level)}</dt><dd>{html.escape(words)}</dd>" for level, words in LEVELS.items())
    return f'<section aria-labelledby="levels">\n<h2 id="levels">Levels</h2>\n<dl>\n{told}\n</dl>\n</section>'


def _line(row: Row) -> str:
    details = ", ".join(text for text in (subject(row), row.product) if text)
    name = f"<bdi>{html.escape(one_line(row.name))}</bdi><small><bdi>{html.escape(details)}</bdi></small>"
    order = "" if row.order_id is None else f"{row.order_id}<small>{html.escape(one_line(row.status or ''))}</small>"
    ends = "" if row.valid_till is None else f"{row.valid_till}<small>{days(row)}</small>"
    hosts = ", ".join(f"<bdi>{html.escape(place(found))}</bdi>" for found in row.hosts)
    cells: tuple[tuple[str, str], ...] = (
        ("plain", chart.badge(row.level)),
        ("day", ends),
        ("day", "" if row.renewal_due_on is None else str(row.renewal_due_on)),
        ("number", order),
        ("", hosts),
        ("", html.escape(one_line(row.remark))),
    )
    shown = (_cell(what, kind, text) for what, (kind, text) in zip(_HEADER[1:], cells))
    return f'<tr role="row"><th role="rowheader" scope="row">{name}</th>{"".join(shown)}</tr>'


def _cell(what: str, kind: str, text: str) -> str:
    return f'<td role="cell" class="{kind}" data-what="{what}">{text}</td>'
