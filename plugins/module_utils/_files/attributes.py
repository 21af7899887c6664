# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Private to this collection: it may change in any release.
"""Who may do what with each file of a set: as declared, else as it was, else the default of what is new."""

from __future__ import annotations

import contextlib
import dataclasses
import os
import typing as t

from .._core.errors import FilesError
from .._core.file_set import KEY, MANIFEST, OTHER, PUBLIC, Generation, Store
from . import access, disk, way
from .access import Access
from .layout import Layout

# Kinds of what is in a set.
_FILE, _SECRET, _DATABASE, _FOLDER, _RECORD = "mode", "key_mode", "key_mode ", "directory_mode", "record"

_DEFAULTS: t.Mapping[str, int] = {_FILE: 0o644, _SECRET: 0o600, _DATABASE: 0o700, _FOLDER: 0o700, _RECORD: 0o600}


@dataclasses.dataclass(frozen=True)
class Given:
    """What the task declares, as numbers; ``None`` means as it is."""

    uid: t.Optional[int] = None
    gid: t.Optional[int] = None
    file: t.Optional[int] = None
    key: t.Optional[int] = None
    directory: t.Optional[int] = None

    def of(self, kind: str) -> Access:
        """Return what is declared for one kind."""
        # Whoever may read secret files may enter the directory of them.
        enter = None if self.key is None else self.key | (self.key & 0o444) >> 2
        modes = {_FILE: self.file, _SECRET: self.key, _DATABASE: enter, _FOLDER: self.directory, _RECORD: 0o600}
        return Access(self.uid, self.gid, modes[kind])

    @property
    def folder(self) -> Access:
        """What is declared for the directory and the store."""
        return self.of(_FOLDER)


class Port(t.Protocol):
    """What only Ansible can do."""

    def label(self, path: str, place: str, write: bool) -> bool:
        """Give *path*, which is or will be at *place*, its SELinux context; tell whether it was another. Without *write* only tell."""

    def warn(self, text: str) -> None:
        """Tell the operator something that does not stop the run."""


def differ(port: Port, path: str, wanted: Access) -> bool:
    """Tell whether *path* is not as wanted, its SELinux context included."""
    return access.differs(path, wanted) or _label(port, path, path, write=False)


def apply(port: Port, path: str, wanted: Access, place: str) -> bool:
    """Give *path*, which will be found at *place*, what is wanted, and tell whether something changed."""
    changed = access.give(path, wanted)
    return _label(port, path, place, write=True) or changed


def _label(port: Port, path: str, place: str, write: bool) -> bool:
    with disk.at(path) as (folder, name):
        # By way of the descriptor, so that the name in it is all that can be exchanged.
        return port.label(f"/proc/self/fd/{folder}/{name or '.'}", place, write)


def of_generation(folder: str, files: t.Mapping[str, str]) -> t.Iterator[tuple[str, str]]:
    """Yield the path below *folder* and the kind of each part of a generation, the folder itself last."""
    yield MANIFEST, _RECORD
    for output, name in files.items():
        path = os.path.join(folder, name)
        if disk.is_directory(path):
            # Who owns a database may put a link into it, and a mode would go to what it leads to.
            yield from ((os.path.join(name, inner), _SECRET) for inner in disk.files(path))
            yield name, _DATABASE
        elif disk.is_file(path):
            yield name, _FILE if output in PUBLIC else _SECRET
    yield ".", _FOLDER


def declared_for(given: Given, layout: Layout, current: t.Optional[Generation]) -> t.Iterator[tuple[str, Access]]:
    """Yield each path of the set in use with what is declared for it.

    Raises ``FilesError`` for a declared mode where an access control list was given by hand: the one would undo the other.
    """
    if current is None or current.manifest is None:
        return
    refuse_lists(layout, given)
    folder = layout.generation(current.number)
    parts = [(layout.directory, _FOLDER), (layout.store, _FOLDER)]
    parts += [
        (os.path.normpath(os.path.join(folder, path)), kind)
        for path, kind in of_generation(folder, current.manifest.files)
        if path != MANIFEST or disk.is_file(os.path.join(folder, MANIFEST))
    ]
    for path, kind in parts:
        wanted = given.of(kind)
        if wanted.mode is not None and kind != _RECORD:
            _refuse_list(path, kind.strip())
        yield path, wanted


