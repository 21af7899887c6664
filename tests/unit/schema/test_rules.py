# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every rule of every product, broken once; each broken rule is one fixed sentence."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.certops.digicert.plugins.module_utils._core.errors import InvalidOptions
from ansible_collections.certops.digicert.plugins.module_utils._core.products import PRODUCTS
from ansible_collections.certops.digicert.tests.unit.support.tasks import ADDRESS, CARD, TASKS, parse, task

PERSON = {"first_name": "A", "last_name": "B"}
USAGE = {"primary_usage": "signing"}

SPONSORED = ("client_premium", "client_digital_signature_plus", "client_email_security_plus")
SECURE = ("secure_email_mailbox", "secure_email_sponsor", "secure_email_organization")
LEGACY = tuple(name for name in PRODUCTS if name not in SECURE)


def problems_of(given: dict[str, t.Any]) -> list[str]:
    """Return the sentences with which a task is refused."""
    with pytest.raises(InvalidOptions) as raised:
        parse(given)
    assert str(raised.value) == "Nothing was sent: " + "; ".join(raised.value.problems) + "."
    return list(raised.value.problems)


def _required() -> t.Iterator[tuple[str, str]]:
    for product in SPONSORED:
        for option in ("common_name", "organization", "common_name_indicator", "individual"):
            yield product, option
    yield "client_authentication_plus", "common_name"
    yield "client_authentication_plus", "organization"
    for product in SECURE:
        yield product, "usage_designation"
    for option in ("organization", "common_name_indicator", "individual"):
        yield "secure_email_sponsor", option
    for option in ("organization", "common_name_indicator"):
        yield "secure_email_organization", option


def _forbidden() -> t.Iterator[tuple[str, str, t.Any]]:
    yield "class1_smime", "common_name", "Robin"
    yield "class1_smime", "organization", {"id": 501}
    for product in LEGACY:
        yield product, "usage_designation", USAGE
        yield product, "profile_type", "strict"


@pytest.mark.parametrize("product", TASKS)
def test_the_smallest_task_is_right(product: str) -> None:
    assert parse(task(product)).product == product


def test_there_is_a_task_for_every_product() -> None:
    assert list(TASKS) == list(PRODUCTS)


@pytest.mark.parametrize(("product", "option"), list(_required()))
def test_what_a_product_requires(product: str, option: str) -> None:
    assert problems_of(task(product, **{option: None})) == [f"{option} is required for product {product}"]


@pytest.mark.parametrize(("product", "option", "value"), list(_forbidden()))
def test_what_a_product_does_not_take(product: str, option: str, value: t.Any) -> None:
    assert problems_of(task(product, **{option: value})) == [f"{option} is not taken for product {product}"]


@pytest.mark.parametrize("product", LEGACY)
@pytest.mark.parametrize("hash_name", ["sha384", "sha512"])
def test_the_legacy_products_take_one_hash(product: str, hash_name: str) -> None:
    assert problems_of(task(product, signature_hash=hash_name)) == [
        f"signature_hash must be sha256 for product {product}"
    ]


@pytest.mark.parametrize("product", SECURE)
@pytest.mark.parametrize("hash_name", ["sha256", "sha384", "sha512"])
def test_the_secure_email_products_take_three_hashes(product: str, hash_name: str) -> None:
    assert parse(task(product, signature_hash=hash_name)).signature_hash == hash_name


@pytest.mark.parametrize("product", SPONSORED)
@pytest.mark.parametrize("indicator", ["email_address", "organization_name"])
def test_the_sponsored_products_are_named_after_a_person(product: str, indicator: str) -> None:
    assert problems_of(task(product, common_name_indicator=indicator)) == [
        f"common_name_indicator must be one of given_name_surname, pseudonym for product {product}"
    ]


@pytest.mark.parametrize("product", [*SPONSORED, "secure_email_sponsor"])
@pytest.mark.parametrize(
    ("indicator", "individual", "problems"),
    [
        (
            "given_name_surname",
            {"pseudonym": "R"},
            [
                "individual.first_name is required for common_name_indicator given_name_surname",
                "individual.last_name is required for common_name_indicator given_name_surname",
            ],
        ),
        (
            "given_name_surname",
            {"first_name": "R"},
            ["individual.last_name is required for common_name_indicator given_name_surname"],
        ),
        ("pseudonym", PERSON, ["individual.pseudonym is required for common_name_indicator pseudonym"]),
    ],
)
def test_the_individual_fits_the_indicator(
    product: str, indicator: str, individual: dict[str, str], problems: list[str]
) -> None:
    assert problems_of(task(product, common_name_indicator=indicator, individual=individual)) == problems


@pytest.mark.parametrize(
    "individual", [{"first_name": "R"}, {"last_name": "P"}], ids=["only a given name", "only a surname"]
)
def test_with_the_address_as_name_a_sponsored_certificate_needs_either(individual: dict[str, str]) -> None:
    given = task("secure_email_sponsor", common_name_indicator="email_address", individual=individual)
    assert problems_of(given) == ["individual needs first_name and last_name, or pseudonym"]


@pytest.mark.parametrize("individual", [PERSON, {"pseudonym": "R"}], ids=["name", "pseudonym"])
def test_with_the_address_as_name_either_is_enough(individual: dict[str, str]) -> None:
    assert parse(task("secure_email_sponsor", common_name_indicator="email_address", individual=individual)).individual


