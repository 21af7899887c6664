# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Private to this collection: it may change in any release.
"""A preflight: what the account and the key allow, and the table of what stops an order."""

from __future__ import annotations

import dataclasses
import datetime
import decimal
import typing as t

from .catalog import OfferedProduct, Organization
from .model import Desired
from .products import PRODUCTS, REQUIRED

#: Restrictions of an API key, by the id of the role it shows [AUTH] [GLOSS].
KEY_ROLES: t.Mapping[int, str] = {
    100: "Orders",
    101: "Orders, Domains, Organizations",
    102: "View Only",
    103: "User Management",
}
_CANNOT_ORDER = frozenset({102, 103})
#: The access role that sees its own orders only, by its id and as its name begins [GLOSS].
_LIMITED, _LIMITED_NAME = 2, "limited"

#: The amounts of the balance, text with two decimals [BAL].
AMOUNTS = (
    "balance",
    "currency",
    "unpaid_invoice_balance",
    "negative_balance_limit",
    "used_credit_from_other_containers",
    "total_available_funds",
)

#: What pays for orders.
BY_SUBSCRIPTION, BY_BALANCE, UNKNOWN = "subscription", "balance", "unknown"

#: The reads of a preflight, as its sentences call them.
ACCOUNT = "account"
USER = "user"
PRODUCTS_READ = "products"
ORGANIZATIONS = "organizations"
BALANCE = "balance"
REQUESTS = "requests"


@dataclasses.dataclass(frozen=True)
class Role:
    """An access role of a user, or a restriction of its key: both are listed the same way [ERR]."""

    id: t.Optional[int]
    name: t.Optional[str]


@dataclasses.dataclass(frozen=True)
class User:
    """The user whose rights the key has."""

    username: t.Optional[str] = None
    roles: tuple[Role, ...] = ()
    container_id: t.Optional[int] = None


@dataclasses.dataclass(frozen=True)
class Account:
    """The account that the key belongs to."""

    id: t.Optional[int] = None
    type: t.Optional[str] = None
    root_container_id: t.Optional[int] = None
    #: Its values are not documented.
    pricing_model: t.Optional[str] = None

    @property
    def says_subscription(self) -> bool:
        """True when anything about the account has that word."""
        return any(BY_SUBSCRIPTION in text.lower() for text in (self.pricing_model, self.type) if text)


@dataclasses.dataclass(frozen=True)
class Balance:
    """Funds: text as CertCentral sends it, by the names of ``AMOUNTS``; no limit at all when ``unlimited``."""

    amounts: t.Mapping[str, t.Optional[str]]
    unlimited: bool = False

    @property
    def left(self) -> t.Optional[bool]:
        """Whether there are funds; ``None`` when CertCentral does not tell."""
        funds = self.amounts.get("total_available_funds")
        if self.unlimited or funds is None:
            return self.unlimited or None
        try:
            return decimal.Decimal(funds.replace(",", "")) > 0
        except decimal.InvalidOperation:
            return None


