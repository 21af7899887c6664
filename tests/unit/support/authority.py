# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A small certification authority, so that certificates in tests are real."""

from __future__ import annotations

import dataclasses
import datetime
import functools
import typing as t

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import pkcs7
from cryptography.x509.oid import NameOID

_FROM = datetime.datetime(2030, 1, 1, tzinfo=datetime.timezone.utc)
_TILL = datetime.datetime(2031, 1, 1, tzinfo=datetime.timezone.utc)


def name(text: str) -> x509.Name:
    """Return a distinguished name that is a common name only."""
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def new_key() -> ec.EllipticCurvePrivateKey:
    """Return a new private key."""
    return ec.generate_private_key(ec.SECP256R1())


@functools.cache
def key(owner: str) -> ec.EllipticCurvePrivateKey:
    """Return the key of *owner*, the same each time."""
    return new_key()


def csr(owner: str) -> str:
    """Return a CSR for the key of *owner*, as PEM."""
    request = x509.CertificateSigningRequestBuilder().subject_name(name(owner)).sign(key(owner), hashes.SHA256())
    return pem(request)


@functools.cache
def certificate(subject: str, issuer: str, serial: int = 0, ca: bool = True) -> x509.Certificate:
    """Return the certificate of *subject*'s key, signed with *issuer*'s; the same each time."""
    holder, signer = key(subject).public_key(), key(issuer)
    builder = x509.CertificateBuilder(
        name(issuer), name(subject), holder, serial or x509.random_serial_number(), _FROM, _TILL
    )
    extensions: tuple[x509.ExtensionType, ...] = (
        x509.BasicConstraints(ca=ca, path_length=None),
        x509.SubjectKeyIdentifier.from_public_key(holder),
        x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()),
    )
    for extension in extensions:
        builder = builder.add_extension(extension, critical=isinstance(extension, x509.BasicConstraints))
    return builder.sign(signer, hashes.SHA256())


def pem(thing: t.Union[x509.Certificate, x509.CertificateSigningRequest]) -> str:
    """Return PEM text."""
    return thing.public_bytes(serialization.Encoding.PEM).decode("ascii")


def p7b(certificates: t.Sequence[x509.Certificate]) -> str:
    """Return the certificates as PEM text of PKCS #7."""
    return pkcs7.serialize_certificates(list(certificates), serialization.Encoding.PEM).decode("ascii")


@dataclasses.dataclass(frozen=True)
class Issued:
    """A leaf with its hierarchy."""

    leaf: x509.Certificate
    intermediate: x509.Certificate
    root: x509.Certificate

    @property
    def bundle(self) -> str:
        """Return all three as PEM, as ``pem_all`` does: the leaf first, the root last."""
        return pem(self.leaf) + pem(self.intermediate) + pem(self.root)


def issue(owner: str, serial: int = 0) -> Issued:
    """Return a certificate for the key of *owner*."""
    return Issued(
        certificate(owner, "Issuing CA", serial, ca=False),
        certificate("Issuing CA", "Root"),
        certificate("Root", "Root"),
    )
