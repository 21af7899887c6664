# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Private to this collection: it may change in any release.
"""What certificates say, in the model's words."""

from __future__ import annotations

import hashlib
import typing as t

from .._core.errors import FilesError
from .._core.file_set import Leaf
from .._formats.armour import blocks
from .._formats.pem import common_name, der, load_certificate, only_certificate, validity
from .._x509.keys import fingerprint

if t.TYPE_CHECKING:
    from cryptography import x509

_HOW = "nothing was changed"


def one(text: str, option: str) -> str:
    """Return the one certificate of a PEM text. Raises ``FilesError`` for none, several, or a private key."""
    found = several([text], option)
    if len(found) != 1:
        raise FilesError(f"{option} holds {len(found)} certificates and should hold one; {_HOW}.")
    return found[0]


def several(texts: t.Sequence[str], option: str) -> tuple[str, ...]:
    """Return each certificate of PEM texts as a text of its own. Raises ``FilesError`` for a private key or a broken one."""
    found: list[str] = []
    for text in texts:
        if "PRIVATE KEY" in text:
            raise FilesError(f"{option} holds a private key and should hold certificates only; {_HOW}.")
        parts = blocks(text.encode("ascii", "replace"), "CERTIFICATE")
        if not parts:
            raise FilesError(f"{option} holds no certificate in PEM form; {_HOW}.")
        found.extend(_one(part.decode("ascii"), option) for part in parts)
    return tuple(found)


def _one(pem: str, option: str) -> str:
    """Return a certificate armoured anew, once it was read."""
    readable(pem, option)
    return only_certificate(pem)


def readable(pem: str, option: str) -> x509.Certificate:
    """Return the certificate. Raises ``FilesError`` that names *option*; cryptography reads names only when asked."""
    try:
        certificate = load_certificate(pem)
        _names = (certificate.issuer, certificate.subject)
    except Exception:  # cryptography documents no closed list of what a damaged name raises; some versions a KeyError
        raise FilesError(f"{option} holds a certificate that cannot be read; {_HOW}.") from None
    return certificate


def sha256(pem: str) -> str:
    """Return the SHA-256 of a certificate's DER, in hex."""
    return hashlib.sha256(der(pem)).hexdigest()


def leaf(pem: str) -> Leaf:
    """Return what a certificate says. Raises ``FilesError`` when it cannot be read."""
    certificate = readable(pem, "certificate")
    try:
        not_before, not_after = validity(certificate)
        return Leaf(
            serial_number=_hex(certificate.serial_number),
            sha256=sha256(pem),
            public_key=fingerprint(certificate),
            not_before=not_before,
            not_after=not_after,
            common_name=common_name(certificate),
            emails=tuple(_emails(certificate)),
            protects_mail=_protects_mail(certificate),
        )
    except Exception:  # cryptography documents no closed list of what a damaged certificate raises
        raise FilesError(f"certificate holds a certificate that cannot be read; {_HOW}.") from None


def _hex(number: int) -> str:
    """Return a serial number as CertCentral writes it: upper case, whole bytes."""
    text = f"{number:X}"
    return "0" * (len(text) % 2) + text


def _emails(certificate: x509.Certificate) -> t.Iterator[str]:
    from cryptography import x509
    from cryptography.x509.oid import NameOID

    try:
        names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
        yield from names.get_values_for_type(x509.RFC822Name)
    except x509.ExtensionNotFound:
        pass
    for attribute in certificate.subject.get_attributes_for_oid(NameOID.EMAIL_ADDRESS):
        yield str(attribute.value)


def _protects_mail(certificate: x509.Certificate) -> bool:
    from cryptography import x509
    from cryptography.x509.oid import ExtendedKeyUsageOID

    try:
        usage = certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    except x509.ExtensionNotFound:
        return False
    return ExtendedKeyUsageOID.EMAIL_PROTECTION in usage
