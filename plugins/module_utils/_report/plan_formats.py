# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Private to this collection: it may change in any release.
"""The plan of a fleet as table, Markdown, JSON and HTML page."""

from __future__ import annotations

import dataclasses
import html
import json
import typing as t

from . import markdown
from .columns import aligned
from .page import page
from .plan import Change, Plan, Waiting, detail, headline, money, to_do
from .report import one_line

_COLUMNS = ("Certificate", "Product", "Addresses", "Order", "Cost", "Why")
_HOST = "Host"

#: A list that is longer is folded in Markdown: a merge request shows its heading only, until somebody opens it.
_FOLDED = 10


def _columns(plan: Plan) -> tuple[str, ...]:
    """Return the columns; the host is one where the plan is one of hosts."""
    name, *others = _COLUMNS
    return (name, _HOST, *others) if plan.hosts else _COLUMNS


def _cells(change: Change, columns: t.Collection[str]) -> tuple[str, ...]:
    order = "" if change.order_id is None else str(change.order_id)
    emails = ", ".join(one_line(address) for address in change.emails)
    host = (one_line(change.host),) if _HOST in columns else ()
    return (
        one_line(change.identity),
        *host,
        one_line(change.product),
        emails,
        order,
        money(change.cost),
        detail(change),
    )


def _lists(plan: Plan) -> t.Iterator[tuple[str, tuple[Waiting, ...]]]:
    """Yield what waits and what failed, each with its heading."""
    for heading, found in (("waits", plan.waiting), ("failed", plan.failed)):
        if found:
            yield heading, found


def _about(one: Waiting) -> str:
    host = f" on {one_line(one.host)}" if one.host else ""
    return one_line(one.identity) + host + ("" if one.order_id is None else f" (order {one.order_id})")


def table(plan: Plan) -> str:
    """Return the plan as lines of text."""
    lines = [f"{one_line(plan.title)}: {headline(plan)}", *(one_line(refusal) for refusal in plan.refusals)]
    columns = _columns(plan)
    header = ("ACTION", *(column.upper() for column in columns))
    rows = [(one_line(action), *_cells(change, columns)) for action, group in plan.groups for change in group]
    if rows:
        filled = [tuple(cell or "-" for cell in row) for row in rows]
        lines += ["", *aligned([header, *filled], ("ORDER", "COST"))]
    for heading, found in _lists(plan):
        lines += ["", f"{heading}:", *(f"  {_about(one)}: {one_line(one.told)}" for one in found)]
    if plan.changes:
        lines += ["", f"plan_digest: {', '.join(map(one_line, plan.digests))}"]
    return "\n".join(lines) + "\n"


def as_markdown(plan: Plan) -> str:
    """Return the plan for a merge request."""
    lines = [f"# {markdown.text(plan.title)}", "", f"**{markdown.text(headline(plan))}**"]
    lines += [line for refusal in plan.refusals for line in ("", markdown.text(refusal))]
    columns = _columns(plan)
    for action, group in plan.groups:
        rows = [markdown.line(columns), markdown.line(["---"] * len(columns))]
        rows += [markdown.line([markdown.text(cell) for cell in _cells(change, columns)]) for change in group]
        lines += _section(to_do(action, len(group)), rows, len(group))
    for heading, found in _lists(plan):
        rows = [f"- {markdown.text(_about(one))}: {markdown.text(one.told)}" for one in found]
        lines += _section(f"{len(found)} {heading}", rows, len(found))
    if plan.changes:
        lines += ["", *(f"`plan_digest: {one_line(digest)}`" for digest in plan.digests)]
    return "\n".join(lines) + "\n"


def _section(heading: str, rows: t.Sequence[str], length: int) -> list[str]:
    if length <= _FOLDED:
        return ["", f"## {markdown.text(heading)}", "", *rows]
    return ["", "<details>", f"<summary>{html.escape(heading)}</summary>", "", *rows, "", "</details>"]


def as_json(plan: Plan) -> str:
    """Return what the plan says, with the keys that are below."""
    content = {
        "title": plan.title,
        "headline": headline(plan),
        "total": plan.total,
        "counts": plan.counts,
        "cost": plan.cost,
        "changes": [dataclasses.asdict(change) for _action, group in plan.groups for change in group],
        "waiting": [dataclasses.asdict(one) for one in plan.waiting],
        "failed": [dataclasses.asdict(one) for one in plan.failed],
        "refusals": list(plan.refusals),
        "plan_digests": list(plan.digests),
    }
    return json.dumps(content, indent=2) + "\n"


def as_html(plan: Plan) -> str:
    """Return one page that needs nothing beside it."""
    body = [
        f"<h1>{html.escape(one_line(plan.title))}</h1>",
        f'<p class="headline"><strong>{html.escape(headline(plan))}</strong></p>',
        *(f"<p>{html.escape(one_line(refusal))}</p>" for refusal in plan.refusals),
        *(_table(action, group, _columns(plan)) for action, group in plan.groups),
        *(_list(heading, found) for heading, found in _lists(plan)),
    ]
    digests = ", ".join(html.escape(one_line(digest)) for digest in plan.digests) if plan.changes else ""
    return page(plan.title, body, f"plan_digest: {digests}" if digests else "Nothing changes.")


def _table(action: str, group: t.Sequence[Change], columns: t.Sequence[str]) -> str:
    head = "".join(f'<th role="columnheader" scope="col">{name}</th>' for name in columns)
    lines = "\n".join(_row(change, columns) for change in group)
    return "\n".join(
        [
            "<section>",
            '<table role="table">',
            f"<caption>{html.escape(to_do(action, len(group)))}</caption>",
            f'<thead role="rowgroup"><tr role="row">{head}</tr></thead>',
            f'<tbody role="rowgroup">\n{lines}\n</tbody>',
            "</table>",
            "</section>",
        ]
    )


def _row(change: Change, columns: t.Sequence[str]) -> str:
    name, *others = (html.escape(cell) for cell in _cells(change, columns))
    cells = "".join(
        f'<td role="cell" class="{"number" if what in ("Order", "Cost") else ""}" data-what="{what}"><bdi>{cell}</bdi></td>'
        for what, cell in zip(columns[1:], others)
    )
    return f'<tr role="row"><th role="rowheader" scope="row"><bdi>{name}</bdi></th>{cells}</tr>'


def _list(heading: str, found: t.Sequence[Waiting]) -> str:
    rows = "\n".join(
        f"<dt><bdi>{html.escape(_about(one))}</bdi></dt><dd>{html.escape(one_line(one.told))}</dd>" for one in found
    )
    return f"<section>\n<h2>{len(found)} {heading}</h2>\n<dl>\n{rows}\n</dl>\n</section>"


#: Format -> function that makes the text.
PLAN_FORMATS: t.Mapping[str, t.Callable[[Plan], str]] = {
    "table": table,
    "markdown": as_markdown,
    "json": as_json,
    "html": as_html,
}
