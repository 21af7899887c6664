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

from .._core.errors import InvalidOptions

if t.TYPE_CHECKING:
    from cryptography import x509


def fingerprint(holder: t.Union[x509.Certificate, x509.CertificateSigningRequest]) -> str:
    """Return the SHA-256, in hex, of the public key that a certificate or CSR holds."""
    from cryptography.hazmat.primitives import serialization

    spki = holder.public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    return hashlib.sha256(spki).hexdigest()


@functools.lru_cache(maxsize=64)
def csr_public_key(pem: str) -> str:
    """Return the fingerprint of the key in a PEM CSR. Raises ``InvalidOptions`` when there is none."""
    from cryptography import x509

    try:
        csr = x509.load_pem_x509_csr(pem.encode("ascii", "replace"))
        signed, key = csr.is_signature_valid, fingerprint(csr)
    except Exception:  # cryptography documents no closed list of what a broken input raises
        raise InvalidOptions(["csr is not a PEM certificate signing request that can be read"]) from None
    if not signed:
        raise InvalidOptions(["csr has a signature that does not match its key"])
    return key


def observed_public_key(pem: t.Optional[str]) -> t.Optional[str]:
    """Return the fingerprint of the key in a CSR that CertCentral shows, or ``None`` when it shows none that can be read.

    It may come back on one line or without its armour [A2C] [BV].
    """
    if not pem:
        return None
    body = "".join(line for line in pem.replace("-----", "\n").split() if line not in _ARMOUR)
    lines = "\n".join(body[start : start + 64] for start in range(0, len(body), 64))
    try:
        return csr_public_key(f"-----BEGIN CERTIFICATE REQUEST-----\n{lines}\n-----END CERTIFICATE REQUEST-----\n")
    except InvalidOptions:
        return None


_ARMOUR = frozenset({"BEGIN", "END", "NEW", "CERTIFICATE", "REQUEST"})
