# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Private to this collection: it may change in any release.
"""Many certificates in one run: all are planned first, then the plan is carried out. Every one is ruled by the same engine as one alone."""

from __future__ import annotations

import concurrent.futures
import dataclasses
import datetime
import queue
import threading
import typing as t

from .._api.client import Client
from .._core import budget, fleet, listing, report
from .._core.budget import Allowance, Limits
from .._core.errors import CannotDecide, DigicertError, PlanRefused
from .._core.fleet import Change
from .._core.model import Desired
from .._core.report import Outcome
from . import act, outcome
from .archive import FORGETFUL, Archive
from .prospects import prospects
from .recollect import Recollection, recollect
from .reported import reported
from .run import Run
from .wait import Timer, pauses

#: Seconds between two lines about how far a long run is.
_TELL_EVERY = 10.0

#: Seconds after which a look is too old to write on.
_FRESH = 30.0


@dataclasses.dataclass(frozen=True)
class Mode:
    """How a run behaves, apart from what it wants."""

    check: bool = False
    #: In check mode, look whether the account could pay for what is planned, and the like.
    prospects: bool = True
    #: The key is part of the plan. It is not where the hosts make keys: there may be none yet when the plan is reviewed.
    key_counts: bool = True
    wait: bool = False
    #: Seconds, for all certificates together.
    wait_timeout: float = 600
    #: Download certificates.
    pem: bool = True
    #: Conversations at once.
    parallel: int = 4
    limits: Limits = dataclasses.field(default_factory=Limits)
    #: A remembered order counts while the list of orders shows it unchanged; else every order is read.
    by_list: bool = True
    #: Seconds; how old the list may be.
    max_age: float = 60
    #: Gets a line now and then that says how far a long run is.
    tell: t.Callable[[str], None] = lambda _text: None


@dataclasses.dataclass(frozen=True)
class Fleet:
    """What a run over many certificates came to."""

    #: One per certificate, in the order of the list, as users see it.
    results: tuple[fleet.Result, ...]
    #: What the run began with, or would begin with.
    changes: tuple[Change, ...]
    #: The certificates that change, as ``diff`` of Ansible.
    diff: t.Mapping[str, t.Any]
    #: Why the memory or the list of orders could not be used.
    unread: tuple[str, ...] = ()
    #: Why nothing of the plan was carried out, where limits refused it.
    refusal: t.Optional[PlanRefused] = None

    @property
    def warnings(self) -> tuple[str, ...]:
        """All that is warned of, what certificates warn of with the place of each."""
        return (*self.unread, *fleet.warnings(self.results))


class _Part:
    """One certificate of the fleet, and how far it is."""

    def __init__(self, index: int, desired: Desired) -> None:
        self.index = index
        self.desired = desired
        self.run: t.Optional[Run] = None
        #: When it was looked at, by the timer's clock.
        self.looked = 0.0
        self.change: t.Optional[Change] = None
        self.outcome: t.Optional[Outcome] = None
        self.error: t.Optional[DigicertError] = None
        #: The plan was carried out.
        self.done = False

    def warn(self, sentences: t.Sequence[str]) -> None:
        """Warn of what was found after the plan was made."""
        if self.outcome is not None:
            self.outcome = dataclasses.replace(self.outcome, warnings=(*self.outcome.warnings, *sentences))

    def result(self) -> fleet.Result:
        """Return what became of it, as users see it."""
        place = {"index": self.index, "alternative_order_id": self.desired.alternative_order_id}
        warned = list(self.outcome.warnings if self.outcome else self.run.warnings if self.run else ())
        if self.error is not None:
            return {"changed": False, **self.error.result(), "failed": True, "warnings": warned, **place}
        if self.outcome is None:
            raise AssertionError("nobody looked at this certificate")
        return {**report.result(self.outcome), "warnings": warned, **place}


def ensure(
    client: Client, wishes: t.Sequence[Desired], mode: Mode, timer: Timer, archive: Archive = FORGETFUL
) -> Fleet:
    """Bring many certificates into the wanted state and return what became of each; one that fails does not stop the others.

    Nothing is written before all were planned, and nothing at all where a limit of *mode* refuses the plan.
    """
    parts = [_Part(index, desired) for index, desired in enumerate(wishes)]
    client.assume_ahead(archive.ahead())
    recollection, unread = recollect(client, archive, wishes, mode.max_age) if mode.by_list else (None, ())
    with _Work(client, mode, timer, archive, recollection) as work:
        found = _ensure(client, work, parts, mode)
    ahead = client.ahead()
    if ahead is not None:
        archive.keep_ahead(ahead)
    return dataclasses.replace(found, unread=tuple(unread))


