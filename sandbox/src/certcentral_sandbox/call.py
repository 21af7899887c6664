# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One API request as the handlers see it, and the answers they give."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from typing import Any

from .entities import ApiKey, Certificate, Order, searched
from .errors import refusal
from .keys import ROLES, Role
from .parsing import parse
from .store import Query
from .times import seconds
from .world import World

JSON_TYPE = "application/json"
SHORTEST_SERIAL = 20
MOST_DIGITS = 40


@dataclass(frozen=True)
class Answer:
    """`payload` is JSON, `text` a raw body, `chunks` one that is made while it is sent; none of them: no body."""

    status: int = 200
    payload: Any = None
    text: str | None = None
    chunks: Iterator[str] | None = None
    media_type: str = JSON_TYPE

    def whole(self) -> "Answer":
        """Return the same answer with all that would be made while it is sent."""
        return self if self.chunks is None else replace(self, text="".join(self.chunks), chunks=None)


NO_CONTENT = Answer(status=204)


@dataclass(frozen=True)
class View:
    """How an answer may see the account wrongly (`wrong`); the defaults are the truth.

    `undone` changes have not happened yet; orders are `listed_after` and `shown_after` so many seconds; certificates
    come `signed_again`, with another serial number.
    """

    undone: int = 0
    listed_after: float = 0
    shown_after: float = 0
    any_case: bool = False
    unfiltered: bool = False
    signed_again: bool = False


TRUTH = View()


@dataclass(frozen=True)
class Call:
    world: World
    key: ApiKey
    path: dict[str, str]
    query: list[tuple[str, str]]
    raw_body: bytes
    content_type: str
    view: View = TRUTH

    @property
    def role(self) -> Role:
        return ROLES[self.key.role]

    @property
    def now(self) -> datetime:
        return self.world.now()

    @cached_property
    def body(self) -> Any:
        """Return the JSON of the request; no body at all is an empty object. Raises ApiError."""
        if not self.raw_body:
            return {}
        if self.content_type.split(";")[0].strip().lower() != JSON_TYPE:
            raise refusal("bad_request_content_type")
        try:
            return parse(self.raw_body)
        except ValueError:
            raise refusal("bad_request_format", message="The request body is not valid JSON.") from None

    def allow_query(self, *names: str) -> None:
        """Refuse query parameters that the endpoint does not know."""
        for name, _value in self.query:
            if name not in names:
                raise refusal("unknown_param", name)

    def order(self, name: str = "order") -> Order:
        """Return the order of the path by ID, or by serial number or thumbprint of its primary certificate."""
        return find_order(self, self.path[name])


def is_number(text: str) -> bool:
    """Whether a text is a whole number in plain digits, of a sane length."""
    return text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS


def find_order(call: Call, identifier: str) -> Order:
    """Raises ApiError when the key's user may not see such an order."""
    store = call.world.store
    order: Order | None = None
    if is_number(identifier) and len(identifier) < SHORTEST_SERIAL:
        order = store.get(Order, int(identifier))
    else:
        named = store.where(Certificate, "serial_number", identifier)
        named += store.where(Certificate, "thumbprint", identifier)
        for certificate in named:
            owner = store.need(Order, certificate.order_id)
            if owner.certificate_id == certificate.id:
                order = owner
    if order is None or not visible(call, order):
        raise refusal("not_found|order")
    return order


def visible(call: Call, order: Order) -> bool:
    """Whether the key's user may see an order by now: a limited user sees only its own."""
    if (call.now - order.date_created).total_seconds() < call.view.shown_after:
        return False
    return not call.role.own_orders_only or order.user_id == call.key.user_id


def listed(call: Call) -> Query:
    """Return the query for the orders that lookups and lists show to the key's user by now."""
    lag = max(call.world.settings.visibility_lag_seconds, call.view.listed_after)
    query = Query(("orders.date_created <= ?",), (searched(call.now - seconds(lag)),)) if lag else Query()
    return query.also("orders.user_id = ?", call.key.user_id) if call.role.own_orders_only else query
