# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Private to this collection: it may change in any release.
"""Whether a key made the signature of a certificate, the same way whatever version of cryptography a host has."""

from __future__ import annotations

import typing as t

from .._formats import der
from .anatomy import Anatomy

_RSA_PSS = bytes.fromhex("2a864886f70d01010a")
_DSA = bytes.fromhex("2a8648ce380401")
_PLAIN_RSA = bytes.fromhex("300d06092a864886f70d0101010500")
_WHOLE_BYTES = b"\0"

#: OID of a signature -> kind of the key, name of the digest in cryptography.
_ALGORITHMS: t.Mapping[str, tuple[str, str]] = {
    "2a864886f70d010104": ("rsa", "MD5"),
    "2a864886f70d010105": ("rsa", "SHA1"),
    "2a864886f70d01010e": ("rsa", "SHA224"),
    "2a864886f70d01010b": ("rsa", "SHA256"),
    "2a864886f70d01010c": ("rsa", "SHA384"),
    "2a864886f70d01010d": ("rsa", "SHA512"),
    "2a864886f70d01010a": ("pss", ""),
    "2a8648ce3d0401": ("ec", "SHA1"),
    "2a8648ce3d040301": ("ec", "SHA224"),
    "2a8648ce3d040302": ("ec", "SHA256"),
    "2a8648ce3d040303": ("ec", "SHA384"),
    "2a8648ce3d040304": ("ec", "SHA512"),
    "2a8648ce380403": ("dsa", "SHA1"),
    "608648016503040301": ("dsa", "SHA224"),
    "608648016503040302": ("dsa", "SHA256"),
    "2b6570": ("ed25519", ""),
    "2b6571": ("ed448", ""),
}
_DIGESTS: t.Mapping[str, str] = {
    "2b0e03021a": "SHA1",
    "608648016503040204": "SHA224",
    "608648016503040201": "SHA256",
    "608648016503040202": "SHA384",
    "608648016503040203": "SHA512",
}


def made_by(issued: Anatomy, issuer: Anatomy, above: t.Sequence[Anatomy]) -> bool:
    """Tell whether the key of *issuer* signed *issued*.

    *above* are the certificates above the issuer, from which a DSA key may inherit its parameters (RFC 5280, 6.1.4 e).
    """
    if issued.algorithm != issued.signed_algorithm or issued.signature[:1] != _WHOLE_BYTES:
        return False
    try:
        _verify(issued, _complete(issuer.public_key, [one.public_key for one in above]))
    except Exception:  # cryptography documents no closed list of what a foreign or broken signature raises
        return False
    return True


def _verify(issued: Anatomy, public_key: bytes) -> None:
    """Raise some exception unless the signature is right. A key of another kind takes other arguments, and raises too."""
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec, padding

    oid, parameters = _algorithm(issued.algorithm)
    kind, digest = _ALGORITHMS[oid.hex()]
    key: t.Any = serialization.load_der_public_key(_plain_rsa(public_key) if kind == "pss" else public_key)
    given = (issued.signature[1:], issued.signed)
    if kind == "rsa":
        key.verify(*given, padding.PKCS1v15(), getattr(hashes, digest)())
    elif kind == "pss":
        digest, of_mask, salt = _pss(parameters)
        key.verify(*given, padding.PSS(padding.MGF1(getattr(hashes, of_mask)()), salt), getattr(hashes, digest)())
    elif kind == "ec":
        key.verify(*given, ec.ECDSA(getattr(hashes, digest)()))
    elif kind == "dsa":
        key.verify(*given, getattr(hashes, digest)())
    else:
        key.verify(*given)


def _algorithm(element: bytes) -> tuple[bytes, bytes]:
    """Return the OID of an AlgorithmIdentifier and its parameters."""
    (_tag, oid, _whole), *parameters = der.elements(der.inside(element, der.SEQUENCE))
    return oid, parameters[0][2] if parameters else b""


def _pss(parameters: bytes) -> tuple[str, str, int]:
    """Return the digest, that of the mask and the length of the salt of RSASSA-PSS-params (RFC 4055); each has a default."""
    given = {tag: content for tag, content, _whole in der.elements(der.inside(parameters, der.SEQUENCE))}
    digest = _DIGESTS[_algorithm(given[0xA0])[0].hex()] if 0xA0 in given else "SHA1"
    of_mask = _DIGESTS[_algorithm(_algorithm(given[0xA1])[1])[0].hex()] if 0xA1 in given else "SHA1"
    salt = int.from_bytes(der.inside(given[0xA2], der.INTEGER), "big") if 0xA2 in given else 20
    return digest, of_mask, salt


def _plain_rsa(public_key: bytes) -> bytes:
    """Return a SubjectPublicKeyInfo as cryptography reads it in every version: a key for RSA-PSS alone as any RSA key."""
    (_tag, _content, algorithm), (_bits, _key, bits) = der.elements(der.inside(public_key, der.SEQUENCE))
    if _algorithm(algorithm)[0] == _RSA_PSS:
        algorithm = _PLAIN_RSA
    return der.element(der.SEQUENCE, algorithm, bits)


def _complete(public_key: bytes, above: t.Sequence[bytes]) -> bytes:
    """Return a SubjectPublicKeyInfo of DSA with the parameters of the nearest key above that has some; any other as it is."""
    (_tag, _content, algorithm), (_bits, _key, bits) = der.elements(der.inside(public_key, der.SEQUENCE))
    if _algorithm(algorithm) != (_DSA, b"") or not above:
        return public_key
    inherited = der.elements(der.inside(_complete(above[0], above[1:]), der.SEQUENCE))[0][2]
    return der.element(der.SEQUENCE, inherited, bits)
