# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Faults: what the client sees, and whether the request had its effect."""

import time
from typing import Any

import pytest
import requests
from sandbox_client import Client, body_for, codes

ORDER = "/order/certificate/client_premium"


def strike(client: Client, kind: str, **more: Any) -> None:
    client.admin("POST", "/faults", {"kind": kind, "match": {"method": "POST", "path": "^/order/"}, **more})


def bought(client: Client) -> int:
    return int(client.admin("GET", "/orders")["total"])


def order(client: Client, **options: Any) -> requests.Response:
    return client.call("POST", ORDER, body_for("client_premium"), **options)


@pytest.mark.parametrize(("moment", "expected"), [("before", 0), ("after", 1)])
def test_a_reset_connection(client: Client, moment: str, expected: int) -> None:
    strike(client, f"reset_{moment}_commit")
    with pytest.raises(requests.ConnectionError):
        order(client)
    assert bought(client) == expected
    assert order(client).status_code == 201
    assert client.admin("GET", "/received")["requests"][0]["fault"] == f"reset_{moment}_commit"


@pytest.mark.parametrize(("moment", "expected"), [("before", 0), ("after", 1)])
def test_no_answer(client: Client, moment: str, expected: int) -> None:
    strike(client, f"timeout_{moment}_commit")
    with pytest.raises(requests.Timeout):
        order(client, timeout=0.5)
    assert bought(client) == expected


@pytest.mark.parametrize(("moment", "expected"), [("before", 0), ("after", 1)])
def test_server_errors(client: Client, moment: str, expected: int) -> None:
    strike(client, f"status_{moment}_commit", status=502, body="html")
    answer = order(client)
    assert answer.status_code == 502
    assert "<html>" in answer.text
    assert bought(client) == expected
    strike(client, f"status_{moment}_commit", status=500)
    assert codes(order(client)) == ["service_error"]


def test_unreadable_answers_after_the_effect(client: Client) -> None:
    for count, kind in enumerate(("garbage", "truncated_json", "empty_body"), 1):
        strike(client, kind)
        answer = order(client)
        assert answer.status_code == 201
        with pytest.raises(requests.JSONDecodeError):
            answer.json()
        assert bought(client) == count


def test_refused_in_front_of_the_service(client: Client) -> None:
    strike(client, "html")
    page = order(client)
    assert page.status_code == 200
    assert page.headers["content-type"].startswith("text/html")
    strike(client, "redirect", location="https://elsewhere.invalid/")
    moved = order(client, allow_redirects=False)
    assert (moved.status_code, moved.headers["location"]) == (302, "https://elsewhere.invalid/")
    strike(client, "rate_limited", retry_after=7)
    limited = order(client)
    assert (limited.status_code, limited.headers["retry-after"]) == (429, "7")
    assert codes(limited) == ["request_limit_exceeded"]
    strike(client, "rate_limited")
    assert "retry-after" not in order(client).headers
    assert bought(client) == 0


def test_skip_times_and_match(client: Client) -> None:
    strike(client, "status_before_commit", skip=1, times=2)
    assert client.get("/account")["id"]
    assert [order(client).status_code for dummy in range(4)] == [201, 503, 503, 201]
    assert client.admin("GET", "/faults")["faults"][0]["matched"] == 4
    number = client.admin("POST", "/faults", {"kind": "html", "times": None})["id"]
    assert [client.call("GET", "/account").text[:5] for dummy in range(3)] == ["<!DOC"] * 3
    client.admin("DELETE", f"/faults/{number}")
    assert client.get("/account")["id"]
    client.admin("POST", "/faults", {"kind": "html", "times": None})
    client.admin("DELETE", "/faults")
    assert client.get("/account")["id"]


def test_slow_answers_do_arrive(client: Client) -> None:
    strike(client, "slow", seconds=0.3)
    before = time.monotonic()
    assert order(client).status_code == 201
    assert time.monotonic() - before >= 0.3


def test_a_fault_that_is_not_known_is_refused(client: Client) -> None:
    client.admin("POST", "/faults", {"kind": "earthquake"}, expect=400)
    client.admin("POST", "/faults", {"kind": "html", "match": {"path": "("}}, expect=400)
    client.admin("DELETE", "/faults/99", expect=404)
