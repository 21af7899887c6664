# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Private to this collection: it may change in any release.
"""One run for one certificate: look, plan, write at most once, look again, until nothing is left to do. Knows no Ansible."""

from __future__ import annotations

import dataclasses
import typing as t

from .._api.client import Client
from .._core import renewal
from .._core.errors import CannotDecide, DigicertError, NotIssued, Refused
from .._core.facts import Facts
from .._core.identity import choose
from .._core.model import Certificate, Desired, Memory, Order, Plan, World
from .._core.planner import plan as make_plan
from .._core.planner import still_wanted
from .._core.report import PICKUP, Outcome, Pending, hint, order_dict, pending_dict
from . import act, pending
from .certificate import download
from .observe import glimpse, observe, read_order, rejection_of
from .wait import Timer, pauses

#: Writes in one run; more than any plan needs, so that a fault of ours cannot go on for ever.
_MAX_WRITES = 20


@dataclasses.dataclass(frozen=True)
class Mode:
    """How a run behaves, apart from what it wants."""

    check: bool = False
    wait: bool = False
    #: Seconds.
    wait_timeout: float = 600


def ensure(client: Client, desired: Desired, mode: Mode, timer: Timer) -> Outcome:
    """Bring one certificate into the wanted state and return what it came to.

    Raises ``DigicertError``; once orders are known, the error also carries ``action``, ``order`` and ``pending``.
    """
    run = _Run(client, desired, timer)
    try:
        run.look()
        if mode.check:
            # Everything so far only read; the plan is the one that a real run would begin with.
            act.body_of(run.desired, run.plan)
            return run.outcome(changed=run.plan.changes)
        run.settle()
        outcome = run.outcome(changed=run.changed)
        return run.waited(outcome, mode.wait_timeout) if mode.wait else outcome
    except DigicertError as error:
        for key, value in run.facts().items():
            error.facts.setdefault(key, value)
        raise


