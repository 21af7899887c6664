# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reading orders."""

from datetime import UTC, datetime, timedelta, timezone

from . import lifecycle
from .bodies import CustomFieldValue
from .call import NO_CONTENT, Answer, Call, listed
from .entities import Certificate, CustomField, Order, searched
from .errors import refusal
from .listing import Property, column, either, elsewhere, filtered, filters_of, page, sorting
from .render import brief_row, order_info, order_row, store_certificate
from .rules import value_fits
from .shape import read_strictly
from .store import named

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
    query = listed(call)
    if not call.view.unfiltered:
        query = query.joined(named(call.path["alternative_order_id"], call.view.any_case))
    shown = page(call, "orders", Order, query, lambda order: brief_row(call.world, order))
    style = call.world.settings.quirks.empty_lookup
    if not shown["page"]["total"] and style == "404":
        raise refusal("not_found|order")
    if not shown["page"]["total"] and style == "empty_object":
        return Answer(payload={})
    return Answer(payload=shown)


def list_orders(call: Call) -> Answer:
    """GET /order/certificate"""
    wanted = filters_of(call, PROPERTIES, "sort", "container_id")
    if "issued" in wanted.get("status", []):
        wanted["status"].append("expired")  # documented: the filter `issued` includes expired orders
    container = dict(call.query).get("container_id")
    if container is not None:
        wanted.setdefault("container_id", []).append(container)
    query = listed(call)
    if not call.view.unfiltered:
        query = filtered(query, wanted, PROPERTIES, call.now)
    shown = page(call, "orders", Order, query, lambda order: order_row(call.world, order), sorting(call, SORTED_BY))
    return Answer(payload=shown)


def _primary(name: str) -> Property:
    """Return a property of the order's primary certificate."""
    return elsewhere(
        f"c.{name}",
        "orders.certificate_id IN (SELECT c.id FROM certificates c WHERE {})",
        f"(SELECT c.{name} FROM certificates c WHERE c.id = orders.certificate_id)",
    )


def _any_certificate(name: str, sorts_by: str, number: bool = False) -> Property:
    around = "orders.id IN (SELECT c.order_id FROM certificates c WHERE {})"
    return elsewhere(f"c.{name}", around, sorts_by, number)


def _listed_in(table: str, owner: str, number: bool = False) -> Property:
    return elsewhere(
        "l.value",
        f"{owner} IN (SELECT l.id FROM {table} l WHERE {{}})",
        f"(SELECT min(l.value) FROM {table} l WHERE l.id = {owner})",
        number,
    )


EMAILS = _listed_in("certificates_emails", "orders.certificate_id")
PROPERTIES: dict[str, Property] = {
    "id": column("orders.id", number=True),
    "status": column("orders.status"),
    "organization_id": column("orders.organization_id", number=True),
    "container_id": column("orders.container_id", number=True),
    "user_id": column("orders.user_id", number=True),
    "product_name_id": column("orders.product"),
    "valid_till": _primary("valid_till"),
    "date_created": column("orders.date_created"),
    "common_name": _primary("common_name"),
    "domain_name": _primary("common_name"),
    "email": EMAILS,
    "certificate_id": _any_certificate("id", "orders.certificate_id", number=True),
    "serial_number": _any_certificate("serial_number", _primary("serial_number").sorts_by),
    "metadata_id": _listed_in("orders_metadata_id", "orders.id", number=True),
    "metadata_value": _listed_in("orders_metadata_value", "orders.id"),
    "is_renewed": column("orders.is_renewed", number=True),
    "disable_renewal_notifications": column("orders.disable_renewal_notifications", number=True),
    "origin": column("'certcentral'"),
    "search": either(_primary("common_name"), EMAILS),
}
SORTED_BY = PROPERTIES | {"order_id": PROPERTIES["id"]}


def status_changes(call: Call) -> Answer:
    """GET /order/certificate/status-changes: `{}` when nothing changed."""
    call.allow_query("minutes", "seconds", "filters[status_last_updated]")
    query = dict(call.query)
    if not query:
        raise refusal("required_param", "minutes")
    first, last = _window(query, call.now)
    if last - first > LONGEST:
        raise refusal("time_frame_too_long")
    window = "orders.status_last_updated BETWEEN ? AND ?"
    changed = call.world.store.select(Order, listed(call).also(window, searched(first), searched(last)))
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
    if certificate.date_issued is None and order.next_certificate_id is None:
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
