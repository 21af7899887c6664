# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Private to this collection: it may change in any release.
"""Find the orders of one identity: the lookup, then order info for those that can matter, newest first."""

from __future__ import annotations

import dataclasses
import typing as t

from .._core import identity, intent, status, wish
from .._core.errors import Refused
from .._core.model import Desired, Match, Memory, Order, Refusal, Stranger, World
from .reads import Reads

#: More generations than any certificate will see; ends a chain that leads round in a circle.
_MAX_GENERATIONS = 200

#: So many orders of others end the reading: the lookup's answer is about something else.
_MAX_STRANGERS = 3


@dataclasses.dataclass
class _Found:
    """What the lookups handed out."""

    #: Names looked up, each with the order that its generation has to follow; ``None`` for the first one.
    names: dict[str, t.Optional[int]]
    rows: list[Match] = dataclasses.field(default_factory=list)
    strangers: list[Stranger] = dataclasses.field(default_factory=list)


def glimpse(reads: Reads, desired: Desired) -> t.Optional[World]:
    """Return the world as one order alone shows it, remembered or named by a hint; ``None`` where that settles nothing.

    It is good enough to see that nothing is to be done; whoever wants to write looks properly first.
    """
    known = reads.recall(desired)
    if known is not None:
        return World(reads.client.today(), (known,))
    hint = _hint(reads, reads.hint(desired))
    if hint is None or not identity.carries(desired, hint) or not identity.settles(hint, reads.client.today()):
        return None
    if desired.revoke_replaced and wish.predecessor(hint) is not None:
        # The one before may be left to revoke.
        return None
    hint = _in_full(reads, desired, hint)
    if desired.public_key is not None and hint.public_key is None:
        return None
    return World(reads.client.today(), (hint,))


def observe(reads: Reads, desired: Desired, memory: t.Optional[Memory] = None, everything: bool = False) -> World:
    """Return everything that can matter for a plan.

    *memory* is what the run did before: an order that it placed counts even if the lookup lags behind. With *everything*
    the orders that have ended are read too, and both ways of naming generations are followed: what a purchase needs. The
    same holds for ``state: absent`` (names only) and where nothing lives.
    """
    memory = memory or Memory()
    gone = desired.state == "absent"
    both = everything or gone
    found = _look_up(reads, desired, both)
    on_its_way = "" if gone else _on_its_way(reads, desired, found.rows)
    own_is_shown = memory.own is None or any(row.id == memory.own for row in found.rows)
    rows = found.rows if own_is_shown else [Match(t.cast(int, memory.own), status.UNKNOWN), *found.rows]
    rows.sort(key=lambda row: row.id, reverse=True)
    today = reads.client.today()

    def fill(order: Order) -> Order:
        return _in_full(reads, desired, order)

    def is_needed(row: Match, current: t.Optional[Order]) -> bool:
        return everything or not (row.dead or (not _all_live_count(desired) and _explained(current, row)))

    orders = _details(reads, rows, found, is_needed, fill)
    if not gone and not everything and all(order.dead(today) for order in orders) and not found.strangers:
        # Nothing lives: what is planned now hangs on how the dead ones ended.
        everything = True
        orders = _details(reads, rows, found, is_needed, fill)
    world = World(
        today=today,
        orders=tuple(orders),
        others=_unread(rows, orders, found),
        next_alternative_order_id=_next_name(desired, rows),
        memory=memory,
        refusal=_refusal(reads, orders) if everything and not gone else None,
        strangers=tuple(found.strangers),
        doubt=reads.client.clock().doubt,
        own_is_shown=own_is_shown,
        on_its_way=on_its_way,
        complete=everything and (both or not rows),
    )
    return _with_hint(reads, desired, world)


def _on_its_way(reads: Reads, desired: Desired, rows: t.Sequence[Match]) -> str:
    """Return why a purchase of an earlier run may be on its way that is not among *rows*."""
    name, archive = desired.alternative_order_id, reads.archive
    sent = archive.intent(name)
    told = intent.on_its_way(sent, {row.id for row in rows}, archive.now())
    if sent is not None and not told:
        archive.came_true(name)
    elif sent is not None and sent.sent_at > archive.now():
        # The clock was set back.
        archive.restart(name)
    return told


def survey(reads: Reads, alternative_order_id: str, unique_order_ids: bool) -> World:
    """Return the orders of an identity for whoever does not plan: live ones in full, ended ones as rows."""
    found = _look_up(reads, Desired(alternative_order_id, unique_order_ids=unique_order_ids), both=False)
    rows = sorted(found.rows, key=lambda row: row.id, reverse=True)
    orders = _details(reads, rows, found, lambda row, _current: not row.dead, lambda order: order)
    return World(
        reads.client.today(),
        tuple(orders),
        _unread(rows, orders, found),
        strangers=tuple(found.strangers),
        complete=False,
    )


def _look_up(reads: Reads, desired: Desired, both: bool) -> _Found:
    """Look the identity up, and with unique names, or *both*, every generation that an order found may have been followed by."""
    found = _Found({desired.alternative_order_id: None})
    waiting = [desired.alternative_order_id]
    first_name: dict[int, str] = {}
    while waiting and len(found.names) <= _MAX_GENERATIONS:
        name = waiting.pop(0)
        for row in reads.rows(name):
            if row.id in first_name:
                # An order has one name: found under two, the lookup did not look for the name.
                found.strangers.append(
                    Stranger(row.id, f"was found under two names, {first_name[row.id]!r} and {name!r}")
                )
                return found
            first_name[row.id] = name
            found.rows.append(row)
            if desired.unique_order_ids or both:
                later = identity.generation_id(desired.alternative_order_id, row.id)
                found.names[later] = row.id
                waiting.append(later)
    return found


