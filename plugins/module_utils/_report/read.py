# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Private to this collection: it may change in any release.
"""What the filters take, read into the model: orders, what hosts hold, rows."""

from __future__ import annotations

import datetime
import typing as t

from .._core.expiry import LEVELS, Declared, Held, Place, Row, hexadecimal
from .._core.model import Order, Request
from .reader import Reader, Unusable, date_of, readers

#: How ``open`` says that there is no such file, in every language.
_STATES = ("current", "other", "none", "unknown")


def orders(values: t.Any) -> list[Order]:
    """Read orders as ``digicert_client_cert_info`` returns them. Raises ``Unusable``."""
    return [_order(one) for one in readers(values, "orders")]


def held(values: t.Any) -> list[Held]:
    """Read results of a task that read the certificates of hosts, each with ``host`` and the declared ``item``."""
    return [_held(one) for one in readers(values, "held")]


def rows(values: t.Any) -> list[Row]:
    """Read rows as ``expiry_rows`` returns them."""
    return [_row(one) for one in readers(values, "rows")]


def today(given: t.Any, values: t.Sequence[t.Any]) -> t.Optional[datetime.date]:
    """Return the date given, or the one that orders or rows were true for, as their ``days_remaining`` tells."""
    if given is not None and given != "":
        found = date_of(given)
        if found is None:
            raise Unusable("today must be a date such as 2026-12-31.")
        return found
    for one in readers(values, "orders"):
        end, left = one.date("valid_till"), one.integer("days_remaining")
        if end is not None and left is not None:
            return end - datetime.timedelta(days=left)
    return None


def _order(one: Reader) -> Order:
    order_id = one.integer("id")
    if order_id is None:
        raise Unusable(f"{one.where} has no id; orders are what certops.digicert.digicert_client_cert_info returns.")
    return Order(
        id=order_id,
        status=one.needed("status"),
        alternative_order_id=one.text("alternative_order_id"),
        product=one.text("product"),
        certificate_id=one.integer("certificate_id"),
        common_name=one.text("common_name"),
        emails=one.texts("emails"),
        valid_from=one.date("valid_from"),
        valid_till=one.date("valid_till"),
        serial_number=hexadecimal(one.serial_number("serial_number")),
        renewal_of_order_id=one.integer("renewal_of_order_id"),
        requests=tuple(_request(request) for request in one.readers("requests")),
    )


def _request(one: Reader) -> Request:
    return Request(id=one.integer("id") or 0, type=one.text("type"), status=one.text("status"))


def _held(one: Reader) -> Held:
    item = one.mapping("item")
    days = item.integer("renew_before_days")
    return Held(
        host=one.needed("host"),
        declared=Declared(
            name=item.text("name") or item.needed("alternative_order_id"),
            alternative_order_id=item.needed("alternative_order_id"),
            product=item.text("product"),
            common_name=item.text("common_name"),
            emails=item.texts("emails"),
            state=item.text("state") or "present",
            renew=item.text("renew") or "when_due",
            renew_before_days=30 if days is None else days,
        ),
        serial_number=one.serial_number("serial_number"),
        not_after=one.date("not_after"),
        problem=_problem(one),
    )


def _problem(one: Reader) -> str:
    """Return why nobody knows what the host holds."""
    if one.boolean("unreachable"):
        return "it could not be reached"
    told = one.text("msg") or ("no reason given" if one.boolean("failed") else "")
    if told and one.serial_number("serial_number") is None:
        return f"its certificate could not be read ({told})"
    if one.boolean("skipped"):
        return "no directory is declared for it"
    return ""


def _row(one: Reader) -> Row:
    return Row(
        level=one.choice("level", tuple(LEVELS), ""),
        name=one.needed("name"),
        alternative_order_id=one.text("alternative_order_id"),
        product=one.text("product"),
        common_name=one.text("common_name"),
        emails=one.texts("emails"),
        order_id=one.integer("order_id"),
        status=one.text("status"),
        valid_from=one.date("valid_from"),
        valid_till=one.date("valid_till"),
        days_remaining=one.integer("days_remaining"),
        renewal_due_on=one.date("renewal_due_on"),
        serial_number=one.text("serial_number"),
        hosts=tuple(_place(place) for place in one.readers("hosts")),
        live_orders=one.integers("live_orders"),
        remark=one.text("remark") or "",
    )


def _place(one: Reader) -> Place:
    return Place(
        host=one.needed("host"),
        state=one.choice("state", _STATES, "unknown"),
        serial_number=one.text("serial_number"),
        not_after=one.date("not_after"),
    )
