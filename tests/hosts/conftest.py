# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Fixtures: the machines, a sandbox whose clock stands eleven months ago, and the line between them."""

from __future__ import annotations

import datetime
import pathlib
import typing as t

import pytest
from ansible_collections.certops.digicert.tests.hosts.support.line import Line
from ansible_collections.certops.digicert.tests.hosts.support.machines import NAMES, ROOT, Machine, machines
from ansible_collections.certops.digicert.tests.integration.support.processes import Playbooks
from ansible_collections.certops.digicert.tests.integration.support.sandbox import Process, Sandbox

#: So that a certificate of one year is due, but not expired, when the sandbox has come to today.
DAYS = 340


@pytest.fixture(scope="session")
def _sandbox(tmp_path_factory: pytest.TempPathFactory) -> t.Iterator[Sandbox]:
    start = datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(days=DAYS)
    clock = start.isoformat(timespec="seconds")
    with Process(tmp_path_factory.mktemp("sandbox"), "--clock", clock) as running:
        yield Sandbox(running.ready)


@pytest.fixture
def sandbox(_sandbox: Sandbox) -> Sandbox:
    """A running sandbox with a fresh account; it is eleven months ago."""
    _sandbox.reset()
    return _sandbox


@pytest.fixture(scope="session")
def _machines(_sandbox: Sandbox) -> t.Iterator[dict[str, Machine]]:
    machines("up")
    found = {name: Machine(name) for name in NAMES}
    for machine in found.values():
        machine.write(ROOT, _sandbox.root())
    yield found
    machines("down")


@pytest.fixture
def web(_machines: dict[str, Machine]) -> Machine:
    """Debian 12 with systemd; ops logs in and becomes root."""
    return _machines["web"]


@pytest.fixture
def mail(_machines: dict[str, Machine]) -> Machine:
    """Debian 12 with systemd; robin logs in and stays robin."""
    return _machines["mail"]


@pytest.fixture
def old(_machines: dict[str, Machine]) -> Machine:
    """Debian 11 without anything; ops logs in and becomes root."""
    return _machines["old"]


@pytest.fixture
def line(tmp_path: pathlib.Path, sandbox: Sandbox) -> Line:
    """Runs the roles against the machines."""
    directory = tmp_path / "plays"
    directory.mkdir()
    return Line(Playbooks(directory), sandbox)


@pytest.fixture
def eleven_months_later(sandbox: Sandbox) -> t.Callable[[], None]:
    """Moves the sandbox's clock to today: certificates of one year are due."""
    return lambda: sandbox.advance(days=DAYS)
