# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Private to this collection: it may change in any release.
"""One run at a time: a lock on the store directory that ends with the process."""

from __future__ import annotations

import contextlib
import fcntl
import os
import time
import typing as t

from .._core.errors import FilesError
from . import disk

SECONDS = 60.0
_PAUSE = 0.2


@contextlib.contextmanager
def locked(
    path: str, clock: t.Callable[[], float] = time.monotonic, sleep: t.Callable[[float], None] = time.sleep
) -> t.Iterator[None]:
    """Hold the directory *path* and the lock on it. Raises ``FilesError`` when somebody else holds it for a minute."""
    end = clock() + SECONDS
    while True:
        with disk.opened(path, os.O_RDONLY | os.O_DIRECTORY) as found:
            handle = os.dup(found)
        if _is_ours(handle, path):
            with disk.holding(path, handle, disk.is_guarded(os.path.dirname(path))):
                yield
            return
        if clock() >= end:
            raise FilesError(
                f"Another run has held the lock on {path} for {SECONDS:.0f} seconds; let it end and run again; nothing was changed."
            )
        sleep(_PAUSE)


def _is_ours(handle: int, path: str) -> bool:
    """Take the lock and tell whether it is the one on *path*; else *handle* is closed, and the lock with it."""
    ours = False
    try:
        ours = _taken(handle) and _same(handle, path)
    finally:
        if not ours:
            os.close(handle)
    return ours


def _taken(handle: int) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _same(handle: int, path: str) -> bool:
    """Tell whether the directory that was locked still has its name."""
    try:
        return os.path.samestat(os.fstat(handle), disk.status(path))
    except FileNotFoundError:
        return False