@dataclasses.dataclass(frozen=True)
class Preflight:
    """What could be read; ``None`` is what this key may not read, and ``refused`` says why."""

    today: datetime.date
    account: t.Optional[Account] = None
    user: t.Optional[User] = None
    balance: t.Optional[Balance] = None
    products: t.Optional[tuple[OfferedProduct, ...]] = None
    organizations: t.Optional[tuple[Organization, ...]] = None
    #: Requests for client certificates that wait for an approver.
    pending_requests: t.Optional[int] = None
    #: Name of the read -> error codes.
    refused: t.Mapping[str, str] = dataclasses.field(default_factory=dict)

    @property
    def restriction(self) -> t.Optional[Role]:
        """The restriction of the key, as far as it shows among the roles."""
        return next((role for role in self.user.roles if role.id in KEY_ROLES), None) if self.user else None

    @property
    def cannot_order(self) -> bool:
        """True when the key is restricted to something else than orders."""
        return self.restriction is not None and self.restriction.id in _CANNOT_ORDER

    @property
    def restriction_name(self) -> str:
        """CertCentral's name for the restriction."""
        return KEY_ROLES[self.restriction.id] if self.restriction and self.restriction.id else ""

    @property
    def sees_own_only(self) -> bool:
        """True when the user has no role but the one that sees its own orders only."""
        roles = [role for role in self.user.roles if role.id not in KEY_ROLES] if self.user else []
        limited = [role.id == _LIMITED or (role.name or "").lower().startswith(_LIMITED_NAME) for role in roles]
        return bool(limited) and all(limited)

    @property
    def refusals(self) -> str:
        """What this key may not read, with the error codes."""
        return ", ".join(f"{name} ({codes})" for name, codes in self.refused.items())

    @property
    def validated(self) -> t.Optional[tuple[Organization, ...]]:
        """Organizations with a valid S/MIME validation; ``None`` when CertCentral does not tell."""
        if self.organizations is None or any(found.validations is None for found in self.organizations):
            return None
        return tuple(found for found in self.organizations if found.smime_validation(self.today))

    @property
    def need_organization(self) -> str:
        """The enabled products that need an organization, as text; empty without any."""
        names = (product.name_id for product in self.products or ())
        return ", ".join(name for name in names if PRODUCTS[name].organization == REQUIRED)

    @property
    def billing(self) -> str:
        """What pays for orders, as far as it shows: ``BY_SUBSCRIPTION``, ``BY_BALANCE`` where there are funds, else ``UNKNOWN``."""
        if self.account is not None and self.account.says_subscription:
            return BY_SUBSCRIPTION
        return BY_BALANCE if self.balance is not None and self.balance.left else UNKNOWN

    @property
    def unfunded(self) -> bool:
        """True when no funds are left, and neither a subscription nor a contract covers further certificates."""
        covered = any(product.remaining_certs_in_contract for product in self.products or ())
        no_funds = self.balance is not None and self.balance.left is False
        return no_funds and not covered and self.billing != BY_SUBSCRIPTION

    @property
    def funds(self) -> str:
        """The funds as text."""
        amounts = self.balance.amounts if self.balance else {}
        return " ".join(filter(None, (amounts.get("total_available_funds"), amounts.get("currency"))))


@dataclasses.dataclass(frozen=True)
class Finding:
    """A finding that ``stops`` makes the account not ready; ``sentence`` is told where ``when`` holds."""

    stops: bool
    sentence: str
    when: t.Callable[[Preflight], object]
    #: It stops an order of whatever product, for whomever, however it is paid.
    for_all: bool = False


KEY_RESTRICTED = "The API key is restricted to {p.restriction_name}, so it cannot order; use another key."
KEY_BLIND = (
    "The API key may not see requests and orders ({p.refused[requests]}), so it cannot order safely; use another key."
)
NO_PRODUCT = "No client certificate product is enabled for the account; have DigiCert enable one."
NO_ORGANIZATION = (
    "No organization has a valid S/MIME validation, which {p.need_organization} need; "
    "submit one for validation in CertCentral."
)
NO_FUNDS = "The account has no funds left ({p.funds}); pay in, or order with another payment_method."
LIMITED = (
    "The key's user has a Limited role, so it sees only its own orders: what another key ordered is ordered again. "
    "Use one key for a certificate, or a user who sees all orders."
)
UNREADABLE = "This API key may not read: {p.refusals}."
UNTOLD = "CertCentral does not tell which organizations have a valid S/MIME validation."
SUBSCRIPTION = "The account pays by subscription, so its funds do not tell what may be ordered."
PENDING = "Requests that await approval: {p.pending_requests}."

STOPS, TOLD = True, False

