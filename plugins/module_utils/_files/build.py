# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Private to this collection: it may change in any release.
"""Build a generation beside the one in use, open every file of it again, and give it its name."""

from __future__ import annotations

import typing as t

from .._core.file_facts import made_from
from .._core.file_set import KEY, MANIFEST, Manifest, Store
from .._formats import disk as new_file
from .._formats import outputs
from .._formats.material import Material
from . import attributes, disk, manifest, publish
from .declared import Declared, Port


def build(
    declared: Declared, port: Port, store: Store, number: int, material: Material, history: t.Sequence[str]
) -> None:
    """Make generation *number*, complete and on the disk; nothing uses it yet. Raises ``FilesError`` and ``OSError``."""
    layout, files = declared.layout, declared.wanted.files
    built = publish.begin(layout)
    with disk.inside(built):
        for output, name in files.items():
            outputs.write(output, material, name)
        for output, name in files.items():
            outputs.check(output, material, name)
        new_file.create(MANIFEST, manifest.to_json(_manifest(declared, history)))
    like = attributes.inherited(layout, store, files)
    publish.publish(layout, port, number, built, files, declared.given, like)


def _manifest(declared: Declared, history: t.Sequence[str]) -> Manifest:
    wanted = declared.wanted
    leaf = wanted.certificate
    return Manifest(
        made_from=made_from(wanted, history),
        digests={name: disk.digest(name) for name in wanted.files.values()},
        made=disk.digests("."),
        folders=attributes.folders(declared.layout, declared.given),
        certificate=declared.certificate,
        serial_number=leaf.serial_number,
        not_after=leaf.not_after,
        public_key=leaf.public_key,
        paired=KEY in wanted.files,
        key_history=wanted.key_history,
        verifier=manifest.verifier(declared.passphrase),
    )
