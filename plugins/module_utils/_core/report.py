# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Private to this collection: it may change in any release.
"""From plan and outcome to the result: the one place that knows its shape."""

from __future__ import annotations

import dataclasses
import datetime
import typing as t

from .model import Certificate, Order, Plan
from .products import present_name

#: What an order in flight can wait for.
APPROVAL = "approval"
EMAIL_VALIDATION = "email_validation"
DOMAIN_VALIDATION = "domain_validation"
ORGANIZATION_VALIDATION = "organization_validation"
PICKUP = "pickup"
ISSUANCE = "issuance"

_HINTS = {
    APPROVAL: "an approver of the account must approve {requests} in CertCentral, or with certops.digicert.digicert_request ({task})",
    EMAIL_VALIDATION: "the holder of each unvalidated address must follow the link in the mail from DigiCert",
    DOMAIN_VALIDATION: "the e-mail domain must be validated for the organization in CertCentral",
    ORGANIZATION_VALIDATION: "the organization must be submitted for S/MIME validation in CertCentral, and pass it",
    PICKUP: "the recipient must follow the link in the mail from DigiCert, make the key and collect the certificate",
    ISSUANCE: "DigiCert must finish its validation and issue; look at the order in CertCentral if this takes long",
}


@dataclasses.dataclass(frozen=True)
class Pending:
    """An order or reissue in flight and what it waits for."""

    order: Order
    waiting_for: tuple[str, ...]
    #: ``{"email": str, "status": "validated" | "unvalidated"}`` per address, where the API tells.
    emails: tuple[t.Mapping[str, str], ...] = ()
    #: E-mail domains that are not validated for the organization, where the API tells.
    domains: tuple[str, ...] = ()


@dataclasses.dataclass(frozen=True)
class Outcome:
    """What one run came to."""

    plan: Plan
    changed: bool
    today: datetime.date
    order: t.Optional[Order] = None
    pending: t.Optional[Pending] = None
    certificate: t.Optional[Certificate] = None
    recovered: bool = False
    renewal_due_on: t.Optional[datetime.date] = None
    warnings: tuple[str, ...] = ()


def order_dict(order: t.Optional[Order], today: datetime.date) -> t.Optional[dict[str, t.Any]]:
    """Return an order as users see it, or ``None``."""
    if order is None:
        return None
    return {
        "id": order.id,
        "status": order.status,
        "alternative_order_id": order.alternative_order_id,
        "product": None if order.product is None else present_name(order.product),
        "certificate_id": order.certificate_id,
        "common_name": order.common_name,
        "emails": list(order.emails),
        "organization_id": order.organization_id,
        "valid_from": _iso(order.valid_from),
        "valid_till": _iso(order.valid_till),
        "days_remaining": None if order.valid_till is None else (order.valid_till - today).days,
        "serial_number": order.serial_number,
        "thumbprint": order.thumbprint,
        "renewal_of_order_id": order.renewal_of_order_id,
        "requests": _requests(order),
    }


def pending_dict(pending: t.Optional[Pending]) -> t.Optional[dict[str, t.Any]]:
    """Return an order in flight as users see it, or ``None``."""
    if pending is None:
        return None
    return {
        "order_id": pending.order.id,
        "status": pending.order.status,
        "date_created": _iso(pending.order.date_created),
        "requests": _requests(pending.order),
        "waiting_for": list(pending.waiting_for),
        "emails": [dict(mail) for mail in pending.emails],
        "hint": hint(pending),
    }


def hint(pending: Pending) -> str:
    """Return what a person must do, as one sentence."""
    named = f" ({', '.join(pending.domains)})" if pending.domains else ""
    asked = requests_and_task(pending.order)
    return (
        "; ".join(
            _HINTS[what].format(**asked) + (named if what == DOMAIN_VALIDATION else "") for what in pending.waiting_for
        )
        + "."
    )


def requests_and_task(order: Order) -> dict[str, str]:
    """Return the ``requests`` of *order* that wait for an approver, as text, and the options of the ``task`` that approves them."""
    ids = [request.id for request in order.requests if request.open and request.id]
    if not ids:
        return {
            "requests": f"the request of order {order.id}",
            "task": f"order_id: {order.id}, types: [new_request, reissue], status: approved",
        }
    named = " and ".join(f"request {request_id}" for request_id in ids)
    tasks = " and ".join(f"request_id: {request_id}" for request_id in ids)
    return {"requests": f"{named} of order {order.id}", "task": f"{tasks}, status: approved"}


def result(outcome: Outcome) -> dict[str, t.Any]:
    """Return the result of a run, without ``diff`` and ``api_calls``."""
    plan, certificate = outcome.plan, outcome.certificate
    return {
        "changed": outcome.changed,
        "action": plan.action,
        "reason": plan.reason,
        "differences": difference_dicts(plan),
        "order": order_dict(outcome.order, outcome.today),
        "pending": pending_dict(outcome.pending),
        "certificate": certificate.certificate if certificate else None,
        "chain": list(certificate.chain) if certificate else None,
        "root": certificate.root if certificate else None,
        "fullchain": certificate.fullchain if certificate else None,
        "recovered": outcome.recovered,
        "renewal_due_on": _iso(outcome.renewal_due_on),
    }


def difference_dicts(plan: Plan) -> list[dict[str, t.Any]]:
    """Return what differs as users see it: ``option``, ``before``, ``after``."""
    return [dataclasses.asdict(difference) for difference in plan.differences]


def diff(plan: Plan) -> dict[str, t.Any]:
    """Return ``before`` and ``after`` from the plan alone, so that check mode and the real run show the same."""
    before = _diff_side(plan.current or plan.in_flight)
    after = dict(before)
    if plan.changes:
        after["action"] = plan.action
        for difference in plan.differences:
            before[difference.option] = difference.before
            after[difference.option] = difference.after
        if plan.buys:
            after.update(order="new", status="ordered", alternative_order_id=plan.alternative_order_id)
            if plan.renewal_of_order_id is not None:
                after["renewal_of_order_id"] = plan.renewal_of_order_id
    return {"before": before, "after": after}


def _diff_side(order: t.Optional[Order]) -> dict[str, t.Any]:
    if order is None:
        return {}
    return {"order": order.id, "status": order.status, "valid_till": _iso(order.valid_till)}


def _requests(order: Order) -> list[dict[str, t.Any]]:
    return [{"id": request.id, "type": request.type, "status": request.status} for request in order.requests]


def _iso(date: t.Optional[datetime.date]) -> t.Optional[str]:
    return None if date is None else date.isoformat()
