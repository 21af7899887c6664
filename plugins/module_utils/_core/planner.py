# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Private to this collection: it may change in any release.
"""Desired state and observed world in, plan out. Knows no network, clock, file or Ansible."""

from __future__ import annotations

import dataclasses
import typing as t

from . import rules
from .errors import CannotDecide
from .facts import Facts
from .model import Desired, Order, Plan, World
from .rule import FAIL, first, sentence


def plan(desired: Desired, world: World) -> Plan:
    """Return the one thing to do next. Raises ``CannotDecide`` where only a person can tell."""
    facts = Facts(desired, world)
    table = rules.ABSENT if desired.state == "absent" else rules.PRESENT
    action, reason = first(table, facts)
    if action == FAIL:
        raise CannotDecide(sentence(reason))
    return Plan(
        action=action,
        reason=reason,
        current=facts.current,
        in_flight=facts.in_flight,
        differences=facts.differences,
        alternative_order_id=world.next_alternative_order_id,
        warnings=tuple(_warnings(facts)),
        **_aim(action, facts),
    )


def still_wanted(desired: Desired, plan: Plan) -> Desired:
    """Return what a run still wants after *plan* was carried out: one renewal with renew=now, one attempt to mend drift."""
    if not plan.buys and plan.action != "reissue":
        return desired
    renew = "when_due" if desired.renew == "now" else desired.renew
    return dataclasses.replace(desired, renew=renew, on_drift="ignore")


def _aim(action: str, facts: Facts) -> dict[str, t.Any]:
    """Return what exactly *action* is about, as fields of the plan."""
    present = facts.desired.state == "present"
    ended = facts.own if present and facts.own is not None else facts.to_end
    if action == "order":
        return {"renewal_of_order_id": facts.desired.renewal_of_order_id}
    if action == "renew" and facts.renewable:
        return {"target": facts.renewable, "renewal_of_order_id": facts.renewable.id}
    if action in ("reissue", "replace"):
        return {"target": facts.current, "wish": facts.wish}
    if action == "approve" and facts.open_request:
        return {"target": facts.in_flight, "request_id": facts.open_request.id}
    if action == "reject":
        request = facts.own_request if present else facts.end_request
        return {"target": ended, "request_id": request.id if request else None}
    if action == "cancel":
        return {"target": ended}
    if action == "revoke" and not present:
        return {"target": facts.to_end}
    if action == "revoke":
        return {
            "target": facts.replaced or facts.current,
            "certificate_id": None if facts.replaced else facts.replaced_certificate,
        }
    if action == "update" and facts.field_to_mend:
        return {"target": facts.current, "metadata_id": int(facts.field_to_mend.option.partition(".")[2])}
    return {}


def _warnings(facts: Facts) -> t.Iterator[str]:
    chosen = facts.chosen
    if facts.desired.state == "absent":
        return
    if chosen.rivals and facts.current is not None and not facts.replaced:
        yield (
            f"Order {facts.current.id} is taken as current, but {_names(chosen.rivals)} of the same identity also live; "
            "revoke what is not needed."
        )
    if chosen.also_in_flight:
        yield (
            f"Besides the order in flight, {_names(chosen.also_in_flight)} of the same identity also wait to be issued; "
            "cancel what is not needed."
        )
    if facts.expired is not None and facts.never:
        yield f"The certificate of order {facts.expired.id} has expired, and renew is never: nothing was ordered."
    for difference in facts.differences:
        if difference.option == "container.id":
            yield "container.id differs from the order's; move the order in CertCentral, this module does not."


def _names(orders: t.Sequence[Order]) -> str:
    ids = ", ".join(str(order.id) for order in orders)
    return f"order {ids}" if len(orders) == 1 else f"orders {ids}"
