# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Private to this collection: it may change in any release.
"""Carry out a plan by one write. It is sent once, whatever happens; a lost answer is made up for by reading."""

from __future__ import annotations

import dataclasses
import typing as t

from .._api.client import Client
from .._core.errors import CannotDecide, LostAnswer, Refused
from .._core.model import Desired, Memory, Plan, World
from .._core.planner import plan as make_plan
from .._schema import payload
from .._schema.order import parse_new_order_id
from .observe import observe

Body = dict[str, t.Any]
Sleep = t.Callable[[float], None]

#: Seconds. An order may become visible late after its answer was lost.
_LOOK_AGAIN = (2.0, 5.0, 10.0, 20.0)


@dataclasses.dataclass(frozen=True)
class Done:
    """What became of a write."""

    #: The order it placed, as far as the answer tells.
    order_id: t.Optional[int] = None
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
    if plan.action in ("approve", "reject"):
        return payload.decision_body(desired, {"approve": "approved", "reject": "rejected"}[plan.action])
    if plan.action == "update" and plan.metadata_id is not None:
        return payload.custom_field_body(desired, plan.metadata_id)
    return {}


def carry_out(client: Client, desired: Desired, plan: Plan, body: Body, sleep: Sleep, memory: Memory) -> Done:
    """Send the one write of *plan*. *memory* is what the run did before.

    Raises ``LostAnswer`` when its outcome cannot be established, ``Refused`` when CertCentral refused and nobody else did the same.
    """
    try:
        return Done(_send(client, desired, plan, body))
    except LostAnswer as lost:
        for pause in _LOOK_AGAIN:
            sleep(pause)
            if _left_a_trace(client, desired, plan, memory):
                return Done(recovered=True)
        raise LostAnswer(f"{lost} It is not visible so far.", **lost.facts) from None
    except Refused as refusal:
        if refusal.status in (401, 403) or not _left_a_trace(client, desired, plan, memory):
            raise
        return Done(adopted=True)


def _send(client: Client, desired: Desired, plan: Plan, body: Body) -> t.Optional[int]:
    """Send the write and return the id of the order it placed, if it placed one."""
    if plan.buys:
        order_id = parse_new_order_id(client.place_order(desired.product, body))
        if order_id is None:
            raise LostAnswer(
                "CertCentral's answer to the order has no order id; run again in some minutes.", method="POST"
            )
        return order_id
    if plan.request_id is not None:
        client.set_request_status(plan.request_id, body)
    elif plan.certificate_id is not None:
        client.revoke_certificate(plan.certificate_id, body)
    elif plan.target is None:
        raise AssertionError(f"the plan to {plan.action} has no target")
    else:
        writes = {
            "reissue": client.reissue,
            "revoke": client.revoke_order,
            "cancel": client.set_order_status,
            "update": client.set_custom_field,
        }
        writes[plan.action](plan.target.id, body)
    return None


def _left_a_trace(client: Client, desired: Desired, plan: Plan, memory: Memory) -> bool:
    """Tell whether the world now asks for something else than *plan*: then it was carried out, by this run or another."""
    world: World = observe(client, desired, memory)
    try:
        return not make_plan(desired, world).same_write(plan)
    except CannotDecide:
        return _is_new(plan, world)


def _is_new(plan: Plan, world: World) -> bool:
    """Where the planner gives up: only a further order is proof of a purchase."""
    target = plan.target.id if plan.target else 0
    return not plan.buys or any(row.id > target for row in world.rows())
