# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The documented rules of an order and of a reissue, one function each, in one table."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from . import validity
from .bodies import Contact, LegacyCertificate, OrderBody, SecureEmailCertificate
from .ca import ISSUING_CAS
from .csr import BadCsr, public_key
from .entities import Certificate, Container, CustomField, Order, Organization
from .errors import Problem, problem
from .lifecycle import domain_validated
from .products import ADDITIONAL_USAGES, PRIMARY_USAGES, PUBLIC_MAIL_PROVIDERS, Product
from .store import named
from .times import day
from .world import World

ALPHABETS = {"wide": re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*"), "alphanumeric": re.compile(r"[A-Za-z0-9]+")}
MAX_ALTERNATIVE_ID = 64
MAX_COMMON_NAME = 64
EMAIL = re.compile(
    r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,63}"
)
PAYMENT_METHODS = ("balance", "card", "profile")
MAX_AUTO_RENEW = 99


@dataclass(frozen=True)
class Facts:
    """What the rules look at. `order` is None for a reissue: then the order's own rules do not apply."""

    world: World
    product: Product
    certificate: LegacyCertificate
    order: OrderBody | None
    organization: Organization | None
    today: date

    @property
    def emails(self) -> list[str]:
        return self.certificate.emails or []


Rule = Callable[[Facts], Iterator[Problem]]


def common_name(facts: Facts) -> Iterator[Problem]:
    sent, where = facts.certificate.common_name, "certificate.common_name"
    if facts.product.common_name == "required" and not (sent or "").strip():
        yield problem("required_param", where)
    if facts.product.common_name == "forbidden" and sent is not None:
        yield problem("param_not_allowed", where, "This product takes the first e-mail address as common name.")
    derived = derived_common_name(facts.product, facts.certificate, facts.organization)
    if derived is not None and len(derived) > MAX_COMMON_NAME:
        yield problem("invalid_param_value", where, f"It would be {derived}: more than {MAX_COMMON_NAME} characters.")
    if facts.product.common_name == "derived" and sent is not None and derived is not None and sent != derived:
        yield problem("invalid_param_value", where, "The common name is not the one that the indicator asks for.")


def derived_common_name(
    product: Product, certificate: LegacyCertificate, organization: Organization | None
) -> str | None:
    """Return the common name the certificate gets, or None while the body does not tell."""
    person = certificate.individual
    if product.validation == "mailbox" or certificate.common_name_indicator == "email_address":
        return certificate.emails[0] if certificate.emails else None
    if product.common_name == "required":
        return certificate.common_name
    if certificate.common_name_indicator == "organization_name":
        return organization.name if organization else None
    if person is None:
        return None
    if certificate.common_name_indicator == "pseudonym":
        return person.pseudonym
    return f"{person.first_name} {person.last_name}" if person.first_name and person.last_name else None


def emails(facts: Facts) -> Iterator[Problem]:
    if not facts.certificate.emails:
        yield problem("required_param", "certificate.emails")
        return
    if len({address.lower() for address in facts.emails}) != len(facts.emails):
        yield problem("invalid_param_value", "certificate.emails", "An address is there twice.")
    for position, address in enumerate(facts.emails):
        if not EMAIL.fullmatch(address):
            yield problem("invalid_param_value", f"certificate.emails.{position}", "This is not an e-mail address.")


def public_providers(facts: Facts) -> Iterator[Problem]:
    if not facts.product.needs_domains:
        return
    for address in facts.emails:
        domain = address.rpartition("@")[2].lower()
        owner = facts.organization.id if facts.organization else None
        if domain in PUBLIC_MAIL_PROVIDERS and not domain_validated(facts.world, address, owner):
            yield problem(
                "email_domain_not_validated", message=f"{domain} is a public mail provider and not validated for you."
            )


def signature_hash(facts: Facts) -> Iterator[Problem]:
    sent, where = facts.certificate.signature_hash, "certificate.signature_hash"
    if sent is None and (not facts.product.secure_email or facts.order is None):
        yield problem("required_param", where)
    elif sent is not None and sent not in facts.product.hashes:
        yield problem("invalid_param_value", where, f"Allowed: {', '.join(facts.product.hashes)}.")


