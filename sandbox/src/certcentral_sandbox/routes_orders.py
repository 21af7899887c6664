# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reading orders."""

from datetime import UTC, datetime, timedelta, timezone

from . import lifecycle
from .bodies import CustomFieldValue
from .call import NO_CONTENT, Answer, Call, listed
from .entities import Certificate, CustomField, Order
from .errors import refusal
from .listing import Getter, filters_of, page, passes, sorted_rows
from .render import brief_row, order_info, order_row, store_certificate
from .rules import value_fits
from .shape import read_strictly
from .times import stamp

# The documentation of status changes says that its times are MDT.
MDT = timezone(timedelta(hours=-6))
LONGEST = timedelta(days=7)


def info(call: Call) -> Answer:
    """GET /order/certificate/{order}"""
    call.allow_query("include_caa_status")
    order = call.order()
    shown = order_info(call.world, order)
    if dict(call.query).get("include_caa_status", "false").lower() in ("true", "1") and order.status == "pending":
        emails = store_certificate(call.world, order).wish.emails
        shown["caa_status_message"] = {address.rpartition("@")[2]: "CAA check passed." for address in emails}
    return Answer(payload=shown)


def by_alternative_id(call: Call) -> Answer:
    """GET /order/alternate/{alternative_order_id}"""
    call.allow_query("offset", "limit")
    orders = call.world.store.where(Order, "alternative_order_id", call.path["alternative_order_id"])
    shown = [order for order in orders if listed(call, order)]
    style = call.world.settings.quirks.empty_lookup
    if not shown and style == "404":
        raise refusal("not_found|order")
    if not shown and style == "empty_object":
        return Answer(payload={})
    return Answer(payload=page(call, shown, "orders", lambda order: brief_row(call.world, order)))


def list_orders(call: Call) -> Answer:
    """GET /order/certificate"""
    known = _getters(call)
    wanted = filters_of(call, known, "sort", "container_id")
    if "issued" in wanted.get("status", []):
        wanted["status"].append("expired")  # documented: the filter `issued` includes expired orders
    container = dict(call.query).get("container_id")
    if container is not None:
        wanted.setdefault("container_id", []).append(container)
    orders = [order for order in call.world.store.all(Order) if listed(call, order)]
    orders = [order for order in orders if passes(order, wanted, known, call.now)]
    orders = sorted_rows(call, orders, known)
    return Answer(payload=page(call, orders, "orders", lambda order: order_row(call.world, order)))


def _getters(call: Call) -> dict[str, Getter]:
    def certificate(order: Order) -> Certificate:
        return store_certificate(call.world, order)

    return {
        "id": lambda o: o.id,
        "status": lambda o: o.status,
        "organization_id": lambda o: o.organization_id,
        "container_id": lambda o: o.container_id,
        "user_id": lambda o: o.user_id,
        "product_name_id": lambda o: o.product,
        "valid_till": lambda o: certificate(o).valid_till,
        "date_created": lambda o: stamp(o.date_created),
        "common_name": lambda o: certificate(o).wish.common_name,
        "domain_name": lambda o: certificate(o).wish.common_name,
        "email": lambda o: certificate(o).wish.emails,
        "certificate_id": lambda o: [c.id for c in call.world.store.where(Certificate, "order_id", o.id)],
        "serial_number": lambda o: [c.serial_number for c in call.world.store.where(Certificate, "order_id", o.id)],
        "metadata_id": lambda o: list(o.custom_fields),
        "metadata_value": lambda o: list(o.custom_fields.values()),
        "is_renewed": lambda o: int(o.is_renewed),
        "disable_renewal_notifications": lambda o: int(o.disable_renewal_notifications),
        "origin": lambda o: "certcentral",
        "search": lambda o: [certificate(o).wish.common_name, *certificate(o).wish.emails],
    }


def status_changes(call: Call) -> Answer:
    """GET /order/certificate/status-changes: `{}` when nothing changed."""
    call.allow_query("minutes", "seconds", "filters[status_last_updated]")
    query = dict(call.query)
    if not query:
        raise refusal("required_param", "minutes")
    first, last = _window(query, call.now)
    if last - first > LONGEST:
        raise refusal("time_frame_too_long")
    changed = [
        order
        for order in call.world.store.all(Order)
        if listed(call, order) and first <= order.status_last_updated <= last
    ]
    return Answer(payload={"orders": [brief_row(call.world, order) for order in changed]} if changed else {})


def _window(query: dict[str, str], now: datetime) -> tuple[datetime, datetime]:
    text = query.get("filters[status_last_updated]")
    try:
        if text is None:
            back = timedelta(minutes=int(query.get("minutes", 0)), seconds=int(query.get("seconds", 0)))
            return now - min(back, 2 * LONGEST), now
        first, last = text.split("...")
        return _mountain_time(first), _mountain_time(last)
    except (ValueError, OverflowError):
        name = "minutes" if text is None else "filters[status_last_updated]"
        raise refusal("invalid_param_value", name) from None


def _mountain_time(text: str) -> datetime:
    """Read `yyyy-MM-dd` or `yyyy-MM-dd+HH:mm:ss` (the plus may arrive as a blank)."""
    moment = datetime.fromisoformat(text.strip().replace("+", " "))
    return moment.replace(tzinfo=MDT).astimezone(UTC)


def email_validation(call: Call) -> Answer:
    """GET /order/certificate/{order}/email-validation"""
    call.allow_query()
    order = call.order()
    certificate = call.world.store.get(Certificate, order.next_certificate_id) or store_certificate(call.world, order)
    open_ones = lifecycle.unconfirmed_emails(call.world, order, certificate) if order.next_certificate_id else []
    if certificate.pem is None and order.next_certificate_id is None:
        open_ones = certificate.wish.emails  # rejected or cancelled before anybody confirmed
    rows = []
    for address in certificate.wish.emails:
        row = {"email": address, "status": "unvalidated" if address in open_ones else "validated"}
        if certificate.date_emailed is not None:
            row["date_emailed"] = certificate.date_emailed.isoformat()
        rows.append(row)
    return Answer(payload={"delivery_options": ["api", "browser"], "emails": rows})


def set_custom_field(call: Call) -> Answer:
    """POST /order/certificate/{order}/custom-field: 204"""
    order = call.order()
    body = read_strictly(CustomFieldValue, call.body)
    field = call.world.store.get(CustomField, body.metadata_id)
    if field is None or not field.is_active:
        raise refusal("invalid_param_value", "metadata_id", "The account has no such active custom field.")
    if not value_fits(field, body.value):
        raise refusal("invalid_custom_field_value", message=f"{field.label} takes {field.data_type}.")
    order.custom_fields[field.id] = body.value
    call.world.store.put(order)
    return NO_CONTENT
