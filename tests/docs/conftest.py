# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One sandbox for all examples, a fresh account for each, and real `ansible-playbook` runs."""

from __future__ import annotations

import pathlib
import typing as t

import pytest
from ansible_collections.certops.digicert.tests.integration.support.processes import Playbooks
from ansible_collections.certops.digicert.tests.integration.support.sandbox import Process, Sandbox


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


@pytest.fixture
def playbooks(tmp_path: pathlib.Path) -> Playbooks:
    """Runs plays in a folder of the test's own."""
    directory = tmp_path / "plays"
    directory.mkdir()
    return Playbooks(directory)
