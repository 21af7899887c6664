# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Private to this collection: it may change in any release.
"""What there is of one certificate on this host, told to whoever asks. No file that holds a key is opened but to compare it."""

from __future__ import annotations

import os
import typing as t

from .._core.errors import FilesError
from .._core.file_set import KEY, Generation, iso
from . import disk, generations, observe, report
from .layout import Layout


def look(layout: Layout) -> dict[str, t.Any]:
    """Return keys, set in use and kept generations of one certificate. Raises ``FilesError`` where it may not look."""
    try:
        with disk.holding_directory(layout.directory):
            return found(layout)
    except OSError as error:
        raise FilesError(
            f"{error.filename or layout.directory} cannot be read ({error.strerror}); look at its owner and mode."
        ) from None


def found(layout: Layout) -> dict[str, t.Any]:
    """Return the same while the directory is held. Raises ``OSError`` too."""
    _refuse_what_leads_away(layout)
    number = generations.current(layout)
    kept = [generations.load(layout, one) for one in generations.proven(layout)]
    current = next((one for one in kept if one.number == number), None)
    held = current.manifest if current else None
    key = _key(layout, current)
    next_key = layout.first_key if key is None and not disk.exists(layout.next_key) else layout.next_key
    return {
        "directory": layout.directory,
        "placed": current is not None,
        "generation": number,
        "generations": [report.generation_row(one) for one in kept],
        "damaged": list(current.damaged) if current else [],
        "serial_number": held.serial_number if held else None,
        "not_after": iso(held.not_after) if held else None,
        "files": {output: layout.file(name) for output, name in held.files.items()} if held else {},
        "key": key,
        "next_key": next_key,
        # A run that was ended may have left the key under both names.
        "rotating": disk.is_file(next_key)
        and not (key is not None and os.path.samestat(os.stat(key), disk.status(next_key))),
        "history": observe.history(layout),
        "kept": report.kept(layout, kept),
        "unannounced": disk.exists(layout.unannounced),
    }


def _refuse_what_leads_away(layout: Layout) -> None:
    """Raise ``FilesError`` for a link in the store's place: who asks goes on to make and give away what lies behind it."""
    made = (layout.next_key, layout.first_key)
    for path in (layout.store, *layout.waiting):
        if disk.exists(path) and not disk.is_directory(path):
            raise FilesError(f"{path} is not a directory; move it away; nothing was changed.")
    for key in made:
        if disk.exists(key) and not disk.is_file(key):
            raise FilesError(f"{key} is not a file; move it away; nothing was changed.")


def _key(layout: Layout, current: t.Optional[Generation]) -> t.Optional[str]:
    """Return the file of the key in use: what somebody else put at ``<name>.key``, else the key of the set in use.

    For one that is not found another one would be made: what is there and cannot be read raises ``FilesError``.
    """
    name = f"{layout.name}.key"
    named = layout.file(name)
    if disk.exists(named) and not disk.is_own_link(layout, name):
        what = disk.unusable(named)
        if what:
            raise FilesError(f"{named} is {what}; mount it, mend it or move it away; no key was made.")
        return disk.where(named)
    if current is not None:
        return _key_in_use(layout, current)
    if generations.linked(layout, layout.undo) is None and disk.exists(layout.current):
        raise FilesError(
            f"{layout.current} leads to no set; put the set back, or go back to an earlier one with state=previous; no key was made."
        )
    return None


def _key_in_use(layout: Layout, current: Generation) -> t.Optional[str]:
    """Return the key of the set in use, ``None`` for a set that never had one."""
    key = generations.key(layout, current)
    never = current.manifest is not None and current.manifest.files[KEY] not in current.manifest.digests
    if key is None and not never:
        raise FilesError(
            f"{layout.generation(current.number)} is in use and its key is lost; put it back, or go back to an earlier set with "
            "state=previous, or take this one out of use with state=absent; no key was made."
        )
    return key
