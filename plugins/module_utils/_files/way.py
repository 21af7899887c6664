# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Private to this collection: it may change in any release.
"""The way to a path, one step at a time and by descriptors, so that nobody can lead it elsewhere."""

from __future__ import annotations

import errno
import os
import stat
import typing as t

from .._core.errors import FilesError

#: For a directory that is passed through: it need not be readable.
THROUGH = os.O_PATH | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
_MOST_LINKS = 40
_LEADS_AWAY = "{} leads over a link of another user than root, where others may write; name the directory itself; nothing was changed."


class End(t.NamedTuple):
    """Where a way ends: *name* in the directory *handle*, which the caller closes. *name* is no link."""

    handle: int
    name: str
    #: Nobody but root and the user of this process may change any directory on the way.
    guarded: bool
    #: Who put a link there that was followed: only what is theirs may be read through it.
    planted_by: t.Optional[int]


def own(uid: int) -> bool:
    """Tell whether *uid* is trusted: root, or the user of this process."""
    return uid in (0, os.geteuid())


def is_guarded(found: os.stat_result) -> bool:
    """Tell whether nobody but root and the user of this process may change the entries of a directory."""
    group = found.st_mode & stat.S_IWGRP and found.st_gid != 0
    return own(found.st_uid) and not group and not found.st_mode & stat.S_IWOTH


def follow(path: str, handle: int, guarded: bool) -> End:
    """Follow *path* from a directory, its last part included. Raises ``OSError``; the last part need not be there."""
    here, links, planted_by = os.dup(handle), 0, None
    parts = path.split("/")[::-1]
    try:
        while True:
            part = parts.pop() or "."
            last = not any(parts)
            target = _link(here, part, last)
            if target is not None:
                owner, text = target
                if not guarded and not own(owner):
                    planted_by = owner
                links = _one_more(links, path)
                parts.extend(text.split("/")[::-1])
                if text.startswith("/"):
                    here, guarded = _step(here, "/"), True
            elif last and part != "..":
                return End(here, part, guarded, planted_by)
            else:
                here = _step(here, part)
                guarded = guarded and is_guarded(os.fstat(here))
                if last:
                    return End(here, ".", guarded, planted_by)
    except BaseException:
        os.close(here)
        raise


def to_directory(path: str) -> tuple[int, bool]:
    """Return the descriptor of a directory, and whether the way to it is guarded.

    Where others may write, no part of the way is a link unless root owns it: raises ``FilesError``, else ``OSError``.
    """
    start = os.open("/", THROUGH)
    try:
        end = follow(path, start, True)
    finally:
        os.close(start)
    try:
        if end.planted_by is not None:
            raise FilesError(_LEADS_AWAY.format(path))
        handle = os.open(end.name, THROUGH, dir_fd=end.handle)
    finally:
        os.close(end.handle)
    return handle, end.guarded


def _one_more(links: int, path: str) -> int:
    if links == _MOST_LINKS:
        raise OSError(errno.ELOOP, os.strerror(errno.ELOOP), path)
    return links + 1


def _step(here: int, name: str) -> int:
    """Go on to a directory that is no link; the one before is closed."""
    handle = os.open(name, THROUGH, dir_fd=here)
    os.close(here)
    return handle


def _link(here: int, name: str, last: bool) -> t.Optional[tuple[int, str]]:
    """Return owner and text of a link, both of the same one; ``None`` when there is none."""
    try:
        handle = os.open(name, os.O_PATH | os.O_NOFOLLOW | os.O_CLOEXEC, dir_fd=here)
    except FileNotFoundError:
        if last:
            return None
        raise
    try:
        found = os.fstat(handle)
        return (found.st_uid, os.readlink("", dir_fd=handle)) if stat.S_ISLNK(found.st_mode) else None
    finally:
        os.close(handle)
