# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Many certificates in one task: planned together, limited, carried out side by side. Over HTTP against the sandbox."""

from __future__ import annotations

import re
import threading
import typing as t

import pytest
from ansible_collections.certops.digicert.tests.integration.support.certificates import key_of, public_key
from ansible_collections.certops.digicert.tests.integration.support.declared import wanted

NAME = "digicert_client_certs"
PREMIUM = "client_premium"


def entries(*names: str, **changes: t.Any) -> list[dict[str, t.Any]]:
    """Return one entry for each name."""
    return [wanted(alternative_order_id=name, **changes) for name in names]


@pytest.fixture
def fleet(quick) -> t.Callable[..., t.Any]:
    """Runs the module over entries."""

    def run(certificates: t.Any, check: bool = False, **options: t.Any) -> t.Any:
        return quick({"certificates": certificates, **options}, check=check, diff=True, name=NAME)

    return run


def purchases(sandbox) -> int:
    """Return how many orders the sandbox was sent."""
    return sum(1 for call in sandbox.received() if call["method"] == "POST" and "/order/certificate/" in call["path"])


def test_what_is_missing_is_ordered_once_and_results_keep_the_order_of_the_list(fleet, sandbox) -> None:
    names = [f"fleet-{number}" for number in range(9)]
    first = fleet(entries(*names))

    assert first.rc == 0, first["msg"]
    assert [result["alternative_order_id"] for result in first["results"]] == names
    assert [result["index"] for result in first["results"]] == list(range(9))
    assert {result["action"] for result in first["results"]} == {"order"}
    assert first["summary"] == {
        "total": 9,
        "changed": 9,
        "unchanged": 0,
        "pending": 0,
        "failed": 0,
        "actions": {"order": 9},
        "purchases": 9,
        "revocations": 0,
        "cost": None,
    }
    assert [key_of(result["certificate"]) for result in first["results"]] == [public_key()] * 9
    assert first["api_calls"] == sandbox.calls()
    assert sorted(first["diff"]["after"]) == names

    again = fleet(entries(*names))
    assert (again["changed"], again["summary"]["unchanged"], again["plan"]) == (False, 9, [])
    assert again["diff"] == {"before": {}, "after": {}}
    assert purchases(sandbox) == 9


def test_check_mode_plans_what_the_run_does(fleet, sandbox) -> None:
    fleet(entries("held"))
    certificates = [*entries("held", "new"), {"alternative_order_id": "gone", "state": "absent"}]
    prices = {"prices": {PREMIUM: 42.5}}
    planned = fleet(certificates, check=True, **prices)

    assert planned["changed"] is True
    assert purchases(sandbox) == 1
    (row,) = planned["plan"]
    assert (row["alternative_order_id"], row["action"], row["order_id"]) == ("new", "order", None)
    assert (row["product"], row["emails"], row["cost"]) == (PREMIUM, ["robin@example.com"], 42.5)
    assert planned["summary"]["cost"] == 42.5

    done = fleet(certificates, expected_plan=planned["plan_digest"], **prices)
    assert done.rc == 0, done["msg"]
    assert (done["plan"], done["plan_digest"], done["diff"]) == tuple(
        planned[key] for key in ("plan", "plan_digest", "diff")
    )
    # What was carried out leaves an empty plan, which the digest of the reviewed one lets through.
    again = fleet(certificates, expected_plan=planned["plan_digest"], **prices)
    assert (again.rc, again["changed"]) == (0, False)


