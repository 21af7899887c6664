# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A model of CertCentral: what each action of a plan does to the orders. Independent of the code that it checks."""

from __future__ import annotations

import dataclasses
import datetime

from ansible_collections.certops.digicert.plugins.module_utils._core.model import (
    Desired,
    Order,
    Plan,
    Replaced,
    Request,
    World,
)

TODAY = datetime.date(2031, 6, 1)
YEAR = datetime.timedelta(days=365)


@dataclasses.dataclass(frozen=True)
class Account:
    """How this CA behaves: the status a purchase or reissue gets, and whether a revocation needs an approver."""

    new_status: str = "issued"
    reissue_status: str = "issued"
    revocation_needs_approval: bool = False
    #: A value that the CA puts in place of the declared common name: it normalises.
    normalised_name: str = ""


def wanted_fields(desired: Desired, account: Account) -> dict:
    return {
        "common_name": account.normalised_name or desired.common_name,
        "emails": desired.emails,
        "signature_hash": desired.signature_hash or "sha256",
        "public_key": desired.public_key,
    }


def apply(plan: Plan, desired: Desired, world: World, account: Account) -> World:
    """Return the world after *plan*."""
    orders = {order.id: order for order in world.orders}
    memory = world.memory
    if plan.buys:
        own = max((row.id for row in world.rows()), default=1000) + 1
        memory = dataclasses.replace(
            memory,
            own=own,
            known_before=frozenset(row.id for row in world.rows()),
            replaces=plan.target.id if plan.action == "replace" and plan.target else None,
        )
        open_request = account.new_status == "needs_approval"
        issued = account.new_status == "issued"
        orders[own] = Order(
            id=own,
            status=account.new_status,
            alternative_order_id=plan.alternative_order_id,
            product=desired.product,
            organization_id=desired.organization.get("id"),
            custom_fields={field["metadata_id"]: field["value"] for field in desired.custom_fields},
            certificate_id=own + 5000 if issued else None,
            serial_number=f"{own + 5000:x}" if issued else None,
            date_created=world.today,
            is_renewed=False,
            valid_from=world.today if issued else None,
            valid_till=world.today + YEAR if issued else None,
            renewal_of_order_id=plan.renewal_of_order_id,
            requests=(Request(own + 9000, "new_request", "pending" if open_request else "approved", plan.mark),),
            **wanted_fields(desired, account),
        )
        if plan.renewal_of_order_id in orders:
            orders[plan.renewal_of_order_id] = dataclasses.replace(orders[plan.renewal_of_order_id], is_renewed=True)
    else:
        target = orders[plan.target.id]
        orders[target.id] = _changed(plan, desired, target, account)
    memory = dataclasses.replace(memory, sent=memory.sent | {plan.write})
    if plan.action == "reissue" and plan.target is not None and plan.target.certificate_id is not None:
        old = plan.target
        memory = dataclasses.replace(memory, reissued=Replaced(old.id, old.certificate_id or 0, old.serial_number))
    ordered = tuple(orders[order_id] for order_id in sorted(orders, reverse=True))
    return dataclasses.replace(world, orders=ordered, memory=memory)


def _changed(plan: Plan, desired: Desired, order: Order, account: Account) -> Order:
    requests = tuple(
        dataclasses.replace(request, status={"approve": "approved", "reject": "rejected"}[plan.action])
        if request.id == plan.request_id
        else request
        for request in order.requests
    )
    if plan.action == "approve":
        reissued = order.issued
        return dataclasses.replace(order, requests=requests, status="issued" if reissued else "pending")
    if plan.action == "reject":
        return dataclasses.replace(order, requests=requests, status="issued" if order.issued else "rejected")
    if plan.action == "cancel":
        return dataclasses.replace(order, status="issued" if order.status == "reissue_pending" else "canceled")
    if plan.action == "update":
        field = next(field for field in desired.custom_fields if field["metadata_id"] == plan.metadata_id)
        return dataclasses.replace(
            order, custom_fields={**(order.custom_fields or {}), plan.metadata_id: field["value"]}
        )
    next_request = max((request.id for request in order.requests), default=order.id + 9000) + 1
    if plan.action == "revoke":
        if account.revocation_needs_approval:
            return dataclasses.replace(order, requests=(*order.requests, Request(next_request, "revoke", "pending")))
        if plan.certificate_id is not None:
            kept = tuple(number for number in order.replaced_certificates if number != plan.certificate_id)
            return dataclasses.replace(order, replaced_certificates=kept)
        return dataclasses.replace(order, status="revoked")
    if plan.action == "reissue":
        done = account.reissue_status == "issued"
        request = Request(next_request, "reissue", "approved", plan.mark)
        fields = wanted_fields(desired, account) if done else {}
        return dataclasses.replace(
            order,
            status=account.reissue_status,
            certificate_status=None,
            certificate_id=(order.certificate_id or 0) + 1 if done else order.certificate_id,
            serial_number=f"{(order.certificate_id or 0) + 1:x}" if done else order.serial_number,
            replaced_certificates=(order.certificate_id,) if done and order.certificate_id else (),
            requests=(*order.requests, request),
            **fields,
        )
    raise AssertionError(f"the model does not know {plan.action}")
