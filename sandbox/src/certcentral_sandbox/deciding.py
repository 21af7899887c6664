# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Approving and rejecting requests."""

from . import lifecycle
from .entities import Certificate, Order, Request
from .errors import refusal
from .world import World


def decide(world: World, request: Request, approve: bool, processor_id: int, comment: str | None) -> None:
    """Approve or reject a pending request and do what follows from it. Raises ApiError when it is settled already."""
    if request.status != "pending":
        raise refusal("request_already_processed")
    now = world.now()
    request.status = "approved" if approve else "rejected"
    request.processor_id, request.date_processed, request.processor_comment = processor_id, now, comment
    world.store.put(request)
    order = world.store.need(Order, request.order_id)
    if request.type == "revoke":
        if approve:
            lifecycle.revoke(world, order, world.store.get(Certificate, request.certificate_id), now)
    elif approve:
        lifecycle.proceed(world, order, now)
    elif request.type == "reissue":
        lifecycle.drop_reissue(world, order, "rejected", now, processor_id, comment)
    else:
        lifecycle.close(world, order, "rejected", now, processor_id, comment)
