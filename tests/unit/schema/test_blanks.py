# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is blank is unset, in every option and at every depth, before Ansible looks at it and after."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.certops.digicert.plugins.module_utils._ansible.client_cert import SPEC, prepare
from ansible_collections.certops.digicert.plugins.module_utils._core import blanks
from ansible_collections.certops.digicert.tests.unit.support.tasks import parse, task
from hypothesis import given
from hypothesis import strategies as st

from .test_rules import problems_of

if t.TYPE_CHECKING:
    from ansible_collections.certops.digicert.tests.unit.support.scripted import Script
    from ansible_collections.certops.digicert.tests.unit.support.shell import Shell

BLANKS = ("", " ", "\t\n", "\u00a0", "\u200b", "\ufeff \u2060", "\u3164")
EMPTY = (*BLANKS, None, [], {}, [""], ["", None, "\u00a0"], {"x": ""}, [{"x": {}}])

#: Required for the product below. What else a task for it holds may be missing until something is ordered.
_REQUIRED = {"product", "emails", "common_name_indicator", "individual", "organization", "usage_designation"}


@pytest.mark.parametrize("value", EMPTY, ids=ascii)
def test_what_is_empty(value: t.Any) -> None:
    assert blanks.set_only(value) is None


@pytest.mark.parametrize("value", [0, False, "0", "x", [0], [[False]], {"x": 0}, b""], ids=ascii)
def test_what_is_not_empty(value: t.Any) -> None:
    assert blanks.set_only(value) == value


@pytest.mark.parametrize("blank", BLANKS, ids=ascii)
@pytest.mark.parametrize("option", sorted(set(SPEC) - {"alternative_order_id"}))
def test_a_blank_option_is_an_unset_one(option: str, blank: str) -> None:
    product = "secure_email_sponsor"
    wanted = {**task(product), "comments": "x"}
    without = {name: value for name, value in wanted.items() if name != option}
    prepared = prepare({**without, option: blank})
    assert prepared == without
    if option in _REQUIRED:
        assert f"{option} is required" in problems_of(prepared)[0]
    else:
        assert parse(prepared) == parse(without)


@pytest.mark.parametrize(
    ("argument", "prepared"),
    [
        ({"order_validity": {"years": "", "days": "30 "}}, {"order_validity": {"days": "30 "}}),
        ({"organization": {"id": "", "contacts": [{"email": ""}, {}, None]}}, {}),
        ({"individual": {"first_name": " ", "last_name": "Park"}}, {"individual": {"last_name": "Park"}}),
        ({"usage_designation": {"additional_usages": ""}}, {}),
        (
            {"usage_designation": {"additional_usages": "a,,b"}},
            {"usage_designation": {"additional_usages": ["a", "b"]}},
        ),
        ({"emails": "a@x.org, b@x.org\r\nc@x.org\n"}, {"emails": ["a@x.org", " b@x.org", "c@x.org"]}),
        ({"emails": ["", "a@x.org", None]}, {"emails": ["a@x.org"]}),
        ({"client_certificate_id": "", "product": "class1_smime"}, {"product": "class1_smime"}),
        # Ansible refuses what it does not know, and hears of it.
        ({"no_such_option": "", "individual": {"nobody": "x"}}, {"no_such_option": "", "individual": {"nobody": "x"}}),
        ({"_ansible_tmpdir": ""}, {"_ansible_tmpdir": ""}),
        ({"auto_renew": 0, "wait": False}, {"auto_renew": 0, "wait": False}),
    ],
)
def test_what_ansible_gets_to_check(argument: dict[str, t.Any], prepared: dict[str, t.Any]) -> None:
    assert prepare(argument) == prepared


def test_texts_are_sent_without_blanks_around_them() -> None:
    desired = parse(
        task(
            "client_premium",
            alternative_order_id=" smime-robin\n",
            emails=[" robin@example.com\u200b"],
            common_name="\u00a0Robin Park ",
            individual={"first_name": "Robin ", "last_name": " Park"},
            organization_units=["", " Mail "],
            ca_cert_id=" 7 ",
        )
    )
    assert desired.alternative_order_id == "smime-robin"
    assert desired.emails == ("robin@example.com",)
    assert desired.common_name == "Robin Park"
    assert desired.individual == {"first_name": "Robin", "last_name": "Park"}
    assert desired.organization_units == ("Mail",)
    assert desired.ca_cert_id == "7"


@pytest.mark.parametrize("text", ["Robin\nPark", "Robin\x00", "Robin\u2028Park", "Robin\ud800"], ids=ascii)
@pytest.mark.parametrize(
    ("path", "options"),
    [
        ("common_name", lambda text: {"common_name": text}),
        ("individual.last_name", lambda text: {"individual": {"first_name": "R", "last_name": text}}),
        ("organization_units.1", lambda text: {"organization_units": ["Mail", text]}),
        ("organization.city", lambda text: {"organization": {"name": "X", "city": text}}),
        ("ca_cert_id", lambda text: {"ca_cert_id": text}),
        ("vat_number", lambda text: {"vat_number": text}),
    ],
)
def test_a_name_is_one_line(path: str, options: t.Callable[[str], dict[str, t.Any]], text: str) -> None:
    assert problems_of(task("client_premium", **options(text))) == [
        f"{path} must be one line, without control characters"
    ]


def test_a_note_may_have_lines() -> None:
    desired = parse(task("class1_smime", comments="one\ntwo", custom_fields=[{"metadata_id": 1, "value": "a\nb"}]))
    assert (desired.comments, desired.custom_fields[0]["value"]) == ("one\ntwo", "a\nb")


@pytest.mark.parametrize("truth", [True, False])
@pytest.mark.parametrize(
    ("path", "options"),
    [
        ("auto_renew", lambda truth: {"auto_renew": truth}),
        ("order_validity.years", lambda truth: {"order_validity": {"years": truth}}),
        ("order_validity.days", lambda truth: {"order_validity": {"days": truth}}),
        ("order_validity.years", lambda truth: {"order_validity": None, "validity_years": truth}),
        ("organization.id", lambda truth: {"organization": {"id": truth}}),
        ("container.id", lambda truth: {"container": {"id": truth}}),
        ("custom_fields.0.metadata_id", lambda truth: {"custom_fields": [{"metadata_id": truth, "value": "x"}]}),
        ("renewal_of_order_id", lambda truth: {"renewal_of_order_id": truth}),
        ("renew_before_days", lambda truth: {"renew_before_days": truth}),
        ("order_id", lambda truth: {"order_id": truth}),
        ("wait_timeout", lambda truth: {"wait_timeout": truth}),
    ],
)
def test_true_is_no_number(
    script: Script, shell: Shell, path: str, options: t.Callable[[bool], dict[str, t.Any]], truth: bool
) -> None:
    ended = shell.run(**task("client_premium", **options(truth)))
    assert ended["msg"] == f"Nothing was sent: {path} must be a number, and not true or false."


@given(
    value=st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(), lambda x: st.lists(x) | st.dictionaries(st.text(), x)
    )
)
def test_what_is_set_stays_set(value: t.Any) -> None:
    found = blanks.set_only(value)
    assert found not in ("", [], {})
    assert blanks.set_only(found) == found
