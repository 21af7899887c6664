# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Orders, requests and the rest as the API shows them."""

from typing import Any

from .ca import ISSUING_CAS
from .entities import (
    ApiKey,
    Certificate,
    Container,
    CustomField,
    Order,
    Organization,
    Request,
    User,
)
from .keys import ROLES
from .lifecycle import completed, unsubmitted_domains
from .products import PRODUCTS
from .seeds import ACCOUNT_ID
from .times import day, end_of, stamp
from .world import World

Json = dict[str, Any]


def present(**members: Any) -> Json:
    """Return the members that are there: the API leaves out what it does not have."""
    return {name: value for name, value in members.items() if value is not None}


def order_info(world: World, order: Order) -> Json:
    """Return the answer of "Order info"."""
    store = world.store
    certificate = store.need(Certificate, order.certificate_id)
    requests = store.where(Request, "order_id", order.id)
    key_user = store.need(User, order.user_id)
    organization = store.get(Organization, order.organization_id)
    return present(
        id=order.id,
        certificate=_certificate(world, order, certificate),
        status=order.status,
        is_renewal=order.renewal_of_order_id is not None,
        is_renewed=order.is_renewed,
        renewed_order_id=_renewed_order_id(world, order),
        renewal_of_order_id=order.renewal_of_order_id,
        date_created=stamp(order.date_created),
        order_valid_from=_day(order.order_valid_from),
        order_valid_till=_day(order.order_valid_till),
        organization=_organization_or_none(world, organization),
        organization_contact=order.organization_contact,
        technical_contact=order.technical_contact,
        container=_container(world, order.container_id),
        product=product_of(order),
        product_name_id=order.product,
        validity_years=order.order_validity.get("years"),
        order_validity=order.order_validity,
        requests=[_request_row(world, request) for request in requests],
        has_pending_request=any(request.status == "pending" for request in requests),
        custom_fields=_custom_fields(world, order) or None,
        notes=[{"id": n, "text": text} for n, text in enumerate(order.notes, 1)] or None,
        user=person(key_user),
        api_key={"name": order.api_key_name, "key_type": "api_key"},
        disable_renewal_notifications=order.disable_renewal_notifications,
        auto_renew=order.auto_renew,
        alternative_order_id=order.alternative_order_id,
        is_guest_access_enabled=order.is_guest_access_enabled,
        dcv_method=order.dcv_method,
        payment_method=order.payment_method,
        price=order.price,
        currency="USD",
        allow_duplicates=False,
        has_duplicates=False,
        duplicates_count=0,
        reissues_count=len(reissues(world, order)),
    )


def order_row(world: World, order: Order) -> Json:
    """Return one row of "List orders": less than Order info, and no alternative order ID."""
    certificate = store_certificate(world, order)
    organization = world.store.get(Organization, order.organization_id)
    row = present(
        id=order.id,
        certificate=present(
            id=shown_id(world, certificate),
            common_name=certificate.wish.common_name,
            valid_till=_valid_till(world, certificate),
            days_remaining=_days_remaining(world, certificate),
            signature_hash=certificate.wish.signature_hash,
        ),
        status=order.status,
        is_renewed=order.is_renewed,
        date_created=stamp(order.date_created),
        organization=_organization_or_none(world, organization, short=True),
        validity_years=order.order_validity.get("years"),
        disable_renewal_notifications=order.disable_renewal_notifications,
        container=_container(world, order.container_id),
        product=present(**{name: product_of(order)[name] for name in ("name_id", "name", "type")}),
        product_name_id=order.product,
        has_duplicates=False,
    )
    if world.settings.quirks.list_rows != "documented":
        _add_observed(world, order, completed(world, certificate), row)
    if world.settings.quirks.list_rows == "generous":
        _add_more(order, certificate, row)
    return row


def _add_observed(world: World, order: Order, certificate: Certificate, row: Json) -> None:
    row["certificate"] |= present(serial_number=certificate.serial_number, thumbprint=certificate.thumbprint)
    row |= present(
        duplicates_count=0,
        reissues_count=len(reissues(world, order)),
        price=order.price,
        custom_fields=_custom_fields(world, order) or None,
    )


def _add_more(order: Order, certificate: Certificate, row: Json) -> None:
    emails = certificate.wish.emails if PRODUCTS[order.product].public_smime else None
    row["certificate"] |= present(emails=emails, valid_from=_day(certificate.valid_from))
    row |= present(order_valid_till=_day(order.order_valid_till), has_reissues=row["reissues_count"] > 0)


