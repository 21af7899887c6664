# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The state in one SQLite file: a table per kind of entity, each row a document and the columns to search it by."""

import os
import sqlite3
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from .entities import KINDS, Entity, Order, searched
from .files import open_own

E = TypeVar("E", bound=Entity)
# SQLite's integers have 64 bits.
MAX_ID = 2**63 - 1
# The columns of the tables below. A file of another layout is filled anew from its documents.
LAYOUT = 1
# So many changes can be looked behind.
HISTORY = 1000
# What all orders take from the balance, kept up to date by SQLite.
SPENT = (
    "CREATE TABLE IF NOT EXISTS spent (total INTEGER NOT NULL)",
    "CREATE TRIGGER IF NOT EXISTS spent_more AFTER INSERT ON orders"
    " BEGIN UPDATE spent SET total = total + new.spent; END",
    "CREATE TRIGGER IF NOT EXISTS spent_else AFTER UPDATE ON orders WHEN new.spent <> old.spent"
    " BEGIN UPDATE spent SET total = total + new.spent - old.spent; END",
    "CREATE TRIGGER IF NOT EXISTS spent_less AFTER DELETE ON orders"
    " BEGIN UPDATE spent SET total = total - old.spent; END",
    "INSERT INTO spent SELECT 0 WHERE NOT EXISTS (SELECT 1 FROM spent)",
)

Row = tuple[type[Entity], int]


@dataclass(frozen=True)
class Query:
    """Conditions that all hold, in SQL, and the values of their marks, in their order."""

    conditions: tuple[str, ...] = ()
    values: tuple[object, ...] = ()

    def also(self, condition: str, *values: object) -> "Query":
        return Query((*self.conditions, condition), (*self.values, *values))

    def joined(self, other: "Query") -> "Query":
        return Query(self.conditions + other.conditions, self.values + other.values)

    @property
    def sql(self) -> str:
        return " AND ".join(f"({condition})" for condition in self.conditions) or "1"


def named(alternative_order_id: str, any_case: bool = False) -> Query:
    """Return the query for the orders that carry an alternative order ID."""
    query = Query(("orders.alternative_order_id = ?",), (searched(alternative_order_id),))
    if any_case:
        return query
    return query.also("json_extract(orders.doc, '$.alternative_order_id') = ?", alternative_order_id)


@dataclass(frozen=True)
class Change:
    """One transaction that changed something remembered: when (Unix seconds), and the documents as they were before."""

    at: float
    before: dict[Row, str | None]


def _affinity(kind: type[Entity], column: str) -> str:
    """Return the type of a column: an id has the one of `id`, or SQLite compares them without an index."""
    field = kind.model_fields.get(column)
    return " INTEGER" if field is not None and field.annotation in (int, int | None, bool) else ""


