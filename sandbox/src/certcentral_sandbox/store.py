# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The state in one SQLite file: a table of JSON documents per kind of entity."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from .entities import KINDS, Entity, Order

E = TypeVar("E", bound=Entity)
# SQLite's integers have 64 bits.
MAX_ID = 2**63 - 1


class Store:
    """Reads and writes entities. One thread only: the server handles one API request at a time."""

    def __init__(self, path: Path) -> None:
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
        self._db = sqlite3.connect(path, isolation_level=None)
        self._db.execute("PRAGMA journal_mode = WAL")
        self._db.execute("PRAGMA synchronous = NORMAL")
        with self.transaction():
            self._create()

    def _create(self) -> None:
        self._db.execute("CREATE TABLE IF NOT EXISTS notes (name TEXT PRIMARY KEY, value TEXT NOT NULL)")
        for kind in KINDS:
            self._db.execute(f"CREATE TABLE IF NOT EXISTS {kind.table} (id INTEGER PRIMARY KEY, doc TEXT NOT NULL)")
            for field in kind.indexed:
                self._db.execute(
                    f"CREATE INDEX IF NOT EXISTS {kind.table}_{field} ON {kind.table} (json_extract(doc, '$.{field}'))"
                )

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Commit what happens inside, or undo all of it when it raises."""
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._db.execute("ROLLBACK")
            raise
        self._db.execute("COMMIT")

    def clear(self) -> None:
        """Forget everything; ids start again."""
        for table in ("notes", *(kind.table for kind in KINDS)):
            self._db.execute(f"DELETE FROM {table}")  # noqa: S608  (table names are constants)

    def close(self) -> None:
        self._db.close()

    def note(self, name: str) -> str | None:
        """Return a named text, or None."""
        row = self._db.execute("SELECT value FROM notes WHERE name = ?", (name,)).fetchone()
        return None if row is None else str(row[0])

    def set_note(self, name: str, value: str) -> None:
        self._db.execute("INSERT OR REPLACE INTO notes VALUES (?, ?)", (name, value))

    def next_id(self, kind: type[Entity]) -> int:
        row = self._db.execute(f"SELECT max(id) FROM {kind.table}").fetchone()  # noqa: S608
        return kind.first_id if row[0] is None else int(row[0]) + 1

    def put(self, entity: Entity) -> None:
        """Write an entity, new or changed."""
        self._db.execute(
            f"INSERT INTO {entity.table} VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET doc = excluded.doc",  # noqa: S608
            (entity.id, entity.model_dump_json()),
        )

    def get(self, kind: type[E], identifier: int | None) -> E | None:
        """Return an entity, or None; any whole number may be asked for."""
        if identifier is None or abs(identifier) > MAX_ID:
            return None
        row = self._db.execute(f"SELECT doc FROM {kind.table} WHERE id = ?", (identifier,)).fetchone()  # noqa: S608
        return None if row is None else kind.model_validate_json(row[0])

    def need(self, kind: type[E], identifier: int | None) -> E:
        """Return an entity that the state itself refers to."""
        found = self.get(kind, identifier)
        if found is None:
            raise LookupError(f"{kind.table} has no {identifier}")
        return found

    def all(self, kind: type[E]) -> list[E]:
        """Return every entity of a kind, by id."""
        rows = self._db.execute(f"SELECT doc FROM {kind.table} ORDER BY id")  # noqa: S608
        return [kind.model_validate_json(row[0]) for row in rows]

    def where(self, kind: type[E], field: str, *values: object) -> list[E]:
        """Return the entities whose field has one of the values, by id."""
        marks = ", ".join("?" for dummy in values)
        rows = self._db.execute(
            f"SELECT doc FROM {kind.table} WHERE json_extract(doc, '$.{field}') IN ({marks}) ORDER BY id",  # noqa: S608
            values,
        )
        return [kind.model_validate_json(row[0]) for row in rows]

    def next_due(self, epoch: int) -> Order | None:
        """Return the order for which the clock alone brings a change next, up to a moment (Unix seconds)."""
        row = self._db.execute(
            "SELECT doc FROM orders WHERE json_extract(doc, '$.wake_at') <= ?"
            " ORDER BY json_extract(doc, '$.wake_at'), id LIMIT 1",
            (epoch,),
        ).fetchone()
        return None if row is None else Order.model_validate_json(row[0])

    def spent(self) -> int:
        """Return the prices of all orders that were paid from the balance and not refunded."""
        row = self._db.execute(
            "SELECT sum(json_extract(doc, '$.price')) FROM orders"
            " WHERE json_extract(doc, '$.payment_method') = 'balance' AND NOT json_extract(doc, '$.refunded')"
        ).fetchone()
        return int(row[0] or 0)
