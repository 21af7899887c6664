# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Money is spent once: lost answers, refusals, rate limits and two runs at once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from ansible_collections.certops.digicert.tests.integration.support.certificates import key_of, public_key
from ansible_collections.certops.digicert.tests.integration.support.declared import wanted

# Plain module processes: of Ansible they meet what test_module.py and test_bad_input.py meet.
pytestmark = pytest.mark.once

ORDER = "^/order/certificate/client_premium$"


@pytest.mark.parametrize(
    ("kind", "more"),
    [
        ("reset_after_commit", {}),
        ("status_after_commit", {"status": 502, "body": "html"}),
        ("truncated_json", {}),
        ("timeout_after_commit", {}),
    ],
)
def test_a_lost_answer_to_an_order_is_made_up_for_by_reading(quick, sandbox, kind: str, more) -> None:
    sandbox.fault(kind, "POST", ORDER, **more)

    result = quick(wanted(api_timeout=2))

    assert result.rc == 0, result.output
    assert (result["action"], result["changed"], result["recovered"]) == ("order", True, True)
    assert key_of(result["certificate"]) == public_key()
    assert sandbox.calls()["writes"] == 1
    assert len(sandbox.orders()) == 1
    again = quick(wanted())
    assert (again["action"], again["recovered"]) == ("none", False)


def test_an_order_that_never_arrived_fails_clearly_and_is_placed_once_by_the_next_run(quick, sandbox) -> None:
    sandbox.fault("reset_before_commit", "POST", ORDER)

    lost = quick(wanted())

    assert lost.rc != 0
    assert "it is unknown whether the request was carried out; run again in some minutes" in lost["msg"]
    assert "not visible so far" in lost["msg"]
    assert (lost["action"], lost["order"], lost["api_calls"]["writes"]) == ("order", None, 1)
    assert sandbox.orders() == []
    # Whoever remembers the purchase waits for some minutes first; test_memory.py has that.
    assert quick(wanted(cache_path=""))["action"] == "order"
    assert len(sandbox.orders()) == 1


def test_a_lost_answer_to_a_renewal(quick, sandbox) -> None:
    first = quick(wanted())
    sandbox.advance(days=340)
    sandbox.fault("reset_after_commit", "POST", ORDER)

    result = quick(wanted())

    assert (result["action"], result["recovered"]) == ("renew", True)
    assert result["order"]["renewal_of_order_id"] == first["order"]["id"]
    assert len(sandbox.orders()) == 2


@pytest.mark.parametrize("kind", ["reset_before_commit", "garbage", "html"])
def test_a_read_is_repeated(quick, sandbox, kind: str) -> None:
    quick(wanted())
    sandbox.forget()
    sandbox.fault(kind, "GET", "^/order/alternate/")

    result = quick(wanted())

    assert (result["action"], result["order"]["status"]) == ("none", "issued")
    # The certificate itself is remembered.
    assert sandbox.calls() == result["api_calls"] == {"reads": 3, "writes": 0}


def test_an_unreadable_lookup_is_never_taken_for_an_empty_one(quick, sandbox) -> None:
    quick(wanted())
    sandbox.forget()
    sandbox.fault("html", "GET", "^/order/alternate/", times=None)

    result = quick(wanted(max_retries=1))

    assert result.rc != 0
    assert "GET /order/alternate/" in result["msg"]
    assert sandbox.calls() == {"reads": 2, "writes": 0}


def test_a_rate_limited_order_is_sent_again(quick, sandbox) -> None:
    sandbox.fault("rate_limited", "POST", ORDER, retry_after=1)

    result = quick(wanted())

    assert (result["action"], result["recovered"]) == ("order", False)
    assert result["api_calls"] == sandbox.calls()
    assert result["api_calls"]["writes"] == 2
    assert len(sandbox.orders()) == 1


def test_a_redirect_does_not_get_the_key(quick, sandbox) -> None:
    sandbox.fault("redirect", "GET", "^/order/alternate/", times=None)

    result = quick(wanted())

    assert result.rc != 0
    assert "redirects" in result["msg"]
    assert sandbox.calls() == {"reads": 1, "writes": 0}


def run_two_at_once(quick, sandbox, declared):
    """Return the results of two runs that both looked before either ordered: the sandbox holds the two orders back first.

    The runs are of two controllers: what one notes, the other does not know.
    """
    sandbox.fault("slow", "POST", "^/order/certificate/", times=2, seconds=1.5)
    with ThreadPoolExecutor(2) as pool:
        runs = [pool.submit(quick, {**declared, "cache_path": ""}) for _run in range(2)]
    return [run.result() for run in runs]


@pytest.mark.parametrize(
    ("product", "options", "loser"),
    [
        ("client_premium", {"skip_approval": False}, "rejected"),
        ("class1_smime", {}, "canceled"),
    ],
)
def test_two_runs_at_once_end_with_one_live_order(quick, sandbox, product: str, options, loser: str) -> None:
    results = run_two_at_once(quick, sandbox, wanted(product, **options))

    first, second = sandbox.orders()
    assert second["status"] == loser
    assert [result.rc for result in results] == [0, 0], [result.get("msg") for result in results]
    assert [result["pending"]["order_id"] for result in results] == [first["id"]] * 2
    assert sorted(result["changed"] for result in results) == [False, True]


def test_two_runs_at_once_where_ids_are_unique_buy_one(quick, sandbox) -> None:
    sandbox.settings(unique_alternative_order_ids=True)

    results = run_two_at_once(quick, sandbox, wanted(unique_order_ids=True))

    (order,) = sandbox.orders()
    assert [result.rc for result in results] == [0, 0], [result.get("msg") for result in results]
    assert [result["order"]["id"] for result in results] == [order["id"]] * 2
    assert sorted(result["changed"] for result in results) == [False, True]


@pytest.mark.parametrize(("delay", "status"), [(0, "issued"), (3600, "processing")])
def test_two_orders_that_cannot_be_undone_are_named(quick, sandbox, delay: int, status: str) -> None:
    sandbox.settings(issuance_delay_seconds=delay)

    results = run_two_at_once(quick, sandbox, wanted())

    orders = sandbox.orders()
    assert [order["status"] for order in orders] == [status, status]
    failed = [result for result in results if result.rc != 0]
    assert failed
    for result in failed:
        assert result["changed"] is True
        assert all(str(order["id"]) in result["msg"] for order in orders)