@pytest.mark.parametrize(
    ("limits", "told"),
    [
        ({"max_purchases": 1}, "has 2 purchases, and max_purchases is 1 (set it to 2 for one run"),
        ({"max_revocations": 0}, "has 1 revocations, and max_revocations is 0"),
        ({"max_cost": 84.99, "prices": {PREMIUM: 42.50}}, "costs 85.00, and max_cost is 84.99"),
        (
            {"max_cost": 1000},
            "what the plan costs is not known, and max_cost is 1000.0 (prices has none for client_premium)",
        ),
        ({"expected_plan": "0" * 64}, "another plan than the one that was reviewed"),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else "",
)
@pytest.mark.parametrize("check", [True, False], ids=["check", "run"])
def test_a_limit_refuses_the_whole_plan(fleet, sandbox, limits: dict[str, t.Any], told: str, check: bool) -> None:
    fleet(entries("old"))
    before = sandbox.calls()["writes"]
    certificates = [*entries("new-1", "new-2"), {"alternative_order_id": "old", "state": "absent"}]
    refused = fleet(certificates, check=check, **limits)

    assert (refused.rc, refused["changed"]) == (1, False)
    assert refused["msg"].startswith("Nothing was written: ")
    assert told in refused["msg"]
    assert [row["action"] for row in refused["plan"]] == ["order", "order", "revoke"]
    assert (refused["summary"]["purchases"], refused["summary"]["revocations"]) == (2, 1)
    assert re.fullmatch("[0-9a-f]{64}", refused["plan_digest"])
    assert sandbox.calls()["writes"] == before


def test_limits_that_are_kept_let_the_plan_through(fleet, sandbox) -> None:
    limits = {"max_purchases": 2, "max_revocations": 0, "max_cost": 85, "prices": {PREMIUM: 42.50}}
    done = fleet(entries("new-1", "new-2"), **limits)

    assert done.rc == 0, done["msg"]
    assert done["summary"]["cost"] == 85.0


def test_one_that_fails_does_not_stop_the_others(fleet, sandbox) -> None:
    certificates = entries("good-1", "bad", "good-2")
    certificates[1]["organization"] = {"id": 999999}
    ended = fleet(certificates)

    assert (ended.rc, ended["changed"]) == (1, True)
    assert ended["msg"].startswith("1 of 3 certificates failed. certificates[1] (bad): ")
    assert [result.get("failed", False) for result in ended["results"]] == [False, True, False]
    assert [result["action"] for result in ended["results"]] == ["order"] * 3
    assert ended["results"][1]["errors"]
    assert (ended["summary"]["failed"], ended["summary"]["changed"]) == (1, 2)
    assert {order["alternative_order_id"] for order in sandbox.orders()} == {"good-1", "good-2"}


@pytest.mark.parametrize("parallel", [1, 8])
def test_a_fault_of_the_account_is_told_and_asked_once(fleet, sandbox, parallel: int) -> None:
    names = [f"fleet-{number}" for number in range(20)]
    ended = fleet(entries(*names), api_key="NOT-A-KEY-9E7A41", parallel=parallel)

    assert ended.rc == 1
    assert ended["msg"].count("CertCentral") == 1
    assert "20 of 20 certificates failed. certificates[0] (fleet-0) and 19 more: " in ended["msg"]
    assert ended["api_calls"] == {"reads": 1, "writes": 0}


def _warnings(result: t.Mapping[str, t.Any]) -> list[list[str]]:
    return [one["warnings"] for one in result["results"]]


def test_a_plan_says_which_orders_will_be_refused(fleet, sandbox) -> None:
    sandbox.settings(products_enabled=[PREMIUM])
    certificates = [
        *entries("good", "elsewhere"),
        wanted("client_authentication_plus", alternative_order_id="not-enabled"),
    ]
    certificates[1]["organization"] = {"id": 999999}
    planned, done = fleet(certificates, check=True), fleet(certificates)

    not_enabled = "Product client_authentication_plus is not enabled for the account; have DigiCert enable it."
    assert _warnings(planned) == [
        [],
        ["CertCentral will refuse this order. Organization 999999 is not in the account; correct organization.id."],
        [f"CertCentral will refuse this order. {not_enabled}"],
    ]
    # And so it does.
    assert [result.get("failed", False) for result in done["results"]] == [False, True, True]
    assert [result["action"] for result in planned["results"]] == ["order"] * 3


def test_a_plan_says_what_is_there_under_another_name(fleet, sandbox) -> None:
    fleet(entries("old-1", "old-2"), parallel=1)
    ids = {order["alternative_order_id"]: order["id"] for order in sandbox.orders()}
    certificates = [*entries("new"), wanted(alternative_order_id="another", emails=["kim@example.com"])]
    planned = fleet(certificates, check=True)

    assert _warnings(planned) == [
        [
            f"Order {ids[name]} ({name}) lives and has the same name, addresses and product; if this is the same certificate "
            "renamed, give it its old alternative_order_id, else it is paid for twice."
            for name in ("old-1", "old-2")
        ],
        [],
    ]


def test_a_plan_that_buys_nothing_asks_nothing_of_the_account(fleet, sandbox) -> None:
    fleet(entries("old"))
    sandbox.forget()
    fleet([*entries("old"), {"alternative_order_id": "none", "state": "absent"}], check=True, cache_path="")

    assert all("/order" in call["path"] or "/certificate" in call["path"] for call in sandbox.received())


def test_what_may_not_be_read_is_a_warning(fleet, sandbox) -> None:
    sandbox.fault("status_before_commit", "GET", path="^/product", times=None)
    planned = fleet(entries("new"), check=True, max_retries=0)

    assert (planned.rc, planned["results"][0]["action"]) == (0, "order")
    assert "Whether CertCentral will take the orders of this plan could not be read" in str(planned["warnings"])


def test_faults_of_entries_are_named_together_and_nothing_is_sent(fleet, sandbox) -> None:
    certificates = [
        *entries("good", "twice", "twice"),
        "not a dictionary",
        {**wanted(alternative_order_id="typo"), "emial": "x@example.com"},
        {**wanted(alternative_order_id="wrong"), "renew_before_days": "soon"},
        {**wanted(alternative_order_id="pending"), "wait": True},
        wanted(alternative_order_id="empty", emails=[]),
        {"product": PREMIUM},
    ]
    ended = fleet(certificates, max_purchases=-1, parallel=99)

    assert ended.rc == 1
    for told in (
        "certificates[1] and certificates[2] have the same alternative_order_id (twice)",
        "certificates[3]: must be a dictionary of options",
        "certificates[4] (typo): emial is no option of a certificate",
        "certificates[5] (wrong): ",
        "renew_before_days",
        "certificates[6] (pending): wait is no option of a certificate",
        "certificates[7] (empty): emails is required",
        "certificates[8]: ",
        "max_purchases must not be negative",
        "parallel must be 1 to 16",
    ):
        assert told in ended["msg"], ended["msg"]
    assert sandbox.calls() == {"reads": 0, "writes": 0}


def test_no_certificates_are_nothing_to_do(fleet, sandbox) -> None:
    ended = fleet([])

    assert (ended.rc, ended["changed"], ended["results"], ended["summary"]["total"]) == (0, False, [], 0)
    assert "certificates is empty: there is nothing to do." in str(ended["warnings"])
    assert sandbox.calls() == {"reads": 0, "writes": 0}


def test_a_value_of_an_entry_replaces_the_default_whole(fleet, sandbox) -> None:
    plain = wanted()
    defaults = {
        name: plain.pop(name) for name in ("product", "organization", "order_validity", "skip_approval", "emails")
    }
    own = {**plain, "alternative_order_id": "own", "emails": ["kim@example.com"], "order_validity": {"days": 100}}
    ended = fleet([{**plain, "alternative_order_id": "all"}, own], defaults=defaults)

    assert ended.rc == 0, ended["msg"]
    assert [result["order"]["emails"] for result in ended["results"]] == [["robin@example.com"], ["kim@example.com"]]
    days = [result["order"]["days_remaining"] for result in ended["results"]]
    assert days[1] < 110 < 300 < days[0]


def test_without_pem_nothing_is_downloaded(fleet, sandbox) -> None:
    fleet(entries("a", "b"))
    sandbox.forget()
    ended = fleet(entries("a", "b"), include_pem=False, verify="orders")

    assert [result["certificate"] for result in ended["results"]] == [None, None]
    assert [result["order"]["status"] for result in ended["results"]] == ["issued", "issued"]
    assert ended["api_calls"] == {"reads": 4, "writes": 0}


def test_it_waits_for_all_together(fleet, sandbox) -> None:
    sandbox.settings(issuance_delay_seconds=3600)
    threading.Timer(4, sandbox.advance, kwargs={"seconds": 3600}).start()
    ended = fleet(entries("slow-1", "slow-2", "slow-3"), wait=True, wait_timeout=60)

    assert ended.rc == 0, ended["msg"]
    assert [key_of(result["certificate"]) for result in ended["results"]] == [public_key()] * 3
    assert purchases(sandbox) == 3


def test_what_has_not_come_in_time_failed_and_is_not_lost(fleet, sandbox) -> None:
    sandbox.settings(issuance_delay_seconds=3600)
    certificates = [*entries("slow-1", "slow-2"), {"alternative_order_id": "none", "state": "absent"}]
    ended = fleet(certificates, wait=True, wait_timeout=6)

    assert ended.rc == 1
    assert "after 6 seconds" in ended["msg"]
    assert [result.get("failed", False) for result in ended["results"]] == [True, True, False]
    assert [result["changed"] for result in ended["results"]] == [True, True, False]
    assert all(result["pending"]["order_id"] for result in ended["results"][:2])
    sandbox.advance(seconds=3600)
    again = fleet(certificates)
    assert again.rc == 0
    assert purchases(sandbox) == 2


def test_no_card_is_shown(fleet, sandbox) -> None:
    card = {
        "number": "4111111111111111",
        "expiration_month": 6,
        "expiration_year": 2031,
        "cvv": "800",
        "cardholder_name": "Robin Q Park",
    }
    address = {"address": "1 Main St", "city": "Lehi", "country": "us"}
    certificates = entries("card", payment_method="card", credit_card=card, billing_address=address)
    ended = fleet(certificates)
    planned = fleet(certificates, check=True)

    for result in (ended, planned):
        assert "4111111111111111" not in result.output
        assert "Robin Q Park" not in result.output
