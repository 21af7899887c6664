# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Requests: list, read, approve, reject."""

from .bodies import RequestDecision
from .call import NO_CONTENT, Answer, Call, is_number, visible
from .deciding import decide
from .entities import Order, Request
from .errors import problem, refusal
from .listing import Property, column, elsewhere, filtered, filters_of, page, sorting
from .render import request_info, request_summary
from .shape import read
from .store import Query


def list_requests(call: Call) -> Answer:
    """GET /request"""
    wanted = filters_of(call, PROPERTIES, "sort", "container_id")
    query = Query()
    if call.role.own_orders_only:
        query = query.also("requests.order_id IN (SELECT id FROM orders WHERE user_id = ?)", call.key.user_id)
    if not call.view.unfiltered:
        query = filtered(query, wanted, PROPERTIES, call.now)
    return Answer(
        payload=page(
            call,
            "requests",
            Request,
            query,
            lambda request: request_summary(call.world, request),
            sorting(call, PROPERTIES),
        )
    )


def info(call: Call) -> Answer:
    """GET /request/{request}"""
    call.allow_query()
    return Answer(payload=request_info(call.world, _found(call)))


def change_status(call: Call) -> Answer:
    """PUT /request/{request}/status: 204"""
    request = _found(call)
    body, reading = read(RequestDecision, call.body)
    if body.status is None:
        reading.add(problem("required_param", "status"))
    elif body.status not in ("approved", "rejected"):
        reading.add(problem("invalid_param_value", "status", "A request is approved or rejected."))
    reading.raise_if_any()
    own = request.requester_id == call.key.user_id
    if not call.role.approves or (own and not call.world.settings.approve_own_requests):
        raise refusal("access_denied|invalid_approver")
    comment = body.processor_comment or body.comments
    decide(call.world, request, body.status == "approved", call.key.user_id, comment)
    return NO_CONTENT


def _found(call: Call) -> Request:
    text = call.path["request"]
    request = call.world.store.get(Request, int(text)) if is_number(text) else None
    if request is None or not visible(call, _order(call, request)):
        raise refusal("not_found|request")
    return request


def _order(call: Call, request: Request) -> Order:
    return call.world.store.need(Order, request.order_id)


def _of_order(expression: str, source: str, number: bool = False) -> Property:
    return elsewhere(
        expression,
        f"requests.order_id IN (SELECT o.id FROM {source} WHERE {{}})",
        f"(SELECT min({expression}) FROM {source} WHERE o.id = requests.order_id)",
        number,
    )


# The certificate that a request is about: its own, or the primary one of its order.
SUBJECT = "coalesce(requests.certificate_id, (SELECT o.certificate_id FROM orders o WHERE o.id = requests.order_id))"
PROPERTIES: dict[str, Property] = {
    "id": column("requests.id", number=True),
    "date": column("requests.date"),
    "type": column("requests.type"),
    "status": column("requests.status"),
    "container_id": _of_order("o.container_id", "orders o", number=True),
    "metadata_id": _of_order("o.value", "orders_metadata_id o", number=True),
    "metadata_value": _of_order("o.value", "orders_metadata_value o"),
    "search": elsewhere(
        "c.common_name",
        f"{SUBJECT} IN (SELECT c.id FROM certificates c WHERE {{}})",
        f"(SELECT c.common_name FROM certificates c WHERE c.id = {SUBJECT})",
    ),
}
