# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Private to this collection: it may change in any release.
"""Just enough DER (X.690; tags below 31, definite lengths) to take keys, certificates and PKCS#12 files apart and to build the last."""

from __future__ import annotations

INTEGER = 0x02
OCTET_STRING = 0x04
SEQUENCE = 0x30
CONTEXT_0 = 0xA0


def element(tag: int, *contents: bytes) -> bytes:
    """Return one element: the tag, the shortest length, the contents."""
    content = b"".join(contents)
    if len(content) < 0x80:
        return bytes((tag, len(content))) + content
    size = len(content).to_bytes((len(content).bit_length() + 7) // 8, "big")
    return bytes((tag, 0x80 | len(size))) + size + content


def integer(number: int) -> bytes:
    """Return a non-negative INTEGER; a leading zero keeps it from reading as a negative one."""
    return element(INTEGER, number.to_bytes(number.bit_length() // 8 + 1, "big"))


def elements(data: bytes) -> list[tuple[int, bytes, bytes]]:
    """Return the elements that follow one another in *data*, each as ``(tag, content, whole element)``.

    Raises ``ValueError`` for anything that is not complete DER.
    """
    found = []
    position = 0
    while position < len(data):
        content, end = _extent(data, position)
        found.append((data[position], data[content:end], data[position:end]))
        position = end
    return found


def first(data: bytes, tag: int) -> tuple[bytes, bytes]:
    """Return the whole first element of *data*, and the bytes after it. Raises ``ValueError`` when it does not have this tag."""
    if data[:1] != bytes((tag,)):
        raise ValueError("another element was expected here")
    end = _extent(data, 0)[1]
    return data[:end], data[end:]


def inside(data: bytes, tag: int) -> bytes:
    """Return the content of the only element in *data*. Raises ``ValueError`` when it is not one with this tag."""
    found = elements(data)
    if len(found) != 1 or found[0][0] != tag:
        raise ValueError("another element was expected here")
    return found[0][1]


def _extent(data: bytes, position: int) -> tuple[int, int]:
    """Return where the content of the element at *position* begins and ends."""
    header = data[position : position + 2]
    if len(header) < 2 or header[0] & 0x1F == 0x1F or header[1] == 0x80:
        raise ValueError("not DER, or a form of it that PKCS#12 does not use")
    content = position + 2
    size = header[1]
    if size > 0x80:
        octets = data[content : content + size - 0x80]
        content += size - 0x80
        size = int.from_bytes(octets, "big")
    if content + size > len(data):
        raise ValueError("an element is longer than what holds it")
    return content, content + size
