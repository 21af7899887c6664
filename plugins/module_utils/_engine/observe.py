# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Private to this collection: it may change in any release.
"""Find the orders of one identity: the lookup, then order info for those that can matter, newest first."""

from __future__ import annotations

import dataclasses
import typing as t

from .._api.client import Client
from .._core import identity, status
from .._core.errors import Refused
from .._core.model import Desired, Match, Memory, Order, World
from .._schema.order import parse_match, parse_order, parse_rejection, parse_replaced_certificates
from .._x509.keys import observed_public_key

#: More generations than any certificate will see; ends a chain that leads round in a circle.
_MAX_GENERATIONS = 200


def read_order(client: Client, order_id: int) -> Order:
    """Return one order as order info shows it, with the key of its CSR."""
    order = parse_order(client.order(order_id))
    return dataclasses.replace(order, public_key=observed_public_key(order.csr))


def _with_replaced_certificates(client: Client, desired: Desired, order: Order) -> Order:
    """Add what reissues replaced, where that is to be revoked; it costs a read."""
    if not desired.revoke_replaced or not order.issued:
        return order
    replaced = parse_replaced_certificates(client.reissues(order.id), order.certificate_id)
    return dataclasses.replace(order, replaced_certificates=replaced)


def glimpse(client: Client, desired: Desired) -> t.Optional[World]:
    """Return the world as the ``order_id`` hint alone shows it, or ``None`` when the hint is absent or settles nothing.

    It is good enough to see that nothing is to be done; whoever wants to write looks properly first.
    """
    hint = _hint(client, desired)
    if hint is None or not _carries(desired, hint) or not identity.settles(hint, client.today()):
        return None
    return World(client.today(), (_with_replaced_certificates(client, desired, hint),))


def observe(client: Client, desired: Desired, memory: t.Optional[Memory] = None) -> World:
    """Return everything that can matter for a plan.

    *memory* is what the run did before: an order that it placed counts even if the lookup lags behind.
    """
    memory = memory or Memory()
    rows, next_id = _lookup(client, desired)
    if memory.own is not None and all(row.id != memory.own for row in rows):
        rows = [Match(memory.own, "unknown"), *rows]
    orders = [_with_replaced_certificates(client, desired, order) for order in _details(client, desired, rows)]
    known = {row.id for row in rows}
    hint = _hint(client, desired) if desired.order_id is not None and desired.order_id not in known else None
    if hint is not None and identity.adopts_hint(desired, hint, known):
        orders = sorted([*orders, hint], key=lambda order: order.id, reverse=True)
        if desired.unique_order_ids and orders[0] is hint:
            next_id = identity.generation_id(desired.alternative_order_id, hint.id)
    read = {order.id for order in orders}
    others = tuple(row for row in rows if row.id not in read)
    return World(client.today(), tuple(orders), others, next_id, memory, _rejection(client, desired, rows))


def lookup_rows(client: Client, alternative_order_id: str) -> list[Match]:
    """Return the rows of one lookup, newest first."""
    rows = {row.id: row for row in map(parse_match, client.orders_by_alternative_id(alternative_order_id))}
    return [rows[order_id] for order_id in sorted(rows, reverse=True)]


def rejection_of(client: Client, order: Order) -> str:
    """Return who refused *order* and why, in brackets, or nothing when CertCentral does not tell."""
    refused = [request.id for request in order.requests if request.status == "rejected"]
    if order.status not in status.REFUSED or not refused:
        return ""
    try:
        return parse_rejection(client.request(max(refused)))
    except Refused:
        return ""


def _rejection(client: Client, desired: Desired, rows: t.Sequence[Match]) -> str:
    """Return why the newest order was refused, where nothing is alive and the reader must wonder; costs two reads."""
    if (
        desired.state == "absent"
        or not rows
        or rows[0].status not in status.REFUSED
        or not all(row.dead for row in rows)
    ):
        return ""
    return rejection_of(client, read_order(client, rows[0].id))


def _lookup(client: Client, desired: Desired) -> tuple[list[Match], str]:
    """Return the rows of all generations, newest first, and the alternative order ID of the next one."""
    name = desired.alternative_order_id
    found = lookup_rows(client, name)
    if not desired.unique_order_ids:
        return found, name
    generation = found
    while generation and len(found) < _MAX_GENERATIONS:
        name = identity.generation_id(desired.alternative_order_id, generation[0].id)
        generation = lookup_rows(client, name)
        found = [*generation, *found]
    return sorted(found, key=lambda row: row.id, reverse=True), name


def _details(client: Client, desired: Desired, rows: t.Sequence[Match]) -> t.Iterator[Order]:
    """Yield the orders that can matter, read in full: all in flight, the current one, and live ones it does not explain."""
    today = client.today()
    current: t.Optional[Order] = None
    live = False
    for row in rows:
        if row.dead or (not _all_live_count(desired) and _explained(current, row)):
            continue
        order = read_order(client, row.id)
        live = live or not order.dead(today)
        if current is None and order.issued and not order.dead(today):
            current = order
        yield order
    ended = next((row for row in rows if row.status in ("expired", "revoked")), None)
    if not live and ended is not None and ended.status == "expired":
        yield read_order(client, ended.id)


def _all_live_count(desired: Desired) -> bool:
    """Tell whether predecessors that still live matter: they are to be revoked."""
    return desired.revoke_replaced or desired.state == "absent"


def _explained(current: t.Optional[Order], row: Match) -> bool:
    """Tell whether an issued row is the current order's predecessor or older than that: nothing more to learn from it."""
    if current is None or row.status not in (status.ISSUED, status.APPROVED):
        return False
    return current.renewal_of_order_id is not None and row.id <= current.renewal_of_order_id


def _hint(client: Client, desired: Desired) -> t.Optional[Order]:
    """Return the order that ``order_id`` names; a hint that leads nowhere is harmless."""
    if desired.order_id is None:
        return None
    try:
        return read_order(client, desired.order_id)
    except Refused as refusal:
        if refusal.status == 404:
            return None
        raise


def _carries(desired: Desired, order: Order) -> bool:
    """Tell whether *order* carries the identity, in the form of its first or of a later generation."""
    if order.alternative_order_id == desired.alternative_order_id:
        return True
    if not desired.unique_order_ids or order.renewal_of_order_id is None:
        return False
    return order.alternative_order_id == identity.generation_id(desired.alternative_order_id, order.renewal_of_order_id)
