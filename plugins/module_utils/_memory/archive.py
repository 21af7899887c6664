# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Private to this collection: it may change in any release.
"""The memory: what was read of one account is kept in a file, so that the next run need not read it again. Nothing in it decides.

Whatever is wrong with the file, the run goes on without it, with one warning.
"""

from __future__ import annotations

import json
import threading
import time
import typing as t

from .._cache import database
from .._cache.database import Database
from .._cache.place import Unusable
from .._core.connection import Connection
from .._core.intent import is_open
from .._core.model import Intent, Order
from .._core.remembered import Remembered
from . import codec

if t.TYPE_CHECKING:
    import sqlite3

    Sql = sqlite3.Connection

Found = t.TypeVar("Found")

_KIND = "memory"
_VERSION = 1

#: Moments are in seconds since 1970, by the clock of this machine.
_TABLES = (
    'CREATE TABLE "identity" (name TEXT PRIMARY KEY, order_id INTEGER NOT NULL, remembered TEXT NOT NULL)',
    'CREATE INDEX "by_order" ON "identity" (order_id)',
    'CREATE TABLE "bundle" (certificate_id INTEGER PRIMARY KEY, pem TEXT NOT NULL)',
    'CREATE TABLE "list" (product TEXT PRIMARY KEY, read_at REAL NOT NULL)',
    'CREATE TABLE "row" (product TEXT NOT NULL, order_id INTEGER NOT NULL, shown TEXT NOT NULL, PRIMARY KEY (product, order_id))',
    'CREATE TABLE "intent" (name TEXT PRIMARY KEY, sent_at REAL NOT NULL, known_before TEXT NOT NULL, ended INTEGER NOT NULL)',
    'CREATE TABLE "clock" (ahead REAL NOT NULL)',
)


