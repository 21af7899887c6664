# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The filters as a playbook calls them: values in, values out, and one sentence for whatever is wrong."""

from __future__ import annotations

import datetime
import importlib
import json
import typing as t

import pytest
import yaml
from ansible.errors import AnsibleFilterError
from ansible_collections.certops.digicert.plugins.module_utils._core.expiry import LEVELS
from ansible_collections.certops.digicert.plugins.module_utils._report.formats import FORMATS

_FILTERS = "ansible_collections.certops.digicert.plugins.filter"
NAMES = (
    "declared_certs",
    "expiry_rows",
    "expiry_report",
    "shared_certs",
    "pending_days",
    "plan_report",
    "sum_plans",
    "unknown_variables",
)

#: An order as digicert_client_cert_info returns it.
ORDER = {
    "id": 70010001,
    "status": "issued",
    "alternative_order_id": "one",
    "product": "client_premium",
    "certificate_id": 5,
    "common_name": "Robin Park",
    "emails": ["robin@example.com"],
    "organization_id": 501,
    "valid_from": "2031-01-01",
    "valid_till": "2032-01-01",
    "days_remaining": 100,
    "serial_number": "0ABC",
    "thumbprint": "FF",
    "renewal_of_order_id": None,
    "requests": [{"id": 1, "type": "new_request", "status": "approved"}],
    "renewal_due": False,
}
ITEM = {"certificate": {"alternative_order_id": "one", "emails": ["robin@example.com"]}}
ROW = {"level": "good", "name": "one"}


def _module(name: str) -> t.Any:
    return importlib.import_module(f"{_FILTERS}.{name}")


def call(name: str, *arguments: t.Any, **options: t.Any) -> t.Any:
    return _module(name).FilterModule().filters()[name](*arguments, **options)


def read(**result: t.Any) -> dict[str, t.Any]:
    """Return what a task that read the certificate of web1 registered."""
    return {"host": "web1", "item": call("declared_certs", [ITEM], "/etc/pki")[0], **result}


def only(*held: t.Any, **options: t.Any) -> dict[str, t.Any]:
    (row,) = call("expiry_rows", [ORDER], held=list(held), **options)
    return dict(row)


def test_the_role_decides_where_files_are():
    assert call("declared_certs", [ITEM], directory="/etc/pki/")[0]["directory"] == "/etc/pki/one"
    assert call("declared_certs", [{**ITEM, "directory": "/x"}], directory="/etc/pki")[0]["directory"] == "/x"
    assert call("declared_certs", [{**ITEM, "name": "mail"}], directory="/etc/pki")[0]["directory"] == "/etc/pki/mail"
    assert call("declared_certs", [ITEM])[0]["directory"] is None


@pytest.mark.parametrize(
    ("certificate", "found"),
    [
        ({"emails": ["kim@example.com", "ROBIN@example.com"]}, True),
        ({"emails": "kim@example.com, robin@example.com"}, True),
        ({"emails": ["kim@example.com"], "common_name": "robin@Example.com"}, True),
        ({"emails": ["kim@example.com"], "common_name": "Robin Park"}, False),
        ({}, False),
    ],
)
def test_the_certificates_of_one_address(certificate, found):
    item = {"certificate": {"alternative_order_id": "one", **certificate}}
    assert bool(call("declared_certs", [item], email="Robin Park <robin@example.com> ")) is found


PENDING = {"order_id": 2, "status": "needs_approval", "date_created": "2031-01-01"}


