# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Private to this collection: it may change in any release.
"""Whether the set in use is as a task declares it, told without the certificate: so that it need not be downloaded, nor placed again."""

from __future__ import annotations

import typing as t

from .._core.errors import FilesError
from .._core.file_rules import decide
from . import disk, generations
from .declare import declare_in_use
from .declared import Port
from .layout import Layout
from .observe import observe


def serial_in_place(params: t.Mapping[str, t.Any], layout: Layout, port: Port) -> t.Optional[str]:
    """Return the serial number of the certificate in use, hexadecimal; ``None`` where placing it once more might do anything.

    *params* are the options of ``client_cert_files``.
    """
    # What a database of others holds is looked at with the certificate at hand.
    if params["nss_databases"]:
        return None
    try:
        with disk.holding_directory(layout.directory):
            return _serial(params, layout, port)
    except (FilesError, OSError):
        # Whoever places it says what is wrong.
        return None


def _serial(params: t.Mapping[str, t.Any], layout: Layout, port: Port) -> t.Optional[str]:
    number = generations.current(layout)
    held = None if number is None else generations.manifest_of(layout, number)
    if held is None or held.certificate is None or held.serial_number is None:
        return None
    if generations.linked(layout, layout.undo) is not None:
        # A run was ended in the middle of a switch; the next placement brings it to its end.
        return None
    try:
        declared = declare_in_use(params, held)
    except (LookupError, TypeError):
        # The manifest belongs to the owner of the certificate, who may edit it.
        return None
    store = observe(declared, port)
    as_declared = decide(declared.wanted, store, layout.directory).action == "none"
    return held.serial_number if as_declared and not store.unannounced else None
