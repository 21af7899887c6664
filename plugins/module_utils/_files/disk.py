# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Private to this collection: it may change in any release.
"""What is done to the disk. Each path is reached by descriptors: from a directory that is held, without following a link on the way."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import re
import stat
import typing as t

from .._core.errors import FilesError
from . import way
from .layout import UNPROVEN, Layout

_NOT_THEIRS = "{} is a link to a file of another user; replace it by a copy; nothing was changed."
_TWO_NAMES = "{} is another user's file under a second name; replace it by a copy; nothing was changed."

#: What ``unusable`` says of a link to what is not there, or not mounted.
NOWHERE = "a link that leads nowhere"

_KINDS = (
    (stat.S_ISDIR, "a directory"),
    (stat.S_ISFIFO, "a pipe"),
    (stat.S_ISSOCK, "a socket"),
    (stat.S_ISCHR, "a device"),
    (stat.S_ISBLK, "a device"),
)
_MOUNTS = "/proc/self/mountinfo"
#: A blank or the like in the path of a mount.
_ESCAPED = re.compile(rb"\\([0-7]{3})")

_READ = os.O_RDONLY | os.O_NONBLOCK
_LIST = os.O_RDONLY | os.O_DIRECTORY

#: Path -> descriptor of each directory that is held, and whether nobody but root and this user may change the way to it.
_held: dict[str, tuple[int, bool]] = {}


# Reaching


@contextlib.contextmanager
def holding(path: str, handle: int, guarded: bool) -> t.Iterator[None]:
    """Let *path* and all below it mean this directory, whatever becomes of the name. *guarded* is the way to it. Closes *handle*."""
    _held[path] = (handle, guarded)
    try:
        yield
    finally:
        del _held[path]
        os.close(handle)


@contextlib.contextmanager
def holding_directory(path: str) -> t.Iterator[None]:
    """Hold a directory, found without following what its owner may have put there; nothing is held where there is none."""
    try:
        handle, guarded = way.to_directory(path)
    except FileNotFoundError:
        yield
        return
    except OSError as error:
        error.filename = path
        raise
    with holding(path, handle, guarded):
        yield


def is_held(path: str) -> bool:
    """Tell whether a directory was found and is held."""
    return path in _held


def is_guarded(path: str) -> bool:
    """Tell whether nobody but root and the user of this process may change a directory that is held, or the way to it."""
    return way_is_guarded(path) and way.is_guarded(status(path))


def way_is_guarded(path: str) -> bool:
    """Tell whether nobody but root and the user of this process may put something else in place of a directory that is held."""
    return path in _held and _held[path][1]


@contextlib.contextmanager
def at(path: str) -> t.Iterator[tuple[int, str]]:
    """Give the directory that *path* lies in, as a descriptor, and the name in it. An ``OSError`` inside names *path*."""
    folder, name = os.path.split(path)
    handle = -1
    try:
        handle = _folder(folder)
        yield handle, name
    except OSError as error:
        error.filename, error.filename2 = path, None
        raise
    finally:
        if handle >= 0:
            os.close(handle)


def _folder(path: str) -> int:
    """Return the descriptor of a directory. Below what is held, and below the working directory, no link is followed."""
    base = path
    while base and base not in _held and base != "/":
        base = os.path.dirname(base)
    if base == "/":
        return way.to_directory(path)[0]
    handle = os.dup(_held[base][0]) if base else os.open(".", way.THROUGH)
    rest = path[len(base) :].split("/")
    for name in filter(None, rest):
        base = os.path.join(base, name)
        try:
            below = os.open(name, way.THROUGH, dir_fd=handle)
        except NotADirectoryError:
            raise FilesError(f"{base} is not a directory; move it away; nothing was changed.") from None
        finally:
            os.close(handle)
        handle = below
    return handle


@contextlib.contextmanager
def opened(path: str, flags: int = _READ) -> t.Iterator[int]:
    """Open a file or directory that is no link."""
    with at(path) as (folder, name):
        start = (".", _held[path][0]) if path in _held else (name or ".", folder)
        handle = os.open(start[0], flags | os.O_NOFOLLOW | os.O_CLOEXEC, dir_fd=start[1])
        try:
            yield handle
        finally:
            os.close(handle)


# Looking


def status(path: str) -> os.stat_result:
    """Return what is at *path* itself; of a directory that is held, whatever its name leads to."""
    if path in _held:
        return os.fstat(_held[path][0])
    with at(path) as (folder, name):
        return os.lstat(name or ".", dir_fd=folder)


def exists(path: str) -> bool:
    """Tell whether there is anything, also a link that leads nowhere. What cannot be asked for is an ``OSError``."""
    try:
        status(path)
    except FileNotFoundError:
        return False
    return True


def is_directory(path: str) -> bool:
    """Tell whether there is a directory, not a link to one."""
    try:
        return stat.S_ISDIR(status(path).st_mode)
    except FileNotFoundError:
        return False


def is_file(path: str) -> bool:
    """Tell whether there is a regular file, not a link to one."""
    try:
        return stat.S_ISREG(status(path).st_mode)
    except FileNotFoundError:
        return False


def leads_nowhere(path: str) -> bool:
    """Tell whether there is nothing at *path*, or a link to nothing."""
    try:
        with at(path) as (folder, name):
            os.stat(name, dir_fd=folder)
    except FileNotFoundError:
        return True
    return False


def unusable(path: str) -> t.Optional[str]:
    """Say what is at *path*, through links, unless it is a regular file; ``None`` for one. Nothing there is a ``FileNotFoundError``."""
    link = stat.S_ISLNK(status(path).st_mode)
    try:
        with at(path) as (folder, name):
            mode = os.stat(name, dir_fd=folder).st_mode
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


def is_mounted(path: str) -> bool:
    """Tell whether something is mounted there: it can be read, and nothing can take its place."""
    with at(path) as (folder, name):
        place = os.fsencode(os.path.join(os.readlink(f"/proc/self/fd/{folder}"), name))
    try:
        with open(_MOUNTS, "rb") as file:
            lines = file.read().splitlines()
    except FileNotFoundError:
        return False
    points = (line.split(b" ")[4] for line in lines)
    return any(_ESCAPED.sub(lambda found: bytes([int(found.group(1), 8)]), point) == place for point in points)


def entries(path: str) -> list[str]:
    """Return the names in a directory, none for one that is not there."""
    try:
        with opened(path, _LIST) as handle:
            return os.listdir(handle)
    except FileNotFoundError:
        return []


def files(folder: str) -> t.Iterator[str]:
    """Yield the path below *folder* of each regular file in it. Links are not followed."""
    for name in sorted(entries(folder)):
        path = os.path.join(folder, name)
        if is_directory(path):
            yield from (os.path.join(name, below) for below in files(path))
        elif is_file(path):
            yield name


def link_target(path: str) -> t.Optional[str]:
    """Return what a link says, or ``None`` when there is no link. What cannot be asked for is an ``OSError``."""
    try:
        with at(path) as (folder, name):
            return os.readlink(name, dir_fd=folder)
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
    return [name for name in entries(layout.directory) if is_own_link(layout, name)]


# Reading


def read(path: str) -> bytes:
    """Return the content of a regular file, never through a link. Raises ``OSError``, or ``FilesError`` for a pipe or the like."""
    with opened(path) as handle:
        return _content(handle, path)


def read_through(path: str) -> bytes:
    """Return the content of a file of whoever put it there, or of what a link leads to; see ``through``."""
    with through(path) as handle:
        return _content(handle, path)


@contextlib.contextmanager
def through(path: str) -> t.Iterator[int]:
    """Open a file that lies in a held directory, or what a link there leads to.

    Who owns the link must be root, this process, or the owner of the file: else a user could have root read what is not theirs. The
    same for a second name of a file. What is asked is what is opened: owner and text of a link are those of one link.
    """
    folder, name = os.path.split(path)
    with at(path) as (handle, _name):
        end = way.follow(name, handle, is_guarded(folder))
        try:
            found = os.open(end.name, _READ | os.O_NOFOLLOW | os.O_CLOEXEC, dir_fd=end.handle)
        finally:
            os.close(end.handle)
        try:
            theirs = os.fstat(found)
            if end.planted_by is not None and theirs.st_uid != end.planted_by:
                raise FilesError(_NOT_THEIRS.format(path))
            if not end.guarded and theirs.st_nlink > 1 and theirs.st_uid != os.fstat(handle).st_uid != os.geteuid():
                raise FilesError(_TWO_NAMES.format(path))
            yield found
        finally:
            os.close(found)


def where(path: str) -> str:
    """Return the path of what ``through`` opens, without a link."""
    with through(path) as handle:
        return os.readlink(f"/proc/self/fd/{handle}")


def _content(handle: int, path: str) -> bytes:
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        raise FilesError(f"{path} is not a file; move it away; nothing was changed.")
    with os.fdopen(os.dup(handle), "rb") as file:
        return file.read()


def digest(path: str) -> t.Optional[str]:
    """Return the SHA-256 of a regular file, or ``None`` when there is none."""
    return hashlib.sha256(read(path)).hexdigest() if is_file(path) else None


def digests(folder: str) -> dict[str, str]:
    """Return path -> SHA-256 of each regular file below *folder*."""
    return {path: hashlib.sha256(read(os.path.join(folder, path))).hexdigest() for path in files(folder)}


def digest_through(path: str) -> str:
    """Return the SHA-256 of a file or of what a link leads to; see ``through``."""
    return hashlib.sha256(read_through(path)).hexdigest()


# Changing


def sync(path: str) -> None:
    """Bring the entries of a directory, or content, owner and mode of a file, onto the disk."""
    with opened(path) as handle:
        os.fsync(handle)


def make_directory(path: str) -> bool:
    """Make a directory of mode 0700 unless there is one, and tell whether it was made. Raises ``FilesError`` for anything else."""
    if is_directory(path):
        return False
    try:
        with at(path) as (folder, name):
            os.mkdir(name, 0o700, dir_fd=folder)
    except FileExistsError:
        raise FilesError(f"{path} is not a directory; move it away; nothing was changed.") from None
    except FileNotFoundError:
        raise FilesError(f"{os.path.dirname(path)} does not exist; make it first; nothing was changed.") from None
    sync(os.path.dirname(path))
    return True


def fresh(layout: Layout) -> str:
    """Make an empty directory in the store for what is built, and return it. What cannot be cleared away stays beside it."""
    for path in layout.building:
        with contextlib.suppress(OSError):
            remove_tree(path)
        if not exists(path):
            with at(path) as (folder, name):
                os.mkdir(name, 0o700, dir_fd=folder)
            return path
    raise FilesError(f"{path} cannot be removed, nor those before it; look what holds them; nothing was changed.")


def rename(before: str, after: str) -> None:
    """Give a file or directory another name, in place of what has it."""
    with at(before) as (source, old), at(after) as (target, new):
        os.rename(old, new, src_dir_fd=source, dst_dir_fd=target)


def second_name(path: str, name: str) -> None:
    """Give a file a second name. Raises ``FileExistsError`` where there is anything: nothing loses its place."""
    with at(path) as (source, old), at(name) as (target, new):
        os.link(old, new, src_dir_fd=source, dst_dir_fd=target, follow_symlinks=False)


def link(target: str, path: str) -> None:
    """Make a symbolic link."""
    with at(path) as (folder, name):
        os.symlink(target, name, dir_fd=folder)


def set_link(layout: Layout, target: str, path: str) -> None:
    """Put a link in place of whatever file or link is there, with one rename. An ``OSError`` names *path*."""
    try:
        remove(layout.link)
        link(target, layout.link)
        rename(layout.link, path)
    except OSError as error:
        error.filename = path
        raise
    sync(os.path.dirname(path))


def touch(path: str) -> None:
    """Make an empty file of mode 0600, if there is none."""
    with at(path) as (folder, name):
        flags = os.O_WRONLY | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC
        os.close(os.open(name, flags, 0o600, dir_fd=folder))


def remove(path: str) -> None:
    """Remove a file or link, if it is there."""
    if exists(path):  # a file system that cannot be written to refuses also where there is nothing
        with contextlib.suppress(FileNotFoundError), at(path) as (folder, name):
            os.unlink(name, dir_fd=folder)


def remove_tree(path: str) -> None:
    """Remove a directory with everything in it, or a file, if it is there. Links in it are not followed."""
    if not is_directory(path):
        remove(path)
        return
    # Half of a generation is not taken for one while the mark is there.
    for name in sorted(entries(path), key=lambda name: name == UNPROVEN):
        remove_tree(os.path.join(path, name))
    with at(path) as (folder, name):
        os.rmdir(name, dir_fd=folder)


def discard(layout: Layout, path: str) -> None:
    """Remove a generation: first it loses its name or, where it cannot, is marked, so that half of it is never taken for a set."""
    with contextlib.suppress(OSError):
        remove_tree(layout.gone)
    going = layout.gone
    try:
        rename(path, going)
    except OSError:
        going = path
        touch(os.path.join(path, UNPROVEN))
    sync(layout.store)
    remove_tree(going)


@contextlib.contextmanager
def inside(directory: str) -> t.Iterator[None]:
    """Work inside a directory of ours that nobody can exchange for a link meanwhile: file names are relative to it."""
    try:
        before = os.open(".", way.THROUGH)
    except OSError:  # where the process was started may be closed to the user it became
        before = os.open("/", way.THROUGH)
    try:
        with opened(directory, _LIST) as handle:
            if os.fstat(handle).st_uid != os.geteuid():
                raise FilesError(
                    f"{directory} was exchanged while it was in use; nothing was changed; look who writes there."
                )
            os.fchdir(handle)
        yield
    finally:
        os.fchdir(before)
        os.close(before)