def _next_name(desired: Desired, rows: t.Sequence[Match]) -> str:
    """Return the alternative order ID of the next generation."""
    if not desired.unique_order_ids or not rows:
        return desired.alternative_order_id
    return identity.generation_id(desired.alternative_order_id, rows[0].id)


def _details(
    reads: Reads,
    rows: t.Sequence[Match],
    found: _Found,
    is_needed: t.Callable[[Match, t.Optional[Order]], bool],
    fill: t.Callable[[Order], Order],
) -> list[Order]:
    """Return the orders that *is_needed* asks for, given the current one so far, read in full and completed by *fill*.

    What turns out to be another identity's goes to the strangers in *found*.
    """
    today = reads.client.today()
    orders: list[Order] = []
    current: t.Optional[Order] = None
    for row in rows:
        if len(found.strangers) >= _MAX_STRANGERS:
            break
        if not is_needed(row, current):
            continue
        order = _read(reads, row)
        stranger = identity.stranger(order, found.names)
        if stranger is not None:
            if all(known.id != order.id for known in found.strangers):
                found.strangers.append(Stranger(order.id, stranger))
            continue
        order = fill(order)
        if current is None and order.issued and not order.dead(today):
            current = order
        orders.append(order)
    return orders


def _unread(rows: t.Sequence[Match], orders: t.Sequence[Order], found: _Found) -> tuple[Match, ...]:
    """Return the rows that were not read in full."""
    read = {order.id for order in orders} | {stranger.id for stranger in found.strangers}
    return tuple(row for row in rows if row.id not in read)


def _read(reads: Reads, row: Match) -> Order:
    """Return the order of *row*. One that order info does not know yet is there all the same, and nothing is known of it."""
    try:
        return reads.order(row.id)
    except Refused as refusal:
        if refusal.status != 404 or refusal.has_code("not_found|route"):
            raise
        return Order(row.id, row.status if row.dead else status.UNKNOWN)


def _in_full(reads: Reads, desired: Desired, order: Order) -> Order:
    """Add what order info lacks and this task depends on; each costs a read, where it is needed at all."""
    if desired.public_key is not None and (order.issued or order.revoked):
        order = reads.with_key(order)
    if desired.state == "absent" or desired.revoke_replaced:
        order = reads.with_requests(order)
    if desired.revoke_replaced and order.issued:
        order = dataclasses.replace(order, replaced_certificates=reads.replaced_certificates(order) or ())
    if desired.approve and order.issued:
        order = _with_contents(reads, order)
    return order


def _with_contents(reads: Reads, order: Order) -> Order:
    """Add what open reissue requests ask for: order info shows the certificate in use until they are carried out."""
    open_ones = {request.id for request in order.open_requests("reissue")}
    requests = tuple(
        dataclasses.replace(request, content=reads.request(request.id).request.content)
        if request.id in open_ones
        else request
        for request in order.requests
    )
    return dataclasses.replace(order, requests=requests)


def _all_live_count(desired: Desired) -> bool:
    """Tell whether predecessors that still live matter: they are to be revoked."""
    return desired.revoke_replaced or desired.state == "absent"


def _explained(current: t.Optional[Order], row: Match) -> bool:
    """Tell whether an issued row is the current order's predecessor or older than that: nothing more to learn from it."""
    if current is None or row.status not in (status.ISSUED, status.APPROVED):
        return False
    before = wish.predecessor(current)
    return before is not None and row.id <= before


def _refusal(reads: Reads, orders: t.Sequence[Order]) -> t.Optional[Refusal]:
    """Return the refusal of the newest order that was refused."""
    newest = max(
        (order for order in orders if order.status in status.REFUSED), key=lambda order: order.id, default=None
    )
    return None if newest is None else reads.refusal(newest)


def _hint(reads: Reads, order_id: t.Optional[int]) -> t.Optional[Order]:
    """Return the order that a hint names; one that leads nowhere is harmless."""
    if order_id is None:
        return None
    try:
        return reads.order(order_id)
    except Refused as refusal:
        if refusal.status == 404:
            return None
        raise


def _with_hint(reads: Reads, desired: Desired, world: World) -> World:
    """Add the order that ``order_id`` names, where the lookup does not show it and it can stand for the identity."""
    known = {row.id for row in world.rows()} | {stranger.id for stranger in world.strangers}
    hint = None if desired.order_id in known else _hint(reads, desired.order_id)
    if hint is None or identity.stranger(hint, {hint.alternative_order_id or "": None}) is not None:
        return world
    hint = _in_full(reads, desired, hint)
    if identity.carries(desired, hint):
        # The lookup lags behind.
        return _joined(desired, world, hint)
    if hint.alternative_order_id or hint.dead(world.today) or not identity.leaves_a_gap(world, hint.id):
        return world
    if identity.contradictions(desired, hint):
        return dataclasses.replace(world, misfit=hint)
    return dataclasses.replace(_joined(desired, world, hint), adopted=hint.id)


def _joined(desired: Desired, world: World, hint: Order) -> World:
    orders = tuple(sorted((*world.orders, hint), key=lambda order: order.id, reverse=True))
    joined = dataclasses.replace(world, orders=orders)
    rows = sorted(joined.rows(), key=lambda row: row.id, reverse=True)
    return dataclasses.replace(joined, next_alternative_order_id=_next_name(desired, rows))
