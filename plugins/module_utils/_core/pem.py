# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Private to this collection: it may change in any release.
"""PEM as text: its blocks, and private keys recognised whatever stands around them. Nothing is opened or checked here."""

from __future__ import annotations

import base64
import binascii
import re
import typing as t

_INTEGER, _OCTET_STRING, _OBJECT_ID, _SEQUENCE = 0x02, 0x04, 0x06, 0x30

REQUEST = "CERTIFICATE REQUEST"
#: Microsoft's programs write the second one.
REQUESTS = frozenset({REQUEST, f"NEW {REQUEST}"})

#: The end of a sentence about an option that holds one.
PRIVATE_KEY = (
    "holds a private key, which nobody but its host may have: take it out, and make a new key if others saw it"
)

_BLOCK = re.compile(r"-----BEGIN ([^-\r\n]*?)-----(.*?)-----END \1-----", re.DOTALL)
#: With dashes or without, in OpenSSL's form, OpenSSH's, SSH's, PGP's, or PuTTY's; also damaged, and when its end is missing.
_PRIVATE = re.compile(r"BEGIN[\s\w]{0,40}PRIVATE\s+KEY|PuTTY-User-Key-File|AGE-SECRET-KEY-", re.IGNORECASE)
_OPENSSH = b"openssh-key-v1\0"
_BASE64 = re.compile(r"[A-Za-z0-9+/=\s]+")
#: Base64 text of which the start tells what it is: the longest that stands before an encrypted key is about 150 bytes.
_START = 1024


class Block(t.NamedTuple):
    """One block: the word of its armour, and its base64 text as it stands."""

    label: str
    body: str


def blocks(text: str) -> list[Block]:
    """Return the blocks that have a beginning and an end, in order; line ends do not matter."""
    return [Block(*found.groups()) for found in _BLOCK.finditer(text)]


def decoded(body: str) -> t.Optional[bytes]:
    """Return what a block holds, or ``None`` when its text is not base64."""
    try:
        return base64.b64decode("".join(body.split()), validate=True)
    except (binascii.Error, ValueError):
        return None


def holds_private_key(text: str) -> bool:
    """Tell whether *text* holds a private key: in any armour, also a wrong one, encrypted, damaged, or as bare base64."""
    # NUL bytes are what UTF-16 looks like to those who read it as something else.
    plain = text.replace("\0", "")
    return bool(_PRIVATE.search(plain)) or any(
        map(_starts_private_key, (plain, *(body for _label, body in blocks(plain))))
    )


def is_one_request(text: str) -> bool:
    """Tell whether *text* is the PEM of one certificate request, and holds nothing beside it that nobody looked at."""
    found = blocks(text)
    alone = len(found) == 1 and _BLOCK.sub("", text).strip() == ""
    return alone and found[0].label in REQUESTS and decoded(found[0].body) is not None and not holds_private_key(text)


def is_private_key(der: bytes) -> bool:
    """Tell whether DER begins as a private key does: PKCS #1, PKCS #8, encrypted or not, EC, DSA, OpenSSH; or as a PKCS #12 store."""
    if der.startswith(_OPENSSH):
        return True
    inside = _inside(der)
    if der[:1] != bytes((_SEQUENCE,)) or len(inside) < 3:
        return False
    # A version comes first, where a public key has a long number and a request another sequence.
    if inside[0] == _INTEGER:
        return inside[1] == 1
    return (
        inside[0] == _SEQUENCE
        and _inside(inside)[:1] == bytes((_OBJECT_ID,))
        and _after(inside)[:1] == bytes((_OCTET_STRING,))
    )


def _starts_private_key(body: str) -> bool:
    start = "".join(body[: 2 * _START].split())[:_START]
    start = start[: len(start) // 4 * 4]
    if not start or not _BASE64.fullmatch(start):
        return False
    found = decoded(start)
    return found is not None and is_private_key(found)


def _header(der: bytes) -> tuple[int, int]:
    """Return how long the header of the element at the start is, and its content; of damaged ones, something that leads nowhere."""
    size = der[1] if len(der) > 1 else 0
    octets = size - 0x80 if size > 0x80 else 0
    return 2 + octets, int.from_bytes(der[2 : 2 + octets], "big") if octets else size & 0x7F


def _inside(der: bytes) -> bytes:
    return der[_header(der)[0] :]


def _after(der: bytes) -> bytes:
    header, content = _header(der)
    return der[header + content :]
