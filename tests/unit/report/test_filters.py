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
NAMES = ("declared_certs", "expiry_rows", "expiry_report")

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
    defaults = dict(zip(taken, work.__defaults__))
    for option in taken:
        assert documented["options"][option].get("default", defaults[option]) in (defaults[option], [])


def test_the_documentation_names_what_the_filter_returns():
    returned = yaml.safe_load(_module("expiry_rows").RETURN)["_value"]["contains"]
    assert list(returned) == list(only(read()))
    assert all(f"V({level})" in "".join(returned["level"]["description"]) for level in LEVELS)
    returned = yaml.safe_load(_module("declared_certs").RETURN)["_value"]["contains"]
    assert list(returned) == list(call("declared_certs", [ITEM])[0])
    documented = yaml.safe_load(_module("expiry_report").DOCUMENTATION)["options"]["format"]["choices"]
    assert documented == list(FORMATS)
