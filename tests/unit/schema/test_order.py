# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""CertCentral's answers, as odd as they were seen, and odder."""

from __future__ import annotations

import datetime
import typing as t

import pytest
from ansible_collections.certops.digicert.plugins.module_utils._core.errors import DigicertError, Unanswered
from ansible_collections.certops.digicert.plugins.module_utils._core.model import Match, Order, Request
from ansible_collections.certops.digicert.plugins.module_utils._schema.order import (
    parse_email_validation,
    parse_match,
    parse_new_order_id,
    parse_order,
    parse_refusal,
    parse_replaced_certificates,
    parse_unsubmitted_domains,
)
from hypothesis import given
from hypothesis import strategies as st

WHOLE = {
    "id": 1001,
    "status": "issued",
    "alternative_order_id": "smime-robin",
    "is_renewed": False,
    "renewal_of_order_id": 900,
    "product": {"name_id": "client_premium"},
    "organization": {"id": 501, "name": "X"},
    "container": {"id": 5},
    "certificate": {
        "id": 2001,
        "status": "issued",
        "common_name": "Robin Park",
        "emails": ["robin@example.com"],
        "signature_hash": "sha256",
        "organization_units": ["IT"],
        "ca_cert": {"id": "ABC1"},
        "csr": "PEM",
        "valid_from": "2030-01-01",
        "valid_till": "2031-01-01",
        "serial_number": "0A",
        "thumbprint": "FF",
    },
    "custom_fields": [{"metadata_id": 1, "value": "x"}],
    "requests": [{"id": 3001, "type": "new_request", "status": "approved"}],
}


def test_a_whole_answer() -> None:
    assert parse_order(WHOLE) == Order(
        id=1001,
        status="issued",
        alternative_order_id="smime-robin",
        product="client_premium",
        certificate_id=2001,
        certificate_status="issued",
        common_name="Robin Park",
        emails=("robin@example.com",),
        organization_id=501,
        container_id=5,
        signature_hash="sha256",
        organization_units=("IT",),
        ca_cert_id="ABC1",
        csr="PEM",
        custom_fields={1: "x"},
        valid_from=datetime.date(2030, 1, 1),
        valid_till=datetime.date(2031, 1, 1),
        serial_number="0A",
        thumbprint="FF",
        is_renewed=False,
        renewal_of_order_id=900,
        requests=(Request(3001, "new_request", "approved"),),
    )


def test_the_least_answer() -> None:
    assert parse_order({"id": 7}) == Order(7, "unknown", shows_requests=False)


@pytest.mark.parametrize(
    ("answer", "field", "value"),
    [
        ({"id": "1001"}, "id", 1001),
        ({"id": " 1001 "}, "id", 1001),
        ({"status": "ISSUED"}, "status", "issued"),
        ({"status": "CANCELLED"}, "status", "canceled"),
        ({"status": " Needs_Approval "}, "status", "needs_approval"),
        ({"status": None}, "status", "unknown"),
        ({"status": ["issued"]}, "status", "unknown"),
        ({"status": "something_new"}, "status", "something_new"),
        ({"is_renewed": True}, "is_renewed", True),
        ({"is_renewed": "1"}, "is_renewed", True),
        ({"is_renewed": 1}, "is_renewed", True),
        ({"is_renewed": "true"}, "is_renewed", True),
        ({"is_renewed": "0"}, "is_renewed", False),
        ({"is_renewed": 0}, "is_renewed", False),
        ({"is_renewed": None}, "is_renewed", None),
        ({"is_renewed": ""}, "is_renewed", None),
        ({"date_created": "2031-02-03T08:15:00+00:00"}, "date_created", datetime.date(2031, 2, 3)),
        ({"date_created": "soon"}, "date_created", None),
        ({"requests": []}, "shows_requests", True),
        ({"requests": None}, "shows_requests", False),
        ({"organization": []}, "organization_id", None),
        ({"organization": None}, "organization_id", None),
        ({"organization": {"id": "501"}}, "organization_id", 501),
        ({"organization": {"name": "X"}}, "organization_id", None),
        ({"organization": [], "certificate": {"organization": {"id": 9}}}, "organization_id", 9),
        ({"renewal_of_order_id": 0}, "renewal_of_order_id", None),
        ({"renewal_of_order_id": "0"}, "renewal_of_order_id", None),
        ({"renewal_of_order_id": "900"}, "renewal_of_order_id", 900),
        ({"product": {"name_id": "client_premium_sha2"}}, "product", "client_premium"),
        ({"product": [], "product_name_id": "class1_smime"}, "product", "class1_smime"),
        ({"certificate": []}, "certificate_id", None),
        ({"certificate": {"id": "2001"}}, "certificate_id", 2001),
        ({"certificate": {"id": True}}, "certificate_id", None),
        ({"certificate": {"status": "REVOKED"}}, "certificate_status", "revoked"),
        ({"certificate": {"signature_hash": "SHA256"}}, "signature_hash", "sha256"),
        ({"certificate": {"ca_cert": {"id": 5}}}, "ca_cert_id", "5"),
        ({"certificate": {"valid_till": "null"}}, "valid_till", None),
        ({"certificate": {"valid_till": None}}, "valid_till", None),
        ({"certificate": {"valid_till": ""}}, "valid_till", None),
        ({"certificate": {"valid_till": 20310101}}, "valid_till", None),
        ({"certificate": {"valid_till": "2031-01-01T00:00:00+00:00"}}, "valid_till", datetime.date(2031, 1, 1)),
        ({"certificate": {"emails": ["", " ", None, "a@x.org"]}}, "emails", ("a@x.org",)),
        ({"certificate": {"common_name": "null"}}, "common_name", None),
        ({"certificate": {"emails": None}}, "emails", ()),
        ({"certificate": {"organization_units": []}}, "organization_units", ()),
        ({"certificate": {"organization_units": None}}, "organization_units", None),
        ({"custom_fields": []}, "custom_fields", {}),
        ({"custom_fields": {"metadata_id": "4", "value": 5}}, "custom_fields", {4: "5"}),
        ({"custom_fields": "none"}, "custom_fields", None),
        ({"requests": {"id": "3001", "status": "PENDING"}}, "requests", (Request(3001, None, "pending"),)),
        ({"requests": [None, {}, {"id": 3}]}, "requests", (Request(3),)),
        ({"requests": None}, "requests", ()),
        ({"alternative_order_id": ""}, "alternative_order_id", None),
        ({"alternative_order_id": 12345}, "alternative_order_id", "12345"),
    ],
)
def test_an_odd_shape(answer: dict[str, t.Any], field: str, value: t.Any) -> None:
    assert getattr(parse_order({"id": 1001, "status": "pending", **answer}), field) == value


