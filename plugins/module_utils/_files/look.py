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
from . import disk, generations, observe
from .layout import Layout
from .report import generation_row


def look(layout: Layout) -> dict[str, t.Any]:
    """Return keys, set in use and kept generations of one certificate. Raises ``FilesError`` where it may not look."""
    try:
        return _look(layout)
    except OSError as error:
        raise FilesError(
            f"{error.filename or layout.directory} cannot be read ({error.strerror}); look at its owner and mode."
        ) from None


def _look(layout: Layout) -> dict[str, t.Any]:
    number = generations.current(layout)
    kept = [generations.load(layout, one) for one in generations.proven(layout)]
    current = next((one for one in kept if one.number == number), None)
    held = current.manifest if current else None
    return {
        "directory": layout.directory,
        "placed": current is not None,
        "generation": number,
        "generations": [generation_row(one) for one in kept],
        "damaged": list(current.damaged) if current else [],
        "serial_number": held.serial_number if held else None,
        "not_after": iso(held.not_after) if held else None,
        "files": {output: layout.file(name) for output, name in held.files.items()} if held else {},
        "key": _key(layout, current),
        "next_key": layout.next_key,
        "rotating": disk.is_file(layout.next_key),
        "history": observe.history(layout),
        "unannounced": os.path.lexists(layout.unannounced),
    }


def _key(layout: Layout, current: t.Optional[Generation]) -> t.Optional[str]:
    """Return the file of the key in use: what somebody else put at ``<name>.key``, else the key of the set in use.

    A key that is there in any way is found: for one that is not found, another one would be made.
    """
    name = f"{layout.name}.key"
    named = layout.file(name)
    places = [named]
    if current is not None and (disk.is_own_link(layout, name) or not os.path.isfile(named)):
        names = [name, *([current.manifest.files[KEY]] if current.manifest else [])]
        places = [*(os.path.join(layout.generation(current.number), name) for name in reversed(names)), named]
    return next((os.path.realpath(path) for path in places if os.path.isfile(path)), None)
