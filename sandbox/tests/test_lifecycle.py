# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The ways an order goes from one status to the next."""

import pytest
from sandbox_client import Client, codes, csr, key_of, public_pem


def decide(client: Client, request_id: int, status: str) -> int:
    return client.call("PUT", f"/request/{request_id}/status", {"status": status}).status_code


def test_approval_then_validation_then_issue(client: Client) -> None:
    placed = client.order("class1_smime", skip_approval=False)
    number, request = placed["id"], placed["requests"][0]["id"]
    assert client.status(number) == "needs_approval"
    client.admin("POST", "/mailboxes/confirm", {"email": "robin.park@example.com"}, expect=404)
    assert decide(client, request, "approved") == 204
    assert client.status(number) == "pending"
    before = client.get(f"/order/certificate/{number}/email-validation")
    assert before["delivery_options"] == ["api", "browser"]
    assert before["emails"][0]["status"] == "unvalidated"
    assert len(before["emails"][0]["date_emailed"]) == 10
    client.admin("POST", "/mailboxes/confirm", {"email": "ROBIN.park@example.com", "order_id": number})
    assert client.status(number) == "issued"
    assert client.get(f"/order/certificate/{number}/email-validation")["emails"][0]["status"] == "validated"
    again = client.call("PUT", f"/request/{request}/status", {"status": "approved"})
    assert again.status_code == 400
    assert codes(again) == ["request_already_processed"]


def test_every_mailbox_must_be_confirmed(client: Client) -> None:
    emails = ["one@example.net", "two@example.net"]
    number = client.order("secure_email_mailbox", certificate={"emails": emails})["id"]
    client.admin("POST", "/mailboxes/confirm", {"email": emails[1]})
    assert client.status(number) == "pending"
    client.admin("POST", "/mailboxes/confirm", {"email": emails[0]})
    assert client.status(number) == "issued"


def test_a_domain_confirms_mailboxes_only_when_set(client: Client) -> None:
    number = client.order("class1_smime")["id"]
    assert client.status(number) == "pending"
    client.settings(mailbox_by_domain=True)
    assert client.status(number) == "issued"


def test_sponsor_orders_wait_for_domain_and_organization(client: Client) -> None:
    wish = {"emails": ["a@sub.fresh.example"]}
    number = client.order(organization={"id": 502}, certificate=wish)["id"]
    assert client.status(number) == "pending"
    client.admin("POST", "/domains/validate", {"name": "fresh.example", "organization_id": 501})
    client.admin("POST", "/organizations/502/validate")
    assert client.status(number) == "pending"
    client.admin("POST", "/domains/validate", {"name": "fresh.example", "organization_id": 502})
    assert client.status(number) == "issued"


def test_rejection_ends_an_order(client: Client) -> None:
    placed = client.order(skip_approval=False)
    assert decide(client, placed["requests"][0]["id"], "rejected") == 204
    info = client.info(placed["id"])
    assert info["status"] == "rejected"
    assert info["requests"][0]["status"] == "rejected"
    assert info["certificate"]["id"]
    assert "valid_till" not in info["certificate"]


def test_slow_issuance_follows_the_clock(client: Client) -> None:
    client.settings(issuance_delay_seconds=3600)
    number = client.order()["id"]
    assert client.status(number) == "processing"
    client.advance(hours=2)
    info = client.info(number)
    assert info["status"] == "issued"
    waited = client.admin("GET", f"/orders/{number}")["certificates"][0]
    assert waited["date_issued"] > waited["date_created"]


def test_without_csr_the_recipient_picks_up(client: Client) -> None:
    number = client.order(certificate={"csr": None})["id"]
    assert client.status(number) == "waiting_pickup"
    client.advance(days=30)
    assert client.status(number) == "waiting_pickup"
    client.admin("POST", f"/orders/{number}/pickup")
    assert client.status(number) == "issued"
    client.admin("POST", f"/orders/{number}/pickup", expect=400)


def test_expiry_by_the_clock(client: Client) -> None:
    number = client.order()["id"]
    client.advance(days=365)
    assert client.status(number) == "issued"
    client.advance(days=1)
    info = client.info(number)
    assert info["status"] == "expired"
    assert info["certificate"]["days_remaining"] == -1
    client.settings(expire_orders=False)
    other = client.order()["id"]
    client.advance(days=400)
    assert client.status(other) == "issued"


@pytest.mark.parametrize("held", ["pending", "waiting_pickup"])
def test_cancel(client: Client, held: str) -> None:
    placed = client.order("class1_smime") if held == "pending" else client.order(certificate={"csr": None})
    path = f"/order/certificate/{placed['id']}/status"
    assert client.status(placed["id"]) == held
    assert codes(client.call("PUT", path, {"status": "canceled"})) == ["required_param:note"]
    assert codes(client.call("PUT", path, {"status": "CANCELED", "note": "n"})) == ["invalid_param_value:status"]
    assert codes(client.call("PUT", path, {"status": "renewed"})) == ["invalid_order_status"]
    assert client.call("PUT", path, {"status": "canceled", "note": "not needed"}).status_code == 204
    info = client.info(placed["id"])
    assert info["status"] == "canceled"
    assert info["requests"][0]["status"] == "rejected"
    shown = client.get(f"/request/{placed['requests'][0]['id']}")
    assert shown["processor_comment"] == "not needed"


