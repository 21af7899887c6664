# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A database that a test looks into, or damages."""

from __future__ import annotations

import contextlib
import sqlite3
import typing as t

if t.TYPE_CHECKING:
    import pathlib


@contextlib.contextmanager
def opened(path: pathlib.Path) -> t.Iterator[sqlite3.Connection]:
    """Open the database and close it again; what was changed is kept."""
    connection = sqlite3.connect(path)
    try:
        with connection:
            yield connection
    finally:
        connection.close()