@pytest.mark.parametrize(
    ("result", "days"),
    [
        ({"pending": PENDING}, 30),
        ({"pending": PENDING, "order": None}, 30),
        ({"pending": PENDING, "order": {**ORDER, "id": 1}}, 30),
        # The order itself is in flight.
        ({"pending": PENDING, "order": {**ORDER, "id": 2, "valid_till": None, "days_remaining": None}}, 30),
        # A reissue, or a revocation: the day of the order is long ago.
        ({"pending": PENDING, "order": {**ORDER, "id": 2}}, None),
        ({"pending": {**PENDING, "status": "reissue_pending"}}, None),
        ({"pending": {**PENDING, "status": "issued"}}, None),
        ({"pending": {**PENDING, "date_created": None}}, None),
        ({"pending": {"order_id": 2, "status": "pending"}}, None),
        ({"pending": None}, None),
        ({}, None),
    ],
)
def test_for_how_long_an_order_is_pending(result, days):
    assert call("pending_days", result, today="2031-01-31") == days


def test_the_days_of_a_pending_order_are_certcentrals():
    order = {**ORDER, "id": 1, "valid_till": "2031-01-31", "days_remaining": 20}
    assert call("pending_days", {"pending": PENDING, "order": order}) == 10
    today = datetime.datetime.now(datetime.timezone.utc).date()
    assert call("pending_days", {"pending": {**PENDING, "date_created": today.isoformat()}}) in (0, 1)


def declares(*identities, state="present"):
    return {
        "client_cert_certificates": [
            {"certificate": {"alternative_order_id": one, "state": state}} for one in identities
        ]
    }


class Broken(dict):
    """Variables of a host whose declaration cannot be templated."""

    def get(self, *_name):
        raise ValueError("a lookup of this host fails here")


@pytest.mark.parametrize(
    ("variables", "shared"),
    [
        ({"a": declares("x"), "b": declares("x")}, {"x": ["a", "b"]}),
        ({"a": declares("x", "y"), "b": declares("z", "X"), "c": declares("x")}, {"x": ["a", "b", "c"]}),
        ({"a": declares("x"), "b": declares("y")}, {}),
        ({"a": declares("x"), "b": {"client_cert_certificate": {"alternative_order_id": "x"}}}, {"x": ["a", "b"]}),
        # What the role noted for a host counts, whatever the inventory says.
        ({"a": {"client_cert_declared": [["x", "present"]], **declares("z")}, "b": declares("x", "z")}, {"x": ["a", "b"]}),
        ({"a": declares("x", "x"), "b": declares("y")}, {}),
        ({"a": declares("x", state="absent"), "b": declares("x", state="absent")}, {}),
        ({"a": declares("x", state="absent"), "b": declares("x")}, {"x": ["a", "b"]}),
        # Nobody knows what these will declare.
        ({"a": declares("{{ missing }}"), "b": declares("{{ missing }}")}, {}),
        ({"a": Broken(), "b": declares("x"), "c": declares("x")}, {"x": ["b", "c"]}),
        ({"a": {"client_cert_certificates": ["text", {}, None]}, "b": {"client_cert_certificates": 7}, "c": {}}, {}),
        ({"a": {"client_cert_certificates": [None, *declares("x")["client_cert_certificates"]]}, "b": declares("x")}, {"x": ["a", "b"]}),
    ],
)  # fmt: skip
def test_hosts_that_declare_the_same_certificate(variables, shared):
    assert call("shared_certs", variables, [*variables, "unknown"]) == shared
    assert call("shared_certs", variables, ["a"]) == {}


def test_what_a_report_must_not_know_is_left_out():
    item = {
        "certificate": {**ITEM["certificate"], "credit_card": {"number": "4111111111111111"}, "renew": "never"},
        "passphrase": "first-secret",
        "output_passphrase": "second-secret",
        "nss_databases": [{"path": "/p", "passphrase": "third-secret"}],
        "connection": {"api_key": "fourth-secret"},
    }
    (found,) = call("declared_certs", [item], "/p")
    assert (found["renew"], found["renew_before_days"], found["state"]) == ("never", 30, "present")
    assert "secret" not in json.dumps(found)
    assert "4111" not in json.dumps(found)


