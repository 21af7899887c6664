# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Filters, sorting and paging of lists.

Several values of one filter (`filters[status][0]=...`) mean any of them; several comparisons mean all of them; a row
passes when it meets the comparisons or equals one of the values. The documentation leaves the combination open.
"""

import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

from .call import Call, is_number
from .errors import refusal
from .times import day

MAX_LIMIT = 1000
NAME = re.compile(r"filters\[(?P<name>\w+)\](\[\d*\])?")
COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {
    ">=": lambda value, bound: value >= bound,
    "<=": lambda value, bound: value <= bound,
    ">": lambda value, bound: value > bound,
    "<": lambda value, bound: value < bound,
}
RANGE = "..."
PAGING = ("offset", "limit")
Getter = Callable[[Any], Any]


def filters_of(call: Call, known: dict[str, Getter], *others: str) -> dict[str, list[str]]:
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


def passes(item: Any, wanted: dict[str, list[str]], known: dict[str, Getter], now: datetime) -> bool:
    """Whether an item meets all filters."""
    return all(_meets(known[name](item), values, now) for name, values in wanted.items())


def _meets(value: Any, wanted: list[str], now: datetime) -> bool:
    bounds = [text for text in wanted if text.startswith(tuple(COMPARISONS)) or RANGE in text]
    exact = [text for text in wanted if text not in bounds]
    if bounds and all(_within(value, text, now) for text in bounds):
        return True
    return any(_equals(value, text, now) for text in exact)


def _equals(value: Any, text: str, now: datetime) -> bool:
    if isinstance(value, (list, tuple, set)):
        return any(_equals(member, text, now) for member in value)
    if value is None:
        return text == "null"
    if text.startswith("%"):
        return text[1:].lower() in str(value).lower()
    return str(value).lower() == _bound(text, now).lower()


def _within(value: Any, text: str, now: datetime) -> bool:
    if value is None:
        return False
    if isinstance(value, int):
        return _number_within(value, text)
    shown = str(value)
    if RANGE in text:
        first, last = (_bound(part, now) for part in text.split(RANGE, 1))
        return shown[: len(first)] >= first and shown[: len(last)] <= last
    sign = next(mark for mark in COMPARISONS if text.startswith(mark))
    bound = _bound(text[len(sign) :], now)
    return COMPARISONS[sign](shown[: len(bound)], bound)


def _number_within(value: int, text: str) -> bool:
    try:
        if RANGE in text:
            first, last = (int(part) for part in text.split(RANGE, 1))
            return first <= value <= last
        sign = next(mark for mark in COMPARISONS if text.startswith(mark))
        return COMPARISONS[sign](value, int(text[len(sign) :]))
    except ValueError:
        raise refusal("invalid_param_value", "filters", f"{text} is not a number.") from None


def _bound(text: str, now: datetime) -> str:
    return day(now).isoformat() if text.strip() == "NOW" else text.strip()


def sorted_rows(call: Call, items: list[Any], known: dict[str, Getter]) -> list[Any]:
    """Return the items in the order of `sort`: `-` descends, `+` (or the blank it decodes to) and no sign ascend."""
    text = dict(call.query).get("sort", "")
    for key in reversed([part for part in text.split(",") if part]):
        name = key.lstrip("+- ")
        if name not in known:
            raise refusal("invalid_filter", f"sort={name}")
        items = sorted(items, key=_sortable(known[name]), reverse=key.startswith("-"))
    return items


def _sortable(getter: Getter) -> Callable[[Any], tuple[bool, int, str]]:
    def key(item: Any) -> tuple[bool, int, str]:
        value = getter(item)
        number = value if isinstance(value, int) else 0
        return (value is not None, number, "" if isinstance(value, int) else str(value))

    return key


def page(call: Call, items: list[Any], name: str, render: Callable[[Any], Any]) -> dict[str, Any]:
    """Return `{name: [...], "page": {"total", "limit", "offset"}}`; only what is shown is rendered."""
    offset = _whole(call, "offset", 0, None)
    limit = _whole(call, "limit", MAX_LIMIT, MAX_LIMIT)
    shown = [render(item) for item in items[offset : offset + limit]]
    return {name: shown, "page": {"total": len(items), "limit": limit, "offset": offset}}


def _whole(call: Call, name: str, default: int, most: int | None) -> int:
    text = dict(call.query).get(name)
    if text is None:
        return default
    if not is_number(text) or (most is not None and not 1 <= int(text) <= most):
        raise refusal("invalid_param_value", name, f"A whole number, at most {most}." if most else "A whole number.")
    return int(text)
