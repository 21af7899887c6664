# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Private to this collection: it may change in any release.
"""Build a generation beside the one in use, open every file of it again, and give it its name."""

from __future__ import annotations

import os
import typing as t

from .._core.file_facts import made_from
from .._core.file_set import KEY, MANIFEST, Manifest
from .._formats import disk as new_file
from .._formats import outputs
from .._formats.material import Material
from . import disk, manifest, observe
from .declared import Declared, Port
from .layout import UNPROVEN


def build(declared: Declared, port: Port, number: int, material: Material, history: t.Sequence[str]) -> None:
    """Make generation *number*, complete and on the disk; nothing uses it yet. Raises ``FilesError`` and ``OSError``."""
    layout, files = declared.layout, declared.wanted.files
    disk.remove_tree(layout.new)
    os.mkdir(layout.new, 0o700)
    with disk.inside(layout.new):
        for output, name in files.items():
            outputs.write(output, material, name)
        for output, name in files.items():
            outputs.check(output, material, name)
        new_file.create(MANIFEST, manifest.to_json(_manifest(declared, history)))
    publish(declared, port, number, files)


def publish(declared: Declared, port: Port, number: int, files: t.Mapping[str, str]) -> None:
    """Give the generation in ``new`` its owners and modes, then its name."""
    layout = declared.layout
    place = layout.generation(number)
    # Under whatever name the software wants the key, it is also found where it was made.
    alias = f"{layout.name}.key"
    with disk.inside(layout.new):
        new_file.create(UNPROVEN, b"")
        for path, mode in observe.of_generation(declared, ".", files):
            if port.apply(path, mode, os.path.normpath(os.path.join(place, path))):
                disk.sync(path)
        if disk.exists(files[KEY]) and not disk.exists(alias):
            os.symlink(files[KEY], alias)
        disk.sync(".")
    os.rename(layout.new, place)
    disk.sync(layout.store)


def _manifest(declared: Declared, history: t.Sequence[str]) -> Manifest:
    wanted = declared.wanted
    leaf = wanted.certificate
    return Manifest(
        made_from=made_from(wanted, history),
        digests={name: disk.digest(name) for name in wanted.files.values()},
        made=disk.digests("."),
        certificate=declared.certificate,
        serial_number=leaf.serial_number,
        not_after=leaf.not_after,
        public_key=leaf.public_key,
        paired=KEY in wanted.files,
        key_history=wanted.key_history,
        verifier=manifest.verifier(declared.passphrase),
    )