@pytest.mark.parametrize(
    ("result", "state", "remark"),
    [
        ({"serial_number": 0xABC, "not_after": "20320101000000Z"}, "current", ""),
        ({"serial_number": "0a:bc", "not_after": "2032-01-01T00:00:00+00:00"}, "current", ""),
        ({"serial_number": "abd", "not_after": "2032-01-01"}, "other", "host web1 holds another certificate than that of order 70010001"),
        ({"serial_number": None, "not_after": None}, "none", "host web1 holds no certificate"),
        ({"failed": False, "msg": "no PEM"}, "unknown", "host web1: its certificate could not be read (no PEM)"),
        ({"failed": True}, "unknown", "host web1: its certificate could not be read (no reason given)"),
        ({"unreachable": True, "msg": "no route"}, "unknown", "host web1: it could not be reached"),
        ({"skipped": True}, "unknown", "host web1: no directory is declared for it"),
    ],
)  # fmt: skip
def test_what_a_host_holds(result, state, remark):
    row = only(read(**result))
    assert ([place["state"] for place in row["hosts"]], row["remark"]) == ([state], remark)


def test_today_is_certcentrals_unless_told():
    assert only(read())["days_remaining"] == 100
    assert only(read(), today="2031-12-31")["days_remaining"] == 1
    assert only(read(), today=datetime.date(2031, 12, 30))["days_remaining"] == 2
    # Where no order tells, it is today here.
    (row,) = call("expiry_rows", [{**ORDER, "days_remaining": None}])
    end = datetime.date(2032, 1, 1)
    today = datetime.datetime.now(datetime.timezone.utc).date()
    assert row["days_remaining"] in ((end - today).days, (end - today).days + 1)
    assert "2031-09-23" in call("expiry_report", [only()])


def test_rows_survive_the_way_through_a_playbook():
    rows = call("expiry_rows", [ORDER], held=[read(serial_number=1, not_after="20311231000000Z")])
    again = json.loads(json.dumps(rows))
    for form in FORMATS:
        assert call("expiry_report", again, form) == call("expiry_report", rows, format=form)
    assert json.loads(call("expiry_report", again, "json", title="T"))["certificates"] == again


def test_a_generator_is_a_list():
    rows = call("expiry_rows", (order for order in [ORDER]))
    assert rows[0]["order_id"] == 70010001
    assert call("expiry_report", (row for row in rows)) == call("expiry_report", rows)


def test_half_of_a_pair_does_not_break_the_report():
    (row,) = call("expiry_rows", [{**ORDER, "alternative_order_id": None, "common_name": "half \ud800"}])
    assert row["name"] == "half ?"


