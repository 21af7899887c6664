# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every documented rule of an order broken once: refused, with the code, and nothing is bought."""

import copy
from collections.abc import Iterator
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ed25519, rsa
from sandbox_client import SIGNING, Client, body_for, codes, csr


def _csr_of(key: Any, algorithm: Any = None) -> str:
    request = x509.CertificateSigningRequestBuilder().subject_name(x509.Name([])).sign(key, algorithm)
    return request.public_bytes(serialization.Encoding.PEM).decode()


SHORT_KEY = _csr_of(rsa.generate_private_key(65537, 1024), hashes.SHA256())  # noqa: S505  (too short on purpose)
ODD_KEY = _csr_of(ed25519.Ed25519PrivateKey.generate())
CARD = {"number": "4111111111111111", "expiration_month": 12, "expiration_year": 2090, "cvv": "123"}
ADDRESS = {"address": "Street 1", "city": "Bern", "country": "ch"}

BROKEN: list[tuple[str, dict[str, Any], str]] = [
    ("client_premium", {"certificate": {"common_name": None}}, "required_param:certificate.common_name"),
    ("client_authentication_plus", {"certificate": {"common_name": ""}}, "required_param:certificate.common_name"),
    ("client_premium", {"certificate": {"common_name": "x" * 65}}, "invalid_param_value:certificate.common_name"),
    ("class1_smime", {"certificate": {"common_name": "Robin"}}, "param_not_allowed:certificate.common_name"),
    ("class1_smime", {"organization": {"id": 501}}, "param_not_allowed:organization"),
    (
        "class1_smime",
        {"certificate": {"common_name_indicator": "pseudonym"}},
        "param_not_allowed:certificate.common_name_indicator",
    ),
    ("secure_email_mailbox", {"certificate": {"common_name": "R"}}, "param_not_allowed:certificate.common_name"),
    (
        "secure_email_sponsor",
        {"certificate": {"common_name": "Somebody Else"}},
        "invalid_param_value:certificate.common_name",
    ),
    ("client_premium", {"certificate": {"emails": None}}, "required_param:certificate.emails"),
    ("client_premium", {"certificate": {"emails": []}}, "required_param:certificate.emails"),
    ("client_premium", {"certificate": {"emails": ["nonsense"]}}, "invalid_param_value:certificate.emails.0"),
    (
        "client_premium",
        {"certificate": {"emails": ["a@example.com", "A@example.com"]}},
        "invalid_param_value:certificate.emails",
    ),
    ("client_premium", {"certificate": {"emails": "a@example.com"}}, "invalid_param_type:certificate.emails"),
    ("client_premium", {"certificate": {"emails": ["a@gmail.com"]}}, "email_domain_not_validated"),
    ("secure_email_sponsor", {"certificate": {"emails": ["a@outlook.com"]}}, "email_domain_not_validated"),
    ("client_premium", {"certificate": {"signature_hash": None}}, "required_param:certificate.signature_hash"),
    ("client_premium", {"certificate": {"signature_hash": "sha384"}}, "invalid_param_value:certificate.signature_hash"),
    (
        "secure_email_sponsor",
        {"certificate": {"signature_hash": "sha1"}},
        "invalid_param_value:certificate.signature_hash",
    ),
    (
        "client_premium",
        {"certificate": {"common_name_indicator": None}},
        "required_param:certificate.common_name_indicator",
    ),
    (
        "client_premium",
        {"certificate": {"common_name_indicator": "organization_name"}},
        "invalid_param_value:certificate.common_name_indicator",
    ),
    (
        "secure_email_organization",
        {"certificate": {"common_name_indicator": "pseudonym"}},
        "invalid_param_value:certificate.common_name_indicator",
    ),
    ("client_premium", {"certificate": {"individual": None}}, "required_param:certificate.individual"),
    ("secure_email_sponsor", {"certificate": {"individual": None}}, "required_param:certificate.individual"),
    (
        "client_premium",
        {"certificate": {"individual": {"first_name": "Robin"}}},
        "required_param:certificate.individual.last_name",
    ),
    (
        "client_premium",
        {"certificate": {"common_name_indicator": "pseudonym"}},
        "required_param:certificate.individual.pseudonym",
    ),
    (
        "secure_email_sponsor",
        {"certificate": {"common_name_indicator": "email_address", "individual": {"first_name": "R"}}},
        "required_param:certificate.individual.last_name",
    ),
    (
        "secure_email_organization",
        {"certificate": {"individual": {"pseudonym": "R"}}},
        "param_not_allowed:certificate.individual",
    ),
    ("client_premium", {"certificate": {"csr": "nonsense"}}, "csr_invalid_cannot_parse"),
    ("client_premium", {"certificate": {"csr": csr().replace("M", "N", 3)}}, "csr_invalid_cannot_parse"),
    ("client_premium", {"certificate": {"csr": SHORT_KEY}}, "csr_invalid_cannot_parse"),
    ("client_premium", {"certificate": {"csr": ODD_KEY}}, "csr_invalid_cannot_parse"),
    ("client_premium", {"certificate": {"profile_type": "strict"}}, "unknown_param:certificate.profile_type"),
    ("client_premium", {"certificate": SIGNING}, "unknown_param:certificate.usage_designation"),
    (
        "secure_email_mailbox",
        {"certificate": {"profile_type": "legacy"}},
        "invalid_param_value:certificate.profile_type",
    ),
    (
        "secure_email_mailbox",
        {"certificate": {"usage_designation": None}},
        "required_param:certificate.usage_designation.primary_usage",
    ),
    (
        "secure_email_mailbox",
        {"certificate": {"usage_designation": {"primary_usage": "everything"}}},
        "invalid_param_value:certificate.usage_designation.primary_usage",
    ),
    (
        "secure_email_mailbox",
        {"certificate": {"usage_designation": {"primary_usage": "signing", "additional_usages": ["client_auth"]}}},
        "invalid_param_value:certificate.usage_designation.additional_usages",
    ),
    ("client_premium", {"organization": None}, "required_param:organization"),
    ("secure_email_sponsor", {"organization": None}, "required_param:organization"),
    ("client_premium", {"organization": {}}, "required_param:organization.id"),
    ("client_premium", {"organization": {"id": 999}}, "invalid_param_value:organization.id"),
    ("client_premium", {"organization": {"id": "501"}}, "invalid_param_type:organization.id"),
    ("client_premium", {"organization": {"name": "New"}}, "required_param:organization.address"),
    (
        "client_premium",
        {"organization": {"id": 501, "contacts": [{"first_name": "K", "last_name": "L"}]}},
        "required_param:organization.contacts.0.email",
    ),
    ("client_premium", {"technical_contact": {"first_name": "K"}}, "required_param:technical_contact.email"),
    ("client_premium", {"container": {}}, "required_param:container.id"),
    ("client_premium", {"container": {"id": 77}}, "invalid_param_value:container.id"),
    ("client_premium", {"order_validity": None}, "required_param:order_validity"),
    ("client_premium", {"order_validity": {}}, "required_param:order_validity.years"),
    ("client_premium", {"order_validity": {"years": 4}}, "invalid_param_value:order_validity.years"),
    ("client_premium", {"order_validity": {"years": 3}}, "cert_validity_too_long:order_validity"),
    ("secure_email_mailbox", {"order_validity": {"days": 826}}, "cert_validity_too_long:order_validity"),
    ("client_premium", {"order_validity": {"days": 0}}, "invalid_param_value:order_validity.days"),
    (
        "client_premium",
        {"order_validity": {"custom_expiration_date": "2090-01-02"}},
        "invalid_param_value:order_validity.custom_expiration_date",
    ),
    (
        "client_premium",
        {"order_validity": {"custom_expiration_date": "09 JUN 2001"}},
        "invalid_param_value:order_validity",
    ),
    ("client_premium", {"order_validity": None, "validity_years": 9}, "invalid_param_value:validity_years"),
    ("client_premium", {"custom_fields": [{"metadata_id": 12, "value": "seven"}]}, "invalid_custom_field_value"),
    ("client_premium", {"custom_fields": [{"metadata_id": 99, "value": "x"}]}, "invalid_param_value:custom_fields"),
    ("client_premium", {"custom_fields": [{"value": "x"}]}, "required_param:custom_fields.0.metadata_id"),
    ("client_premium", {"payment_method": "shells"}, "invalid_param_value:payment_method"),
    ("client_premium", {"payment_method": "card"}, "required_param:credit_card"),
    (
        "client_premium",
        {"payment_method": "card", "credit_card": CARD, "billing_address": ADDRESS},
        "required_param:credit_card.cardholder_name",
    ),
    (
        "client_premium",
        {"payment_method": "card", "credit_card": CARD, "billing_address": ADDRESS | {"country": "us"}},
        "required_param:billing_address.zip",
    ),
    ("client_premium", {"credit_card": CARD}, "param_not_allowed:credit_card"),
    ("client_premium", {"vat_number": "CHE-1"}, "param_not_allowed:vat_number"),
    ("client_premium", {"enable_guest_access": 1}, "guest_access_disabled:enable_guest_access"),
    ("client_premium", {"enable_guest_access": True}, "invalid_param_type:enable_guest_access"),
    ("client_premium", {"enable_guest_access": 2}, "invalid_param_value:enable_guest_access"),
    ("client_premium", {"auto_renew": 100}, "invalid_param_value:auto_renew"),
    ("client_premium", {"alternative_order_id": "x" * 65}, "invalid_param_value:alternative_order_id"),
    ("client_premium", {"alternative_order_id": "a b"}, "invalid_param_value:alternative_order_id"),
    ("client_premium", {"renewal_of_order_id": 1}, "order_not_eligible_for_renewal"),
    ("client_premium", {"renewal_of_order_id": "1"}, "invalid_param_type:renewal_of_order_id"),
    ("client_premium", {"skip_approval": "true"}, "invalid_param_type:skip_approval"),
    ("client_premium", {"surprise": 1}, "unknown_param:surprise"),
]


