# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How an order moves from one status to the next. Every change of status happens here."""

from datetime import date, datetime, timedelta

from cryptography.hazmat.primitives import hashes

from . import leaf, validity
from .ca import pem_text, shown_serial
from .csr import public_key
from .entities import Certificate, Domain, Order, Organization, Request
from .products import PRODUCTS
from .times import day, end_of, seconds
from .world import World

AUTO_RENEW_DAYS = 30
IN_FLIGHT = ("pending", "processing", "waiting_pickup", "reissue_pending")


def keep(world: World, order: Order) -> None:
    """Write an order with the moment at which the clock alone changes it next."""
    order.wake_at = wake_at(order)
    world.store.put(order)


def wake_at(order: Order) -> int | None:
    """Return the moment (Unix seconds) at which the clock alone changes an order next."""
    moments = [at for at in (order.issue_at, order.auto_renew_at, order.expires_at) if at is not None]
    return int(min(moments).timestamp()) if moments else None


def expires_at(last: date) -> datetime:
    """Return the moment at which a certificate with this last day expires."""
    return end_of(last) + seconds(1)


def turn(order: Order, status: str, at: datetime) -> None:
    if order.status != status:
        order.status = status
        order.status_last_updated = at


def settle(world: World) -> None:
    """Do what the clock alone brings about, in its order: issue, renew automatically, expire."""
    now = int(world.now().timestamp())
    while (order := world.store.next_due(now)) is not None:
        if order.issue_at is not None and _due(order, order.issue_at):
            issue(world, order, order.issue_at)
        elif order.auto_renew_at is not None and _due(order, order.auto_renew_at):
            at, order.auto_renew_at = order.auto_renew_at, None
            keep(world, order)
            _renew_automatically(world, order, at)
        elif order.expires_at is not None:
            if world.settings.expire_orders:
                if order.next_certificate_id is not None:
                    drop_reissue(world, order, "canceled", order.expires_at, None, "The order has expired.")
                turn(order, "expired", order.expires_at)
            order.expires_at = None
            keep(world, order)


def _due(order: Order, at: datetime) -> bool:
    return int(at.timestamp()) == order.wake_at


def settle_all(world: World) -> None:
    """Let every order in flight go on that can, after a validation or a setting changed."""
    now = world.now()
    for order in world.store.where(Order, "status", "pending", "waiting_pickup", "reissue_pending"):
        proceed(world, order, now)


def making(world: World, order: Order) -> Certificate:
    """Return the certificate in the making."""
    return world.store.need(Certificate, order.next_certificate_id)


def approval_request(world: World, order: Order) -> Request | None:
    """Return the pending request of the order or of its reissue, or None."""
    waiting = [
        request
        for request in world.store.where(Request, "order_id", order.id)
        if request.status == "pending" and request.type != "revoke"
    ]
    return waiting[-1] if waiting else None


def unconfirmed_emails(world: World, order: Order, certificate: Certificate) -> list[str]:
    """Return the addresses whose owner, or whose domain, is not validated yet."""
    product = PRODUCTS[order.product]
    if product.validation == "client":
        return []
    by_domain = product.needs_domains or world.settings.mailbox_by_domain
    organization = order.organization_id if product.needs_domains else None
    confirmed = {address.lower() for address in certificate.validated_emails} if not product.needs_domains else set()
    return [
        address
        for address in certificate.wish.emails
        if address.lower() not in confirmed and not (by_domain and domain_validated(world, address, organization))
    ]


def domain_validated(world: World, address: str, organization_id: int | None) -> bool:
    """Whether an address lies in a validated domain of the organization, or (None) of the account."""
    name = address.rpartition("@")[2].lower()
    return any(
        (name == domain.name or name.endswith(f".{domain.name}"))
        and domain.validated_until >= day(world.now())
        and organization_id in (None, domain.organization_id)
        for domain in world.store.all(Domain)
    )


def unsubmitted_domains(world: World, order: Order, certificate: Certificate) -> list[str]:
    """Return the e-mail domains of an organization's order that nobody has validated for the organization."""
    if not PRODUCTS[order.product].needs_domains:
        return []
    missing = (address.rpartition("@")[2].lower() for address in unconfirmed_emails(world, order, certificate))
    return list(dict.fromkeys(missing))


