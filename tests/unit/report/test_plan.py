# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The plan of a fleet for people: sums first, changes by action, what waits; and whatever names hold, it is shown only."""

from __future__ import annotations

import json
import re
import typing as t

import pytest
from ansible.errors import AnsibleFilterError
from ansible_collections.certops.digicert.plugins.filter.plan_report import FilterModule
from ansible_collections.certops.digicert.plugins.module_utils._report.plan_formats import PLAN_FORMATS
from ansible_collections.certops.digicert.tests.unit.report.test_formats import in_markdown
from ansible_collections.certops.digicert.tests.unit.support.expiry import HOSTILE
from ansible_collections.certops.digicert.tests.unit.support.page import Page

plan_report = FilterModule().filters()["plan_report"]
DIGEST = "ab" * 32


def row(name: str, action: str = "order", cost: t.Optional[float] = 0.0, **changes: t.Any) -> dict[str, t.Any]:
    found = {"alternative_order_id": name, "action": action, "reason": f"why {name}", "product": "class1_smime"}
    return {**found, "order_id": None, "emails": ["robin@example.com"], "differences": [], "cost": cost, **changes}


def result(*rows: dict[str, t.Any], **changes: t.Any) -> dict[str, t.Any]:
    """Return what the module returns, as far as the filter reads it."""
    return {"plan": list(rows), "plan_digest": DIGEST, "summary": {"total": 9}, "results": [], **changes}


EVERYDAY = result(
    row("gone", "revoke", order_id=7),
    row("new-2", cost=20.0),
    row("new-1", cost=19.5),
    row("due", "renew", 10.25, order_id=5, differences=[{"option": "emails", "before": [], "after": []}]),
    results=[
        {"alternative_order_id": "new-1", "warnings": ["CertCentral will refuse this order."]},
        {"alternative_order_id": "waits", "pending": {"order_id": 9, "hint": "an approver must approve request 3."}},
        {"alternative_order_id": "broken", "failed": True, "msg": "CertCentral refused.", "pending": {"order_id": 1}},
    ],
)


def test_the_first_line_has_the_sums_and_the_money() -> None:
    first = plan_report(EVERYDAY).splitlines()[0]
    assert first == "Plan: 9 certificates: 2 to order, 1 to renew, 1 to revoke, cost 49.75, 1 wait, 1 failed."


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (result(), "9 certificates: nothing changes."),
        (result(summary={"total": 1}), "1 certificate: nothing changes."),
        (result(row("a", cost=None), row("b", cost=2.0)), "9 certificates: 2 to order, cost not known."),
        # What costs nothing has no price to be unknown.
        (result(row("a", "update")), "9 certificates: 1 to update."),
        ([result(row("a", cost=1.0)), result(row("b", cost=2.5))], "18 certificates: 2 to order, cost 3.50."),
    ],
)
def test_the_headline(given: t.Any, told: str) -> None:
    assert plan_report(given).splitlines()[0] == f"Plan: {told}"


def test_the_table_holds_changes_only_by_action() -> None:
    lines = plan_report(EVERYDAY, title="Mail").splitlines()
    assert [line.split()[:2] for line in lines[3:7]] == [
        ["order", "new-2"],
        ["order", "new-1"],
        ["renew", "due"],
        ["revoke", "gone"],
    ]
    assert lines[4].endswith("19.50  why new-1; CertCentral will refuse this order.")
    assert lines[5].endswith("why due; differs in emails")
    assert lines[7:] == [
        "",
        "waits:",
        "  waits (order 9): an approver must approve request 3.",
        "",
        "failed:",
        "  broken: CertCentral refused.",
        "",
        f"plan_digest: {DIGEST}",
    ]


def test_markdown_folds_what_is_long() -> None:
    text = plan_report(result(*(row(f"m{number}") for number in range(11)), row("x", "renew")), "markdown")
    assert text.count("<details>") == text.count("</details>") == 1
    assert "<summary>11 to order</summary>" in text
    assert "## 1 to renew" in text
    assert f"`plan_digest: {DIGEST}`" in text
    assert len(in_markdown(text)) >= 12


def test_json_is_what_the_plan_says() -> None:
    found = json.loads(plan_report(EVERYDAY, "json"))
    assert (found["total"], found["cost"], found["plan_digests"]) == (9, 49.75, [DIGEST])
    assert found["counts"] == {"order": 2, "renew": 1, "revoke": 1}
    assert [change["identity"] for change in found["changes"]] == ["new-2", "new-1", "due", "gone"]
    assert found["waiting"] == [
        {"identity": "waits", "order_id": 9, "told": "an approver must approve request 3.", "host": ""}
    ]
    assert [one["identity"] for one in found["failed"]] == ["broken"]


def test_the_page_is_what_the_plan_says() -> None:
    page = Page(plan_report(EVERYDAY, "html", title="Mail"))
    assert [one.text for one in page.all("h1")] == ["Mail"]
    assert [one.text for one in page.all("caption")] == ["2 to order", "1 to renew", "1 to revoke"]
    assert [one.text for one in page.all("h2")] == ["1 waits", "1 failed"]
    assert len(page.all("tr")) == 3 + 4


@pytest.mark.parametrize("form", PLAN_FORMATS)
@pytest.mark.parametrize("text", HOSTILE, ids=ascii)
def test_whatever_names_hold_is_shown_only(text: str, form: str) -> None:
    hostile = result(
        row(text, text, reason=text, product=text, emails=[text], differences=[{"option": text}]),
        plan_digest=text,
        results=[
            {"alternative_order_id": text, "warnings": [text]},
            {"alternative_order_id": text, "pending": {"order_id": 1, "hint": text}},
            {"alternative_order_id": text, "failed": True, "msg": text},
        ],
    )
    shown = plan_report(hostile, form, title=text)
    assert not any(sign in shown for sign in ("\x1b", "\x00", "\u202e"))
    if form == "html":
        Page(shown)
    elif form == "json":
        assert json.loads(shown)["changes"][0]["identity"] == text.encode("utf-8", "replace").decode("utf-8")
    elif form == "markdown":
        # In a code span nothing means anything.
        outside = re.sub("`[^`]*`", "", shown)
        assert not re.search("<(?!/?(details|summary)>)", outside), outside


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ("text", "plan[0] must be a dictionary, not 'text'"),
        ({"plan": "x"}, "plan[0]: plan must be a list"),
        ({"plan": [1]}, "plan[0]: plan[0] must be a dictionary"),
        ({"plan": [{"action": "order"}]}, "has no alternative_order_id"),
        ({"plan": [row("a", cost="much")]}, "cost must be a number"),
        ({"results": [{"warnings": "x"}]}, "warnings must be a list"),
    ],
)
def test_what_is_no_plan_is_one_sentence(given: t.Any, told: str) -> None:
    with pytest.raises(AnsibleFilterError) as failed:
        plan_report(given)
    assert str(failed.value).startswith("certops.digicert.plan_report: ")
    assert told in str(failed.value)


def test_an_unknown_format_is_refused() -> None:
    with pytest.raises(AnsibleFilterError, match="format is pdf, but must be one of table, markdown, json, html"):
        plan_report(result(), "pdf")