CONTACT = {"first_name": "A", "last_name": "B", "email": "a@example.com"}


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"emails": None}, "emails is required for state present"),
        ({"emails": ["a@x.org", "b@x.org", "A@X.org"]}, "emails must not hold an address twice, as 0 and 2 are"),
        ({"emails": ["a@x.org", "nobody"]}, "emails.1 is not an e-mail address: it has no @"),
        ({"organization": {"city": "X"}}, "organization needs id, or name and address of a new organization"),
        ({"organization": {"id": 0}}, "organization.id must be more than 0"),
        ({"renewal_of_order_id": 0}, "renewal_of_order_id must be more than 0"),
        ({"order_id": -1}, "order_id must be more than 0"),
        ({"custom_fields": [{"metadata_id": 0, "value": "x"}]}, "custom_fields.0.metadata_id must be more than 0"),
        ({"organization": {"id": 1, "name": "X"}}, "organization takes either id or the details of a new organization"),
        (
            {"organization": {"id": 1, "contacts": [{**CONTACT, "email": None}]}},
            "organization.contacts.0.email is required for a contact",
        ),
        (
            {"organization_contact": {**CONTACT, "first_name": None}},
            "organization_contact.first_name is required for a contact",
        ),
        (
            {"technical_contact": {**CONTACT, "email": "nobody"}},
            "technical_contact.email is not an e-mail address: it has no @",
        ),
        (
            {"order_validity": {"years": 1, "days": 9}},
            "order_validity takes exactly one of years, days and custom_expiration_date",
        ),
        ({"order_validity": {"years": 0}}, "order_validity.years must be 1 to 3"),
        ({"order_validity": {"years": 4}}, "order_validity.years must be 1 to 3"),
        ({"order_validity": {"days": 0}}, "order_validity.days must be more than 0"),
        (
            {"order_validity": {"custom_expiration_date": "31.12.2031"}},
            "order_validity.custom_expiration_date must be a date such as 2031-06-09 or 09 JUN 2031",
        ),
        ({"validity_years": 1}, "validity_years is deprecated and not taken beside order_validity"),
        (
            {"custom_expiration_date": "2031-06-09"},
            "custom_expiration_date is deprecated and not taken beside order_validity",
        ),
        ({"custom_fields": [{"value": "x"}]}, "custom_fields.0.metadata_id is required for a custom field"),
        ({"custom_fields": [{"metadata_id": 1}]}, "custom_fields.0.value is required for a custom field"),
        ({"auto_renew": -1}, "auto_renew must be 0 to 99"),
        ({"auto_renew": 100}, "auto_renew must be 0 to 99"),
        ({"renew_before_days": -1}, "renew_before_days must not be negative"),
        ({"wait_timeout": 0}, "wait_timeout must be more than 0"),
        ({"payment_method": "card", "billing_address": ADDRESS}, "credit_card is required for payment_method card"),
        ({"payment_method": "card", "credit_card": CARD}, "billing_address is required for payment_method card"),
        *(
            (
                {"payment_method": "card", "credit_card": {**CARD, name: None}, "billing_address": ADDRESS},
                f"credit_card.{name} is required for payment_method card",
            )
            for name in CARD
        ),
        *(
            (
                {"payment_method": "card", "credit_card": CARD, "billing_address": {**ADDRESS, name: None}},
                f"billing_address.{name} is required for payment_method card",
            )
            for name in ADDRESS
        ),
        (
            {"payment_method": "card", "credit_card": {**CARD, "expiration_month": 13}, "billing_address": ADDRESS},
            "credit_card.expiration_month must be 1 to 12",
        ),
        (
            {"payment_method": "card", "credit_card": {**CARD, "expiration_year": 32}, "billing_address": ADDRESS},
            "credit_card.expiration_year must have four digits",
        ),
    ],
)
def test_what_holds_for_every_product(changes: dict[str, t.Any], problem: str) -> None:
    assert problems_of(task("client_premium", **changes)) == [problem]


@pytest.mark.parametrize(
    "identity", ["-a", ".a", "_a", "a b", "a/b", "\u00e4", "a" * 65, "a\nb", "a\u200bb", "a\u0660"], ids=ascii
)
def test_what_no_identity_may_look_like(identity: str) -> None:
    assert problems_of(task("class1_smime", alternative_order_id=identity)) == [
        "alternative_order_id must be 1 to 64 characters of A-Z, a-z, 0-9, '.', '_' and '-', and start with a letter or digit"
    ]


@pytest.mark.parametrize("identity", ["a", "7", "A.b_c-d", "a" * 64])
def test_what_an_identity_may_look_like(identity: str) -> None:
    assert parse(task("class1_smime", alternative_order_id=identity)).alternative_order_id == identity


def test_the_product_is_required() -> None:
    given = task("class1_smime")
    del given["product"]
    assert problems_of(given) == ["product is required for state present"]


def test_five_mistakes_are_named_at_once() -> None:
    given = task(
        "secure_email_sponsor",
        alternative_order_id="no spaces",
        emails=["nobody"],
        organization=None,
        usage_designation={"additional_usages": ["client_auth"]},
        order_validity={"years": 9},
    )
    assert problems_of(given) == [
        "alternative_order_id must be 1 to 64 characters of A-Z, a-z, 0-9, '.', '_' and '-', and start with a letter or digit",
        "emails.0 is not an e-mail address: it has no @",
        "order_validity.years must be 1 to 3",
        "organization is required for product secure_email_sponsor",
        "usage_designation.primary_usage is required for product secure_email_sponsor",
    ]


def test_both_deprecated_forms_of_validity_break_the_rule_of_the_new_one() -> None:
    given = task("class1_smime", order_validity=None, validity_years=1, custom_expiration_date="2031-06-09")
    assert problems_of(given) == ["order_validity takes exactly one of years, days and custom_expiration_date"]
