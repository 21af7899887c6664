# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Wrong answers: each is wrong as it says, for the reads it hits, and the account behind it is as it was."""

from email.utils import parsedate_to_datetime
from typing import Any

import pytest
from sandbox_client import Client, body_for, codes, csr, key_of, public_pem

from certcentral_sandbox import faults, wrong


def fault(client: Client, kind: str, path: str = "^/", method: str = "GET", **more: Any) -> None:
    client.admin("POST", "/faults", {"kind": kind, "match": {"method": method, "path": path}, **more})


def rows(client: Client, name: str) -> list[int]:
    return [row["order_id"] for row in client.get(f"/order/alternate/{name}")["orders"]]


@pytest.fixture
def mine(client: Client) -> int:
    """The order of `mine`, issued; an older one of `theirs` is there too."""
    client.order(alternative_order_id="theirs", certificate={"csr": csr("other")})
    return int(client.order(alternative_order_id="mine")["id"])


def test_every_kind_of_wrong_answer_is_known_to_faults() -> None:
    assert set(wrong.KINDS) == faults.READS_ONLY | {"rate_limited_with_rival"}


@pytest.mark.parametrize("kind", sorted(faults.READS_ONLY))
def test_one_read_at_one_position_is_hit_and_nothing_changes(client: Client, mine: int, kind: str) -> None:
    before = client.admin("GET", "/orders")
    paths = (f"/order/certificate/{mine}", "/order/alternate/mine", "/order/certificate", "/request")
    right = [client.get(path) for path in paths]
    for position in range(len(paths)):
        fault(client, kind, skip=position)
        answers = [client.call("GET", path) for path in paths]
        got = [answer.json() for answer in answers]
        assert [a for n, a in enumerate(got) if n != position] == [a for n, a in enumerate(right) if n != position]
        assert all(answer.status_code in (200, 404) for answer in answers)
        client.admin("DELETE", "/faults")
    assert client.admin("GET", "/orders") == before
    fault(client, kind, method="PUT", times=None)
    assert client.call("PUT", f"/order/certificate/{mine}/revoke", {"skip_approval": True}).status_code == 204


def test_another_order(client: Client, mine: int) -> None:
    theirs = mine - 1
    info = client.info(theirs)
    certificate = client.info(mine)["certificate"]["id"]
    fault(client, "other_order", times=None)
    assert client.info(mine) == info
    assert client.get(f"/order/certificate/{mine}/email-validation")["emails"][0]["email"] == "robin.park@example.com"
    assert rows(client, "mine") == [theirs]
    assert rows(client, "unknown") == [mine]
    assert key_of(client.pem(certificate)) == public_pem("other")
    request = client.get(f"/request/{info['requests'][0]['id'] + 1}")
    assert request["order"]["id"] == theirs
    client.admin("DELETE", "/faults")
    fault(client, "other_order", times=None, order_id=mine)
    assert client.info(theirs)["id"] == mine
    assert [row["id"] for row in client.get("/order/certificate?filters[id]=1")["orders"]] == [mine]
    assert [row["order"]["id"] for row in client.get("/request")["requests"]] == [mine]


def test_there_is_no_other_order(client: Client) -> None:
    number = client.order(alternative_order_id="mine")["id"]
    fault(client, "other_order", times=None)
    fault(client, "stranger_link", times=None)
    assert client.info(number)["id"] == number
    assert rows(client, "mine") == [number]


def test_another_case(client: Client, mine: int) -> None:
    upper = client.order(alternative_order_id="MINE")["id"]
    assert rows(client, "Mine") == []
    fault(client, "other_case", times=None)
    assert rows(client, "Mine") == rows(client, "mine") == [mine, upper]


def test_before_the_last_write(client: Client, mine: int) -> None:
    fault(client, "stale_by_one_write", times=None)
    assert rows(client, "mine") == []
    assert codes(client.call("GET", f"/order/certificate/{mine}")) == ["not_found|order"]
    assert client.get("/order/certificate?filters[common_name]=Robin Park")["page"]["total"] == 1
    client.call("POST", f"/order/certificate/{mine}/custom-field", {"metadata_id": 11, "value": "new"})
    assert "custom_fields" not in client.info(mine)
    client.call("PUT", f"/order/certificate/{mine}/revoke", {"skip_approval": True})
    assert client.status(mine) == "issued"
    assert client.info(mine)["custom_fields"][0]["value"] == "new"
    assert client.get("/order/certificate?filters[metadata_value]=new")["page"]["total"] == 1
    client.admin("DELETE", "/faults")
    assert client.status(mine) == "revoked"


def test_as_it_was_some_time_ago(client: Client, mine: int) -> None:
    client.advance(minutes=10)
    later = client.order(alternative_order_id="mine", renewal_of_order_id=mine)["id"]
    client.call("PUT", f"/order/certificate/{mine}/revoke", {"skip_approval": True})
    fault(client, "stale_seconds", times=None)
    assert rows(client, "mine") == [mine]
    info = client.info(mine)
    assert (info["status"], info["is_renewed"]) == ("issued", False)
    client.advance(seconds=61)
    assert rows(client, "mine") == [mine, later]
    client.admin("DELETE", "/faults")
    fault(client, "stale_seconds", seconds=3600, times=None)
    assert rows(client, "mine") == []


def test_lags(client: Client, mine: int) -> None:
    client.advance(minutes=10)
    later = client.order(alternative_order_id="mine", skip_approval=False)
    fault(client, "lagging_lookup", times=2)
    assert [rows(client, "mine") for dummy in range(3)] == [[mine], [mine], [mine, later["id"]]]
    fault(client, "lagging_order_info", times=None)
    assert client.info(mine)["id"] == mine
    for path in (f"/order/certificate/{later['id']}", f"/request/{later['requests'][0]['id']}"):
        assert client.call("GET", path).status_code == 404
    client.advance(seconds=60)
    assert client.info(later["id"])["status"] == "needs_approval"


