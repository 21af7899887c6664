# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Private to this collection: it may change in any release.
"""The end of what is built: owners and modes, then its name."""

from __future__ import annotations

import os
import typing as t

from .._core.file_set import KEY
from .._formats import disk as new_file
from . import access, attributes, disk
from .access import Access
from .attributes import Given, Port
from .layout import UNPROVEN, Layout


def begin(layout: Layout) -> str:
    """Make the directory in which something is built, closed to everybody else, and return it."""
    path = disk.fresh(layout)
    access.bare(path)
    return path


def publish(
    layout: Layout,
    port: Port,
    number: int,
    built: str,
    files: t.Mapping[str, str],
    given: Given,
    like: t.Mapping[str, Access],
) -> None:
    """Give the generation in *built* its owners and modes, then its name."""
    place = layout.generation(number)
    # Under whatever name the software wants the key, it is also found where it was made.
    alias = f"{layout.name}.key"
    folder = access.of(layout.store).for_folders()
    with disk.inside(built):
        new_file.create(UNPROVEN, b"")
        for path, wanted in attributes.in_new_generation(given, like, folder, files):
            if attributes.apply(port, path, wanted, os.path.normpath(os.path.join(place, path))):
                disk.sync(path)
        if disk.exists(files[KEY]) and not disk.exists(alias):
            disk.link(files[KEY], alias)
        disk.sync(".")
    disk.rename(built, place)
    disk.sync(layout.store)
