# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Keys and CSRs, made once, and what a PEM text holds."""

from __future__ import annotations

import functools
import pathlib
import subprocess
import typing as t

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

PrivateKey = t.Union[rsa.RSAPrivateKey, ec.EllipticCurvePrivateKey]


@functools.cache
def private_key(name: str) -> PrivateKey:
    """Return the key *name*: elliptic when the name begins with `ec`, else RSA with 2048 bits."""
    if name.startswith("ec"):
        return ec.generate_private_key(ec.SECP256R1())
    return rsa.generate_private_key(65537, 2048)


def private_pem(name: str = "rsa") -> str:
    """Return the key *name* as PEM text."""
    return private_key(name).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


@functools.cache
def csr(name: str = "rsa") -> str:
    """Return a CSR of the key *name* as PEM text."""
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Not read by the CA")])
    request = x509.CertificateSigningRequestBuilder().subject_name(subject).sign(private_key(name), hashes.SHA256())
    return request.public_bytes(Encoding.PEM).decode()


def public_key(name: str = "rsa") -> bytes:
    """Return the public half of the key *name*, comparable with `key_of`."""
    return private_key(name).public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


def key_of(certificate: str) -> bytes:
    """Return the public key of the first certificate of a PEM text."""
    found = x509.load_pem_x509_certificate(certificate.encode()).public_key()
    return found.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


def serial_number(certificate: str) -> int:
    """Return the serial number of the first certificate of a PEM text."""
    return x509.load_pem_x509_certificate(certificate.encode()).serial_number


def openssl_verify(directory: pathlib.Path, root: str, chain: t.Sequence[str], certificate: str) -> str:
    """Return what `openssl verify` says to *certificate*; its name for a good one ends with `: OK`."""
    for name, text in (("root", root), ("chain", "".join(chain)), ("leaf", certificate)):
        (directory / f"{name}.pem").write_text(text)
    # The sandbox's clock is not the machine's.
    command = ["openssl", "verify", "-no_check_time", "-CAfile", "root.pem", "-untrusted", "chain.pem", "leaf.pem"]
    done = subprocess.run(command, cwd=directory, capture_output=True, text=True, check=False)
    return (done.stdout + done.stderr).strip()