def indicator(facts: Facts) -> Iterator[Problem]:
    sent, where = facts.certificate.common_name_indicator, "certificate.common_name_indicator"
    if facts.product.name_id == "secure_email_mailbox":
        return  # documented: ignored for this product
    if not facts.product.indicators:
        if sent is not None:
            yield problem("param_not_allowed", where)
    elif sent is None:
        yield problem("required_param", where)
    elif sent not in facts.product.indicators:
        yield problem("invalid_param_value", where, f"Allowed: {', '.join(facts.product.indicators)}.")


def individual(facts: Facts) -> Iterator[Problem]:
    person, where = facts.certificate.individual, "certificate.individual"
    if facts.product.validation != "sponsor":
        if person is not None:
            yield problem("param_not_allowed", where)
        return
    if person is None:
        yield problem("required_param", where)
        return
    indicated = facts.certificate.common_name_indicator
    named = bool(person.first_name and person.last_name)
    if indicated == "given_name_surname" or (indicated == "email_address" and not person.pseudonym and not named):
        for name in ("first_name", "last_name"):
            if not getattr(person, name):
                yield problem("required_param", f"{where}.{name}")
    if indicated == "pseudonym" and not person.pseudonym:
        yield problem("required_param", f"{where}.pseudonym")


def csr(facts: Facts) -> Iterator[Problem]:
    sent, where = facts.certificate.csr, "certificate.csr"
    if sent is None:
        if facts.world.settings.csr_required:
            yield problem("required_param", where)
        return
    try:
        public_key(sent, bare_key_allowed=facts.order is None)
    except BadCsr as error:
        yield problem("csr_invalid_cannot_parse", message=str(error))


def ca_cert(facts: Facts) -> Iterator[Problem]:
    sent = facts.certificate.ca_cert_id
    if sent is not None and facts.world.settings.ica_selection and sent not in ISSUING_CAS:
        yield problem("invalid_ca_cert_id", "certificate.ca_cert_id")


def secure_email(facts: Facts) -> Iterator[Problem]:
    if not isinstance(facts.certificate, SecureEmailCertificate):
        return
    profile = facts.certificate.profile_type
    if profile is not None and profile not in ADDITIONAL_USAGES:
        yield problem("invalid_param_value", "certificate.profile_type", "Allowed: strict, multipurpose.")
        return
    usage, where = facts.certificate.usage_designation, "certificate.usage_designation"
    if usage is None or usage.primary_usage is None:
        yield problem("required_param", f"{where}.primary_usage")
    elif usage.primary_usage not in PRIMARY_USAGES:
        allowed = ", ".join(PRIMARY_USAGES)
        yield problem("invalid_param_value", f"{where}.primary_usage", f"Allowed: {allowed}.")
    allowed_more = ADDITIONAL_USAGES[profile or "strict"]
    for name in usage.additional_usages if usage else []:
        if name not in allowed_more:
            text = f"The {profile or 'strict'} profile allows {', '.join(allowed_more)}."
            yield problem("invalid_param_value", f"{where}.additional_usages", text)


def organization(facts: Facts) -> Iterator[Problem]:
    sent = facts.order.organization if facts.order else None
    if facts.product.organization == "forbidden":
        if sent is not None:
            yield problem("param_not_allowed", "organization")
        return
    if sent is None:
        if facts.product.organization == "required":
            yield problem("required_param", "organization")
        return
    if sent.id is not None:
        if facts.world.store.get(Organization, sent.id) is None:
            yield problem("invalid_param_value", "organization.id", "The account has no such organization.")
    elif sent.name is None:
        yield problem("required_param", "organization.id")
    else:
        for name in ("address", "city", "country", "telephone"):
            if not getattr(sent, name):
                yield problem("required_param", f"organization.{name}")
        if sent.country and not re.fullmatch(r"[A-Za-z]{2}", sent.country):
            yield problem("invalid_param_value", "organization.country", "A country has two letters.")
    for position, contact in enumerate(sent.contacts or []):
        yield from _contact(contact, f"organization.contacts.{position}")


