# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Private to this collection: it may change in any release.
"""What a run for one certificate comes to: the certificate in use, what is still pending, and what a failure tells."""

from __future__ import annotations

import contextlib
import dataclasses
import typing as t

from .._core import renewal
from .._core.errors import LOOK_AT_THE_ORDER, DigicertError, NotIssued, OwnFault
from .._core.facts import Facts
from .._core.identity import choose
from .._core.model import Order
from .._core.report import ISSUANCE, PICKUP, Outcome, Pending, hint, order_dict, pending_dict
from .._core.status import UNKNOWN
from . import act, pending
from .run import Run


def planned(run: Run, pem: bool = True) -> Outcome:
    """Return what check mode says after the look: the plan is the one that a real run would begin with. Without *pem*, no downloads.

    Raises ``InvalidOptions`` where the task lacks what the plan needs.
    """
    act.body_of(run.desired, run.plan)
    return _outcome(run, run.plan.changes, pem)


def reached(run: Run, pem: bool = True) -> Outcome:
    """Return what a run came to that carried out its plans. Without *pem*, no downloads."""
    return _outcome(run, run.changed, pem)


def _outcome(run: Run, changed: bool, pem: bool) -> Outcome:
    plan, world = run.plan, run.world
    current, in_flight = plan.current, plan.in_flight
    certificate = None
    if run.desired.state == "present" and pem:
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


def awaits(run: Run, outcome: Outcome, pem: bool = True) -> bool:
    """Tell whether a certificate is still to come; a revocation that awaits approval is nobody's to wait for."""
    if run.desired.state == "absent" or outcome.pending is None:
        return False
    return run.plan.in_flight is not None or (pem and outcome.certificate is None)


def poll(run: Run, outcome: Outcome, pem: bool = True) -> Outcome:
    """Look once more at what *outcome*, which :func:`awaits` a certificate, waits for. Raises ``NotIssued`` where none can come."""
    run.reads.forget()
    order = _awaited(run, outcome)
    if order.dead(run.client.today()):
        refusal = run.reads.refusal(order)
        raise _not_issued(
            outcome, f"order {order.id} is {order.status}{refusal.told if refusal else ''} and will not be issued"
        )
    if not order.issued or order.reissue_in_flight:
        return outcome
    run.look_again()
    run.settle()
    return reached(run, pem)


def waits_in_vain(outcome: Outcome) -> t.Optional[NotIssued]:
    """Return why waiting cannot help, or ``None`` when it can."""
    if outcome.pending is None or PICKUP not in outcome.pending.waiting_for:
        return None
    return _not_issued(outcome, f"waiting cannot issue order {outcome.pending.order.id}: {hint(outcome.pending)}")


def timed_out(run: Run, outcome: Outcome, timeout: float) -> NotIssued:
    """Return what to raise when *timeout* seconds of waiting were not enough."""
    latest = _pending(run, _awaited(run, outcome)) or outcome.pending
    told = (
        ""
        if latest is None
        else f"order {latest.order.id} is still {latest.order.status} after {timeout:g} seconds: {hint(latest)} "
    )
    return _not_issued(
        dataclasses.replace(outcome, pending=latest), f"{told}Nothing is lost: the next run goes on with this order"
    )


def _awaited(run: Run, outcome: Outcome) -> Order:
    """Return the order in flight as it was read last."""
    if outcome.pending is None:
        raise AssertionError("nothing is pending")
    return run.reads.order(outcome.pending.order.id)


@contextlib.contextmanager
def telling(run: Run) -> t.Iterator[None]:
    """Add to a failure what is known by then: ``changed``, ``action``, ``order`` and ``pending``.

    After a purchase its sentence begins with the order that was placed. A fault of our own becomes a failure as any other.
    """
    try:
        yield
    except DigicertError as error:
        _tell(run, error)
        raise
    except Exception as error:
        fault = OwnFault(error, LOOK_AT_THE_ORDER)
        _tell(run, fault)
        raise fault from None


def _tell(run: Run, error: DigicertError) -> None:
    for key, value in _known(run).items():
        error.facts.setdefault(key, value)
    if run.memory.own is not None and not isinstance(error, NotIssued):
        error.after(f"Order {run.memory.own} was placed.")


def _known(run: Run) -> dict[str, t.Any]:
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
