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
import re
import typing as t

from . import actions
from .dates import parse_date
from .fleet import Totals
from .model import Desired, Plan
from .products import PRODUCTS

#: Money is told in such steps.
CENT = decimal.Decimal("0.01")
_DAYS = decimal.Decimal(365)
_DIGEST = re.compile(r"\A[0-9a-f]{64}\Z")


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


def read_limits(options: t.Mapping[str, t.Any]) -> tuple[Limits, list[str]]:
    """Return the limits in the options of a task or a filter, and what is wrong with them; unset ones are missing or ``None``."""
    wrong = [
        f"{name} must not be negative" for name in ("max_purchases", "max_revocations") if (options.get(name) or 0) < 0
    ]
    given, expected = options.get("max_cost"), options.get("expected_plan")
    max_cost = None if given is None else _amount(given)
    if given is not None and max_cost is None:
        wrong.append("max_cost must be an amount of money, such as 500.00")
    if expected is not None and not _DIGEST.match(expected):
        wrong.append("expected_plan must be the plan_digest of a plan: 64 hexadecimal digits in lower case")
    prices: dict[str, decimal.Decimal] = {}
    for name, price in (options.get("prices") or {}).items():
        amount = _amount(price)
        if name not in PRODUCTS:
            wrong.append(f"prices has {name!r}, which is no product; the products are {', '.join(PRODUCTS)}")
        elif amount is None:
            wrong.append(f"prices.{name} must be an amount of money, such as 42.00")
        else:
            prices[name] = amount
    limits = Limits(
        options.get("max_purchases"),
        options.get("max_revocations"),
        prices,
        max_cost,
        expected,
    )
    return limits, wrong


def _amount(value: t.Any) -> t.Optional[decimal.Decimal]:
    """Return an amount of money, ``None`` for what is none."""
    if isinstance(value, bool):
        return None
    try:
        amount = decimal.Decimal(str(value).strip())
    except decimal.InvalidOperation:
        return None
    return amount if amount.is_finite() and amount >= 0 else None


def cost(
    desired: Desired, plan: Plan, prices: t.Mapping[str, decimal.Decimal], today: datetime.date
) -> t.Optional[decimal.Decimal]:
    """Return what *plan* costs; ``None`` when it buys something without a price."""
    if not plan.buys:
        return decimal.Decimal(0)
    if desired.product not in prices:
        return None
    return (prices[desired.product] * _years(desired.order_validity, today)).quantize(CENT, decimal.ROUND_HALF_UP)


def _years(order_validity: t.Mapping[str, t.Any], today: datetime.date) -> decimal.Decimal:
    """Return the validity in years; days, and days until a date, count as their share of one."""
    if "years" in order_validity:
        return decimal.Decimal(order_validity["years"])
    until = order_validity.get("custom_expiration_date")
    days = order_validity.get("days", 0) if until is None else (parse_date(until) - today).days
    return max(decimal.Decimal(days), decimal.Decimal(0)) / _DAYS


def refusals(limits: Limits, plan: Totals, digest: str) -> tuple[str, ...]:
    """Return why the plan that *digest* stands for is not carried out, each as a clause; nothing when it may be."""
    if not plan.changes:
        return ()
    found = (_reviewed(limits, digest), *(check(limits, plan) for check in _CHECKS))
    return tuple(clause for clause in found if clause)


def _purchases(limits: Limits, plan: Totals) -> str:
    return _too_many("purchases", plan.purchases, limits.max_purchases, plan)


def _revocations(limits: Limits, plan: Totals) -> str:
    return _too_many("revocations", plan.endings, limits.max_revocations, plan)


def _too_many(what: str, planned: int, allowed: t.Optional[int], plan: Totals) -> str:
    if allowed is None or planned <= allowed:
        return ""
    return (
        f"the plan for {plan.certificates} certificates has {planned} {what}, and max_{what} is {allowed} (set it to {planned} for one run "
        "if they are meant)"
    )


def _money(limits: Limits, plan: Totals) -> str:
    if limits.max_cost is None:
        return ""
    if plan.cost is None:
        lacking = f" (prices has none for {', '.join(plan.unpriced)})" if plan.unpriced else ""
        return f"what the plan costs is not known, and max_cost is {limits.max_cost}{lacking}"
    if plan.cost <= limits.max_cost:
        return ""
    return (
        f"the plan for {plan.certificates} certificates costs {plan.cost}, and max_cost is {limits.max_cost} (set it to {plan.cost} for "
        "one run if that is meant)"
    )


def _reviewed(limits: Limits, digest: str) -> str:
    if limits.expected_plan in (None, digest):
        return ""
    return (
        f"this is another plan than the one that was reviewed: its plan_digest is {digest}, expected_plan is {limits.expected_plan} "
        "(review this plan, and give its digest)"
    )


_CHECKS = (_purchases, _revocations, _money)


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