def _ensure(client: Client, work: _Work, parts: t.Sequence[_Part], mode: Mode) -> Fleet:
    work.look_at_all(parts)
    _part_the_contested(parts)
    changes = tuple(part.change for part in parts if part.change is not None and part.error is None)
    refused = budget.refusals(mode.limits, fleet.totals(changes, len(parts)), fleet.digest(changes))
    begun = [part for part in parts if part.change is not None and part.error is None]
    if mode.check and mode.prospects:
        # What a real run is told by CertCentral itself.
        for index, sentences in prospects(client, changes).items():
            parts[index].warn(sentences)
    elif not mode.check and not refused:
        work.each(begun, work.carry_out, "carried out")
        if mode.wait:
            work.wait(parts)
    return Fleet(
        results=tuple(part.result() for part in parts),
        changes=changes,
        diff=_diff(changes),
        refusal=PlanRefused(refused) if refused else None,
    )


class _Progress:
    """Says how far a long run is: one line now and then, and never one a certificate."""

    def __init__(self, timer: Timer, tell: t.Callable[[str], None]) -> None:
        self._timer = timer
        self._tell = tell
        self._told = timer.monotonic()
        self._told_of_waiting = self._told - _TELL_EVERY
        self._lock = threading.Lock()
        self._what, self._number = "", 0
        self._parts: t.Sequence[_Part] = ()

    def begin(self, what: str, parts: t.Sequence[_Part]) -> None:
        """Begin a step for *parts*; *what* is said of those for which it is done. Without it nothing is said."""
        self._what, self._number, self._parts = what, 0, parts

    def one_more(self) -> None:
        """Count one certificate that is done with."""
        self._number += 1
        now = self._timer.monotonic()
        if self._number < len(self._parts) and now - self._told >= _TELL_EVERY:
            self._say(now)

    def waits(self, until: float) -> None:
        """Say that a thread waits for the quota, *until* so many seconds since 1970. The others that wait need not say it."""
        with self._lock:
            now = self._timer.monotonic()
            if now - self._told_of_waiting < _TELL_EVERY:
                return
            self._told_of_waiting = now
        self._say(now, f", waiting for the quota until {datetime.datetime.fromtimestamp(until):%H:%M:%S}")

    def _say(self, now: float, waiting: str = "") -> None:
        if not self._what:
            return
        self._told = now
        bought = sum(1 for part in self._parts if part.done and part.change is not None and part.change.plan.buys)
        failed = sum(1 for part in self._parts if part.error is not None)
        counts = "".join(f", {count:,} {word}" for count, word in ((bought, "ordered"), (failed, "failed")) if count)
        self._tell(f"{self._what} {self._number:,} of {len(self._parts):,}{counts}{waiting}")


