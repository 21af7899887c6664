# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Private to this collection: it may change in any release.
"""For which algorithm an encrypted PKCS #8 key is: cryptography takes a key for RSA-PSS alone for any RSA key, and does not tell."""

from __future__ import annotations

import hashlib
import typing as t

from . import der

_PBES2 = bytes.fromhex("2a864886f70d01050d")
_PBKDF2 = bytes.fromhex("2a864886f70d01050c")
#: OID of AES in CBC mode -> length of its key.
_CIPHERS: t.Mapping[bytes, int] = {
    bytes.fromhex("608648016503040" + last): length for last, length in (("102", 16), ("116", 24), ("12a", 32))
}
_DIGESTS: t.Mapping[bytes, str] = {
    bytes.fromhex("2a864886f70d02" + last): name
    for last, name in (("07", "sha1"), ("08", "sha224"), ("09", "sha256"), ("0a", "sha384"), ("0b", "sha512"))
}
#: As many bytes as hold version and algorithm.
_BLOCKS = 64


def beginning(content: bytes, passphrase: bytes) -> bytes:
    """Return the first bytes of a key from its EncryptedPrivateKeyInfo: version and algorithm, or nonsense for a wrong passphrase.

    Raises ``ValueError`` for what is encrypted otherwise than with AES and PBKDF2 (RFC 8018).
    """
    from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

    (_tag, algorithm, _whole), (_octets, data, _element) = der.elements(der.inside(content, der.SEQUENCE))
    scheme, (_sequence, parameters, _all) = der.elements(algorithm)
    derivation, encryption = (der.elements(part) for _kind, part, _rest in der.elements(parameters))
    length = _CIPHERS.get(encryption[0][1])
    if scheme[1] != _PBES2 or derivation[0][1] != _PBKDF2 or length is None:
        raise ValueError("not AES with a key from PBKDF2")
    cipher = Cipher(algorithms.AES(_derived(derivation[1][1], passphrase, length)), modes.CBC(encryption[1][1]))
    return cipher.decryptor().update(data[:_BLOCKS])


def _derived(parameters: bytes, passphrase: bytes, length: int) -> bytes:
    (_tag, salt, _whole), (_integer, rounds, _element), *more = der.elements(parameters)
    digests = [_DIGESTS.get(der.elements(content)[0][1], "") for tag, content, _rest in more if tag == der.SEQUENCE]
    return hashlib.pbkdf2_hmac((*digests, "sha1")[0], passphrase, salt, int.from_bytes(rounds, "big"), length)