def organization_validated(world: World, order: Order) -> bool:
    if PRODUCTS[order.product].organization != "required":
        return True
    organization = world.store.need(Organization, order.organization_id)
    return organization.smime_validated_until is not None and organization.smime_validated_until >= day(world.now())


def proceed(world: World, order: Order, at: datetime) -> None:
    """Take an approved order, or an approved reissue, as far as it can go now."""
    if order.next_certificate_id is None or approval_request(world, order) is not None:
        return
    certificate = making(world, order)
    if certificate.date_emailed is None:
        certificate.date_emailed = day(at)
        world.store.put(certificate)
    if unconfirmed_emails(world, order, certificate) or not organization_validated(world, order):
        _show(order, certificate, "pending", at)
    elif certificate.wish.csr is None:
        _show(order, certificate, "waiting_pickup", at)
    elif world.settings.issuance_delay_seconds:
        order.issue_at = order.issue_at or at + seconds(world.settings.issuance_delay_seconds)
        _show(order, certificate, "processing", at)
    else:
        issue(world, order, at)
        return
    keep(world, order)


def _show(order: Order, certificate: Certificate, status: str, at: datetime) -> None:
    """A reissue in the making, whatever it waits for, shows as `reissue_pending`."""
    turn(order, "reissue_pending" if certificate.is_reissue else status, at)


def issue(world: World, order: Order, at: datetime) -> None:
    """Sign the certificate in the making; it becomes the order's primary certificate."""
    product, certificate = PRODUCTS[order.product], making(world, order)
    today = day(at)
    if order.order_valid_till is None:
        order.order_valid_from = today
        order.order_valid_till = validity.capped(product, today, validity.last_day(order.order_validity, today))
    # An order that waited past its own end still gets the day on which it is issued.
    last = max(today, validity.capped(product, today, order.order_valid_till))
    certificate.status, certificate.date_issued = "issued", at
    certificate.valid_from, certificate.valid_till = today, last
    _sign(world, order, certificate)
    world.store.put(certificate)
    replaced = order.certificate_id if order.certificate_id != certificate.id else None
    order.certificate_id, order.next_certificate_id, order.issue_at = certificate.id, None, None
    order.expires_at = expires_at(last)
    if order.auto_renew > 0 and not order.is_renewed:
        order.auto_renew_at = order.expires_at - timedelta(days=AUTO_RENEW_DAYS)
    turn(order, "issued", at)
    keep(world, order)
    if replaced is not None and world.settings.reissue_revokes_old:
        _revoke_certificate(world, world.store.need(Certificate, replaced), at)
    for request in world.store.where(Request, "order_id", order.id):
        if request.status == "submitted":
            request.status, request.date_processed = "approved", at
            world.store.put(request)


def completed(world: World, certificate: Certificate) -> Certificate:
    """Return a certificate as it is shown: one made in bulk is signed now, which is no change of the account."""
    if certificate.date_issued is not None and certificate.pem is None:
        _sign(world, world.store.need(Order, certificate.order_id), certificate)
        world.store.put(certificate, remembered=False)
    return certificate


def _sign(world: World, order: Order, certificate: Certificate) -> None:
    """Sign what is issued, with the serial number that it may have already."""
    key = public_key(certificate.wish.csr or "", bare_key_allowed=True)
    organization = world.store.get(Organization, order.organization_id)
    issued, last = certificate.date_issued, certificate.valid_till
    if issued is None or last is None:
        raise ValueError("only what is issued is signed")
    builder = leaf.builder(PRODUCTS[order.product], certificate.wish, organization, key, issued, end_of(last))
    wish, shown = certificate.wish, certificate.serial_number
    serial = None if shown is None else int(shown, 16)
    signed = world.authority.sign(builder, wish.ca_cert_id, key, wish.signature_hash, serial)
    certificate.serial_number = shown_serial(signed.serial_number)
    certificate.thumbprint = signed.fingerprint(hashes.SHA1()).hex().upper()  # noqa: S303  (a name, not a safeguard)
    certificate.key_size = key.key_size
    certificate.pem = pem_text([signed])


