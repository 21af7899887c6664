# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Private to this collection: it may change in any release.
"""Find orders to read, not to write: by id, by name, or in the list of all. Only client certificates."""

from __future__ import annotations

import datetime
import typing as t

from .._api.client import Client
from .._core.errors import Refused, WrongCertificate
from .._core.model import Certificate, Desired, Order
from .._core.selection import Selection, chosen, filters, possible
from .._schema.order import parse_order
from .certificate import download
from .observe import survey
from .reads import Reads


def find(client: Client, selection: Selection) -> list[Order]:
    """Return the orders that *selection* asks for, newest first, each read in full; none is an empty list."""
    if selection.order_id is not None:
        candidates, believed = _read_all(client, [selection.order_id]), frozenset[str]()
    elif selection.alternative_order_id is not None:
        candidates, believed = _by_name(client, selection), frozenset({"alternative_order_id"})
    else:
        candidates, believed = _from_list(client, selection), _searched_by(selection)
    today = client.today()
    found = {order.id: order for order in candidates if chosen(selection, order, today, believed)}
    return [found[order_id] for order_id in sorted(found, reverse=True)]


def certificate_of(client: Client, order: Order, sleep: t.Callable[[float], None]) -> t.Optional[Certificate]:
    """Return the certificate of *order*, or ``None`` while it holds none. Raises ``WrongCertificate`` that names the order."""
    if not order.issued:
        return None
    try:
        return download(Reads(client), Desired(order.alternative_order_id or ""), order, sleep)
    except WrongCertificate as error:
        raise WrongCertificate(f"Order {order.id}: {error}", **error.facts) from None


def _searched_by(selection: Selection) -> frozenset[str]:
    """Return the options whose value went to CertCentral as a filter."""
    names = {"product_name_id": "product"}
    return frozenset(names.get(name, name) for name in filters(selection))


def _by_name(client: Client, selection: Selection) -> list[Order]:
    """Return all orders that carry the name, dead ones included, over all generations."""
    world = survey(Reads(client), selection.alternative_order_id or "", selection.unique_order_ids)
    return [*world.orders, *_read_all(client, [row.id for row in world.others])]


def _from_list(client: Client, selection: Selection) -> list[Order]:
    """Return the orders of the list that may be meant. Rows hold neither name nor requests, so what remains is read in full."""
    rows = [parse_order(row) for row in client.orders(filters(selection))]
    today: datetime.date = client.today()
    return _read_all(client, dict.fromkeys(row.id for row in rows if possible(selection, row, today)))


def _read_all(client: Client, order_ids: t.Iterable[int]) -> list[Order]:
    """Return the orders that are there."""
    orders = (_read(client, order_id) for order_id in order_ids)
    return [order for order in orders if order is not None]


def _read(client: Client, order_id: int) -> t.Optional[Order]:
    """Return one order, or ``None`` when it is not there (any more)."""
    try:
        return Reads(client).order(order_id)
    except Refused as refusal:
        if refusal.status != 404 or refusal.has_code("not_found|route"):
            raise
        return None
