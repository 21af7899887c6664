# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Private to this collection: it may change in any release.
"""What planned purchases will meet: an account that refuses them, or a live order that they would be the double of. Asked once for all."""

from __future__ import annotations

import typing as t

from .._api.client import Client
from .._core import account, doubles
from .._core.errors import DigicertError
from .._core.fleet import Change
from .._core.model import Order
from .._schema.order import parse_order
from .preflight import preflight
from .reads import Reads

#: So many orders are read to see whether they are doubles.
_MOST_READ = 50

#: Pages of the list of orders of one product.
_MOST_PAGES = 20


def prospects(client: Client, changes: t.Sequence[Change]) -> dict[int, list[str]]:
    """Return by the place of each planned purchase what stands in its way, one sentence each. What cannot be read is one too."""
    bought = [change for change in changes if change.plan.buys]
    found: dict[int, list[str]] = {change.index: [] for change in bought}
    if not bought:
        return {}
    try:
        known = preflight(client)
        for change in bought:
            found[change.index] += account.refusals(known, change.desired)
        for index, double in _doubles(client, [change for change in bought if change.plan.action == "order"]):
            found[index].append(double)
    except DigicertError as error:
        found[bought[0].index].append(
            f"Whether CertCentral will take the orders of this plan could not be read: {error}"
        )
    return found


def _doubles(client: Client, new: t.Sequence[Change]) -> t.Iterator[tuple[int, str]]:
    """Yield place and sentence for each new order that a live one of another identity is the same as."""
    reads = Reads(client)
    left = _MOST_READ
    for product in sorted({change.desired.product for change in new}):
        rows = client.orders_within(_MOST_PAGES, {"product_name_id": product}) or []
        live = _by_name(parse_order(row) for row in rows)
        for change in new:
            for row in live.get(doubles.name(change.desired), ()) if change.desired.product == product else ():
                left -= 1
                if left < 0:
                    return
                order = reads.order(row.id)
                if doubles.is_double(change.desired, order, client.today()):
                    yield change.index, doubles.sentence(order)


def _by_name(rows: t.Iterable[Order]) -> dict[str, list[Order]]:
    found: dict[str, list[Order]] = {}
    for row in rows:
        if row.issued:
            found.setdefault(doubles.name_of(row), []).append(row)
    return found
