# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Private to this collection: it may change in any release.
"""Desired state and observed world in, plan out. Knows no network, clock, file or Ansible."""

from __future__ import annotations

import dataclasses
import typing as t

from . import rules, wish
from .errors import CannotDecide
from .facts import Facts
from .identity import contradictions
from .model import Desired, Order, Plan, World
from .rule import FAIL, first, forbidden, sentence


def plan(desired: Desired, world: World) -> Plan:
    """Return the one thing to do next. Raises ``CannotDecide`` where only a person can tell."""
    facts = Facts(desired, world)
    table = rules.ABSENT if desired.state == "absent" else rules.PRESENT
    action, reason = first(table, facts)
    if action == FAIL:
        raise CannotDecide(sentence(reason))
    refusal = forbidden(rules.GUARDS, action, facts)
    if refusal is not None:
        raise CannotDecide(sentence(refusal))
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
    desired = facts.desired
    if action == "order":
        before = desired.renewal_of_order_id
        return {"renewal_of_order_id": before, "mark": wish.mark(desired, before)}
    if action == "renew" and facts.renewable:
        before = facts.renewable.id
        return {"target": facts.renewable, "renewal_of_order_id": before, "mark": wish.mark(desired, before)}
    if action in ("reissue", "replace") and facts.current:
        return {"target": facts.current, "mark": wish.mark(desired, facts.current.id)}
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
    yield from _about_order_id(facts)
    if facts.world.strangers:
        yield f"The lookup of this alternative_order_id also found what is not its own: {facts.stranger_names}."
    if facts.desired.state == "present":
        yield from _about_others(facts)
        yield from _about_undone(facts)
        yield from _about_values(facts)


def _about_others(facts: Facts) -> t.Iterator[str]:
    chosen = facts.chosen
    if chosen.rivals and facts.current is not None:
        yield (
            f"Order {facts.current.id} is taken as current, but {_names(chosen.rivals)} of the same identity also live; "
            "revoke what is not needed."
        )
    if chosen.also_in_flight:
        yield (
            f"Besides the order in flight, {_names(chosen.also_in_flight)} of the same identity also wait to be issued; "
            "cancel what is not needed."
        )


def _about_undone(facts: Facts) -> t.Iterator[str]:
    """Yield what the task asks for and does not get, and why."""
    if facts.desired.approve and facts.open_request and facts.in_flight and facts.not_approvable:
        yield (
            f"Request {facts.open_request.id} of order {facts.in_flight.id} {facts.not_approvable}, so it was not approved: "
            "decide it in CertCentral, or with digicert_request."
        )
    if facts.desired.renew == "now" and facts.current is not None and not facts.asked_for:
        yield f"renew=now did nothing: order {facts.current.id} was placed {_day(facts)}."
    if facts.expired is not None and facts.never:
        yield f"The certificate of order {facts.expired.id} has expired, and renew is never: nothing was ordered."


def _about_values(facts: Facts) -> t.Iterator[str]:
    for difference in facts.differences:
        if difference.option == "container.id":
            yield "container.id differs from the order's; move the order in CertCentral, this module does not."
        elif difference.option.startswith("custom_fields.") and facts.field_was_set(difference):
            yield (
                f"{difference.option} was set to {difference.after!r}, and CertCentral shows {difference.before!r}: "
                "declare what it shows, or another value."
            )


def _day(facts: Facts) -> str:
    return "today" if facts.placed_on else "on a day that CertCentral does not show"


def _about_order_id(facts: Facts) -> t.Iterator[str]:
    world = facts.world
    if world.adopted is not None:
        yield (
            f"Order {world.adopted} carries no alternative_order_id and counts only because order_id names it: keep order_id "
            "in the task until its renewal, which will carry one, is issued."
        )
    if world.misfit is not None:
        options = ", ".join(contradictions(facts.desired, world.misfit))
        yield (
            f"Order {world.misfit.id}, which order_id names, carries no alternative_order_id and is left alone: "
            f"it differs, or does not show that it is the same, in {options}."
        )


def _names(orders: t.Sequence[Order]) -> str:
    ids = ", ".join(str(order.id) for order in orders)
    return f"order {ids}" if len(orders) == 1 else f"orders {ids}"