@pytest.mark.parametrize(("product", "changes", "code"), BROKEN, ids=[f"{p}-{c}" for p, _changes, c in BROKEN])
def test_a_broken_rule_is_refused(client: Client, product: str, changes: dict[str, Any], code: str) -> None:
    answer = client.call("POST", f"/order/certificate/{product}", body_for(product, **changes))
    assert answer.status_code == 400
    assert code in codes(answer)
    assert client.admin("GET", "/orders")["total"] == 0


def test_several_errors_come_together(client: Client) -> None:
    answer = client.call("POST", "/order/certificate/client_premium", {"certificate": {"common_name": 1}, "x": None})
    found = codes(answer)
    assert {"required_param:certificate.signature_hash", "required_param:certificate.emails"} <= set(found)
    assert {"required_param:organization", "required_param:order_validity"} <= set(found)
    assert "invalid_param_type:certificate.common_name" in found
    assert "required_param:certificate.common_name" not in found
    assert len(found) == len(set(found))


@pytest.mark.parametrize(
    ("data", "content_type", "code"),
    [
        (b"{", "application/json", "bad_request_format"),
        (b"[]", "application/json", "bad_request_format"),
        (b"{}", "text/plain", "bad_request_content_type"),
    ],
)
def test_unreadable_bodies(client: Client, data: bytes, content_type: str, code: str) -> None:
    answer = client.call("POST", "/order/certificate/client_premium", data=data, headers={"Content-Type": content_type})
    assert answer.status_code == 400
    assert codes(answer) == [code]


