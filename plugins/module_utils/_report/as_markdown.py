# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Private to this collection: it may change in any release.
"""A Markdown table, as GitHub, GitLab and most wikis read it."""

from __future__ import annotations

import re
import typing as t

from .report import WORDS, Report, headline, one_line, places, subject

_HEADER = ("Level", "Certificate", "Subject", "Ends", "Days", "Renewal", "Order", "Hosts", "Remark")

# Punctuation that can mean something; a backslash takes the meaning away.
_SPECIAL = re.compile(r"([\\`*_{}\[\]()#+!|~$@:])")

# What one wiki or another turns into a link, a mention or a picture by itself, backslash or not: addresses, names of
# hosts, references (@name, #7, GH-7, a commit). GitHub looks for addresses after it has read the backslashes.
_LINKING = re.compile(r"[@#:.!~$%^&/].*\w|(?i:www\.|:/)|[A-Z]{2,}-\d|^(?=\d*[a-f])[0-9a-f]{7,40}$")

# What a code span in a table cannot hold.
_UNQUOTABLE = re.compile(r"([`|\\]+)")


def render(report: Report) -> str:
    """Return the report as Markdown."""
    lines = [f"# {_text(report.title)}", "", f"{report.today}: {headline(report)}"]
    if report.rows:
        lines += ["", _line(_HEADER), _line(["---"] * len(_HEADER)), *(_line(cells) for cells in _cells(report))]
    return "\n".join(lines) + "\n"


def _cells(report: Report) -> t.Iterator[list[str]]:
    for row in report.rows:
        dates = (row.valid_till, row.days_remaining, row.renewal_due_on, row.order_id)
        level = f"**{WORDS[row.level]}**"
        words = (_text(text) for text in (places(row), row.remark))
        yield [level, _text(row.name), _text(subject(row)), *("" if one is None else str(one) for one in dates), *words]


def _line(cells: t.Iterable[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def _text(text: str) -> str:
    """Return *text* so that it means itself: no markup, no HTML, no link, no mention."""
    return " ".join(_code(word) if _LINKING.search(word) else _escaped(word) for word in one_line(text).split(" "))


def _escaped(word: str) -> str:
    escaped = _SPECIAL.sub(r"\\\1", word)
    return escaped.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _code(word: str) -> str:
    """Return *word* as code, which nothing looks into."""
    parts = (part for part in _UNQUOTABLE.split(word) if part)
    return "".join(_entities(part) if _UNQUOTABLE.match(part) else f"`{part}`" for part in parts)


def _entities(signs: str) -> str:
    return "".join(f"&#{ord(sign)};" for sign in signs)
