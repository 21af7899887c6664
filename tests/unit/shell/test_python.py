# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A Python that is too old is told in one sentence, by every module, before it meets what it cannot read."""

from __future__ import annotations

import ast
import json
import pathlib
import sys

import pytest
from ansible_collections.certops.digicert.plugins.module_utils import _python
from ansible_collections.certops.digicert.tests.unit.support.layers import PLUGINS

#: An action does the work of the one that is left out; it is documentation alone.
MODULES = sorted(path for path in (PLUGINS / "modules").glob("*.py") if path.stem != "client_certs")
#: The oldest that ansible-core 2.16 manages hosts with, Python 2 left aside.
OLD = (3, 6)


@pytest.mark.parametrize("found", [(3, 6, 15), (3, 8, 20)])
def test_an_old_python_is_told(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], found: tuple[int, ...]
) -> None:
    monkeypatch.setattr(sys, "version_info", found)
    with pytest.raises(SystemExit) as ended:
        _python.require()
    told = json.loads(capsys.readouterr().out)
    assert (ended.value.code, told["failed"]) == (1, True)
    assert (
        f"needs Python 3.9 or newer on the machine where it runs, and {sys.executable} there is Python 3."
        in told["msg"]
    )
    assert "ansible_python_interpreter" in told["msg"]


@pytest.mark.parametrize("found", [(3, 9, 0), (3, 14, 1)])
def test_a_new_one_is_not(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], found: tuple[int, ...]
) -> None:
    monkeypatch.setattr(sys, "version_info", found)
    _python.require()
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("path", [*MODULES, pathlib.Path(_python.__file__)], ids=lambda path: path.name)
def test_an_old_python_can_read_up_to_the_question(path: pathlib.Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"), feature_version=OLD)
    ours = [node for node in tree.body if isinstance(node, (ast.ImportFrom, ast.Expr)) and not _is_text(node)]
    assert [node.module for node in ours if isinstance(node, ast.ImportFrom) and not node.level] == []
    if path in MODULES:
        assert [ast.unparse(node) for node in ours[:2]] == ["from ..module_utils._python import require", "require()"]


def _is_text(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
