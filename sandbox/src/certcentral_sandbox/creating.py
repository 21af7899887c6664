# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Issued orders in bulk, as if they had been placed and issued some days ago: what a benchmark starts with.

Certificates get their serial number now and are signed when they are first shown.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from pydantic import BaseModel, ConfigDict, Field

from .ca import DEFAULT_CA, new_serial_number, shown_serial
from .csr import public_key
from .entities import ApiKey, Certificate, Order, Organization, Request, Wish
from .lifecycle import expires_at, wake_at
from .products import PRODUCTS
from .seeds import ROOT_CONTAINER
from .times import day
from .world import World

MOST = 1_000_000
# What stands for the number of an order of several, from 1 on.
NUMBER = "{n}"


class Wanted(BaseModel):
    """`count` orders, alike but for `{n}` in identity, name and addresses. The default name is the first address."""

    model_config = ConfigDict(extra="forbid", strict=True)

    count: int = Field(default=1, ge=1, le=MOST)
    alternative_order_id: str | None = None
    product: str = "class1_smime"
    common_name: str | None = None
    emails: list[str] = Field(min_length=1)
    organization_id: int | None = None
    csr: str | None = None
    days: int = Field(default=365, ge=1)
    days_ago: int = Field(default=0, ge=0)


def create(world: World, wanted: list[Wanted], csr: str) -> dict[str, int]:
    """Make the orders, in their order and with ids in a row, and return the first ids and how many there are.

    *csr* is for those that bring none. Raises ValueError, before anything is made, for what no order can be.
    """
    for number, one in enumerate(wanted):
        _check(world, one, f"orders[{number}]")
    first = {kind.table: world.store.next_id(kind) for kind in (Order, Certificate, Request)}
    made = 0
    key, now = world.store.all(ApiKey)[0], world.now()
    for one in wanted:
        one.csr = one.csr or csr
        orders, certificates, requests = [], [], []
        for n in range(1, one.count + 1):
            ids = {table: number + made for table, number in first.items()}
            order, certificate, request = _one(one, key, n, ids, now)
            orders.append(order)
            certificates.append(certificate)
            requests.append(request)
            made += 1
        world.store.add(orders)
        world.store.add(certificates)
        world.store.add(requests)
    return {"created": made, "first_order_id": first["orders"], "first_certificate_id": first["certificates"]}


def _check(world: World, one: Wanted, where: str) -> None:
    product = PRODUCTS.get(one.product)
    if product is None:
        raise ValueError(f"{where}.product: there is no {one.product}")
    if one.organization_id is None and product.organization == "required":
        raise ValueError(f"{where}.organization_id: {one.product} needs one")
    if one.organization_id is not None and world.store.get(Organization, one.organization_id) is None:
        raise ValueError(f"{where}.organization_id: there is no {one.organization_id}")
    if one.csr is not None:
        public_key(one.csr)


def _one(
    wanted: Wanted, key: ApiKey, number: int, ids: dict[str, int], now: datetime
) -> tuple[Order, Certificate, Request]:
    product = PRODUCTS[wanted.product]
    at = now - timedelta(days=wanted.days_ago)
    start = day(at)
    last = start + timedelta(days=wanted.days)
    emails = list(_numbered(wanted.emails, number))
    (name,) = _numbered([wanted.common_name or emails[0]], number)
    identity = wanted.alternative_order_id
    order = Order(
        id=ids["orders"],
        status="issued",
        product=product.name_id,
        alternative_order_id=None if identity is None else identity.replace(NUMBER, str(number)),
        organization_id=wanted.organization_id,
        container_id=ROOT_CONTAINER,
        user_id=key.user_id,
        api_key_name=key.name,
        date_created=at,
        status_last_updated=at,
        certificate_id=ids["certificates"],
        order_validity={"days": wanted.days},
        order_valid_from=start,
        order_valid_till=last,
        # Nothing of what they cost is the account's own to lose.
        payment_method="profile",
        price=product.price,
        expires_at=expires_at(last),
    )
    order.wake_at = wake_at(order)
    wish = Wish(
        common_name=name,
        emails=emails,
        signature_hash="sha256",
        csr=wanted.csr,
        ca_cert_id=DEFAULT_CA,
        profile_type="strict" if product.secure_email else None,
        primary_usage="signing" if product.secure_email else None,
    )
    certificate = Certificate(
        id=ids["certificates"],
        order_id=order.id,
        status="issued",
        wish=wish,
        date_created=at,
        date_issued=at,
        valid_from=start,
        valid_till=last,
        serial_number=shown_serial(new_serial_number()),
        validated_emails=emails,
        date_emailed=start,
    )
    request = Request(
        id=ids["requests"],
        date=at,
        type="new_request",
        status="approved",
        order_id=order.id,
        requester_id=key.user_id,
        date_processed=at,
    )
    return order, certificate, request


def _numbered(texts: list[str], number: int) -> Iterator[str]:
    return (text.replace(NUMBER, str(number)) for text in texts)
