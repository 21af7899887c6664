# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Private to this collection: it may change in any release.
"""PEM armour (RFC 7468): the blocks of a text, and the lines of one."""

from __future__ import annotations

import base64
import re

_BLOCK = re.compile(rb"-----BEGIN ([A-Z0-9 ]+)-----\r?\n.*?-----END \1-----", re.DOTALL)
_LINE = 64


def blocks(data: bytes, label: str) -> list[bytes]:
    """Return the PEM blocks of one label, in their order."""
    return [block.group(0) for block in _BLOCK.finditer(data) if block.group(1) == label.encode("ascii")]


def labels(data: bytes) -> list[str]:
    """Return the labels of all PEM blocks, in their order."""
    return [block.group(1).decode("ascii") for block in _BLOCK.finditer(data)]


def around(data: bytes) -> bytes:
    """Return what stands outside of the PEM blocks, without blanks and line ends."""
    return b"".join(_BLOCK.sub(b"", data).split())


def armoured(label: str, der: bytes, headers: bytes = b"") -> bytes:
    """Return a PEM block with a line end at its end; *headers* are whole lines that say how *der* is encrypted."""
    body = base64.b64encode(der)
    lines = [body[start : start + _LINE] for start in range(0, len(body), _LINE)]
    name = label.encode("ascii")
    begin = [b"-----BEGIN " + name + b"-----", *([headers.rstrip(b"\n"), b""] if headers else [])]
    return b"\n".join([*begin, *lines, b"-----END " + name + b"-----", b""])
