# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The shapes of request bodies: names and types. What a product requires stands in `rules`.

Everything is optional here, so that one answer can name wrong types and missing parameters together.
"""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator


class Body(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class Individual(Body):
    first_name: str | None = None
    last_name: str | None = None
    pseudonym: str | None = None


class UsageDesignation(Body):
    primary_usage: str | None = None
    additional_usages: list[str] = Field(default_factory=list)


class LegacyCertificate(Body):
    common_name: str | None = None
    common_name_indicator: str | None = None
    individual: Individual | None = None
    emails: list[str] | None = None
    signature_hash: str | None = None
    organization_units: list[str] | None = None
    csr: str | None = None
    ca_cert_id: str | None = None


class SecureEmailCertificate(LegacyCertificate):
    profile_type: str | None = None
    usage_designation: UsageDesignation | None = None


class Contact(Body):
    contact_type: str | None = None
    first_name: str | None = None
    last_name: str | None = None
    email: str | None = None
    job_title: str | None = None
    telephone: str | None = None
    telephone_extension: str | None = None


class OrganizationChoice(Body):
    id: int | None = None
    name: str | None = None
    assumed_name: str | None = None
    address: str | None = None
    address2: str | None = None
    city: str | None = None
    state: str | None = None
    zip: str | None = None
    country: str | None = None
    telephone: str | None = None
    contacts: list[Contact] | None = None
    skip_duplicate_org_check: bool = False


class ContainerChoice(Body):
    id: int | None = None


class OrderValidity(Body):
    years: int | None = None
    days: int | None = None
    custom_expiration_date: str | None = None


class CustomFieldValue(Body):
    metadata_id: int
    value: str


class CreditCard(Body):
    number: str | None = None
    expiration_month: int | None = None
    expiration_year: int | None = None
    cvv: str | None = None
    cardholder_name: str | None = None


class BillingAddress(Body):
    address: str | None = None
    address2: str | None = None
    city: str | None = None
    state: str | None = None
    country: str | None = None
    zip: str | None = None


class Subject(Body):
    include_email: bool = True
    include_given_name_surname: bool = True
    include_pseudonym: bool = True


class OrderBody(Body):
    """What all eight products share; `certificate` differs."""

    auto_renew: int | None = None
    renewal_of_order_id: int | None = None
    skip_approval: bool = False
    organization: OrganizationChoice | None = None
    organization_contact: Contact | None = None
    technical_contact: Contact | None = None
    container: ContainerChoice | None = None
    order_validity: OrderValidity | None = None
    validity_years: int | None = None
    custom_expiration_date: str | None = None
    custom_fields: list[CustomFieldValue] = Field(default_factory=list)
    payment_method: str | None = None
    credit_card: CreditCard | None = None
    billing_address: BillingAddress | None = None
    vat_number: str | None = None
    alternative_order_id: str | None = None
    enable_guest_access: int | None = Field(default=None, ge=0, le=1)
    comments: str | None = None
    disable_renewal_notifications: bool = False

    @field_validator("custom_fields", mode="before")
    @classmethod
    def _one_or_many(cls, value: Any) -> Any:
        """The page calls the parameter an object, its samples show a list: both are taken."""
        return [value] if isinstance(value, dict) else value


class LegacyOrder(OrderBody):
    certificate: LegacyCertificate | None = None


class SecureEmailOrder(OrderBody):
    certificate: SecureEmailCertificate | None = None
    subject: Subject | None = None
    dcv_method: Literal["email"] | None = None


class LegacyReissue(Body):
    certificate: LegacyCertificate | None = None
    skip_approval: bool = False
    comments: str | None = None


class SecureEmailReissue(LegacyReissue):
    certificate: SecureEmailCertificate | None = None


class StatusChange(Body):
    """PUT order status: `note` is required for a cancellation."""

    status: str | None = None
    note: str | None = None


class RequestDecision(Body):
    status: str | None = None
    processor_comment: str | None = None
    comments: str | None = None


class Revocation(Body):
    """`comment` in the documentation's table, `comments` in its samples: both are taken."""

    comments: str | None = None
    comment: str | None = None
    skip_approval: bool = False
    revocation_reason: str | None = None
