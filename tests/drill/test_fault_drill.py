# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One fault at every request of every action, and pairs of faults where money is spent.

After each: at most one live order per generation, one clear message, and the next clean run ends in the wanted state with
no more orders bought than without the fault. Run with ``-s`` to see the table.
"""

from __future__ import annotations

import collections
import itertools
import sys
import typing as t

import pytest
from requests.adapters import HTTPAdapter

from .actions import ACTIONS, Action, positions, prepared
from .harness import live, orders, run

if t.TYPE_CHECKING:
    import requests
    from ansible_collections.certops.digicert.tests.integration.support.sandbox import Sandbox

FAULTS: tuple[tuple[str, dict[str, t.Any]], ...] = (
    ("reset before", {"kind": "reset_before_commit"}),
    ("reset after", {"kind": "reset_after_commit"}),
    ("time-out before", {"kind": "timeout_before_commit"}),
    ("time-out after", {"kind": "timeout_after_commit"}),
    ("502 before", {"kind": "status_before_commit", "status": 502, "body": "html"}),
    ("502 after", {"kind": "status_after_commit", "status": 502, "body": "html"}),
    ("503 before", {"kind": "status_before_commit", "status": 503}),
    ("503 after", {"kind": "status_after_commit", "status": 503}),
    ("504 before", {"kind": "status_before_commit", "status": 504}),
    ("504 after", {"kind": "status_after_commit", "status": 504}),
    ("garbage 200", {"kind": "garbage"}),
    ("HTML page", {"kind": "html"}),
    ("truncated JSON", {"kind": "truncated_json"}),
    ("empty body", {"kind": "empty_body"}),
    ("429", {"kind": "rate_limited"}),
)
REFUSED = "connection refused"

#: action -> fault -> the highest number of orders that any position led to.
TABLE: dict[str, dict[str, int]] = collections.defaultdict(lambda: collections.defaultdict(int))


class _Refusing(HTTPAdapter):
    """Connects the request at one position to a port where nobody listens."""

    def __init__(self, position: int) -> None:
        super().__init__(max_retries=0)
        self._left = position

    def send(self, request: requests.PreparedRequest, *args: t.Any, **kwargs: t.Any) -> requests.Response:
        self._left -= 1
        if self._left == -1:
            request.url = "http://127.0.0.1:1/"
        return super().send(request, *args, **kwargs)


def _disturbed(sandbox: Sandbox, action: Action, faults: t.Sequence[tuple[int, str, dict[str, t.Any]]]) -> None:
    """Run *action* with faults at positions, check what must hold, and note what was bought."""
    identity, arguments = prepared(sandbox, action)
    refusing = [position for position, name, _options in faults if name == REFUSED]
    for position, name, options in faults:
        if name != REFUSED:
            sandbox.fault(skip=position, **options)

    def mount(transport: t.Any) -> None:
        if refusing:
            transport._wire.open().mount("http://", _Refusing(refusing[0]))

    label = f"{action.name}, {' and '.join(f'{name} at {position + 1}' for position, name, _options in faults)}"
    ended = run(sandbox, arguments, before=mount)
    sandbox.delete("/faults")
    if ended.error is not None:
        message = str(ended.error)
        assert message.endswith("."), label
        assert "\n" not in message, label
        assert "Traceback" not in message, label
        assert sandbox.api_key not in repr(ended.error.result()), label

    first = orders(sandbox, identity)
    generations = collections.Counter(order.get("renewal_of_order_id") for order in live(sandbox, identity))
    if action.name != "replace":
        assert all(count == 1 for count in generations.values()), label

    again = run(sandbox, arguments)
    assert again.error is None, f"{label}: {again.error}"
    bought = orders(sandbox, identity)
    assert [order["status"] for order in bought] == list(action.end), label
    assert len(bought) == action.orders, label
    assert again.outcome is not None
    if len(first) == action.orders:
        assert again.outcome.plan.action not in ("order", "renew", "replace"), label

    rest = run(sandbox, arguments)
    assert rest.error is None, f"{label}: {rest.error}"
    assert rest.outcome is not None
    assert rest.outcome.plan.action in ("none", "wait"), label
    assert rest.calls["writes"] == 0, label
    for _position, name, _options in faults:
        TABLE[action.name][name] = max(TABLE[action.name][name], len(bought))


def _fresh(sandbox: Sandbox, action: Action) -> None:
    """Set the account up anew; a sandbox with thousands of orders answers slowly."""
    sandbox.reset()
    sandbox.settings(**action.settings)


@pytest.mark.parametrize("action", ACTIONS, ids=lambda action: action.name)
def test_one_fault_at_every_request(sandbox: Sandbox, action: Action) -> None:
    _fresh(sandbox, action)
    for position in range(positions(sandbox, action)):
        _fresh(sandbox, action)
        for name, options in (*FAULTS, (REFUSED, {})):
            _disturbed(sandbox, action, [(position, name, options)])


PAIRED = ("reset before", "reset after", "503 after", "HTML page")


@pytest.mark.parametrize("action", [a for a in ACTIONS if a.name in ("order", "renew")], ids=lambda action: action.name)
def test_two_faults_where_money_is_spent(sandbox: Sandbox, action: Action) -> None:
    _fresh(sandbox, action)
    faults = [(name, options) for name, options in FAULTS if name in PAIRED]
    for first, second in itertools.combinations(range(positions(sandbox, action) + 1), 2):
        _fresh(sandbox, action)
        for (name_1, options_1), (name_2, options_2) in itertools.product(faults, repeat=2):
            # The second fault counts requests from the start too.
            _disturbed(sandbox, action, [(first, name_1, options_1), (second, name_2, options_2)])


def test_the_table(capsys: pytest.CaptureFixture[str]) -> None:
    """Print what the drills above bought; every cell was checked when it was filled."""
    assert set(TABLE) == {action.name for action in ACTIONS}
    names = [name for name, _options in FAULTS] + [REFUSED]
    lines = ["", "orders bought, preparation included, after the worst position of each fault"]
    lines.append(f"{'action':22}{'expected':>9}  " + "  ".join(names))
    for action in ACTIONS:
        cells = "  ".join(str(TABLE[action.name][name]).rjust(len(name)) for name in names)
        lines.append(f"{action.name:22}{action.orders:>9}  {cells}")
    with capsys.disabled():
        sys.stdout.write("\n".join(lines) + "\n")