@pytest.mark.parametrize(
    ("name", "arguments", "options", "complaint"),
    [
        ("declared_certs", ["text"], {}, "client_cert_certificates must be a list, not 'text'."),
        ("declared_certs", [{"a": 1}], {}, "client_cert_certificates must be a list, not a dictionary."),
        ("declared_certs", [["text"]], {}, "client_cert_certificates[0] must be a dictionary, not 'text'."),
        ("declared_certs", [[ITEM, {}]], {}, "client_cert_certificates[1]: certificate has no alternative_order_id."),
        (
            "declared_certs",
            [[{"certificate": {"alternative_order_id": "x", "state": "gone"}}]],
            {},
            "client_cert_certificates[0]: certificate: state is gone, but must be one of present, absent.",
        ),
        (
            "declared_certs",
            [[]],
            {"email": "Robin Park"},
            "'Robin Park' is no e-mail address; give one, such as robin.park@example.com.",
        ),
        ("shared_certs", [{}, "a"], {}, "shared_certs: hosts must be a list, not 'a'."),
        ("pending_days", ["text"], {}, "result must be a dictionary, not 'text'."),
        ("pending_days", [{"pending": PENDING}], {"today": "now"}, "today must be a date such as 2026-12-31."),
        ("expiry_rows", [None], {}, "orders must be a list, not None."),
        ("expiry_rows", [7], {}, "orders must be a list, not a number."),
        ("expiry_rows", [[{}]], {}, "orders[0] has no id; orders are what certops.digicert.digicert_client_cert_info returns."),
        ("expiry_rows", [[{"id": 1}]], {}, "orders[0] has no status."),
        ("expiry_rows", [[{**ORDER, "id": "many"}]], {}, "orders[0]: id must be a number, not 'many'."),
        ("expiry_rows", [[{**ORDER, "valid_till": "soon"}]], {}, "orders[0]: valid_till must be a date such as 2026-12-31, not 'soon'."),
        ("expiry_rows", [[{**ORDER, "emails": "a@b"}]], {}, "orders[0]: emails must be a list, not 'a@b'."),
        ("expiry_rows", [[{**ORDER, "emails": [5]}]], {}, "orders[0]: emails: value must be a text, not a number."),
        ("expiry_rows", [[{**ORDER, "common_name": ["x"]}]], {}, "orders[0]: common_name must be a text, not a list."),
        (
            "expiry_rows",
            [[{**ORDER, "serial_number": "xyz"}]],
            {},
            "orders[0]: serial_number must be a serial number: a number, or a text in hexadecimal, not 'xyz'.",
        ),
        ("expiry_rows", [[ORDER]], {"held": [{"item": {}}]}, "held[0] has no host."),
        ("expiry_rows", [[ORDER]], {"held": [{"host": "h"}]}, "held[0]: item has no alternative_order_id."),
        ("expiry_rows", [[ORDER]], {"today": "tomorrow"}, "today must be a date such as 2026-12-31."),
        ("expiry_rows", [[ORDER]], {"soon_days": "few"}, "expiry_rows: soon_days must be a number, not 'few'."),
        ("expiry_report", [[{**ROW, "level": "fine"}]], {}, "rows[0]: level is fine, but must be one of " + ", ".join(LEVELS) + "."),
        ("expiry_report", [[{"level": "good"}]], {}, "rows[0] has no name."),
        ("expiry_report", [[ROW], "pdf"], {}, "expiry_report: format is pdf, but must be one of " + ", ".join(FORMATS) + "."),
        ("expiry_report", [[ROW]], {"title": 7}, "expiry_report: title must be a text, not a number."),
        ("expiry_report", [[ROW, ROW], "prometheus"], {}, "two rows are about order None, alternative order ID None"),
    ],
)  # fmt: skip
def test_a_mistake_is_one_sentence(name, arguments, options, complaint):
    with pytest.raises(AnsibleFilterError) as caught:
        call(name, *arguments, **options)
    assert str(caught.value) == f"certops.digicert.{name}: {complaint}"


@pytest.mark.parametrize("name", NAMES)
def test_the_documentation_names_what_the_filter_takes(name):
    module = _module(name)
    documented = yaml.safe_load(module.DOCUMENTATION)
    assert documented["name"] == name
    work = module.FilterModule().filters()[name].__wrapped__
    taken = list(work.__code__.co_varnames[: work.__code__.co_argcount])[1:]
    assert [option for option in documented["options"] if option != "_input"] == taken
    defaults = dict(zip(reversed(taken), reversed(work.__defaults__ or ())))
    for option in taken:
        told = documented["options"][option]
        assert told.get("required", False) is (option not in defaults)
        assert told.get("default", defaults.get(option)) in (defaults.get(option), [])


def test_the_documentation_names_what_the_filter_returns():
    returned = yaml.safe_load(_module("expiry_rows").RETURN)["_value"]["contains"]
    assert list(returned) == list(only(read()))
    assert all(f"V({level})" in "".join(returned["level"]["description"]) for level in LEVELS)
    returned = yaml.safe_load(_module("declared_certs").RETURN)["_value"]["contains"]
    assert list(returned) == list(call("declared_certs", [ITEM])[0])
    documented = yaml.safe_load(_module("expiry_report").DOCUMENTATION)["options"]["format"]["choices"]
    assert documented == list(FORMATS)
