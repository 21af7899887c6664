# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Private to this collection: it may change in any release.
"""Find orders to read, not to write: by id, by name, or in the list of all. Only client certificates."""

from __future__ import annotations

import dataclasses
import datetime
import typing as t

from .._api.client import Client
from .._core.errors import Refused, WrongCertificate
from .._core.model import Certificate, Desired, Order
from .._core.selection import Selection, chosen, filters, possible, searches, unseen
from .._schema.order import parse_order
from .archive import FORGETFUL, Archive
from .certificate import download
from .observe import survey
from .reads import Reads

#: Filter of the list -> the option that it stands for, where it has another name.
_OPTIONS = {"product_name_id": "product"}

#: Order id -> options that CertCentral itself searched by and found that order.
Believed = t.Mapping[int, t.Collection[str]]


@dataclasses.dataclass(frozen=True)
class Found:
    """The orders asked for, newest first, and the ids of those that do not show whether they are."""

    orders: tuple[Order, ...]
    unseen: tuple[int, ...] = ()


def find(client: Client, selection: Selection) -> Found:
    """Return the orders that *selection* asks for, each read in full."""
    reads = Reads(client)
    believed: Believed = {}
    if selection.order_id is not None:
        candidates = _read_all(reads, [selection.order_id])
    elif selection.alternative_order_id is not None:
        candidates = _by_name(reads, selection)
        believed = {order.id: ("alternative_order_id",) for order in candidates}
    else:
        candidates, believed = _from_list(reads, selection)
    today = client.today()
    orders = {order.id: order for order in sorted(candidates, key=lambda order: order.id, reverse=True)}.values()
    return Found(
        tuple(order for order in orders if chosen(selection, order, today, believed.get(order.id, ()))),
        tuple(order.id for order in orders if unseen(selection, order, today, believed.get(order.id, ()))),
    )


def certificate_of(
    client: Client, order: Order, sleep: t.Callable[[float], None], archive: Archive = FORGETFUL
) -> t.Optional[Certificate]:
    """Return the certificate of *order*, or ``None`` while it holds none. Raises ``WrongCertificate`` that names the order."""
    if not order.issued:
        return None
    try:
        return download(Reads(client, archive), Desired(order.alternative_order_id or ""), order, sleep)
    except WrongCertificate as error:
        raise WrongCertificate(f"Order {order.id}: {error}", **error.facts) from None


def _by_name(reads: Reads, selection: Selection) -> list[Order]:
    """Return all orders that carry the name, dead ones included, over all generations."""
    world = survey(reads, selection.alternative_order_id or "", selection.unique_order_ids)
    return [*world.orders, *_read_all(reads, [row.id for row in world.others])]


def _from_list(reads: Reads, selection: Selection) -> tuple[list[Order], Believed]:
    """Return the orders of the list that may be meant. Rows hold neither name nor requests, so what remains is read in full."""
    narrowed = filters(selection)
    rows = [parse_order(row) for row in reads.client.orders(narrowed)]
    believed = {row.id: {_OPTIONS.get(name, name) for name in narrowed} for row in rows}
    for option, text in searches(selection):
        for row in map(parse_order, reads.client.orders({**narrowed, option: text})):
            # CertCentral's word counts for what the order itself does not show.
            believed.setdefault(row.id, {_OPTIONS.get(name, name) for name in narrowed}).add(option)
            rows.append(row)
    today: datetime.date = reads.client.today()
    wanted = dict.fromkeys(row.id for row in rows if possible(selection, row, today))
    return _read_all(reads, wanted), believed


def _read_all(reads: Reads, order_ids: t.Iterable[int]) -> list[Order]:
    """Return the orders that are there."""
    orders = (_read(reads, order_id) for order_id in order_ids)
    return [order for order in orders if order is not None]


def _read(reads: Reads, order_id: int) -> t.Optional[Order]:
    """Return one order, or ``None`` when it is not there (any more)."""
    try:
        return reads.order(order_id)
    except Refused as refusal:
        if refusal.status != 404 or refusal.has_code("not_found|route"):
            raise
        return None
