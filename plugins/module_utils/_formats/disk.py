# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Private to this collection: it may change in any release.
"""How an output comes onto the disk: new, narrow and safe against a power cut."""

from __future__ import annotations

import os

FILE_MODE = 0o600
DIRECTORY_MODE = 0o700


def create(path: str, data: bytes) -> None:
    """Write a new file of mode 0600 and sync it. A file that is there already is an error of the caller (``FileExistsError``)."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, FILE_MODE)
    with os.fdopen(handle, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def settle(path: str) -> None:
    """Narrow and sync what another program wrote: one file, or a directory with its files. A link is an ``OSError``."""
    if os.path.isdir(path) and not os.path.islink(path):
        for name in os.listdir(path):
            settle(os.path.join(path, name))
        _settle(path, DIRECTORY_MODE)
    else:
        _settle(path, FILE_MODE)


def _settle(path: str, mode: int) -> None:
    handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
    try:
        os.fchmod(handle, mode)
        os.fsync(handle)
    finally:
        os.close(handle)
