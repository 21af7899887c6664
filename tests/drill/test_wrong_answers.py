# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One wrong answer at every read of every action: about something else, old, incomplete, at odds with another; and refusals at every write.

After each: no write to what does not carry the identity, no write twice, no two live orders of a generation without a failure
that names both, no revocation of what is in use; and the next runs with right answers end in the wanted state with no more
orders than without the fault. A run may fail, with one clear sentence. Run with ``-s`` to see the table.
"""

from __future__ import annotations

import collections
import dataclasses
import functools
import sys
import typing as t

import pytest

from . import witness
from .actions import ACTIONS, Action, prepared
from .harness import Ended, new_identity, run

if t.TYPE_CHECKING:
    from ansible_collections.certops.digicert.tests.integration.support.sandbox import Sandbox

    from .witness import Strangers

#: Runs with right answers until the wanted state has to be there and stay.
ROUNDS = 4

#: More requests than any run takes; who sends more does not end.
MOST_REQUESTS = 150

ONCE, ON = 1, None

# What reads are about.
LOOKUP, INFO, REISSUES, REQUEST, DOWNLOAD, MAIL = "lookup", "info", "reissues", "request", "download", "mail"
EVERY = (LOOKUP, INFO, REISSUES, REQUEST, DOWNLOAD, MAIL)
PURCHASE, WRITE = "purchase", "write"


@dataclasses.dataclass(frozen=True)
class Wrong:
    """A wrong answer: where it can be given, for one read or from there on."""

    name: str
    options: dict[str, t.Any]
    places: tuple[str, ...]
    times: t.Optional[int] = ONCE
    #: Which of the orders that are somebody else's the answer is about.
    about: t.Optional[str] = None
    #: The lookup says that there is nothing where something was bought a moment ago. What is bought then is one too many, and
    #: only a person can tell which one may go: the run that bought fails and names both, and so do later ones, or warn.
    person: bool = False


def _wrong(name: str, kind: str, *places: str, times: t.Optional[int] = ONCE, **more: t.Any) -> Wrong:
    about, person = more.pop("about", None), more.pop("person", False)
    return Wrong(name, {"kind": kind, **more}, places, times, about, person)


WRONG: tuple[Wrong, ...] = (
    _wrong("another order", "other_order", *EVERY, about="issued"),
    _wrong("another order, on", "other_order", *EVERY, about="issued", times=ON),
    _wrong("another open order", "other_order", LOOKUP, INFO, REQUEST, about="open"),
    _wrong("any case of the name, on", "other_case", LOOKUP, times=ON),
    _wrong("no filter", "unfiltered_list", LOOKUP),
    _wrong("before the last write", "stale_by_one_write", *EVERY, person=True),
    _wrong("before the last write, on", "stale_by_one_write", *EVERY, times=ON, person=True),
    _wrong("60 s old", "stale_seconds", LOOKUP, INFO, REISSUES),
    _wrong("60 s old, on", "stale_seconds", *EVERY, times=ON),
    _wrong("lookup lags", "lagging_lookup", LOOKUP),
    _wrong("lookup lags, on", "lagging_lookup", LOOKUP, times=ON),
    _wrong("order info lags", "lagging_order_info", INFO, DOWNLOAD),
    _wrong("order info lags, on", "lagging_order_info", INFO, DOWNLOAD, times=ON),
    _wrong("rows twice", "duplicate_rows", LOOKUP, INFO, REISSUES),
    _wrong("rows twice, one revoked", "duplicate_rows", LOOKUP, row_status="revoked"),
    _wrong("rows twice, one pending", "duplicate_rows", LOOKUP, INFO, REISSUES, row_status="pending"),
    _wrong("no type of requests, on", "missing_type", INFO, REQUEST, times=ON),
    _wrong("no CSR, on", "missing_csr", INFO, REISSUES, times=ON),
    _wrong("no identity", "missing_identity", INFO),
    _wrong("no identity, on", "missing_identity", INFO, times=ON),
    _wrong("no is_renewed, on", "missing_is_renewed", INFO, times=ON),
    _wrong("no predecessor, on", "missing_links", INFO, times=ON),
    _wrong("no serial number, on", "missing_serial", INFO, REISSUES, times=ON),
    _wrong("renews itself, on", "self_link", INFO, times=ON),
    _wrong("two renew each other, on", "cycle", INFO, times=ON),
    _wrong("renews a stranger", "stranger_link", INFO, about="issued"),
    _wrong("renews a stranger, on", "stranger_link", INFO, about="issued", times=ON),
    _wrong("clock ten years on", "clock_off", *EVERY, days=3650),
    _wrong("clock ten years back", "clock_off", *EVERY, days=-3650),
    _wrong("every page the same, on", "repeated_page", LOOKUP, times=ON),
    _wrong("twenty new pages", "repeated_page", LOOKUP, rows="new", times=20),
    _wrong("another serial number", "wrong_serial", DOWNLOAD),
    _wrong("another serial number, on", "wrong_serial", DOWNLOAD, times=ON),
    _wrong("403 of a gateway", "gateway_before_commit", *EVERY, PURCHASE, WRITE),
    _wrong("408 after", "gateway_after_commit", PURCHASE, WRITE, status=408),
    _wrong("425 after", "gateway_after_commit", PURCHASE, WRITE, status=425),
    _wrong("499 after", "gateway_after_commit", PURCHASE, WRITE, status=499, body="json"),
    _wrong("403 after", "gateway_after_commit", PURCHASE, WRITE),
    _wrong("429, a rival meanwhile", "rate_limited_with_rival", PURCHASE),
)


@dataclasses.dataclass
class Cell:
    """What the table tells of one action and one wrong answer."""

    cases: int = 0
    failed: int = 0
    person: int = 0


#: wrong answer -> action -> what came of it.
TABLE: dict[str, dict[str, Cell]] = collections.defaultdict(lambda: collections.defaultdict(Cell))


@dataclasses.dataclass(frozen=True)
class Place:
    """A request of a run without a fault: what it is about, and what hits it in another run of the same action."""

    about: str
    match: dict[str, t.Any]
    skip: int

    def __str__(self) -> str:
        return f"{self.about} {self.skip + 1}"


#: action -> its places, found once.
PLACES: dict[str, tuple[Place, ...]] = {}


def places(sandbox: Sandbox, action: Action) -> tuple[Place, ...]:
    """Return every read and write of *action* without a fault."""
    if action.name not in PLACES:
        PLACES[action.name] = _places(sandbox, action)
    return PLACES[action.name]


def _places(sandbox: Sandbox, action: Action) -> tuple[Place, ...]:
    _identity, arguments = _begin(sandbox, action)
    ended = _run(sandbox, arguments)
    assert ended.error is None, ended.error
    requests = sandbox.received()
    reads = [row for row in requests if row["method"] == "GET"]
    found = [Place(witness.about(row), {"method": "GET"}, skip) for skip, row in enumerate(reads)]
    seen: collections.Counter[tuple[str, str]] = collections.Counter()
    for row in requests:
        if row["method"] != "GET":
            pattern = witness.pattern(row)
            found.append(
                Place(witness.about(row), {"method": row["method"], "path": pattern}, seen[row["method"], pattern])
            )
            seen[row["method"], pattern] += 1
    return tuple(found)


def _fresh(sandbox: Sandbox, action: Action) -> Strangers:
    """Set the account up anew, with orders of others in it."""
    sandbox.reset()
    sandbox.settings(**action.settings)
    return witness.strangers(sandbox)


def _begin(sandbox: Sandbox, action: Action, cases: bool = False) -> tuple[str, dict[str, t.Any]]:
    """Return a fresh identity in the state before *action* with the task to disturb; *cases*: others have its name in another case."""
    identity = new_identity("wrong")
    if cases:
        witness.strangers(sandbox, identity.upper(), identity.title())
    _identity, arguments = prepared(sandbox, action, identity)
    # Longer than any answer is old: what was there before the run stays visible.
    sandbox.advance(hours=1)
    sandbox.forget()
    return identity, arguments


def _run(sandbox: Sandbox, arguments: dict[str, t.Any]) -> Ended:
    # Every answer comes here: no time-out is waited for.
    return run(sandbox, arguments, before=functools.partial(witness.bound, most=MOST_REQUESTS), api_timeout=30)


class _Case:
    """One wrong answer at one place."""

    def __init__(self, sandbox: Sandbox, action: Action, wrong: Wrong, place: Place, strangers: Strangers) -> None:
        self.sandbox, self.action, self.wrong, self.place, self.strangers = sandbox, action, wrong, place, strangers
        self.identity, self.arguments = _begin(sandbox, action, wrong.options["kind"] == "other_case")
        self.truth = self._look()
        self.broken: list[str] = []

    def _look(self) -> witness.Truth:
        return witness.Truth(self.sandbox.orders(), self.identity, self.action.name == "replace")

    def go(self) -> list[str]:
        """Return what does not hold."""
        cell = TABLE[self.wrong.name][self.action.name]
        cell.cases += 1
        options = dict(self.wrong.options)
        if self.wrong.about is not None:
            options["order_id"] = getattr(self.strangers, self.wrong.about)
        self.sandbox.post(
            "/faults", {"match": self.place.match, "skip": self.place.skip, "times": self.wrong.times, **options}
        )
        ended = self._watched("with the wrong answer")
        self.sandbox.delete("/faults")
        if ended is None:
            return self.broken
        cell.failed += ended.error is not None
        for number in range(ROUNDS):
            ended = self._watched(f"run {number + 1} after it")
            if ended is None:
                return self.broken
            if ended.error is None and ended.calls["writes"] == 0:
                break
        self._end(ended, cell)
        return self.broken

    def _watched(self, when: str) -> t.Optional[Ended]:
        """Run once and note what does not hold afterwards; ``None`` when the run did not end as a run does."""
        try:
            ended = _run(self.sandbox, self.arguments)
        except Exception as error:
            self.broken.append(f"{when}: {type(error).__name__}: {error}")
            return None
        requests = self.sandbox.received()
        self.sandbox.forget()
        before = self.truth
        if ended.calls["writes"]:
            self.truth = self._look()
        for found in (
            *witness.unclear(ended),
            *self.truth.writes_to_strangers(requests),
            *witness.written_twice(requests),
            *self.truth.unsaid_twins(ended, requests),
            *(self.truth.revoked_in_use(requests, before) if self.arguments["state"] == "present" else ()),
        ):
            self.broken.append(f"{when}: {found}")
        return ended

    def _end(self, ended: Ended, cell: Cell) -> None:
        """Note whether the wanted state is there and stays."""
        statuses = [order["status"] for order in self.truth.own]
        if self.wrong.person and self.truth.twins and len(statuses) <= self.action.orders + 1:
            # Every run has named both, or `unsaid_twins` told.
            cell.person += 1
            return
        if ended.error is not None:
            self.broken.append(f"at last: {ended.error}")
        elif ended.calls["writes"]:
            self.broken.append("at last: it still writes")
        if statuses != list(self.action.end):
            self.broken.append(f"at last: {statuses} in place of {list(self.action.end)}")


CASES = [(action, wrong) for action in ACTIONS for wrong in WRONG]


@pytest.mark.parametrize(("action", "wrong"), CASES, ids=[f"{action.name}: {wrong.name}" for action, wrong in CASES])
def test_a_wrong_answer(sandbox: Sandbox, action: Action, wrong: Wrong) -> None:
    strangers = _fresh(sandbox, action)
    broken = []
    for place in places(sandbox, action):
        if place.about in wrong.places:
            found = _Case(sandbox, action, wrong, place, strangers).go()
            broken += [f"{place}: {one}" for one in found]
            if found:
                strangers = _fresh(sandbox, action)
    assert not broken, "\n" + "\n".join(broken)


def test_the_table(capsys: pytest.CaptureFixture[str]) -> None:
    """Print what came of each; every cell was checked when it was filled."""
    assert set(TABLE) == {wrong.name for wrong in WRONG}
    names = [action.name for action in ACTIONS]
    lines = ["", "places tried / runs that ended in a failure (* a person has to choose between two orders)"]
    lines.append(f"{'':28}" + "  ".join(names))
    for wrong in WRONG:
        cells = [(TABLE[wrong.name][name], len(name)) for name in names]
        shown = [
            (f"{cell.cases}/{cell.failed}{'*' * bool(cell.person)}" if cell.cases else "", width)
            for cell, width in cells
        ]
        lines.append(f"{wrong.name:28}" + "  ".join(text.rjust(width) for text, width in shown))
    every = [cell for row in TABLE.values() for cell in row.values()]
    total = [sum(getattr(cell, name) for cell in every) for name in ("cases", "failed", "person")]
    lines.append("{} cases, {} runs ended in a failure, {} left a choice to a person".format(*total))
    with capsys.disabled():
        sys.stdout.write("\n".join(lines) + "\n")
