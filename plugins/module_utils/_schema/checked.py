# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Private to this collection: it may change in any release.
"""Run voluptuous schemas over task arguments and collect every broken rule: path and rule, never a value but e-mail addresses."""

from __future__ import annotations

import typing as t

from .._core.errors import InvalidOptions

if t.TYPE_CHECKING:
    import voluptuous


def problems(schema: voluptuous.Schema, value: t.Any) -> list[str]:
    """Return one sentence per broken rule of *schema*: ``order_validity.years must be ...``."""
    import voluptuous

    try:
        schema(value)
    except voluptuous.MultipleInvalid as error:
        return [_sentence(one) for one in error.errors]
    return []


def check(schemas: t.Iterable[voluptuous.Schema], value: t.Any) -> None:
    """Raise ``InvalidOptions`` with the broken rules of all *schemas* together, each named once, in a steady order."""
    found: list[str] = []
    for schema in schemas:
        found.extend(sentence for sentence in sorted(problems(schema, value)) if sentence not in found)
    if found:
        raise InvalidOptions(found)


def must(holds: t.Callable[[t.Any], bool], message: str) -> t.Callable[[t.Any], t.Any]:
    """Return a validator that raises *message*, a fixed text, where *holds* is false."""
    import voluptuous

    def check(value: t.Any) -> t.Any:
        if not holds(value):
            raise voluptuous.Invalid(message)
        return value

    return check


def without(fault: t.Callable[[t.Any], t.Optional[str]]) -> t.Callable[[t.Any], t.Any]:
    """Return a validator that raises what *fault* finds; it finds nothing secret."""
    import voluptuous

    def check(value: t.Any) -> t.Any:
        found = fault(value)
        if found is not None:
            raise voluptuous.Invalid(found)
        return value

    return check


def number(low: int, high: t.Optional[int] = None) -> t.Callable[[t.Any], t.Any]:
    """Return a validator for whole numbers from *low*, which is 0 or 1, to *high*. True and false are none, though Python counts them."""
    limits = f"must be {low} to {high}" if high is not None else ("must not be negative", "must be more than 0")[low]

    def fault(value: t.Any) -> t.Optional[str]:
        if isinstance(value, bool):
            return "must be a number, and not true or false"
        if not isinstance(value, int):
            return "must be a whole number"
        return None if low <= value and (high is None or value <= high) else limits

    return without(fault)


def _sentence(error: voluptuous.Invalid) -> str:
    """Word one error. voluptuous' own text may hold the value only in messages we do not use: ours are fixed, or show an address."""
    path = ".".join(str(part) for part in error.path)
    message = error.error_message
    return f"{path} {message}" if path else message
