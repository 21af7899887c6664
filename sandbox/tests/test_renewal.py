# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Renewals, automatic ones included."""

from sandbox_client import Client, body_for, codes


def renew(client: Client, number: int, **changes: object) -> list[str]:
    body = body_for("client_premium", renewal_of_order_id=number, **changes)
    return codes(client.call("POST", "/order/certificate/client_premium", body))


def test_a_renewal_marks_its_predecessor(client: Client) -> None:
    first = client.order(alternative_order_id="x")["id"]
    second = client.order(renewal_of_order_id=first)["id"]
    assert client.info(first)["is_renewed"] is True
    shown = client.info(second)
    assert shown["is_renewal"] is True
    assert shown["renewal_of_order_id"] == first
    assert shown["renewed_order_id"] == 0
    assert "alternative_order_id" not in shown
    assert renew(client, first) == ["order_renewed_already"]
    request = client.get(f"/request/{shown['requests'][0]['id']}")
    assert request["order"]["renewal_of_order_valid_till"] == client.info(first)["order_valid_till"]


def test_not_everything_can_be_renewed(client: Client) -> None:
    waiting = client.order(skip_approval=False)["id"]
    assert renew(client, waiting) == ["order_not_eligible_for_renewal"]
    revoked = client.order()["id"]
    client.call("PUT", f"/order/certificate/{revoked}/revoke", {"skip_approval": True})
    assert renew(client, revoked) == ["order_not_eligible_for_renewal"]
    expired = client.order()["id"]
    client.advance(days=400)
    assert client.order(renewal_of_order_id=expired)["id"]
    client.settings(renewal_window_days=90)
    early = client.order()["id"]
    assert renew(client, early) == ["order_not_eligible_for_renewal"]


def test_a_cancelled_renewal_frees_the_predecessor(client: Client) -> None:
    first = client.order()["id"]
    second = client.order(renewal_of_order_id=first, certificate={"csr": None})["id"]
    client.call("PUT", f"/order/certificate/{second}/status", {"status": "canceled", "note": "n"})
    assert client.info(first)["is_renewed"] is False
    assert client.order(renewal_of_order_id=first)["id"]


def test_automatic_renewals_come_thirty_days_before_the_end_and_run_out(client: Client) -> None:
    first = client.order(auto_renew=2)["id"]
    client.advance(days=330)
    assert client.admin("GET", "/orders")["total"] == 1
    client.advance(days=10)
    assert client.admin("GET", "/orders")["total"] == 2
    assert client.info(first)["is_renewed"] is True
    client.advance(days=2000)
    orders = client.admin("GET", "/orders")["orders"]
    assert [order["auto_renew"] for order in orders] == [2, 1, 0]
    assert [order["status"] for order in orders] == ["expired"] * 3
    assert orders[1]["renewal_of_order_id"] == first
