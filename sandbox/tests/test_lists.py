# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Lookups and lists: filters, sorting, paging, status changes."""

import pytest
from sandbox_client import Client, codes


def ids(client: Client, query: str) -> list[int]:
    return [order["id"] for order in client.get(f"/order/certificate?{query}")["orders"]]


@pytest.fixture
def three(client: Client) -> list[int]:
    """Three orders: issued, needs approval, issued; a month apart."""
    numbers = [client.order(alternative_order_id="same", certificate={"common_name": "Ann Oak"})["id"]]
    client.advance(days=30)
    numbers.append(client.order(skip_approval=False, alternative_order_id="same")["id"])
    client.advance(days=30)
    body = {"custom_fields": [{"metadata_id": 11, "value": "blue"}], "container": {"id": 10}}
    numbers.append(client.order("client_authentication_plus", **body)["id"])
    return numbers


def test_lookup_by_alternative_id(client: Client, three: list[int]) -> None:
    found = client.get("/order/alternate/same")
    assert [row["order_id"] for row in found["orders"]] == three[:2]
    assert set(found["orders"][1]) == {"order_id", "certificate_id", "status"}
    assert found["page"] == {"total": 2, "limit": 1000, "offset": 0}
    second = client.get("/order/alternate/same?offset=1&limit=1")
    assert [row["order_id"] for row in second["orders"]] == three[1:2]
    assert second["page"] == {"total": 2, "limit": 1, "offset": 1}
    assert client.get("/order/alternate/none")["orders"] == []
    assert client.get("/order/alternate/s%61me")["page"]["total"] == 2


def test_filters(client: Client, three: list[int]) -> None:
    first, second, third = three
    assert ids(client, "filters[status]=issued") == [first, third]
    assert ids(client, "filters[status][0]=needs_approval&filters[status][1]=issued") == three
    assert ids(client, "filters[common_name]=Ann Oak") == [first]
    assert ids(client, "filters[search]=%25ann") == [first]
    assert ids(client, "filters[search]=Ann") == []
    assert ids(client, "filters[email]=robin.park@example.com&filters[product_name_id]=client_premium") == [
        first,
        second,
    ]
    assert ids(client, "filters[container_id]=10") == ids(client, "container_id=10") == [third]
    assert ids(client, "filters[metadata_id]=11") == [third]
    assert ids(client, "filters[is_renewed]=1") == []
    serial = client.info(first)["certificate"]["serial_number"]
    assert ids(client, f"filters[serial_number]={serial}") == [first]
    till = client.info(first)["certificate"]["valid_till"]
    assert ids(client, f"filters[valid_till]=%3E{till}") == [third]
    assert ids(client, f"filters[valid_till]=%3C={till}") == [first]
    assert ids(client, "filters[valid_till][0]=%3ENOW&filters[valid_till][1]=null") == three
    assert ids(client, f"filters[valid_till][0]=%3E=NOW&filters[valid_till][1]=%3C={till}") == [first]
    assert ids(client, f"filters[valid_till]=2000-01-01...{till}") == [first]
    assert ids(client, f"filters[id]=%3E{first}&filters[id][1]=%3C{third}") == [second]


def test_the_filter_issued_includes_expired_orders(client: Client, three: list[int]) -> None:
    client.advance(days=340)
    assert client.status(three[0]) == "expired"
    assert three[0] in ids(client, "filters[status]=issued")


def test_sorting_and_paging(client: Client, three: list[int]) -> None:
    first, second, third = three
    assert ids(client, "sort=-id") == [third, second, first]
    assert ids(client, "sort=%2Bid") == ids(client, "sort=+id") == three
    assert ids(client, "sort=-order_id") == [third, second, first]
    assert ids(client, "sort=order_id") == three
    assert ids(client, "sort=product_name_id,-id") == [third, second, first]
    page = client.get("/order/certificate?limit=2&offset=2")
    assert [order["id"] for order in page["orders"]] == [third]
    assert page["page"] == {"total": 3, "limit": 2, "offset": 2}


DOCUMENTED = {
    *("id", "certificate", "status", "is_renewed", "date_created", "organization", "validity_years"),
    *("disable_renewal_notifications", "container", "product", "product_name_id", "has_duplicates"),
}
OBSERVED = {"duplicates_count", "reissues_count", "price"}
IN_CERTIFICATE = {"id", "common_name", "valid_till", "days_remaining", "signature_hash"}


@pytest.mark.parametrize(
    ("quirk", "members", "in_certificate"),
    [
        ("documented", DOCUMENTED, IN_CERTIFICATE),
        ("observed", DOCUMENTED | OBSERVED, IN_CERTIFICATE | {"serial_number", "thumbprint"}),
        (
            "generous",
            DOCUMENTED | OBSERVED | {"order_valid_till", "has_reissues"},
            IN_CERTIFICATE | {"serial_number", "thumbprint", "emails", "valid_from"},
        ),
    ],
)
def test_list_rows_hold_what_is_documented_and_more_only_by_a_quirk(
    client: Client, quirk: str, members: set[str], in_certificate: set[str]
) -> None:
    client.order()
    client.quirk(list_rows=quirk)
    (row,) = client.get("/order/certificate")["orders"]
    assert set(row) == members
    assert set(row["certificate"]) == in_certificate


