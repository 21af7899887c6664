# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Private to this collection: it may change in any release.
"""What is unset: null, blank text, an empty list, a dictionary of such, wherever it comes from (templates, surveys)."""

from __future__ import annotations

import re
import typing as t
import unicodedata

from .pem import holds_private_key

Value = t.Any

#: Letters by their category that show nothing: the fillers of Hangul, and the Braille pattern without dots.
_FILLERS = frozenset("\u115f\u1160\u2800\u3164\uffa0")


def strip(text: str) -> str:
    """Return *text* without what cannot be seen at its ends: blanks of any kind, line ends, zero-width characters."""
    start, end = 0, len(text)
    while start < end and is_invisible(text[start]):
        start += 1
    while end > start and is_invisible(text[end - 1]):
        end -= 1
    return text[start:end]


def is_invisible(character: str) -> bool:
    """Tell whether nobody sees the character: NBSP, a zero-width space or joiner, a byte order mark, a filler."""
    return character.isspace() or character in _FILLERS or unicodedata.category(character) == "Cf"


def set_only(value: Value) -> Value:
    """Return *value* without what is unset, at every depth, its texts stripped; ``None`` when nothing is left."""
    if isinstance(value, str):
        return strip(value) or None
    if isinstance(value, t.Mapping):
        return {name: inner for name, inner in _each(value.items()) if inner is not None} or None
    if isinstance(value, (list, tuple)):
        return [inner for _number, inner in _each(enumerate(value)) if inner is not None] or None
    return value


def blank(value: Value) -> bool:
    """Tell whether *value* is as good as left out."""
    return set_only(value) is None


def _each(items: t.Iterable[tuple[t.Any, Value]]) -> t.Iterator[tuple[t.Any, Value]]:
    return ((name, set_only(inner)) for name, inner in items)


def given(spec: t.Mapping[str, t.Mapping[str, t.Any]], arguments: t.Mapping[str, Value]) -> dict[str, Value]:
    """Return *arguments* without what is unset, ready for Ansible to check against the argument spec.

    Ansible itself refuses blank text where it has choices, a number or a boolean. Names that the spec does not know stay, for
    Ansible to refuse. Plain text for a list is split at commas and line ends, as a survey gives it.
    """
    options = {alias: option for name, option in spec.items() for alias in (name, *option.get("aliases", ()))}
    prepared = (
        (name, _prepared(options[name], value) if name in options else value) for name, value in arguments.items()
    )
    return {name: value for name, value in prepared if name not in options or set_only(value) is not None}


def _prepared(option: t.Mapping[str, t.Any], value: Value) -> Value:
    inside = option.get("options")
    if isinstance(value, dict) and inside:
        return given(inside, value)
    if isinstance(value, str) and (option.get("type"), option.get("elements")) == ("list", "str"):
        # Lines of a key would be refused one by one, and shown.
        value = [value] if holds_private_key(value) else re.split(r"[,\r\n]", value)
    if isinstance(value, list):
        items = (given(inside, item) if isinstance(item, dict) and inside else item for item in value)
        return [item for item in items if set_only(item) is not None]
    return value
