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
from .._core.file_set import BLOCKED, DIRECTORIES, LINK, MISSING, OTHER, PUBLIC, SAME, Generation, Store
from . import attributes, disk, generations, manifest
from .declared import Declared, Port
from .layout import Layout


def observe(declared: Declared, port: Port) -> Store:
    """Return what is there. Raises ``OSError`` and ``FilesError``."""
    layout = declared.layout
    found = tuple(generations.load(layout, number) for number in generations.proven(layout))
    current = next((one for one in found if one.number == generations.current(layout)), None)
    wanted = declared.wanted
    names = {*links(wanted.name, wanted.files), *_links_of(wanted.name, current)}
    outputs = {file: output for files in (_files(current), wanted.files) for output, file in files.items()}
    blocked = {name: what for name in sorted(names) for what in [_in_the_way(layout, name, outputs.get(name))] if what}
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
        attributes=tuple(_not_as_declared(declared, port, current)),
        exists=disk.exists(layout.store) or disk.exists(layout.request),
        made=all(disk.is_directory(path) for path in (layout.store, *layout.waiting)),
        highest=max(generations.taken(layout), default=0),
    )


def history(layout: Layout) -> list[str]:
    """Return the serial numbers of the pairs in the history."""
    if not disk.is_directory(layout.history):
        return []
    return sorted(name for name in disk.entries(layout.history) if disk.is_file(layout.pair(name)[1]))


def _not_as_declared(declared: Declared, port: Port, current: t.Optional[Generation]) -> t.Iterator[str]:
    """Yield the paths of the set in use that have another owner, group or mode. What was gone back to keeps what it had."""
    if declared.wanted.state == "present":
        wanted = attributes.declared_for(declared.given, declared.layout, current)
        yield from (path for path, access in wanted if attributes.differ(port, path, access))


def _links_of(name: str, current: t.Optional[Generation]) -> dict[str, str]:
    return links(name, _files(current))


def _files(current: t.Optional[Generation]) -> t.Mapping[str, str]:
    return current.manifest.files if current and current.manifest else {}


def _in_the_way(layout: Layout, name: str, output: t.Optional[str]) -> t.Optional[str]:
    """Say what is at the place of an output's file, unless it is missing, ours or can be read.

    Where a key may be, a link that leads nowhere is no missing file: what it leads to may come back.
    """
    path = layout.file(name)
    if not disk.exists(path) or (disk.is_own_link(layout, name) and disk.leads_nowhere(path)):
        return None
    what = disk.unusable(path) or ("a file that is mounted" if disk.is_mounted(path) else None)
    if output in PUBLIC and what == disk.NOWHERE:
        return None
    # A database is a directory, in the store.
    return None if output in DIRECTORIES and disk.is_own_link(layout, name) else what


def _place(layout: Layout, name: str, current: t.Optional[Generation]) -> str:
    path = layout.file(name)
    if disk.link_target(path) == layout.target(name):
        return LINK
    if disk.leads_nowhere(path):
        return MISSING
    shown = _links_of(layout.name, current).get(name, name)
    in_use = disk.digest(os.path.join(layout.generation(current.number), shown)) if current else None
    return SAME if in_use is not None and disk.digest_through(path) == in_use else OTHER


def _passphrase_fits(declared: Declared, current: t.Optional[Generation]) -> bool:
    """Tell whether the set in use was made with the passphrase; where it is not asked for, any fits."""
    if current is None or current.manifest is None or declared.wanted.state != "present":
        return True
    return manifest.fits(declared.passphrase, current.manifest.verifier)
