# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Private to this collection: it may change in any release.
"""Which order to read for each of many certificates, by the order report: one request in place of a lookup for each."""

from __future__ import annotations

import collections
import typing as t

from .._api.client import Client
from .._core.errors import DigicertError
from .._core.model import Desired
from .._schema.order import parse_order
from .._schema.order_report import Row, parse_report

#: So many lookups of one product are worth a report.
_WORTH = 20

#: Rows of one request, some 2 kB each with a CSR; CertCentral gives up to 100,000 [OREP].
_ROWS = 5_000
_MOST_PAGES = 20


def reported(client: Client, wishes: t.Sequence[Desired]) -> dict[str, int]:
    """Return by identity the one order that the report shows as issued for it; nothing where the report cannot be trusted.

    Nobody documents that its ``customer_order_id`` is the alternative order id. So one of the orders is read: only where
    that one carries what the report says does the report count. It is never needed: what goes wrong with it is not told.
    """
    products = collections.Counter(desired.product for desired in wishes)
    wanted = {desired.alternative_order_id for desired in wishes}
    named: dict[str, int] = {}
    try:
        for product, count in sorted(products.items()):
            if count >= _WORTH:
                named.update(_named(_rows(client, product), wanted))
        return named if _is_right(client, named) else {}
    except (DigicertError, ValueError):
        return {}


def _rows(client: Client, product: str) -> t.Iterator[Row]:
    for page in range(_MOST_PAGES):
        found = parse_report(client.order_report({"product_name_id": product}, page * _ROWS, _ROWS))
        yield from found
        if len(found) < _ROWS:
            return


def _named(rows: t.Iterable[Row], wanted: t.Collection[str]) -> dict[str, int]:
    """Return the ids of orders that alone live under one of the *wanted* names."""
    found: dict[str, set[int]] = collections.defaultdict(set)
    for row in rows:
        if row.lives and row.customer_order_id is not None and row.customer_order_id in wanted:
            found[row.customer_order_id].add(row.id)
    return {name: next(iter(ids)) for name, ids in found.items() if len(ids) == 1}


def _is_right(client: Client, named: t.Mapping[str, int]) -> bool:
    """Tell whether the first of these orders carries the name that the report shows for it."""
    for name, order_id in named.items():
        order = parse_order(client.order(order_id))
        return (order.id, order.alternative_order_id) == (order_id, name)
    return False