class Archive:
    """What runs know of the account of one API key. Threads may share it; it belongs to the process that made it."""

    def __init__(
        self, connection: Connection, warn: t.Callable[[str], None], clock: t.Callable[[], float] = time.time
    ) -> None:
        self._connection = connection
        self._warn = warn
        self._lock = threading.RLock()
        self._file: t.Optional[Database] = None
        self._unusable = connection.cache_path is None
        self._clock = clock

    def now(self) -> float:
        """Return the time of this machine, in seconds since 1970."""
        return self._clock()

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            if self._file is not None:
                self._file.close()
                self._file = None

    # Orders

    def recall(self, names: t.Collection[str]) -> dict[str, Remembered]:
        """Return what is remembered of these identities."""

        def ask(sql: Sql) -> dict[str, Remembered]:
            rows = sql.execute('SELECT name, remembered FROM "identity"')
            return {name: codec.load(text) for name, text in rows if name in names}

        return self._with_file(ask, {})

    def keep(self, alternative_order_id: str, remembered: Remembered) -> None:
        """Remember the order of an identity that was found as declared."""
        row = (alternative_order_id, remembered.order.id, codec.dump(remembered))
        self._write(('INSERT OR REPLACE INTO "identity" VALUES (?, ?, ?)', row))

    def forget(self, alternative_order_id: t.Optional[str], order_ids: t.Collection[int]) -> None:
        """Forget an identity and orders, which are about to change; without either, all of them."""
        if alternative_order_id is None and not order_ids:
            self._write(('DELETE FROM "identity"', ()))
            return
        by_id = [('DELETE FROM "identity" WHERE order_id = ?', (order_id,)) for order_id in order_ids]
        self._write(('DELETE FROM "identity" WHERE name = ?', (alternative_order_id,)), *by_id)

    # Certificates

    def bundle(self, certificate_id: int) -> t.Optional[str]:
        """Return the text that was downloaded for a certificate."""
        found = self._first('SELECT pem FROM "bundle" WHERE certificate_id = ?', certificate_id)
        return None if found is None else str(found[0])

    def keep_bundle(self, certificate_id: int, text: str) -> None:
        """Keep the text of a certificate for good: it was found to be the right one, and never changes."""
        self._write(('INSERT OR REPLACE INTO "bundle" VALUES (?, ?)', (certificate_id, text)))

    # The list of orders

    def listed(self, product: str, max_age: float) -> t.Optional[dict[int, Order]]:
        """Return the rows of the list of orders of a product by order id, or ``None`` where it was not read in *max_age* seconds."""

        def ask(sql: Sql) -> t.Optional[dict[int, Order]]:
            found = sql.execute('SELECT read_at FROM "list" WHERE product = ?', (product,)).fetchone()
            if found is None or not 0 <= self.now() - found[0] < max_age:
                return None
            rows = sql.execute('SELECT shown FROM "row" WHERE product = ?', (product,))
            return {row.id: row for row in (codec.load_order(text) for (text,) in rows)}

        return self._with_file(ask, None)

    def keep_list(self, product: str, rows: t.Mapping[int, Order], read_at: float) -> None:
        """Keep the list of orders of a product in place of the one before."""
        shown = [
            ('INSERT INTO "row" VALUES (?, ?, ?)', (product, row.id, codec.dump_order(row))) for row in rows.values()
        ]
        self._write(
            ('DELETE FROM "row" WHERE product = ?', (product,)),
            *shown,
            ('INSERT OR REPLACE INTO "list" VALUES (?, ?)', (product, read_at)),
        )

    # Purchases that are about to be sent

    def intend(self, alternative_order_id: str, known_before: t.Iterable[int], looked_at: float) -> bool:
        """Note that an order is about to be sent for an identity, which was looked up at *looked_at*.

        ``False``: another run has sent one since then, or its order may still be on its way; none may be sent.
        """
        row = (alternative_order_id, self.now(), json.dumps(sorted(known_before)))

        def ask(sql: Sql) -> bool:
            query = 'SELECT sent_at, ended FROM "intent" WHERE name = ?'
            sent_at, ended = sql.execute(query, (alternative_order_id,)).fetchone() or (0.0, True)
            if looked_at <= sent_at <= self.now() or (not ended and is_open(Intent(sent_at), self.now())):
                return False
            sql.execute('INSERT OR REPLACE INTO "intent" VALUES (?, ?, ?, FALSE)', row)
            return True

        return self._with_file(ask, True)

    def restart(self, alternative_order_id: str) -> None:
        """Let a purchase count from now: it was noted before the clock was set back."""
        self._write(('UPDATE "intent" SET sent_at = ? WHERE name = ?', (self.now(), alternative_order_id)))

    def intent(self, alternative_order_id: str) -> t.Optional[Intent]:
        """Return the purchase of which nobody noted how it ended."""
        query = 'SELECT sent_at, known_before FROM "intent" WHERE name = ? AND NOT ended'

        def ask(sql: Sql) -> t.Optional[Intent]:
            found = sql.execute(query, (alternative_order_id,)).fetchone()
            return None if found is None else Intent(float(found[0]), frozenset(json.loads(found[1])))

        return self._with_file(ask, None)

    def came_true(self, alternative_order_id: str) -> None:
        """Note that it is known how the purchase ended."""
        self._write(('UPDATE "intent" SET ended = TRUE WHERE name = ?', (alternative_order_id,)))

    # The clock

    def ahead(self) -> float:
        """Return by how many seconds CertCentral's clock was ahead of this machine's when it was seen last."""
        found = self._first('SELECT ahead FROM "clock"')
        return 0.0 if found is None else float(found[0])

    def keep_ahead(self, seconds: float) -> None:
        """Keep by how many seconds CertCentral's clock is ahead."""
        self._write(('DELETE FROM "clock"', ()), ('INSERT INTO "clock" VALUES (?)', (seconds,)))

    # The file

    def _first(self, query: str, *values: t.Any) -> t.Optional[tuple[t.Any, ...]]:
        """Return the first row that *query* finds."""

        def ask(sql: Sql) -> t.Optional[tuple[t.Any, ...]]:
            found: t.Optional[tuple[t.Any, ...]] = sql.execute(query, values).fetchone()
            return found

        return self._with_file(ask, None)

    def _write(self, *statements: tuple[str, t.Sequence[t.Any]]) -> None:
        """Carry out all *statements*, or none."""

        def write(sql: Sql) -> None:
            for statement, values in statements:
                sql.execute(statement, values)

        self._with_file(write, None)

    def _with_file(self, work: t.Callable[[Sql], Found], otherwise: Found) -> Found:
        """Return what *work* finds in the file, or *otherwise* where it cannot be used. What is wrong with it is told once."""
        with self._lock:
            if self._unusable:
                return otherwise
            try:
                if self._file is None:
                    self._file = database.opened(self._connection, _KIND, _VERSION, _TABLES, durable=True)
                with self._file.transaction() as sql:
                    return work(sql)
            except Unusable as why:
                self._give_up(str(why))
            except (ValueError, TypeError, OverflowError, RecursionError):
                self._give_up("it holds what no run of this collection wrote; delete it")
            return otherwise

    def _give_up(self, why: str) -> None:
        self._unusable = True
        self._warn(f"What earlier runs read is left out of account, and more is asked of CertCentral: {why}.")
