# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Private to this collection: it may change in any release.
"""Approve or reject requests: look, write once per request, and establish the outcome by reading when the answer is lost."""

from __future__ import annotations

import dataclasses
import typing as t

from .._api.client import Client
from .._core.decision import ACTIONS, OrderRequest, check, decided, reached, request_dict
from .._core.errors import CannotDecide, DigicertError, LostAnswer, Refused, Unanswered
from .._core.model import Order, Request
from .._core.status import AWAITS_APPROVAL
from .._schema import payload
from .archive import FORGETFUL, Archive
from .observe import survey
from .reads import Reads

Sleep = t.Callable[[float], None]

#: Seconds. A decision may show late after its answer was lost.
_LOOK_AGAIN = (1.0, 2.0, 5.0)


@dataclasses.dataclass(frozen=True)
class Wanted:
    """What one task asks for: whose requests, and their outcome."""

    #: ``approved`` or ``rejected``.
    status: str
    request_id: t.Optional[int] = None
    order_id: t.Optional[int] = None
    alternative_order_id: t.Optional[str] = None
    unique_order_ids: bool = False
    #: Of the orders' requests only these; empty means all.
    types: tuple[str, ...] = ()
    comments: t.Optional[str] = None


@dataclasses.dataclass(frozen=True)
class Decided:
    """What became of it."""

    before: tuple[OrderRequest, ...]
    after: tuple[OrderRequest, ...]
    #: The requests that this run decided, or in check mode would decide.
    changed: tuple[int, ...] = ()
    recovered: bool = False
    warnings: tuple[str, ...] = ()

    def result(self, wanted: Wanted) -> dict[str, t.Any]:
        """Return the result of the run, without ``api_calls``."""
        return {
            "changed": bool(self.changed),
            "action": ACTIONS[wanted.status] if self.changed else "none",
            "requests": [request_dict(found) for found in self.after],
            "recovered": self.recovered,
            "diff": {"before": self._side(self.before), "after": self._side(self.after)},
        }

    def _side(self, requests: t.Iterable[OrderRequest]) -> dict[str, t.Any]:
        return {str(f.request.id): f.request.status for f in requests if f.request.id in self.changed}


def decide(client: Client, wanted: Wanted, check_mode: bool, sleep: Sleep, archive: Archive = FORGETFUL) -> Decided:
    """Bring the requests to the wanted outcome and return what came of it.

    Raises ``CannotDecide`` when a request was decided the other way, ``Refused`` and ``LostAnswer``; what was decided
    before that is then in the error's ``requests``.
    """
    reads = Reads(client, archive)
    found, warnings = _look(reads, wanted)
    if wanted.request_id is not None:
        check(found[0].request, wanted.status)
    open_ones = [item.request.id for item in found if item.request.open]
    if check_mode:
        after = tuple(decided(item, wanted.status) if item.request.open else item for item in found)
        return Decided(found, after, tuple(open_ones), warnings=warnings)
    return _decide_all(reads, wanted, Decided(found, found, warnings=warnings), sleep)


def _decide_all(reads: Reads, wanted: Wanted, state: Decided, sleep: Sleep) -> Decided:
    for place, item in enumerate(state.before):
        if not item.request.open:
            continue
        try:
            by_us, recovered = _decide_one(reads, wanted, item, sleep)
        except DigicertError as error:
            for key in ("changed", "action", "requests"):
                error.facts.setdefault(key, state.result(wanted)[key])
            raise
        after = (*state.after[:place], decided(item, wanted.status), *state.after[place + 1 :])
        changed = (*state.changed, item.request.id) if by_us else state.changed
        state = dataclasses.replace(state, after=after, changed=changed, recovered=state.recovered or recovered)
    return state