def contacts(facts: Facts) -> Iterator[Problem]:
    if facts.order is not None:
        for name in ("organization_contact", "technical_contact"):
            contact = getattr(facts.order, name)
            if contact is not None:
                yield from _contact(contact, name)


def _contact(contact: Contact, where: str) -> Iterator[Problem]:
    for name in ("first_name", "last_name", "email"):
        if not getattr(contact, name):
            yield problem("required_param", f"{where}.{name}")


def container(facts: Facts) -> Iterator[Problem]:
    sent = facts.order.container if facts.order else None
    if sent is not None and sent.id is None:
        yield problem("required_param", "container.id")
    elif sent is not None and facts.world.store.get(Container, sent.id) is None:
        yield problem("invalid_param_value", "container.id", "The account has no such container.")


def order_validity(facts: Facts) -> Iterator[Problem]:
    if facts.order is not None:
        refuse = facts.world.settings.validity_cap == "refuse"
        yield from validity.broken_rules(facts.order, facts.product, facts.today, refuse)


def custom_fields(facts: Facts) -> Iterator[Problem]:
    if facts.order is None:
        return
    known = {field.id: field for field in facts.world.store.all(CustomField) if field.is_active}
    sent = {item.metadata_id: item.value for item in facts.order.custom_fields}
    for number, field in known.items():
        if field.is_required and not sent.get(number):
            yield problem("required_param", "custom_fields", f"{field.label} ({number}) is required.")
    for number, value in sent.items():
        if number not in known:
            yield problem("invalid_param_value", "custom_fields", f"The account has no active custom field {number}.")
        elif not value_fits(known[number], value):
            yield problem(
                "invalid_custom_field_value", message=f"{known[number].label} takes {known[number].data_type}."
            )


def value_fits(field: CustomField, value: str) -> bool:
    """Whether a value has the data type of its custom field."""
    if field.data_type == "int":
        return re.fullmatch(r"-?[0-9]+", value) is not None
    if field.data_type == "email_address":
        return EMAIL.fullmatch(value) is not None
    if field.data_type == "email_list":
        return all(EMAIL.fullmatch(address.strip()) for address in value.split(","))
    return True


def payment(facts: Facts) -> Iterator[Problem]:
    if facts.order is None:
        return
    order = facts.order
    method = order.payment_method or "balance"
    if method not in PAYMENT_METHODS:
        yield problem("invalid_param_value", "payment_method", f"Allowed: {', '.join(PAYMENT_METHODS)}.")
    if method == "card":
        yield from _card(order, facts.today)
    else:
        for name in ("credit_card", "billing_address"):
            if getattr(order, name) is not None:
                yield problem("param_not_allowed", name, "Only sent with payment_method card.")
    if method == "balance":
        if order.vat_number is not None:
            yield problem("param_not_allowed", "vat_number", "Only sent with payment_method card or profile.")
        if balance_left(facts.world) < facts.product.price:
            yield problem("insufficient_funds")


def _card(order: OrderBody, today: date) -> Iterator[Problem]:
    for name in ("credit_card", "billing_address"):
        if getattr(order, name) is None:
            yield problem("required_param", name)
    card, address = order.credit_card, order.billing_address
    if card is not None:
        for name in ("number", "expiration_month", "expiration_year", "cvv", "cardholder_name"):
            if not getattr(card, name):
                yield problem("required_param", f"credit_card.{name}")
        if card.number and not re.fullmatch(r"[0-9]{12,19}", card.number):
            yield problem("invalid_param_value", "credit_card.number", "A card number has 12 to 19 digits.")
        if card.cvv and not re.fullmatch(r"[0-9]{3,4}", card.cvv):
            yield problem("invalid_param_value", "credit_card.cvv", "Three or four digits.")
        if card.expiration_month and not 1 <= card.expiration_month <= 12:
            yield problem("invalid_param_value", "credit_card.expiration_month", "1 to 12.")
        elif card.expiration_month and card.expiration_year:
            if card.expiration_year < 1000:
                yield problem("invalid_param_value", "credit_card.expiration_year", "Four digits.")
            elif (card.expiration_year, card.expiration_month) < (today.year, today.month):
                yield problem("invalid_param_value", "credit_card.expiration_year", "The card has expired.")
    if address is not None:
        needed = ["address", "city", "country"]
        if (address.country or "").lower() in ("us", "ca"):
            needed += ["state", "zip"]
        for name in needed:
            if not getattr(address, name):
                yield problem("required_param", f"billing_address.{name}")


