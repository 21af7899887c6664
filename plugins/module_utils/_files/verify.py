# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Private to this collection: it may change in any release.
"""Whether a certificate is the one that was ordered, and can be trusted today."""

from __future__ import annotations

import datetime
import typing as t
import unicodedata

from .._core import canonical
from .._core.errors import FilesError
from .._core.file_set import Leaf, iso
from .._formats.pem import der
from .anatomy import take_apart
from .certificates import readable
from .declared import Declared
from .path import EXPIRED, NOT_YET, fault, issued_by

_TOLERATED = datetime.timedelta(days=1)
_KEPT = "nothing was replaced"


def check(declared: Declared, now: datetime.datetime) -> None:
    """Raise ``FilesError`` unless name, dates and chain of the certificate are as they should be."""
    leaf = declared.wanted.certificate
    check_names(leaf, declared.expected_emails, declared.expected_common_name)
    check_dates(leaf, now)
    check_chain(declared.certificate, declared.chain, declared.root, now)


def check_names(leaf: Leaf, emails: t.Sequence[str], common_name: t.Optional[str]) -> None:
    """Raise ``FilesError`` unless the certificate holds one of the addresses or the common name, where any is expected."""
    if not emails and common_name is None:
        return
    held = {canonical.email(email) for email in leaf.emails}
    if any(canonical.email(email) in held for email in emails):
        return
    if common_name is not None and _plain(leaf.common_name or "") == _plain(common_name):
        return
    ordered = " or ".join([*emails, *([common_name] if common_name is not None else [])])
    found = ", ".join(dict.fromkeys([*leaf.emails, *([leaf.common_name] if leaf.common_name else [])])) or "no name"
    raise FilesError(
        f"Certificate {leaf.serial_number} is for {found} and not for {ordered}; {_KEPT}; look whether the right certificate "
        "was handed over."
    )


def _plain(name: str) -> str:
    """Return a common name as it compares: without case, whatever way its accents are written."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())


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


def check_chain(certificate: str, chain: t.Sequence[str], root: t.Optional[str], now: datetime.datetime) -> None:
    """Raise ``FilesError`` unless programs that trust the root, or else the last of the chain, accept certificate and chain as given."""
    path = [_Link(certificate, "certificate"), *(_Link(pem, "chain", place) for place, pem in enumerate(chain, 1))]
    for number, (issued, issuer) in enumerate(zip(path, path[1:]), 1):
        if not issued_by(issued.parts, issuer.parts, [link.parts for link in path[number + 1 :]]):
            raise FilesError(
                f"{issuer} did not issue {issued.name}; {_KEPT}; give the chain with the issuer of the certificate first."
            )
    path = _to_the_root(path, _Link(root, "root") if root is not None else None)
    found = fault([link.parts for link in path], now)
    if found:
        place, why = found
        raise FilesError(_refused(path[place], why, now))


class _Link:
    """One certificate of a path, and where it was given. ``str`` says both."""

    def __init__(self, pem: str, option: str, place: int = 0) -> None:
        self._certificate = readable(pem, option)
        self._given = {"chain": f"Certificate {place} of the chain", "root": "The root"}.get(option, "The certificate")
        self.der = der(pem)
        try:
            self.parts = take_apart(self.der)
        except ValueError:
            raise FilesError(f"{option} holds a certificate that cannot be read; nothing was changed.") from None

    @property
    def name(self) -> str:
        try:
            return self._certificate.subject.rfc4514_string() or "a certificate without a name"
        except Exception:  # cryptography documents no closed list of what it cannot show
            return "a certificate whose name cannot be shown"

    def __str__(self) -> str:
        return f"{self._given} ({self.name})"


def _to_the_root(path: list[_Link], root: t.Optional[_Link]) -> list[_Link]:
    """Return the path as programs build it: up to the root, whatever the chain has above that."""
    last = path[-1]
    if root is None:
        if len(path) > 1:
            # The root is in the reader's hands, not in ours.
            return path
        raise FilesError(f"chain is empty and there is no root that issued {last.name}; {_KEPT}; give the chain.")
    for number, link in enumerate(path, 1):
        if link.der == root.der:
            return path[:number]
        if issued_by(link.parts, root.parts):
            return [*path[:number], root]
    raise FilesError(
        f"The chain ends at {last.name}, which the root {root.name} did not issue; {_KEPT}; give the certificates between the two in "
        "chain."
    )


def _refused(link: _Link, why: str, now: datetime.datetime) -> str:
    if why == EXPIRED:
        return (
            f"{link} expired at {iso(link.parts.not_after)} and the host's clock says {iso(now)}; {_KEPT}; fetch the certificate again "
            "with its present chain, or set the host's clock."
        )
    if why == NOT_YET:
        return (
            f"{link} is valid from {iso(link.parts.not_before)} on and the host's clock says {iso(now)}; {_KEPT}; look at the host's "
            "clock."
        )
    return f"{link} {why}, so that programs refuse the certificate; {_KEPT}; fetch the certificate again with its present chain."
