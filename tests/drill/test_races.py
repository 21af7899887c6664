# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Real processes at once on one identity: one live order in the end, or a failure that names both."""

from __future__ import annotations

import pathlib
from typing import TYPE_CHECKING

import pytest

from .actions import MAILBOX
from .harness import live, new_identity, task
from .processes import start

if TYPE_CHECKING:
    from ansible_collections.certops.digicert.tests.integration.support.sandbox import Sandbox

REPEATS = 20

#: How many processes race in each of the repeats: mostly two, as in life, and larger crowds now and then.
CROWDS = [2] * 12 + [4] * 5 + [8] * 3

UNIQUE = {"unique_alternative_order_ids": True}

CASES = {
    "issued at once, ids need not be unique": ({}, {}),
    "issued at once, ids must be unique": (UNIQUE, {}),
    "pending, ids need not be unique": ({}, MAILBOX),
    "pending, ids must be unique": (UNIQUE, MAILBOX),
    "needs approval, ids need not be unique": ({}, {"skip_approval": False}),
}


@pytest.mark.parametrize(("settings", "certificate"), CASES.values(), ids=CASES)
def test_runs_at_the_same_time_buy_once(
    sandbox: Sandbox, tmp_path: pathlib.Path, settings: dict[str, object], certificate: dict[str, object]
) -> None:
    sandbox.reset()
    sandbox.settings(**settings)
    unique = bool(settings)
    at_once = not certificate
    assert len(CROWDS) == REPEATS
    # All requests of a crowd meet: every answer is held back a little.
    sandbox.fault("slow", "GET", path="^/order/alternate", seconds=0.2, times=None)
    for crowd in CROWDS:
        identity = new_identity("race")
        arguments = task(identity, unique_order_ids=unique, **certificate)
        results = [run.result() for run in [start(sandbox, tmp_path, arguments) for _round in range(crowd)]]
        failed = [result for result in results if result.get("failed")]
        living = [order["id"] for order in live(sandbox, identity)]
        if len(living) > 1:
            assert at_once
            assert not unique
            # Two are paid for: somebody says so, with the ids, and nobody who saw it is silent.
            assert failed, results
            for result in failed:
                assert sum(str(order_id) in result["msg"] for order_id in living) >= 2, result["msg"]
        else:
            assert not failed, failed
            assert {result["order"]["id"] for result in results} == set(living)
        assert sum(result.get("changed", False) for result in results if not result.get("failed")) <= 1
