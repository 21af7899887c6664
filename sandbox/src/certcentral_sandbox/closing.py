# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Cancelling and revoking."""

from . import lifecycle
from .bodies import Revocation, StatusChange
from .call import NO_CONTENT, Answer, Call, is_number, visible
from .entities import Certificate, Order, Request
from .errors import problem, refusal
from .render import revoke_request
from .shape import read, read_strictly

CANCELABLE = ("pending", "waiting_pickup")


def change_status(call: Call) -> Answer:
    """PUT /order/certificate/{order}/status: 204; cancels an order, or only its pending reissue."""
    order = call.order()
    body, reading = read(StatusChange, call.body)
    if body.status is None:
        reading.add(problem("required_param", "status"))
    elif body.status in ("renewed", "not_renewed"):
        reading.add(problem("invalid_order_status", message="Only a migrated order can be marked as renewed or not."))
    elif body.status != "canceled":
        reading.add(problem("invalid_param_value", "status", "Allowed: canceled, renewed, not_renewed."))
    elif not body.note:
        reading.add(problem("required_param", "note"))
    reading.raise_if_any()
    order.notes.append(body.note or "")
    if order.status == "reissue_pending":
        lifecycle.drop_reissue(call.world, order, "canceled", call.now, call.key.user_id, body.note)
    elif order.status in CANCELABLE:
        lifecycle.close(call.world, order, "canceled", call.now, call.key.user_id, body.note)
    else:
        raise refusal("invalid_order_status", message=f"The order is {order.status} and cannot be cancelled.")
    return NO_CONTENT


def revoke_order(call: Call) -> Answer:
    """PUT /order/certificate/{order}/revoke: all certificates of the order."""
    return _revoke(call, call.order(), None)


def revoke_certificate(call: Call) -> Answer:
    """PUT /certificate/{id or serial number}/revoke: one certificate."""
    certificate = find_certificate(call)
    return _revoke(call, call.world.store.need(Order, certificate.order_id), certificate)


def find_certificate(call: Call) -> Certificate:
    """Return the certificate of the path, by ID or serial number. Raises ApiError."""
    text, store = call.path["certificate"], call.world.store
    by_id = store.get(Certificate, int(text)) if is_number(text) else None
    found = [by_id] if by_id else store.where(Certificate, "serial_number", text)
    if not found or not visible(call, store.need(Order, found[0].order_id)):
        raise refusal("not_found|certificate")
    return found[0]


def _revoke(call: Call, order: Order, certificate: Certificate | None) -> Answer:
    """Answer 204 when it is done, 201 with the request when an approver decides."""
    body = read_strictly(Revocation, call.body)
    _check_revocable(call, order, certificate)
    skipped = body.skip_approval and call.role.skips_revoke_approval
    if skipped or not call.world.settings.approval_required:
        lifecycle.revoke(call.world, order, certificate, call.now)
        return NO_CONTENT
    request = Request(
        id=call.world.store.next_id(Request),
        date=call.now,
        type="revoke",
        status="pending",
        order_id=order.id,
        certificate_id=certificate.id if certificate else None,
        requester_id=call.key.user_id,
        comments=body.comments or body.comment,
    )
    call.world.store.put(request)
    return Answer(status=201, payload=revoke_request(call.world, request))


def _check_revocable(call: Call, order: Order, certificate: Certificate | None) -> None:
    if order.status == "reissue_pending":
        raise refusal("reissue_in_progress")
    if order.status == "revoked" or (certificate is not None and certificate.status == "revoked"):
        raise refusal("certificate_already_revoked")
    if order.status != "issued" or (certificate is not None and certificate.status != "issued"):
        raise refusal("invalid_order_status", message=f"The order is {order.status}; there is nothing to revoke.")
    target = certificate.id if certificate else None
    for request in call.world.store.where(Request, "order_id", order.id):
        if request.type == "revoke" and request.status == "pending" and request.certificate_id == target:
            raise refusal("revoke_request_pending")
