# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What earlier runs read saves reads, and decides nothing. Module processes against the sandbox, with one memory between them."""

from __future__ import annotations

import pathlib
import typing as t

import pytest
from ansible_collections.certops.digicert.tests.integration.support.declared import wanted
from ansible_collections.certops.digicert.tests.unit.support.database import opened

NAME = "digicert_client_certs"
COUNT = 12
NAMES = [f"fleet-{number}" for number in range(COUNT)]
NONE = {"reads": 0, "writes": 0}


@pytest.fixture
def cache(tmp_path: pathlib.Path) -> pathlib.Path:
    return tmp_path / "cache"


@pytest.fixture
def fleet(quick, cache: pathlib.Path) -> t.Callable[..., t.Any]:
    """Runs the module over certificates of these names, with the memory of the test."""

    def run(names: t.Sequence[str] = NAMES, check: bool = False, **options: t.Any) -> t.Any:
        changes = options.pop("changes", {})
        certificates = [wanted(alternative_order_id=name, **changes) for name in names]
        arguments = {"certificates": certificates, "cache_path": str(cache), "max_age": 0, **options}
        return quick(arguments, check=check, name=NAME)

    return run


@pytest.fixture
def remembered(fleet, sandbox) -> None:
    """All certificates are ordered, and remembered with their row of the list."""
    assert fleet().rc == 0
    assert fleet()["changed"] is False
    sandbox.forget()


def file_of(cache: pathlib.Path) -> pathlib.Path:
    (found,) = cache.glob("memory-*.sqlite3")
    return found


def lookups(sandbox) -> list[str]:
    """Return the names that were looked up."""
    before, received = "/order/alternate/", sandbox.received()
    return [call["path"][len(before) :] for call in received if call["path"].startswith(before)]


def order_id(sandbox, name: str) -> int:
    (found,) = [order["id"] for order in sandbox.orders() if order["alternative_order_id"] == name]
    return int(found)


def test_a_fleet_that_is_remembered_and_unchanged_takes_the_pages_of_the_list(fleet, sandbox, remembered) -> None:
    ended = fleet()

    assert (ended["changed"], ended["api_calls"]) == (False, {"reads": 1, "writes": 0})
    assert [result["certificate"] is not None for result in ended["results"]] == [True] * COUNT
    assert [result["action"] for result in ended["results"]] == ["none"] * COUNT


def test_the_list_is_shared_by_the_tasks_of_a_play(fleet, sandbox, remembered) -> None:
    assert fleet(max_age=60)["api_calls"] == NONE
    assert fleet(max_age=0)["api_calls"] == {"reads": 1, "writes": 0}


def test_what_one_run_says_another_says_too_whatever_it_remembers(fleet, sandbox, remembered) -> None:
    warm, cold = fleet(), fleet(cache_path="")
    asked = fleet(verify="orders")

    assert warm["results"] == cold["results"] == asked["results"]
    assert asked["api_calls"]["reads"] == 2 * COUNT
    # Cold: the lookup, the order, the certificate.
    assert cold["api_calls"]["reads"] == 3 * COUNT


def test_what_changed_in_the_list_is_read_again(fleet, sandbox, remembered) -> None:
    gone = order_id(sandbox, NAMES[3])
    assert sandbox.call("PUT", f"/order/certificate/{gone}/revoke", {"skip_approval": True}).status_code == 204
    ended = fleet(check=True, changes={"on_revoked": "order"})

    assert [result["action"] for result in ended["results"]] == [
        "order" if name == NAMES[3] else "none" for name in NAMES
    ]
    # It, by its two names; and what it might be the double of is no lookup.
    assert len(lookups(sandbox)) <= 2


def test_a_certificate_that_is_due_is_found_without_a_change_in_the_list(fleet, sandbox, remembered) -> None:
    sandbox.advance(days=340)
    ended = fleet(check=True)

    assert {result["action"] for result in ended["results"]} == {"renew"}


def test_another_wish_is_not_answered_from_memory_with_a_purchase(fleet, sandbox, remembered) -> None:
    ended = fleet(
        check=True, changes={"common_name": "Kim Lee", "individual": {"first_name": "Kim", "last_name": "Lee"}}
    )

    assert {result["action"] for result in ended["results"]} == {"reissue"}
    # What is to be written is looked up before, as always.
    assert sorted(name for name in lookups(sandbox) if name in NAMES) == sorted(NAMES)


def test_a_write_makes_what_it_touches_unknown(fleet, quick, sandbox, cache, remembered) -> None:
    arguments = wanted(alternative_order_id=NAMES[0], state="absent", cache_path=str(cache))
    assert quick(arguments)["action"] == "revoke"
    with opened(file_of(cache)) as sql:
        assert sql.execute("SELECT count(*) FROM identity WHERE name = ?", (NAMES[0],)).fetchone() == (0,)
        assert sql.execute("SELECT count(*) FROM identity").fetchone() == (COUNT - 1,)


