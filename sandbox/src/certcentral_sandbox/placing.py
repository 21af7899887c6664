# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Placing an order: read the body, check every rule, make the order, its certificate and its request."""

from typing import Any

from . import lifecycle, rules, validity
from .bodies import LegacyOrder, OrderBody, SecureEmailCertificate, SecureEmailOrder
from .bundles import chain_members
from .ca import DEFAULT_CA
from .call import Answer, Call
from .entities import Certificate, Order, Organization, Request, Wish
from .errors import problem, refusal
from .products import PRODUCTS, Product
from .render import request_status, shown_id
from .seeds import ROOT_CONTAINER
from .shape import read
from .world import World


def place(call: Call) -> Answer:
    """POST /order/certificate/{product}: 201 with `id`, `requests`, and `certificate_id` once it is approved."""
    product = PRODUCTS.get(call.path["product"])
    if product is None:
        raise refusal("not_found|product")
    if product.name_id not in call.world.settings.products_enabled:
        raise refusal("product_not_enabled")
    shape: type[SecureEmailOrder] | type[LegacyOrder] = SecureEmailOrder if product.secure_email else LegacyOrder
    body, reading = read(shape, call.body)
    if body.certificate is None:
        reading.add(problem("required_param", "certificate"))
    chosen = _chosen_organization(call.world, body)
    certificate_body = body.certificate or (SecureEmailCertificate() if product.secure_email else None)
    if certificate_body is not None:
        for found in rules.broken(rules.facts_for(call.world, product, certificate_body, body, chosen)):
            reading.add(found)
    reading.raise_if_any()
    return _make(call, product, body, chosen)


def wish_of(
    call: Call, product: Product, certificate: Any, subject: dict[str, bool], organization: Organization | None
) -> Wish:
    """Return what goes into the certificate. The body has passed the rules."""
    usage = getattr(certificate, "usage_designation", None)
    person = certificate.individual
    name = rules.derived_common_name(product, certificate, organization)
    chosen_ca = certificate.ca_cert_id if call.world.settings.ica_selection else None
    return Wish(
        common_name=name or "",
        emails=certificate.emails,
        signature_hash=certificate.signature_hash or "sha256",
        csr=certificate.csr,
        ca_cert_id=chosen_ca or DEFAULT_CA,
        organization_units=[] if product.public_smime else certificate.organization_units or [],
        common_name_indicator=certificate.common_name_indicator,
        individual=person.model_dump(exclude_none=True) if person else {},
        profile_type=(getattr(certificate, "profile_type", None) or "strict") if product.secure_email else None,
        primary_usage=usage.primary_usage if usage else None,
        additional_usages=usage.additional_usages if usage else [],
        subject=subject,
    )


def approved_at_once(call: Call, skip_approval: bool) -> bool:
    """Whether no approver is needed. Only a key that may approve can skip the approval."""
    return not call.world.settings.approval_required or (skip_approval and call.role.approves)


def _chosen_organization(world: World, body: OrderBody) -> Organization | None:
    """Return the organization an order names, as stored or, for a new one, as described."""
    sent = body.organization
    if sent is None:
        return None
    if sent.id is not None:
        return world.store.get(Organization, sent.id)
    same = [stored for stored in world.store.where(Organization, "name", sent.name) if stored.name == sent.name]
    if same and not sent.skip_duplicate_org_check:
        return same[0]
    return Organization(
        id=world.store.next_id(Organization),
        container_id=ROOT_CONTAINER,
        date_created=world.now(),
        name=sent.name or "",
        **sent.model_dump(include={"assumed_name", "address", "address2", "city", "state", "zip", "country"}),
        telephone=sent.telephone,
    )


def _make(call: Call, product: Product, body: Any, organization: Organization | None) -> Answer:
    world, now = call.world, call.now
    is_new = organization is not None and world.store.get(Organization, organization.id) is None
    if organization is not None and body.organization.contacts is not None:
        organization.contacts = [contact.model_dump(exclude_none=True) for contact in body.organization.contacts]
    if organization is not None:
        world.store.put(organization)
    approved = approved_at_once(call, body.skip_approval)
    subject = body.subject.model_dump() if getattr(body, "subject", None) else {}
    order = _order(call, product, body, organization, "pending" if approved else "needs_approval")
    certificate = Certificate(
        id=order.certificate_id,
        order_id=order.id,
        wish=wish_of(call, product, body.certificate, subject, organization),
        date_created=now,
    )
    request = Request(
        id=world.store.next_id(Request),
        date=now,
        type="new_request",
        status="submitted" if approved else "pending",
        order_id=order.id,
        requester_id=call.key.user_id,
        comments=body.comments,
    )
    lifecycle.start(world, order, certificate, request)
    return receipt(world, order.id, request.id, organization.id if organization and is_new else None)


def _order(call: Call, product: Product, body: Any, organization: Organization | None, status: str) -> Order:
    store = call.world.store
    certificate_id = store.next_id(Certificate)
    container_id = body.container.id if body.container else ROOT_CONTAINER
    return Order(
        id=store.next_id(Order),
        status=status,
        product=product.name_id,
        alternative_order_id=body.alternative_order_id,
        organization_id=organization.id if organization else None,
        container_id=container_id,
        user_id=call.key.user_id,
        api_key_name=call.key.name,
        date_created=call.now,
        status_last_updated=call.now,
        certificate_id=certificate_id,
        next_certificate_id=certificate_id,
        order_validity=validity.wanted(body),
        renewal_of_order_id=body.renewal_of_order_id,
        auto_renew=body.auto_renew or 0,
        custom_fields={item.metadata_id: item.value for item in body.custom_fields},
        payment_method=body.payment_method or "balance",
        price=product.price,
        organization_contact=_contact(body.organization_contact),
        technical_contact=_contact(body.technical_contact),
        is_guest_access_enabled=body.enable_guest_access == 1,
        disable_renewal_notifications=body.disable_renewal_notifications,
        dcv_method=getattr(body, "dcv_method", None),
    )


def _contact(contact: Any) -> dict[str, Any] | None:
    return None if contact is None else contact.model_dump(exclude_none=True)


def receipt(world: World, order_id: int, request_id: int, new_organization_id: int | None = None) -> Answer:
    """Return the 201 answer to an order or a reissue."""
    request = world.store.need(Request, request_id)
    order = world.store.need(Order, order_id)
    style = world.settings.quirks.order_answer
    payload: dict[str, Any] = {"id": order_id}
    if new_organization_id is not None:
        payload["organization"] = {"id": new_organization_id}
    if style != "without_requests":
        payload["requests"] = [{"id": request_id, "status": request_status(world, request)}]
    if request.status == "approved":
        number = shown_id(world, world.store.need(Certificate, order.certificate_id))
        payload |= {} if number is None else {"certificate_id": number}
        if style == "with_chain":
            payload["certificate_chain"] = _chain(world, order)
    elif style == "without_requests" and order.next_certificate_id is not None:
        payload["certificate_id"] = order.next_certificate_id
    return Answer(status=201, payload=payload)


def _chain(world: World, order: Order) -> list[dict[str, str]]:
    return chain_members(world, world.store.need(Certificate, order.certificate_id))
