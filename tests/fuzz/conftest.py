# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Fixtures and settings of the fuzzing: real answers to start from, reproducible examples, and their number at the end."""

from __future__ import annotations

import collections
import os
import time
import typing as t

import hypothesis
import pytest
from ansible_collections.certops.digicert.plugins.module_utils._ansible import client_cert, line
from ansible_collections.certops.digicert.tests.integration.support.sandbox import Process, Sandbox
from ansible_collections.certops.digicert.tests.unit.support.shell import Clock, Shell

from .recording import Conversation, record
from .scenarios import SCENARIOS

#: The same examples in every run, unless FUZZ_FRESH is set: then each run looks elsewhere.
hypothesis.settings.register_profile(
    "fuzz",
    derandomize="FUZZ_FRESH" not in os.environ,
    database=None,
    deadline=None,
    print_blob=True,
    # To explain a failure takes longer than to find it.
    phases=(hypothesis.Phase.explicit, hypothesis.Phase.generate, hypothesis.Phase.shrink),
    suppress_health_check=list(hypothesis.HealthCheck),
)
hypothesis.settings.load_profile("fuzz")

#: Name of a test -> how many examples it tried.
EXAMPLES: collections.Counter[str] = collections.Counter()


@pytest.fixture
def count(request: pytest.FixtureRequest) -> t.Callable[[], None]:
    """Count one example of the running test."""

    def one_more() -> None:
        EXAMPLES[request.node.name] += 1

    return one_more


@pytest.fixture
def total() -> collections.Counter[str]:
    """The examples counted so far."""
    return EXAMPLES


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    terminalreporter.write_line(f"fuzz: {sum(EXAMPLES.values())} examples ({dict(EXAMPLES)})")


@pytest.fixture(scope="session")
def sandbox(tmp_path_factory: pytest.TempPathFactory) -> t.Iterator[Sandbox]:
    with Process(tmp_path_factory.mktemp("sandbox")) as running:
        yield Sandbox(running.ready)


@pytest.fixture(scope="session")
def conversations(sandbox: Sandbox) -> list[Conversation]:
    """What the sandbox answered in each scenario."""
    with pytest.MonkeyPatch.context() as patch:
        _stop_time(patch)
        return [record(sandbox, scenario) for scenario in SCENARIOS]


def _stop_time(patch: pytest.MonkeyPatch) -> None:
    """Pauses take no time; a time-out comes after as many of them as in life."""
    for module in (client_cert, line):
        patch.setattr(module, "Timer", lambda: Clock().timer())
    patch.setattr(time, "sleep", lambda _seconds: None)


@pytest.fixture(autouse=True)
def _no_time_passes(monkeypatch: pytest.MonkeyPatch) -> None:
    _stop_time(monkeypatch)


@pytest.fixture
def shell(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Shell:
    """The module, run in this process."""
    return Shell(monkeypatch, capfd)
