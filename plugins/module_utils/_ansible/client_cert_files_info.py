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
from .._files.keys import problem
from .._files.layout import Layout, place_problems
from .._files.look import look

SPEC: dict[str, dict[str, t.Any]] = {
    "directory": {"type": "path", "required": True},
    "name": {"type": "str", "required": True},
    "check_key": {"type": "bool", "default": False},
    "key_passphrase": {"type": "str", "no_log": True},
}


def work(module: t.Any) -> dict[str, t.Any]:
    """Return what is there. Raises ``FilesError``."""
    directory, name = module.params["directory"], module.params["name"]
    problems = list(place_problems(directory, name))
    if problems:
        raise FilesError(f"{'; '.join(problems)}.")
    found = look(Layout(os.path.normpath(directory), name))
    key = found["next_key"] if found["rotating"] else found["key"]
    asked = module.params["check_key"] and key is not None
    return {"changed": False, **found, "key_problem": _problem(key, module.params["key_passphrase"]) if asked else None}


def _problem(key: str, passphrase: t.Optional[str]) -> t.Optional[str]:
    """Return why a key cannot be used. Raises ``FilesError`` where it may not be read."""
    try:
        return problem(key, passphrase.encode() if passphrase else None)
    except OSError as error:
        raise FilesError(f"{key} cannot be read ({error.strerror}); look at its owner and mode.") from None
