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
from .._core.file_set import Generation, iso
from . import disk, generations, observe, report
from .layout import Layout


def look(layout: Layout) -> dict[str, t.Any]:
    """Return keys, set in use and kept generations of one certificate. Raises ``FilesError`` where it may not look."""
    try:
        return _look(layout)
    except OSError as error:
        raise FilesError(
            f"{error.filename or layout.directory} cannot be read ({error.strerror}); look at its owner and mode."
        ) from None


def _look(layout: Layout) -> dict[str, t.Any]:
    _refuse_what_leads_away(layout)
    number = generations.current(layout)
    kept = [generations.load(layout, one) for one in generations.proven(layout)]
    current = next((one for one in kept if one.number == number), None)
    held = current.manifest if current else None
    key = _key(layout, current)
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
        "next_key": layout.next_key,
        # A run that was ended may have left the first key under both names.
        "rotating": disk.is_file(layout.next_key) and not (key is not None and os.path.samefile(key, layout.next_key)),
        "history": observe.history(layout),
        "kept": report.kept(layout, kept),
        "unannounced": os.path.lexists(layout.unannounced),
    }


def _refuse_what_leads_away(layout: Layout) -> None:
    """Raise ``FilesError`` for a link in the store's place: who asks goes on to make and give away what lies behind it."""
    for path in (layout.store, os.path.dirname(layout.next_key)):
        if os.path.lexists(path) and not disk.is_directory(path):
            raise FilesError(f"{path} is not a directory; move it away; nothing was changed.")
    if os.path.lexists(layout.next_key) and not disk.is_file(layout.next_key):
        raise FilesError(f"{layout.next_key} is not a file; move it away; nothing was changed.")


def _key(layout: Layout, current: t.Optional[Generation]) -> t.Optional[str]:
    """Return the file of the key in use: what somebody else put at ``<name>.key``, else the key of the set in use.

    A key that is there in any way is found: for one that is not found, another one would be made.
    """
    name = f"{layout.name}.key"
    named = layout.file(name)
    if not disk.is_own_link(layout, name) and os.path.isfile(named):
        disk.refuse_link_of_another(named)
        return os.path.realpath(named)
    return generations.key(layout, current) if current is not None else None
