# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The plans of hosts as one: sums, the digest, who is away, limits; and how people read it."""

from __future__ import annotations

import json
import typing as t

import pytest
from ansible.errors import AnsibleFilterError
from ansible_collections.certops.digicert.plugins.filter import plan_report as plan_report_filter
from ansible_collections.certops.digicert.plugins.filter import sum_plans as sum_plans_filter
from ansible_collections.certops.digicert.plugins.module_utils._report.plan_formats import PLAN_FORMATS
from ansible_collections.certops.digicert.tests.unit.report.test_plan import row
from ansible_collections.certops.digicert.tests.unit.support.expiry import HOSTILE
from ansible_collections.certops.digicert.tests.unit.support.page import Page

sum_plans = sum_plans_filter.FilterModule().filters()["sum_plans"]
plan_report = plan_report_filter.FilterModule().filters()["plan_report"]
A, B = "aa" * 32, "bb" * 32
AWAY = {"host": "web9", "msg": "It is switched off.", "unreachable": True}


def plan(host: str, *rows: dict[str, t.Any], digest: str = A, results: t.Any = (), **sums: t.Any) -> dict[str, t.Any]:
    """Return what `client_certs` returned for *host*, as far as the filter reads it."""
    buys = sum(1 for one in rows if one["action"] in ("order", "renew", "replace"))
    costs = [one["cost"] for one in rows]
    summary = {
        "total": 2,
        "changed": len(rows),
        "unchanged": 2 - len(rows),
        "pending": 0,
        "failed": 0,
        "purchases": buys,
        "revocations": 0,
        "cost": None if None in costs else sum(costs),
        "actions": {"order": buys},
        **sums,
    }
    return {"host": host, "plan": list(rows), "plan_digest": digest, "summary": summary, "results": list(results)}


TWO = (plan("web1", row("one", cost=40.1), row("two", cost=0.2)), plan("web2", row("three", cost=40.0), digest=B))


def test_the_sums_are_over_all_hosts() -> None:
    found = sum_plans(list(TWO))
    assert found["summary"] == {
        "total": 4,
        "changed": 3,
        "unchanged": 1,
        "pending": 0,
        "failed": 0,
        "purchases": 3,
        "revocations": 0,
        # Cents, and no more.
        "cost": 80.3,
        "actions": {"order": 3},
        "hosts": 2,
    }
    assert [(one["host"], one["alternative_order_id"]) for one in found["plan"]] == [
        ("web1", "one"),
        ("web1", "two"),
        ("web2", "three"),
    ]
    assert (found["hosts"], found["refusal"]) == ([], None)


def test_nothing_of_a_certificate_is_kept_that_a_report_does_not_need() -> None:
    result = {"alternative_order_id": "one", "certificate": "PEM", "chain": ["PEM"], "files": {"key": "/x"}}
    (found,) = sum_plans([plan("web1", results=[{**result, "changed": True}])])["results"]
    assert found == {"alternative_order_id": "one", "changed": True, "host": "web1"}


def digest(*plans: dict[str, t.Any]) -> str:
    return str(sum_plans(list(plans))["plan_digest"])


def test_the_digest_stands_for_hosts_and_what_is_done_on_each() -> None:
    first, second = TWO
    assert digest(first, second) == digest(second, first)
    assert len(digest(first, second)) == 64
    others = [
        digest(first),
        digest(first, {**second, "plan_digest": A}),
        digest(first, {**second, "host": "web3"}),
        digest({**first, "host": "web2"}, {**second, "host": "web1"}),
        digest(first, second, AWAY),
        digest(first, AWAY),
        digest(),
    ]
    assert len({digest(first, second), *others}) == len(others) + 1
    # A host that has nothing to do is as one that is not in the run; how it is said that a host is away does not count.
    assert digest(first, second, plan("idle")) == digest(first, second)
    assert digest(first, {**AWAY, "msg": "another word"}) == digest(first, AWAY)
    # Two accounts on one host.
    assert digest(first, {**second, "host": "web1"}) != digest(first)


def test_who_is_away_is_named_and_its_plan_is_not_known() -> None:
    found = sum_plans([TWO[0], AWAY, {"host": "web8"}])
    assert found["hosts"] == [
        {"host": "web8", "msg": "it could not be planned"},
        {"host": "web9", "msg": "It is switched off."},
    ]
    assert found["summary"]["hosts"] == 1
    lines = plan_report(found).splitlines()
    assert lines[0] == "Plan: 2 certificates on 1 host: 2 to order, cost 40.30, 2 failed."
    assert "  web9: It is switched off." in lines


LIMITS = {
    "none": ({}, None),
    "blank": ({"max_purchases": "", "max_revocations": None, "max_cost": "", "expected_plan": ""}, None),
    "purchases": ({"max_purchases": 2}, "the plan for 4 certificates has 3 purchases, and max_purchases is 2"),
    "none at all": ({"max_purchases": "0"}, "has 3 purchases, and max_purchases is 0"),
    "kept": ({"max_purchases": "3", "max_cost": "80.30", "max_revocations": 0}, None),
    "money": ({"max_cost": 80.29}, "costs 80.30, and max_cost is 80.29"),
    "no money": ({"max_cost": 0}, "costs 80.30, and max_cost is 0"),
    "reviewed": ({"expected_plan": digest(*TWO)}, None),
    "not reviewed": ({"expected_plan": A}, f"its plan_digest is {digest(*TWO)}, expected_plan is {A}"),
}


