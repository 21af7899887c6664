# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Private to this collection: it may change in any release.
"""Text in aligned columns, for a terminal."""

from __future__ import annotations

import typing as t
import unicodedata


def aligned(table: t.Sequence[t.Sequence[str]], to_the_right: t.Collection[str]) -> t.Iterator[str]:
    """Yield the lines of *table*, the header first; *to_the_right* are headers of columns of numbers."""
    widths = [max(_width(text) for text in column) for column in zip(*table)]
    header = table[0]
    for line in table:
        cells = [_filled(text, width, name in to_the_right) for text, width, name in zip(line, widths, header)]
        yield "  ".join(cells).rstrip()


def _filled(text: str, width: int, to_the_right: bool) -> str:
    space = " " * (width - _width(text))
    return space + text if to_the_right else text + space


def _width(text: str) -> int:
    """Return the columns that *text* takes in a terminal."""
    return sum(
        0 if unicodedata.combining(character) else 2 if unicodedata.east_asian_width(character) in "WF" else 1
        for character in text
    )
