# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Private to this collection: it may change in any release.
"""What can be known before there is a certificate: whether it could be placed."""

from __future__ import annotations

import os
import shutil
import typing as t

from .._core.errors import FilesError
from .._core.file_set import PROTECTED
from .._formats import children, nss, outputs, passphrase, trial
from . import access, attributes, disk, way
from .declared import Database, Declared


def refuse(declared: Declared) -> None:
    """Raise ``FilesError`` with everything that would make a placement fail."""
    found = [*_options(declared), *_host(declared)]
    if found:
        raise FilesError(f"No certificate could be placed in {declared.layout.directory}: " + " ".join(found))


def _options(declared: Declared) -> t.Iterator[str]:
    made = (*declared.wanted.outputs, *(("nss",) if declared.databases else ()))
    wrong = outputs.missing_programs(made, declared.keystore_type)
    if PROTECTED.intersection(made):
        name = passphrase.friendly_name_problem(declared.friendly_name)
        wrong += [name] if name else []
    # What is named already would only be named again.
    yield from wrong or trial.problems(
        declared.wanted.outputs, declared.friendly_name, declared.passphrase, declared.keystore_type
    )
    if declared.validate and shutil.which(declared.validate[0]) is None:
        yield f"The command {declared.validate[0]} of validate is not on this host."


def _host(declared: Declared) -> t.Iterator[str]:
    layout = declared.layout
    if disk.is_directory(layout.store):
        for path in (layout.directory, layout.store):
            access.refuse_to_give_away(layout, path, declared.given.folder)
        attributes.refuse_lists(layout, declared.given)
    place = layout.store
    while not disk.exists(place):
        place = os.path.dirname(place)
    if not _writable(place):
        yield f"Nothing can be written in {place}; look at its owner and mode, and at the file system."
    for database in declared.databases:
        yield from _database(database)


def _writable(path: str) -> bool:
    handle = way.to_directory(path)[0]
    try:
        # Of root this asks whether the file system can be written to.
        return os.access(f"/proc/self/fd/{handle}", os.W_OK | os.X_OK)
    finally:
        os.close(handle)


def _database(database: Database) -> t.Iterator[str]:
    path = database.path
    try:
        # One that a user's link leads to was refused before.
        if not _writable(path):
            yield f"The NSS database {path} cannot be written to."
        elif not children.is_missing("certutil"):
            nss.refuse(path, database.passphrase)
            yield from (f"{file} cannot be written to." for file in nss.files(path) if not os.access(file, os.W_OK))
    except OSError as error:
        yield f"The NSS database {path} cannot be used ({error.strerror})."
    except FilesError as error:
        yield str(error)
