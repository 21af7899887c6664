# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The layers of the collection as a table, and what breaks them, read from the source without running it."""

from __future__ import annotations

import ast
import dataclasses
import pathlib
import sys
import typing as t

PLUGINS = pathlib.Path(__file__).resolve().parents[3] / "plugins"


@dataclasses.dataclass(frozen=True)
class Layer:
    """What one layer may import: layers of the collection, and packages that are not Python's own."""

    layers: frozenset[str]
    packages: frozenset[str] = frozenset()
    #: The names of Python's own library that it must not use.
    kept_out: frozenset[str] = frozenset()


def _layer(layers: str, packages: str = "", kept_out: str = "") -> Layer:
    return Layer(frozenset(layers.split()), frozenset(packages.split()), frozenset(kept_out.split()))


#: Clock, chance, network, files, processes: what makes the same question give another answer.
_OUTSIDE = (
    "asyncio calendar getpass glob http io locale logging multiprocessing os pathlib platform random secrets shutil signal "
    "socket ssl subprocess tempfile threading time urllib uuid zoneinfo"
)

LAYERS: t.Mapping[str, Layer] = {
    "_core": _layer("_core", kept_out=_OUTSIDE),
    "_schema": _layer("_core _schema", "voluptuous"),
    "_cache": _layer("_core _cache"),
    "_api": _layer("_core _cache _api", "requests urllib3"),
    "_memory": _layer("_core _cache _memory"),
    "_x509": _layer("_core _x509", "cryptography"),
    "_engine": _layer("_core _schema _api _x509 _engine"),
    "_formats": _layer("_core _x509 _formats", "cryptography"),
    "_files": _layer("_core _x509 _formats _files", "cryptography"),
    "_ansible": _layer("_core _schema _api _x509 _engine _memory _files _ansible _deps", "ansible"),
    "_deps": _layer(""),
    "_python": _layer(""),
    "modules": _layer("_ansible _python"),
    "_report": _layer("_core _report"),
    "plugin_utils": _layer("_core _ansible _deps _plugin_utils", "ansible"),
    "action": _layer("_plugin_utils"),
    "filter": _layer("_core _report _plugin_utils"),
    "doc_fragments": _layer(""),
}

#: Called on ``datetime`` or ``date`` they read the clock.
_CLOCK_CALLS = frozenset({"now", "today", "utcnow"})
_FILE_CALLS = frozenset({"open", "input", "print", "exec", "eval", "__import__"})


def files() -> list[pathlib.Path]:
    """Return every Python file below plugins/."""
    return sorted(PLUGINS.rglob("*.py"))


def layer_of(path: pathlib.Path) -> str:
    """Return the layer a file below plugins/ belongs to."""
    parts = path.relative_to(PLUGINS).with_suffix("").parts
    return parts[1] if parts[0] == "module_utils" else parts[0]


def violations(path: pathlib.Path, source: str) -> list[str]:
    """Return what in *source*, seen as the file *path*, breaks the table: one text each, with its line."""
    name = layer_of(path)
    if name not in LAYERS:
        return [f"{name} is no layer"]
    tree = ast.parse(source)
    found = [
        f"{node.lineno}: {name} must not import {target}"
        for node in ast.walk(tree)
        for target in _targets(node, path)
        if not _allowed(LAYERS[name], target)
    ]
    found += [f"{line}: {target} is imported when the file is loaded" for line, target in _loaded(tree, path)]
    if name == "_core":
        found += [f"{node.lineno}: _core must not call {_called(node)}" for node in ast.walk(tree) if _impure(node)]
    return found


def _allowed(layer: Layer, target: str) -> bool:
    if target.startswith("_") and target != "__future__":
        return target in layer.layers
    if target in sys.stdlib_module_names:
        return target not in layer.kept_out
    return target in layer.packages


def _targets(node: ast.AST, path: pathlib.Path) -> list[str]:
    """Return what an import statement reaches: layers for our own, else the first part of the name."""
    if isinstance(node, ast.Import):
        return [alias.name.partition(".")[0] for alias in node.names]
    if not isinstance(node, ast.ImportFrom):
        return []
    if not node.level:
        return [(node.module or "").partition(".")[0]]
    folder = path.parents[node.level - 1]
    below = [folder.joinpath(*(node.module or "").split(".")).relative_to(PLUGINS.parent).parts]
    if not node.module or below[0][-1] == "module_utils":
        below = [(*below[0], alias.name) for alias in node.names]
    return [_own(parts) for parts in below]


def _own(parts: tuple[str, ...]) -> str:
    """Return the layer of ``plugins/module_utils/LAYER/...``, ``_plugin_utils``, or a name that no layer may import."""
    if parts[:2] == ("plugins", "plugin_utils"):
        return "_plugin_utils"
    return parts[2] if parts[:2] == ("plugins", "module_utils") and len(parts) > 2 else "_" + "/".join(parts)


def _loaded(tree: ast.Module, path: pathlib.Path) -> t.Iterator[tuple[int, str]]:
    """Yield third-party imports that run when the file is loaded: outside functions and TYPE_CHECKING."""
    waiting: list[ast.AST] = [tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)):
            continue
        if isinstance(node, ast.If) and ast.unparse(node.test) in ("t.TYPE_CHECKING", "typing.TYPE_CHECKING"):
            waiting.extend(node.orelse)
            continue
        for target in _targets(node, path):
            if not target.startswith("_") and target != "ansible" and target not in sys.stdlib_module_names:
                yield getattr(node, "lineno", 0), target
        waiting.extend(ast.iter_child_nodes(node))


def _called(node: ast.AST) -> str:
    return ast.unparse(node.func) if isinstance(node, ast.Call) else ""


def _impure(node: ast.AST) -> bool:
    if not isinstance(node, ast.Call):
        return False
    if isinstance(node.func, ast.Name):
        return node.func.id in _FILE_CALLS
    return isinstance(node.func, ast.Attribute) and node.func.attr in _CLOCK_CALLS
