# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Private to this collection: it may change in any release.
"""Private keys: the kinds that can be declared, and what kind a key is that is there."""

from __future__ import annotations

import typing as t

from .._core.key_rules import ECC, RSA, Kind

if t.TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric import ec, rsa
    from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes

#: X.509's own for RSA keys.
_EXPONENT = 65537


def make(kind: Kind) -> t.Union[rsa.RSAPrivateKey, ec.EllipticCurvePrivateKey]:
    """Return a new key."""
    from cryptography.hazmat.primitives.asymmetric import ec, rsa

    if kind.type == RSA:
        return rsa.generate_private_key(_EXPONENT, kind.size)
    curves = {"secp256r1": ec.SECP256R1(), "secp384r1": ec.SECP384R1(), "secp521r1": ec.SECP521R1()}
    return ec.generate_private_key(curves[kind.curve])


def to_pem(key: PrivateKeyTypes, passphrase: t.Optional[bytes]) -> bytes:
    """Return a key as it is written: the traditional form that every program reads or, with a passphrase, encrypted PKCS #8.

    The older form of an encrypted key derives its encryption key with MD5.
    """
    from cryptography.hazmat.primitives import serialization

    if passphrase:
        form, lock = serialization.PrivateFormat.PKCS8, serialization.BestAvailableEncryption(passphrase)
        return key.private_bytes(serialization.Encoding.PEM, form, lock)
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption()
    )


def kind_of(key: PrivateKeyTypes) -> str:
    """Return what kind a key is, in the words of :class:`Kind` where it can be declared."""
    from cryptography.hazmat.primitives.asymmetric import ec, rsa

    if isinstance(key, rsa.RSAPrivateKey):
        return f"{RSA} {key.key_size}"
    if isinstance(key, ec.EllipticCurvePrivateKey):
        return f"{ECC} {key.curve.name}"
    return type(key).__name__.lstrip("_").replace("PrivateKey", "")
