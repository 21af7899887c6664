# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Private to this collection: it may change in any release.
"""CertCentral's JSON about orders, read into the model. Extra keys are welcome; a missing id or status is an error."""

from __future__ import annotations

import typing as t

from .._core import canonical, status, wish
from .._core.errors import Unanswered
from .._core.identity import is_older
from .._core.model import Match, Order, Refusal, Request
from .._core.products import present_name
from . import read


def parse_match(row: t.Mapping[str, read.Json]) -> Match:
    """Read a row of the lookup by alternative order ID; its keys are ``order_id`` and ``status`` [ALT].

    Raises ``Unanswered`` for a row without an order id: to overlook an order is to buy it again.
    """
    order_id = read.identifier(row.get("order_id", row.get("id")))
    if order_id is None:
        raise Unanswered(
            "CertCentral's list of orders has a row without an order_id; nothing was ordered; run again later."
        )
    return Match(order_id, status.normal(read.text(row.get("status")) or status.UNKNOWN))


def parse_order(answer: t.Mapping[str, read.Json]) -> Order:
    """Read an order info answer [INFO]. The CSR stays PEM text; its public key is the caller's to find."""
    order_id = read.identifier(answer.get("id"))
    if order_id is None:
        raise Unanswered("CertCentral's answer about an order has no order id; nothing was changed; run again later.")
    certificate = read.mapping(answer.get("certificate"))
    product = read.text(read.mapping(answer.get("product")).get("name_id")) or read.text(answer.get("product_name_id"))
    organization = read.mapping(answer.get("organization")) or read.mapping(certificate.get("organization"))
    units = certificate.get("organization_units")
    fields = answer.get("custom_fields")
    return Order(
        id=order_id,
        status=status.normal(read.text(answer.get("status")) or status.UNKNOWN),
        alternative_order_id=read.text(answer.get("alternative_order_id")),
        product=None if product is None else present_name(product),
        certificate_id=read.identifier(certificate.get("id")),
        certificate_status=read.lower(certificate.get("status")),
        common_name=read.text(certificate.get("common_name")),
        emails=read.texts(certificate.get("emails")),
        organization_id=read.identifier(organization.get("id")),
        container_id=read.identifier(read.mapping(answer.get("container")).get("id")),
        signature_hash=read.lower(certificate.get("signature_hash")),
        organization_units=read.texts(units) if isinstance(units, list) else None,
        ca_cert_id=read.text(read.mapping(certificate.get("ca_cert")).get("id")),
        csr=read.text(certificate.get("csr")),
        custom_fields=_custom_fields(fields) if isinstance(fields, (list, dict)) else None,
        valid_from=read.date(certificate.get("valid_from")),
        valid_till=read.date(certificate.get("valid_till")),
        serial_number=read.text(certificate.get("serial_number")),
        thumbprint=read.text(certificate.get("thumbprint")),
        date_created=read.date(answer.get("date_created")),
        is_renewed=read.flag(answer.get("is_renewed")),
        renewal_of_order_id=read.identifier(answer.get("renewal_of_order_id")),
        requests=tuple(_requests(answer.get("requests"))),
        shows_requests=isinstance(answer.get("requests"), (list, dict)),
    )


def parse_new_order_id(answer: t.Mapping[str, read.Json]) -> t.Optional[int]:
    """Return the id of the order just placed, or ``None`` when the answer does not tell [OC]."""
    return read.identifier(answer.get("id"))


def parse_replaced_certificates(answer: t.Mapping[str, read.Json], order: Order) -> t.Optional[tuple[int, ...]]:
    """Return the ids of issued certificates that reissues of *order* replaced, from its list of reissues [LREIS].

    ``None`` when the list holds a newer certificate than *order* shows: then one of the two is old. The list may hold the
    current certificate too, and copies of it under other ids with its serial number [KF].
    """
    mine = canonical.serial_number(order.serial_number)
    replaced: list[int] = []
    for row in read.rows(answer.get("certificates")):
        certificate_id = read.identifier(row.get("id"))
        if certificate_id is None or read.lower(row.get("status")) != status.ISSUED:
            continue
        number = read.text(row.get("serial_number"))
        if mine is not None and canonical.serial_number(number) == mine:
            continue
        if order.certificate_id is None or certificate_id > order.certificate_id:
            return None
        if is_older(certificate_id, number, order):
            replaced.append(certificate_id)
    return tuple(dict.fromkeys(replaced))


def parse_email_validation(answer: t.Mapping[str, read.Json]) -> tuple[dict[str, str], ...]:
    """Return ``{"email", "status"}`` per address of an order [EVAL]."""
    found = []
    for row in read.rows(answer.get("emails")):
        email = read.text(row.get("email"))
        if email is not None:
            found.append({"email": email, "status": read.lower(row.get("status")) or "unvalidated"})
    return tuple(found)


def parse_unsubmitted_domains(answer: t.Mapping[str, read.Json]) -> tuple[str, ...]:
    """Return the domains that a request info names as not validated or not in the account [RINFO]."""
    return read.texts(read.mapping(answer.get("order")).get("unsubmitted_domains"))


def parse_refusal(order_id: int, answer: t.Mapping[str, read.Json]) -> Refusal:
    """Read from a request info who refused an order and why: `` (by Ada Moss: wrong department)`` [RINFO]."""
    person = read.mapping(answer.get("processor")) or read.mapping(answer.get("reviewer"))
    names = (read.text(person.get("first_name")), read.text(person.get("last_name")))
    who = " ".join(name for name in names if name) or read.text(person.get("email"))
    why = read.text(answer.get("processor_comment"))
    told = ": ".join(part for part in (f"by {who}" if who else None, why) if part)
    return Refusal(order_id, f" ({told})" if told else "", withdrawn=(why or "").startswith(wish.WITHDRAWN))


def _requests(value: read.Json) -> t.Iterator[Request]:
    for row in read.rows(value):
        request_id = read.identifier(row.get("id"))
        if request_id is not None:
            yield Request(
                request_id, read.lower(row.get("type")), read.lower(row.get("status")), read.text(row.get("comments"))
            )


def _custom_fields(value: read.Json) -> dict[int, str]:
    fields = {}
    for row in read.rows(value):
        identifier = read.identifier(row.get("metadata_id"))
        if identifier is not None:
            fields[identifier] = str(row.get("value"))
    return fields
