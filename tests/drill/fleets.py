# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A fleet of mixed actions, and how it is run against the sandbox in this process, with or without a memory."""

from __future__ import annotations

import collections
import dataclasses
import pathlib
import time
import typing as t

from ansible_collections.certops.digicert.plugins.module_utils._api.client import Client
from ansible_collections.certops.digicert.plugins.module_utils._api.transport import Transport
from ansible_collections.certops.digicert.plugins.module_utils._core.connection import Connection
from ansible_collections.certops.digicert.plugins.module_utils._engine.archive import FORGETFUL
from ansible_collections.certops.digicert.plugins.module_utils._engine.fleet import Fleet, Mode, ensure
from ansible_collections.certops.digicert.plugins.module_utils._engine.wait import Timer
from ansible_collections.certops.digicert.plugins.module_utils._memory.archive import Archive
from ansible_collections.certops.digicert.plugins.module_utils._schema.desired import parse_desired
from ansible_collections.certops.digicert.plugins.module_utils._x509.csr import declared

from .actions import ACTIONS, MAILBOX
from .harness import csr, live, new_identity, orders, run, task

if t.TYPE_CHECKING:
    from ansible_collections.certops.digicert.tests.integration.support.sandbox import Sandbox

Arguments = dict[str, t.Any]


@dataclasses.dataclass(frozen=True)
class Member:
    """One certificate of a fleet: the task, and the statuses of its orders in the end, oldest first."""

    identity: str
    arguments: Arguments
    end: tuple[str, ...]


@dataclasses.dataclass(frozen=True)
class Ran:
    """What a run over a fleet came to, and the requests it sent."""

    fleet: Fleet
    calls: dict[str, int]
    warned: tuple[str, ...]

    @property
    def failed(self) -> list[str]:
        return [result["msg"] for result in self.fleet.results if result.get("failed")]

    @property
    def changed(self) -> int:
        return sum(1 for result in self.fleet.results if result["changed"])

    @property
    def requests(self) -> int:
        return self.calls["reads"] + self.calls["writes"]


def run_fleet(
    sandbox: Sandbox,
    members: t.Iterable[Member | Arguments],
    cache: t.Optional[pathlib.Path] = None,
    later: float = 0,
    max_retries: int = 2,
    api_timeout: float = 0.5,
    **mode: t.Any,
) -> Ran:
    """Run a fleet; *later*: so many seconds after now by this machine's clock, as far as the memory sees it. Pauses take no time."""
    connection = Connection(
        sandbox.api_key,
        sandbox.api_url,
        api_timeout=api_timeout,
        max_retries=max_retries,
        loopback=True,
        cache_path=None if cache is None else str(cache),
    )
    warned: list[str] = []
    archive = FORGETFUL if cache is None else Archive(connection, warned.append, lambda: time.time() + later)
    client = Client(Transport(connection, "certops.digicert/drill", sleep=lambda _seconds: None))
    wishes = [parse_desired(one.arguments if isinstance(one, Member) else one, declared) for one in members]
    try:
        fleet = ensure(client, wishes, Mode(**mode), Timer(sleep=lambda _seconds: None), archive)
    finally:
        client.close()
        if isinstance(archive, Archive):
            archive.close()
    return Ran(fleet, client.api_calls, tuple(warned))


def mixed(sandbox: Sandbox, times: int = 1) -> list[Member]:
    """Return *times* members for each action of the drill that needs no setting, with the world in the state before."""
    found: list[Member] = []
    due = [new_identity("fleet") for _number in range(2 * times)]
    for identity in due:
        ended = run(sandbox, task(identity, order_validity={"days": 40}))
        assert ended.error is None, ended.error
    sandbox.advance(days=30)
    for number, identity in enumerate(due):
        revokes = number % 2 == 1
        arguments = task(identity, order_validity={"days": 700}, revoke_replaced=revokes)
        found.append(Member(identity, arguments, ("revoked" if revokes else "issued", "issued")))
    for action in ACTIONS:
        if action.settings or action.name.startswith("renew"):
            continue
        for _number in range(times):
            identity = new_identity("fleet")
            found.append(Member(identity, action.prepare(sandbox, identity), action.end))
    return found


def assert_sound(sandbox: Sandbox, members: t.Iterable[Member], label: str) -> None:
    """Nothing was bought twice: one live order in each generation, and no more orders than there have to be in the end."""
    for member in members:
        generations = collections.Counter(order.get("renewal_of_order_id") for order in live(sandbox, member.identity))
        if len(member.end) == 1 or "renewal" in label:
            assert all(count == 1 for count in generations.values()), (label, member.identity)
        assert len(orders(sandbox, member.identity)) <= len(member.end), (label, member.identity)


def assert_reached(sandbox: Sandbox, members: t.Iterable[Member], label: str) -> None:
    """Every member is as it has to be in the end."""
    reached = {one.identity: tuple(order["status"] for order in orders(sandbox, one.identity)) for one in members}
    assert reached == {one.identity: one.end for one in members}, label


__all__ = ["MAILBOX", "Member", "Ran", "assert_reached", "assert_sound", "csr", "mixed", "run_fleet"]