@pytest.mark.parametrize(("limits", "told"), LIMITS.values(), ids=LIMITS)
def test_a_limit_refuses_the_whole(limits: dict[str, t.Any], told: t.Optional[str]) -> None:
    found = sum_plans(list(TWO), **limits)
    if told is None:
        assert found["refusal"] is None
    else:
        assert found["refusal"].startswith("Nothing was written: ")
        assert told in found["refusal"]
        assert found["refusal"] == plan_report(found).splitlines()[1]
        assert json.loads(plan_report(found, "json"))["refusals"] == [found["refusal"]]
        assert found["refusal"] in Page(plan_report(found, "html")).all("p")[1].text


def test_a_cost_that_nobody_knows_is_not_a_small_one() -> None:
    given = [TWO[0], plan("web2", row("three", cost=None, product="class1_smime"))]
    assert sum_plans(given)["summary"]["cost"] is None
    assert "prices has none for class1_smime" in sum_plans(given, max_cost=500)["refusal"]
    untold = [{**TWO[0], "summary": {"purchases": 2, "total": 2}}]
    assert "what the plan costs is not known" in sum_plans(untold, max_cost=500)["refusal"]


def test_an_empty_plan_passes_every_limit() -> None:
    found = sum_plans([plan("web1"), AWAY], max_purchases=0, max_cost=0, expected_plan=A)
    assert found["refusal"] is None


def test_what_changes_on_a_host_alone_is_shown_too() -> None:
    order = {"id": 7, "product": "class1_smime", "emails": ["robin@example.com"]}
    given = plan(
        "web1",
        row("one", cost=1.0),
        results=[
            {"alternative_order_id": "one", "changed": True, "warnings": []},
            {"alternative_order_id": "two", "changed": True, "warnings": ["odd"], "order": order, "placed": True},
            {"alternative_order_id": "three", "changed": False, "warnings": [], "order": order},
            {"alternative_order_id": "four", "changed": True, "failed": True, "msg": "No.", "order": None},
        ],
    )
    changes = json.loads(plan_report(sum_plans([given]), "json"))["changes"]
    assert [(one["action"], one["identity"], one["host"]) for one in changes] == [
        ("order", "one", "web1"),
        ("place", "two", "web1"),
    ]
    assert (changes[1]["order_id"], changes[1]["cost"], changes[1]["warnings"]) == (7, 0.0, ["odd"])
    shown = plan_report(sum_plans([given])).splitlines()
    assert shown[0] == "Plan: 2 certificates on 1 host: 1 to order, 1 to place, cost 1.00, 1 failed."
    assert "  four on web1: No." in shown


@pytest.mark.parametrize("form", PLAN_FORMATS)
@pytest.mark.parametrize("text", HOSTILE, ids=ascii)
def test_whatever_hosts_are_called_is_shown_only(text: str, form: str) -> None:
    shown = plan_report(sum_plans([plan(text, row("one")), {"host": f"x{text}", "msg": text}]), form, title="Plan")
    assert not any(sign in shown for sign in ("\x1b", "\x00", "\u202e"))
    if form == "html":
        assert [one.text for one in Page(shown).all("caption")] == ["1 to order"]


@pytest.mark.parametrize(
    ("values", "limits", "told"),
    [
        ("text", {}, "plans must be a list"),
        ([1], {}, "plans[0] must be a dictionary"),
        ([{"plan_digest": A}], {}, "plans[0] has no host"),
        ([{"host": "web1", "plan_digest": 1}], {}, "plan_digest must be a text"),
        ([{"host": "web1", "plan_digest": A, "plan": "x"}], {}, "plan must be a list"),
        ([{"host": "web1", "plan_digest": A, "summary": {"purchases": "x"}}], {}, "purchases must be a number"),
        ([object()], {}, "what is no data"),
        ([], {"max_purchases": "many"}, "max_purchases must be a number, not 'many'"),
        ([], {"max_purchases": -1}, "max_purchases must not be negative"),
        ([], {"max_cost": "cheap"}, "max_cost must be an amount of money"),
        ([], {"max_cost": True}, "max_cost must be an amount of money"),
        ([], {"expected_plan": "latest"}, "expected_plan must be the plan_digest of a plan"),
        ([], {"expected_plan": 7}, "expected_plan must be a text"),
    ],
)
def test_what_cannot_be_summed_is_one_sentence(values: t.Any, limits: dict[str, t.Any], told: str) -> None:
    with pytest.raises(AnsibleFilterError) as failed:
        sum_plans(values, **limits)
    assert str(failed.value).startswith("certops.digicert.sum_plans: ")
    assert told in str(failed.value)
