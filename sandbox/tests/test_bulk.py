# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Issued orders in bulk: they are like those that were placed one by one."""

from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from sandbox_client import Client, csr, key_of, public_pem


def create(client: Client, *orders: dict[str, Any]) -> dict[str, int]:
    made: dict[str, int] = client.admin("POST", "/orders", {"orders": list(orders)})
    return made


def test_what_is_given_is_what_is_there(client: Client) -> None:
    now, request = client.admin("GET", "/clock")["now"], csr("ec")
    made = create(
        client,
        {
            "count": 3,
            "alternative_order_id": "bench-{n}",
            "product": "client_premium",
            "common_name": "Person {n}",
            "emails": ["p{n}@example.com", "team@example.com"],
            "organization_id": 501,
            "csr": request,
            "days": 90,
            "days_ago": 30,
        },
        {"alternative_order_id": "other", "emails": ["x@example.com"]},
    )
    assert made["created"] == 4
    (row,) = client.get("/order/alternate/bench-3")["orders"]
    assert row == {
        "order_id": made["first_order_id"] + 2,
        "certificate_id": made["first_certificate_id"] + 2,
        "status": "issued",
    }
    info = client.info(row["order_id"])
    certificate = info["certificate"]
    assert (info["status"], info["alternative_order_id"], info["organization"]["id"]) == ("issued", "bench-3", 501)
    assert (certificate["common_name"], certificate["emails"]) == ("Person 3", ["p3@example.com", "team@example.com"])
    assert (certificate["days_remaining"], certificate["csr"]) == (60, request)
    assert info["date_created"] < now
    assert [one["status"] for one in info["requests"]] == ["approved"]
    assert client.info(made["first_order_id"] + 3)["certificate"]["common_name"] == "x@example.com"
    assert [order["id"] for order in client.get("/order/certificate?filters[email]=p2@example.com")["orders"]] == [
        made["first_order_id"] + 1
    ]


def test_a_certificate_is_the_same_whenever_it_is_shown(client: Client) -> None:
    made = create(client, {"emails": ["p@example.com"], "csr": csr("ec")})
    number = made["first_certificate_id"]
    before = client.info(made["first_order_id"])["certificate"]
    text = client.pem(number)
    leaf = x509.load_pem_x509_certificate(text.encode())
    assert key_of(text) == public_pem("ec")
    assert before["serial_number"] == f"{leaf.serial_number:032X}"
    assert before["thumbprint"] == leaf.fingerprint(hashes.SHA1()).hex().upper()  # noqa: S303  (a name)
    assert leaf.not_valid_after_utc.date().isoformat() == before["valid_till"]
    assert client.info(made["first_order_id"])["certificate"] == before
    assert client.pem(number) == text


def test_showing_one_is_no_change_of_the_account(client: Client) -> None:
    made = create(client, {"emails": ["p@example.com"]})
    placed = client.order(skip_approval=False)["id"]
    client.info(made["first_order_id"])
    client.admin("POST", "/faults", {"kind": "stale_by_one_write", "match": {"path": "^/order/"}, "times": 1})
    # The last change was the order, not the certificate that was signed for the look.
    assert client.call("GET", f"/order/certificate/{placed}").status_code == 404


def test_they_live_on_like_any_other(client: Client) -> None:
    first = create(client, {"count": 4, "emails": ["p{n}@example.com"], "csr": csr(), "days": 100})["first_order_id"]
    wish = {"certificate": {"emails": ["p1@example.com"], "signature_hash": "sha256", "csr": csr("other")}}
    assert client.call("POST", f"/order/certificate/{first}/reissue", wish | {"skip_approval": True}).status_code == 201
    revoked = client.call("PUT", f"/order/certificate/{first + 1}/revoke", {"skip_approval": True})
    assert revoked.status_code == 204
    assert client.status(first + 1) == "revoked"
    renewed = client.order("class1_smime", renewal_of_order_id=first + 2)
    assert client.info(first + 2)["is_renewed"] is True
    assert client.info(renewed["id"])["is_renewal"] is True
    client.advance(days=101)
    assert client.status(first + 3) == "expired"


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"product": "shoe"}, "orders[1].product: there is no shoe"),
        ({"product": "client_premium"}, "orders[1].organization_id: client_premium needs one"),
        ({"organization_id": 7}, "orders[1].organization_id: there is no 7"),
        ({"csr": "no csr"}, "The CSR could not be read."),
        ({"emails": []}, "orders.1.emails: List should have at least 1 item"),
        ({"count": 0}, "orders.1.count: Input should be greater than or equal to 1"),
        ({"shoe": 1}, "orders.1.shoe: Extra inputs are not permitted"),
    ],
)
def test_what_no_order_can_be_makes_none(client: Client, wrong: dict[str, Any], told: str) -> None:
    good = {"emails": ["p@example.com"]}
    answer = client.admin("POST", "/orders", {"orders": [good, good | wrong]}, expect=400)
    assert answer["error"].startswith(told)
    assert client.admin("GET", "/orders")["total"] == 0
