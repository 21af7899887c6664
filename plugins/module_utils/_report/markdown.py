# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Private to this collection: it may change in any release.
"""Cells and lines of Markdown that mean themselves, as GitHub, GitLab and most wikis read them."""

from __future__ import annotations

import re
import typing as t

from .report import one_line

# Punctuation that can mean something; a backslash takes the meaning away.
_SPECIAL = re.compile(r"([\\`*_{}\[\]()#+!|~$@:])")

# What one wiki or another turns into a link, a mention or a picture by itself, backslash or not: addresses, names of
# hosts, references (@name, #7, GH-7, a commit). GitHub looks for addresses after it has read the backslashes.
_LINKING = re.compile(r"[@#:.!~$%^&/].*\w|(?i:www\.|:/)|[A-Z]{2,}-\d|^(?=\d*[a-f])[0-9a-f]{7,40}$")

# What a code span in a table cannot hold.
_UNQUOTABLE = re.compile(r"([`|\\]+)")


def line(cells: t.Iterable[str]) -> str:
    """Return a line of a table."""
    return "| " + " | ".join(cells) + " |"


def text(words: str) -> str:
    """Return *words* so that they mean themselves: no markup, no HTML, no link, no mention."""
    return " ".join(_code(word) if _LINKING.search(word) else _escaped(word) for word in one_line(words).split(" "))


def _escaped(word: str) -> str:
    escaped = _SPECIAL.sub(r"\\\1", word)
    return escaped.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _code(word: str) -> str:
    """Return *word* as code, which nothing looks into."""
    parts = (part for part in _UNQUOTABLE.split(word) if part)
    return "".join(_entities(part) if _UNQUOTABLE.match(part) else f"`{part}`" for part in parts)


def _entities(signs: str) -> str:
    return "".join(f"&#{ord(sign)};" for sign in signs)