def brief_row(world: World, order: Order) -> Json:
    """Return `{"order_id", "certificate_id", "status"}`, as the lookup and the status changes show orders."""
    certificate = store_certificate(world, order)
    return present(order_id=order.id, certificate_id=shown_id(world, certificate), status=order.status)


def store_certificate(world: World, order: Order) -> Certificate:
    return world.store.need(Certificate, order.certificate_id)


def reissues(world: World, order: Order) -> list[Certificate]:
    return [item for item in world.store.where(Certificate, "order_id", order.id) if item.is_reissue]


def reissue_row(world: World, order: Order, certificate: Certificate) -> Json:
    """Return one row of "List reissues"; what is not issued has no dates and no serial number."""
    certificate = completed(world, certificate)
    user = world.store.need(User, order.user_id)
    return present(
        id=certificate.id,
        thumbprint=certificate.thumbprint,
        serial_number=certificate.serial_number,
        common_name=certificate.wish.common_name,
        dns_names=[],
        status=certificate.status,
        date_created=stamp(certificate.date_created),
        date_issued=_stamp(certificate.date_issued),
        valid_till=_valid_till(world, certificate),
        days_remaining=_days_remaining(world, certificate),
        csr=certificate.wish.csr,
        key_size=certificate.key_size,
        archived=0,
        user_id=user.id,
        email=user.email,
        firstname=user.first_name,
        lastname=user.last_name,
        receipt_id="0",
        purchased_dns_names="0",
        purchased_wildcard_names="0",
    )


def _certificate(world: World, order: Order, certificate: Certificate) -> Json:
    certificate = completed(world, certificate)
    wish = certificate.wish
    status = certificate.status if certificate.is_reissue or certificate.status == "revoked" else None
    return present(
        id=shown_id(world, certificate),
        status=status,
        thumbprint=certificate.thumbprint,
        serial_number=certificate.serial_number,
        common_name=wish.common_name,
        emails=wish.emails if PRODUCTS[order.product].public_smime else None,
        cert_validity=order.order_validity,
        date_created=stamp(certificate.date_created),
        date_issued=_stamp(certificate.date_issued),
        valid_from=_day(certificate.valid_from),
        valid_till=_valid_till(world, certificate),
        days_remaining=_days_remaining(world, certificate),
        csr=wish.csr,
        organization=None if order.organization_id is None else {"id": order.organization_id},
        organization_units=wish.organization_units or None,
        signature_hash=wish.signature_hash,
        key_size=certificate.key_size,
        ca_cert={"id": wish.ca_cert_id, "name": ISSUING_CAS[wish.ca_cert_id]},
        user_id=order.user_id,
    )


def shown_id(world: World, certificate: Certificate) -> int | None:
    """Return the ID of a certificate, or None while a quirk hides it."""
    lag = world.settings.quirks.issued_without_certificate_id
    if lag and certificate.date_issued and (world.now() - certificate.date_issued).total_seconds() < lag:
        return None
    return certificate.id


def _valid_till(world: World, certificate: Certificate) -> str | None:
    if certificate.valid_till is None and world.settings.quirks.valid_till_null_text:
        return "null"
    return _day(certificate.valid_till)


def _days_remaining(world: World, certificate: Certificate) -> int | None:
    if certificate.valid_till is None:
        return None
    return (certificate.valid_till - day(world.now())).days


def _renewed_order_id(world: World, order: Order) -> int:
    """The documentation does not say which direction this member has: 0 unless a quirk picks one."""
    shown = world.settings.quirks.renewed_order_id
    if shown == "predecessor":
        return order.renewal_of_order_id or 0
    if shown == "successor":
        successors = world.store.where(Order, "renewal_of_order_id", order.id)
        return successors[-1].id if successors else 0
    return 0


def product_of(order: Order) -> Json:
    product = PRODUCTS[order.product]
    return {
        "name_id": product.name_id,
        "name": product.name,
        "type": product.type,
        "validation_type": product.validation_type,
    }


def _organization_or_none(world: World, organization: Organization | None, short: bool = False) -> Any:
    if organization is None:
        return [] if world.settings.quirks.organization_as_empty_list else None
    if short:
        return {"id": organization.id, "name": organization.name}
    return present(
        id=organization.id,
        name=organization.name,
        assumed_name=organization.assumed_name,
        display_name=_display_name(organization),
        is_active=True,
        city=organization.city,
        state=organization.state,
        country=organization.country,
        telephone=organization.telephone,
    )


def _display_name(organization: Organization) -> str:
    assumed = organization.assumed_name
    return f"{organization.name} ({assumed})" if assumed else organization.name


