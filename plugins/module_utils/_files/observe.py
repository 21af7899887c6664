# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Private to this collection: it may change in any release.
"""Look at the host and change nothing."""

from __future__ import annotations

import datetime
import os
import typing as t

from .._core.file_facts import links
from .._core.file_set import BLOCKED, LINK, MANIFEST, MISSING, OTHER, PUBLIC, SAME, Generation, Store
from . import disk, generations, manifest
from .declared import Declared, Port
from .layout import Layout


def observe(declared: Declared, port: Port) -> Store:
    """Return what is there. Raises ``OSError`` and ``FilesError``."""
    layout = declared.layout
    found = tuple(generations.load(layout, number) for number in generations.proven(layout))
    current = next((one for one in found if one.number == generations.current(layout)), None)
    wanted = declared.wanted
    names = {*links(wanted.name, wanted.files), *_links_of(wanted.name, current)}
    public = {file for files in (wanted.files, _files(current)) for output, file in files.items() if output in PUBLIC}
    blocked = {name: what for name in sorted(names) for what in [_in_the_way(layout, name, name in public)] if what}
    return Store(
        now=datetime.datetime.now(datetime.timezone.utc),
        generations=found,
        current=current.number if current else None,
        places={name: BLOCKED if name in blocked else _place(layout, name, current) for name in sorted(names)},
        blocked=blocked,
        links=frozenset(disk.own_links(layout)),
        history=tuple(history(layout)),
        unannounced=disk.exists(layout.unannounced),
        passphrase_fits=_passphrase_fits(declared, current),
        attributes=tuple(path for path, mode in attributes(declared, current) if port.differs(path, mode)),
        exists=disk.exists(layout.store) or disk.exists(layout.request),
    )


def history(layout: Layout) -> list[str]:
    """Return the serial numbers of the pairs in the history."""
    if not disk.is_directory(layout.history):
        return []
    return sorted(name for name in os.listdir(layout.history) if disk.is_file(layout.pair(name)[1]))


def attributes(declared: Declared, current: t.Optional[Generation]) -> t.Iterator[tuple[str, int]]:
    """Yield each path of the set in use with the mode it should have. What was gone back to keeps what it had."""
    layout, modes = declared.layout, declared.modes
    if current is None or current.manifest is None or declared.wanted.state != "present":
        return
    yield os.path.realpath(layout.directory), modes.directory
    yield layout.store, modes.directory
    yield from of_generation(declared, layout.generation(current.number), current.manifest.files)


def of_generation(declared: Declared, folder: str, files: t.Mapping[str, str]) -> t.Iterator[tuple[str, int]]:
    """Yield each path of a generation with the mode it should have, the folder last."""
    modes = declared.modes
    yield os.path.join(folder, MANIFEST), 0o600
    for output, name in files.items():
        path = os.path.join(folder, name)
        mode = modes.file if output in PUBLIC else modes.key
        if disk.is_directory(path):
            inside = (os.path.join(path, inner) for inner in sorted(os.listdir(path)))
            # Who owns a database may put a link into it, and a mode would go to what it leads to.
            yield from ((inner, mode) for inner in inside if disk.is_file(inner))
            yield path, modes.key_directory
        elif disk.is_file(path):
            yield path, mode
    yield folder, modes.directory


def _links_of(name: str, current: t.Optional[Generation]) -> dict[str, str]:
    return links(name, _files(current))


def _files(current: t.Optional[Generation]) -> t.Mapping[str, str]:
    return current.manifest.files if current and current.manifest else {}


def _in_the_way(layout: Layout, name: str, public: bool) -> t.Optional[str]:
    """Say what is at the place of a file, unless it is missing, ours or can be read.

    Where a key may be, a link that leads nowhere is no missing file: what it leads to may come back.
    """
    path = layout.file(name)
    if not disk.exists(path) or (disk.is_own_link(layout, name) and not os.path.exists(path)):
        return None
    what = disk.unusable(path)
    return None if public and what == disk.NOWHERE else what


def _place(layout: Layout, name: str, current: t.Optional[Generation]) -> str:
    path = layout.file(name)
    if disk.link_target(path) == layout.target(name):
        return LINK
    if not os.path.exists(path):  # also a link that leads nowhere
        return MISSING
    shown = _links_of(layout.name, current).get(name, name)
    in_use = disk.digest(os.path.join(layout.generation(current.number), shown)) if current else None
    return SAME if in_use is not None and disk.digest_through(path) == in_use else OTHER


def _passphrase_fits(declared: Declared, current: t.Optional[Generation]) -> bool:
    """Tell whether the set in use was made with the passphrase; where it is not asked for, any fits."""
    if current is None or current.manifest is None or declared.wanted.state != "present":
        return True
    return manifest.fits(declared.passphrase, current.manifest.verifier)
