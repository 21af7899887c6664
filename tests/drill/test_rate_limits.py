# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Both rolling windows, 100 requests in 5 seconds and 1000 in 3 minutes: a run that is over them slows down and ends well."""

from __future__ import annotations

import time
import typing as t

from .harness import new_identity, orders, run, task

if t.TYPE_CHECKING:
    from ansible_collections.certops.digicert.tests.integration.support.sandbox import Sandbox

#: What a customer's run is made of; the default of the option.
MAX_RETRIES = 5

#: Over the long window, with the refused ones counted too.
REQUESTS = 1000 + 60


def test_a_run_over_both_windows_slows_down_and_ends_well(sandbox: Sandbox) -> None:
    sandbox.reset()
    sandbox.settings(rate_limits=True)
    pauses: list[float] = []

    def sleep(seconds: float) -> None:
        pauses.append(seconds)
        time.sleep(seconds)

    identity = new_identity("limits")
    answered = 0
    while answered < REQUESTS:
        ended = run(sandbox, task(identity), max_retries=MAX_RETRIES, sleep=sleep)
        assert ended.error is None, ended.error
        answered += ended.requests
    refused = [request for request in sandbox.received() if request["status"] == 429]
    assert 0 < len(refused) <= len(pauses)
    # Pauses of both windows were needed, they grew, and no two of the same step are alike.
    assert max(pauses) > 4 * min(pauses)
    assert len(set(pauses)) == len(pauses)
    assert len(orders(sandbox, identity)) == 1