def test_no_filters(client: Client, mine: int) -> None:
    fault(client, "unfiltered_list", times=None)
    assert rows(client, "mine") == [mine - 1, mine]
    assert client.get("/order/certificate?filters[status]=revoked")["page"]["total"] == 2
    assert client.get("/request?filters[status]=pending")["page"]["total"] == 2


def test_rows_twice(client: Client, mine: int) -> None:
    fault(client, "duplicate_rows")
    assert rows(client, "mine") == [mine, mine]
    fault(client, "duplicate_rows", row_status="revoked", times=None)
    found = client.get("/order/alternate/mine")
    assert [row["status"] for row in found["orders"]] == ["issued", "revoked"]
    assert found["page"]["total"] == 2
    assert [row["status"] for row in client.info(mine)["requests"]] == ["approved", "revoked"]


def test_links(client: Client, mine: int) -> None:
    later = client.order(alternative_order_id="mine", renewal_of_order_id=mine)["id"]
    for kind, first, second in (
        ("self_link", mine, later),
        ("cycle", later, mine),
        ("stranger_link", mine - 1, mine - 1),
    ):
        fault(client, kind, times=None)
        assert [client.info(number)["renewal_of_order_id"] for number in (mine, later)] == [first, second]
        client.admin("DELETE", "/faults")
    assert "renewal_of_order_id" not in client.info(mine)


@pytest.mark.parametrize("kind", wrong.MISSING)
def test_missing_members(client: Client, mine: int, kind: str) -> None:
    client.order(alternative_order_id="next", renewal_of_order_id=mine)
    reissue = {"certificate": {"csr": csr("ec"), "signature_hash": "sha256"}, "skip_approval": True}
    client.call("POST", f"/order/certificate/{mine}/reissue", reissue)
    request = client.info(mine)["requests"][0]["id"]
    paths = (f"/order/certificate/{mine + 1}", f"/order/certificate/{mine}/reissue", "/request", f"/request/{request}")
    right = [client.get(path) for path in paths]
    fault(client, kind, times=None)
    names = {path.rpartition(".")[2] for path in wrong.MISSING[kind]}
    got = [client.get(path) for path in paths]
    assert got != right
    for name in names - {"type"}:
        assert f"'{name}'" not in str(got)
    if kind == "missing_type":
        assert "type" not in got[0]["requests"][0]
        assert "type" not in got[3]
        assert "type" in got[3]["order"]["product"]


def test_a_clock_that_is_off_once(client: Client) -> None:
    fault(client, "clock_off", days=400)
    dates = [parsedate_to_datetime(client.call("GET", "/account").headers["date"]) for dummy in range(2)]
    assert 399 <= (dates[0] - dates[1]).days <= 400


@pytest.mark.parametrize("status", [403, 408, 425, 499])
@pytest.mark.parametrize(("moment", "bought"), [("before", 0), ("after", 1)])
def test_somebody_in_front_refuses(client: Client, moment: str, bought: int, status: int) -> None:
    path = "/order/certificate/client_premium"
    fault(client, f"gateway_{moment}_commit", method="POST", status=status)
    answer = client.call("POST", path, body_for("client_premium"))
    assert answer.status_code == status
    assert "<html>" in answer.text
    assert client.admin("GET", "/orders")["total"] == bought
    fault(client, f"gateway_{moment}_commit", method="POST", status=status, body="json")
    assert client.call("POST", path, body_for("client_premium")).json() == {"message": "Request refused"}


def test_a_rival_is_faster(client: Client) -> None:
    fault(client, "rate_limited_with_rival", method="POST")
    body = body_for("client_premium", alternative_order_id="mine")
    answer = client.call("POST", "/order/certificate/client_premium", body)
    assert (answer.status_code, codes(answer)) == (429, ["request_limit_exceeded"])
    (number,) = rows(client, "mine")
    assert client.info(number)["user"]["id"] != client.get("/user/me")["id"]
    assert client.admin("GET", "/orders")["total"] == 1


def test_pages_without_end(client: Client, mine: int) -> None:
    client.order(alternative_order_id="mine")
    path = "/order/alternate/mine?limit=2&offset={}"
    right = client.get(path.format(0))["orders"]
    fault(client, "repeated_page", times=None)
    for offset in (0, 2, 400):
        found = client.get(path.format(offset))
        assert found["orders"] == right
        assert found["page"] == {"total": offset + 4, "limit": 2, "offset": offset}
    client.admin("DELETE", "/faults")
    fault(client, "repeated_page", rows="new", times=None)
    seen = [row["order_id"] for offset in range(0, 20, 2) for row in client.get(path.format(offset))["orders"]]
    assert len(set(seen)) == 20
    assert client.get("/order/alternate/none")["orders"] == []


def test_another_serial_number(client: Client, mine: int) -> None:
    certificate = client.info(mine)["certificate"]["id"]
    fault(client, "wrong_serial")
    other, right = client.pem(certificate), client.pem(certificate)
    assert key_of(other) == key_of(right) == public_pem("rsa")
    assert other != right


@pytest.mark.parametrize(
    "body",
    [
        {"kind": "gateway_after_commit", "status": 503},
        {"kind": "status_after_commit", "status": 408},
        {"kind": "clock_off", "days": 1e9},
        {"kind": "stale_seconds", "seconds": -1},
        {"kind": "repeated_page", "rows": "old"},
    ],
)
def test_what_makes_no_sense_is_refused(client: Client, body: dict[str, Any]) -> None:
    client.admin("POST", "/faults", body, expect=400)
