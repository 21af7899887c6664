# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Private to this collection: it may change in any release.
"""NSS databases of browsers and mail programs: they get the certificate too, and keep all else they hold."""

from __future__ import annotations

import contextlib
import dataclasses
import os

from .._core.file_set import KEY, Generation, Store
from .._formats import nss
from .._formats.material import Material
from . import disk, way
from .declared import Declared, Port
from .making import material, superseded


def with_databases(declared: Declared, port: Port, store: Store) -> Store:
    """Return the store with the NSS databases that lack the certificate in use. Raises ``FilesError`` for one behind a user's link."""
    for database in declared.databases:
        # One that is not there is told by who opens it.
        with contextlib.suppress(OSError):
            os.close(way.to_directory(database.path)[0])
    current = store.generation(store.current)
    held = current.manifest if current and current.usable else None
    leaf = declared.wanted.leaf
    if not declared.databases or not current or not held or not leaf or held.serial_number != leaf.serial_number:
        return store
    made = in_use(declared, port, current)
    lacking = tuple(one.path for one in declared.databases if not nss.holds(one.path, one.passphrase, made))
    return dataclasses.replace(store, lacking=lacking)


def import_into(declared: Declared, made: Material) -> None:
    """Import into the databases of others what they do not hold."""
    for database in declared.databases:
        nss.import_into(database.path, database.passphrase, made)


def in_use(declared: Declared, port: Port, current: Generation) -> Material:
    """Return what the set in use is made from."""
    key = disk.read(os.path.join(declared.layout.generation(current.number), current.held.files[KEY]))
    return material(declared, key, superseded(declared, port)[1])
