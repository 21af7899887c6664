# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Settings, roles, lags, limits, and the operator's side."""

import email.utils
from datetime import UTC, datetime

import pytest
from sandbox_client import Client, body_for, codes


def test_unique_alternative_ids(client: Client) -> None:
    client.order(alternative_order_id="one")
    client.order(alternative_order_id="one")
    assert client.admin("GET", "/orders")["bought_per_alternative_order_id"] == {"one": 2}
    client.settings(unique_alternative_order_ids=True)
    body = body_for("client_premium", alternative_order_id="one")
    answer = client.call("POST", "/order/certificate/client_premium", body)
    assert codes(answer) == ["alternative_order_id_already_exists"]
    dead = client.order(alternative_order_id="two", skip_approval=False)
    client.admin("POST", f"/requests/{dead['requests'][0]['id']}/reject")
    body = body_for("client_premium", alternative_order_id="two")
    assert client.call("POST", "/order/certificate/client_premium", body).status_code == 400
    client.settings(dead_orders_keep_id=False)
    assert client.order(alternative_order_id="two")["id"]
    assert client.order()["id"]


def test_roles(client: Client) -> None:
    standard, manager = client.with_role("standard"), client.with_role("manager")
    viewer, other, limited = (client.with_role(role) for role in ("view_only", "other", "limited"))
    placed = standard.order()
    assert placed["requests"][0]["status"] == "pending"
    path = f"/request/{placed['requests'][0]['id']}/status"
    assert codes(standard.call("PUT", path, {"status": "approved"})) == ["access_denied|invalid_approver"]
    assert codes(viewer.call("PUT", path, {"status": "approved"})) == ["access_denied|missing_permission"]
    assert viewer.info(placed["id"])["status"] == "needs_approval"
    assert codes(other.call("GET", "/order/certificate")) == ["access_denied|missing_permission"]
    assert other.get("/user/me")["access_roles"][0]["name"] == "User Management"
    assert limited.call("GET", f"/order/certificate/{placed['id']}").status_code == 404
    assert limited.get("/order/certificate")["orders"] == []
    assert manager.call("PUT", path, {"status": "approved"}).status_code == 204
    assert client.get(f"/request/{placed['requests'][0]['id']}")["processor"]["first_name"] == "Manager"
    refused = manager.call("PUT", f"/order/certificate/{placed['id']}/revoke", {"skip_approval": True})
    assert refused.status_code == 201
    client.settings(approve_own_requests=False)
    own = f"/request/{refused.json()['id']}/status"
    assert codes(manager.call("PUT", own, {"status": "approved"})) == ["access_denied|invalid_approver"]
    assert client.call("PUT", own, {"status": "approved"}).status_code == 204


@pytest.mark.parametrize("key", ["wrong", None])
def test_a_wrong_key_is_403(client: Client, key: str | None) -> None:
    answer = client.call("GET", "/nowhere", headers={"X-DC-DEVKEY": key})
    assert answer.status_code == 403
    assert codes(answer) == ["access_denied|access_denied_invalid_key"]


def test_unknown_places(client: Client) -> None:
    for method, path in (("GET", "/nowhere"), ("DELETE", "/order/certificate"), ("POST", "/account")):
        answer = client.call(method, path)
        assert (answer.status_code, codes(answer)) == (404, ["not_found|route"])
    answer = client.call("POST", "/order/certificate/ssl_basic", {})
    assert (answer.status_code, codes(answer)) == (404, ["not_found|product"])


def test_headers(client: Client) -> None:
    client.admin("POST", "/clock", {"now": "2040-03-01T10:00:00+00:00"})
    answers = [client.call("GET", "/account"), client.call("GET", "/nowhere")]
    for answer in answers:
        assert answer.headers["content-type"] == "application/json"
        assert answer.raw.headers.getlist("date") == [answer.headers["date"]]
        date = email.utils.parsedate_to_datetime(answer.headers["date"])
        assert 0 <= (date - datetime(2040, 3, 1, 10, tzinfo=UTC)).total_seconds() < 60
    created = client.info(client.order()["id"])["date_created"]
    assert created.startswith("2040-03-01T10:00:")
    assert created.endswith("+00:00")


