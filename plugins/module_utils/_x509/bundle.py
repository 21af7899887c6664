# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Private to this collection: it may change in any release.
"""Make sense of downloaded certificates: the leaf by its key, the chain by issuer and subject, never by position."""

from __future__ import annotations

import re
import typing as t

from .._core.errors import WrongCertificate
from .._core.model import Certificate
from .keys import fingerprint

if t.TYPE_CHECKING:
    from cryptography import x509

_BLOCK = re.compile(r"-----BEGIN (CERTIFICATE|PKCS7)-----.*?-----END \1-----", re.DOTALL)


def certificates(text: str) -> list[x509.Certificate]:
    """Return every certificate in PEM *text*, PKCS #7 blocks unpacked; what is not a readable certificate is passed over."""
    found: list[x509.Certificate] = []
    for block in _BLOCK.finditer(text):
        pem = block.group(0).replace("\r", "").encode("ascii", "replace")
        try:
            block_holds = _from_pkcs7(pem) if block.group(1) == "PKCS7" else _from_pem(pem)
            found.extend(certificate for certificate in block_holds if _names(certificate))
        except Exception:  # noqa: S112 - one unreadable block must not hide the others
            continue
    return found


def _from_pem(pem: bytes) -> list[x509.Certificate]:
    from cryptography import x509

    return [x509.load_pem_x509_certificate(pem)]


def _from_pkcs7(pem: bytes) -> list[x509.Certificate]:
    # Slow to import, and seldom needed.
    from cryptography.hazmat.primitives.serialization import pkcs7

    return pkcs7.load_pem_pkcs7_certificates(pem)


def _names(certificate: x509.Certificate) -> tuple[x509.Name, x509.Name]:
    """Return issuer and subject. cryptography reads them when asked: a damaged certificate raises ``ValueError`` only here."""
    return certificate.issuer, certificate.subject


def assemble(text: str, public_key: t.Optional[str], serial_number: t.Optional[str]) -> Certificate:
    """Return leaf, chain and root of a downloaded bundle.

    The leaf has *public_key* (see ``keys.fingerprint``) or, for an order whose CSR nobody here knows, *serial_number*.
    Raises ``WrongCertificate`` when the bundle holds no such certificate.
    """
    found = certificates(text)
    leaves = [certificate for certificate in found if not _is_ca(certificate)]
    if public_key is not None:
        leaves = [certificate for certificate in leaves if _has_key(certificate, public_key)]
    number = _number(serial_number)
    if number is not None:
        leaves = [certificate for certificate in leaves if certificate.serial_number == number]
    if not leaves:
        raise WrongCertificate(
            "CertCentral handed out a certificate that does not belong to the order's key; nothing is returned; run again later."
        )
    leaf = leaves[0]
    chain, root = _path(leaf, [certificate for certificate in found if _is_ca(certificate)])
    return Certificate(
        _pem(leaf), tuple(_pem(certificate) for certificate in chain), None if root is None else _pem(root)
    )


def public_key(text: str, serial_number: t.Optional[str]) -> t.Optional[str]:
    """Return the fingerprint of the key of the certificate with *serial_number* in a bundle, or ``None`` where it has none."""
    from cryptography.exceptions import UnsupportedAlgorithm

    number = _number(serial_number)
    leaf = next((one for one in certificates(text) if number is not None and one.serial_number == number), None)
    try:
        return None if leaf is None else fingerprint(leaf)
    except (UnsupportedAlgorithm, ValueError):
        return None


def _path(
    leaf: x509.Certificate, authorities: t.Sequence[x509.Certificate]
) -> tuple[list[x509.Certificate], t.Optional[x509.Certificate]]:
    """Return the intermediates from the issuer of *leaf* upwards, and the self-signed root when it is there.

    With a cross-signed hierarchy the way to a root is preferred over the longer way round.
    """
    chain: list[x509.Certificate] = []
    last = leaf
    while True:
        issuers = [ca for ca in authorities if ca not in chain and _signed_by(last, ca)]
        root = next((ca for ca in issuers if _self_signed(ca)), None)
        if root is not None:
            return chain, root
        issuer = next(iter(issuers), None)
        if issuer is None:
            return chain, None
        chain.append(issuer)
        last = issuer


def _signed_by(certificate: x509.Certificate, authority: x509.Certificate) -> bool:
    """Tell whether names and, where both say so, key identifiers fit."""
    from cryptography import x509

    if certificate.issuer != authority.subject or certificate == authority:
        return False
    try:
        wanted = certificate.extensions.get_extension_for_class(x509.AuthorityKeyIdentifier).value.key_identifier
        held = authority.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value.digest
    except _no_extension():
        return True
    return wanted is None or wanted == held


def _self_signed(certificate: x509.Certificate) -> bool:
    return certificate.issuer == certificate.subject


def _is_ca(certificate: x509.Certificate) -> bool:
    from cryptography import x509

    try:
        return certificate.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    except _no_extension():
        return False


def _has_key(certificate: x509.Certificate, public_key: str) -> bool:
    """Tell whether the certificate holds the key; one of a kind that cannot be read is another one."""
    from cryptography.exceptions import UnsupportedAlgorithm

    try:
        return fingerprint(certificate) == public_key
    except (UnsupportedAlgorithm, ValueError):
        return False


def _no_extension() -> tuple[type[Exception], ...]:
    """Return what cryptography raises for an extension that is not there, or that a damaged certificate holds."""
    from cryptography import x509

    return (x509.ExtensionNotFound, x509.DuplicateExtension, x509.UnsupportedGeneralNameType, ValueError)


def _number(serial_number: t.Optional[str]) -> t.Optional[int]:
    """Return a hexadecimal serial number as an integer, or ``None`` when it is missing or not hexadecimal."""
    try:
        return int(serial_number.replace(":", ""), 16) if serial_number else None
    except ValueError:
        return None


def _pem(certificate: x509.Certificate) -> str:
    from cryptography.hazmat.primitives import serialization

    return certificate.public_bytes(serialization.Encoding.PEM).decode("ascii")