class _Work:
    """The steps for one certificate, and how they go on side by side."""

    def __init__(
        self,
        client: Client,
        mode: Mode,
        timer: Timer,
        archive: Archive,
        recollection: t.Optional[Recollection],
    ) -> None:
        self._client = client
        self._mode = mode
        self._timer = timer
        self._archive = archive
        self._recollection = recollection
        self._progress = _Progress(timer, mode.tell)
        client.when_waiting(self._progress.waits)
        self._made = [client.beside() for _number in range(mode.parallel - 1)]
        self._clients: queue.SimpleQueue[Client] = queue.SimpleQueue()
        for one in (client, *self._made):
            self._clients.put(one)

    def __enter__(self) -> _Work:
        return self

    def __exit__(self, *_details: object) -> None:
        for client in self._made:
            client.close()

    def each(self, parts: t.Sequence[_Part], step: t.Callable[[_Part, Client], None], what: str = "") -> None:
        """Take one *step* for all *parts*, as many at once as the mode says. A failure stays with its part; *what* says what is done."""
        self._progress.begin(what, parts)
        self._each(parts, step)

    def _each(self, parts: t.Sequence[_Part], step: t.Callable[[_Part, Client], None]) -> None:
        if self._mode.parallel == 1 or len(parts) < 2:
            for part in parts:
                self._one(part, step)
                self._progress.one_more()
        else:
            self._side_by_side(parts, step)

    def look_at_all(self, parts: t.Sequence[_Part]) -> None:
        """Find the orders of all *parts* and plan.

        One goes ahead: what is wrong with key, URL or name of the host is then asked and said once.
        """
        self._progress.begin("looked at", parts)
        self._each(parts[:1], self.look)
        if self._recollection is not None:
            self._recollection.reported = reported(self._client, self._unknown(parts[1:]))
        self._each(parts[1:], self.look)

    def _unknown(self, parts: t.Sequence[_Part]) -> list[Desired]:
        """Return the wishes for which a lookup is the first that is asked."""
        wishes = [part.desired for part in parts if part.desired.state == "present" and part.desired.order_id is None]
        return [desired for desired in wishes if self._recollection is None or not self._recollection.knows(desired)]

    def _side_by_side(self, parts: t.Sequence[_Part], step: t.Callable[[_Part, Client], None]) -> None:
        pool = concurrent.futures.ThreadPoolExecutor(max_workers=self._mode.parallel)
        try:
            steps = [pool.submit(self._one, part, step) for part in parts]
            for done in concurrent.futures.as_completed(steps):
                done.result()
                self._progress.one_more()
        finally:
            # Whoever interrupts this run does not want the rest of it.
            pool.shutdown(wait=True, cancel_futures=True)

    def _one(self, part: _Part, step: t.Callable[[_Part, Client], None]) -> None:
        client = self._clients.get()
        try:
            if part.run is not None:
                part.run.talk_to(client)
            step(part, client)
        except DigicertError as error:
            part.error = error
        finally:
            self._clients.put(client)

    def look(self, part: _Part, client: Client) -> None:
        """Find the orders of one certificate and plan. What is as declared is done with."""
        run = part.run = Run(client, part.desired, self._timer, self._archive, self._recollection)
        with outcome.telling(run):
            part.looked = self._timer.monotonic()
            run.look()
            # In check mode, or where the plan is refused, this is all that is said of it.
            part.outcome = outcome.planned(run, self._mode.pem)
            if run.plan.changes:
                part.change = self._change(part.index, run)
            elif not (self._mode.wait and outcome.awaits(run, part.outcome, self._mode.pem)):
                part.run = None

    def carry_out(self, part: _Part, _client: Client) -> None:
        """Carry out the plan of one certificate, if it is still the same."""
        run, change = _of(part)
        with outcome.telling(run):
            part.outcome = None
            if self._timer.monotonic() - part.looked > _FRESH:
                run.look_again()
                self._compare(part, run, change)
            run.allowance = Allowance(int(change.plan.buys), change.endings)
            run.settle()
            part.done = True
            part.outcome = outcome.reached(run, self._mode.pem)

    def _compare(self, part: _Part, run: Run, change: Change) -> None:
        """Raise ``CannotDecide`` when something else is to be done now than was planned; nothing to do any more is good."""
        now = run.plan
        if now.changes and self._change(part.index, run).digest != change.digest:
            raise CannotDecide(
                f"Nothing was done: planned was to {change.plan.action} ({change.plan.reason}), and meanwhile it is to {now.action} "
                f"({now.reason}); run again."
            )

    def _change(self, index: int, run: Run) -> Change:
        desired, plan, limits = run.desired, run.plan, self._mode.limits
        if not self._mode.key_counts:
            # The mark of the wish holds the key.
            desired = dataclasses.replace(desired, csr=None, public_key=None)
            plan = dataclasses.replace(plan, mark=None)
        return Change(
            index=index,
            desired=desired,
            plan=plan,
            body=act.body_of(desired, plan),
            endings=fleet.endings(desired, plan, run.world),
            cost=budget.cost(desired, plan, limits.prices, run.world.today),
        )

    def wait(self, parts: t.Sequence[_Part]) -> None:
        """Wait until nothing is pending that waiting can bring, all together no longer than the mode says."""
        self.each([part for part in parts if self._awaits(part)], self._check_that_it_helps)
        waiting, timeout = [part for part in parts if self._awaits(part)], self._mode.wait_timeout
        for _round in pauses(self._timer, timeout) if waiting else ():
            self.each(waiting, self._poll)
            waiting = [part for part in waiting if self._awaits(part)]
            if not waiting:
                return
            self._mode.tell(f"{len(waiting):,} still wait to be issued")
        self.each(waiting, self._give_up)

    def _awaits(self, part: _Part) -> bool:
        known = part.error is None and part.run is not None and part.outcome is not None
        return known and outcome.awaits(*_reached(part), self._mode.pem)

    def _check_that_it_helps(self, part: _Part, _client: Client) -> None:
        run, found = _reached(part)
        vain = outcome.waits_in_vain(found)
        if vain is not None:
            with outcome.telling(run):
                raise vain

    def _poll(self, part: _Part, _client: Client) -> None:
        run, found = _reached(part)
        with outcome.telling(run):
            part.outcome = outcome.poll(run, found, self._mode.pem)

    def _give_up(self, part: _Part, _client: Client) -> None:
        run, found = _reached(part)
        with outcome.telling(run):
            raise outcome.timed_out(run, found, self._mode.wait_timeout)


def _of(part: _Part) -> tuple[Run, Change]:
    if part.run is None or part.change is None:
        raise AssertionError("nothing was planned for this certificate")
    return part.run, part.change


def _reached(part: _Part) -> tuple[Run, Outcome]:
    if part.run is None or part.outcome is None:
        raise AssertionError("nothing is known of this certificate")
    return part.run, part.outcome


def _part_the_contested(parts: t.Sequence[_Part]) -> None:
    """Let the certificates fail that found one and the same order for theirs: which of them it is for cannot be told."""
    owners: dict[int, list[_Part]] = {}
    for part in parts:
        if part.error is None and part.outcome is not None and part.outcome.order is not None:
            owners.setdefault(part.outcome.order.id, []).append(part)
    for order_id, claimed in owners.items():
        if len(claimed) > 1:
            names = " and ".join(listing.place(part.index, part.desired.alternative_order_id) for part in claimed)
            for part in claimed:
                part.error = CannotDecide(
                    f"Nothing was done: {names} both found order {order_id}; give each an order of its own."
                )


def _diff(changes: t.Sequence[Change]) -> dict[str, t.Any]:
    sides = {change.desired.alternative_order_id: report.diff(change.plan) for change in changes}
    return {side: {name: both[side] for name, both in sides.items()} for side in ("before", "after")}
