# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What `make mutants` breaks, and which unit tests have to notice."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

LAYERS = "plugins/module_utils"

#: Layer: the names of its files that are broken, wherever they lie in it.
NAMES = {
    "_core": ("rules", "facts", "identity", "drift", "wish", "renewal", "planner"),
    "_engine": ("act", "ensure", "observe", "certificate", "decide_request"),
    "_api": ("transport", "client"),
    "_x509": ("bundle", "keys"),
    "_schema": ("order",),
}

#: Layer: what runs for a spot in one of its files.
TESTS = {
    "_core": ("tests/unit/core", "tests/unit/engine"),
    "_engine": ("tests/unit/engine", "tests/unit/info"),
    "_api": ("tests/unit/api", "tests/unit/engine"),
    "_x509": ("tests/unit/x509", "tests/unit/engine"),
    "_schema": ("tests/unit/schema", "tests/unit/engine"),
    "_files": ("tests/unit/files",),
    "_formats": ("tests/unit/formats", "tests/unit/files"),
    "_report": ("tests/unit/report",),
    "_ansible": ("tests/unit/shell",),
}


def files(root: Path) -> tuple[list[str], list[str]]:
    """Return the files of the table that are there, and in words the names that no file has any more."""
    found, missing = [], []
    for layer, names in NAMES.items():
        for name in names:
            paths = sorted((root / LAYERS / layer).rglob(f"{name}.py"))
            found += [str(path.relative_to(root)) for path in paths]
            if not paths:
                missing.append(f"{LAYERS}/{layer} has no {name}.py")
    return found, missing


def tests(path: str) -> tuple[str, ...]:
    """Return the tests for a file of the checkout; without a layer all unit tests."""
    layer = path.removeprefix(f"{LAYERS}/").partition("/")[0]
    return TESTS.get(layer, ("tests/unit",))
