# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Private to this collection: it may change in any release.
"""The few things that are done to files and directories, each safe against a link in the way and a power cut after it."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import shutil
import stat
import typing as t

from .._core.errors import FilesError
from .layout import Layout

#: What ``unusable`` says of a link to what is not there, or not mounted.
NOWHERE = "a link that leads nowhere"

_KINDS = (
    (stat.S_ISDIR, "a directory"),
    (stat.S_ISFIFO, "a pipe"),
    (stat.S_ISSOCK, "a socket"),
    (stat.S_ISCHR, "a device"),
    (stat.S_ISBLK, "a device"),
)

_NOT_THEIRS = "{} is a link to a file of another user; replace it by a copy; nothing was changed."


def sync(path: str) -> None:
    """Bring the entries of a directory, or content, owner and mode of a file, onto the disk."""
    handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def is_directory(path: str) -> bool:
    """Tell whether there is a directory, not a link to one."""
    try:
        return stat.S_ISDIR(os.lstat(path).st_mode)
    except FileNotFoundError:
        return False


def is_file(path: str) -> bool:
    """Tell whether there is a regular file, not a link to one."""
    try:
        return stat.S_ISREG(os.lstat(path).st_mode)
    except (FileNotFoundError, NotADirectoryError):
        return False


def exists(path: str) -> bool:
    """Tell whether there is anything, also a link that leads nowhere. What cannot be asked for is an ``OSError``."""
    try:
        os.lstat(path)
    except FileNotFoundError:
        return False
    return True


def unusable(path: str) -> t.Optional[str]:
    """Say what is at *path*, through links, unless it is a regular file; ``None`` for one. Nothing there is a ``FileNotFoundError``."""
    link = stat.S_ISLNK(os.lstat(path).st_mode)
    try:
        mode = os.stat(path).st_mode
    except FileNotFoundError:
        if link:
            return NOWHERE
        raise
    except OSError as error:
        return f"a link that cannot be followed, {error.strerror}" if link else error.strerror
    if stat.S_ISREG(mode):
        return None
    kind = next((name for test, name in _KINDS if test(mode)), "something unknown")
    return f"a link to {kind}" if link else kind


def make_directory(path: str, linked: bool = False) -> bool:
    """Make a directory of mode 0700 unless there is one, and tell whether it was made. Raises ``FilesError`` for anything else.

    *linked* says whether a link to a directory is one.
    """
    try:
        os.mkdir(path, 0o700)
    except FileExistsError:
        if is_directory(path) or (linked and os.path.isdir(path)):
            return False
        raise FilesError(f"{path} is not a directory; move it away; nothing was changed.") from None
    except FileNotFoundError:
        raise FilesError(f"{os.path.dirname(path)} does not exist; make it first; nothing was changed.") from None
    sync(os.path.dirname(path))
    return True


def read(path: str) -> bytes:
    """Return the content of a regular file, never through a link. Raises ``OSError``, or ``FilesError`` for a pipe or the like."""
    return _read(path, os.O_NOFOLLOW)


def read_through(path: str) -> bytes:
    """Return the content of a file or of what a link leads to; see ``refuse_link_of_another``."""
    return _read(path, 0, _owner_of_link(path)) if os.path.islink(path) else read(path)


def refuse_link_of_another(path: str) -> None:
    """Raise ``FilesError`` for a link that is not to be followed.

    Who owns the link must be root, this process, or the owner of the file: else a user could have root read what is not theirs.
    """
    owner = _owner_of_link(path)
    if owner is not None and os.stat(path).st_uid != owner:
        raise FilesError(_NOT_THEIRS.format(path))


def _owner_of_link(path: str) -> t.Optional[int]:
    """Return who must own what a link leads to, ``None`` where anybody may."""
    found = os.lstat(path)
    trusted = found.st_uid in (0, os.geteuid()) or not stat.S_ISLNK(found.st_mode)
    return None if trusted else found.st_uid


def _read(path: str, flags: int, owner: t.Optional[int] = None) -> bytes:
    handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK | flags)
    with os.fdopen(handle, "rb") as file:
        found = os.fstat(file.fileno())
        if not stat.S_ISREG(found.st_mode):
            raise FilesError(f"{path} is not a file; move it away; nothing was changed.")
        if owner is not None and found.st_uid != owner:
            raise FilesError(_NOT_THEIRS.format(path))
        return file.read()


def digest(path: str) -> t.Optional[str]:
    """Return the SHA-256 of a regular file, or ``None`` when there is none."""
    try:
        return hashlib.sha256(read(path)).hexdigest()
    except (FileNotFoundError, NotADirectoryError, FilesError):
        return None
    except OSError:
        if is_file(path):
            raise
        return None


def files(folder: str) -> t.Iterator[str]:
    """Yield the path below *folder* of each regular file in it. Links are not followed."""
    for where, _folders, names in os.walk(folder):
        for name in names:
            path = os.path.join(where, name)
            if is_file(path):
                yield os.path.relpath(path, folder)


def digests(folder: str) -> dict[str, str]:
    """Return path -> SHA-256 of each regular file below *folder*."""
    return {path: hashlib.sha256(read(os.path.join(folder, path))).hexdigest() for path in files(folder)}


def digest_through(path: str) -> str:
    """Return the SHA-256 of a file or of what a link leads to; see ``read_through``."""
    return hashlib.sha256(read_through(path)).hexdigest()


def link_target(path: str) -> t.Optional[str]:
    """Return what a link says, or ``None`` when there is no link. What cannot be asked for is an ``OSError``."""
    try:
        return os.readlink(path)
    except FileNotFoundError:
        return None
    except OSError as error:
        if error.errno == errno.EINVAL:
            return None
        raise


def is_own_link(layout: Layout, name: str) -> bool:
    """Tell whether a name in the directory is a link into the store."""
    return (link_target(layout.file(name)) or "").startswith(layout.target(""))


def own_links(layout: Layout) -> list[str]:
    """Return the names in the directory that are links into the store."""
    try:
        names = os.listdir(layout.directory)
    except FileNotFoundError:
        return []
    return [name for name in names if is_own_link(layout, name)]


def set_link(layout: Layout, target: str, path: str) -> None:
    """Put a link in place of whatever file or link is there, with one rename."""
    remove(layout.link)
    os.symlink(target, layout.link)
    os.replace(layout.link, path)
    sync(os.path.dirname(path))


def remove(path: str) -> None:
    """Remove a file or link, if it is there."""
    with contextlib.suppress(FileNotFoundError):
        os.unlink(path)


def remove_tree(path: str) -> None:
    """Remove a directory with everything in it, or a file, if it is there. Links in it are not followed."""
    if is_directory(path):
        shutil.rmtree(path)
    else:
        remove(path)


def discard(layout: Layout, path: str) -> None:
    """Remove a generation: first it loses its name, so that half of it is never taken for a set."""
    remove_tree(layout.new)
    os.rename(path, layout.new)
    sync(layout.store)
    remove_tree(layout.new)


@contextlib.contextmanager
def inside(directory: str) -> t.Iterator[None]:
    """Work inside a directory of ours that nobody can exchange for a link meanwhile: file names are relative to it."""
    try:
        before = os.open(".", os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    except OSError:  # where the process was started may be closed to the user it became
        before = os.open("/", os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        handle = os.open(directory, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
        try:
            if os.fstat(handle).st_uid != os.geteuid():
                raise FilesError(
                    f"{directory} was exchanged while it was in use; nothing was changed; look who writes there."
                )
            os.fchdir(handle)
        finally:
            os.close(handle)
        yield
    finally:
        os.fchdir(before)
        os.close(before)
