# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Private to this collection: it may change in any release.
"""Where the private key of a certificate may lie."""

from __future__ import annotations

import typing as t

from .._core.errors import FilesError
from .._core.file_set import KEY, KeyFound, Store
from .._formats.keyfile import only_key
from .._formats.pem import fingerprint_of_key, load_key
from . import disk, generations
from .declared import Declared


def find(declared: Declared, store: Store) -> list[KeyFound]:
    """Return the keys there are: of a rotation in progress, in use, of the kept generations with the newest first."""
    return [
        key for key in (_load(path, read, declared.key_passphrase) for path, read in _places(declared, store)) if key
    ]


def _places(declared: Declared, store: Store) -> t.Iterator[tuple[str, t.Callable[[str], bytes]]]:
    layout = declared.layout
    yield layout.next_key, disk.read
    for name in dict.fromkeys((declared.wanted.files[KEY], f"{layout.name}.key")):
        # Our own links are followed below, where nothing on the way can be a link of somebody else.
        if name not in store.links:
            yield layout.file(name), disk.read_through
    numbers = [found.number for found in store.generations if found.number != store.current]
    for number in (*([store.current] if store.current else []), *reversed(numbers)):
        found = store.generation(number)
        path = generations.key(layout, found) if found else None
        if path:
            yield path, disk.read


def _load(path: str, read: t.Callable[[str], bytes], passphrase: t.Optional[bytes]) -> t.Optional[KeyFound]:
    """Return the key at *path*, ``None`` when there is no file. Its content is the key alone, whatever else the file holds."""
    try:
        content = read(path)
    except (FileNotFoundError, NotADirectoryError):
        return None
    public_key, problem = public_of(content, passphrase, path)
    return KeyFound(path, public_key, only_key(content, path) if public_key else content, problem)


def problem(path: str, passphrase: t.Optional[bytes]) -> t.Optional[str]:
    """Return the sentence that says why the file *path* is no key that can be used, ``None`` when it is one.

    Raises ``OSError`` and ``FilesError`` where it may not be read.
    """
    found = public_of(disk.read_through(path), passphrase, path)[1]
    return found and f"{found}."


def public_of(content: bytes, passphrase: t.Optional[bytes], path: str) -> tuple[t.Optional[str], t.Optional[str]]:
    """Return the fingerprint of the public half of the key in the file *path*, or the sentence that says why it cannot be read."""
    try:
        return fingerprint_of_key(load_key(content, passphrase, path)), None
    except FilesError as error:
        return None, str(error).rstrip(".")