def _decide_one(reads: Reads, wanted: Wanted, item: OrderRequest, sleep: Sleep) -> tuple[bool, bool]:
    """Send one decision. Return whether this run made it, and whether that was established by reading."""
    request_id = item.request.id
    body = payload.decision_body(wanted.comments, wanted.status)
    reads.about_to_write(None, item.order_id)
    try:
        reads.client.set_request_status(request_id, body)
    except LostAnswer as lost:
        _look_again(reads, wanted, request_id, lost, sleep)
        return True, True
    except Refused as refusal:
        if not refusal.has_code("request_already_processed"):
            raise
        # Somebody else was faster; their outcome may be the wanted one.
        now = reads.request(request_id).request
        check(now, wanted.status)
        if not reached(now, wanted.status):
            raise
        return False, False
    return True, False


def _look_again(reads: Reads, wanted: Wanted, request_id: int, lost: LostAnswer, sleep: Sleep) -> None:
    """Return once the request shows the wanted outcome. Raises ``LostAnswer`` when it stays open."""
    for pause in _LOOK_AGAIN:
        sleep(pause)
        try:
            now = reads.request(request_id).request
        except Unanswered:
            continue
        check(now, wanted.status)
        if reached(now, wanted.status):
            return
    raise LostAnswer(f"{lost} Request {request_id} is still not {wanted.status}.", **lost.facts) from None


def _look(reads: Reads, wanted: Wanted) -> tuple[tuple[OrderRequest, ...], tuple[str, ...]]:
    """Return the request that is named, or every request of the wanted types of the orders that are; and warnings."""
    if wanted.request_id is not None:
        return (reads.request(wanted.request_id),), ()
    orders, warnings = _orders(reads, wanted)
    pairs = [(order, item) for order in orders for item in _requests_of(reads, order)]
    chosen = tuple(item for order, item in pairs if _is_meant(wanted, order, item.request))
    passed = [item.request.id for order, item in pairs if item.request.open and _may_be_revocation(order, item.request)]
    return chosen, (*warnings, *(_untyped(request_id) for request_id in passed))


def _is_meant(wanted: Wanted, order: Order, request: Request) -> bool:
    """Tell whether the task means *request* of *order*: it is of a wanted type, and no open one that may be a revocation."""
    if wanted.types:
        return request.type in wanted.types
    return not (request.open and _may_be_revocation(order, request))


def _may_be_revocation(order: Order, request: Request) -> bool:
    """Tell whether *request* does not show its type and the order has a certificate that it may be about to revoke."""
    return request.type is None and order.issued


def _untyped(request_id: int) -> str:
    return (
        f"CertCentral does not show the type of request {request_id}: it may be a revocation, so it was left alone; "
        "look at it in CertCentral, and name it in request_id to decide it."
    )


def _orders(reads: Reads, wanted: Wanted) -> tuple[list[Order], tuple[str, ...]]:
    """Return the orders that can have open requests. A name that leads nowhere is worth a warning: it may be misspelt.

    Raises ``CannotDecide`` when the lookup also finds orders of another name: a request of theirs is not to be decided.
    """
    if wanted.order_id is not None:
        return [reads.order(wanted.order_id)], ()
    world = survey(reads, wanted.alternative_order_id or "", wanted.unique_order_ids)
    if world.strangers:
        shown = ", ".join(f"order {stranger.id} {stranger.shows}" for stranger in world.strangers)
        raise CannotDecide(
            f"Nothing was decided: the lookup of this alternative_order_id also found what is not its own ({shown}); "
            "name the order in order_id, or the request in request_id."
        )
    warnings = () if world.rows() else ("No order carries this alternative_order_id, so there was nothing to decide.",)
    return [order for order in world.orders if not order.dead(world.today)], warnings


def _requests_of(reads: Reads, order: Order) -> list[OrderRequest]:
    """Return the requests of *order*; where it does not show them or their status, they are asked for."""
    if not order.requests and (order.status in AWAITS_APPROVAL or not order.shows_requests):
        return list(reads.pending_requests(order))
    return [
        OrderRequest(request, order.id)
        if request.status is not None
        else dataclasses.replace(reads.request(request.id), order_id=order.id)
        for request in order.requests
    ]