def test_settings_that_add_rules(client: Client) -> None:
    client.settings(
        csr_required=True, alternative_order_id_alphabet="alphanumeric", balance="10.00", ica_selection=True
    )
    client.admin("POST", "/custom-fields", {"label": "Reason", "is_required": True})
    body = body_for("client_premium", certificate={"csr": None, "ca_cert_id": "FF"}, alternative_order_id="a-b")
    answer = client.call("POST", "/order/certificate/client_premium", body)
    assert {
        "required_param:certificate.csr",
        "invalid_param_value:alternative_order_id",
        "insufficient_funds",
        "required_param:custom_fields",
        "invalid_ca_cert_id:certificate.ca_cert_id",
    } == set(codes(answer))


def test_a_public_provider_may_be_validated(client: Client) -> None:
    client.admin("POST", "/domains/validate", {"name": "gmail.com", "organization_id": 501})
    placed = client.order(certificate={"emails": ["a@gmail.com"]})
    assert client.status(placed["id"]) == "issued"


def test_long_orders_are_truncated_on_request(client: Client) -> None:
    client.settings(validity_cap="truncate")
    placed = client.order(order_validity={"years": 3})
    assert client.info(placed["id"])["certificate"]["days_remaining"] == 825
    placed = client.order("client_authentication_plus", order_validity={"years": 3})
    assert client.info(placed["id"])["certificate"]["days_remaining"] >= 1095


ODD: tuple[Any, ...] = (None, True, -1, 10**30, 1.5, "", "\u0000", "x" * 300, [], ["x"], {}, "31 FEB 2030")


def _mutations(body: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield the body with each member, at the root and one step down, replaced by each odd value."""
    places = [(name,) for name in body]
    places += [(name, inner) for name, value in body.items() if isinstance(value, dict) for inner in value]
    for place in places:
        for value in ODD:
            changed = copy.deepcopy(body)
            target = changed
            for step in place[:-1]:
                target = target[step]
            target[place[-1]] = value
            yield changed


@pytest.mark.parametrize("product", ["client_premium", "secure_email_sponsor"])
def test_no_body_makes_the_sandbox_fail(client: Client, product: str) -> None:
    contact = {"first_name": "Kim", "last_name": "Lee", "email": "kim.lee@example.com"}
    body = body_for(
        product,
        auto_renew=0,
        container={"id": 9},
        custom_fields=[{"metadata_id": 11, "value": "x"}],
        technical_contact=contact,
        alternative_order_id="x",
        renewal_of_order_id=1,
    )
    for changed in _mutations(body):
        answer = client.call("POST", f"/order/certificate/{product}", changed)
        assert answer.status_code in (201, 400), (changed, answer.text)
