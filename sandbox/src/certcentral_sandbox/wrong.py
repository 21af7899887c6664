# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Answers that are well formed and wrong: about something else, from earlier, incomplete, or at odds with each other.

Each kind is a function from a question to its answer. Reads change nothing: a state of the past is shown inside a
transaction that is undone.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from . import api, keys, lifecycle, routes, routes_orders
from .call import TRUTH, Answer, View, is_number
from .entities import Certificate, Order, Request
from .errors import refusal
from .faults import Fault
from .quirks import drop
from .render import brief_row
from .store import Query, named
from .world import World

RIVAL_KEY = "sandbox-rival-key"
LISTS = ("orders", "requests", "certificates")
# Ids that no order, request or certificate has.
INVENTED = 90_000_000

# What these leave out, wherever it stands in an answer.
MISSING: dict[str, tuple[str, ...]] = {
    "missing_type": ("requests.type", "type"),
    "missing_csr": ("certificate.csr", "certificates.csr"),
    "missing_identity": ("alternative_order_id",),
    "missing_is_renewed": ("is_renewed", "orders.is_renewed"),
    "missing_links": ("renewal_of_order_id", "is_renewal"),
    "missing_serial": ("certificate.serial_number", "certificates.serial_number", "orders.certificate.serial_number"),
}


@dataclass(frozen=True)
class Question:
    """A request that is to be answered wrongly."""

    world: World
    fault: Fault
    sent: api.Sent

    def right(self, view: View = TRUTH, **changes: Any) -> Answer:
        """Return the right answer; or the one to a changed request, or as a wrong view of the account has it."""
        return api.answer(self.world, replace(self.sent, **changes), view)

    @property
    def variables(self) -> dict[str, str]:
        """Return the variables of the path."""
        found = routes.find(self.sent.method, self.sent.path)
        return found[1] if found else {}

    def is_about(self, handler: routes.Handler) -> bool:
        found = routes.find(self.sent.method, self.sent.path)
        return found is not None and found[0].handler is handler


def answer(question: Question) -> Answer:
    """Return the wrong answer of one of KINDS; the right one where the question gives no occasion."""
    return KINDS[question.fault.kind](question)


def _viewed(view: Callable[[Fault], View]) -> Callable[[Question], Answer]:
    return lambda question: question.right(view(question.fault))


def _stale_by_one_write(question: Question) -> Answer:
    return question.right(View(undone=1))


def _stale_seconds(question: Question) -> Answer:
    world = question.world
    with world.store.transaction():
        lifecycle.settle(world)
    return question.right(View(undone=world.store.changes_since(world.now().timestamp() - question.fault.span)))


def _other_order(question: Question) -> Answer:
    other = _another(question)
    if other is None:
        return question.right()
    if question.is_about(routes_orders.by_alternative_id):
        shown = {"orders": [brief_row(question.world, other)], "page": {"total": 1, "limit": 1000, "offset": 0}}
        return Answer(payload=shown)
    requests = question.world.store.where(Request, "order_id", other.id)
    ids = {"order": other.id, "certificate": other.certificate_id, "request": requests[-1].id}
    path = question.sent.path
    for name, value in question.variables.items():
        if name in ids:
            path = path.replace(f"/{value}", f"/{ids[name]}", 1)
    if path != question.sent.path:
        return question.right(path=path)
    listed = {"/order/certificate": other.id, "/request": requests[-1].id}.get(path)
    return question.right() if listed is None else question.right(query=[("filters[id]", str(listed))])


def _asked(question: Question) -> Order | None:
    """Return the order that the path is about."""
    store, variables = question.world.store, question.variables
    if "alternative_order_id" in variables:
        found = store.select(Order, named(variables["alternative_order_id"]))
        return found[-1] if found else None
    numbers = {name: int(text) for name, text in variables.items() if is_number(text)}
    if "order" in numbers:
        return store.get(Order, numbers["order"])
    owned = store.get(Certificate, numbers.get("certificate")) or store.get(Request, numbers.get("request"))
    return None if owned is None else store.get(Order, owned.order_id)


