# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The order report: one CSV of many orders, made while it is sent.

Columns and filters are those of the documentation, as far as it could be read, the columns in its order [OREP].
"""

import csv
import io
from collections.abc import Iterable, Iterator
from datetime import UTC
from typing import Any, TypeVar

from .ca import ISSUING_CAS
from .call import Answer, Call, listed
from .entities import Certificate, Container, Entity, Order, Organization, User
from .listing import Property, filtered, filters_of, offset_and_limit
from .products import PRODUCTS
from .routes_orders import PROPERTIES
from .seeds import ACCOUNT_ID
from .store import Query

CSV_TYPE = "text/csv"
DEFAULT_LIMIT, MAX_LIMIT = 50_000, 100_000
E = TypeVar("E", bound=Entity)
# So many orders are read at a time; other requests are answered in between.
PART = 500

FILTERS: dict[str, Property] = {
    name: PROPERTIES[name]
    for name in (
        *("id", "common_name", "status", "date_created", "valid_till", "organization_id", "user_id"),
        *("product_name_id", "is_renewed", "container_id"),
    )
}


def order_report(call: Call) -> Answer:
    """GET /report/order: CSV, every value in quotes."""
    query = filtered(listed(call), filters_of(call, FILTERS), FILTERS, call.now)
    offset, limit = offset_and_limit(call, DEFAULT_LIMIT, MAX_LIMIT)
    return Answer(chunks=_parts(Report(call), query, offset, limit), media_type=CSV_TYPE)


def _parts(report: "Report", query: Query, offset: int, limit: int) -> Iterator[str]:
    yield _text((COLUMNS,))
    store = report.call.world.store
    found = store.select(Order, query, limit=min(PART, limit), offset=offset)
    while found:
        yield _text([report.row(order) for order in found])
        limit -= len(found)
        # Where the last part ended, whatever has been placed since.
        rest = query.also("orders.id > ?", found[-1].id)
        found = store.select(Order, rest, limit=min(PART, limit)) if limit else []


def _text(rows: Iterable[Any]) -> str:
    text = io.StringIO()
    csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\n").writerows(rows)
    return text.getvalue()


class Report:
    """Makes the rows; what many orders share is read once."""

    def __init__(self, call: Call) -> None:
        self.call = call
        self._organizations: dict[int, Organization] = {}
        self._users: dict[int, User] = {}
        self._containers: dict[int, Container] = {}

    def row(self, order: Order) -> list[Any]:
        """Return the values of an order in the order of COLUMNS; what is not there is an empty text.

        Signing thousands that were made in bulk would take a minute: until shown elsewhere, they have no thumbprint.
        """
        world = self.call.world
        store = world.store
        certificate = store.need(Certificate, order.certificate_id)
        values = _values(
            order,
            certificate,
            self._shared(self._organizations, Organization, order.organization_id),
            self._shared(self._users, User, order.user_id),
            self._shared(self._containers, Container, order.container_id),
        )
        if world.settings.report_customer_order_id:
            values["customer_order_id"] = order.alternative_order_id
        return [_shown(values.get(name)) for name in COLUMNS]

    def _shared(self, known: dict[int, E], kind: type[E], number: int | None) -> E | None:
        if number is None:
            return None
        if number not in known:
            known[number] = self.call.world.store.need(kind, number)
        return known[number]


def _values(
    order: Order,
    certificate: Certificate,
    organization: Organization | None,
    user: User | None,
    container: Container | None,
) -> dict[str, Any]:
    product, wish, contact = PRODUCTS[order.product], certificate.wish, order.technical_contact or {}
    own = {
        "order_id": order.id,
        "date_created": f"{order.date_created.astimezone(UTC):%Y-%m-%d %H:%M:%S}",
        "status": order.status,
        "organization_unit": ",".join(wish.organization_units),
        "issuing_ca": ISSUING_CAS[wish.ca_cert_id],
        "validity_years": order.order_validity.get("years"),
        "signature_hash": wish.signature_hash,
        "dcv_method": order.dcv_method,
        "common_name": wish.common_name,
        "product_name_id": product.name_id,
        "product_name": product.name,
        "product_type": product.type,
        "email": ",".join(wish.emails),
        "csr": wish.csr,
        "valid_from": certificate.valid_from,
        "valid_till": certificate.valid_till,
        "certificate_tracker_id": certificate.id,
        "is_renewed": order.is_renewed,
        "disable_issuance_email": False,
        "pay_type": order.payment_method,
        "is_out_of_contract": False,
        "disable_renewal_notifications": order.disable_renewal_notifications,
        "auto_renew": order.auto_renew,
        "thumbprint": certificate.thumbprint,
        "serial_number": certificate.serial_number,
        "account_id": ACCOUNT_ID,
    }
    technical = {f"tech_{name}": contact.get(name) for name in ("first_name", "last_name", "email", "telephone")}
    return {
        **own,
        **technical,
        "tech_title": contact.get("job_title"),
        **_prefixed("container", container, "id", "name"),
        **_prefixed("organization", organization, "id", "name", "city", "state", "country"),
        "organization_address_1": organization and organization.address,
        "organization_address_2": organization and organization.address2,
        **_prefixed("user", user, "id", "first_name", "last_name"),
    }


def _prefixed(prefix: str, entity: Entity | None, *names: str) -> dict[str, Any]:
    return {f"{prefix}_{name}": getattr(entity, name, None) for name in names}


def _shown(value: Any) -> Any:
    if isinstance(value, bool):
        return int(value)
    return "" if value is None else value


# The copy of the documented sample ends here; there were more.
COLUMNS = (
    *("order_id", "customer_order_id", "date_created", "container_id", "container_name", "status", "user_id"),
    *("organization_id", "organization_name", "organization_address_1", "organization_address_2"),
    *("organization_city", "organization_state", "organization_country", "organization_unit"),
    *("tech_first_name", "tech_last_name", "tech_email", "tech_title", "tech_telephone"),
    *("server_type", "issuing_ca", "agreement_id", "validity_years", "signature_hash", "dcv_method", "common_name"),
    *("plus_feature", "dns_names", "product_id", "product_name_id", "product_name", "product_type", "email", "csr"),
    *("valid_from", "valid_till", "certificate_tracker_id", "is_renewed", "renewed_order_id", "receipt_id"),
    *("disable_issuance_email", "pay_type", "is_out_of_contract", "disable_renewal_notifications"),
    *("additional_emails", "auto_renew", "custom_renewal_message", "thumbprint", "serial_number", "account_id"),
    *("user_first_name", "user_last_name"),
)
