# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Private to this collection: it may change in any release.
"""The plan of a fleet for people: its sums in one line, what changes grouped by action, and what waits for whom."""

from __future__ import annotations

import dataclasses
import typing as t

from .reader import Reader, readers
from .report import one_line

#: Actions in the order in which they are shown: what costs, what ends, the rest.
ACTIONS = ("order", "renew", "replace", "reissue", "revoke", "cancel", "reject", "approve", "update", "place")

_PLACED = "keys or files on the host are not as declared"


@dataclasses.dataclass(frozen=True)
class Change:
    """One certificate that changes."""

    action: str
    identity: str
    product: str = ""
    emails: tuple[str, ...] = ()
    order_id: t.Optional[int] = None
    reason: str = ""
    #: Names of the options that differ.
    differs: tuple[str, ...] = ()
    cost: t.Optional[float] = None
    #: What stands in the way.
    warnings: tuple[str, ...] = ()
    #: The host, where the plan is one of hosts.
    host: str = ""


@dataclasses.dataclass(frozen=True)
class Waiting:
    """One certificate that waits for somebody, or that failed; or a host that failed as a whole."""

    identity: str
    order_id: t.Optional[int]
    #: What a person must do, or why it failed.
    told: str
    host: str = ""


@dataclasses.dataclass(frozen=True)
class Plan:
    """The plans of one or more tasks together."""

    title: str
    total: int
    changes: tuple[Change, ...]
    waiting: tuple[Waiting, ...]
    failed: tuple[Waiting, ...]
    #: The digests of the plans, one for each task.
    digests: tuple[str, ...]
    #: How many hosts the plan is for; 0 where it is not one of hosts.
    hosts: int = 0
    #: Why it is not carried out.
    refusals: tuple[str, ...] = ()

    @property
    def groups(self) -> list[tuple[str, list[Change]]]:
        """Return the changes by action, in the order of ``ACTIONS``."""
        names = [*ACTIONS, *sorted({change.action for change in self.changes} - set(ACTIONS))]
        found = ((name, [change for change in self.changes if change.action == name]) for name in names)
        return [(name, group) for name, group in found if group]

    @property
    def counts(self) -> dict[str, int]:
        """Return action -> number of certificates."""
        return {name: len(group) for name, group in self.groups}

    @property
    def cost(self) -> t.Optional[float]:
        """Return what the plan costs; ``None`` where one price is not known."""
        costs = [change.cost for change in self.changes]
        return None if None in costs else round(sum(cost for cost in costs if cost), 2)

    @property
    def buys(self) -> int:
        """Return how many orders are placed."""
        return sum(self.counts.get(name, 0) for name in ("order", "renew", "replace"))


def headline(plan: Plan) -> str:
    """Return the plan in one sentence: sums and money first."""
    number = f"{plan.total} certificate{'' if plan.total == 1 else 's'}"
    if plan.hosts:
        number += f" on {plan.hosts} host{'' if plan.hosts == 1 else 's'}"
    parts = [to_do(action, count) for action, count in plan.counts.items()] or ["nothing changes"]
    if plan.buys:
        parts.append("cost not known" if plan.cost is None else f"cost {plan.cost:.2f}")
    for what, found in (("wait", plan.waiting), ("failed", plan.failed)):
        if found:
            parts.append(f"{len(found)} {what}")
    return f"{number}: {', '.join(parts)}."


def to_do(action: str, count: int) -> str:
    """Return a number of actions as people read it."""
    return f"{count} to {one_line(action)}"


def detail(change: Change) -> str:
    """Return reason, differences and warnings of a change in one text."""
    differs = f"differs in {', '.join(change.differs)}" if change.differs and "differs in" not in change.reason else ""
    return one_line("; ".join(text for text in (change.reason, differs, *change.warnings) if text))


def money(cost: t.Optional[float]) -> str:
    """Return an amount as people read it."""
    return "?" if cost is None else f"{cost:.2f}" if cost else ""


def read(values: t.Any, title: str) -> Plan:
    """Return the plan in the result of ``digicert_client_certs``, or in a list of such results (hosts, tasks)."""
    given = values if isinstance(values, list) else [values]
    found = [_read(one) for one in readers(given, "plan")]
    return Plan(
        title,
        sum(plan.total for plan in found),
        tuple(change for plan in found for change in plan.changes),
        tuple(one for plan in found for one in plan.waiting),
        tuple(one for plan in found for one in plan.failed),
        tuple(digest for plan in found for digest in plan.digests),
        sum(plan.hosts for plan in found),
        tuple(refusal for plan in found for refusal in plan.refusals),
    )


def _read(result: Reader) -> Plan:
    results = result.readers("results")
    warned = {one.text("alternative_order_id") or "": one.texts("warnings") for one in results}
    digest, refusal = result.text("plan_digest"), result.text("refusal")
    changes = tuple(_change(one, warned) for one in result.readers("plan"))
    return Plan(
        "",
        result.mapping("summary").integer("total") or len(results),
        (*changes, *_placements(results, {change.identity for change in changes})),
        tuple(_waits(one) for one in results if one.mapping("pending").values and not one.boolean("failed")),
        (
            *(Waiting(one.needed("host"), None, one.text("msg") or "") for one in result.readers("hosts")),
            *(_failed(one) for one in results if one.boolean("failed")),
        ),
        () if digest is None else (digest,),
        result.mapping("summary").integer("hosts") or 0,
        () if refusal is None else (refusal,),
    )


def _placements(results: t.Sequence[Reader], planned: t.Container[str]) -> t.Iterator[Change]:
    """Yield what changes on hosts alone: nothing of it is in the plan for CertCentral."""
    for one in results:
        identity = one.text("alternative_order_id") or ""
        if one.boolean("changed") and not one.boolean("failed") and identity not in planned:
            order = one.mapping("order")
            yield Change(
                action="place",
                identity=identity,
                product=order.text("product") or "",
                emails=order.texts("emails"),
                order_id=order.integer("id"),
                reason=_PLACED,
                cost=0.0,
                warnings=one.texts("warnings"),
                host=one.text("host") or "",
            )


def _change(one: Reader, warned: t.Mapping[str, tuple[str, ...]]) -> Change:
    identity = one.needed("alternative_order_id")
    return Change(
        action=one.needed("action"),
        identity=identity,
        product=one.text("product") or "",
        emails=one.texts("emails"),
        order_id=one.integer("order_id"),
        reason=one.text("reason") or "",
        differs=tuple(found.needed("option") for found in one.readers("differences")),
        cost=one.number("cost"),
        warnings=warned.get(identity, ()),
        host=one.text("host") or "",
    )


def _waits(one: Reader) -> Waiting:
    pending = one.mapping("pending")
    return _about(one, pending.integer("order_id"), pending.text("hint") or "")


def _failed(one: Reader) -> Waiting:
    return _about(one, one.mapping("order").integer("id"), one.text("msg") or "")


def _about(one: Reader, order_id: t.Optional[int], told: str) -> Waiting:
    return Waiting(one.text("alternative_order_id") or "", order_id, told, one.text("host") or "")
