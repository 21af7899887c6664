# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Private to this collection: it may change in any release.
"""Which of the orders found stands for the wanted certificate, and what name a further generation carries."""

from __future__ import annotations

import dataclasses
import datetime
import hashlib
import typing as t

from .model import Desired, Match, Order, World

#: Longest alternative order ID that the API takes [OC].
MAX_LENGTH = 64


def generation_id(identity: str, predecessor_id: int) -> str:
    """Return the alternative order ID of the generation after *predecessor_id*, where the account wants unique ones."""
    name = f"{identity}r{predecessor_id}"
    if len(name) <= MAX_LENGTH:
        return name
    return hashlib.sha256(name.encode("utf-8")).hexdigest()[:MAX_LENGTH]


@dataclasses.dataclass(frozen=True)
class Chosen:
    """The orders of one identity, sorted by the part they play."""

    current: t.Optional[Order] = None
    in_flight: t.Optional[Order] = None
    #: Newest order whose certificate ran out, when there is no current one: what a late renewal renews.
    expired: t.Optional[Order] = None
    #: Newest order that ended, however; kept for the reason.
    dead: t.Optional[Match] = None
    #: Every order that is issued and still valid, or can still become issued; newest first.
    live: tuple[Order, ...] = ()
    #: The live order that the current one renews.
    predecessor: t.Optional[Order] = None
    #: Further live issued orders that the current one does not renew.
    rivals: tuple[Order, ...] = ()
    #: Further orders in flight.
    also_in_flight: tuple[Order, ...] = ()


def choose(world: World) -> Chosen:
    """Sort the orders of *world*: among live issued ones the newest renewal is current, without a link the highest id."""
    today = world.today
    live = [order for order in world.orders if not order.dead(today)]
    gone = [order.match for order in world.orders if order.dead(today)] + [row for row in world.others if row.dead]
    issued = [order for order in live if order.issued]
    waiting = [order for order in live if not order.issued]

    renewed_by_another = {order.renewal_of_order_id for order in issued}
    ends_of_chain = [order for order in issued if order.id not in renewed_by_another]
    current = max(ends_of_chain, key=_id, default=None)

    # Of several in flight the lowest id stays: every process that sees them comes to the same answer.
    waiting.sort(key=_id)
    return Chosen(
        current=current,
        in_flight=waiting[0] if waiting else _reissue(current),
        expired=_expired(world) if current is None else None,
        dead=max(gone, key=_id, default=None),
        live=tuple(sorted(live, key=_id, reverse=True)),
        predecessor=next((o for o in issued if current is not None and o.id == current.renewal_of_order_id), None),
        rivals=tuple(order for order in ends_of_chain if order is not current),
        also_in_flight=tuple(waiting[1:]),
    )


def _id(order: t.Union[Order, Match]) -> int:
    return order.id


def _expired(world: World) -> t.Optional[Order]:
    """Return the order whose certificate was the last in use, when it ran out; one that was revoked has no renewal."""
    ran_out = [order for order in world.orders if order.expired(world.today)]
    newest = max(ran_out, key=_id, default=None)
    revoked_later = newest is not None and any(row.status == "revoked" and row.id > newest.id for row in world.rows())
    return None if revoked_later else newest


def _reissue(current: t.Optional[Order]) -> t.Optional[Order]:
    """Return the current order when a reissue of it is in flight."""
    return current if current is not None and current.reissue_in_flight else None


def adopts_hint(desired: Desired, hint: Order, known_ids: t.Collection[int]) -> bool:
    """Tell whether the order that ``order_id`` names may stand for the identity although it does not carry it.

    It may when it has no alternative order ID at all and renews a known order, or, where the API shows no link, is for
    the same product and addresses. An order that carries another identity never is.
    """
    if hint.alternative_order_id:
        return False
    if hint.renewal_of_order_id is not None:
        return hint.renewal_of_order_id in known_ids
    same_mail = {mail.lower() for mail in hint.emails} == {mail.lower() for mail in desired.emails}
    return same_mail and hint.product == desired.product


def settles(order: Order, today: datetime.date) -> bool:
    """Tell whether *order*, seen alone, can be taken as current without asking for the others."""
    return (
        order.status == "issued"
        and order.valid_till is not None
        and not order.dead(today)
        and not order.is_renewed
        and not order.certificate_revoked
        and not any(request.open for request in order.requests)
    )