class Store:
    """Reads and writes entities. One thread only: the server handles one API request at a time."""

    def __init__(self, path: Path) -> None:
        os.close(open_own(path))
        self.database = sqlite3.connect(path, isolation_level=None)
        self.database.execute("PRAGMA journal_mode = WAL")
        self.database.execute("PRAGMA synchronous = NORMAL")
        self.clock: Callable[[], float] = time.time
        self._before: dict[Row, str | None] = {}
        self._history: deque[Change] = deque(maxlen=HISTORY)
        with self.transaction():
            self._create()

    def _create(self) -> None:
        if self.database.execute("PRAGMA user_version").fetchone()[0] == LAYOUT:
            return
        kept = self._taken_out()
        self.database.execute("CREATE TABLE IF NOT EXISTS notes (name TEXT PRIMARY KEY, value TEXT NOT NULL)")
        for kind in KINDS:
            columns = "".join(f", {name}{_affinity(kind, name)}" for name in kind.columns)
            self.database.execute(f"CREATE TABLE {kind.table} (id INTEGER PRIMARY KEY, doc TEXT NOT NULL{columns})")
            for name in kind.columns:
                self.database.execute(f"CREATE INDEX {kind.table}_by_{name} ON {kind.table} ({name})")
            for table in kind.list_tables().values():
                self.database.execute(f"CREATE TABLE {table} (id INTEGER, value)")
                self.database.execute(f"CREATE INDEX {table}_by_id ON {table} (id)")
                self.database.execute(f"CREATE INDEX {table}_by_value ON {table} (value)")
        for statement in SPENT:
            self.database.execute(statement)
        for kind, documents in kept.items():
            for document in documents:
                self.put(kind.model_validate_json(document))
        self.database.execute(f"PRAGMA user_version = {LAYOUT}")

    def _taken_out(self) -> dict[type[Entity], list[str]]:
        """Return the documents of another layout, and drop its tables."""
        found = {}
        known = {row[0] for row in self.database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        for kind in KINDS:
            if kind.table in known:
                found[kind] = [row[0] for row in self.database.execute(f"SELECT doc FROM {kind.table}")]
        for table in known - {"notes"}:
            self.database.execute(f"DROP TABLE {table}")
        return found

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Commit what happens inside, or undo all of it when it raises."""
        self.database.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self.database.execute("ROLLBACK")
            self._before = {}
            raise
        self.database.execute("COMMIT")
        if self._before:
            self._history.append(Change(self.clock(), self._before))
            self._before = {}

    @contextmanager
    def past(self, changes: int) -> Iterator[None]:
        """Show the state from before the last changes; nothing that happens inside stays."""
        self.database.execute("BEGIN IMMEDIATE")
        try:
            for change in list(self._history)[::-1][:changes]:
                for (kind, identifier), document in change.before.items():
                    if document is None:
                        self._remove(kind, identifier)
                    else:
                        self.put(kind.model_validate_json(document))
            yield
        finally:
            self.database.execute("ROLLBACK")
            self._before = {}

    def changes_since(self, moment: float) -> int:
        """Return how many changes came after a moment (Unix seconds by `clock`)."""
        return sum(1 for change in self._history if change.at > moment)

    def clear(self) -> None:
        """Forget everything; ids start again."""
        for table in ("notes", *(name for kind in KINDS for name in (kind.table, *kind.list_tables().values()))):
            self.database.execute(f"DELETE FROM {table}")
        self._history.clear()

    def close(self) -> None:
        self.database.close()

    def note(self, name: str) -> str | None:
        """Return a named text, or None."""
        row = self.database.execute("SELECT value FROM notes WHERE name = ?", (name,)).fetchone()
        return None if row is None else str(row[0])

    def set_note(self, name: str, value: str) -> None:
        self.database.execute("INSERT OR REPLACE INTO notes VALUES (?, ?)", (name, value))

    def next_id(self, kind: type[Entity]) -> int:
        row = self.database.execute(f"SELECT max(id) FROM {kind.table}").fetchone()
        return kind.first_id if row[0] is None else int(row[0]) + 1

    def put(self, entity: Entity, remembered: bool = True) -> None:
        """Write an entity, new or changed; what was before is `remembered` where its kind is."""
        kind = type(entity)
        if remembered:
            self._remember(kind, entity.id)
        values = [searched(value(entity)) for value in kind.columns.values()]
        marks = ", ?" * len(values)
        changed = "".join(f", {name} = excluded.{name}" for name in kind.columns)
        self.database.execute(
            f"INSERT INTO {kind.table} VALUES (?, ?{marks}) ON CONFLICT (id) DO UPDATE SET doc = excluded.doc{changed}",
            (entity.id, entity.model_dump_json(), *values),
        )
        for name, several in kind.lists.items():
            table, wanted = kind.list_tables()[name], [searched(value) for value in several(entity)]
            known = self.database.execute(f"SELECT value FROM {table} WHERE id = ? ORDER BY rowid", (entity.id,))
            if [row[0] for row in known] != wanted:
                self.database.execute(f"DELETE FROM {table} WHERE id = ?", (entity.id,))
                self.database.executemany(
                    f"INSERT INTO {table} VALUES (?, ?)", [(entity.id, value) for value in wanted]
                )

    def add(self, entities: Sequence[Entity]) -> None:
        """Write new entities of one kind, many at a time. That is no change that can be looked behind."""
        if not entities:
            return
        kind = type(entities[0])
        marks = ", ?" * len(kind.columns)
        self.database.executemany(
            f"INSERT INTO {kind.table} VALUES (?, ?{marks})",
            (
                (entity.id, entity.model_dump_json(), *(searched(value(entity)) for value in kind.columns.values()))
                for entity in entities
            ),
        )
        for name, several in kind.lists.items():
            rows = ((entity.id, searched(value)) for entity in entities for value in several(entity))
            self.database.executemany(f"INSERT INTO {kind.list_tables()[name]} VALUES (?, ?)", rows)

    def _remove(self, kind: type[Entity], identifier: int) -> None:
        self.database.execute(f"DELETE FROM {kind.table} WHERE id = ?", (identifier,))
        for table in kind.list_tables().values():
            self.database.execute(f"DELETE FROM {table} WHERE id = ?", (identifier,))

    def _remember(self, kind: type[Entity], identifier: int) -> None:
        if kind.remembered and (kind, identifier) not in self._before:
            self._before[kind, identifier] = self._document(kind, identifier)

    def _document(self, kind: type[Entity], identifier: int) -> str | None:
        row = self.database.execute(f"SELECT doc FROM {kind.table} WHERE id = ?", (identifier,)).fetchone()
        return None if row is None else str(row[0])

    def get(self, kind: type[E], identifier: int | None) -> E | None:
        """Return an entity, or None; any whole number may be asked for."""
        if identifier is None or abs(identifier) > MAX_ID:
            return None
        document = self._document(kind, identifier)
        return None if document is None else kind.model_validate_json(document)

    def need(self, kind: type[E], identifier: int | None) -> E:
        """Return an entity that the state itself refers to."""
        found = self.get(kind, identifier)
        if found is None:
            raise LookupError(f"{kind.table} has no {identifier}")
        return found

    def all(self, kind: type[E]) -> list[E]:
        """Return every entity of a kind, by id."""
        return self.select(kind, Query())

    def where(self, kind: type[E], column: str, *values: object) -> list[E]:
        """Return the entities whose column has one of the values, by id; text is compared without case."""
        marks = ", ".join("?" for dummy in values)
        return self.select(kind, Query((f"{column} IN ({marks})",), tuple(searched(value) for value in values)))

    def select(
        self, kind: type[E], query: Query, order_by: tuple[str, ...] = (), limit: int = -1, offset: int = 0
    ) -> list[E]:
        """Return the entities that meet a query, by the given expressions and then by id."""
        rows = self.database.execute(
            f"SELECT doc FROM {kind.table} WHERE {query.sql}"
            f" ORDER BY {', '.join((*order_by, f'{kind.table}.id'))} LIMIT ? OFFSET ?",
            (*query.values, limit, offset),
        )
        return [kind.model_validate_json(row[0]) for row in rows]

    def count(self, kind: type[Entity], query: Query) -> int:
        """Return how many entities meet a query."""
        row = self.database.execute(f"SELECT count(*) FROM {kind.table} WHERE {query.sql}", query.values).fetchone()
        return int(row[0])

    def next_due(self, epoch: int) -> Order | None:
        """Return the order for which the clock alone brings a change next, up to a moment (Unix seconds)."""
        due = self.select(Order, Query(("wake_at <= ?",), (epoch,)), ("wake_at",), limit=1)
        return due[0] if due else None

    def spent(self) -> int:
        """Return the prices of all orders that were paid from the balance and not refunded."""
        return int(self.database.execute("SELECT total FROM spent").fetchone()[0])
