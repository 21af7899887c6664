# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Private to this collection: it may change in any release.
"""What the files of a set are made from, and what makes that impossible."""

from __future__ import annotations

from .._core.errors import FilesError
from .._core.file_rules import choose_key
from .._core.file_set import KEY, KeyFound, Store
from .._formats import outputs
from .._formats.material import Material, Pair
from . import history, keys, observe
from .declared import Declared, Port


def key_for(declared: Declared, store: Store) -> KeyFound:
    """Return the key of a placement. Raises ``FilesError`` for whatever makes the placement impossible."""
    wanted = declared.wanted
    # A database of somebody else needs what one of our own needs.
    made = (*wanted.outputs, *(("nss",) if declared.databases else ()))
    wrong = outputs.missing_programs(made, declared.keystore_type)
    if wrong:
        raise FilesError(" ".join(wrong))
    found = choose_key(wanted, keys.find(declared, store), declared.layout.file(wanted.files[KEY]))
    problems = outputs.problems(wanted.outputs, material(declared, found.content))
    if problems:
        raise FilesError(" ".join(problems))
    return found


def material(declared: Declared, key: bytes, older: tuple[Pair, ...] = ()) -> Material:
    """Return what the outputs are made from."""
    return Material(
        pair=Pair(key, declared.key_passphrase, declared.certificate),
        chain=declared.chain,
        root=declared.root,
        history=older,
        friendly_name=declared.friendly_name,
        passphrase=declared.passphrase,
        keystore_type=declared.keystore_type,
    )


def superseded(declared: Declared, port: Port) -> tuple[tuple[str, ...], tuple[Pair, ...]]:
    """Return the pairs that outputs with a key history hold beside the certificate's: all serial numbers, and what can be opened."""
    leaf = declared.wanted.leaf
    if leaf is None or not declared.wanted.key_history:
        return (), ()
    serial_numbers = tuple(serial for serial in observe.history(declared.layout) if serial != leaf.serial_number)
    return serial_numbers, history.pairs(declared, serial_numbers, port)
