# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The process killed at every request: the next run goes on from there, and nothing is bought twice."""

from __future__ import annotations

import pathlib
import time
from typing import TYPE_CHECKING

import pytest

from .actions import ACTIONS, Action, positions, prepared
from .harness import orders, run
from .processes import start

if TYPE_CHECKING:
    from ansible_collections.certops.digicert.tests.integration.support.sandbox import Sandbox

#: The sandbox holds the request in this way, so that the process can be killed there.
HELD = ("timeout_before_commit", "timeout_after_commit")


@pytest.mark.parametrize("action", ACTIONS, ids=lambda action: action.name)
def test_killed_at_every_request(sandbox: Sandbox, tmp_path: pathlib.Path, action: Action) -> None:
    sandbox.reset()
    sandbox.settings(**action.settings)
    for position in range(positions(sandbox, action)):
        for kind in HELD:
            identity, arguments = prepared(sandbox, action)
            sandbox.forget()
            sandbox.fault(kind, skip=position)
            started = start(sandbox, tmp_path, arguments)
            _wait_until_held(sandbox, started.process)
            started.kill()
            sandbox.delete("/faults")
            label = f"{action.name}, killed at request {position + 1}, {kind}"
            again = run(sandbox, arguments)
            assert again.error is None, f"{label}: {again.error}"
            assert tuple(order["status"] for order in orders(sandbox, identity)) == action.end, label
            assert len(orders(sandbox, identity)) == action.orders, label


def _wait_until_held(sandbox: Sandbox, process: object) -> None:
    """Return once the sandbox holds a request of the process."""
    end = time.monotonic() + 60
    while not any(request["fault"] for request in sandbox.received()):
        assert time.monotonic() < end, "the request to be held never came"
        time.sleep(0.01)
