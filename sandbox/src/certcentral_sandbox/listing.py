# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Filters, sorting and paging of lists, done by SQLite; only what is shown is read.

Several values of one filter (`filters[status][0]=...`) mean any of them; several comparisons mean all of them; a row
passes when it meets the comparisons or equals one of the values. The documentation leaves the combination open.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from .call import Call, is_number
from .entities import Entity, searched
from .errors import refusal
from .store import MAX_ID, Query
from .times import day

MAX_LIMIT = 1000
NAME = re.compile(r"filters\[(?P<name>\w+)\](\[\d*\])?")
SIGNS = (">=", "<=", ">", "<")
RANGE = "..."
PAGING = ("offset", "limit")

E = TypeVar("E", bound=Entity)


@dataclass(frozen=True)
class Value:
    """Something to filter by: an SQL expression, and around the condition on it what leads from the row there."""

    expression: str
    around: str = "{}"
    number: bool = False


@dataclass(frozen=True)
class Property:
    """A name of the API to filter and sort by: any of its values may meet a filter."""

    values: tuple[Value, ...]
    sorts_by: str


Properties = Mapping[str, Property]


def column(expression: str, number: bool = False) -> Property:
    return Property((Value(expression, number=number),), expression)


def elsewhere(expression: str, around: str, sorts_by: str, number: bool = False) -> Property:
    return Property((Value(expression, around, number),), sorts_by)


def either(*properties: Property) -> Property:
    return Property(tuple(value for one in properties for value in one.values), properties[0].sorts_by)


def filters_of(call: Call, known: Properties, *others: str) -> dict[str, list[str]]:
    """Return the wanted values per filter. Raises ApiError for an unknown filter or query parameter."""
    wanted: dict[str, list[str]] = {}
    for key, value in call.query:
        match = NAME.fullmatch(key)
        if match is None:
            if key not in (*others, *PAGING):
                raise refusal("unknown_param", key)
        elif match["name"] not in known:
            raise refusal("invalid_filter", f"filters[{match['name']}]")
        else:
            wanted.setdefault(match["name"], []).append(value)
    return wanted


def filtered(query: Query, wanted: Mapping[str, list[str]], known: Properties, now: datetime) -> Query:
    """Return the query with all filters. Raises ApiError for a bound that is no number where one is needed."""
    for name, texts in wanted.items():
        conditions, values = [], []
        for value in known[name].values:
            condition, found = _meets(value, texts, now)
            conditions.append(value.around.format(condition))
            values += found
        query = query.also(" OR ".join(conditions), *values)
    return query


Condition = tuple[str, list[object]]


def _meets(value: Value, wanted: list[str], now: datetime) -> Condition:
    bounds = [text for text in wanted if text.startswith(SIGNS) or RANGE in text]
    exact = [_equals(value, text, now) for text in wanted if text not in bounds]
    within = [_within(value, text, now) for text in bounds]
    together = " AND ".join(condition for condition, _values in within)
    conditions = [together] * bool(within) + [condition for condition, _values in exact]
    return " OR ".join(conditions), [one for _condition, values in (*within, *exact) for one in values]


def _equals(value: Value, text: str, now: datetime) -> Condition:
    if text == "null":
        return f"{value.expression} IS NULL", []
    if text.startswith("%"):
        return f"instr({value.expression}, ?)", [searched(text[1:])]
    if not value.number:
        return f"{value.expression} = ?", [searched(_bound(text, now))]
    stripped = text.strip()
    # A number is compared as it is written: 07 is not 7.
    plain = is_number(stripped) and str(int(stripped)) == stripped and int(stripped) <= MAX_ID
    return f"{value.expression} = ?", [int(stripped) if plain else None]


def _within(value: Value, text: str, now: datetime) -> Condition:
    if RANGE in text:
        first, last = text.split(RANGE, 1)
        parts = [(">=", first), ("<=", last)]
    else:
        sign = next(mark for mark in SIGNS if text.startswith(mark))
        parts = [(sign, text[len(sign) :])]
    conditions, values = [], []
    for sign, bound in parts:
        if value.number:
            conditions.append(f"{value.expression} {sign} ?")
            values.append(_number(bound, text))
        else:
            # As much of the value as the bound is long: a day bounds a point in time.
            shown = searched(_bound(bound, now))
            conditions.append(f"substr({value.expression}, 1, {len(shown)}) {sign} ?")
            values.append(shown)
    return " AND ".join(conditions), values


def _number(bound: str, text: str) -> object:
    try:
        return max(-MAX_ID, min(int(bound), MAX_ID))
    except ValueError:
        raise refusal("invalid_param_value", "filters", f"{text} is not a number.") from None


def _bound(text: str, now: datetime) -> str:
    return day(now).isoformat() if text.strip() == "NOW" else text.strip()


def sorting(call: Call, known: Properties) -> tuple[str, ...]:
    """Return the SQL of `sort`: `-` descends, `+` (or the blank it decodes to) and no sign ascend; null comes first."""
    terms = []
    for key in [part for part in dict(call.query).get("sort", "").split(",") if part]:
        name = key.lstrip("+- ")
        if name not in known:
            raise refusal("invalid_filter", f"sort={name}")
        terms.append(known[name].sorts_by + (" DESC" if key.startswith("-") else ""))
    return tuple(terms)


def page(
    call: Call, name: str, kind: type[E], query: Query, render: Callable[[E], Any], order_by: tuple[str, ...] = ()
) -> dict[str, Any]:
    """Return `{name: [...], "page": {"total", "limit", "offset"}}`; only what is shown is read and rendered."""
    offset, limit = offset_and_limit(call, MAX_LIMIT, MAX_LIMIT)
    store = call.world.store
    shown = [render(item) for item in store.select(kind, query, order_by, limit, min(offset, MAX_ID))]
    return {name: shown, "page": {"total": store.count(kind, query), "limit": limit, "offset": offset}}


def offset_and_limit(call: Call, default: int, most: int) -> tuple[int, int]:
    """Return which part of a list is asked for. Raises ApiError."""
    return _whole(call, "offset", 0, None), _whole(call, "limit", default, most)


def _whole(call: Call, name: str, default: int, most: int | None) -> int:
    text = dict(call.query).get(name)
    if text is None:
        return default
    if not is_number(text) or (most is not None and not 1 <= int(text) <= most):
        raise refusal("invalid_param_value", name, f"A whole number, at most {most}." if most else "A whole number.")
    return int(text)
