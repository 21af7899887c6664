# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The few forms of reStructuredText that are generated."""

from __future__ import annotations

import typing as t


def table(head: t.Sequence[str], rows: t.Iterable[t.Sequence[str]]) -> str:
    """Return a table; every cell is one line of reStructuredText."""
    lines = [".. list-table::", "   :header-rows: 1", ""]
    for row in (head, *rows):
        lines += [
            f"   {'*' if first else ' '} - {cell}".rstrip() for first, cell in zip([True, *[False] * len(row)], row)
        ]
    return "\n".join([*lines, ""])


def literal(word: str) -> str:
    """Return *word* as it is typed."""
    return f"``{word}``"


def words(names: t.Iterable[str]) -> str:
    """Return *names* as they are typed, with commas between them."""
    return ", ".join(literal(name) for name in names)


def picture(text: str) -> str:
    """Return *text* as a block in which every character keeps its place."""
    return "\n".join([".. code-block:: text", "", *(f"    {line}".rstrip() for line in text.splitlines()), ""])