def _another(question: Question) -> Order | None:
    """Return the order that the fault names, or the newest of another identity."""
    store = question.world.store
    if question.fault.order_id is not None:
        return store.get(Order, question.fault.order_id)
    asked = _asked(question)
    name = asked.alternative_order_id if asked else question.variables.get("alternative_order_id")
    query = Query(("orders.alternative_order_id IS NOT ?",), (None if name is None else name.lower(),))
    if asked is not None:
        query = query.also("orders.id <> ?", asked.id)
    found = store.select(Order, query, ("orders.id DESC",), limit=1)
    return found[0] if found else None


def _linked(predecessor: Callable[[Question, int], int | None]) -> Callable[[Question], Answer]:
    """Return the kind that shows another predecessor in order info."""

    def linked(question: Question) -> Answer:
        found = question.right()
        if question.is_about(routes_orders.info) and found.status == 200:
            number = predecessor(question, found.payload["id"])
            if number is not None:
                found.payload.update(renewal_of_order_id=number, is_renewal=True)
        return found

    return linked


def _successor(question: Question, number: int) -> int | None:
    """Return the order that renews one: the two then name each other."""
    found = question.world.store.where(Order, "renewal_of_order_id", number)
    return found[-1].id if found else None


def _stranger(question: Question, _number: int) -> int | None:
    other = _another(question)
    return None if other is None else other.id


def _missing(question: Question) -> Answer:
    found = question.right()
    for path in MISSING[question.fault.kind]:
        drop(found.payload, path.split("."))
    return found


def _duplicate_rows(question: Question) -> Answer:
    found = question.right()
    for name in LISTS:
        rows = found.payload.get(name) if isinstance(found.payload, dict) else None
        if rows:
            status = {} if question.fault.row_status is None else {"status": question.fault.row_status}
            found.payload[name] = [twin for row in rows for twin in (row, row | status)]
            if "page" in found.payload:
                found.payload["page"]["total"] *= 2
    return found


def _repeated_page(question: Question) -> Answer:
    """Answer every page with the first one, or with rows that nobody has seen, and promise more each time."""
    offset = dict(question.sent.query).get("offset", "0")
    found = question.right(query=[pair for pair in question.sent.query if pair[0] != "offset"])
    if not isinstance(found.payload, dict) or "page" not in found.payload or not is_number(offset):
        return found
    name = next(name for name in found.payload if name != "page")
    rows, start = found.payload[name], int(offset)
    if question.fault.rows == "new" and start:
        number = "order_id" if "order_id" in rows[0] else "id"
        found.payload[name] = [row | {number: INVENTED + start + n} for n, row in enumerate(rows)]
    if rows:
        found.payload["page"].update(offset=start, total=start + 2 * len(rows))
    return found


def _rival(question: Question) -> Answer:
    """Take the purchase as the one of somebody else, and refuse the client because of too many requests."""
    if question.variables.get("product") is not None:
        with question.world.store.transaction():
            keys.add(question.world.store, RIVAL_KEY, "administrator", "Rival")
        question.right(key=RIVAL_KEY)
    return Answer(status=429, payload=refusal("request_limit_exceeded").body())


KINDS: dict[str, Callable[[Question], Answer]] = {
    "other_order": _other_order,
    "other_case": _viewed(lambda _fault: View(any_case=True)),
    "unfiltered_list": _viewed(lambda _fault: View(unfiltered=True)),
    "lagging_lookup": _viewed(lambda fault: View(listed_after=fault.span)),
    "lagging_order_info": _viewed(lambda fault: View(shown_after=fault.span)),
    "wrong_serial": _viewed(lambda _fault: View(signed_again=True)),
    "stale_by_one_write": _stale_by_one_write,
    "stale_seconds": _stale_seconds,
    "self_link": _linked(lambda _question, number: number),
    "cycle": _linked(_successor),
    "stranger_link": _linked(_stranger),
    "duplicate_rows": _duplicate_rows,
    "repeated_page": _repeated_page,
    "rate_limited_with_rival": _rival,
    **dict.fromkeys(MISSING, _missing),
}
