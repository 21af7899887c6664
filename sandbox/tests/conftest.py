# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One sandbox process for all tests; every test starts with a fresh account."""

from collections.abc import Iterator

import pytest
from sandbox_client import Client, Process


@pytest.fixture(scope="session")
def process(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Process]:
    with Process(tmp_path_factory.mktemp("sandbox")) as running:
        yield running


@pytest.fixture
def client(process: Process) -> Client:
    client = Client(process.ready)
    client.admin("POST", "/reset")
    return client
