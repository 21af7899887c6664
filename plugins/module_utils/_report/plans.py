# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Private to this collection: it may change in any release.
"""The plans of many hosts put together: one plan, one digest, one sum, and whether it may be carried out."""

from __future__ import annotations

import collections
import decimal
import typing as t

from .._core import budget, fleet
from .._core.budget import Limits, Totals
from .._core.errors import PlanRefused
from .reader import Reader, Unusable, readers

#: What is kept of a certificate's result: no certificate, and nothing that a report does not need.
_KEPT = (
    "alternative_order_id",
    "name",
    "action",
    "reason",
    "changed",
    "failed",
    "msg",
    "order",
    "pending",
    "placed",
    "warnings",
)

#: Sums that are numbers.
_COUNTS = ("total", "changed", "unchanged", "pending", "failed", "purchases", "revocations")


def read_limits(options: Reader) -> Limits:
    """Return the limits in the options of a filter; a text counts as what it says. Raises ``Unusable``."""
    limits, wrong = budget.read_limits(
        {
            "max_purchases": options.integer("max_purchases"),
            "max_revocations": options.integer("max_revocations"),
            "max_cost": options.values.get("max_cost") or (0 if options.values.get("max_cost") == 0 else None),
            "expected_plan": options.text("expected_plan"),
        }
    )
    if wrong:
        raise Unusable(f"{'; '.join(wrong)}.")
    return limits


def sum_plans(values: t.Any, limits: Limits) -> dict[str, t.Any]:
    """Return the plans in the results of ``client_certs``, each with its ``host``, as one.

    Returns ``plan``, ``results``, ``summary`` and ``plan_digest`` as a task returns them, ``hosts`` that could not be planned, each with
    ``host`` and ``msg``, and ``refusal``, a sentence where *limits* refuse the plan, else ``None``.
    """
    found = readers(values, "plans")
    planned = [one for one in found if one.text("plan_digest")]
    away = {one.needed("host"): one.text("msg") or "it could not be planned" for one in found if one not in planned}
    total = _totals(planned, away)
    refused = budget.refusals(limits, total)
    return {
        "plan": [{**row.values, "host": one.needed("host")} for one in planned for row in one.readers("plan")],
        "results": [_kept(row, one.needed("host")) for one in planned for row in one.readers("results")],
        "hosts": [{"host": host, "msg": told} for host, told in sorted(away.items())],
        "plan_digest": total.digest,
        "summary": _summary(planned, total),
        "refusal": str(PlanRefused(refused)) if refused else None,
    }


def _kept(row: Reader, host: str) -> dict[str, t.Any]:
    return {**{name: row.values[name] for name in _KEPT if name in row.values}, "host": host}


def _totals(planned: t.Sequence[Reader], away: t.Collection[str]) -> Totals:
    changes = [(one, row) for one in planned for row in one.readers("plan")]
    sums = [one.mapping("summary") for one in planned]
    costs = [sum_.number("cost") for sum_ in sums]
    return Totals(
        certificates=sum(sum_.integer("total") or 0 for sum_ in sums),
        changes=len(changes),
        purchases=sum(sum_.integer("purchases") or 0 for sum_ in sums),
        endings=sum(sum_.integer("revocations") or 0 for sum_ in sums),
        cost=None
        if None in costs
        else sum((decimal.Decimal(str(cost)) for cost in costs), decimal.Decimal(0)).quantize(budget.CENT),
        unpriced=tuple(sorted({row.text("product") or "?" for _one, row in changes if row.number("cost") is None})),
        digest=fleet.joint_digest(
            [(one.needed("host"), one.needed("plan_digest")) for one in planned if one.each("plan")], away
        ),
    )


def _summary(planned: t.Sequence[Reader], total: Totals) -> dict[str, t.Any]:
    sums = [one.mapping("summary") for one in planned]
    actions: collections.Counter[str] = collections.Counter()
    for sum_ in sums:
        actions.update({name: sum_.mapping("actions").integer(name) or 0 for name in sum_.mapping("actions").values})
    return {
        **{name: sum(sum_.integer(name) or 0 for sum_ in sums) for name in _COUNTS},
        "actions": dict(sorted(actions.items())),
        "cost": fleet.money(total.cost),
        "hosts": len({one.needed("host") for one in planned}),
    }
