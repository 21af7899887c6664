# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Private to this collection: it may change in any release.
"""The work of ``client_cert_files_info``: a place in, what is there out."""

from __future__ import annotations

import os
import typing as t

from .._core.errors import FilesError
from .._files.layout import Layout, plain_name
from .._files.look import look

SPEC: dict[str, dict[str, t.Any]] = {
    "directory": {"type": "path", "required": True},
    "name": {"type": "str", "required": True},
}


def work(module: t.Any) -> dict[str, t.Any]:
    """Return what is there. Raises ``FilesError``."""
    name = module.params["name"]
    if not plain_name(name):
        raise FilesError(
            "name must be a plain file name, without a directory and not beginning with a dot or a hyphen."
        )
    return {"changed": False, **look(Layout(os.path.abspath(module.params["directory"]), name))}
