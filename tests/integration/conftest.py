# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Fixtures: a real sandbox, real `ansible-playbook` runs, and single module processes for what needs no Ansible around it."""

from __future__ import annotations

import pathlib
import typing as t

import pytest
from ansible_collections.certops.digicert.tests.integration.support.fleet import fleet
from ansible_collections.certops.digicert.tests.integration.support.processes import (
    ModuleResult,
    Playbooks,
    clean_environment,
    run_module,
)
from ansible_collections.certops.digicert.tests.integration.support.roles import (
    _past_process,
    deploy,
    host,
    line,
    make_csr,
    past,
)
from ansible_collections.certops.digicert.tests.integration.support.sandbox import Process, Sandbox

# Fixtures that live beside what they run.
__all__ = ["_past_process", "deploy", "fleet", "host", "line", "make_csr", "past"]


@pytest.fixture(scope="session")
def _process(tmp_path_factory: pytest.TempPathFactory) -> t.Iterator[Process]:
    with Process(tmp_path_factory.mktemp("sandbox")) as running:
        yield running


@pytest.fixture
def sandbox(_process: Process) -> Sandbox:
    """A running sandbox with a fresh account."""
    found = Sandbox(_process.ready)
    found.reset()
    return found


@pytest.fixture(scope="session")
def tls_sandbox(tmp_path_factory: pytest.TempPathFactory) -> t.Iterator[Sandbox]:
    """A sandbox that speaks https; `ca_path` is the bundle that makes it trusted."""
    with Process(tmp_path_factory.mktemp("tls"), "--tls") as running:
        yield Sandbox(running.ready)


@pytest.fixture
def ansible_play(tmp_path: pathlib.Path) -> Playbooks:
    """Runs a play in a real `ansible-playbook` process; see `Playbooks.__call__`."""
    directory = tmp_path / "plays"
    directory.mkdir()
    return Playbooks(directory)


class Quick(t.Protocol):
    """How a test runs one module: options in, result out."""

    def __call__(
        self, arguments: t.Mapping[str, t.Any], *, check: bool = ..., diff: bool = ..., name: str = ...
    ) -> ModuleResult: ...


@pytest.fixture
def quick(tmp_path: pathlib.Path, sandbox: Sandbox) -> Quick:
    """Runs `digicert_client_cert`, or the module `name`, against the sandbox in a process of its own, without Ansible's engine."""

    def run(
        arguments: t.Mapping[str, t.Any],
        *,
        check: bool = False,
        diff: bool = False,
        name: str = "digicert_client_cert",
    ) -> ModuleResult:
        options = {**sandbox.connection, **arguments}
        return run_module(name, options, clean_environment(tmp_path), check=check, diff=diff)

    return run
