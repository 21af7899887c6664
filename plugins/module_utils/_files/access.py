# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Private to this collection: it may change in any release.
"""Owner, group, mode and access control list of one file or directory, through its descriptor."""

from __future__ import annotations

import contextlib
import dataclasses
import errno
import os
import stat
import struct
import typing as t

from .._core.errors import FilesError
from . import disk
from .layout import Layout

_ACL = "system.posix_acl_access"
_DEFAULT_ACL = "system.posix_acl_default"
#: An access control list is a version, then entries of tag, permissions and id.
_HEAD, _ENTRY = struct.Struct("<I"), struct.Struct("<HHI")
_OWNER_ENTRY, _WRITE = 1, 2
#: What is not there: no list, or a file system without any.
_NONE = (errno.ENODATA, errno.EOPNOTSUPP, errno.ENOSYS)


@dataclasses.dataclass(frozen=True)
class Access:
    """What a file or directory has or is to have; ``None`` means as it is."""

    uid: t.Optional[int] = None
    gid: t.Optional[int] = None
    mode: t.Optional[int] = None
    #: As the system keeps it.
    acl: t.Optional[bytes] = None

    def or_else(self, other: Access) -> Access:
        """Return this one, with what it leaves open from *other*. A mode that is given leaves no list of somebody else."""
        return Access(
            other.uid if self.uid is None else self.uid,
            other.gid if self.gid is None else self.gid,
            other.mode if self.mode is None else self.mode,
            other.acl if self.mode is None and self.acl is None else self.acl,
        )

    def for_folders(self) -> Access:
        """Return what a directory of ours in one with this access is to have: who may pass may pass, nobody else may write."""
        ids = (self.uid, self.gid) if os.geteuid() == 0 else (None, None)
        return Access(*ids, None if self.mode is None else self.mode & 0o755, _unwritable(self.acl))


def of(path: str) -> Access:
    """Return what *path* has, links not followed."""
    with disk.opened(path) as handle:
        return _of(handle)


def of_through(path: str) -> Access:
    """Return what a file at its place has, or what a link there leads to."""
    with disk.through(path) as handle:
        return _of(handle)


def differs(path: str, wanted: Access) -> bool:
    """Tell whether *path* has another owner, group or mode."""
    found = disk.status(path)
    mode = _mode(found, wanted.mode)
    return (
        wanted.uid not in (None, found.st_uid)
        or wanted.gid not in (None, found.st_gid)
        or mode != stat.S_IMODE(found.st_mode)
    )


def give(path: str, wanted: Access) -> bool:
    """Give *path* what is wanted, and tell whether something changed. It is never wider than before or after, not for a moment."""
    with disk.opened(path) as handle:
        before = os.fstat(handle)
        mode = _mode(before, wanted.mode)
        moves = wanted.uid not in (None, before.st_uid) or wanted.gid not in (None, before.st_gid)
        if stat.S_ISREG(before.st_mode) and before.st_nlink > 1 and (moves or mode != stat.S_IMODE(before.st_mode)):
            raise FilesError(f"{path} has a second name somewhere, and that would change too; replace it by a copy.")
        if moves:
            os.fchmod(handle, stat.S_IMODE(before.st_mode) & mode)
            _own(handle, wanted, path)
        if stat.S_IMODE(os.fstat(handle).st_mode) != mode:
            os.fchmod(handle, mode)
        if wanted.acl is not None:
            os.setxattr(handle, _ACL, wanted.acl)
        return moves or mode != stat.S_IMODE(before.st_mode) or wanted.acl is not None


def bare(path: str) -> None:
    """Take away what a directory that was just made inherited: nothing made in it gets entries of an access control list."""
    with disk.opened(path) as handle:
        for name in (_DEFAULT_ACL, _ACL):
            with contextlib.suppress(OSError):
                os.removexattr(handle, name)
        os.fchmod(handle, 0o700)


def refuse_to_give_away(layout: Layout, path: str, wanted: Access) -> None:
    """Raise ``FilesError`` where a directory would get another owner that may be no more than a name for one of somebody else."""
    found = disk.status(path)
    if wanted.uid in (None, found.st_uid) or disk.way_is_guarded(path):
        return
    foreign = [name for name in disk.entries(path) if not layout.knows(path, name)]
    if foreign:
        raise FilesError(
            f"{path} belongs to user {found.st_uid}, holds {foreign[0]} and lies where others than root may rename it; it is not given "
            "away; look what it is, and give it its owner by hand; nothing was changed."
        )


def _mode(found: os.stat_result, mode: t.Optional[int]) -> int:
    """Return the mode that is to be; three digits say nothing about the group that a directory hands on."""
    now = stat.S_IMODE(found.st_mode)
    if mode is None:
        return now
    return mode | (now & stat.S_ISGID) if stat.S_ISDIR(found.st_mode) and mode <= 0o777 else mode


def _own(handle: int, wanted: Access, path: str) -> None:
    try:
        os.fchown(handle, -1 if wanted.uid is None else wanted.uid, -1 if wanted.gid is None else wanted.gid)
    except PermissionError:
        raise FilesError(
            f"{path} cannot be given to user {wanted.uid} and group {wanted.gid} (chown failed, Operation not permitted); use become, or "
            "declare an owner and a group that this user may give."
        ) from None


def _of(handle: int) -> Access:
    found = os.fstat(handle)
    return Access(found.st_uid, found.st_gid, stat.S_IMODE(found.st_mode), acl(handle))


def acl(handle: t.Union[int, str]) -> t.Optional[bytes]:
    """Return the access control list of what is open, ``None`` where owner, group and mode say all."""
    try:
        return os.getxattr(handle, _ACL)
    except OSError as error:
        if error.errno in _NONE:
            return None
        raise


def _unwritable(found: t.Optional[bytes]) -> t.Optional[bytes]:
    """Return an access control list in which nobody but the owner may write."""
    if found is None:
        return None
    entries = _ENTRY.iter_unpack(found[_HEAD.size :])
    kept = ((tag, may if tag == _OWNER_ENTRY else may & ~_WRITE, who) for tag, may, who in entries)
    return found[: _HEAD.size] + b"".join(_ENTRY.pack(*one) for one in kept)
