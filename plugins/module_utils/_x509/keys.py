# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Private to this collection: it may change in any release.
"""Public keys, compared by the SHA-256 of their SubjectPublicKeyInfo."""

from __future__ import annotations

import functools
import hashlib
import typing as t

from .._core import pem

if t.TYPE_CHECKING:
    from cryptography import x509


def fingerprint(holder: t.Union[x509.Certificate, x509.CertificateSigningRequest]) -> str:
    """Return the SHA-256, in hex, of the public key that a certificate or CSR holds."""
    from cryptography.hazmat.primitives import serialization

    spki = holder.public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    return hashlib.sha256(spki).hexdigest()


def is_signed(request: x509.CertificateSigningRequest) -> bool:
    """Tell whether the request's own key signed it, as far as this machine checks signatures of that kind."""
    try:
        return request.is_signature_valid
    except Exception:  # a hash or a curve that cryptography or the system's policy refuses
        return False


def weak_hash(request: x509.CertificateSigningRequest) -> t.Optional[str]:
    """Return the name of the hash of the request's signature where it is one that is no longer checked everywhere, or ``None``."""
    try:
        return _WEAK_HASHES.get(getattr(request.signature_hash_algorithm, "name", ""))
    except Exception:  # an algorithm that cryptography does not know
        return None


@functools.lru_cache(maxsize=64)
def observed_public_key(shown: t.Optional[str]) -> t.Optional[str]:
    """Return the fingerprint of the key in a CSR that CertCentral shows, or ``None`` when it shows none that can be read.

    It may come back on one line or without its armour [A2C] [BV].
    """
    from cryptography import x509

    if not shown:
        return None
    body = "".join(word for word in shown.replace("-----", "\n").split() if word not in _ARMOUR)
    try:
        request = x509.load_der_x509_csr(pem.decoded(body) or b"")
        return fingerprint(request) if is_signed(request) or weak_hash(request) else None
    except Exception:  # cryptography documents no closed list of what a broken input raises
        return None


_ARMOUR = frozenset({"BEGIN", "END", "NEW", "CERTIFICATE", "REQUEST"})
_WEAK_HASHES = {"md5": "MD5", "sha1": "SHA-1"}
