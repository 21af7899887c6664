# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Private to this collection: it may change in any release.
"""Where the files lie that processes share: a directory that is this user's alone. Nothing in them is secret, or cannot be done without."""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import stat
import typing as t
import urllib.parse

from .._core.connection import Connection

#: What others may do to a file or a directory.
_OTHERS = 0o077
_DIRECTORY_MODE, FILE_MODE = 0o700, 0o600

#: What SQLite puts beside a database.
_BESIDE = ("", "-wal", "-shm", "-journal")
_OURS = re.compile(r"[a-z]+-[0-9a-f]{32}\.sqlite3(-wal|-shm|-journal)?")
_PORTS = {"https": 443, "http": 80}


class Unusable(Exception):
    """A file or directory that has to be left out of account. Its text is a clause: which one, why, and what to do."""


def file(connection: Connection, kind: str) -> str:
    """Return the path of this user's file of a *kind*, a word in small letters, for API host and key.

    Its directory is there afterwards, and closed to others; the file itself need not be. Raises ``Unusable``, also without ``cache_path``.
    """
    try:
        path = os.path.join(_directory(connection.cache_path or ""), f"{kind}-{_digest(connection)}.sqlite3")
        for end in _BESIDE:
            _close_file(path + end)
    except ValueError:
        raise Unusable("cache_path holds a character that no path can hold") from None
    except OSError as error:
        raise Unusable(f"{error.filename or connection.cache_path} cannot be used ({error.strerror})") from None
    return path


def _digest(connection: Connection) -> str:
    """Return what stands for API host and key, and tells neither."""
    url = urllib.parse.urlsplit(connection.api_url)
    host = f"{url.hostname}:{url.port or _PORTS[url.scheme]}"
    return hashlib.sha256(f"{host}\n{connection.api_key}".encode()).hexdigest()[:32]


def _directory(path: str) -> str:
    """Return *path* without links, as a directory of this user alone."""
    if not os.path.isabs(path):
        raise Unusable(f"cache_path ({path}) is not an absolute path")
    # Fails where links go round in circles.
    with contextlib.suppress(FileNotFoundError):
        os.stat(path)
    path = _without_links(path)
    _make(path)
    handle = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
    try:
        found = os.fstat(handle)
        if found.st_uid != os.geteuid():
            raise Unusable(f"{path} belongs to another user; name another directory in cache_path")
        if found.st_mode & _OTHERS:
            # It may be a home directory, or /tmp itself.
            if not all(_OURS.fullmatch(name) for name in os.listdir(handle)):
                raise Unusable(
                    f"{path} is open to other users and holds other files; name a directory of its own in cache_path"
                )
            os.fchmod(handle, _DIRECTORY_MODE)
    finally:
        os.close(handle)
    return path


def _without_links(path: str) -> str:
    """Return *path* with each link replaced by where it leads. One of another user is not followed, but root's."""
    folder, name = os.path.split(path.rstrip("/"))
    if not name:
        return "/"
    here = _without_links(folder)
    if name in (".", ".."):
        return here if name == "." else os.path.dirname(here)
    here = os.path.join(here, name)
    found = _status(here)
    if found is None or not stat.S_ISLNK(found.st_mode):
        return here
    if found.st_uid not in (0, os.geteuid()):
        raise Unusable(f"{here} is a link of another user; name another directory in cache_path")
    return _without_links(os.path.join(os.path.dirname(here), os.readlink(here)))


def _make(path: str) -> None:
    """Make a directory where there is none, and those it lies in, all closed to others."""
    try:
        os.mkdir(path, _DIRECTORY_MODE)
    except FileExistsError:
        return
    except FileNotFoundError:
        _make(os.path.dirname(path))
        _make(path)


def _close_file(path: str) -> None:
    """Take a file away from others that was open to them; it need not be there.

    It is never opened here: closing it would take the locks away that SQLite has on it elsewhere in this process.
    """
    found = _status(path)
    if found is None:
        return
    if found.st_uid != os.geteuid():
        raise Unusable(f"{path} belongs to another user; name another directory in cache_path")
    if found.st_nlink != 1 or not stat.S_ISREG(found.st_mode):
        raise Unusable(f"{path} is a link or no file; move it away")
    if found.st_mode & _OTHERS:
        os.chmod(path, FILE_MODE)


def _status(path: str) -> t.Optional[os.stat_result]:
    try:
        return os.lstat(path)
    except FileNotFoundError:
        return None
