# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One sandbox for all drills of a file."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.certops.digicert.tests.integration.support.sandbox import Process, Sandbox


@pytest.fixture(scope="module")
def sandbox(tmp_path_factory: pytest.TempPathFactory) -> t.Iterator[Sandbox]:
    with Process(tmp_path_factory.mktemp("sandbox")) as running:
        yield Sandbox(running.ready)