def refuse_lists(layout: Layout, given: Given) -> None:
    """Raise ``FilesError`` for a declared mode of directory and store where a list was given to one by hand."""
    if given.directory is not None:
        for path in _folders(layout).values():
            _refuse_list(path, _FOLDER)


def _refuse_list(path: str, option: str) -> None:
    with disk.opened(path) as handle:
        if access.acl(handle) is not None:
            raise FilesError(
                f"{path} has an access control list and {option} is declared; leave {option} out to keep the list, or remove the list with "
                "setfacl -b; nothing was changed."
            )


def inherited(layout: Layout, store: Store, files: t.Mapping[str, str]) -> dict[str, Access]:
    """Return path in a new generation -> what the file has that it takes the place of."""
    current = store.generation(store.current)
    if current is None or current.manifest is None:
        lone = [name for name in (files[KEY], f"{layout.name}.key") if store.places.get(name) == OTHER]
        return {files[KEY]: access.of_through(layout.file(lone[0]))} if lone else {}
    folder, found = layout.generation(current.number), {}
    for output, name in files.items():
        before = current.manifest.files.get(output, name)
        path = os.path.join(folder, before)
        if disk.is_file(path) or disk.is_directory(path):
            found[name] = access.of(path)
        if disk.is_directory(path):
            found.update(
                {os.path.join(name, inner): access.of(os.path.join(path, inner)) for inner in disk.files(path)}
            )
    return found


def in_new_generation(
    given: Given, like: t.Mapping[str, Access], folder: Access, files: t.Mapping[str, str]
) -> t.Iterator[tuple[str, Access]]:
    """Yield each path of a generation that is built in the working directory, with what it is to have.

    *like* says what the files had before, *folder* what the directories of the store have.
    """
    for path, kind in of_generation(".", files):
        default = dataclasses.replace(folder, mode=_DEFAULTS[kind], acl=None)
        before = folder if kind == _FOLDER else like.get(path, Access()).or_else(default)
        yield path, given.of(kind).or_else(before)


def folders(layout: Layout, given: Given) -> dict[str, list[int]]:
    """Return what directory and store have once what is declared is given to them, as a set remembers it."""
    found = {name: given.folder.or_else(access.of(path)) for name, path in _folders(layout).items()}
    return {name: [one.uid or 0, one.gid or 0, one.mode or 0] for name, one in found.items()}


def remembered(layout: Layout, found: Generation) -> dict[str, Access]:
    """Return path of directory and store -> what they had with a set, where its manifest may say so.

    The owner of the certificate may have edited it, and then it gives nothing to anybody but its owner.
    """
    status = disk.status(os.path.join(layout.generation(found.number), MANIFEST))
    told = {_folders(layout)[name]: value for name, value in found.held.folders.items()}
    return {
        path: Access(uid, gid, mode & 0o2777)
        for path, (uid, gid, mode) in told.items()
        if way.own(status.st_uid) or (uid, gid) == (status.st_uid, status.st_gid)
    }


def _folders(layout: Layout) -> dict[str, str]:
    return {"directory": layout.directory, "store": layout.store}


@contextlib.contextmanager
def given_to(layout: Layout, port: Port, wanted: t.Mapping[str, Access]) -> t.Iterator[None]:
    """Give directory and store what is wanted. What fails inside gives them back what they had."""
    before = {path: access.of(path) for path in wanted}
    try:
        for path, one in wanted.items():
            access.refuse_to_give_away(layout, path, one)
            apply(port, path, one, path)
        yield
    except BaseException:
        for path, one in before.items():
            if access.differs(path, one):
                access.give(path, one)
        raise
