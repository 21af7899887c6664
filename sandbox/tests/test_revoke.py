# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Revocation: done at once (204) or a request (201)."""

from sandbox_client import Client, codes, csr


def test_done_at_once_with_an_administrator_key(client: Client) -> None:
    number = client.order()["id"]
    answer = client.call("PUT", f"/order/certificate/{number}/revoke", {"skip_approval": True, "comments": "lost"})
    assert (answer.status_code, answer.content) == (204, b"")
    info = client.info(number)
    assert (info["status"], info["certificate"]["status"]) == ("revoked", "revoked")
    assert [request["type"] for request in info["requests"]] == ["new_request"]
    again = client.call("PUT", f"/order/certificate/{number}/revoke", {"skip_approval": True})
    assert codes(again) == ["certificate_already_revoked"]


def test_a_request_waits_for_its_approver(client: Client) -> None:
    number = client.order()["id"]
    answer = client.call("PUT", f"/order/certificate/{number}/revoke", {"comments": "lost"})
    assert answer.status_code == 201
    request = answer.json()
    assert (request["type"], request["status"], request["comments"]) == ("revoke", "pending", "lost")
    assert request["requester"]["id"] == 14
    assert client.status(number) == "issued"
    listed = client.get("/request?filters[type]=revoke&filters[status]=pending")["requests"]
    assert [row["id"] for row in listed] == [request["id"]]
    twice = client.call("PUT", f"/order/certificate/{number}/revoke", {})
    assert codes(twice) == ["revoke_request_pending"]
    client.call("PUT", f"/request/{request['id']}/status", {"status": "approved"})
    assert client.status(number) == "revoked"


def test_one_certificate_leaves_the_order_open(client: Client) -> None:
    number = client.order()["id"]
    serial = client.info(number)["certificate"]["serial_number"]
    answer = client.call("PUT", f"/certificate/{serial.lower()}/revoke", {"skip_approval": True})
    assert answer.status_code == 204
    info = client.info(number)
    assert (info["status"], info["certificate"]["status"]) == ("issued", "revoked")
    body = {"certificate": {"signature_hash": "sha256", "csr": csr("other")}, "skip_approval": True}
    assert client.call("POST", f"/order/certificate/{number}/reissue", body).status_code == 201
    assert client.info(number)["certificate"]["status"] == "issued"
    client.settings(revoke_closes_order=True)
    other = client.order()
    client.call("PUT", f"/certificate/{other['certificate_id']}/revoke", {"skip_approval": True})
    assert client.status(other["id"]) == "revoked"


def test_nothing_to_revoke(client: Client) -> None:
    number = client.order(skip_approval=False)["id"]
    answer = client.call("PUT", f"/order/certificate/{number}/revoke", {"skip_approval": True})
    assert codes(answer) == ["invalid_order_status"]
    assert client.call("PUT", "/certificate/1/revoke", {}).status_code == 404
    assert codes(client.call("PUT", f"/order/certificate/{number}/revoke", {"reason": "x"})) == ["unknown_param:reason"]