def balance_left(world: World) -> Decimal:
    """Return the funds that are left after every order paid from the balance."""
    return world.settings.balance - world.store.spent()


def guest_access(facts: Facts) -> Iterator[Problem]:
    if facts.order is not None and facts.order.enable_guest_access == 1 and not facts.world.settings.guest_access:
        yield problem("guest_access_disabled", "enable_guest_access")


def auto_renew(facts: Facts) -> Iterator[Problem]:
    sent = facts.order.auto_renew if facts.order else None
    if sent is not None and not 0 <= sent <= MAX_AUTO_RENEW:
        yield problem("invalid_param_value", "auto_renew", f"0 to {MAX_AUTO_RENEW}.")


def alternative_order_id(facts: Facts) -> Iterator[Problem]:
    sent = facts.order.alternative_order_id if facts.order else None
    if sent is None:
        return
    alphabet = ALPHABETS[facts.world.settings.alternative_order_id_alphabet]
    if len(sent) > MAX_ALTERNATIVE_ID or not alphabet.fullmatch(sent):
        text = f"1 to {MAX_ALTERNATIVE_ID} alphanumeric characters."
        yield problem("invalid_param_value", "alternative_order_id", text)
    elif facts.world.settings.unique_alternative_order_ids:
        holders = facts.world.store.select(Order, named(sent))
        freed = () if facts.world.settings.dead_orders_keep_id else ("rejected", "canceled")
        if any(order.status not in freed for order in holders):
            yield problem("alternative_order_id_already_exists")


def renewal(facts: Facts) -> Iterator[Problem]:
    number = facts.order.renewal_of_order_id if facts.order else None
    if number is None:
        return
    predecessor = facts.world.store.get(Order, number)
    if predecessor is None:
        yield problem("order_not_eligible_for_renewal", message="The account has no order with this ID.")
    elif predecessor.is_renewed:
        yield problem("order_renewed_already")
    elif predecessor.status not in ("issued", "expired"):
        yield problem("order_not_eligible_for_renewal", message=f"The order is {predecessor.status}.")
    elif facts.world.store.need(Certificate, predecessor.certificate_id).status == "revoked":
        yield problem("order_not_eligible_for_renewal", message="The certificate of the order is revoked.")
    else:
        window, last = facts.world.settings.renewal_window_days, predecessor.order_valid_till
        if window is not None and last is not None and (last - facts.today).days > window:
            yield problem("order_not_eligible_for_renewal", message=f"Possible {window} days before the end.")


CERTIFICATE_RULES: tuple[Rule, ...] = (
    common_name,
    emails,
    public_providers,
    signature_hash,
    indicator,
    individual,
    csr,
    ca_cert,
    secure_email,
)
RULES: tuple[Rule, ...] = (
    *CERTIFICATE_RULES,
    organization,
    contacts,
    container,
    order_validity,
    custom_fields,
    payment,
    guest_access,
    auto_renew,
    alternative_order_id,
    renewal,
)


def broken(facts: Facts) -> Iterator[Problem]:
    """Yield every broken rule of an order, or of a reissue."""
    for rule in CERTIFICATE_RULES if facts.order is None else RULES:
        yield from rule(facts)


def facts_for(
    world: World,
    product: Product,
    certificate: LegacyCertificate,
    order: OrderBody | None,
    organization: Organization | None,
) -> Facts:
    return Facts(world, product, certificate, order, organization, day(world.now()))
