# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Private to this collection: it may change in any release.
"""Lets requests pass as the quota of the API key allows: all threads and processes of this user on this machine together."""

from __future__ import annotations

import collections
import threading
import time
import typing as t

from .._cache import database
from .._cache.place import Unusable
from .._core import quota
from .._core.connection import Connection
from .._core.quota import Quota, Window

Clock = t.Callable[[], float]

_VERSION = 1
#: ``at``: when a request goes out; ``made``: when that was planned; ``until``: before it, none goes out. Seconds since 1970.
_TABLES = (
    "CREATE TABLE request (id INTEGER PRIMARY KEY, at REAL NOT NULL, made REAL NOT NULL)",
    "CREATE TABLE closed (until REAL NOT NULL, made REAL NOT NULL)",
)

_LATEST = "SELECT max(made) FROM (SELECT made FROM request UNION ALL SELECT made FROM closed)"

#: Seconds. Who wakes so much later than planned (a machine that slept, for example) has missed the turn.
_LATE = 0.25

#: Seconds; whoever waits longer says so.
_WORTH_TELLING = 5.0


class Governor:
    """Whoever wants to send a request asks here first. It may be shared by threads; it belongs to the process that made it.

    A turn is a moment, written down when it is given: nobody holds anything while waiting, who came first goes first, and a process that
    is killed leaves no more behind than its turn. Where the file cannot be used, *warn* gets one sentence, and what this process does
    itself is all that counts from then on. Without ``cache_path`` that is so from the start, without a word.
    """

    def __init__(
        self,
        connection: Connection,
        warn: t.Callable[[str], None],
        documented: t.Sequence[Window] = quota.DOCUMENTED,
        clock: Clock = time.time,
        steady: Clock = time.monotonic,
        sleep: t.Callable[[float], None] = time.sleep,
    ) -> None:
        self._connection = connection
        self._warn = warn
        self._clock, self._steady, self._sleep = clock, steady, sleep
        self._alone = _Alone(quota.quota(connection.rate_share, documented), steady)
        self._shared: t.Optional[_Shared] = None
        self._use_file = connection.cache_path is not None
        self._lock = threading.Lock()
        #: Is told, before a long wait, until when it lasts, in seconds since 1970.
        self.waits: t.Callable[[float], None] = lambda _until: None

    def admit(self, patience: t.Optional[float] = None) -> float:
        """Wait for a turn and return 0: a request may be sent now.

        Where it would take longer than *patience* seconds, return at once how many; then nothing may be sent, and no turn is used.
        """
        while True:
            wait, planned = self._ask(lambda book: book.plan(patience))
            if not planned or wait <= 0:
                return wait
            due = self._steady() + wait
            if wait > _WORTH_TELLING:
                self.waits(self._clock() + wait)
            # A share may be so small that the next turn is further away than anybody can sleep.
            self._sleep(min(wait, threading.TIMEOUT_MAX))
            on_time = self._steady() - due < _LATE
            if on_time and self._ask(lambda book: book.closed_for()) <= 0:
                return 0.0

    def close_for(self, seconds: float) -> None:
        """Let nobody pass for so many seconds: CertCentral refused this key."""
        self._ask(lambda book: book.close_for(seconds))

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            if self._shared is not None:
                self._shared.close()
                self._shared = None

    def _ask(self, question: t.Callable[[_Book], _Answer]) -> _Answer:
        with self._lock:
            if self._use_file:
                try:
                    if self._shared is None:
                        self._shared = _Shared(self._connection, self._alone, self._clock)
                    return question(self._shared)
                except Unusable as why:
                    self._use_file = False
                    self._warn(
                        f"The rate governor does without its file: {why}. Processes that run at the same time may exceed the rate limit of "
                        "the API key together now, and CertCentral then makes them pause."
                    )
            return question(self._alone)


_Answer = t.TypeVar("_Answer")


