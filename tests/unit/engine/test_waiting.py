# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Waiting: bounded, with growing pauses, by a clock of the test."""

from __future__ import annotations

import itertools
import typing as t

import pytest
from ansible_collections.certops.digicert.plugins.module_utils._engine.wait import pauses
from ansible_collections.certops.digicert.tests.unit.support.answers import (
    PEM,
    TASK,
    downloads,
    looks,
    reads,
    row,
    validates,
)
from ansible_collections.certops.digicert.tests.unit.support.scripted import Answer, get, put, says
from ansible_collections.certops.digicert.tests.unit.support.shell import Clock, Shell

if t.TYPE_CHECKING:
    from ansible_collections.certops.digicert.tests.unit.support.scripted import Script

PENDING = (looks(row(8, "pending")), reads(8, "pending"), validates(8))


def test_the_pauses_grow_and_end_at_the_time_out() -> None:
    clock = Clock()
    assert len(list(pauses(clock.timer(), 600))) == len(clock.slept)
    assert clock.slept[:4] == [5.0, 7.5, 11.25, 16.875]
    assert max(clock.slept) == 60.0
    assert sum(clock.slept) == 600


@pytest.mark.parametrize("timeout", [0.5, 5, 7, 61])
def test_no_pause_goes_past_the_time_out(timeout: float) -> None:
    clock = Clock()
    list(pauses(clock.timer(), timeout))
    assert clock.now == timeout


def test_a_time_out_that_no_clock_can_hold() -> None:
    clock = Clock()
    assert len(list(itertools.islice(pauses(clock.timer(), 10**400), 100))) == 100


def test_time_spent_on_polls_counts() -> None:
    clock = Clock()
    for _round in itertools.islice(pauses(clock.timer(), 20), 100):
        clock.now += 100
    assert clock.slept == [5.0]


def test_it_waits_until_the_certificate_is_there(script: Script, shell: Shell) -> None:
    script.expect(*PENDING, reads(8, "pending"), reads(8), looks(row(8)), reads(8), downloads(8))
    ended = shell.run(**TASK, wait=True)
    assert not ended.failed, ended.result
    assert {key: ended[key] for key in PEM} == PEM
    assert ended["pending"] is None
    assert shell.clock.slept == [5.0, 7.5]


def test_at_the_time_out_it_says_what_it_waits_for(script: Script, shell: Shell) -> None:
    script.expect(*PENDING, reads(8, "pending"), reads(8, "pending"), validates(8))
    ended = shell.run(**TASK, wait=True, wait_timeout=8)
    assert ended.failed
    assert ended["msg"] == (
        "No certificate yet: order 8 is still pending after 8 seconds: the holder of each unvalidated address must follow the "
        "link in the mail from DigiCert. Nothing is lost: the next run goes on with this order."
    )
    assert (ended["order"]["id"], ended["pending"]["waiting_for"]) == (8, ["email_validation"])
    assert shell.clock.now == 8


def test_at_the_time_out_it_says_what_it_waits_for_by_then(script: Script, shell: Shell) -> None:
    script.expect(*PENDING, reads(8, "pending"), reads(8, "processing"), validates(8, "validated"))
    ended = shell.run(**TASK, wait=True, wait_timeout=8)
    assert ended.failed
    assert "order 8 is still processing after 8 seconds" in ended["msg"]
    assert (ended["pending"]["status"], ended["pending"]["waiting_for"]) == ("processing", ["issuance"])


def test_after_the_wait_it_does_what_had_to_wait(script: Script, shell: Shell) -> None:
    """What was renewed is revoked once its renewal is there."""
    nothing = {
        order_id: get(f"/order/certificate/{order_id}/reissue", says({"certificates": []})) for order_id in (8, 9)
    }
    old = (reads(8, requests=[], is_renewed=True), nothing[8])
    new = reads(9, requests=[], renewal_of_order_id=8)
    waiting = reads(9, "pending", requests=[], renewal_of_order_id=8)
    script.expect(looks(row(8), row(9, "pending")), waiting, *old, downloads(8), validates(9))
    script.expect(new, looks(row(8), row(9)), new, nothing[9], *old, downloads(9))
    script.expect(put("/order/certificate/8/revoke", {"skip_approval": False}, Answer(204)))
    script.expect(looks(row(8, "revoked"), row(9)), new, nothing[9])
    ended = shell.run(**TASK, wait=True, revoke_replaced=True)
    assert not ended.failed, ended.result
    assert (ended["changed"], ended["action"], ended["order"]["id"]) == (True, "revoke", 9)


@pytest.mark.parametrize("status", ["rejected", "canceled"])
def test_it_does_not_wait_for_a_dead_order(script: Script, shell: Shell, status: str) -> None:
    script.expect(*PENDING, reads(8, status))
    ended = shell.run(**TASK, wait=True)
    assert ended.failed
    assert ended["msg"] == f"No certificate yet: order 8 is {status} and will not be issued."


def test_it_does_not_wait_for_a_recipient(script: Script, shell: Shell) -> None:
    script.expect(looks(row(8, "waiting_pickup")), reads(8, "waiting_pickup"))
    ended = shell.run(**TASK, wait=True)
    assert ended.failed
    assert "waiting cannot issue order 8: the recipient must follow the link" in ended["msg"]
    assert shell.clock.slept == []
