# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Certificates that are valid while the tests run, for keys that the tests have."""

from __future__ import annotations

import dataclasses
import datetime
import functools
import typing as t

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

NOW = datetime.datetime.now(datetime.timezone.utc).replace(microsecond=0)
_DAY = datetime.timedelta(days=1)


@functools.cache
def key(owner: str) -> ec.EllipticCurvePrivateKey:
    """Return the key of *owner*, the same each time."""
    return ec.generate_private_key(ec.SECP256R1())


def key_pem(owner: str, passphrase: t.Optional[str] = None) -> bytes:
    """Return the private key of *owner* as its file holds it."""
    encryption: serialization.KeySerializationEncryption = serialization.NoEncryption()
    if passphrase is not None:
        encryption = serialization.BestAvailableEncryption(passphrase.encode())
    return key(owner).private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, encryption)


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def issue(
    subject: str,
    holder: str,
    issuer: str,
    *,
    ca: bool = False,
    emails: t.Sequence[str] = (),
    mail: bool = False,
    begins: float = -1,
    ends: float = 364,
    signer: t.Optional[str] = None,
) -> str:
    """Return a certificate in PEM: for *subject* and the key of *holder*, valid from *begins* to *ends* days from now.

    *signer* signs in the name of *issuer* when it is another one.
    """
    builder = x509.CertificateBuilder(
        _name(issuer),
        _name(subject),
        key(holder).public_key(),
        x509.random_serial_number(),
        NOW + _DAY * begins,
        NOW + _DAY * ends,
    ).add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
    if emails:
        builder = builder.add_extension(
            x509.SubjectAlternativeName([x509.RFC822Name(e) for e in emails]), critical=False
        )
    if mail:
        builder = builder.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.EMAIL_PROTECTION]), critical=False)
    return builder.sign(key(signer or issuer), hashes.SHA256()).public_bytes(serialization.Encoding.PEM).decode()


@dataclasses.dataclass(frozen=True)
class Hierarchy:
    """A root and what it issued."""

    root: str
    intermediate: str


@functools.cache
def hierarchy() -> Hierarchy:
    """Return the hierarchy of the tests, the same each time."""
    return Hierarchy(issue("Root", "Root", "Root", ca=True), issue("Issuing CA", "Issuing CA", "Root", ca=True))


def certificate(holder: str = "alice", **more: t.Any) -> str:
    """Return a new certificate for the key of *holder*, from the issuing CA."""
    return issue(more.pop("subject", "alice"), holder, "Issuing CA", **{"emails": ("alice@example.com",), **more})


def serial(pem: str) -> str:
    """Return the serial number as the module shows it."""
    text = f"{x509.load_pem_x509_certificate(pem.encode()).serial_number:X}"
    return "0" * (len(text) % 2) + text
