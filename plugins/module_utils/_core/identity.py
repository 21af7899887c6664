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

from . import canonical, drift, status, wish
from .model import Desired, Match, Order, World
from .products import PRODUCTS

#: Longest alternative order ID that the API takes [OC].
MAX_LENGTH = 64


def generation_id(identity: str, predecessor_id: int) -> str:
    """Return the alternative order ID of the generation after *predecessor_id*, where the account wants unique ones."""
    name = f"{identity}r{predecessor_id}"
    if len(name) <= MAX_LENGTH:
        return name
    return hashlib.sha256(name.encode("utf-8")).hexdigest()[:MAX_LENGTH]


def stranger(order: Order, names: t.Mapping[str, t.Optional[int]]) -> t.Optional[str]:
    """Return why *order*, handed out by a lookup of one of *names*, is another identity's; ``None`` when it may be ours.

    *names* are the names looked up, each with the order that the generation of this name has to follow (``None``: any). An
    order that shows no name is ours by the lookup's word.
    """
    shown = order.alternative_order_id
    if shown is not None and shown not in names:
        return f"carries the alternative_order_id {shown!r}"
    if order.product is not None and order.product not in PRODUCTS:
        return f"is for product {order.product!r}, which is no client certificate"
    follows = names.get(shown or "")
    if follows is not None and order.renewal_of_order_id not in (None, follows):
        return f"is named after order {follows} and renews order {order.renewal_of_order_id}"
    return None


@dataclasses.dataclass(frozen=True)
class Chosen:
    """The orders of one identity, sorted by the part they play."""

    current: t.Optional[Order] = None
    in_flight: t.Optional[Order] = None
    #: Newest order whose certificate ran out, when there is no current one: what a late renewal renews.
    expired: t.Optional[Order] = None
    #: Newest order that held a certificate, when there is no current one and that certificate was revoked.
    revoked: t.Optional[Order] = None
    #: Newest order that ended, however; kept for the reason.
    dead: t.Optional[Match] = None
    #: Every order that is issued and still valid, or can still become issued; newest first.
    live: tuple[Order, ...] = ()
    #: The live order that the current one renews or replaces.
    predecessor: t.Optional[Order] = None
    #: Further live issued orders that the current one neither renews nor replaces.
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

    links = {order.id: follows(order, world) for order in issued}
    links = {number: before for number, before in links.items() if not _leads_back(number, links)}
    followed = set(links.values())
    ends_of_chain = [order for order in issued if order.id not in followed]
    current = max(ends_of_chain, key=_id, default=None)
    last = None if current is not None else max((o for o in world.orders if _held(o, today)), key=_id, default=None)

    # Of several in flight the lowest id stays: every process that sees them comes to the same answer.
    waiting.sort(key=_id)
    return Chosen(
        current=current,
        in_flight=waiting[0] if waiting else _reissue(current),
        expired=None if last is None or last.revoked else last,
        revoked=last if last is not None and last.revoked else None,
        dead=max(gone, key=_id, default=None),
        live=tuple(sorted(live, key=_id, reverse=True)),
        predecessor=next((o for o in issued if current is not None and o.id == links.get(current.id)), None),
        rivals=tuple(order for order in ends_of_chain if order is not current),
        also_in_flight=tuple(waiting[1:]),
    )


def _leads_back(number: int, links: t.Mapping[int, t.Optional[int]]) -> bool:
    """Tell whether order *number* follows itself in the end: such links say nothing."""
    seen: set[t.Optional[int]] = set()
    before = links.get(number)
    while before is not None and before not in seen and before != number:
        seen.add(before)
        before = links.get(before)
    return before == number


def follows(order: Order, world: World) -> t.Optional[int]:
    """Return the id of the order that *order* renews or replaces, as far as anybody tells: CertCentral, a mark, this run."""
    known = wish.predecessor(order)
    return world.memory.replaces if known is None and order.id == world.memory.own else known


def _id(order: t.Union[Order, Match]) -> int:
    return order.id


def _held(order: Order, today: datetime.date) -> bool:
    """Tell whether *order* ended after it had held a certificate."""
    return order.expired(today) or order.status == status.REVOKED


def _reissue(current: t.Optional[Order]) -> t.Optional[Order]:
    """Return the current order when a reissue of it is in flight."""
    return current if current is not None and current.reissue_in_flight else None


def carries(desired: Desired, order: Order) -> bool:
    """Tell whether *order* shows the identity, in the form of its first or of a later generation."""
    if order.alternative_order_id == desired.alternative_order_id:
        return True
    names = {generation_id(desired.alternative_order_id, number) for number in (wish.predecessor(order),) if number}
    return order.alternative_order_id in names


def leaves_a_gap(world: World, order_id: int) -> bool:
    """Tell whether the identity's own orders need the one that ``order_id`` names: none lives, or the last was renewed by it."""
    chosen = choose(world)
    if not chosen.live and all(row.dead for row in world.others):
        return True
    return chosen.current is not None and chosen.current.is_renewed is True and order_id > chosen.current.id


def contradictions(desired: Desired, order: Order) -> tuple[str, ...]:
    """Return why *order*, which carries no identity, cannot be the one that the task declares; nothing when it can.

    Product, common name, addresses and key have to be the declared ones as far as it shows them, and the key has to be shown.
    A task that declares no certificate contradicts nothing.
    """
    if not desired.product:
        return ()
    found = drift.compare(desired, order)
    named = tuple(d.option for d in found.differences if d.option in ("product", "common_name", "emails", "csr"))
    hidden = tuple(option for option in found.unseen if option in ("product", "csr"))
    return named + hidden


def settles(order: Order, today: datetime.date) -> bool:
    """Tell whether *order*, seen alone, can be taken as current without asking for the others."""
    return (
        order.status == status.ISSUED
        and order.valid_till is not None
        and not order.dead(today)
        and order.is_renewed is False
        and not order.certificate_revoked
        and not any(request.open for request in order.requests)
    )


def is_older(certificate_id: int, serial_number: t.Optional[str], order: Order) -> bool:
    """Tell whether a certificate of *order* is an older one than the order shows: a lower id and another serial number."""
    mine, theirs = canonical.serial_number(serial_number), canonical.serial_number(order.serial_number)
    if order.certificate_id is None or mine is None or theirs is None:
        return False
    return certificate_id < order.certificate_id and mine != theirs
