# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The order report: CSV of many orders in one answer."""

import csv
import io
from typing import Any

import pytest
from sandbox_client import Client, codes, csr

PATH = "/report/order"


def report(client: Client, query: str = "") -> list[dict[str, str]]:
    answer = client.call("GET", PATH + (f"?{query}" if query else ""))
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "text/csv"
    return list(csv.DictReader(io.StringIO(answer.text)))


def ids(client: Client, query: str = "") -> list[int]:
    return [int(row["order_id"]) for row in report(client, query)]


def many(client: Client, count: int, **changes: Any) -> int:
    """Make orders and return the first id."""
    one = {"count": count, "emails": ["p{n}@example.com"]} | changes
    return int(client.admin("POST", "/orders", {"orders": [one]})["first_order_id"])


def test_a_row_has_what_the_order_has(client: Client) -> None:
    contact = {"first_name": "Kim", "last_name": "Low", "email": "kim@example.com", "job_title": "Tech"}
    placed = client.order(alternative_order_id="robin-mail", technical_contact=contact)
    info = client.info(placed["id"])
    (row,) = report(client)
    expected = {
        "order_id": str(placed["id"]),
        "customer_order_id": "robin-mail",
        "date_created": info["date_created"][:19].replace("T", " "),
        "container_name": "Sandbox account",
        "status": "issued",
        "organization_id": "501",
        "organization_address_1": "Sample Street 1",
        "tech_email": "kim@example.com",
        "tech_title": "Tech",
        "validity_years": "1",
        "common_name": "Robin Park",
        "product_name_id": "client_premium",
        "email": "robin.park@example.com",
        "csr": csr(),
        "valid_till": info["certificate"]["valid_till"],
        "certificate_tracker_id": str(info["certificate"]["id"]),
        "is_renewed": "0",
        "auto_renew": "0",
        "thumbprint": info["certificate"]["thumbprint"],
        "serial_number": info["certificate"]["serial_number"],
        "user_last_name": "Moss",
    }
    assert {name: row[name] for name in expected} == expected
    assert list(row)[:3] == ["order_id", "customer_order_id", "date_created"]


def test_every_value_is_in_quotes_and_a_csr_has_several_lines(client: Client) -> None:
    client.order(organization={"id": 501})
    text = client.call("GET", PATH).text
    assert text.startswith('"order_id","customer_order_id",')
    assert '"-----BEGIN CERTIFICATE REQUEST-----\n' in text
    assert text.count(",,") == 0
    assert text.count("\n") > 10


def test_the_identity_is_a_guess_that_can_be_switched_off(client: Client) -> None:
    client.order(alternative_order_id="robin-mail")
    client.settings(report_customer_order_id=False)
    assert report(client)[0]["customer_order_id"] == ""


def test_what_is_not_issued_has_no_dates(client: Client) -> None:
    client.order(skip_approval=False)
    (row,) = report(client)
    assert (row["status"], row["valid_from"], row["valid_till"], row["serial_number"]) == ("needs_approval", "", "", "")


def test_filters(client: Client) -> None:
    first = client.order(certificate={"common_name": "First"})["id"]
    second = client.order("class1_smime")["id"]
    third = client.order("client_authentication_plus", organization={"id": 502})["id"]
    assert ids(client) == [first, second, third]
    assert ids(client, "filters[common_name]=first") == [first]
    assert ids(client, "filters[product_name_id]=class1_smime") == [second]
    assert ids(client, "filters[organization_id]=502") == [third]
    assert ids(client, "filters[status]=issued") == [first]
    assert ids(client, "filters[status][0]=issued&filters[status][1]=pending") == [first, second, third]
    assert ids(client, f"filters[id]=%3E{first}") == [second, third]
    assert ids(client, "filters[is_renewed]=1") == []
    assert ids(client, "filters[date_created]=%3E2100-01-01") == []


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("filters[email]=a@example.com", "invalid_filter:filters[email]"),
        ("filters[customer_order_id]=x", "invalid_filter:filters[customer_order_id]"),
        ("sort=-id", "unknown_param:sort"),
        ("limit=100001", "invalid_param_value:limit"),
        ("limit=0", "invalid_param_value:limit"),
        ("offset=x", "invalid_param_value:offset"),
    ],
)
def test_what_is_refused(client: Client, query: str, code: str) -> None:
    answer = client.call("GET", f"{PATH}?{query}")
    assert answer.status_code == 400
    assert codes(answer) == [code]


def test_one_made_in_bulk_has_its_serial_number_at_once(client: Client) -> None:
    first = many(client, 1)
    (before,) = report(client)
    assert client.info(first)["certificate"]["serial_number"] == before["serial_number"]
    (after,) = report(client)
    assert {name for name in after if after[name] != before[name]} == {"thumbprint"}


def test_limit_and_offset_over_the_parts_that_are_read_at_a_time(client: Client) -> None:
    first = many(client, 1203)
    every = list(range(first, first + 1203))
    assert ids(client) == every
    assert ids(client, "limit=100000&offset=1100") == every[1100:]
    assert ids(client, "limit=501&offset=600") == every[600:1101]
    assert ids(client, "limit=1") == every[:1]
    assert ids(client, "offset=1203") == []


def test_others_are_answered_while_a_report_is_sent(client: Client) -> None:
    first = many(client, 1500)
    with client.session.get(client.ready["api_url"] + PATH, stream=True, timeout=20) as answer:
        lines = answer.iter_lines()
        head = next(lines)
        assert client.status(first) == "issued"
        rest = list(lines)
    assert head.startswith(b'"order_id"')
    assert sum(line.startswith(b'"700') for line in rest) == 1500


def test_a_limited_user_sees_its_own_orders(client: Client) -> None:
    client.order()
    limited = client.with_role("limited")
    own = limited.order(skip_approval=False)["id"]
    assert ids(limited) == [own]
    assert client.with_role("other").call("GET", PATH).status_code == 403


@pytest.mark.parametrize(
    ("kind", "ends_whole"), [("truncated_json", False), ("status_after_commit", False), ("slow", True)]
)
def test_faults_hit_the_report_too(client: Client, kind: str, ends_whole: bool) -> None:
    many(client, 3)
    whole = client.call("GET", PATH).text
    client.admin("POST", "/faults", {"kind": kind, "match": {"path": "^/report/"}, "times": 1, "seconds": 0.1})
    assert (client.call("GET", PATH).text == whole) is ends_whole
    assert client.call("GET", PATH).text == whole


def test_a_stale_report_is_from_before(client: Client) -> None:
    (request,) = client.order(skip_approval=False)["requests"]
    client.admin("POST", f"/requests/{request['id']}/reject")
    client.admin("POST", "/faults", {"kind": "stale_by_one_write", "match": {"path": "^/report/"}, "times": 1})
    assert [row["status"] for row in report(client)] == ["needs_approval"]
    assert [row["status"] for row in report(client)] == ["rejected"]
