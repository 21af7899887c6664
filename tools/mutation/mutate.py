# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every spot at which a source text can be broken: one small change each, in the order of the text."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import islice
from typing import Union

#: Operator: what stands there in the mutant.
SWAPPED: dict[type[ast.AST], type[ast.AST]] = {
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.And: ast.Or,
    ast.Or: ast.And,
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
}
#: Statements that can be left out without a name missing afterwards.
REMOVABLE = (ast.Expr, ast.Assign, ast.AugAssign, ast.Raise, ast.Continue, ast.Break, ast.Delete)
#: Parts of a node that say nothing about what is done.
SILENT = frozenset({"annotation", "returns", "decorator_list", "type_params", "bases"})

#: Kind of a node: the field with the parts that can be missing, and what such a part is called.
PARTS: dict[type[ast.AST], tuple[tuple[str, str], ...]] = {
    ast.BoolOp: (("values", "condition"),),
    ast.comprehension: (("ifs", "condition"),),
    ast.Tuple: (("elts", "element"),),
    ast.List: (("elts", "element"),),
    ast.Set: (("elts", "element"),),
    ast.Dict: (("values", "entry"),),
    ast.Call: (("keywords", "argument"),),
}

#: A node of the text, what is done there in words, and the function that does it.
Spot = tuple[Union[ast.expr, ast.stmt], str, Callable[[], None]]


@dataclass(frozen=True)
class Mutant:
    """A spot of a text: its line, what is done there in a few words, and which one of the text it is."""

    line: int
    what: str
    number: int


def mutants(source: str) -> list[Mutant]:
    """Return every mutant of a source text, by line."""
    found = [Mutant(node.lineno, what, number) for number, (node, what, _do) in enumerate(_spots(ast.parse(source)))]
    return sorted(found, key=lambda mutant: (mutant.line, mutant.number))


def broken(source: str, mutant: Mutant) -> str:
    """Return the text as a mutant has it. Comments and line numbers are not kept."""
    tree = ast.parse(source)
    _node, _what, do = next(islice(_spots(tree), mutant.number, None))
    do()
    return ast.unparse(ast.fix_missing_locations(tree))


def _spots(node: ast.AST) -> Iterator[Spot]:
    """Yield where the text below a node can be broken."""
    if isinstance(node, (ast.Import, ast.ImportFrom)) or _only_types(node):
        return
    for name, value in ast.iter_fields(node):
        if name in SILENT:
            continue
        for place, child in enumerate(value if isinstance(value, list) else [value]):
            if not isinstance(child, ast.AST):
                continue
            slot = _Slot(node, name, place if isinstance(value, list) else -1)
            yield from _of_child(slot, child)
            yield from _spots(child)
    yield from _of_node(node)


def _only_types(node: ast.AST) -> bool:
    """Tell whether nothing of it is ever run: imports for types, names for types, a text on its own."""
    if isinstance(node, ast.If):
        return "TYPE_CHECKING" in ast.unparse(node.test)
    if isinstance(node, ast.Expr):
        return isinstance(node.value, ast.Constant)
    if isinstance(node, ast.Assign):
        value = ast.unparse(node.value)
        return value.startswith(("t.TypeVar", "t.Callable", "t.Union", "t.Optional", "t.NewType"))
    return False


@dataclass(frozen=True)
class _Slot:
    """Where a node hangs in its parent: in a field, or in a place of the field's list (from 0)."""

    parent: ast.AST
    field: str
    place: int = -1

    def put(self, node: ast.AST) -> None:
        if self.place < 0:
            setattr(self.parent, self.field, node)
        else:
            getattr(self.parent, self.field)[self.place] = node

    def remove(self) -> None:
        """Take it away; of a dictionary its key too. A condition that is left alone needs no `and`, and is written without."""
        del getattr(self.parent, self.field)[self.place]
        if isinstance(self.parent, ast.Dict):
            del self.parent.keys[self.place]


def _of_child(slot: _Slot, child: ast.AST) -> Iterator[Spot]:
    """Yield the changes that put something else in the place of a node."""
    if isinstance(child, ast.stmt) and isinstance(child, REMOVABLE) and _without(child):
        yield child, f"leave out {_short(child)}", lambda: slot.put(ast.Pass())
    if isinstance(child, ast.Constant) and isinstance(child.value, bool):
        yield child, f"{child.value} -> {not child.value}", lambda: slot.put(ast.Constant(not child.value))
    elif isinstance(child, ast.Constant) and isinstance(child.value, int):
        more = child.value + 1
        yield child, f"{child.value} -> {more}", lambda: slot.put(ast.Constant(more))
    if isinstance(child, ast.UnaryOp) and isinstance(child.op, ast.Not):
        yield child, f"{_short(child)} -> without not", lambda: slot.put(child.operand)
    if slot.field == "test" and isinstance(child, (ast.Name, ast.Attribute, ast.Call, ast.NamedExpr, ast.Subscript)):
        yield child, f"{_short(child)} -> not", lambda: slot.put(ast.UnaryOp(ast.Not(), child))
    if isinstance(slot.parent, ast.Return) and isinstance(child, ast.expr) and not _is_none(child):
        yield child, f"return {_short(child)} -> None", lambda: slot.put(ast.Constant(None))


def _without(statement: ast.stmt) -> bool:
    """Tell whether a statement can be missing: it is more than a text, and gives no name that is used later on."""
    if isinstance(statement, ast.Assign):
        return all(isinstance(target, (ast.Attribute, ast.Subscript)) for target in statement.targets)
    return not _only_types(statement)


def _is_none(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is None


def _of_node(node: ast.AST) -> Iterator[Spot]:
    """Yield the changes of operators, and those that take a part away."""
    if isinstance(node, ast.Compare):
        for place, operator in enumerate(node.ops):
            if (other := SWAPPED.get(type(operator))) is not None:
                yield node, f"{_short(node)} -> {other.__name__}", partial(_Slot(node, "ops", place).put, other())
    elif isinstance(node, (ast.BoolOp, ast.BinOp, ast.AugAssign)) and type(node.op) in SWAPPED:
        other = SWAPPED[type(node.op)]
        yield node, f"{_short(node)} -> {other.__name__}", partial(_Slot(node, "op").put, other())
    for field, what in PARTS.get(type(node), ()):
        for place, part in enumerate(getattr(node, field)):
            # `**more` is a part without a name; what is assigned to must keep its parts.
            named = part.value if isinstance(part, ast.keyword) and part.arg else part
            if isinstance(named, ast.expr) and _is_value(node):
                yield named, f"without the {what} {_short(part)}", _Slot(node, field, place).remove


def _is_value(node: ast.AST) -> bool:
    return isinstance(getattr(node, "ctx", ast.Load()), ast.Load)


def _short(node: ast.AST, width: int = 60) -> str:
    """Return the text of a node on one line, cut."""
    text = " ".join(ast.unparse(node).split())
    return text if len(text) <= width else f"{text[: width - 3]}..."
