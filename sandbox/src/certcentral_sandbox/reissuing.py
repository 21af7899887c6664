# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reissuing: a new certificate in the same order, to the same end date."""

from datetime import date

from . import lifecycle, rules
from .bodies import LegacyCertificate, LegacyReissue, SecureEmailReissue
from .call import Answer, Call
from .entities import Certificate, Order, Organization, Request, Wish
from .errors import problem, refusal
from .placing import approved_at_once, receipt, wish_of
from .products import PRODUCTS, Product
from .render import reissue_row, reissues, store_certificate
from .shape import Reading, read
from .times import day


def reissue(call: Call) -> Answer:
    """POST /order/certificate/{order}/reissue: 201 as for an order, with the same order ID."""
    order = call.order()
    _check_status(order, day(call.now))
    product = PRODUCTS[order.product]
    shape: type[SecureEmailReissue] | type[LegacyReissue] = (
        SecureEmailReissue if product.secure_email else LegacyReissue
    )
    body, reading = read(shape, call.body)
    old = store_certificate(call.world, order)
    wish = _checked_wish(call, order, product, body, old, reading)
    return _make(call, order, body, old, wish)


def list_reissues(call: Call) -> Answer:
    """GET /order/certificate/{order}/reissue: `{"certificates": [...]}`."""
    call.allow_query("show_archived")
    order = call.order()
    rows = reissues(call.world, order)
    if call.world.settings.quirks.reissue_list_with_primary:
        rows = call.world.store.where(Certificate, "order_id", order.id)
    return Answer(payload={"certificates": [reissue_row(call.world, order, row) for row in rows]})


def _check_status(order: Order, today: date) -> None:
    if order.status == "reissue_pending":
        raise refusal("reissue_in_progress")
    if order.status != "issued":
        raise refusal("invalid_order_status", message=f"The order is {order.status}; only an issued one is reissued.")
    if order.order_valid_till is not None and order.order_valid_till < today:
        raise refusal("invalid_order_status", message="The order has ended; it can be renewed, not reissued.")


def _checked_wish(
    call: Call,
    order: Order,
    product: Product,
    body: LegacyReissue,
    old: Certificate,
    reading: Reading,
) -> Wish:
    """Return the new wish: what the body leaves out stays as it was, except hash and key."""
    organization = call.world.store.get(Organization, order.organization_id)
    if body.certificate is None:
        reading.add(problem("required_param", "certificate"))
        reading.add(problem("required_param", "certificate.signature_hash"))
        reading.raise_if_any()
        raise refusal("required_param", "certificate")
    merged = _merged(body, old, product)
    for found in rules.broken(rules.facts_for(call.world, product, merged, None, organization)):
        reading.add(found)
    reading.raise_if_any()
    return wish_of(call, product, merged, old.wish.subject, organization)


def _merged(body: LegacyReissue, old: Certificate, product: Product) -> LegacyCertificate:
    certificate = body.certificate
    if certificate is None:
        raise LookupError("checked by the caller")
    sent = certificate.model_dump(exclude_unset=True)
    wish = old.wish
    kept: dict[str, object] = {
        "emails": wish.emails,
        "common_name": wish.common_name if product.common_name == "required" else None,
        "common_name_indicator": wish.common_name_indicator,
        "individual": wish.individual or None,
        "organization_units": wish.organization_units or None,
        "ca_cert_id": wish.ca_cert_id,
    }
    if product.secure_email:
        usage = {"primary_usage": wish.primary_usage, "additional_usages": wish.additional_usages}
        kept |= {"profile_type": wish.profile_type, "usage_designation": usage}
    return type(certificate).model_validate({name: value for name, value in kept.items() if value is not None} | sent)


def _make(call: Call, order: Order, body: LegacyReissue, old: Certificate, wish: Wish) -> Answer:
    world, now = call.world, call.now
    approved = approved_at_once(call, body.skip_approval)
    confirmed = {*old.validated_emails} & {*wish.emails}
    certificate = Certificate(
        id=world.store.next_id(Certificate),
        order_id=order.id,
        is_reissue=True,
        wish=wish,
        date_created=now,
        validated_emails=sorted(confirmed),
    )
    request = Request(
        id=world.store.next_id(Request),
        date=now,
        type="reissue",
        status="submitted" if approved else "pending",
        order_id=order.id,
        certificate_id=certificate.id,
        requester_id=call.key.user_id,
        comments=body.comments,
    )
    world.store.put(certificate)
    world.store.put(request)
    order.next_certificate_id = certificate.id
    lifecycle.turn(order, "reissue_pending", now)
    lifecycle.keep(world, order)
    lifecycle.proceed(world, order, now)
    return receipt(world, order.id, request.id)
