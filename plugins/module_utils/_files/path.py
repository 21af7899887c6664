# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Private to this collection: it may change in any release.
"""Whether programs accept a path of certificates: RFC 5280, section 6, with the verdicts of ``openssl verify -partial_chain``.

The rules are written out here, and not asked of the openssl program or of cryptography: hosts have neither the one nor the other in the
same version, many have no openssl at all, and both say less than which certificate is at fault. The tests hold the verdicts against
openssl, with NIST's PKITS. Revocation and policies are not looked at, as in openssl without options for them.
"""

from __future__ import annotations

import dataclasses
import datetime
import typing as t

from .._formats import der
from . import constraints
from .anatomy import BIT_STRING, BOOLEAN, Anatomy, truth
from .distinguished import read_name
from .signature import made_by

_BASIC_CONSTRAINTS = bytes.fromhex("551d13")
_KEY_USAGE = bytes.fromhex("551d0f")
_AUTHORITY_KEY = bytes.fromhex("551d23")
_SUBJECT_KEY = bytes.fromhex("551d0e")

#: What programs look at, or know to be none of their business: any other critical extension makes them refuse.
_KNOWN = frozenset(
    {
        _BASIC_CONSTRAINTS,
        _KEY_USAGE,
        _AUTHORITY_KEY,
        _SUBJECT_KEY,
        constraints.NAME_CONSTRAINTS,
        constraints.SUBJECT_ALT_NAME,
        bytes.fromhex("551d1f"),  # CRL distribution points
        bytes.fromhex("551d20"),  # certificate policies
        bytes.fromhex("551d21"),  # policy mappings
        bytes.fromhex("551d24"),  # policy constraints
        bytes.fromhex("551d25"),  # extended key usage
        bytes.fromhex("551d36"),  # inhibit anyPolicy
        bytes.fromhex("6086480186f8420101"),  # Netscape certificate type
        bytes.fromhex("2b0601050507300105"),  # OCSP no check
    }
)
_SIGNS_CERTIFICATES = 0x04
_DIRECTORY_NAME = 0xA4


@dataclasses.dataclass(frozen=True)
class Authority:
    """What makes a certificate an issuer. ``path_length`` is ``None`` without a limit."""

    ca: t.Optional[bool]
    path_length: t.Optional[int]
    signs_certificates: t.Optional[bool]


def issued_by(issued: Anatomy, issuer: Anatomy, above: t.Sequence[Anatomy] = ()) -> bool:
    """Tell whether names, key identifiers and signature say that *issuer* issued *issued*; *above* is what is above the issuer."""
    return issued.issuer == issuer.subject and _identified(issued, issuer) and made_by(issued, issuer, above)


def fault(path: t.Sequence[Anatomy], now: datetime.datetime) -> t.Optional[tuple[int, str]]:
    """Return the place in *path* (0 is the leaf) of what makes programs refuse it, and why; ``None`` for a good one.

    Each certificate has to be issued by the next (``issued_by``), the last one is trusted. Dates of the leaf are not looked at.
    """
    below = 0
    for place, certificate in enumerate(path):
        try:
            why = _fault(path, place, now, below)
        except ValueError:
            why = "has an extension that is damaged"
        if why:
            return place, why
        below += place > 0 and not certificate.self_issued
    return None


def _fault(path: t.Sequence[Anatomy], place: int, now: datetime.datetime, below: int) -> t.Optional[str]:
    """Return what is wrong with one certificate of a path; *below* counts the intermediates under it that limit the length."""
    certificate = path[place]
    if any(extension.critical and oid not in _KNOWN for oid, extension in certificate.extensions.items()):
        return "has a critical extension that programs do not know"
    why = _no_issuer(certificate, now, below, place == len(path) - 1 and certificate.self_issued) if place else None
    if why:
        return why
    if place == 0 or not certificate.self_issued:
        for issuer in path[place + 1 :]:
            if constraints.violated(certificate, issuer, place == 0):
                return "has a name that the name constraints of an issuer above it forbid"
    return None


def _no_issuer(certificate: Anatomy, now: datetime.datetime, below: int, is_root: bool) -> t.Optional[str]:
    """Return why a certificate may not issue what is below it."""
    if certificate.not_before > now:
        return NOT_YET
    if certificate.not_after < now:
        return EXPIRED
    found = authority(certificate)
    if found.signs_certificates is False:
        return "may not sign certificates (its key usage lacks keyCertSign)"
    if found.ca is None and not (is_root and _old_root(certificate, found)):
        return "is no CA certificate (it has no basic constraints)"
    if found.ca is False:
        return "is no CA certificate (its basic constraints say CA:FALSE)"
    if found.path_length is not None and below > found.path_length:
        return f"allows {found.path_length} intermediate certificates below it, and there are {below}"
    return None


EXPIRED = "expired"
NOT_YET = "is not valid yet"


def _old_root(certificate: Anatomy, found: Authority) -> bool:
    """Roots are older than the rules: version 1 has no extensions, and a key usage once said enough."""
    return certificate.version == 1 or found.signs_certificates is True


def authority(certificate: Anatomy) -> Authority:
    """Return what a certificate says of itself as an issuer. Raises ``ValueError`` for damaged extensions."""
    basic, usage = certificate.value(_BASIC_CONSTRAINTS), certificate.value(_KEY_USAGE)
    ca, path_length = None, None
    if basic is not None:
        parts = {tag: content for tag, content, _whole in der.elements(der.inside(basic, der.SEQUENCE))}
        ca = truth(parts.get(BOOLEAN, b"\0"))
        path_length = int.from_bytes(parts[der.INTEGER], "big", signed=True) if der.INTEGER in parts else None
    signs = None
    if usage is not None:
        bits = der.inside(usage, BIT_STRING)
        signs = len(bits) > 1 and bool(bits[1] & _SIGNS_CERTIFICATES)
    return Authority(ca, path_length, signs)


def _identified(issued: Anatomy, issuer: Anatomy) -> bool:
    """Tell whether what *issued* says of its issuer's key fits; what is not said fits."""
    named = issued.value(_AUTHORITY_KEY)
    if named is None:
        return True
    try:
        parts = {tag: content for tag, content, _whole in der.elements(der.inside(named, der.SEQUENCE))}
        own = issuer.value(_SUBJECT_KEY)
        if 0x80 in parts and own is not None and der.inside(own, der.OCTET_STRING) != parts[0x80]:
            return False
        if 0x82 in parts and parts[0x82] != issuer.serial_number:
            return False
        names = [content for tag, content, _whole in der.elements(parts.get(0xA1, b"")) if tag == _DIRECTORY_NAME]
        return not names or read_name(names[0]) == issuer.issuer
    except ValueError:
        return False