def test_lags(client: Client) -> None:
    client.settings(visibility_lag_seconds=600, download_lag_seconds=1200)
    placed = client.order(alternative_order_id="late")
    path = f"/certificate/{placed['certificate_id']}/download/format/p7b"
    assert client.get("/order/alternate/late")["orders"] == []
    assert client.info(placed["id"])["status"] == "issued"
    client.advance(seconds=700)
    assert client.get("/order/alternate/late")["page"]["total"] == 1
    assert client.call("GET", path).status_code == 404
    client.advance(minutes=10)
    assert client.call("GET", path).status_code == 200


def test_guest_access_and_approval_not_needed(client: Client) -> None:
    client.settings(guest_access=True, approval_required=False)
    placed = client.order(skip_approval=False, enable_guest_access=1)
    info = client.info(placed["id"])
    assert (info["status"], info["is_guest_access_enabled"]) == ("issued", True)
    assert client.call("PUT", f"/order/certificate/{placed['id']}/revoke").status_code == 204


def test_rate_limits(client: Client) -> None:
    client.settings(rate_limits=True)
    answers = (client.call("GET", "/user/me") for dummy in range(1100))
    # However slow the machine is, one of the two windows fills; neither does before the hundredth request.
    passed, refused = 0, None
    for answer in answers:
        if answer.status_code == 429:
            refused = answer
            break
        passed += 1
    assert refused is not None
    assert 100 <= passed <= 1000
    assert codes(refused) == ["request_limit_exceeded"]
    assert "retry-after" not in refused.headers
    assert client.with_role("administrator").call("GET", "/user/me").status_code == 200


def test_the_clock_only_moves_forward(client: Client) -> None:
    client.admin("POST", "/clock", {"now": "2001-01-01"}, expect=400)
    client.admin("POST", "/clock", {}, expect=400)
    client.admin("POST", "/clock", {"now": "soon"}, expect=400)
    client.admin("POST", "/clock", {"advance": {"days": -1}}, expect=400)
    before = datetime.fromisoformat(client.admin("GET", "/clock")["now"])
    client.advance(days=335, hours=1)
    after = datetime.fromisoformat(client.admin("GET", "/clock")["now"])
    assert (after - before).days == 335


def test_the_operators_side_explains_itself_and_checks_its_input(client: Client) -> None:
    overview = client.admin("GET", "")
    assert any("/sandbox/clock" in line for line in overview["routes"])
    assert "approval_required" in overview["settings"]
    client.admin("PATCH", "/settings", {"aproval_required": True}, expect=400)
    client.admin("PATCH", "/settings", {"products_enabled": ["ssl_basic"]}, expect=400)
    client.admin("PATCH", "/settings", {"quirks": {"odd": True}}, expect=400)
    client.admin("POST", "/keys", {"role": "king"}, expect=400)
    client.admin("POST", "/organizations/1/validate", expect=404)
    client.admin("POST", "/orders/1/pickup", expect=404)
    client.admin("POST", "/requests/1/approve", expect=404)
    shown = client.admin("GET", "/keys")["keys"]
    assert "digest" not in shown[0]


def test_received_counts_api_requests_only(client: Client) -> None:
    client.get("/account?")
    client.order()
    client.call("GET", "/account", headers={"X-DC-DEVKEY": "wrong"})
    received = client.admin("GET", "/received")
    assert received["totals"] == {"reads": 2, "writes": 1}
    rows = [(r["method"], r["path"], r["status"], r["key_role"]) for r in received["requests"]]
    assert rows == [
        ("GET", "/account", 200, "administrator"),
        ("POST", "/order/certificate/client_premium", 201, "administrator"),
        ("GET", "/account", 403, None),
    ]
    assert client.admin("DELETE", "/received")["totals"] == {"reads": 0, "writes": 0}