NO_ID = [None, 0, "0", "", "x", True, [], {}, 1.5, -1, "-1", "9" * 5000]


@pytest.mark.parametrize("order_id", NO_ID, ids=lambda value: repr(value)[:9])
def test_an_order_without_an_id_is_no_answer(order_id: t.Any) -> None:
    with pytest.raises(Unanswered, match="no order id"):
        parse_order({"id": order_id, "status": "issued"})


def test_a_row_of_the_lookup() -> None:
    row = {"order_id": 1001, "certificate_id": None, "status": "Pending"}
    assert parse_match(row) == Match(1001, "pending")


@pytest.mark.parametrize("row", [{"order_id": "1001", "status": "pending"}, {"id": 1001, "status": "PENDING"}])
def test_an_odd_row(row: dict[str, t.Any]) -> None:
    assert parse_match(row) == Match(1001, "pending")


def test_a_row_without_a_status_may_be_live() -> None:
    assert not parse_match({"order_id": 5}).dead


@pytest.mark.parametrize("row", [{}, {"order_id": None}, {"order_id": 0}, {"status": "issued"}], ids=repr)
def test_a_row_without_an_id_is_never_overlooked(row: dict[str, t.Any]) -> None:
    with pytest.raises(Unanswered, match="nothing was ordered"):
        parse_match(row)


@pytest.mark.parametrize(
    ("answer", "order_id"), [({"id": 7}, 7), ({"id": "7"}, 7), ({"id": 0}, None), ({}, None), ({"id": None}, None)]
)
def test_the_id_of_a_new_order(answer: dict[str, t.Any], order_id: t.Optional[int]) -> None:
    assert parse_new_order_id(answer) == order_id


@pytest.mark.parametrize(
    ("answer", "found"),
    [
        ({}, ()),
        ({"emails": None}, ()),
        ({"emails": [{"email": "a@x.org", "status": "Validated"}]}, ({"email": "a@x.org", "status": "validated"},)),
        ({"emails": [{"email": "a@x.org"}]}, ({"email": "a@x.org", "status": "unvalidated"},)),
        ({"emails": {"email": "a@x.org"}}, ({"email": "a@x.org", "status": "unvalidated"},)),
        ({"emails": [{"status": "validated"}, "a@x.org"]}, ()),
    ],
)
def test_the_state_of_each_address(answer: dict[str, t.Any], found: tuple[dict[str, str], ...]) -> None:
    assert parse_email_validation(answer) == found


SCALARS = (
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.sampled_from(["0", "1", "null", "\u00b2"])
)
JSON = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3)
)


def _in_shape(keys: t.Mapping[str, t.Any]) -> t.Any:
    """Return the keys that are read, each with anything in it, or with the shape expected there and anything inside."""
    return st.fixed_dictionaries({}, optional={key: JSON | _inside(value) for key, value in keys.items()})


def _inside(value: t.Any) -> t.Any:
    if isinstance(value, dict):
        return _in_shape(value)
    if isinstance(value, list) and isinstance(value[0], dict):
        return st.lists(_in_shape(value[0]), max_size=2)
    return JSON


def _listed(certificate_id: t.Any, serial_number: t.Any = "01", status: t.Any = "issued") -> dict[str, t.Any]:
    return {"id": certificate_id, "serial_number": serial_number, "status": status}


