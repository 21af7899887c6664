# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The body of an order: whole, one product at a time, and what each option adds to it."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.certops.digicert.plugins.module_utils._core.errors import InvalidOptions
from ansible_collections.certops.digicert.plugins.module_utils._core.model import Plan
from ansible_collections.certops.digicert.plugins.module_utils._schema.payload import order_body
from ansible_collections.certops.digicert.tests.unit.support.tasks import ADDRESS, CARD, TASKS, parse, task

PLAN = Plan("order", "none yet", alternative_order_id="smime-robin")

PERSON = {"common_name_indicator": "given_name_surname", "individual": {"first_name": "Robin", "last_name": "Park"}}
MAIL = {"emails": ["robin@example.com"], "signature_hash": "sha256"}
USAGE = {"usage_designation": {"primary_usage": "signing"}}
AROUND = {"order_validity": {"years": 1}, "alternative_order_id": "smime-robin", "skip_approval": False}
ORGANIZATION = {"organization": {"id": 501}}
SPONSORED = {"certificate": {"common_name": "Robin Park", **PERSON, **MAIL}, **ORGANIZATION, **AROUND}

BODIES: dict[str, t.Any] = {
    "client_premium": SPONSORED,
    "client_digital_signature_plus": SPONSORED,
    "client_email_security_plus": SPONSORED,
    "class1_smime": {"certificate": MAIL, **AROUND},
    "client_authentication_plus": {"certificate": {"common_name": "Robin Park", **MAIL}, **ORGANIZATION, **AROUND},
    "secure_email_mailbox": {"certificate": {**MAIL, **USAGE}, **AROUND},
    "secure_email_sponsor": {"certificate": {**PERSON, **MAIL, **USAGE}, **ORGANIZATION, **AROUND},
    "secure_email_organization": {
        "certificate": {"common_name_indicator": "organization_name", **MAIL, **USAGE},
        **ORGANIZATION,
        **AROUND,
    },
}


def _body(given: t.Mapping[str, t.Any], plan: Plan = PLAN) -> dict[str, t.Any]:
    return order_body(parse(given), plan)


@pytest.mark.parametrize("product", TASKS)
def test_the_whole_body_of_the_smallest_task(product: str) -> None:
    assert _body(task(product)) == BODIES[product]


CONTACT = {"first_name": "A", "last_name": "B", "email": "a@example.com", "telephone": "1"}
NEW_ORGANIZATION = {"name": "X", "city": "Town", "skip_duplicate_org_check": True, "contacts": [CONTACT]}

# option, value in the task, where it stands in the body, value there
OPTIONS: list[tuple[str, t.Any, str, t.Any]] = [
    ("common_name", "Other", "certificate.common_name", "Other"),
    ("emails", ["b@x.org", "a@x.org"], "certificate.emails", ["b@x.org", "a@x.org"]),
    ("signature_hash", "sha256", "certificate.signature_hash", "sha256"),
    ("organization_units", ["IT", "HR"], "certificate.organization_units", ["IT", "HR"]),
    ("csr", "PEM", "certificate.csr", "PEM"),
    ("ca_cert_id", "ABC1", "certificate.ca_cert_id", "ABC1"),
    ("organization", NEW_ORGANIZATION, "organization", NEW_ORGANIZATION),
    ("organization_contact", CONTACT, "organization_contact", CONTACT),
    ("technical_contact", CONTACT, "technical_contact", CONTACT),
    ("container", {"id": 5}, "container", {"id": 5}),
    ("order_validity", {"days": 90}, "order_validity", {"days": 90}),
    (
        "order_validity",
        {"custom_expiration_date": "2031-06-09"},
        "order_validity",
        {"custom_expiration_date": "09 JUN 2031"},
    ),
    ("auto_renew", 0, "auto_renew", 0),
    ("skip_approval", True, "skip_approval", True),
    ("custom_fields", [{"metadata_id": 1, "value": "x"}], "custom_fields", [{"metadata_id": 1, "value": "x"}]),
    ("payment_method", "wire", "payment_method", "wire"),
    ("vat_number", "DE1", "vat_number", "DE1"),
    ("enable_guest_access", True, "enable_guest_access", 1),
    ("enable_guest_access", False, "enable_guest_access", 0),
]


def _at(body: t.Any, path: str) -> t.Any:
    for name in path.split("."):
        body = body.get(name, "nothing") if isinstance(body, dict) else "nothing"
    return body


@pytest.mark.parametrize(("option", "value", "path", "sent"), OPTIONS)
@pytest.mark.parametrize("product", ["client_premium", "client_authentication_plus"])
def test_one_option_changes_one_place(product: str, option: str, value: t.Any, path: str, sent: t.Any) -> None:
    body, before = _body(task(product, **{option: value})), _body(task(product))
    assert _at(body, path) == sent
    top = path.partition(".")[0]
    assert {key: body[key] for key in body if key != top} == {key: before[key] for key in before if key != top}


@pytest.mark.parametrize("profile", ["strict", "multipurpose"])
@pytest.mark.parametrize("product", ["secure_email_mailbox", "secure_email_sponsor", "secure_email_organization"])
def test_the_options_of_secure_email(product: str, profile: str) -> None:
    usage = {"primary_usage": "signing", "additional_usages": ["client_auth"]}
    given = task(product, profile_type=profile, usage_designation=usage, signature_hash="sha512")
    certificate = _body(given)["certificate"]
    assert certificate["profile_type"] == profile
    assert certificate["usage_designation"] == usage
    assert certificate["signature_hash"] == "sha512"


def test_a_payment_by_card() -> None:
    given = task("class1_smime", payment_method="card", credit_card=CARD, billing_address=ADDRESS)
    assert _body(given) == {
        **BODIES["class1_smime"],
        "payment_method": "card",
        "credit_card": CARD,
        "billing_address": ADDRESS,
    }


def test_a_card_is_sent_only_to_pay_with_it() -> None:
    given = task("class1_smime", payment_method="balance", credit_card=CARD, billing_address=ADDRESS)
    assert "credit_card" not in _body(given)


@pytest.mark.parametrize(
    ("option", "value", "sent"),
    [
        ("validity_years", 2, {"years": 2}),
        ("custom_expiration_date", "9 jun 2031", {"custom_expiration_date": "09 JUN 2031"}),
    ],
)
def test_the_deprecated_forms_of_validity(option: str, value: t.Any, sent: dict[str, t.Any]) -> None:
    body = _body(task("class1_smime", order_validity=None, **{option: value}))
    assert body == {**BODIES["class1_smime"], "order_validity": sent}


def test_a_renewal_names_its_predecessor_and_the_name_of_its_generation() -> None:
    plan = Plan("renew", "due", renewal_of_order_id=77, alternative_order_id="smime-robinr77")
    assert _body(task("class1_smime"), plan) == {
        **BODIES["class1_smime"],
        "alternative_order_id": "smime-robinr77",
        "renewal_of_order_id": 77,
    }


@pytest.mark.parametrize("action", ["order", "renew"])
def test_without_a_validity_nothing_is_ordered(action: str) -> None:
    with pytest.raises(InvalidOptions, match=f"order_validity is required to {action}"):
        _body(task("class1_smime", order_validity=None), Plan(action, "reason"))
