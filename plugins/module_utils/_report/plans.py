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

from .._core import blanks, budget, fleet
from .._core.budget import Limits
from .._core.errors import PlanRefused
from .._core.fleet import Totals
from .reader import Reader, Unusable, readers

#: What is kept of a certificate's result: what becomes of it and why, and not the certificate itself.
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
            "max_cost": blanks.set_only(options.values.get("max_cost")),
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
    found = [(one.needed("host"), one) for one in readers(values, "plans")]
    planned = [(host, one) for host, one in found if one.text("plan_digest")]
    away = {host: one.text("msg") or "it could not be planned" for host, one in found if not one.text("plan_digest")}
    changes = [(host, row) for host, one in planned for row in one.readers("plan")]
    sums = [one.mapping("summary") for _host, one in planned]
    counts = {name: sum(one.integer(name) or 0 for one in sums) for name in _COUNTS}
    cost = _cost(sums)
    total = Totals(
        certificates=counts["total"],
        changes=len(changes),
        purchases=counts["purchases"],
        endings=counts["revocations"],
        cost=cost,
        unpriced=tuple(sorted({row.text("product") or "?" for _host, row in changes if row.number("cost") is None})),
    )
    digest = fleet.joint_digest([(host, one.needed("plan_digest")) for host, one in planned if one.each("plan")], away)
    refused = budget.refusals(limits, total, digest)
    return {
        "plan": [{**row.values, "host": host} for host, row in changes],
        "results": [_kept(row, host) for host, one in planned for row in one.readers("results")],
        "hosts": [{"host": host, "msg": told} for host, told in sorted(away.items())],
        "plan_digest": digest,
        "summary": {
            **counts,
            "actions": _actions(sums),
            "cost": fleet.money(cost),
            "hosts": len({host for host, _one in planned}),
        },
        "refusal": str(PlanRefused(refused)) if refused else None,
    }


def _kept(row: Reader, host: str) -> dict[str, t.Any]:
    return {**{name: row.values[name] for name in _KEPT if name in row.values}, "host": host}


def _cost(sums: t.Sequence[Reader]) -> t.Optional[decimal.Decimal]:
    """Return the money of all; ``None`` where that of one is not known."""
    costs = [one.number("cost") for one in sums]
    if None in costs:
        return None
    return sum((decimal.Decimal(str(cost)) for cost in costs), decimal.Decimal(0)).quantize(budget.CENT)


def _actions(sums: t.Sequence[Reader]) -> dict[str, int]:
    counted: collections.Counter[str] = collections.Counter()
    for actions in (one.mapping("actions") for one in sums):
        counted.update({name: actions.integer(name) or 0 for name in actions.values})
    return dict(sorted(counted.items()))
