# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Private to this collection: it may change in any release.
"""One run for one certificate: look, plan, write at most once, look again, until nothing is left to do."""

from __future__ import annotations

import dataclasses
import typing as t

from .._api.client import Client
from .._core import actions, rules
from .._core.budget import Allowance
from .._core.errors import CannotDecide, DigicertError, LostAnswer, QuotaUsedUp, RateLimited, Refused
from .._core.facts import Facts
from .._core.model import Certificate, Desired, Memory, Order, Plan, Replaced, World
from .._core.planner import plan as make_plan
from .._core.planner import still_wanted
from .._core.rule import sentence
from . import act
from .archive import FORGETFUL, Archive
from .certificate import download
from .observe import glimpse, observe
from .reads import Reads
from .recollect import Recollection
from .wait import Timer

#: Writes in one run beside those for custom fields; more than any plan needs, so that a fault of ours cannot go on for ever.
_MAX_WRITES = 20


class Run:
    """What is known while one run goes on, and its steps: :meth:`look` comes first, then :meth:`settle`."""

    def __init__(
        self,
        client: Client,
        desired: Desired,
        timer: Timer,
        archive: Archive = FORGETFUL,
        recollection: t.Optional[Recollection] = None,
    ) -> None:
        self.client = client
        #: What may be bought and ended, where that is bounded by a plan that was made before.
        self.allowance: t.Optional[Allowance] = None
        self.reads = Reads(client, archive, recollection)
        self.desired = desired
        self.timer = timer
        self.memory = Memory()
        self.changed = False
        self.recovered = False
        self.warnings: list[str] = []
        #: The first plan that was carried out: what the run reports as its action.
        self.headline: t.Optional[Plan] = None
        self._world: t.Optional[World] = None
        self._plan: t.Optional[Plan] = None
        #: The last write has left no trace that could be read: nothing is planned on top of it.
        self._blind = False
        self._rate_limited = 0

    @property
    def plan(self) -> Plan:
        """The plan for the world as it was last seen."""
        if self._plan is None:
            raise AssertionError("look() comes first")
        return self._plan

    @property
    def world(self) -> World:
        """The world as it was last seen."""
        if self._world is None:
            raise AssertionError("look() comes first")
        return self._world

    @property
    def has_looked(self) -> bool:
        """Whether anything is known of the world."""
        return self._world is not None

    @property
    def last_plan(self) -> t.Optional[Plan]:
        """What the run reports as its action: the first plan that was carried out, else the last one that was made."""
        return self.headline or self._plan

    def talk_to(self, client: Client) -> None:
        """Go on over another client of the same run: a thread has its own."""
        self.client = self.reads.client = client

    def look(self) -> None:
        """Find the orders and plan; the ``order_id`` hint spares the lookup when it shows that nothing is to be done."""
        self.reads.forget()
        self._world = glimpse(self.reads, self.desired) if self.desired.state == "present" else None
        if self._world is not None:
            try:
                self._plan = make_plan(self.desired, self._world)
            except CannotDecide:
                self._plan = None
            if self._plan is not None and self._plan.action == "none":
                self._remember_what_is_settled()
                return
        self._look_patiently()
        self._remember_what_is_settled()

    def _remember_what_is_settled(self) -> None:
        """Tell the memory of the one order of which the next run can see, by the list alone, that nothing is to be done."""
        plan = self._plan
        if plan is not None and plan.action == "none" and plan.current is not None and not plan.warnings:
            self.reads.remember(self.desired, plan.current)

    def _look_patiently(self) -> None:
        """See the whole world, and see it again while another run may be sending its order at this moment."""
        for pause in (*act.LOOK_AGAIN, None):
            try:
                self._observe()
            except CannotDecide:
                if pause is None or self._world is None or not self._world.on_its_way:
                    raise
            else:
                return
            self.timer.sleep(pause)
            self.reads.forget()

    def look_again(self) -> None:
        """See the whole world anew, and plan for it."""
        self.reads.forget()
        self._observe()

    def _observe(self) -> None:
        self._plan = None
        self._world = observe(self.reads, self.desired, self.memory)
        try:
            self._plan = make_plan(self.desired, self._world)
        except CannotDecide:
            if self._world.complete or self.desired.state == "absent":
                raise
        if self._plan is None or (self._plan.action in actions.NEEDS_HISTORY and not self._world.complete):
            self._world = observe(self.reads, self.desired, self.memory, everything=True)
            self._plan = make_plan(self.desired, self._world)

    def settle(self) -> None:
        """Carry out plans, one write each, until none is left. Never sends a write twice, and buys at most once."""
        left = _MAX_WRITES + len(self.desired.custom_fields)
        while self.plan.changes and not self._blind and self._may_revoke():
            plan, left = self.plan, left - 1
            if self.allowance is not None and not self.allowance.covers(plan, self.memory.own):
                self.warnings.append(
                    f"Something is left to do that was not in the plan of this run ({plan.action}: {plan.reason}); run again."
                )
                return
            if left < 0 or plan.write in self.memory.sent or (plan.buys and self._has_bought()):
                raise CannotDecide(
                    f"After the changes of this run CertCentral still asks to {plan.action} ({plan.reason}); nothing more was done."
                )
            self._step(plan)
        self._remember_what_is_settled()

    def _has_bought(self) -> bool:
        return any(action in actions.BUYS for action, *_rest in self.memory.sent)

    def _write(self, plan: Plan) -> act.Done:
        """Send the write of *plan*. The memory knows of a purchase from before it is sent until an order shows that it came true."""
        name, archive = self.desired.alternative_order_id, self.reads.archive
        body = act.body_of(self.desired, plan)
        self.reads.about_to_write(name, plan.target.id if plan.target else None)
        try:
            return act.carry_out(self.reads, self.desired, plan, body, self.timer.sleep, self.world)
        except LostAnswer:
            raise
        except DigicertError:
            if plan.buys:
                # Nothing was bought.
                archive.came_true(name)
            raise

    def _step(self, plan: Plan) -> None:
        name, known = self.desired.alternative_order_id, {row.id for row in self.world.rows()}
        if plan.buys and not self.reads.archive.intend(name, known, self.reads.began):
            self.timer.sleep(act.LOOK_AGAIN[0])
            self.reads.forget()
            self._look_patiently()
            return
        try:
            done = self._write(plan)
        except RateLimited as limit:
            # Nothing was done; by the time the key is good again, another run may have done it.
            self._rate_limited += 1
            pause = self.client.rate_limit_pause(self._rate_limited, limit) if plan.buys else None
            if pause is None:
                raise
            self.timer.sleep(pause)
            self.look_again()
            return
        except QuotaUsedUp as wait:
            self.timer.sleep(wait.seconds)
            self.look_again()
            return
        except Refused as refusal:
            self._refused(plan, refusal)
            return
        before, wanted = self.world, self.desired
        self._remember(plan, done)
        self.desired = still_wanted(wanted, plan)
        self._look_after(plan, done, wanted, before)

    def _refused(self, plan: Plan, refusal: Refused) -> None:
        if plan.action in ("cancel", "reject") and self.desired.state == "present":
            # Two orders are paid for, and this run cannot take its own back.
            raise CannotDecide(f"{plan.reason[0].upper()}{plan.reason[1:]}, but: {refusal}", **refusal.facts) from None
        if plan.action != "approve":
            raise refusal
        # The order stays pending for somebody who may approve it.
        self.warnings.append(f"{refusal} The order stays pending.")
        self.desired = dataclasses.replace(self.desired, approve=False)
        self.look_again()

    def _remember(self, plan: Plan, done: act.Done) -> None:
        """Keep what is known after *plan* was carried out, whatever can be read of it later."""
        self.recovered = self.recovered or done.recovered
        memory = dataclasses.replace(self.memory, sent=self.memory.sent | {plan.write})
        if not done.adopted:
            self.changed = True
            self.headline = self.headline or plan
        if done.order_id is not None:
            memory = dataclasses.replace(
                memory,
                own=done.order_id,
                known_before=frozenset(row.id for row in self.world.rows()),
                replaces=plan.target.id if plan.action == "replace" and plan.target else None,
            )
        elif plan.target is not None and plan.target.id == memory.own and plan.action in ("cancel", "reject"):
            # The order of this run is gone again: as far as this run is concerned, nothing happened.
            self.changed, self.headline = False, None
            memory = dataclasses.replace(memory, own=None)
        elif plan.action == "reissue" and plan.target is not None and plan.target.certificate_id is not None:
            old = plan.target
            memory = dataclasses.replace(
                memory, reissued=Replaced(old.id, plan.target.certificate_id, old.serial_number)
            )
        elif plan.action == "revoke" and plan.target is not None:
            memory = dataclasses.replace(memory, reissued=None if plan.certificate_id is not None else memory.reissued)
            if done.awaits_approval:
                asked = memory.revocations_asked | {plan.target.id}
                memory = dataclasses.replace(memory, revocations_asked=asked)
        self.memory = memory

    def _look_after(self, plan: Plan, done: act.Done, wanted: Desired, before: World) -> None:
        """Look until what was written can be seen. Where it never can, say so: nothing is planned on top of it.

        Raises ``CannotDecide`` when an order of another run is there, and the one of this run is not seen beside it.
        """
        for pause in (0.0, *act.LOOK_AGAIN):
            if pause:
                self.timer.sleep(pause)
            self.look_again()
            if done.adopted or done.awaits_approval or self._sees(plan, wanted, before):
                return
        self._blind = True
        if plan.buys:
            others = Facts(self.desired, self.world)
            if others.twins:
                raise CannotDecide(sentence(rules.TWINS.format(f=others)))
            self.warnings.append(
                f"Order {done.order_id} was placed, and the lookup of its alternative_order_id does not show it so far: another "
                "order placed at the same time would not have been seen; look again in some minutes."
            )
        else:
            self.warnings.append(
                f"What this run did last ({plan.action}: {plan.reason}) cannot be seen in CertCentral so far; nothing more was done."
            )

    def _sees(self, plan: Plan, wanted: Desired, before: World) -> bool:
        """Tell whether the world shows the write of *plan*, as far as anything can.

        A custom field is the planner's to look at again; a certificate that was revoked on its own need not be listed anywhere.
        """
        if plan.buys:
            return self.world.own_is_shown
        if plan.action == "update" or plan.certificate_id is not None:
            return True
        target = plan.target.id if plan.target else None
        now = next((order for order in self.world.orders if order.id == target), None)
        if now != next((order for order in before.orders if order.id == target), None):
            return True
        return act.is_visible(wanted, plan, dataclasses.replace(self.world, memory=before.memory))

    def _may_revoke(self) -> bool:
        """What was replaced is revoked only once its successor can be downloaded."""
        plan = self.plan
        if plan.action != "revoke" or self.desired.state == "absent":
            return True
        return self.download(plan.current) is not None

    def download(self, order: t.Optional[Order]) -> t.Optional[Certificate]:
        """Return the certificate of *order*; ``None`` without one to download."""
        return None if order is None else download(self.reads, self.desired, order, self.timer.sleep)
