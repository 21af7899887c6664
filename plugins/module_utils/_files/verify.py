# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Private to this collection: it may change in any release.
"""Whether a certificate is the one that was ordered, and can be trusted today."""

from __future__ import annotations

import datetime
import typing as t

from .._core.addresses import comparable
from .._core.errors import FilesError
from .._core.file_set import Leaf, iso
from .._formats.pem import validity
from .certificates import readable
from .declared import Declared

if t.TYPE_CHECKING:
    from cryptography import x509

_TOLERATED = datetime.timedelta(days=1)
_KEPT = "nothing was replaced"


def check(declared: Declared, now: datetime.datetime) -> None:
    """Raise ``FilesError`` unless name, dates and chain of the certificate are as they should be."""
    leaf = declared.wanted.certificate
    check_names(leaf, declared.expected_emails, declared.expected_common_name)
    check_dates(leaf, now)
    check_chain(declared.certificate, declared.chain, declared.root)
    for place, pem in enumerate(declared.chain, 1):
        _check_issuer(readable(pem, "chain"), place, now)


def check_names(leaf: Leaf, emails: t.Sequence[str], common_name: t.Optional[str]) -> None:
    """Raise ``FilesError`` unless the certificate holds one of the addresses or the common name, where any is expected."""
    if not emails and common_name is None:
        return
    held = {comparable(email.strip()) for email in leaf.emails}
    if any(comparable(email.strip()) in held for email in emails):
        return
    if common_name is not None and (leaf.common_name or "").casefold() == common_name.casefold():
        return
    ordered = " or ".join([*emails, *([common_name] if common_name is not None else [])])
    found = ", ".join(dict.fromkeys([*leaf.emails, *([leaf.common_name] if leaf.common_name else [])])) or "no name"
    raise FilesError(
        f"Certificate {leaf.serial_number} is for {found} and not for {ordered}; {_KEPT}; look whether the right certificate "
        "was handed over."
    )


def check_dates(leaf: Leaf, now: datetime.datetime) -> None:
    """Raise ``FilesError`` for an expired certificate, or for one that begins more than a day from now."""
    if leaf.not_after <= now:
        raise FilesError(
            f"Certificate {leaf.serial_number} expired at {iso(leaf.not_after)} and the host's clock says {iso(now)}; {_KEPT}; "
            "renew it, or set the host's clock."
        )
    if leaf.not_before > now + _TOLERATED:
        raise FilesError(
            f"Certificate {leaf.serial_number} is valid from {iso(leaf.not_before)} on and the host's clock says {iso(now)}; "
            f"{_KEPT}; look at the host's clock."
        )


def _check_issuer(issuer: x509.Certificate, place: int, now: datetime.datetime) -> None:
    """Raise ``FilesError`` for an expired certificate of the chain."""
    not_after = validity(issuer)[1]
    if not_after <= now:
        raise FilesError(
            f"Certificate {place} of the chain ({_name(issuer)}) expired at {iso(not_after)} and the host's clock says {iso(now)}; "
            f"{_KEPT}; fetch the certificate again with its present chain, or set the host's clock."
        )


def check_chain(certificate: str, chain: t.Sequence[str], root: t.Optional[str]) -> None:
    """Raise ``FilesError`` unless each certificate is issued by the next, up to one that is self-signed or issued by the root."""
    path = [readable(certificate, "certificate"), *(readable(pem, "chain") for pem in chain)]
    for place, (issued, issuer) in enumerate(zip(path, path[1:]), 1):
        if not _issued(issued, issuer):
            raise FilesError(
                f"Certificate {place} of the chain ({_name(issuer)}) did not issue {_name(issued)}; {_KEPT}; give the chain with the "
                "issuer of the certificate first."
            )
    last = path[-1]
    if root is None and len(path) > 1:
        # The root is in the reader's hands, not in ours.
        return
    if root is None:
        raise FilesError(f"chain is empty and there is no root that issued {_name(last)}; {_KEPT}; give the chain.")
    if not _issued(last, readable(root, "root")):
        raise FilesError(
            f"The chain ends at {_name(last)}, which the root {_name(readable(root, 'root'))} did not issue; {_KEPT}; give the "
            "certificates between the two in chain."
        )


def _issued(issued: x509.Certificate, issuer: x509.Certificate) -> bool:
    """Tell whether names and signature say so."""
    if issued.issuer != issuer.subject:
        return False
    try:
        _verify(issued, issuer)
    except Exception:  # cryptography documents no closed list of what a foreign or broken signature raises
        return False
    return True


def _verify(issued: x509.Certificate, issuer: x509.Certificate) -> None:
    if hasattr(issued, "verify_directly_issued_by"):
        issued.verify_directly_issued_by(issuer)
        return
    # Before cryptography 40.
    from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa

    key, algorithm = issuer.public_key(), issued.signature_hash_algorithm
    if isinstance(key, rsa.RSAPublicKey) and algorithm is not None:
        key.verify(issued.signature, issued.tbs_certificate_bytes, padding.PKCS1v15(), algorithm)
    elif isinstance(key, ec.EllipticCurvePublicKey) and algorithm is not None:
        key.verify(issued.signature, issued.tbs_certificate_bytes, ec.ECDSA(algorithm))
    else:
        key.verify(issued.signature, issued.tbs_certificate_bytes)  # type: ignore[union-attr, call-arg]


def _name(certificate: x509.Certificate) -> str:
    return certificate.subject.rfc4514_string() or "a certificate without a name"
