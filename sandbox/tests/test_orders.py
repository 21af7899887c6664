# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Ordering: what each product answers, and what Order info then shows."""

import pytest
from sandbox_client import MAILBOX_PRODUCTS, Client, codes, csr

PRODUCTS = (
    "client_premium",
    "client_digital_signature_plus",
    "client_email_security_plus",
    "class1_smime",
    "client_authentication_plus",
    "secure_email_mailbox",
    "secure_email_sponsor",
    "secure_email_organization",
)


@pytest.mark.parametrize("product", PRODUCTS)
def test_every_product_can_be_ordered_and_issued(client: Client, product: str) -> None:
    placed = client.order(product, alternative_order_id="one")
    if product in MAILBOX_PRODUCTS:
        assert placed["requests"][0]["status"] == "submitted"
        assert "certificate_id" not in placed
        client.admin("POST", "/mailboxes/confirm", {"email": "robin.park@example.com"})
    else:
        assert placed["requests"][0]["status"] == "approved"
        assert placed["certificate_id"] == client.info(placed["id"])["certificate"]["id"]
    info = client.info(placed["id"])
    assert info["status"] == "issued"
    assert info["product"]["name_id"] == info["product_name_id"] == product
    assert info["alternative_order_id"] == "one"
    assert ("emails" in info["certificate"]) == (product != "client_authentication_plus")


def test_common_name_by_indicator(client: Client) -> None:
    names = {
        "email_address": "robin.park@example.com",
        "given_name_surname": "Robin Park",
        "pseudonym": "RP",
    }
    person = {"first_name": "Robin", "last_name": "Park", "pseudonym": "RP"}
    for indicator, expected in names.items():
        wish = {"common_name_indicator": indicator, "individual": person}
        placed = client.order("secure_email_sponsor", certificate=wish)
        assert client.info(placed["id"])["certificate"]["common_name"] == expected
    placed = client.order("secure_email_organization")
    assert client.info(placed["id"])["certificate"]["common_name"] == "Corp Example"


def test_answers_that_wait_for_approval(client: Client) -> None:
    placed = client.order(skip_approval=False)
    assert placed["requests"][0]["status"] == "pending"
    info = client.info(placed["id"])
    assert info["status"] == "needs_approval"
    assert info["has_pending_request"] is True
    assert "serial_number" not in info["certificate"]
    assert "valid_till" not in info["certificate"]


def test_caa_status_is_shown_on_request_while_pending(client: Client) -> None:
    number = client.order("class1_smime")["id"]
    assert "caa_status_message" not in client.info(number)
    shown = client.get(f"/order/certificate/{number}?include_caa_status=true")
    assert list(shown["caa_status_message"]) == ["example.com"]
    client.admin("POST", "/mailboxes/confirm", {"email": "robin.park@example.com"})
    assert "caa_status_message" not in client.get(f"/order/certificate/{number}?include_caa_status=true")


def test_a_new_organization_is_made_and_waits(client: Client) -> None:
    details = {
        "name": "New Example",
        "address": "Street 2",
        "city": "Basel",
        "country": "ch",
        "telephone": "+41 61 000 00 00",
        "contacts": [{"first_name": "Kim", "last_name": "Lee", "email": "kim.lee@example.com"}],
    }
    placed = client.order("client_authentication_plus", organization=details)
    number = placed["organization"]["id"]
    assert client.status(placed["id"]) == "pending"
    assert client.get(f"/organization/{number}")["organization_contact"]["email"] == "kim.lee@example.com"
    again = client.order("client_authentication_plus", organization=details)
    assert "organization" not in again
    forced = client.order("client_authentication_plus", organization=details | {"skip_duplicate_org_check": True})
    assert forced["organization"]["id"] != number
    client.admin("POST", f"/organizations/{number}/validate")
    assert client.status(placed["id"]) == client.status(again["id"]) == "issued"
    assert client.status(forced["id"]) == "pending"


def test_outer_fields_are_kept(client: Client) -> None:
    contact = {"first_name": "Kim", "last_name": "Lee", "email": "kim.lee@example.com"}
    placed = client.order(
        container={"id": 10},
        custom_fields=[{"metadata_id": 11, "value": "blue"}, {"metadata_id": 12, "value": "7"}],
        technical_contact=contact,
        comments="for Robin",
        auto_renew=2,
    )
    info = client.info(placed["id"])
    assert info["container"]["id"] == 10
    assert [field["value"] for field in info["custom_fields"]] == ["blue", "7"]
    assert info["technical_contact"] == contact
    assert info["requests"][0]["comments"] == "for Robin"
    assert info["auto_renew"] == 2


def test_card_payment_is_accepted_and_masked(client: Client) -> None:
    card = {
        "number": "4111111111111111",
        "expiration_month": 12,
        "expiration_year": 2090,
        "cvv": "800",
        "cardholder_name": "Robin Park",
    }
    address = {"address": "Street 1", "city": "Bern", "country": "ch"}
    client.order(payment_method="card", credit_card=card, billing_address=address)
    text = str(client.admin("GET", "/received"))
    assert "4111111111111111" not in text
    assert "'cvv': '800'" not in text
    assert "Robin Park" in text


def test_each_deprecated_validity_still_works(client: Client) -> None:
    placed = client.order(order_validity=None, validity_years=2)
    assert client.info(placed["id"])["order_validity"] == {"years": 2}
    placed = client.order(order_validity={"days": 100, "years": 1})
    assert client.info(placed["id"])["certificate"]["days_remaining"] == 100
    client.admin("POST", "/clock", {"now": "2030-01-01"})
    placed = client.order(order_validity={"custom_expiration_date": "09 JUN 2031", "days": 3})
    assert client.info(placed["id"])["certificate"]["valid_till"] == "2031-06-09"
    placed = client.order(order_validity=None, custom_expiration_date="2031-06-10")
    assert client.info(placed["id"])["certificate"]["valid_till"] == "2031-06-10"


def test_ica_selection(client: Client) -> None:
    chosen = client.get("/product/client_premium")["allowed_ca_certs"][1]["ca_cert_id"]
    ignored = client.order(certificate={"ca_cert_id": chosen})
    assert client.info(ignored["id"])["certificate"]["ca_cert"]["id"] != chosen
    client.settings(ica_selection=True)
    honoured = client.order(certificate={"ca_cert_id": chosen})
    assert client.info(honoured["id"])["certificate"]["ca_cert"]["id"] == chosen


def test_products_must_be_enabled(client: Client) -> None:
    client.settings(products_enabled=["class1_smime"])
    answer = client.call("POST", "/order/certificate/client_premium", {})
    assert answer.status_code == 403
    assert codes(answer) == ["product_not_enabled"]
    assert [product["name_id"] for product in client.get("/product")["products"]] == ["class1_smime"]


def test_csr_in_one_line_and_bare(client: Client) -> None:
    text = csr()
    bare = "".join(line for line in text.splitlines() if not line.startswith("-"))
    for form in (text.replace("\n", ""), text.replace("\n", "\r\n"), bare):
        assert client.status(client.order(certificate={"csr": form})["id"]) == "issued"
