# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Private to this collection: it may change in any release.
"""Carry out a plan by one write. It is sent once, whatever happens; a lost answer is made up for by reading."""

from __future__ import annotations

import dataclasses
import typing as t

from .._core.errors import CannotDecide, LostAnswer, RateLimited, Refused
from .._core.model import Desired, Order, Plan, World
from .._core.planner import plan as make_plan
from .._core.status import REQUEST_OPEN
from .._core.wish import asked, short_key
from .._schema import payload
from .._schema.order import parse_new_order_id
from .._schema.request import parse_request_status
from .observe import observe
from .reads import Reads

Body = dict[str, t.Any]
Sleep = t.Callable[[float], None]

#: Seconds. What was written may become visible late.
LOOK_AGAIN = (2.0, 5.0, 10.0, 20.0)


@dataclasses.dataclass(frozen=True)
class Done:
    """What became of a write."""

    #: The order it placed, as far as the answer, or reading after a lost one, tells.
    order_id: t.Optional[int] = None
    #: The answer is a request that an approver must decide.
    awaits_approval: bool = False
    #: Its answer was lost, and reading showed that it was carried out.
    recovered: bool = False
    #: It was refused because somebody else had done the same before.
    adopted: bool = False


def body_of(desired: Desired, plan: Plan) -> Body:
    """Return the body that *plan* sends; empty without a write. Raises ``InvalidOptions`` when the task lacks what it needs."""
    if plan.buys:
        return payload.order_body(desired, plan)
    if plan.action == "reissue":
        return payload.reissue_body(desired, plan)
    if plan.action == "revoke":
        return payload.revocation_body(desired)
    if plan.action == "cancel":
        return payload.cancellation_body(desired)
    if plan.action == "approve":
        return payload.decision_body(desired.comments, "approved")
    if plan.action == "reject":
        return payload.withdrawal_body(desired)
    if plan.action == "update" and plan.metadata_id is not None:
        return payload.custom_field_body(desired, plan.metadata_id)
    return {}


def carry_out(reads: Reads, desired: Desired, plan: Plan, body: Body, sleep: Sleep, before: World) -> Done:
    """Send the one write of *plan*. *before* is the world that it was planned for.

    Raises ``LostAnswer`` when its outcome cannot be established, ``Refused`` when CertCentral refused and nobody else did the
    same, ``RateLimited`` when nothing was done and the caller has to look again before it sends anything.
    """
    try:
        return _send(reads, desired, plan, body)
    except LostAnswer as lost:
        for pause in LOOK_AGAIN:
            sleep(pause)
            done = _trace(reads, desired, plan, before)
            if done is not None:
                return done
        raise LostAnswer(f"{lost} It is not visible so far.", **lost.facts) from None
    except RateLimited:
        raise
    except Refused as refusal:
        if refusal.status in (401, 403) or not _others_did_it(reads, desired, plan, before):
            raise
        return Done(adopted=True)


def _send(reads: Reads, desired: Desired, plan: Plan, body: Body) -> Done:
    """Send the write and return what its answer tells."""
    client = reads.client
    if plan.buys:
        order_id = parse_new_order_id(client.place_order(desired.product, body))
        if order_id is None:
            raise LostAnswer(
                "CertCentral's answer to the order has no order id; run again in some minutes.", method="POST"
            )
        return Done(order_id)
    if plan.request_id is not None:
        client.set_request_status(plan.request_id, body)
        return Done()
    if plan.target is None:
        raise AssertionError(f"the plan to {plan.action} has no target")
    if plan.action == "revoke":
        if plan.certificate_id is not None:
            answer = client.revoke_certificate(plan.certificate_id, body)
        else:
            answer = client.revoke_order(plan.target.id, body)
        return Done(awaits_approval=parse_request_status(answer) in REQUEST_OPEN)
    writes = {"reissue": client.reissue, "cancel": client.set_order_status, "update": client.set_custom_field}
    writes[plan.action](plan.target.id, body)
    return Done()


def _trace(reads: Reads, desired: Desired, plan: Plan, before: World) -> t.Optional[Done]:
    """Return what the world shows of *plan* after its answer was lost, or ``None`` while it shows nothing."""
    reads.forget()
    world = observe(reads, desired, before.memory)
    if not plan.buys:
        return Done(recovered=True) if is_visible(desired, plan, world) else None
    new = _placed_since(world, before)
    own = _own_among(desired, new)
    if len(own) > 1:
        ids = " and ".join(str(order.id) for order in sorted(own, key=lambda order: order.id))
        raise CannotDecide(
            f"The answer to an order was lost, and orders {ids} were placed since then; which is this run's own cannot be told: "
            "cancel or revoke the one that is not needed."
        )
    return Done(own[0].id, recovered=True) if own else None


def is_visible(desired: Desired, plan: Plan, world: World) -> bool:
    """Tell whether *world* shows the write of *plan*, other than a purchase: it asks for something else now."""
    try:
        return make_plan(desired, world).write != plan.write
    except CannotDecide:
        return True


def _placed_since(world: World, before: World) -> list[Order]:
    known = {row.id for row in before.rows()}
    return [order for order in world.orders if order.id not in known]


def _own_among(desired: Desired, orders: t.Sequence[Order]) -> list[Order]:
    """Return which of *orders* may be the one whose answer was lost: it has the declared key, as far as a key is shown."""
    if desired.public_key is None:
        return list(orders)
    same = [order for order in orders if order.public_key == desired.public_key]
    return same or [order for order in orders if order.public_key is None and _may_be_own(desired, order)]


def _may_be_own(desired: Desired, order: Order) -> bool:
    """Tell whether an order that shows no key was not marked as bought for another one."""
    keys = {one.key for one in asked([order]) if one.key is not None}
    return not keys or short_key(desired.public_key) in keys


def _others_did_it(reads: Reads, desired: Desired, plan: Plan, before: World) -> bool:
    """Tell whether a refusal means that another run was faster: the world asks for something else than *plan* now."""
    reads.forget()
    world = observe(reads, desired, before.memory)
    if plan.buys:
        return any(not order.dead(world.today) for order in _placed_since(world, before))
    return is_visible(desired, plan, world)
