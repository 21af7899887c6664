# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Private to this collection: it may change in any release.
"""A certificate taken apart (RFC 5280, section 4), the same way whatever version of cryptography a host has."""

from __future__ import annotations

import dataclasses
import datetime
import re
import typing as t

from .._formats import der
from .distinguished import Name, read_name

BIT_STRING = 0x03
BOOLEAN = 0x01
OID = 0x06
_UTC_TIME = 0x17
_GENERALIZED_TIME = 0x18
_VERSION, _EXTENSIONS = 0xA0, 0xA3

_DIGITS = re.compile(rb"[0-9]+Z\Z")
#: Two digits of a year up to here are of this century.
_LAST_OF_CENTURY = 49


@dataclasses.dataclass(frozen=True)
class Extension:
    """One extension; ``value`` is the DER inside of its octets."""

    critical: bool
    value: bytes


@dataclasses.dataclass(frozen=True)
class Anatomy:
    """What a path is judged by. ``signed``, ``algorithm``, ``public_key`` are whole elements; extensions go by the DER of their OID."""

    signed: bytes
    algorithm: bytes
    #: The algorithm as the signed part names it.
    signed_algorithm: bytes
    #: The content of the BIT STRING.
    signature: bytes
    version: int
    serial_number: bytes
    issuer: Name
    subject: Name
    subject_element: bytes
    not_before: datetime.datetime
    not_after: datetime.datetime
    public_key: bytes
    extensions: t.Mapping[bytes, Extension]

    @property
    def self_issued(self) -> bool:
        """Subject and issuer are one."""
        return self.subject == self.issuer

    def value(self, oid: bytes) -> t.Optional[bytes]:
        """Return the content of an extension, ``None`` without it."""
        found = self.extensions.get(oid)
        return found.value if found else None


def take_apart(certificate: bytes) -> Anatomy:
    """Return the parts of a certificate in DER. Raises ``ValueError`` for what is none."""
    signed, algorithm, signature = der.elements(der.inside(certificate, der.SEQUENCE))
    if signature[0] != BIT_STRING:
        raise ValueError("a signature is bits")
    parts = der.elements(der.inside(signed[2], der.SEQUENCE))
    version = 1
    if parts[0][0] == _VERSION:
        version = int.from_bytes(der.inside(parts.pop(0)[1], der.INTEGER), "big") + 1
    serial_number, signed_algorithm, issuer, validity, subject, public_key, *more = parts
    not_before, not_after = (_moment(tag, content) for tag, content, _whole in der.elements(validity[1]))
    return Anatomy(
        signed=signed[2],
        algorithm=algorithm[2],
        signed_algorithm=signed_algorithm[2],
        signature=signature[1],
        version=version,
        serial_number=serial_number[1],
        issuer=read_name(issuer[2]),
        subject=read_name(subject[2]),
        subject_element=subject[2],
        not_before=not_before,
        not_after=not_after,
        public_key=public_key[2],
        extensions=_extensions(more),
    )


def _extensions(parts: t.Sequence[tuple[int, bytes, bytes]]) -> dict[bytes, Extension]:
    found: dict[bytes, Extension] = {}
    for tag, content, _whole in parts:
        if tag != _EXTENSIONS:
            continue
        for _tag, extension, _element in der.elements(der.inside(content, der.SEQUENCE)):
            oid, *critical, value = der.elements(extension)
            if oid[0] != OID or oid[1] in found or value[0] != der.OCTET_STRING:
                raise ValueError("an extension stands twice, or is none")
            found[oid[1]] = Extension(bool(critical) and truth(critical[0][1]), value[1])
    return found


def truth(content: bytes) -> bool:
    """Return the value of a BOOLEAN."""
    return content != b"\0"


def _moment(tag: int, content: bytes) -> datetime.datetime:
    """Return a time of a validity, in UTC. RFC 5280 allows two forms of it, both with seconds and a Z."""
    if not _DIGITS.match(content) or len(content) != {_UTC_TIME: 13, _GENERALIZED_TIME: 15}.get(tag):
        raise ValueError("not a time that RFC 5280 allows")
    text = content.decode("ascii").rstrip("Z")
    if tag == _UTC_TIME:
        text = ("20" if int(text[:2]) <= _LAST_OF_CENTURY else "19") + text
    numbers = [int(text[:4]), *(int(text[at : at + 2]) for at in range(4, 14, 2))]
    return datetime.datetime(*numbers[:6], tzinfo=datetime.timezone.utc)  # type: ignore[misc, arg-type]
