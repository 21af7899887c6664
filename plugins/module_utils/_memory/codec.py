# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Private to this collection: it may change in any release.
"""Orders as text for the memory, and back. Only what this collection reasons about is kept: no CSR, no contact, nothing secret."""

from __future__ import annotations

import dataclasses
import datetime
import json
import typing as t

from .._core.dates import parse_date
from .._core.model import Order, Request
from .._core.remembered import Remembered

Value = t.Any


def dump(remembered: Remembered) -> str:
    """Return what is kept of an order."""
    kept = {
        "order": _plain(remembered.order),
        "read_at": remembered.read_at,
        "depth": sorted(remembered.depth),
        "row": None if remembered.row is None else _plain(remembered.row),
    }
    return json.dumps(kept, separators=(",", ":"))


def load(text: str) -> Remembered:
    """Return what was kept. Raises ``ValueError`` or ``TypeError`` for anything that :func:`dump` does not write."""
    kept = _mapping(json.loads(text))
    row = kept.get("row")
    return Remembered(
        order=_order(kept.get("order")),
        read_at=_number(kept.get("read_at")),
        depth=frozenset(_text(word) for word in _list(kept.get("depth"))),
        row=None if row is None else _order(row),
    )


def dump_order(order: Order) -> str:
    """Return a row of the list of orders as text."""
    return json.dumps(_plain(order), separators=(",", ":"))


def load_order(text: str) -> Order:
    """Return a row of the list of orders. Raises ``ValueError`` or ``TypeError`` for anything that :func:`dump_order` does not write."""
    return _order(json.loads(text))


def _plain(order: Order) -> dict[str, Value]:
    """Return the fields that differ from what they are when an answer does not show them."""
    fields = {field.name: getattr(order, field.name) for field in dataclasses.fields(order) if field.name in _FIELDS}
    return {name: _json(value) for name, value in fields.items() if name in _ALWAYS or value != getattr(_BLANK, name)}


def _json(value: Value) -> Value:
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, tuple):
        return [_request(one) if isinstance(one, Request) else one for one in value]
    return {str(key): inner for key, inner in value.items()} if isinstance(value, t.Mapping) else value


def _request(request: Request) -> list[Value]:
    return [request.id, request.type, request.status, request.comments]


def _order(value: Value) -> Order:
    found = _mapping(value)
    if set(found) - set(_FIELDS) or not set(_ALWAYS) <= set(found):
        raise ValueError("this is no order")
    fields: dict[str, t.Any] = {name: _FIELDS[name](inner) for name, inner in found.items()}
    return Order(**fields)


def _read_request(value: Value) -> Request:
    number, *texts = _list(value)
    kind, state, comments = (None if text is None else _text(text) for text in texts)
    return Request(_integer(number), kind, state, comments)


def _text(value: Value) -> str:
    if not isinstance(value, str):
        raise TypeError("this is no text")
    return value


def _integer(value: Value) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError("this is no whole number")
    return value


def _number(value: Value) -> float:
    if not isinstance(value, (int, float)) or isinstance(value, bool):
        raise TypeError("this is no number")
    return float(value)


def _flag(value: Value) -> bool:
    if not isinstance(value, bool):
        raise TypeError("this is neither true nor false")
    return value


def _date(value: Value) -> datetime.date:
    return parse_date(_text(value))


def _list(value: Value) -> list[Value]:
    if not isinstance(value, list):
        raise TypeError("this is no list")
    return value


def _mapping(value: Value) -> dict[str, Value]:
    if not isinstance(value, dict):
        raise TypeError("this is no dictionary")
    return value


def _texts(value: Value) -> tuple[str, ...]:
    return tuple(_text(one) for one in _list(value))


_BLANK = Order(0, "")
_ALWAYS = ("id", "status")

#: Every field that is kept, and how it is read. The CSR is left out: its key is kept.
_FIELDS: t.Mapping[str, t.Callable[[Value], Value]] = {
    "id": _integer,
    "status": _text,
    "alternative_order_id": _text,
    "product": _text,
    "certificate_id": _integer,
    "certificate_status": _text,
    "common_name": _text,
    "emails": _texts,
    "organization_id": _integer,
    "container_id": _integer,
    "signature_hash": _text,
    "organization_units": _texts,
    "ca_cert_id": _text,
    "public_key": _text,
    "custom_fields": lambda value: {int(_text(name)): _text(inner) for name, inner in _mapping(value).items()},
    "valid_from": _date,
    "valid_till": _date,
    "serial_number": _text,
    "thumbprint": _text,
    "date_created": _date,
    "is_renewed": _flag,
    "renewal_of_order_id": _integer,
    "requests": lambda value: tuple(_read_request(one) for one in _list(value)),
    "shows_requests": _flag,
    "replaced_certificates": lambda value: tuple(_integer(one) for one in _list(value)),
}
