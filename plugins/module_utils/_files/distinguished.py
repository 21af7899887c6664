# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Private to this collection: it may change in any release.
"""Distinguished names, compared as OpenSSL and RFC 5280 (7.1) do: without case, blanks that say nothing, and the type of the string."""

from __future__ import annotations

import typing as t

from .._formats import der

#: Each part is a sorted tuple of OID and value; a value that is no text begins with its tag.
Name = tuple[tuple[tuple[bytes, bytes], ...], ...]

EMAIL_ADDRESS = bytes.fromhex("2a864886f70d010901")
COMMON_NAME = bytes.fromhex("550403")

_SET = 0x31
IA5_STRING = 0x16
#: Tag of a string -> how its bytes are read.
_ENCODINGS: t.Mapping[int, str] = {
    0x0C: "utf-8",
    0x13: "latin-1",  # PrintableString
    0x14: "latin-1",  # T61String, as everybody uses it
    IA5_STRING: "latin-1",
    0x1A: "latin-1",  # VisibleString
    0x1C: "utf-32-be",
    0x1E: "utf-16-be",
}
_LOWER = {ord(sign): sign.lower() for sign in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"}
_BLANKS = " \t\n\v\f\r"


def read_name(element: bytes) -> Name:
    """Return a Name in DER in a form that compares. Raises ``ValueError``."""
    return tuple(tuple(sorted((oid, _comparable(tag, value)) for oid, tag, value in part)) for part in _parts(element))


def attributes(element: bytes, wanted: bytes) -> list[tuple[int, bytes]]:
    """Return tag and bytes of each value that an attribute has in a Name in DER."""
    return [(tag, value) for part in _parts(element) for oid, tag, value in part if oid == wanted]


def _parts(element: bytes) -> list[list[tuple[bytes, int, bytes]]]:
    found = []
    for tag, part, _whole in der.elements(der.inside(element, der.SEQUENCE)):
        if tag != _SET:
            raise ValueError("a name is made of sets")
        pairs = [der.elements(content) for _tag, content, _element in der.elements(part)]
        found.append([(oid[1], value[0], value[1]) for oid, value in pairs])
    return found


def text_of(tag: int, value: bytes) -> t.Optional[str]:
    """Return a string of any type, ``None`` for what is none."""
    encoding = _ENCODINGS.get(tag)
    return value.decode(encoding) if encoding else None


def _comparable(tag: int, value: bytes) -> bytes:
    text = text_of(tag, value)
    if text is None:
        return bytes((tag,)) + value
    # OpenSSL folds the case of ASCII alone, and so does this: a chain is for programs that use it.
    words = [
        word for word in text.translate(_LOWER).translate(dict.fromkeys(map(ord, _BLANKS), " ")).split(" ") if word
    ]
    return " ".join(words).encode("utf-8")
