# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Private to this collection: it may change in any release.
"""Recognise a wish that CertCentral was already asked for, so that what it normalises is not reissued or bought for ever.

The comment of every purchase, renewal and reissue begins with a mark: a digest of what was wished for, the first digits
of the key's fingerprint, and the order that is renewed, replaced or reissued. Orders without marks, or whose requests
CertCentral does not show, have no history here.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
import re
import typing as t

from . import canonical, status
from .model import Desired, Order, Request

_MARK = re.compile(r"\[certops wish=([0-9a-f]{16})(?: key=([0-9a-f]{16}))?(?: order=([0-9]{1,18}))?\]")

#: Begins the note of a rejection by which this collection takes its own order back.
WITHDRAWN = "[certops withdrawn]"

_NEW = "new_request"
_REISSUE = "reissue"


@dataclasses.dataclass(frozen=True)
class Asked:
    """One wish that CertCentral was asked for before."""

    order_id: int
    #: ``new_request`` or ``reissue``.
    type: str
    wish: str
    #: The first digits of the key's fingerprint.
    key: t.Optional[str] = None
    #: The order that was renewed, replaced or reissued.
    predecessor: t.Optional[int] = None
    #: An approver, or DigiCert, said no to it, or it was taken back.
    ended: bool = False


def digest(desired: Desired) -> str:
    """Return 16 hex digits that stand for every declared value that drift compares, in the form that it compares."""
    wanted = {
        "product": desired.product,
        "common_name": canonical.name(desired.common_name or ""),
        "emails": canonical.emails(desired.emails),
        "organization": desired.organization.get("id"),
        "signature_hash": canonical.word(desired.signature_hash or ""),
        "organization_units": canonical.names(desired.organization_units),
        "ca_cert_id": canonical.word(desired.ca_cert_id or ""),
        "public_key": desired.public_key,
    }
    return hashlib.sha256(json.dumps(wanted, sort_keys=True).encode("utf-8")).hexdigest()[:16]


def short_key(public_key: t.Optional[str]) -> t.Optional[str]:
    """Return the digits of a key's fingerprint that a mark holds."""
    return None if public_key is None else public_key[:16]


def mark(desired: Desired, predecessor: t.Optional[int]) -> str:
    """Return the mark for what *desired* declares; *predecessor* is what is renewed, replaced or reissued."""
    key = short_key(desired.public_key)
    parts = [
        f"wish={digest(desired)}",
        *([f"key={key}"] if key else []),
        *([f"order={predecessor}"] if predecessor else []),
    ]
    return f"[certops {' '.join(parts)}]"


def asked(orders: t.Iterable[Order]) -> tuple[Asked, ...]:
    """Return every wish that the requests of *orders* show, oldest first."""
    found = [
        one
        for order in sorted(orders, key=lambda order: order.id)
        for request in sorted(order.requests, key=lambda request: request.id)
        for one in _asked(order, request)
    ]
    return tuple(found)


def predecessor(order: Order) -> t.Optional[int]:
    """Return the id of the order that *order* was bought to renew or replace: by its link, else by its mark, else ``None``."""
    marks = [one.predecessor for one in asked([order]) if one.type == _NEW]
    named = (order.renewal_of_order_id, *marks)
    return next((number for number in named if number not in (None, order.id)), None)


def last_reissue(order: Order) -> t.Optional[str]:
    """Return the wish of the newest reissue of *order* that was not refused, or ``None`` where it is nobody's we know."""
    reissues = [request for request in order.requests if request.type == _REISSUE and not _ended(request)]
    newest = max(reissues, key=lambda request: request.id, default=None)
    found = () if newest is None else tuple(_asked(order, newest))
    return found[0].wish if found else None


def _asked(order: Order, request: Request) -> t.Iterator[Asked]:
    found = _MARK.search(request.comments or "")
    if found is None or request.type not in (_NEW, _REISSUE, None):
        return
    wish, key, number = found.groups()
    kind = request.type or (_REISSUE if number and int(number) == order.id else _NEW)
    ended = _ended(request) or (kind == _NEW and order.status in status.REFUSED | {status.CANCELED})
    yield Asked(order.id, kind, wish, key, int(number) if number else None, ended)


def _ended(request: Request) -> bool:
    return request.status in status.REFUSED | {status.CANCELED}
