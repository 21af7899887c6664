# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the module needs on a managed host: followed import by import, those inside of functions too."""

from __future__ import annotations

import ast
import pathlib
import sys
import typing as t

import pytest
from ansible_collections.certops.digicert.tests.unit.support.layers import PLUGINS

MODULE = PLUGINS / "modules" / "client_cert_files.py"
ALLOWED = {"ansible", "cryptography"}


def _imports(path: pathlib.Path) -> t.Iterator[t.Union[str, pathlib.Path]]:
    """Yield what a file imports: the first part of a name, or the file of ours."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield (node.module or "").partition(".")[0]
        elif isinstance(node, ast.ImportFrom):
            folder = path.parents[node.level - 1].joinpath(*(node.module or "").split("."))
            below = [folder / alias.name for alias in node.names] if folder.is_dir() else [folder]
            yield from (one.with_suffix(".py") for one in below)


def _closure(start: pathlib.Path) -> tuple[set[pathlib.Path], set[str]]:
    """Return the files of ours and the packages of others that *start* can ever import."""
    files, packages, waiting = set[pathlib.Path](), set[str](), [start]
    while waiting:
        path = waiting.pop()
        if path in files:
            continue
        files.add(path)
        for found in _imports(path):
            if isinstance(found, pathlib.Path):
                waiting.append(found)
            elif found not in sys.stdlib_module_names:
                packages.add(found)
    return files, packages


def test_nothing_but_cryptography_is_needed() -> None:
    files, packages = _closure(MODULE)
    assert packages == ALLOWED
    layers = {path.relative_to(PLUGINS).parts[1] for path in files if path != MODULE}
    assert layers == {"_ansible", "_core", "_deps.py", "_files", "_formats", "_python.py", "_x509"}


@pytest.mark.parametrize("name", ["digicert_client_cert"])
def test_the_check_finds_what_another_module_needs(name: str) -> None:
    _files, packages = _closure(MODULE.with_name(f"{name}.py"))
    assert packages == {*ALLOWED, "requests", "urllib3", "voluptuous"}