def test_list_rows_lack_what_is_not_issued(client: Client, three: list[int]) -> None:
    rows = client.get("/order/certificate")["orders"]
    assert "valid_till" not in rows[1]["certificate"]
    assert rows[0]["certificate"]["days_remaining"] == 305


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("/order/certificate?filters[shoe_size]=1", "invalid_filter:filters[shoe_size]"),
        ("/order/certificate?filters[order_id]=1", "invalid_filter:filters[order_id]"),
        ("/order/certificate?sort=shoe_size", "invalid_filter:sort=shoe_size"),
        ("/order/certificate?limit=1001", "invalid_param_value:limit"),
        ("/order/certificate?page=2", "unknown_param:page"),
        ("/order/certificate?offset=%C2%B2", "invalid_param_value:offset"),
        ("/order/certificate?limit=0", "invalid_param_value:limit"),
        ("/order/alternate/x?offset=-1", "invalid_param_value:offset"),
        ("/order/certificate/status-changes", "required_param:minutes"),
        ("/order/certificate/status-changes?minutes=10081", "time_frame_too_long"),
        ("/order/certificate/status-changes?seconds=x", "invalid_param_value:minutes"),
    ],
)
def test_bad_queries(client: Client, path: str, code: str) -> None:
    answer = client.call("GET", path)
    assert answer.status_code == 400
    assert codes(answer) == [code]


def test_status_changes(client: Client, three: list[int]) -> None:
    changed = client.get("/order/certificate/status-changes?minutes=10")
    assert [row["order_id"] for row in changed["orders"]] == [three[2]]
    client.advance(hours=1)
    assert client.get("/order/certificate/status-changes?minutes=10") == {}
    assert client.get("/order/certificate/status-changes?minutes=60&seconds=30")["orders"]
    client.admin("POST", "/reset")
    now = client.admin("GET", "/clock")["now"]
    client.admin("POST", "/clock", {"now": f"{int(now[:4]) + 1}-06-02T05:00:00+00:00"})
    client.order()
    year = int(now[:4]) + 1
    window = "/order/certificate/status-changes?filters[status_last_updated]={}...{}"
    # 05:00 UTC on 2 June is 23:00 MDT on 1 June.
    assert client.get(window.format(f"{year}-06-01", f"{year}-06-02"))["orders"]
    assert client.get(window.format(f"{year}-06-02", f"{year}-06-03")) == {}
    assert client.get(window.format(f"{year}-06-01%2B22:59:00", f"{year}-06-01%2B23:01:00"))["orders"]


def test_info_by_serial_number_and_thumbprint(client: Client) -> None:
    number = client.order()["id"]
    certificate = client.info(number)["certificate"]
    for name in ("serial_number", "thumbprint"):
        assert client.get(f"/order/certificate/{certificate[name].lower()}")["id"] == number
    assert codes(client.call("GET", "/order/certificate/1")) == ["not_found|order"]
    for odd in ("AB" * 16, "9" * 18, "9" * 30, "%C2%B2", "x y"):
        assert codes(client.call("GET", f"/order/certificate/{odd}")) == ["not_found|order"]


def test_requests(client: Client, three: list[int]) -> None:
    pending = client.get("/request?filters[status]=pending")
    assert [row["order"]["id"] for row in pending["requests"]] == [three[1]]
    row = pending["requests"][0]
    assert row["requester"]["id"] == 14
    assert row["order"]["product"]["name_id"] == "client_premium"
    assert client.get("/request?filters[search]=Ann Oak&sort=-id")["page"]["total"] == 1
    assert "date_processed" not in client.get(f"/request/{row['id']}")
    assert codes(client.call("GET", "/request/1")) == ["not_found|request"]
    bad = client.call("PUT", f"/request/{row['id']}/status", {"status": "maybe"})
    assert codes(bad) == ["invalid_param_value:status"]


def test_the_account_around_the_orders(client: Client) -> None:
    assert client.get("/account")["root_container_id"] == 9
    assert client.get("/user/me")["access_roles"] == [{"id": 1, "name": "Administrator"}]
    assert [item["id"] for item in client.get("/container")["containers"]] == [9, 10]
    assert client.get("/container/10")["parent_id"] == 9
    assert [item["id"] for item in client.get("/account/metadata")["metadata"]] == [11, 12]
    assert len(client.get("/product")["products"]) == 8
    assert client.get("/product/client_premium")["allowed_validity_years"] == [1, 2]
    client.order()
    funds = client.get("/finance/balance?container_id=9")
    assert (funds["balance"], funds["total_available_funds"]) == ("999905.00", "999905.00")
    for path in ("/finance/balance", "/product", "/product/client_premium"):
        assert codes(client.call("GET", f"{path}?container_id=8")) == ["not_found|container"]
    assert codes(client.call("GET", "/finance/balance")) == ["required_param:container_id"]
    listed = client.get("/organization?include_validation=true")
    states = {row["id"]: row["validations"][0]["status"] for row in listed["organizations"]}
    assert states == {501: "active", 502: "pending"}
    assert "validations" not in client.get("/organization/501")
    assert client.get("/organization?filters[search]=502")["page"]["total"] == 1
    for path, code in (("/product/x", "not_found|product"), ("/organization/1", "not_found|organization")):
        assert codes(client.call("GET", path)) == [code]


def test_custom_fields_can_be_changed(client: Client) -> None:
    number = client.order()["id"]
    path = f"/order/certificate/{number}/custom-field"
    assert client.call("POST", path, {"metadata_id": 12, "value": "8"}).status_code == 204
    assert client.info(number)["custom_fields"] == [{"metadata_id": 12, "label": "Ticket number", "value": "8"}]
    assert codes(client.call("POST", path, {"metadata_id": 12, "value": "x"})) == ["invalid_custom_field_value"]
    both = codes(client.call("POST", path, {}))
    assert both == ["required_param:metadata_id", "required_param:value"]
