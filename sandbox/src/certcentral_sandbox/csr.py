# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The public key of an order: from a CSR or, on a reissue, from a bare public key. Nothing else is read from it."""

import base64
import binascii

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import load_pem_public_key

PublicKey = rsa.RSAPublicKey | ec.EllipticCurvePublicKey
CURVES = ("secp256r1", "secp384r1", "secp521r1")
RSA_BITS = range(2048, 8193)
BEGIN, END = "-----BEGIN ", "-----END "


class BadCsr(ValueError):
    """The text holds no acceptable key; the message says why."""


def public_key(text: str, bare_key_allowed: bool = False) -> PublicKey:
    """Return the key of a CSR (PEM, PEM in one line, or bare base64). Raises BadCsr."""
    pem = _pem(text)
    try:
        if bare_key_allowed and pem.startswith(b"-----BEGIN PUBLIC KEY-----"):
            return _accepted(load_pem_public_key(pem))
        request = x509.load_pem_x509_csr(pem)
        key = request.public_key()
        if not request.is_signature_valid:
            raise BadCsr("The signature of the CSR is not valid.")
    except (ValueError, TypeError, UnsupportedAlgorithm, InvalidSignature) as error:
        raise error if isinstance(error, BadCsr) else BadCsr("The CSR could not be read.") from None
    return _accepted(key)


def key_size(key: PublicKey) -> int:
    return key.key_size


def _accepted(key: object) -> PublicKey:
    if isinstance(key, rsa.RSAPublicKey):
        if key.key_size not in RSA_BITS:
            raise BadCsr(f"The RSA key has {key.key_size} bits; at least 2048 are needed.")
        return key
    if isinstance(key, ec.EllipticCurvePublicKey):
        if key.curve.name not in CURVES:
            raise BadCsr(f"The curve {key.curve.name} is not accepted; use P-256, P-384 or P-521.")
        return key
    raise BadCsr("The key of the CSR is neither RSA nor ECC.")


def _pem(text: str) -> bytes:
    """Return well-formed PEM whatever line breaks the text came with."""
    text = text.strip()
    label = "CERTIFICATE REQUEST"
    if text.startswith(BEGIN):
        label = text[len(BEGIN) :].split("-----", 1)[0]
        text = text[len(BEGIN) + len(label) + 5 :].split(END, 1)[0]
    body = "".join(text.split())
    try:
        base64.b64decode(body, validate=True)
    except (binascii.Error, ValueError):
        raise BadCsr("The CSR could not be read.") from None
    lines = [body[start : start + 64] for start in range(0, len(body), 64)]
    return "\n".join([f"{BEGIN}{label}-----", *lines, f"{END}{label}-----", ""]).encode()
