# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Private to this collection: it may change in any release.
"""What no text of a task may hold, whichever option it stands in: a private key, and a line break where there is one line."""

from __future__ import annotations

import typing as t

from .._core import pem
from .addresses import is_control

#: Texts of several lines; and the identity and addresses, which have stricter rules of their own.
_ANY_LINES = frozenset({"csr", "comments", "value", "alternative_order_id", "emails", "email"})


def private_keys(options: t.Mapping[str, t.Any]) -> list[str]:
    """Return one sentence per text, at any depth, that holds a private key."""
    return [f"{'.'.join(path)} {pem.PRIVATE_KEY}" for path, text in _texts(options) if pem.holds_private_key(text)]


def broken_lines(options: t.Mapping[str, t.Any]) -> list[str]:
    """Return one sentence per text that should be one line and is not."""
    return [
        f"{'.'.join(path)} must be one line, without control characters"
        for path, text in _texts(options)
        if _ANY_LINES.isdisjoint(path) and any(map(is_control, text))
    ]


def _texts(value: t.Any, path: tuple[str, ...] = ()) -> t.Iterator[tuple[tuple[str, ...], str]]:
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, t.Mapping):
        for name, inner in value.items():
            yield from _texts(inner, (*path, str(name)))
    elif isinstance(value, (list, tuple)):
        for number, inner in enumerate(value):
            yield from _texts(inner, (*path, str(number)))