class _Run:
    """What is known while one run goes on."""

    def __init__(self, client: Client, desired: Desired, timer: Timer) -> None:
        self.client = client
        self.desired = desired
        self.timer = timer
        self.world: t.Optional[World] = None
        self.changed = False
        self.recovered = False
        self._plan: t.Optional[Plan] = None
        #: The first plan that was carried out: what the run reports as its action.
        self._headline: t.Optional[Plan] = None
        self._bought = False
        self._warnings: list[str] = []

    @property
    def plan(self) -> Plan:
        """The plan for the world as it was last seen."""
        if self._plan is None:
            raise AssertionError("look() comes first")
        return self._plan

    @property
    def _seen(self) -> World:
        """The world as it was last seen."""
        if self.world is None:
            raise AssertionError("look() comes first")
        return self.world

    def look(self) -> None:
        """Find the orders and plan; the ``order_id`` hint spares the lookup when it shows that nothing is to be done."""
        self.world = glimpse(self.client, self.desired) if self.desired.state == "present" else None
        if self.world is not None:
            try:
                self._plan = make_plan(self.desired, self.world)
            except CannotDecide:
                self._plan = None
            if self._plan is not None and self._plan.action == "none":
                return
        self._observe(Memory())

    def _observe(self, memory: Memory) -> None:
        """See the whole world, and plan for it."""
        self.world = observe(self.client, self.desired, memory)
        self._plan = make_plan(self.desired, self.world)

    def settle(self) -> None:
        """Carry out plans, one write each, until none is left. Never buys twice."""
        writes = 0
        while self.plan.changes and self._may_revoke():
            plan, writes = self.plan, writes + 1
            if writes > _MAX_WRITES or (plan.buys and self._bought):
                raise CannotDecide(
                    f"After the changes of this run CertCentral still asks to {plan.action} ({plan.reason}); nothing more was done."
                )
            self._step(plan)

    def _step(self, plan: Plan) -> None:
        body = act.body_of(self.desired, plan)
        try:
            done = act.carry_out(self.client, self.desired, plan, body, self.timer.sleep, self._seen.memory)
        except Refused as refusal:
            if plan.action in ("cancel", "reject") and self.desired.state == "present":
                # Two orders are paid for, and this run cannot take its own back.
                raise CannotDecide(
                    f"{plan.reason[0].upper()}{plan.reason[1:]}, but: {refusal}", **refusal.facts
                ) from None
            if plan.action != "approve":
                raise
            # The order stays pending for somebody who may approve it.
            self._warnings.append(f"{refusal} The order stays pending.")
            self.desired = dataclasses.replace(self.desired, approve=False)
            self._observe(self._seen.memory)
            return
        self.recovered = self.recovered or done.recovered
        if not done.adopted:
            self.changed = True
            self._headline = self._headline or plan
        self._bought = self._bought or plan.buys
        self.desired = still_wanted(self.desired, plan)
        self._observe(self._remember(plan, done.order_id))

    def _remember(self, plan: Plan, order_id: t.Optional[int]) -> Memory:
        """Return what is known after *plan* was carried out and cannot be read anywhere."""
        before = self._seen
        memory = before.memory
        if order_id is not None:
            return dataclasses.replace(memory, own=order_id, known_before=frozenset(row.id for row in before.rows()))
        if plan.target is not None and plan.target.id == memory.own and plan.action in ("cancel", "reject"):
            # The order of this run is gone again: as far as this run is concerned, nothing happened.
            self.changed, self._headline = False, None
            return dataclasses.replace(memory, own=None)
        if plan.action == "reissue" and plan.target is not None and plan.target.certificate_id is not None:
            return dataclasses.replace(memory, reissued=(plan.target.certificate_id,))
        if plan.certificate_id is not None:
            return dataclasses.replace(memory, reissued=())
        return memory

    def _may_revoke(self) -> bool:
        """What was replaced is revoked only once its successor can be downloaded."""
        plan = self.plan
        if plan.action != "revoke" or self.desired.state == "absent":
            return True
        return self._download(plan.current) is not None

    # What the run came to

    def outcome(self, changed: bool) -> Outcome:
        """Fetch the certificate in use and say what is still pending."""
        plan, world = self.plan, self._seen
        current, in_flight = plan.current, plan.in_flight
        certificate = None
        if self.desired.state == "present":
            certificate = self._download(current)
            if current is not None and certificate is None:
                # Issued, but not served yet: what it replaces stays in use until then.
                in_flight = in_flight or current
                older = self._predecessor(current)
                if older is not None:
                    current, certificate = older, self._download(older)
        return Outcome(
            plan=self._headline or plan,
            changed=changed,
            today=world.today,
            order=current or in_flight,
            pending=self._pending(in_flight),
            certificate=certificate,
            recovered=self.recovered,
            renewal_due_on=None
            if self.desired.renew == "never"
            else renewal.due_on(current, self.desired.renew_before_days),
            warnings=(*self._warnings, *plan.warnings),
        )

    def _predecessor(self, order: Order) -> t.Optional[Order]:
        """Return the live order that *order* renews; it is not read as long as nothing depends on it."""
        if order.renewal_of_order_id is None:
            return None
        older = read_order(self.client, order.renewal_of_order_id)
        return older if older.issued and not older.dead(self._seen.today) else None

    def _pending(self, in_flight: t.Optional[Order]) -> t.Optional[Pending]:
        unfinished = in_flight or Facts(self.desired, self._seen).being_revoked
        return None if unfinished is None else pending.examine(self.client, unfinished)

    def waited(self, outcome: Outcome, timeout: float) -> Outcome:
        """Return the outcome once nothing is pending. Raises ``NotIssued`` at the time-out and where waiting cannot help."""
        if not self._awaits(outcome) or outcome.pending is None:
            return outcome
        waiting_for = outcome.pending.order.id
        latest = outcome.pending
        if PICKUP in latest.waiting_for:
            raise _not_issued(outcome, f"waiting cannot issue order {waiting_for}: {hint(latest)}")
        for _round in pauses(self.timer, timeout):
            order = read_order(self.client, waiting_for)
            if order.dead(self.client.today()):
                why = rejection_of(self.client, order)
                raise _not_issued(outcome, f"order {order.id} is {order.status}{why} and will not be issued")
            if order.issued and not order.reissue_in_flight:
                self._observe(self._seen.memory)
                self.settle()
                outcome = self.outcome(self.changed)
                if not self._awaits(outcome):
                    return outcome
        latest = self._pending(read_order(self.client, waiting_for)) or latest
        raise _not_issued(
            dataclasses.replace(outcome, pending=latest),
            f"order {waiting_for} is still {latest.order.status} after {timeout:g} seconds: {hint(latest)} "
            "Nothing is lost: the next run goes on with this order",
        )

    def _awaits(self, outcome: Outcome) -> bool:
        """Tell whether a certificate is still to come; a revocation that awaits approval is nobody's to wait for."""
        if self.desired.state == "absent":
            return False
        return self.plan.in_flight is not None or (outcome.certificate is None and outcome.pending is not None)

    def facts(self) -> dict[str, t.Any]:
        """Return what a failure tells besides its message."""
        if self.world is None:
            return {}
        chosen = choose(self.world)
        headline = self._headline or self._plan
        return {
            "changed": self.changed,
            "action": headline.action if headline else "none",
            "order": order_dict(chosen.current or chosen.in_flight, self.world.today),
            "pending": None,
        }

    def _download(self, order: t.Optional[Order]) -> t.Optional[Certificate]:
        return None if order is None else download(self.client, self.desired, order, self.timer.sleep)


def _not_issued(outcome: Outcome, what: str) -> NotIssued:
    return NotIssued(
        f"No certificate yet: {what.rstrip('.')}.",
        order=order_dict(outcome.order, outcome.today),
        pending=pending_dict(outcome.pending),
    )