FINDINGS: tuple[Finding, ...] = (
    Finding(STOPS, KEY_RESTRICTED, lambda p: p.cannot_order, for_all=True),
    Finding(STOPS, KEY_BLIND, lambda p: REQUESTS in p.refused, for_all=True),
    Finding(STOPS, NO_PRODUCT, lambda p: p.products == ()),
    Finding(STOPS, NO_ORGANIZATION, lambda p: p.validated == () and p.need_organization),
    Finding(STOPS, NO_FUNDS, lambda p: p.unfunded),
    Finding(TOLD, LIMITED, lambda p: p.sees_own_only),
    Finding(TOLD, UNREADABLE, lambda p: p.refused),
    Finding(TOLD, UNTOLD, lambda p: p.organizations and p.validated is None),
    Finding(TOLD, SUBSCRIPTION, lambda p: p.billing == BY_SUBSCRIPTION),
    Finding(TOLD, PENDING, lambda p: p.pending_requests),
)


def reasons(preflight: Preflight) -> list[str]:
    """Return what stops an order of any enabled product, one sentence each; empty when nothing does."""
    return _sentences(preflight, stops=True)


def remarks(preflight: Preflight) -> list[str]:
    """Return what is worth knowing besides, such as what this key may not read."""
    return _sentences(preflight, stops=False)


def _sentences(preflight: Preflight, stops: bool) -> list[str]:
    return [f.sentence.format(p=preflight) for f in FINDINGS if f.stops is stops and f.when(preflight)]


def refusals(preflight: Preflight, desired: Desired) -> list[str]:
    """Return why CertCentral will refuse the order that *desired* declares, one sentence each; nothing where nobody knows."""
    stops = [f.sentence.format(p=preflight) for f in FINDINGS if f.stops and f.for_all and f.when(preflight)]
    if preflight.unfunded and desired.payment_method in (None, "balance"):
        stops.append(NO_FUNDS.format(p=preflight))
    if preflight.products is not None and desired.product not in {product.name_id for product in preflight.products}:
        stops.append(f"Product {desired.product} is not enabled for the account; have DigiCert enable it.")
    number = desired.organization.get("id")
    if number is not None and preflight.organizations is not None:
        organization = next((one for one in preflight.organizations if one.id == number), None)
        if organization is None:
            stops.append(f"Organization {number} is not in the account; correct organization.id.")
        elif organization.is_active is False:
            stops.append(f"Organization {number} is not active in CertCentral.")
    return [f"CertCentral will refuse this order. {stop}" for stop in stops]


def account_dict(preflight: Preflight) -> dict[str, t.Any]:
    """Return the preflight as users see it; what could not be read is ``None``."""
    account, user, validated = preflight.account or Account(), preflight.user, preflight.validated
    stopped = reasons(preflight)
    return {
        "id": account.id,
        "type": account.type,
        "user": None
        if user is None
        else {"username": user.username, "roles": [dataclasses.asdict(role) for role in user.roles]},
        "api_key": {"restriction": preflight.restriction_name or None, "refused": sorted(preflight.refused)},
        "billing": preflight.billing,
        "balance": _balance_dict(preflight.balance),
        "products": None if preflight.products is None else [product.name_id for product in preflight.products],
        "organizations": None if validated is None else [_organization(found, preflight.today) for found in validated],
        "pending_requests": preflight.pending_requests,
        "ready": not stopped,
        "reasons": stopped,
        "remarks": remarks(preflight),
    }


def _balance_dict(balance: t.Optional[Balance]) -> t.Optional[dict[str, t.Any]]:
    if balance is None:
        return None
    return {**{name: balance.amounts.get(name) for name in AMOUNTS}, "unlimited_negative_balance": balance.unlimited}


def _organization(organization: Organization, today: datetime.date) -> dict[str, t.Any]:
    validation = organization.smime_validation(today)
    until = validation.validated_until if validation else None
    return {
        "id": organization.id,
        "name": organization.name,
        "smime_validated_until": None if until is None else until.isoformat(),
    }
