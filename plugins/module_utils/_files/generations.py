# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Private to this collection: it may change in any release.
"""The generations in a store: which there are, which is in use, what is left of each."""

from __future__ import annotations

import hashlib
import os
import typing as t

from .._core.file_set import KEY, MANIFEST, Generation, Manifest
from . import disk, manifest
from .layout import UNPROVEN, Layout
from .secret import holds_no_key


def numbers(layout: Layout) -> list[int]:
    """Return the numbers of all generations, lowest first, also of those that were never in use to the end."""
    return [number for number in taken(layout) if disk.is_directory(layout.generation(number))]


def taken(layout: Layout) -> list[int]:
    """Return the numbers that something in the store has for a name, lowest first."""
    return sorted(int(name) for name in disk.entries(layout.store) if _is_number(name))


def proven(layout: Layout) -> list[int]:
    """Return the numbers of the generations that count."""
    used = current(layout) if linked(layout, layout.undo) is None else None
    return [n for n in numbers(layout) if n == used or not disk.is_file(os.path.join(layout.generation(n), UNPROVEN))]


def current(layout: Layout) -> t.Optional[int]:
    """Return the generation in use, or the one that has to be in use again where a run was ended before it was sure."""
    undone = linked(layout, layout.undo)
    number = linked(layout, layout.current) if undone is None else undone
    return number if number and disk.is_directory(layout.generation(number)) else None


def linked(layout: Layout, path: str) -> t.Optional[int]:
    """Return the number that the link *path* says, ``None`` without such a link."""
    target = disk.link_target(path)
    return int(target) if target is not None and target.isdigit() and target.isascii() else None


def manifest_of(layout: Layout, number: int) -> t.Optional[Manifest]:
    """Return what a generation is made of, ``None`` where that cannot be told."""
    path = os.path.join(layout.generation(number), MANIFEST)
    return manifest.from_json(disk.read(path)) if disk.is_file(path) else None


def load(layout: Layout, number: int) -> Generation:
    """Return what is left of a generation."""
    folder = layout.generation(number)
    held = manifest_of(layout, number)
    if held is None:
        return Generation(number, None, (MANIFEST,), tuple(_foreign(folder, {})))
    damaged = tuple(name for name, sha256 in held.digests.items() if not _intact(folder, name, sha256))
    return Generation(number, held, damaged, tuple(_foreign(folder, held.made)))


def _foreign(folder: str, made: t.Mapping[str, str]) -> t.Iterator[str]:
    """Yield what may hold a key and is not as it was made."""
    for path in sorted({*disk.files(folder)} - {MANIFEST, UNPROVEN}):
        content = disk.read(os.path.join(folder, path))
        if made.get(path) != hashlib.sha256(content).hexdigest() and not holds_no_key(content):
            yield path


def key(layout: Layout, found: Generation) -> t.Optional[str]:
    """Return the file of a generation's key, also where the manifest that names it is lost; ``None`` when there is none."""
    folder = layout.generation(found.number)
    # Under whatever name the software wants it, a generation shows it at <name>.key too.
    shown = os.path.join(folder, f"{layout.name}.key")
    named = found.manifest.files[KEY] if found.manifest else os.path.basename(disk.link_target(shown) or shown)
    return next((path for path in (os.path.join(folder, named), shown) if disk.is_file(path)), None)


def _intact(folder: str, name: str, sha256: t.Optional[str]) -> bool:
    """Compare one file; others may write into a directory, so that it only has to be there."""
    path = os.path.join(folder, name)
    return disk.is_directory(path) if sha256 is None else disk.digest(path) == sha256


def _is_number(name: str) -> bool:
    return name.isascii() and name.isdigit() and not name.startswith("0")
