# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Private to this collection: it may change in any release.
"""CertCentral's JSON about one request, and about the list of them."""

from __future__ import annotations

import typing as t

from .._core.decision import OrderRequest
from .._core.errors import Unanswered
from .._core.model import Request
from .._core.products import PRODUCTS, present_name
from . import read
from .order import parse_order


def parse_request(answer: t.Mapping[str, read.Json]) -> OrderRequest:
    """Read a request info answer [RINFO]. Its copy of the order can be stale [RIB117]: it is ``content``, and nothing else.

    Raises ``Unanswered`` when the answer has no id: it is not known then what it is about.
    """
    request_id = read.identifier(answer.get("id"))
    if request_id is None:
        raise Unanswered("CertCentral's answer about a request has no request id; run again later.")
    order = read.mapping(answer.get("order"))
    order_id = read.identifier(order.get("id"))
    request = Request(
        request_id,
        read.lower(answer.get("type")),
        read.lower(answer.get("status")),
        read.text(answer.get("comments")),
        None if order_id is None or not read.mapping(order.get("certificate")) else parse_order(order),
    )
    return OrderRequest(request, order_id)


def parse_request_status(answer: t.Mapping[str, read.Json]) -> t.Optional[str]:
    """Return the status of the request that a revocation was turned into; ``None`` when it was carried out (no body) [REVO]."""
    return None if read.identifier(answer.get("id")) is None else read.lower(answer.get("status")) or "pending"


def about_client_certificate(row: t.Mapping[str, read.Json]) -> bool:
    """Tell whether a row of the list of requests is about a client certificate, or does not show what it is about [RLIST]."""
    product = read.text(read.mapping(read.mapping(row.get("order")).get("product")).get("name_id"))
    return product is None or present_name(product) in PRODUCTS
