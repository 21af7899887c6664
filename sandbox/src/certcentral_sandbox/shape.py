# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads a body into its shape and says everything that is wrong with its names and types."""

from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from .errors import ApiError, Problem, problem

# pydantic's names for a value of the right type that is not allowed.
VALUE_FAULTS = ("literal_error", "less_than_equal", "greater_than_equal")

B = TypeVar("B", bound=BaseModel)


class Reading:
    """Problems found so far, and the paths they made unreadable (no rule speaks about those again)."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []
        self._dropped: list[str] = []

    def drop(self, path: str, found: Problem) -> None:
        self.problems.append(found)
        self._dropped.append(path)

    def add(self, found: Problem) -> None:
        """Note a broken rule, unless it is about a part of the body that is already refused."""
        hidden = any(found.path == path or found.path.startswith(f"{path}.") for path in self._dropped)
        if not hidden and found not in self.problems:
            self.problems.append(found)

    def raise_if_any(self) -> None:
        if self.problems:
            raise ApiError(self.problems)


def read(shape: type[B], data: Any) -> tuple[B, Reading]:
    """Return the readable part of a body and what is wrong with the rest. Raises ApiError when none is."""
    if not isinstance(data, dict):
        raise ApiError([problem("bad_request_format", message="The request body must be a JSON object.")])
    reading = Reading()
    data = _without_nulls(data, "", reading)
    try:
        return shape.model_validate(data), reading
    except ValidationError as error:
        for detail in error.errors(include_url=False, include_input=False):
            _note(reading, data, detail["type"], list(detail["loc"]), detail["msg"])
    try:
        return shape.model_validate(data), reading
    except ValidationError:
        raise ApiError(reading.problems) from None


def read_strictly(shape: type[B], data: Any) -> B:
    """Return a body without faults. Raises ApiError with everything that is wrong."""
    body, reading = read(shape, data)
    reading.raise_if_any()
    return body


def _without_nulls(value: Any, path: str, reading: Reading) -> Any:
    """Return the value without null members: a parameter is sent or left out."""
    if isinstance(value, dict):
        kept = {}
        for name, member in value.items():
            where = f"{path}.{name}" if path else name
            if member is None:
                reading.drop(where, problem("invalid_param_type", where, "null is not a value; leave it out."))
            else:
                kept[name] = _without_nulls(member, where, reading)
        return kept
    if isinstance(value, list):
        return [_without_nulls(member, path, reading) for member in value]
    return value


def _note(reading: Reading, data: dict[str, Any], kind: str, loc: list[int | str], message: str) -> None:
    where = ".".join(str(step) for step in loc)
    if kind == "missing":
        found, cut = problem("required_param", where), loc[:-1]
    elif kind == "extra_forbidden":
        found, cut = problem("unknown_param", where), loc
    elif kind in VALUE_FAULTS:
        found, cut = problem("invalid_param_value", where, message), loc
    else:
        found, cut = problem("invalid_param_type", where, message), loc
    names = [str(step) for step in _names(cut)]
    if names:
        reading.drop(".".join(names), found)
        _remove(data, names)
    else:
        reading.problems.append(found)


def _names(loc: list[int | str]) -> list[int | str]:
    """A fault inside a list makes the whole list unreadable."""
    for position, step in enumerate(loc):
        if isinstance(step, int):
            return loc[:position]
    return loc


def _remove(data: dict[str, Any], names: list[str]) -> None:
    for name in names[:-1]:
        if not isinstance(data.get(name), dict):
            return
        data = data[name]
    data.pop(names[-1], None)
