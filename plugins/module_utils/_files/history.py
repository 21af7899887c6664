# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Private to this collection: it may change in any release.
"""The key history: superseded pairs stay readable, so that old mail does."""

from __future__ import annotations

import dataclasses
import os
import typing as t

from .._core.errors import FilesError
from .._core.file_set import KEY, Store
from .._formats import disk as new_file
from .._formats.material import Pair
from . import access, certificates, disk, keys
from .attributes import apply
from .declared import Declared, Port
from .publish import begin


def keep(declared: Declared, port: Port, store: Store, serial_number: t.Optional[str], every: bool) -> None:
    """Take the pairs of generations into the history that are not there yet, except that of *serial_number*.

    *every* says whether all of them, or those only that were placed with a key history: it is for good.
    """
    layout = declared.layout
    for found in store.generations:
        serial = found.pair
        # Two generations may hold the same pair.
        wanted = serial and serial != serial_number and (every or found.held.key_history)
        if serial and wanted and not disk.is_directory(os.path.dirname(layout.pair(serial)[0])):
            key = disk.read(os.path.join(layout.generation(found.number), found.held.files[KEY]))
            _write(declared, port, serial, key, found.held.certificate or "")


def _write(declared: Declared, port: Port, serial_number: str, key: bytes, certificate: str) -> None:
    layout = declared.layout
    folder = access.of(layout.store).for_folders()
    narrow = declared.given.folder.or_else(folder)
    narrow = dataclasses.replace(narrow, mode=0o700, acl=None)
    if disk.make_directory(layout.history):
        access.bare(layout.history)
        apply(port, layout.history, narrow, layout.history)
    place = os.path.join(layout.history, serial_number)
    built = begin(layout)
    with disk.inside(built):
        for path, content in zip(layout.pair(serial_number), (key, certificate.encode("ascii"))):
            name = os.path.basename(path)
            new_file.create(name, content)
            apply(port, name, dataclasses.replace(narrow, mode=0o600), path)
        disk.sync(".")
        apply(port, ".", narrow, place)
    disk.rename(built, place)
    disk.sync(layout.history)
    disk.sync(layout.store)


def pairs(declared: Declared, serial_numbers: t.Iterable[str], port: Port) -> tuple[Pair, ...]:
    """Return the pairs for the outputs that hold them, newest first; what the passphrase does not open stays in the history only."""
    found = []
    for serial_number in serial_numbers:
        key_path, certificate_path = declared.layout.pair(serial_number)
        try:
            key, text = disk.read(key_path), disk.read(certificate_path).decode("ascii", "replace")
            leaf = certificates.leaf(text)
        except (FileNotFoundError, FilesError):
            port.warn(
                f"The superseded pair {serial_number} in {declared.layout.history} is damaged; no output holds it."
            )
            continue
        public_key, problem = keys.public_of(key, declared.key_passphrase, key_path)
        if public_key != leaf.public_key:
            port.warn(
                f"No output holds a superseded key: {problem or f'{key_path} is not the key of its certificate'}."
            )
            continue
        found.append((leaf.not_before, Pair(key, declared.key_passphrase, text)))
    return tuple(pair for _begin, pair in sorted(found, key=lambda one: one[0], reverse=True))
