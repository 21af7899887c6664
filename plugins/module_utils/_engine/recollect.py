# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Private to this collection: it may change in any release.
"""What is remembered of a fleet, set beside the list of orders: many certificates are known by a few requests."""

from __future__ import annotations

import collections
import dataclasses
import datetime
import typing as t

from .._api.client import Client
from .._core import remembered
from .._core.errors import DigicertError
from .._core.model import Desired, Order
from .._core.remembered import Question, Remembered
from .._schema.order import parse_order
from .archive import Archive

#: Requests that one order costs which does not count: its lookup, and order info.
_READS = 2


class Recollection:
    """What is remembered of some identities, and the rows of the list of orders."""

    def __init__(self, archive: Archive, known: t.Mapping[str, Remembered], rows: t.Mapping[int, Order]) -> None:
        self._archive = archive
        self._known = known
        self._rows = rows
        #: By identity, the order that the order report names for it.
        self.reported: t.Mapping[str, int] = {}

    def knows(self, desired: Desired) -> bool:
        """Tell whether anything is remembered for *desired*."""
        return desired.alternative_order_id in self._known

    def order(self, desired: Desired, today: datetime.date) -> t.Optional[Order]:
        """Return the order that is remembered for *desired*, where it still counts."""
        known = self._known.get(desired.alternative_order_id)
        row = self._rows.get(known.order.id) if known is not None else None
        if known is None or not remembered.counts(Question(desired, known, row, self._archive.now(), today)):
            return None
        if known.row is None:
            # Read before the list was.
            self._archive.keep(desired.alternative_order_id, dataclasses.replace(known, row=row))
        return known.order

    def row(self, order: Order) -> t.Optional[Order]:
        """Return the row of *order* in the list."""
        return self._rows.get(order.id)


def recollect(
    client: Client, archive: Archive, wishes: t.Sequence[Desired], max_age: float
) -> tuple[Recollection, tuple[str, ...]]:
    """Return what is remembered for *wishes*, with the list of orders of their products, read anew where it is older than *max_age*.

    A list that cannot be read, or that is longer than it is worth, leaves every order to be read; the texts say so.
    """
    present = [desired for desired in wishes if desired.state == "present"]
    known = archive.recall({desired.alternative_order_id for desired in present})
    worth = collections.Counter(desired.product for desired in present if desired.alternative_order_id in known)
    rows: dict[int, Order] = {}
    warnings: list[str] = []
    for product, count in sorted(worth.items()):
        found, warning = _rows(client, archive, product, max_age, count * _READS)
        rows.update(found)
        warnings += warning
    return Recollection(archive, known, rows), tuple(warnings)


def _rows(
    client: Client, archive: Archive, product: str, max_age: float, pages: int
) -> tuple[dict[int, Order], t.Sequence[str]]:
    """Return the rows of the list of orders of *product*, none where it has more than so many *pages*; and a warning."""
    found = archive.listed(product, max_age)
    if found is not None:
        return found, ()
    begun = archive.now()
    try:
        answered = client.orders_within(pages, {"product_name_id": product})
        if answered is None:
            return {}, ()
        found = {row.id: row for row in map(parse_order, answered)}
    except DigicertError as error:
        return {}, (f"The list of orders of product {product} could not be read, so each order is: {error}",)
    archive.keep_list(product, found, begun)
    return found, ()
