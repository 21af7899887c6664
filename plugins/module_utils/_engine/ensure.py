# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Private to this collection: it may change in any release.
"""Bring one certificate into the wanted state, wait for it where that is asked for, and say what it came to. Knows no Ansible."""

from __future__ import annotations

import dataclasses
import typing as t

from .._api.client import Client
from .._core import renewal
from .._core.errors import DigicertError, NotIssued
from .._core.facts import Facts
from .._core.identity import choose
from .._core.model import Desired, Order
from .._core.report import ISSUANCE, PICKUP, Outcome, Pending, hint, order_dict, pending_dict
from .._core.status import UNKNOWN
from . import act, pending
from .run import Run
from .wait import Timer, pauses


@dataclasses.dataclass(frozen=True)
class Mode:
    """How a run behaves, apart from what it wants."""

    check: bool = False
    wait: bool = False
    #: Seconds.
    wait_timeout: float = 600


def ensure(client: Client, desired: Desired, mode: Mode, timer: Timer) -> Outcome:
    """Bring one certificate into the wanted state and return what it came to.

    Raises ``DigicertError``; once orders are known, the error also carries ``action``, ``order`` and ``pending``, and after a
    purchase its sentence begins with the order that was placed.
    """
    run = Run(client, desired, timer)
    try:
        run.look()
        if mode.check:
            # Everything so far only read; the plan is the one that a real run would begin with.
            act.body_of(run.desired, run.plan)
            return _outcome(run, changed=run.plan.changes)
        run.settle()
        outcome = _outcome(run, changed=run.changed)
        return _waited(run, outcome, mode.wait_timeout) if mode.wait else outcome
    except DigicertError as error:
        for key, value in _known(run).items():
            error.facts.setdefault(key, value)
        if run.memory.own is not None and not isinstance(error, NotIssued):
            error.after(f"Order {run.memory.own} was placed.")
        raise


def _outcome(run: Run, changed: bool) -> Outcome:
    """Fetch the certificate in use and say what is still pending."""
    plan, world = run.plan, run.world
    current, in_flight = plan.current, plan.in_flight
    certificate = None
    if run.desired.state == "present":
        certificate = run.download(current)
        if current is not None and certificate is None:
            # Issued, but not served yet: what it replaces stays in use until then.
            in_flight = in_flight or current
            older = _predecessor(run, current)
            if older is not None:
                current, certificate = older, run.download(older)
    return Outcome(
        plan=run.headline or plan,
        changed=changed,
        today=world.today,
        order=current or in_flight,
        pending=_pending(run, in_flight),
        certificate=certificate,
        recovered=run.recovered,
        renewal_due_on=None if run.desired.renew == "never" else renewal.due_on(current, run.desired.renew_before_days),
        warnings=(*run.warnings, *plan.warnings),
    )


def _predecessor(run: Run, order: Order) -> t.Optional[Order]:
    """Return the live order that *order* renews; it is not read as long as nothing depends on it."""
    if order.renewal_of_order_id is None or order.renewal_of_order_id >= order.id:
        return None
    older = run.reads.order(order.renewal_of_order_id)
    return older if older.issued and not older.dead(run.world.today) else None


def _pending(run: Run, in_flight: t.Optional[Order]) -> t.Optional[Pending]:
    unfinished = in_flight or Facts(run.desired, run.world).being_revoked
    return None if unfinished is None else pending.examine(run.reads, unfinished)


def _waited(run: Run, outcome: Outcome, timeout: float) -> Outcome:
    """Return the outcome once nothing is pending. Raises ``NotIssued`` at the time-out and where waiting cannot help."""
    if not _awaits(run, outcome) or outcome.pending is None:
        return outcome
    waiting_for = outcome.pending.order.id
    latest = outcome.pending
    if PICKUP in latest.waiting_for:
        raise _not_issued(outcome, f"waiting cannot issue order {waiting_for}: {hint(latest)}")
    for _round in pauses(run.timer, timeout):
        run.reads.forget()
        order = run.reads.order(waiting_for)
        if order.dead(run.client.today()):
            refusal = run.reads.refusal(order)
            why = refusal.told if refusal else ""
            raise _not_issued(outcome, f"order {order.id} is {order.status}{why} and will not be issued")
        if order.issued and not order.reissue_in_flight:
            run.look_again()
            run.settle()
            outcome = _outcome(run, run.changed)
            if not _awaits(run, outcome):
                return outcome
    latest = _pending(run, run.reads.order(waiting_for)) or latest
    raise _not_issued(
        dataclasses.replace(outcome, pending=latest),
        f"order {waiting_for} is still {latest.order.status} after {timeout:g} seconds: {hint(latest)} "
        "Nothing is lost: the next run goes on with this order",
    )


def _awaits(run: Run, outcome: Outcome) -> bool:
    """Tell whether a certificate is still to come; a revocation that awaits approval is nobody's to wait for."""
    if run.desired.state == "absent":
        return False
    return run.plan.in_flight is not None or (outcome.certificate is None and outcome.pending is not None)


def _known(run: Run) -> dict[str, t.Any]:
    """Return what a failure tells besides its message."""
    if not run.has_looked:
        return {}
    chosen, today, own = choose(run.world), run.world.today, run.memory.own
    headline = run.last_plan
    seen = chosen.current or chosen.in_flight
    placed = own is not None and (seen is None or seen.id != own)
    unseen = Order(own, UNKNOWN) if placed and own is not None else None
    return {
        "changed": run.changed,
        "action": headline.action if headline else "none",
        "order": order_dict(seen or unseen, today),
        "pending": None if unseen is None else pending_dict(Pending(unseen, (ISSUANCE,))),
    }


def _not_issued(outcome: Outcome, what: str) -> NotIssued:
    return NotIssued(
        f"No certificate yet: {what.rstrip('.')}.",
        order=order_dict(outcome.order, outcome.today),
        pending=pending_dict(outcome.pending),
    )