@pytest.mark.parametrize(
    ("rows", "replaced"),
    [
        pytest.param([], (), id="nothing"),
        pytest.param([_listed(1999)], (1999,), id="older"),
        pytest.param([_listed(1999), _listed(1999)], (1999,), id="twice"),
        pytest.param([_listed(1998, "02"), _listed(1999)], (1998, 1999), id="two"),
        pytest.param([_listed(2001, "0A"), _listed(1999)], (1999,), id="the current one beside it"),
        pytest.param([_listed(1997, "0a"), _listed(2005, "00:0A")], (), id="copies of the current one"),
        pytest.param([_listed(2001)], (), id="the current id with another number"),
        pytest.param([_listed(2002)], None, id="newer than the order shows"),
        pytest.param([_listed(1999), _listed(2002)], None, id="newer behind an older one"),
        pytest.param([_listed(1999, status="revoked")], (), id="revoked"),
        pytest.param([_listed(2002, status="PENDING")], (), id="a newer one that is not issued"),
        pytest.param([_listed(1999, status="ISSUED")], (1999,), id="letter case"),
        pytest.param([_listed(None), _listed("x"), _listed(1999)], (1999,), id="rows without an id"),
        pytest.param([_listed(1999, None)], (), id="no serial number is no other one"),
    ],
)
def test_what_reissues_replaced(rows: list[dict[str, t.Any]], replaced: t.Optional[tuple[int, ...]]) -> None:
    assert parse_replaced_certificates({"certificates": rows}, parse_order(WHOLE)) == replaced


@pytest.mark.parametrize(
    ("hidden", "replaced"),
    [("id", None), ("serial_number", ())],
)
def test_what_reissues_replaced_of_an_order_that_hides_its_certificate(
    hidden: str, replaced: t.Optional[tuple[int, ...]]
) -> None:
    shown = {name: value for name, value in WHOLE["certificate"].items() if name != hidden}  # type: ignore[attr-defined]
    order = parse_order({**WHOLE, "certificate": shown})
    assert parse_replaced_certificates({"certificates": [_listed(1999)]}, order) == replaced


ADA = {"first_name": "Ada", "last_name": "Moss", "email": "ada@example.com"}


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        ({}, ""),
        ({"processor": ADA, "processor_comment": "wrong department"}, " (by Ada Moss: wrong department)"),
        ({"processor": ADA}, " (by Ada Moss)"),
        ({"reviewer": ADA}, " (by Ada Moss)"),
        ({"processor": ADA, "reviewer": {"first_name": "Kim"}}, " (by Ada Moss)"),
        ({"processor": {}, "reviewer": ADA}, " (by Ada Moss)"),
        ({"processor": {"first_name": "Ada"}}, " (by Ada)"),
        ({"processor": {"last_name": "Moss", "email": "x"}}, " (by Moss)"),
        ({"processor": {"email": "ada@example.com"}}, " (by ada@example.com)"),
        ({"processor_comment": "no"}, " (no)"),
    ],
    ids=str,
)
def test_who_refused_an_order_and_why(answer: dict[str, t.Any], told: str) -> None:
    found = parse_refusal(7, answer)
    assert (found.order_id, found.told, found.withdrawn) == (7, told, False)


@pytest.mark.parametrize(
    ("comment", "withdrawn"), [("[certops withdrawn] by us", True), ("not [certops withdrawn]", False)]
)
def test_what_a_run_took_back_itself(comment: str, withdrawn: bool) -> None:
    assert parse_refusal(7, {"processor_comment": comment}).withdrawn is withdrawn


@pytest.mark.parametrize(
    ("answer", "domains"),
    [
        ({}, ()),
        ({"order": None}, ()),
        ({"order": {"unsubmitted_domains": ["a.example.com", "b.example.com"]}}, ("a.example.com", "b.example.com")),
    ],
    ids=str,
)
def test_the_domains_that_hold_a_request_up(answer: dict[str, t.Any], domains: tuple[str, ...]) -> None:
    assert parse_unsubmitted_domains(answer) == domains


@pytest.mark.parametrize("requests", [[], {}, [{"id": 1}], {"1": {"id": 1}}], ids=repr)
def test_an_order_that_shows_its_requests(requests: t.Any) -> None:
    assert parse_order({**WHOLE, "requests": requests}).shows_requests is True
    assert parse_order({**WHOLE, "requests": None}).shows_requests is False


@given(_in_shape(WHOLE))
def test_any_answer_is_an_order_or_an_error_of_ours(answer: dict[str, t.Any]) -> None:
    try:
        order = parse_order(answer)
    except DigicertError:
        return
    assert order.id > 0


@given(st.dictionaries(st.sampled_from(["order_id", "id", "status"]), JSON))
def test_any_row_is_a_match_or_an_error_of_ours(row: dict[str, t.Any]) -> None:
    try:
        match = parse_match(row)
    except DigicertError:
        return
    assert match.id > 0


@given(st.dictionaries(st.sampled_from(["emails"]), JSON | st.lists(_in_shape({"email": "", "status": ""}))))
def test_any_answer_about_addresses_is_read(answer: dict[str, t.Any]) -> None:
    assert all(set(mail) == {"email", "status"} for mail in parse_email_validation(answer))
