# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the sandbox remembers. Each class is one table of documents; ids grow from `first_id`."""

from collections.abc import Callable
from datetime import date, datetime
from operator import attrgetter
from typing import Any, ClassVar

from pydantic import BaseModel, Field

from .times import stamp

Values = dict[str, Callable[[Any], Any]]


def _by(*names: str) -> Values:
    return {name: attrgetter(name) for name in names}


class Entity(BaseModel):
    """`columns` and `lists` (several values each) are what SQL can search and sort by, as `searched` puts it.

    `remembered`: the store keeps what was before the last changes.
    """

    table: ClassVar[str]
    first_id: ClassVar[int]
    columns: ClassVar[Values] = {}
    lists: ClassVar[Values] = {}
    remembered: ClassVar[bool] = False

    id: int

    @classmethod
    def list_tables(cls) -> dict[str, str]:
        """Return the table of each list."""
        return {name: f"{cls.table}_{name}" for name in cls.lists}


def searched(value: Any) -> Any:
    """Return a value as a column holds it: text in lower case, moments as the API writes them."""
    if isinstance(value, datetime):
        return stamp(value).lower()
    if isinstance(value, date):
        return value.isoformat()
    return value.lower() if isinstance(value, str) else value


class User(Entity):
    table = "users"
    first_id = 14

    username: str
    first_name: str
    last_name: str
    email: str


class ApiKey(Entity):
    """An API key; only its SHA-256 digest is kept."""

    table = "api_keys"
    first_id = 301
    columns = _by("digest")

    digest: str
    name: str
    role: str
    user_id: int


class Container(Entity):
    table = "containers"
    first_id = 9

    name: str
    parent_id: int
    is_active: bool = True


class Organization(Entity):
    table = "organizations"
    first_id = 501
    columns = _by("name", "container_id")

    name: str
    assumed_name: str | None = None
    address: str | None = None
    address2: str | None = None
    city: str | None = None
    state: str | None = None
    zip: str | None = None
    country: str | None = None
    telephone: str | None = None
    container_id: int
    contacts: list[dict[str, Any]] = Field(default_factory=list)
    date_created: datetime
    smime_validated_until: date | None = None


class Domain(Entity):
    table = "domains"
    first_id = 701

    name: str
    organization_id: int
    validated_until: date


class CustomField(Entity):
    table = "custom_fields"
    first_id = 11

    label: str
    data_type: str
    is_required: bool = False
    is_active: bool = True


class Wish(BaseModel):
    """The part of an order or a reissue that ends up in the certificate."""

    common_name: str
    emails: list[str]
    signature_hash: str
    csr: str | None = None
    ca_cert_id: str
    organization_units: list[str] = Field(default_factory=list)
    common_name_indicator: str | None = None
    individual: dict[str, str] = Field(default_factory=dict)
    profile_type: str | None = None
    primary_usage: str | None = None
    additional_usages: list[str] = Field(default_factory=list)
    subject: dict[str, bool] = Field(default_factory=dict)


class Certificate(Entity):
    """One certificate of an order; `status`: pending, issued, revoked, rejected, canceled."""

    table = "certificates"
    first_id = 80020001
    columns = _by("order_id", "serial_number", "thumbprint", "valid_till") | {
        "common_name": attrgetter("wish.common_name")
    }
    lists = {"emails": attrgetter("wish.emails")}
    remembered = True

    order_id: int
    is_reissue: bool = False
    status: str = "pending"
    wish: Wish
    date_created: datetime
    date_issued: datetime | None = None
    date_revoked: datetime | None = None
    valid_from: date | None = None
    valid_till: date | None = None
    serial_number: str | None = None
    thumbprint: str | None = None
    key_size: int | None = None
    pem: str | None = None
    validated_emails: list[str] = Field(default_factory=list)
    date_emailed: date | None = None


class Order(Entity):
    """One order. `certificate_id` is the primary certificate, `next_certificate_id` the one in the making."""

    table = "orders"
    first_id = 70010001
    columns = {
        **_by("alternative_order_id", "status", "product", "wake_at", "renewal_of_order_id", "certificate_id"),
        **_by("organization_id", "container_id", "user_id", "date_created", "status_last_updated", "is_renewed"),
        **_by("disable_renewal_notifications", "spent"),
    }
    lists = {
        "metadata_id": lambda order: list(order.custom_fields),
        "metadata_value": lambda order: list(order.custom_fields.values()),
    }
    remembered = True

    status: str
    product: str
    alternative_order_id: str | None = None
    organization_id: int | None = None
    container_id: int
    user_id: int
    api_key_name: str
    date_created: datetime
    status_last_updated: datetime
    certificate_id: int
    next_certificate_id: int | None = None
    order_validity: dict[str, Any]
    order_valid_from: date | None = None
    order_valid_till: date | None = None
    renewal_of_order_id: int | None = None
    is_renewed: bool = False
    auto_renew: int = 0
    custom_fields: dict[int, str] = Field(default_factory=dict)
    payment_method: str
    price: int
    refunded: bool = False
    organization_contact: dict[str, Any] | None = None
    technical_contact: dict[str, Any] | None = None
    is_guest_access_enabled: bool = False
    disable_renewal_notifications: bool = False
    dcv_method: str | None = None
    notes: list[str] = Field(default_factory=list)
    issue_at: datetime | None = None
    auto_renew_at: datetime | None = None
    expires_at: datetime | None = None
    wake_at: int | None = None

    @property
    def spent(self) -> int:
        """What the order takes from the balance."""
        return 0 if self.refunded or self.payment_method != "balance" else self.price


class Request(Entity):
    """A request for approval; `type`: new_request, reissue, revoke. A revoke without certificate means all."""

    table = "requests"
    first_id = 601
    columns = _by("order_id", "status", "type", "date", "certificate_id")
    remembered = True

    date: datetime
    type: str
    status: str
    order_id: int
    certificate_id: int | None = None
    requester_id: int
    processor_id: int | None = None
    date_processed: datetime | None = None
    comments: str | None = None
    processor_comment: str | None = None


KINDS: tuple[type[Entity], ...] = (
    User,
    ApiKey,
    Container,
    Organization,
    Domain,
    CustomField,
    Certificate,
    Order,
    Request,
)
