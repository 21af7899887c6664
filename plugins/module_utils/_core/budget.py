# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Private to this collection: it may change in any release.
"""What a plan may cost and end: prices, and the limits that refuse a whole run before its first write. Pure."""

from __future__ import annotations

import dataclasses
import datetime
import decimal
import typing as t

from . import actions, fleet
from .dates import parse_date
from .fleet import Change
from .model import Desired, Plan

_CENT = decimal.Decimal("0.01")
_DAYS = decimal.Decimal(365)


@dataclasses.dataclass(frozen=True)
class Limits:
    """What a run may do at most; ``None``: no limit."""

    max_purchases: t.Optional[int] = None
    max_revocations: t.Optional[int] = None
    #: Money of one order-year by product.
    prices: t.Mapping[str, decimal.Decimal] = dataclasses.field(default_factory=dict)
    max_cost: t.Optional[decimal.Decimal] = None
    #: The digest of the plan that was reviewed.
    expected_plan: t.Optional[str] = None


def cost(
    desired: Desired, plan: Plan, prices: t.Mapping[str, decimal.Decimal], today: datetime.date
) -> t.Optional[decimal.Decimal]:
    """Return what *plan* costs; ``None`` when it buys something without a price."""
    if not plan.buys:
        return decimal.Decimal(0)
    if desired.product not in prices:
        return None
    return (prices[desired.product] * _years(desired.order_validity, today)).quantize(_CENT, decimal.ROUND_HALF_UP)


def _years(order_validity: t.Mapping[str, t.Any], today: datetime.date) -> decimal.Decimal:
    """Return the validity in years; days, and days until a date, count as their share of one."""
    if "years" in order_validity:
        return decimal.Decimal(order_validity["years"])
    until = order_validity.get("custom_expiration_date")
    days = order_validity.get("days", 0) if until is None else (parse_date(until) - today).days
    return max(decimal.Decimal(days), decimal.Decimal(0)) / _DAYS


def refusals(limits: Limits, changes: t.Sequence[Change], total: int) -> tuple[str, ...]:
    """Return why the plan of a fleet of *total* certificates is not carried out, each as a clause; nothing when it may be."""
    if not changes:
        return ()
    return tuple(clause for clause in (check(limits, changes, total) for check in _CHECKS) if clause)


def _purchases(limits: Limits, changes: t.Sequence[Change], total: int) -> str:
    planned = sum(1 for change in changes if change.plan.buys)
    return _too_many("purchases", planned, limits.max_purchases, total)


def _revocations(limits: Limits, changes: t.Sequence[Change], total: int) -> str:
    planned = sum(change.endings for change in changes)
    return _too_many("revocations", planned, limits.max_revocations, total)


def _too_many(what: str, planned: int, allowed: t.Optional[int], total: int) -> str:
    if allowed is None or planned <= allowed:
        return ""
    return (
        f"the plan for {total} certificates has {planned} {what}, and max_{what} is {allowed} (set it to {planned} for one run "
        "if they are meant)"
    )


def _money(limits: Limits, changes: t.Sequence[Change], total: int) -> str:
    if limits.max_cost is None:
        return ""
    unknown = sorted({change.desired.product for change in changes if change.cost is None})
    if unknown:
        return f"what the plan costs is not known, and max_cost is {limits.max_cost} (prices has none for {', '.join(unknown)})"
    planned = sum((change.cost for change in changes if change.cost), decimal.Decimal(0))
    if planned <= limits.max_cost:
        return ""
    return (
        f"the plan for {total} certificates costs {planned}, and max_cost is {limits.max_cost} (set it to {planned} for one run "
        "if that is meant)"
    )


def _reviewed(limits: Limits, changes: t.Sequence[Change], total: int) -> str:
    found = fleet.digest(changes)
    if limits.expected_plan in (None, found):
        return ""
    return (
        f"this is another plan than the one that was reviewed: its plan_digest is {found}, expected_plan is {limits.expected_plan} "
        "(review this plan, and give its digest)"
    )


_CHECKS = (_reviewed, _purchases, _revocations, _money)


@dataclasses.dataclass
class Allowance:
    """What a run may still buy and end for one certificate: what was planned, and no more."""

    purchases: int
    endings: int

    def covers(self, plan: Plan, own: t.Optional[int]) -> bool:
        """Tell whether *plan* was planned for, and count it. A run may always take *own*, its order, back."""
        if plan.target is not None and plan.target.id == own:
            return True
        if plan.buys:
            self.purchases -= 1
            return self.purchases >= 0
        if plan.action in actions.ENDS:
            self.endings -= 1
            return self.endings >= 0
        return True