def organization_info(world: World, organization: Organization, include_validation: bool) -> Json:
    validations = None
    if include_validation:
        until = organization.smime_validated_until
        active = until is not None and until >= day(world.now())
        validations = [
            present(
                type="smime",
                name="S/MIME",
                description="S/MIME organization validation",
                date_created=stamp(organization.date_created),
                validated_until=None if until is None else stamp(end_of(until)),
                status="active" if active else "pending",
            )
        ]
    return present(
        id=organization.id,
        status="active",
        name=organization.name,
        assumed_name=organization.assumed_name,
        display_name=_display_name(organization),
        is_active=True,
        address=organization.address,
        address2=organization.address2,
        zip=organization.zip,
        city=organization.city,
        state=organization.state,
        country=organization.country,
        telephone=organization.telephone,
        container=_container_with_parent(world, organization.container_id),
        organization_contact=organization.contacts[0] if organization.contacts else None,
        validations=validations,
    )


def container_info(container: Container) -> Json:
    return {
        "id": container.id,
        "public_id": f"sandbox-{container.id}",
        "name": container.name,
        "parent_id": container.parent_id,
        "template_id": 1,
        "has_logo": False,
        "is_active": container.is_active,
    }


def _container(world: World, number: int) -> Json:
    container = world.store.need(Container, number)
    return {"id": container.id, "name": container.name, "is_active": container.is_active}


def _container_with_parent(world: World, number: int) -> Json:
    return _container(world, number) | {"parent_id": world.store.need(Container, number).parent_id}


def _custom_fields(world: World, order: Order) -> list[Json]:
    return [
        {"metadata_id": number, "label": world.store.need(CustomField, number).label, "value": value}
        for number, value in order.custom_fields.items()
    ]


def person(user: User) -> Json:
    return {"id": user.id, "first_name": user.first_name, "last_name": user.last_name, "email": user.email}


def user_info(world: World, key: ApiKey) -> Json:
    user = world.store.need(User, key.user_id)
    role_id, role_name = ROLES[key.role].access_role
    return {
        **person(user),
        "username": user.username,
        "account_id": ACCOUNT_ID,
        "status": "active",
        "type": "standard",
        "container": _container_with_parent(world, world.store.all(Container)[0].id),
        "access_roles": [{"id": role_id, "name": role_name}],
        "has_container_assignments": False,
    }


def _request_row(world: World, request: Request) -> Json:
    return present(
        id=request.id,
        date=stamp(request.date),
        type=request.type,
        status=request_status(world, request),
        comments=request.comments,
    )


def request_status(world: World, request: Request) -> str:
    if request.status == "pending" and world.settings.quirks.order_answer == "needs_approval":
        return "needs_approval"
    return request.status


def request_summary(world: World, request: Request) -> Json:
    """Return one row of "List requests"."""
    order = world.store.need(Order, request.order_id)
    certificate = _subject_of(world, order, request)
    organization = world.store.get(Organization, order.organization_id)
    return present(
        id=request.id,
        date=stamp(request.date),
        type=request.type,
        status=request_status(world, request),
        requester=person(world.store.need(User, request.requester_id)),
        order=present(
            id=order.id,
            certificate={"common_name": certificate.wish.common_name},
            organization=_organization_or_none(world, organization, short=True),
            container=_container(world, order.container_id),
            product=present(**{name: product_of(order)[name] for name in ("name_id", "name", "type")}),
        ),
    )


def revoke_request(world: World, request: Request) -> Json:
    """Return the answer to a revocation that waits for approval."""
    return present(
        id=request.id,
        date=stamp(request.date),
        type=request.type,
        status=request_status(world, request),
        requester=person(world.store.need(User, request.requester_id)),
        comments=request.comments,
    )


def request_info(world: World, request: Request) -> Json:
    """Return the answer of "Request info"."""
    order = world.store.need(Order, request.order_id)
    processor = world.store.get(User, request.processor_id)
    shown = request_summary(world, request)
    predecessor = world.store.get(Order, order.renewal_of_order_id)
    shown["order"] |= present(
        status=order.status,
        renewal_of_order_valid_till=_day(predecessor.order_valid_till) if predecessor else None,
        unsubmitted_domains=unsubmitted_domains(world, order, _subject_of(world, order, request)) or None,
    )
    return shown | present(
        date_processed=_stamp(request.date_processed),
        processor=person(processor) if processor else None,
        comments=request.comments,
        processor_comment=request.processor_comment,
    )


def _subject_of(world: World, order: Order, request: Request) -> Certificate:
    return world.store.get(Certificate, request.certificate_id) or store_certificate(world, order)


def _day(value: Any) -> str | None:
    return None if value is None else value.isoformat()


def _stamp(value: Any) -> str | None:
    return None if value is None else stamp(value)
