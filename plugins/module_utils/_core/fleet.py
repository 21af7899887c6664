# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Private to this collection: it may change in any release.
"""The plan of many certificates: what each change is, what stands for the whole, and the result that users see. Pure."""

from __future__ import annotations

import collections
import dataclasses
import decimal
import hashlib
import json
import typing as t

from . import actions, listing
from .facts import Facts
from .model import Desired, Plan, World
from .products import present_name
from .report import difference_dicts

Result = dict[str, t.Any]

#: What a body holds that no digest may stand for: whoever has it could try all card numbers.
_SECRET = ("credit_card",)

#: How many failures the message of the task names.
_NAMED = 3


@dataclasses.dataclass(frozen=True)
class Change:
    """What one certificate begins with that is not as declared."""

    #: Its place in the list, from 0.
    index: int
    desired: Desired
    plan: Plan
    #: What the first write sends.
    body: t.Mapping[str, t.Any]
    #: How many orders, requests and certificates come to their end by it.
    endings: int = 0
    #: Money; ``None`` for a purchase whose price is not known.
    cost: t.Optional[decimal.Decimal] = decimal.Decimal(0)

    @property
    def digest(self) -> str:
        """64 hex digits for what is done: identity, action, what it is done to, and what is sent. No words, no days, no secrets."""
        plan = self.plan
        body = {name: value for name, value in self.body.items() if name not in _SECRET}
        if "certificate" in body:
            # A CSR is signed anew each time it is made; its key is what counts.
            body["certificate"] = {**body["certificate"], "csr": self.desired.public_key}
        replaces = plan.action in actions.REPLACES
        return _sha256(
            [
                self.desired.alternative_order_id,
                plan.write,
                self.desired.product if plan.buys else None,
                body,
                # What follows from the first write; a certificate that is replaced may have run out by tomorrow.
                self.desired.revoke_replaced if replaces else self.endings,
            ]
        )

    def row(self) -> Result:
        """Return the change as users see it in ``plan``."""
        plan, desired = self.plan, self.desired
        product = desired.product or (plan.target.product if plan.target else None)
        return {
            "alternative_order_id": desired.alternative_order_id,
            "action": plan.action,
            "reason": plan.reason,
            "product": present_name(product) if product else None,
            "order_id": plan.target.id if plan.target else None,
            "emails": list(desired.emails or (plan.target.emails if plan.target else ())),
            "differences": difference_dicts(plan),
            "cost": money(self.cost),
        }


def endings(desired: Desired, plan: Plan, world: World) -> int:
    """Return how many orders, requests and certificates come to their end when *plan* and what follows from it is carried out."""
    if not plan.changes:
        return 0
    if desired.state == "absent":
        return len(Facts(desired, world).all_to_end)
    replaced = plan.target is not None and not plan.target.dead(world.today)
    revokes = desired.revoke_replaced and plan.action in actions.REPLACES and replaced
    return int(plan.action in actions.ENDS) + int(revokes)


def digest(changes: t.Iterable[Change]) -> str:
    """Return 64 hex digits for the whole plan, whatever the order of its entries."""
    return _sha256(sorted(change.digest for change in changes))


def joint_digest(plans: t.Iterable[tuple[str, str]], away: t.Iterable[str]) -> str:
    """Return 64 hex digits for the plans of several hosts, given as host and digest; the absence of a host is another plan."""
    return _sha256([sorted(plans), sorted(set(away))])


@dataclasses.dataclass(frozen=True)
class Totals:
    """What a plan comes to: of one task, or of many together."""

    #: How many certificates were looked at, and how many of them change in CertCentral.
    certificates: int
    changes: int
    purchases: int
    #: How many orders, requests and certificates come to their end.
    endings: int
    #: Money; ``None`` where something is bought without a price.
    cost: t.Optional[decimal.Decimal]
    #: Products that are bought without a price.
    unpriced: tuple[str, ...]


def totals(changes: t.Sequence[Change], certificates: int) -> Totals:
    """Return what the plan of a task for so many *certificates* comes to."""
    unpriced = sorted({change.desired.product for change in changes if change.cost is None})
    return Totals(
        certificates,
        len(changes),
        sum(1 for change in changes if change.plan.buys),
        sum(change.endings for change in changes),
        None if unpriced else sum((change.cost for change in changes if change.cost), decimal.Decimal(0)),
        tuple(unpriced),
    )


def summary(results: t.Sequence[Result], changes: t.Sequence[Change]) -> Result:
    """Return the sums: of certificates as *results* show them, of money and endings as *changes* planned them."""
    done = [result for result in results if not result.get("failed")]
    plan = totals(changes, len(results))
    return {
        "total": plan.certificates,
        "changed": sum(1 for result in results if result.get("changed")),
        "unchanged": sum(1 for result in done if not result["changed"]),
        "pending": sum(1 for result in results if result.get("pending")),
        "failed": len(results) - len(done),
        "actions": dict(sorted(collections.Counter(result.get("action", "none") for result in results).items())),
        "purchases": plan.purchases,
        "revocations": plan.endings,
        "cost": money(plan.cost),
    }


def failure(results: t.Sequence[Result]) -> t.Optional[str]:
    """Return what the task says when some of its certificates failed, or ``None``.

    Equal sentences are told once: a fault of the account is no fault of each certificate.
    """
    told: dict[str, list[int]] = {}
    for result in results:
        if result.get("failed"):
            told.setdefault(result["msg"], []).append(result["index"])
    names = [result["alternative_order_id"] for result in results]
    failed = sum(len(indexes) for indexes in told.values())
    if not failed:
        return None
    parts = [
        f"{listing.places(indexes, names)}: {message.rstrip('.')}" for message, indexes in list(told.items())[:_NAMED]
    ]
    more = f"; and {len(told) - _NAMED} more faults, see results" if len(told) > _NAMED else ""
    return f"{failed} of {len(results)} certificates failed. {'; '.join(parts)}{more}."


def warnings(results: t.Sequence[Result]) -> t.Iterator[str]:
    """Yield what certificates warn of, each with its place; equal sentences once."""
    told: dict[str, list[int]] = {}
    for result in results:
        for warning in result["warnings"]:
            told.setdefault(warning, []).append(result["index"])
    names = [result["alternative_order_id"] for result in results]
    for warning, indexes in told.items():
        yield f"{listing.places(indexes, names)}: {warning}"


def money(amount: t.Optional[decimal.Decimal]) -> t.Optional[float]:
    """Return an amount as users see it."""
    return None if amount is None else float(amount)


def _sha256(value: t.Any) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode("utf-8")).hexdigest()