def test_the_decision_of_a_request_makes_its_order_unknown(fleet, quick, sandbox, cache, remembered) -> None:
    reissued = quick(
        wanted(
            alternative_order_id=NAMES[0],
            signature_hash=None,
            skip_approval=False,
            common_name="Kim Lee",
            individual={"first_name": "Kim", "last_name": "Lee"},
            cache_path="",
        )
    )
    assert reissued["action"] == "reissue"
    with opened(file_of(cache)) as sql:
        assert sql.execute("SELECT count(*) FROM identity WHERE name = ?", (NAMES[0],)).fetchone() == (1,)
    decided = quick(
        {"order_id": order_id(sandbox, NAMES[0]), "status": "rejected", "cache_path": str(cache)},
        name="digicert_request",
    )
    assert decided["changed"] is True
    with opened(file_of(cache)) as sql:
        assert sql.execute("SELECT count(*) FROM identity WHERE name = ?", (NAMES[0],)).fetchone() == (0,)


@pytest.mark.parametrize("lie", ["of another name", "of another order", "of another key"])
def test_a_memory_that_lies_buys_nothing_and_hands_out_nothing(fleet, sandbox, cache, remembered, lie: str) -> None:
    mine, other = NAMES[0], NAMES[1]
    with opened(file_of(cache)) as sql:
        texts = dict(sql.execute("SELECT name, remembered FROM identity"))
        text = texts[mine]
        if lie == "of another name":
            text = texts[other]
        elif lie == "of another order":
            text = texts[other].replace(f'"{other}"', f'"{mine}"')
        else:
            key = text.partition('"public_key":"')[2][:64]
            text = text.replace(key, "0" * 64)
        sql.execute("UPDATE identity SET remembered = ? WHERE name = ?", (text, mine))
    before = len(sandbox.orders())
    ended = fleet()

    assert len(sandbox.orders()) == before
    assert sandbox.calls()["writes"] == 0
    if lie == "of another order":
        # Whoever may write this file may write the playbook too; what comes out is one of the fleet's own certificates, and nothing new.
        assert "both found order" in ended["msg"]
    else:
        assert ended.rc == 0, ended["msg"]
        assert ended["results"][0]["order"]["id"] == order_id(sandbox, mine)


@pytest.mark.parametrize("how", ["damaged", "not writable", "away"])
def test_without_its_file_a_run_reads_more_and_says_why(fleet, sandbox, cache, remembered, how: str) -> None:
    path = file_of(cache)
    for beside in cache.glob("memory-*.sqlite3-*"):
        beside.unlink()
    if how == "damaged":
        path.write_bytes(b"\0" * 4096)
    elif how == "not writable":
        path.unlink()
        path.mkdir()
    else:
        path.unlink()
    ended = fleet()

    assert (ended.rc, ended["changed"]) == (0, False)
    assert ended["api_calls"]["reads"] == 3 * COUNT
    warned = [
        text for text in ended.get("warnings", []) if "What earlier runs read is left out of account" in str(text)
    ]
    assert len(warned) == (0 if how == "away" else 1)


def test_a_list_that_cannot_be_read_leaves_every_order_to_be_read(fleet, sandbox, remembered) -> None:
    sandbox.fault("status_before_commit", "GET", path="^/order/certificate$", times=None)
    ended = fleet(max_retries=0)

    assert (ended.rc, ended["changed"]) == (0, False)
    assert "The list of orders of product client_premium could not be read" in str(ended["warnings"])


def test_an_order_that_does_not_show_yet_is_not_sent_again(quick, sandbox, cache) -> None:
    # The answer is lost, and the lookup lags behind: a run that is repeated by `until` would buy twice.
    sandbox.settings(visibility_lag_seconds=7200)
    sandbox.fault("reset_after_commit", "POST")
    arguments = wanted(alternative_order_id="lost", cache_path=str(cache))
    first, second = quick(arguments), quick(arguments)

    assert (first.rc, second.rc) == (1, 1)
    assert "Nothing was ordered: an order was sent at " in second["msg"]
    assert len(sandbox.orders()) == 1
    sandbox.advance(hours=3)
    third = quick(arguments)
    assert (third.rc, third["action"]) == (0, "none")
    assert len(sandbox.orders()) == 1


def test_nothing_secret_is_remembered(fleet, sandbox, cache, remembered) -> None:
    for path in cache.iterdir():
        held = path.read_bytes()
        assert sandbox.api_key.encode() not in held, path
        assert b"PRIVATE KEY" not in held, path
        assert path.stat().st_mode & 0o077 == 0, path
