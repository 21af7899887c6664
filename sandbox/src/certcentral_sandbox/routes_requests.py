# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Requests: list, read, approve, reject."""

from .bodies import RequestDecision
from .call import NO_CONTENT, Answer, Call, is_number, visible
from .deciding import decide
from .entities import Certificate, Order, Request
from .errors import problem, refusal
from .listing import Getter, filters_of, page, passes, sorted_rows
from .render import request_info, request_summary, store_certificate
from .shape import read


def list_requests(call: Call) -> Answer:
    """GET /request"""
    known = _getters(call)
    wanted = filters_of(call, known, "sort", "container_id")
    requests = [request for request in call.world.store.all(Request) if visible(call, _order(call, request))]
    requests = [request for request in requests if passes(request, wanted, known, call.now)]
    requests = sorted_rows(call, requests, known)
    return Answer(payload=page(call, requests, "requests", lambda request: request_summary(call.world, request)))


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


def _getters(call: Call) -> dict[str, Getter]:
    def common_name(request: Request) -> str:
        certificate = call.world.store.get(Certificate, request.certificate_id)
        return (certificate or store_certificate(call.world, _order(call, request))).wish.common_name

    return {
        "id": lambda r: r.id,
        "date": lambda r: r.date.isoformat(),
        "type": lambda r: r.type,
        "status": lambda r: r.status,
        "container_id": lambda r: _order(call, r).container_id,
        "metadata_id": lambda r: list(_order(call, r).custom_fields),
        "metadata_value": lambda r: list(_order(call, r).custom_fields.values()),
        "search": common_name,
    }
