# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Key pairs with a hierarchy above them, and what is made from them."""

from __future__ import annotations

import datetime
import functools
import pathlib
import subprocess
import typing as t

from ansible_collections.certops.digicert.plugins.module_utils._formats.material import Material, Pair
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    KeySerializationEncryption,
    NoEncryption,
    PrivateFormat,
)
from cryptography.x509.oid import NameOID

PrivateKey = t.Union[rsa.RSAPrivateKey, ec.EllipticCurvePrivateKey]

PASSPHRASE = b'a pass\'phrase with "odd" $igns'
FRIENDLY_NAME = "Ann Example"
_FROM = datetime.datetime(2026, 1, 1, tzinfo=datetime.timezone.utc)


@functools.cache
def key(name: str) -> PrivateKey:
    """Return the key *name*: RSA when the name begins with ``rsa``, else elliptic; the same each time."""
    return rsa.generate_private_key(65537, 2048) if name.startswith("rsa") else ec.generate_private_key(ec.SECP256R1())


def key_pem(name: str, passphrase: t.Optional[bytes] = None, form: PrivateFormat = PrivateFormat.PKCS8) -> bytes:
    """Return the key *name* as PEM, encrypted when there is a passphrase."""
    encryption: KeySerializationEncryption = BestAvailableEncryption(passphrase) if passphrase else NoEncryption()
    return key(name).private_bytes(Encoding.PEM, form, encryption)


@functools.cache
def certificate(subject: str, holder: str, issuer: str, days: int = 365, ca: bool = False) -> str:
    """Return a certificate for the key *holder*, signed by the key that has the name of the *issuer*; the same each time."""
    named = [x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]) for name in (issuer, subject)]
    ends = _FROM + datetime.timedelta(days=days)
    builder = x509.CertificateBuilder(*named, key(holder).public_key(), x509.random_serial_number(), _FROM, ends)
    builder = builder.add_extension(x509.BasicConstraints(ca, None), critical=True)
    return builder.sign(key(issuer), hashes.SHA256()).public_bytes(Encoding.PEM).decode("ascii")


def root() -> str:
    return certificate("Root", "Root", "Root", 9000, True)


def issuing() -> str:
    return certificate("Issuing CA", "Issuing CA", "Root", 8000, True)


def pair(name: str = "rsa", days: int = 365, subject: str = "Ann", passphrase: t.Optional[bytes] = None) -> Pair:
    """Return the key *name* with a certificate that ends after *days*."""
    return Pair(key_pem(name, passphrase), passphrase, certificate(subject, name, "Issuing CA", days))


def material(*history: Pair, current: t.Optional[Pair] = None, **changes: t.Any) -> Material:
    """Return everything an output may need."""
    settings = {"friendly_name": FRIENDLY_NAME, "passphrase": PASSPHRASE, "root": root(), **changes}
    return Material(current or pair(), (issuing(),), history=history, **settings)


def history() -> tuple[Pair, ...]:
    """Return superseded pairs, newest first: another key, another subject, and the key in use with an earlier certificate."""
    return (pair("ec", 300), pair("ec older", 200, "Ann Maiden"), pair("rsa", 100))


def program(*command: t.Union[str, pathlib.Path], stdin: bytes = b"") -> str:
    """Return what a program says; it must succeed."""
    done = subprocess.run(list(map(str, command)), input=stdin, capture_output=True, check=False)
    assert done.returncode == 0, (done.stdout + done.stderr).decode("utf-8", "replace")
    return done.stdout.decode("utf-8", "replace")
