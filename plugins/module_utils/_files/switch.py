# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Private to this collection: it may change in any release.
"""Put a generation into use with one rename, and take it back."""

from __future__ import annotations

import os
import typing as t

from .._core.errors import FilesError
from .._core.file_set import KEY
from .._formats.keyfile import only_key
from . import disk, generations
from .attributes import Port
from .layout import NOTHING, UNPROVEN, Layout
from .secret import is_same
from .tidy import tidying


def announce_later(layout: Layout) -> None:
    """Remember that somebody has to be told, until somebody was."""
    if not disk.exists(layout.unannounced):
        disk.touch(layout.unannounced)
        disk.sync(layout.store)


def prepare_undo(layout: Layout, current: t.Optional[int]) -> None:
    """Remember what to go back to, until the switch is final."""
    disk.set_link(layout, str(current or NOTHING), layout.undo)


def set_links(layout: Layout, names: t.Iterable[str]) -> None:
    """Put the links in place that are not. Before the switch a new one leads nowhere."""
    for name in names:
        if disk.link_target(layout.file(name)) != layout.target(name):
            disk.set_link(layout, layout.target(name), layout.file(name))


def point(layout: Layout, number: int) -> None:
    """Switch the whole set."""
    disk.set_link(layout, str(number), layout.current)


def commit(layout: Layout) -> None:
    """Make the switch final: from here on nothing goes back to the set before."""
    disk.remove(layout.undo)


def prove(layout: Layout, number: int) -> None:
    """Let the set count for good."""
    disk.sync(layout.store)
    disk.remove(os.path.join(layout.generation(number), UNPROVEN))


def go_back(layout: Layout) -> None:
    """Undo a switch that is not final. Does nothing when there is none."""
    before = generations.linked(layout, layout.undo)
    if before is None:
        return
    if before == NOTHING or not disk.is_directory(layout.generation(before)):
        disk.remove(layout.current)
        disk.sync(layout.store)
    else:
        point(layout, before)
    unlink_stale(layout)
    disk.remove(layout.undo)
    disk.sync(layout.store)


def recover(layout: Layout, port: Port) -> None:
    """Bring the store into order after a run that was ended: the old set is in use, and nothing half done is left."""
    go_back(layout)
    current = generations.current(layout)
    for number in generations.numbers(layout):
        with tidying(port):
            if number == current:
                disk.remove(os.path.join(layout.generation(number), UNPROVEN))
            elif disk.is_file(os.path.join(layout.generation(number), UNPROVEN)):
                disk.discard(layout, layout.generation(number))
    for path in (*layout.building, layout.gone, layout.link):
        with tidying(port):
            disk.remove_tree(path)
    with tidying(port):
        unlink_stale(layout)
    with tidying(port):
        _forget_next_key(layout, current)
        _forget_second_name(layout)


def _forget_next_key(layout: Layout, current: t.Optional[int]) -> None:
    """A new key moves into the generation that gets its certificate: the copy it came from goes.

    One that holds more than the key is kept beside it in the generation, where it is no rotation any more.
    """
    waiting = [path for path in (layout.next_key, layout.first_key) if disk.is_file(path)]
    held = generations.load(layout, current).manifest if current is not None and waiting else None
    if held is None or current is None:
        return
    folder = layout.generation(current)
    place = os.path.join(folder, held.files[KEY])
    in_use = disk.read(place) if disk.is_file(place) else b""
    for path in waiting:
        content = disk.read(path)
        if is_same(content, in_use):
            disk.remove(path)
        elif _holds(content, in_use):
            kept = os.path.join(folder, f"{layout.name}.{os.path.basename(os.path.dirname(path))}.key")
            disk.rename(path, kept)
            disk.sync(folder)
        else:
            continue
        disk.sync(os.path.dirname(path))


def _holds(content: bytes, key: bytes) -> bool:
    """Tell whether *key* is the one private key in a file."""
    try:
        return is_same(only_key(content), key)
    except FilesError:
        return False


def _forget_second_name(layout: Layout) -> None:
    """A first key comes to its place by a second name: the first one goes, also where the run was ended between the two."""
    place = layout.file(f"{layout.name}.key")
    both = disk.is_file(layout.first_key) and disk.is_file(place)
    if both and os.path.samestat(disk.status(layout.first_key), disk.status(place)):
        disk.remove(layout.first_key)
        disk.sync(os.path.dirname(layout.first_key))


def unlink_stale(layout: Layout, keep: t.Container[str] = ()) -> None:
    """Remove links into the store that lead nowhere, and those that are not in *keep* when it is given."""
    stale = [
        name for name in disk.own_links(layout) if disk.leads_nowhere(layout.file(name)) or (keep and name not in keep)
    ]
    for name in stale:
        disk.remove(layout.file(name))
    if stale:
        disk.sync(layout.directory)
