# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One hundred identities, the answer to every order lost after it was placed: exactly one hundred orders."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .harness import new_identity, orders, run, task

if TYPE_CHECKING:
    from ansible_collections.certops.digicert.tests.integration.support.sandbox import Sandbox

IDENTITIES = 100


def test_a_hundred_lost_answers_cost_a_hundred_orders(sandbox: Sandbox) -> None:
    sandbox.reset()
    sandbox.fault("reset_after_commit", "POST", path="^/order/certificate/", times=None)
    bought = 0
    for _round in range(IDENTITIES):
        identity = new_identity("lost")
        ended = run(sandbox, task(identity))
        assert ended.error is None, ended.error
        assert ended.outcome is not None
        assert ended.outcome.recovered
        assert ended.outcome.changed
        assert ended.outcome.certificate is not None
        bought += len(orders(sandbox, identity))
    assert bought == IDENTITIES
    assert len(sandbox.orders()) == IDENTITIES


def test_an_order_that_becomes_visible_late_is_not_placed_twice(sandbox: Sandbox) -> None:
    sandbox.reset()
    # Longer than the module looks: it must give up, and must not order again.
    sandbox.settings(visibility_lag_seconds=3600)
    sandbox.fault("reset_after_commit", "POST", path="^/order/certificate/")
    identity = new_identity("late")
    ended = run(sandbox, task(identity))
    assert ended.error is not None
    assert "run again in some minutes" in str(ended.error)
    sandbox.advance(hours=2)
    again = run(sandbox, task(identity))
    assert again.error is None
    assert len(orders(sandbox, identity)) == 1
