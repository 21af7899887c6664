# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Private to this collection: it may change in any release.
"""Directory and store: made where they are missing, held while they are worked in."""

from __future__ import annotations

import contextlib
import dataclasses
import os
import typing as t

from . import access, disk
from .attributes import apply
from .declared import Declared, Port


@contextlib.contextmanager
def held(declared: Declared, port: Port) -> t.Iterator[None]:
    """Hold the directory, with the store in it."""
    layout, given = declared.layout, declared.given
    with contextlib.ExitStack() as stack:
        stack.enter_context(disk.holding_directory(layout.directory))
        if not disk.is_held(layout.directory):
            wanted = given.folder.or_else(access.Access(mode=0o700))
            if declared.wanted.state == "ready":
                _make_way(port, os.path.dirname(layout.directory), wanted)
            _make(port, layout.directory, wanted)
            stack.enter_context(disk.holding_directory(layout.directory))
        if not disk.is_directory(layout.store):
            # What is declared comes with the set: what is adopted before is read as it was.
            _make(port, layout.store, access.of(layout.directory).for_folders())
        yield


def make_room_for_keys(declared: Declared, port: Port) -> None:
    """Make the directories in which keys are made, each closed to everybody but the owner of the files."""
    layout = declared.layout
    like = declared.given.folder.or_else(access.of(layout.store).for_folders())
    for path in layout.waiting:
        if not disk.is_directory(path):
            _make(port, path, dataclasses.replace(like, mode=0o700, acl=None))


def refuse(declared: Declared) -> None:
    """Raise ``FilesError`` where directory or store are not to be given to the declared owner."""
    for path in (declared.layout.directory, declared.layout.store):
        if disk.exists(path):
            access.refuse_to_give_away(declared.layout, path, declared.given.folder)


def _make_way(port: Port, path: str, wanted: access.Access) -> None:
    """Make the directories above that are missing."""
    if not disk.exists(path):
        _make_way(port, os.path.dirname(path), wanted)
        _make(port, path, wanted)


def _make(port: Port, path: str, wanted: access.Access) -> None:
    """Make a directory. One that cannot be given away does not stay."""
    if disk.make_directory(path):
        try:
            access.bare(path)
            apply(port, path, wanted, path)
        except BaseException:
            disk.remove_tree(path)
            raise