@pytest.mark.parametrize("skip_approval", [True, False])
def test_what_cannot_be_cancelled(client: Client, skip_approval: bool) -> None:
    number = client.order(skip_approval=skip_approval)["id"]
    answer = client.call("PUT", f"/order/certificate/{number}/status", {"status": "canceled", "note": "n"})
    assert codes(answer) == ["invalid_order_status"]


def reissue(client: Client, number: int, skip_approval: bool = True, **wish: object) -> dict[str, object]:
    certificate = {"signature_hash": "sha256", "csr": csr("other"), **wish}
    body = {"certificate": certificate, "skip_approval": skip_approval, "comments": "digest"}
    answer = client.call("POST", f"/order/certificate/{number}/reissue", body)
    assert answer.status_code == 201, answer.text
    placed: dict[str, object] = answer.json()
    return placed


def test_reissue_makes_a_new_certificate_with_the_same_end(client: Client) -> None:
    number = client.order()["id"]
    client.advance(days=100)
    old = client.info(number)["certificate"]
    placed = reissue(client, number, common_name="Robin Park-Lee")
    assert placed["id"] == number
    new = client.info(number)["certificate"]
    assert placed["certificate_id"] == new["id"] != old["id"]
    assert new["valid_till"] == old["valid_till"]
    assert new["common_name"] == "Robin Park-Lee"
    assert new["status"] == "issued"
    assert key_of(client.pem(new["id"])) == public_pem("other")
    assert key_of(client.pem(old["id"])) == public_pem("rsa")
    rows = client.get(f"/order/certificate/{number}/reissue")["certificates"]
    assert [row["id"] for row in rows] == [new["id"]]
    request = next(r for r in client.info(number)["requests"] if r["type"] == "reissue")
    assert request["comments"] == "digest"
    assert client.call("GET", f"/order/certificate/{old['serial_number']}").status_code == 404


def test_a_pending_reissue_keeps_the_old_certificate(client: Client) -> None:
    number = client.order()["id"]
    old = client.info(number)["certificate"]["id"]
    placed = reissue(client, number, skip_approval=False)
    assert client.status(number) == "reissue_pending"
    assert client.info(number)["certificate"]["id"] == old
    again = client.call("POST", f"/order/certificate/{number}/reissue", {"certificate": {"signature_hash": "sha256"}})
    assert codes(again) == ["reissue_in_progress"]
    revoked = client.call("PUT", f"/order/certificate/{number}/revoke", {"skip_approval": True})
    assert codes(revoked) == ["reissue_in_progress"]
    cancelled = client.call("PUT", f"/order/certificate/{number}/status", {"status": "canceled", "note": "n"})
    assert cancelled.status_code == 204
    assert client.status(number) == "issued"
    requests = placed["requests"]
    assert isinstance(requests, list)
    assert client.get(f"/request/{requests[0]['id']}")["status"] == "rejected"
    rows = client.get(f"/order/certificate/{number}/reissue")["certificates"]
    assert [row["status"] for row in rows] == ["canceled"]
    assert "serial_number" not in rows[0]


def test_reissue_needs_what_the_documentation_says(client: Client) -> None:
    number = client.order()["id"]
    path = f"/order/certificate/{number}/reissue"
    assert "required_param:certificate.signature_hash" in codes(client.call("POST", path, {"certificate": {}}))
    assert "required_param:certificate" in codes(client.call("POST", path, {}))
    waiting = client.order(skip_approval=False)["id"]
    body = {"certificate": {"signature_hash": "sha256"}}
    answer = client.call("POST", f"/order/certificate/{waiting}/reissue", body)
    assert codes(answer) == ["invalid_order_status"]


def test_reissue_accepts_a_bare_public_key_and_new_mailboxes_wait(client: Client) -> None:
    number = client.order("class1_smime")["id"]
    client.admin("POST", "/mailboxes/confirm", {"email": "robin.park@example.com"})
    reissue(client, number, csr=public_pem("other"))
    assert client.status(number) == "issued"
    reissue(client, number, emails=["robin.park@example.com", "new@example.com"])
    assert client.status(number) == "reissue_pending"
    client.admin("POST", "/mailboxes/confirm", {"email": "new@example.com"})
    assert client.status(number) == "issued"


def test_an_order_that_ends_drops_its_pending_reissue(client: Client) -> None:
    number = client.order()["id"]
    placed = reissue(client, number, skip_approval=False)
    client.advance(days=400)
    assert client.status(number) == "expired"
    requests = placed["requests"]
    assert isinstance(requests, list)
    answer = client.call("PUT", f"/request/{requests[0]['id']}/status", {"status": "approved"})
    assert codes(answer) == ["request_already_processed"]
