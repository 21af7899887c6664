# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Private to this collection: it may change in any release.
"""The certificate request that a task gives: looked at once, and sent as what was seen."""

from __future__ import annotations

import codecs
import pathlib
import re
import typing as t

from .._core import pem
from .._core.errors import InvalidOptions
from .._core.model import Csr
from .keys import fingerprint, is_signed, weak_hash

if t.TYPE_CHECKING:
    from cryptography import x509

_EMPTY = "is empty: make the request, or leave the option out"
_NO_REQUEST = "holds no certificate request: that is text from -----BEGIN CERTIFICATE REQUEST----- to -----END CERTIFICATE REQUEST-----"
_CUT = "holds a certificate request that is cut off, its last line is missing: copy it again as a whole"
_DAMAGED = "holds a certificate request that is damaged and cannot be read: copy it again as a whole, or make it anew"
_KEY = (
    "holds a certificate request for a kind of key that cannot be read here: "
    "make it with an RSA key, or an EC key on P-256, P-384 or P-521"
)
_FORGED = (
    "holds a certificate request whose signature does not match its key: it was changed after it was made; make it anew"
)
_WEAK = (
    "holds a certificate request signed with {name}, which cannot be checked here: make it anew with SHA-256 "
    "(openssl req -new -sha256, or HashAlgorithm = SHA256 for certreq)"
)

#: What is often mistaken for a request, by the word of its armour.
_OTHERS = {
    "CERTIFICATE": "a certificate",
    "X509 CERTIFICATE": "a certificate",
    "TRUSTED CERTIFICATE": "a certificate",
    "PUBLIC KEY": "a public key",
    "RSA PUBLIC KEY": "a public key",
    "PKCS7": "a bundle of certificates (PKCS #7)",
    "EC PARAMETERS": "parameters of a curve",
    "DH PARAMETERS": "parameters of Diffie-Hellman",
    "X509 CRL": "a list of revoked certificates",
}

#: Byte order marks; the longer ones first, since UTF-32's begins as UTF-16's does.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


def declared(options: t.Mapping[str, t.Any]) -> t.Optional[Csr]:
    """Return the request from the option ``csr`` or the file ``csr_path``, or ``None`` without either.

    Raises ``InvalidOptions`` for a file that cannot be read, and as :func:`read` does.
    """
    path = options.get("csr_path")
    if path is None:
        return None if options.get("csr") is None else read(options["csr"], "csr")
    try:
        content = pathlib.Path(path).read_bytes()
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else "that is no path"
        raise InvalidOptions([f"csr_path cannot be read ({reason})"]) from None
    return read(content, "csr_path")


def read(content: t.Union[str, bytes], option: str) -> Csr:
    """Return the one request in *content*: PEM, whatever the line ends, the encoding and the text around it, or DER.

    Raises ``InvalidOptions`` with one sentence about *option*, which repeats nothing, for anything else: a private key above all.
    """
    try:
        return _csr(_load(_der(content)))
    except _Wrong as wrong:
        raise InvalidOptions([f"{option} {wrong}"]) from None


def stand_in() -> Csr:
    """Return a request for a key that nobody has, for a plan where a key is still to be made: it is no key that was ever certified."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    return _csr(x509.CertificateSigningRequestBuilder().subject_name(x509.Name([])).sign(key, hashes.SHA256()))


class _Wrong(Exception):
    """What is wrong, as the end of a sentence."""


def _der(content: t.Union[str, bytes]) -> bytes:
    """Return the only request in *content*, as DER that nobody looked into yet."""
    if isinstance(content, bytes):
        # Longer than 127 bytes, DER begins with two bytes that no text begins with; keys can be shorter.
        if pem.is_private_key(content) or (content[:1] == b"\x30" and content[1:2] >= b"\x80"):
            return content
        content = _text(content)
    if not content.strip():
        raise _Wrong(_EMPTY)
    if pem.holds_private_key(content):
        raise _Wrong(pem.PRIVATE_KEY)
    return _only_request(content)


def _text(content: bytes) -> str:
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return content[len(mark) :].decode(encoding, "replace")
    if b"\0" in content[:2]:
        return content.decode("utf-16-be" if content[:1] == b"\0" else "utf-16-le", "replace")
    return content.decode("utf-8", "replace")


def _only_request(text: str) -> bytes:
    found = pem.blocks(text)
    requests = [block for block in found if block.label in pem.REQUESTS]
    others = [_OTHERS.get(block.label, "something else") for block in found if block.label not in pem.REQUESTS]
    if len(requests) > 1:
        raise _Wrong(f"holds {len(requests)} certificate requests: give the one of this certificate alone")
    if others:
        raise _Wrong(
            f"holds {others[0]} {'beside' if requests else 'and not'} a certificate request: give the request alone"
        )
    if not requests and re.search(rf"BEGIN (NEW )?{pem.REQUEST}", text):
        raise _Wrong(_CUT)
    der = pem.decoded(requests[0].body if requests else text)
    if der is None or not der:
        raise _Wrong(_DAMAGED if requests else _NO_REQUEST)
    return der


def _load(der: bytes) -> x509.CertificateSigningRequest:
    from cryptography import x509

    if pem.is_private_key(der):
        raise _Wrong(pem.PRIVATE_KEY)
    try:
        return x509.load_der_x509_csr(der)
    except Exception:  # cryptography documents no closed list of what a broken input raises
        kind = _kind(der)
    raise _Wrong(_DAMAGED if kind is None else f"holds {kind} and not a certificate request: give the request")


def _kind(der: bytes) -> t.Optional[str]:
    """Return what *der* is when it is no request, or ``None``."""
    from cryptography import x509
    from cryptography.hazmat.primitives import serialization

    loaders: tuple[tuple[t.Callable[[bytes], object], str], ...] = (
        (x509.load_der_x509_certificate, _OTHERS["CERTIFICATE"]),
        (serialization.load_der_public_key, _OTHERS["PUBLIC KEY"]),
    )
    for load, kind in loaders:
        try:
            load(der)
        except Exception:  # noqa: S112 - as above, and then it is something else
            continue
        return kind
    return None


def _csr(request: x509.CertificateSigningRequest) -> Csr:
    from cryptography.hazmat.primitives import serialization

    try:
        key = fingerprint(request)
    except Exception:  # an algorithm or a curve that cryptography does not know
        raise _Wrong(_KEY) from None
    if not is_signed(request):
        name = weak_hash(request)
        raise _Wrong(_FORGED if name is None else _WEAK.format(name=name))
    return Csr(request.public_bytes(serialization.Encoding.PEM).decode("ascii"), key)
