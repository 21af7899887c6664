# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A host with the key of alice and nothing else."""

from __future__ import annotations

import pathlib

import pytest

from .host import Host


@pytest.fixture
def empty(tmp_path: pathlib.Path) -> Host:
    """A host without anything."""
    return Host(tmp_path / "alice")


@pytest.fixture
def host(empty: Host) -> Host:
    """A host on which the key was made."""
    empty.make_key()
    return empty
