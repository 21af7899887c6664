# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The line of a host under faults: nothing is bought twice, no key is lost, and the next run ends with certificates for the keys in place.

By default every second request is disturbed once, each in another way; with ``DRILL_WHOLE=1`` all of them in every way.
"""

from __future__ import annotations

import datetime
import itertools
import os
import pathlib
import shutil
import typing as t

import pytest
from ansible_collections.certops.digicert.plugins.module_utils._api.client import Client
from ansible_collections.certops.digicert.plugins.module_utils._api.transport import Transport
from ansible_collections.certops.digicert.plugins.module_utils._core import fleet
from ansible_collections.certops.digicert.plugins.module_utils._core.connection import Connection
from ansible_collections.certops.digicert.plugins.module_utils._core.line import Certificate
from ansible_collections.certops.digicert.plugins.module_utils._engine.fleet import Mode
from ansible_collections.certops.digicert.plugins.module_utils._engine.fleet import ensure as ensure_fleet
from ansible_collections.certops.digicert.plugins.module_utils._engine.line import Line, ensure
from ansible_collections.certops.digicert.plugins.module_utils._engine.wait import Timer
from ansible_collections.certops.digicert.plugins.module_utils._schema.desired import parse_desired
from ansible_collections.certops.digicert.plugins.module_utils._x509.csr import declared
from ansible_collections.certops.digicert.tests.integration.support.certificates import key_of
from ansible_collections.certops.digicert.tests.integration.support.processes import clean_environment, run_module
from ansible_collections.certops.digicert.tests.integration.support.roles import key_on
from ansible_collections.certops.digicert.tests.integration.support.sandbox import Process, Sandbox

from .harness import live, orders, task
from .test_fleets import FAULTS

#: A host refuses what is valid in the future only: after all that is done here it is still today, or before.
_DAYS_AGO = 31
_NAMES = ("new", "due", "lost", "gone", "same")
#: Statuses of all orders in the end, oldest first.
_END = {
    "new": ["issued"],
    "due": ["issued", "issued"],
    "lost": ["issued"],
    "gone": ["revoked"],
    "same": ["issued"],
}


@pytest.fixture(scope="module")
def sandbox(tmp_path_factory: pytest.TempPathFactory) -> t.Iterator[Sandbox]:
    start = datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(days=_DAYS_AGO)
    clock = start.strftime("%Y-%m-%dT%H:%M:%S+00:00")
    with Process(tmp_path_factory.mktemp("sandbox"), "--clock", clock) as running:
        yield Sandbox(running.ready)


class Host:
    """This machine as a host: each module is a process of its own."""

    def __init__(self, home: pathlib.Path, check: bool) -> None:
        self._home = home
        self._check = check

    def keys(self, entries: t.Sequence[t.Mapping[str, t.Any]]) -> t.Sequence[dict[str, t.Any]]:
        return self._run("client_cert_keys", entries)

    def files(self, entries: t.Sequence[t.Mapping[str, t.Any]]) -> t.Sequence[dict[str, t.Any]]:
        return self._run("client_cert_files", entries)

    def _run(self, module: str, entries: t.Sequence[t.Mapping[str, t.Any]]) -> t.Sequence[dict[str, t.Any]]:
        given = [{name: value for name, value in entry.items() if value is not None} for entry in entries]
        found = run_module(module, {"certificates": given}, clean_environment(self._home), check=self._check)
        return t.cast("t.Sequence[dict[str, t.Any]]", found["results"])


class Drill:
    """Certificates of one host, in a world that is made anew for each run that is disturbed."""

    def __init__(self, sandbox: Sandbox, folder: pathlib.Path) -> None:
        self.sandbox = sandbox
        self._folder = folder
        self._numbers = itertools.count()
        self.above = folder

    def begin(self) -> None:
        """Make the world in which one is new, one due, one without its key, one to be ended, and one as declared."""
        self.sandbox.reset()
        self.above = self._folder / str(next(self._numbers))
        self.above.mkdir()
        made = self.run([self._certificate(name) for name in _NAMES if name != "new"])
        assert self.failed(made) == []
        self.sandbox.advance(days=30)
        shutil.rmtree(self.above / "lost")

    def wanted(self) -> list[Certificate]:
        return [self._certificate(name) for name in _NAMES]

    def _certificate(self, name: str) -> Certificate:
        validity = {"days": 40} if name == "due" and not (self.above / "due").exists() else {"years": 1}
        arguments = task(name, csr=None, order_validity=validity)
        if name == "gone" and (self.above / "gone").exists():
            arguments = {"state": "absent", "alternative_order_id": name, "skip_approval": True}
        return Certificate(
            index=_NAMES.index(name),
            name=name,
            directory=str(self.above / name),
            desired=parse_desired(arguments, declared),
            key={"type": "ECC", "curve": "secp256r1"},
            rotate="renewal" if name == "due" else "never",
        )

    def run(self, certificates: t.Sequence[Certificate], check: bool = False, parallel: int = 1) -> Line:
        """Walk the line; pauses take no time."""
        connection = Connection(
            self.sandbox.api_key, self.sandbox.api_url, api_timeout=0.5, max_retries=2, loopback=True
        )
        client = Client(Transport(connection, "certops.digicert/drill", sleep=lambda _seconds: None))
        try:
            return ensure(
                certificates,
                Host(self._folder, check),
                lambda wishes, mode: ensure_fleet(client, wishes, mode, Timer(sleep=lambda _seconds: None)),
                Mode(check=check, parallel=parallel),
            )
        finally:
            client.close()

    def failed(self, ran: Line) -> list[str]:
        return [f"{one['name']}: {one['msg']}" for one in ran.results if one.get("failed")]

    def keys(self) -> dict[str, bytes]:
        """Return every private key on the host by its place, with the ones out of use."""
        return {str(path): path.read_bytes() for path in self.above.rglob("*.key") if not path.is_symlink()}

    def assert_sound(self, label: str) -> None:
        """No certificate has two orders where one was wanted, and what is in use fits together."""
        for name in _NAMES:
            assert len(orders(self.sandbox, name)) <= len(_END[name]), (label, name)
            assert len(live(self.sandbox, name)) <= len(_END[name]), (label, name)
            placed = self.above / name / f"{name}.crt"
            if placed.exists():
                assert key_of(placed.read_text()) == key_on(self.above / name, name), (label, name)

    def assert_reached(self, label: str) -> None:
        """Everything is as it has to be in the end."""
        found = {name: [order["status"] for order in orders(self.sandbox, name)] for name in _NAMES}
        assert found == _END, label
        for name in _NAMES:
            assert (self.above / name / f"{name}.crt").exists() == (name != "gone"), (label, name)
        self.assert_sound(label)


@pytest.fixture
def drill(sandbox: Sandbox, tmp_path: pathlib.Path) -> Drill:
    return Drill(sandbox, tmp_path)


def test_the_plan_of_the_line_is_what_is_carried_out(drill: Drill) -> None:
    """And it is the plan of its parts, each alone."""
    drill.begin()
    together = drill.run(drill.wanted(), check=True)
    assert [one["action"] for one in together.results] == ["order", "renew", "reissue", "revoke", "none"]
    alone = [drill.run([one], check=True) for one in drill.wanted()]
    assert sorted(change.digest for change in together.changes) == sorted(
        change.digest for ran in alone for change in ran.changes
    )
    assert [(one["action"], one["changed"]) for one in together.results] == [
        (one["action"], one["changed"]) for ran in alone for one in ran.results
    ]
    done = drill.run(drill.wanted())
    assert fleet.digest(done.changes) == fleet.digest(together.changes)
    assert (drill.failed(done), drill.run(drill.wanted(), check=True).changes) == ([], ())
    drill.assert_reached("undisturbed")


def test_one_fault_at_every_request(drill: Drill) -> None:
    drill.begin()
    drill.sandbox.forget()
    assert drill.failed(drill.run(drill.wanted())) == []
    drill.assert_reached("undisturbed")
    count = sum(drill.sandbox.calls().values())
    whole = bool(os.environ.get("DRILL_WHOLE"))
    for turn, position in enumerate(range(0, count, 1 if whole else 2)):
        for fault in FAULTS if whole else (FAULTS[turn % len(FAULTS)],):
            label = f"{fault} at request {position + 1} of {count}"
            drill.begin()
            before = drill.keys()
            drill.sandbox.fault(skip=position, **fault)
            ran = drill.run(drill.wanted(), parallel=1 + 3 * (turn % 2))
            drill.sandbox.delete("/faults")
            assert len(drill.failed(ran)) <= 1, (label, drill.failed(ran))
            drill.assert_sound(label)
            kept = set(drill.keys().values())
            assert set(before.values()) <= kept, label

            again = drill.run(drill.wanted())
            assert drill.failed(again) == [], label
            drill.assert_reached(label)
            # No key that a run made is lost: it is in use, or was never asked for.
            assert kept <= set(drill.keys().values()), label
