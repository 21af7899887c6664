# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Private to this collection: it may change in any release.
"""Approve or reject a request: what is left to do, and whether what was decided before is what is wanted."""

from __future__ import annotations

import dataclasses
import typing as t

from .errors import CannotDecide
from .model import Request

APPROVED = "approved"
REJECTED = "rejected"

#: The action that leads to each status.
ACTIONS: t.Mapping[str, str] = {APPROVED: "approve", REJECTED: "reject"}

#: An approved request may already say that it was handed to DigiCert [OC].
_REACHED: t.Mapping[str, frozenset[str]] = {
    APPROVED: frozenset({APPROVED, "submitted"}),
    REJECTED: frozenset({REJECTED}),
}


@dataclasses.dataclass(frozen=True)
class OrderRequest:
    """A request and the order it is about, where the answer tells."""

    request: Request
    order_id: t.Optional[int] = None


def reached(request: Request, wanted: str) -> bool:
    """Tell whether *request* has the wanted outcome."""
    return request.status in _REACHED[wanted]


def check(request: Request, wanted: str) -> None:
    """Raise ``CannotDecide`` when *request* neither waits for an approver nor has the wanted outcome."""
    if request.open or reached(request, wanted):
        return
    found = request.status or "in a status that CertCentral does not show"
    raise CannotDecide(
        f"Request {request.id} is {found} and can no longer be {wanted}; look at the request in CertCentral."
    )


def decided(found: OrderRequest, wanted: str) -> OrderRequest:
    """Return the request as it is once it has the wanted outcome."""
    return dataclasses.replace(found, request=dataclasses.replace(found.request, status=wanted))


def request_dict(found: OrderRequest) -> dict[str, t.Any]:
    """Return a request as users see it."""
    request = found.request
    return {"id": request.id, "type": request.type, "status": request.status, "order_id": found.order_id}
