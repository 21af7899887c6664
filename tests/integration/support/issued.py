# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Certificates that are valid today on this machine, for keys that a test has, with a hierarchy above them."""

from __future__ import annotations

import base64
import dataclasses
import datetime
import functools
import typing as t

from ansible_collections.certops.digicert.tests.integration.support.certificates import (
    PrivateKey,
    private_key,
    private_pem,
)
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

_ROOT, _ISSUING = "ec root", "ec issuing"


@dataclasses.dataclass(frozen=True)
class Issued:
    """A certificate in PEM with the name of its key."""

    key: str
    certificate: str

    @property
    def pem(self) -> str:
        """The private key."""
        return private_pem(self.key)

    @property
    def serial_number(self) -> str:
        return f"{x509.load_pem_x509_certificate(self.certificate.encode()).serial_number:X}"


def root() -> str:
    return _certificate(_ROOT, _ROOT, _ROOT, True)


def chain() -> list[str]:
    return [_certificate(_ISSUING, _ISSUING, _ROOT, True)]


@functools.cache
def issued(key: str, number: int = 1) -> Issued:
    """Return a certificate of the key *key*; each *number* is another one, the same each time."""
    return Issued(key, _certificate("drill.example.com", key, _ISSUING, False, number))


@functools.cache
def _certificate(subject: str, key: str, issuer: str, ca: bool, number: int = 1) -> str:
    now = datetime.datetime.now(datetime.timezone.utc).replace(microsecond=0)
    names = [x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]) for name in (issuer, subject)]
    begins, ends = now - datetime.timedelta(days=10 - number), now + datetime.timedelta(days=300 + number)
    serial_number = x509.random_serial_number()
    builder = x509.CertificateBuilder(*names, private_key(key).public_key(), serial_number, begins, ends)
    builder = builder.add_extension(x509.BasicConstraints(ca, None), critical=True)
    if not ca:
        builder = builder.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.EMAIL_PROTECTION]), critical=False)
    return builder.sign(private_key(issuer), hashes.SHA256()).public_bytes(Encoding.PEM).decode()


def needles(*names: str) -> tuple[bytes, ...]:
    """Return what gives a private key away when it is found in a file: lines of its PEM, and the numbers in it."""
    found: list[bytes] = []
    for name in names:
        found.extend(line.encode() for line in private_pem(name).splitlines()[1:-1] if len(line) > 40)
        found.extend(_numbers(private_key(name)))
        found.append(base64.b64encode(_der(private_key(name)))[:120])
    return tuple(found)


def _numbers(key: PrivateKey) -> t.Iterator[bytes]:
    numbers: t.Any = key.private_numbers()
    for value in (getattr(numbers, name, None) for name in ("private_value", "d", "p", "q")):
        if value is not None:
            yield value.to_bytes((value.bit_length() + 7) // 8, "big")


def _der(key: PrivateKey) -> bytes:
    return key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())


def encrypted(name: str, passphrase: str) -> bytes:
    """Return the private key *name* as PEM that needs the passphrase."""
    protection = BestAvailableEncryption(passphrase.encode())
    return private_key(name).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, protection)