class _Book(t.Protocol):
    """Where the turns are written down. Spans are in seconds."""

    def plan(self, patience: t.Optional[float]) -> tuple[float, bool]:
        """Return how long the next turn is away, and whether it was taken: not where that is longer than *patience*."""

    def closed_for(self) -> float:
        """Return for how long nobody may pass; 0 or less: not at all."""

    def close_for(self, seconds: float) -> None:
        """Let nobody pass for so long, or longer where that is so already."""


class _Alone:
    """The turns of this process, in memory."""

    def __init__(self, allowed: Quota, clock: Clock) -> None:
        self.allowed = allowed
        self._clock = clock
        self._planned: collections.deque[float] = collections.deque()
        self._closed_until = 0.0

    def plan(self, patience: t.Optional[float]) -> tuple[float, bool]:
        now = self._clock()
        while self._planned and self._planned[0] <= now - self.allowed.horizon:
            self._planned.popleft()
        wait = self.allowed.next_moment(self._newest, max(now, self._closed_until)) - now
        if patience is not None and wait > patience:
            return wait, False
        self.note(wait)
        return wait, True

    def note(self, wait: float) -> None:
        """Write down a turn that was given elsewhere."""
        self._planned.append(self._clock() + wait)

    def closed_for(self) -> float:
        return self._closed_until - self._clock()

    def close_for(self, seconds: float) -> None:
        self._closed_until = max(self._closed_until, self._clock() + seconds)

    def _newest(self, number: int) -> t.Optional[float]:
        return self._planned[-number] if number <= len(self._planned) else None


class _Shared:
    """The turns of all processes, in their file. It tells *alone*, which goes on where the file fails. Raises ``Unusable``."""

    def __init__(self, connection: Connection, alone: _Alone, clock: Clock) -> None:
        self._alone = alone
        self._clock = clock
        # What is three minutes old is worth nothing.
        self._file = database.opened(connection, "quota", _VERSION, _TABLES, durable=False)

    def plan(self, patience: t.Optional[float]) -> tuple[float, bool]:
        allowed = self._alone.allowed
        with self._file.transaction() as sql:
            now = self._now(sql)
            sql.execute("DELETE FROM request WHERE at <= ?", (now - allowed.horizon,))

            def newest(number: int) -> t.Optional[float]:
                found = sql.execute(
                    "SELECT at FROM request ORDER BY id DESC LIMIT 1 OFFSET ?", (number - 1,)
                ).fetchone()
                return None if found is None else float(found[0])

            wait = allowed.next_moment(newest, max(now, self._closed_until(sql))) - now
            if patience is not None and wait > patience:
                return wait, False
            sql.execute("INSERT INTO request (at, made) VALUES (?, ?)", (now + wait, now))
        self._alone.note(wait)
        return wait, True

    def closed_for(self) -> float:
        with self._file.transaction() as sql:
            now = self._now(sql)
            return self._closed_until(sql) - now

    def close_for(self, seconds: float) -> None:
        self._alone.close_for(seconds)
        with self._file.transaction() as sql:
            now = self._now(sql)
            until = max(now + seconds, self._closed_until(sql))
            sql.execute("DELETE FROM closed")
            sql.execute("INSERT INTO closed VALUES (?, ?)", (until, now))

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def _now(self, sql: t.Any) -> float:
        """Return the time. Where the clock was set back, all that is written down goes back with it, as if no time had passed meanwhile.

        Otherwise everybody would wait for what is no longer to come.
        """
        now = self._clock()
        latest = sql.execute(_LATEST).fetchone()[0]
        if latest is not None and latest > now:
            back = latest - now
            sql.execute("UPDATE request SET at = at - ?, made = made - ?", (back, back))
            sql.execute("UPDATE closed SET until = until - ?, made = made - ?", (back, back))
        return now

    def _closed_until(self, sql: t.Any) -> float:
        found = sql.execute("SELECT until FROM closed").fetchone()
        return 0.0 if found is None else float(found[0])