def pick_up(world: World, order: Order, csr: str) -> None:
    """The recipient makes a key; only an order without CSR has something to pick up."""
    certificate = making(world, order)
    certificate.wish.csr = csr
    world.store.put(certificate)
    issue(world, order, world.now())


def close(world: World, order: Order, status: str, at: datetime, by: int | None, note: str | None) -> None:
    """End an order that was never issued: rejected or canceled. The price goes back to the balance."""
    _abandon(world, order, status, at, by, note)
    order.refunded = True
    turn(order, status, at)
    keep(world, order)
    if order.renewal_of_order_id is not None and world.settings.cancel_frees_renewal:
        predecessor = world.store.need(Order, order.renewal_of_order_id)
        predecessor.is_renewed = False
        keep(world, predecessor)


def drop_reissue(world: World, order: Order, status: str, at: datetime, by: int | None, note: str | None) -> None:
    """End a reissue that is not finished; the order is `issued` again."""
    _abandon(world, order, status, at, by, note)
    turn(order, "issued", at)
    keep(world, order)


def _abandon(world: World, order: Order, status: str, at: datetime, by: int | None, note: str | None) -> None:
    """Give up the certificate in the making; its request is rejected, with the note ("Update order status")."""
    certificate = making(world, order)
    certificate.status = status
    world.store.put(certificate)
    order.next_certificate_id, order.issue_at = None, None
    for request in world.store.where(Request, "order_id", order.id):
        about_it = request.type == "new_request" or request.certificate_id == certificate.id
        if about_it and request.status in ("pending", "submitted"):
            request.status, request.processor_comment = "rejected", note
            request.date_processed, request.processor_id = at, by
            world.store.put(request)


def revoke(world: World, order: Order, certificate: Certificate | None, at: datetime) -> None:
    """Revoke one certificate, or with None all of an order and the order with them."""
    if certificate is None and order.next_certificate_id is not None:
        drop_reissue(world, order, "canceled", at, None, "The order has been revoked.")
    every = [item for item in world.store.where(Certificate, "order_id", order.id) if item.date_issued is not None]
    for item in every if certificate is None else [certificate]:
        _revoke_certificate(world, item, at)
    left = order.next_certificate_id is not None or any(
        item.status == "issued" for item in world.store.where(Certificate, "order_id", order.id)
    )
    if certificate is None or (not left and world.settings.revoke_closes_order):
        order.auto_renew_at = order.expires_at = None
        turn(order, "revoked", at)
    keep(world, order)


def _revoke_certificate(world: World, certificate: Certificate, at: datetime) -> None:
    if certificate.status == "issued":
        certificate.status, certificate.date_revoked = "revoked", at
        world.store.put(certificate)


def mark_renewed(world: World, predecessor_id: int | None) -> None:
    if predecessor_id is not None:
        predecessor = world.store.need(Order, predecessor_id)
        predecessor.is_renewed, predecessor.auto_renew_at = True, None
        keep(world, predecessor)


def start(world: World, order: Order, certificate: Certificate, request: Request) -> None:
    """Put a new order into the world and take it as far as it goes."""
    world.store.put(order)
    world.store.put(certificate)
    world.store.put(request)
    mark_renewed(world, order.renewal_of_order_id)
    proceed(world, order, order.date_created)


def _renew_automatically(world: World, order: Order, at: datetime) -> None:
    """Order again with the same data and key. The new order carries no alternative order ID: none is documented."""
    if order.is_renewed:
        return
    old = world.store.need(Certificate, order.certificate_id)
    number, certificate_id = world.store.next_id(Order), world.store.next_id(Certificate)
    renewal = order.model_copy(
        update={
            "id": number,
            "status": "pending",
            "alternative_order_id": None,
            "date_created": at,
            "status_last_updated": at,
            "certificate_id": certificate_id,
            "next_certificate_id": certificate_id,
            "order_valid_from": None,
            "order_valid_till": None,
            "renewal_of_order_id": order.id,
            "auto_renew": order.auto_renew - 1,
            "expires_at": None,
        }
    )
    start(
        world,
        renewal,
        Certificate(id=certificate_id, order_id=number, wish=old.wish, date_created=at),
        Request(
            id=world.store.next_id(Request),
            date=at,
            type="new_request",
            status="submitted",
            order_id=number,
            requester_id=order.user_id,
        ),
    )
