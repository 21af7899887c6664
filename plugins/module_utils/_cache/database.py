# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Private to this collection: it may change in any release.
"""One SQLite file that processes share, opened so that whatever is wrong with it is ``Unusable`` and nothing else."""

from __future__ import annotations

import contextlib
import os
import time
import typing as t

from .._core.connection import Connection
from . import place
from .place import Unusable

if t.TYPE_CHECKING:
    import sqlite3

#: Seconds for which others may hold the file. A transaction of ours takes less than a millisecond.
_BUSY = 5.0
_PAUSE = 0.01


class Database:
    """An open file; ``path`` is for messages. One thread at a time, and only the process that opened it."""

    def __init__(self, path: str, sql: sqlite3.Connection) -> None:
        self.path = path
        self._sql = sql

    @contextlib.contextmanager
    def transaction(self) -> t.Iterator[sqlite3.Connection]:
        """Give the file to this process alone; what happens inside is kept as a whole, or not at all. Raises ``Unusable``."""
        with _told(self.path):
            self._sql.execute("BEGIN IMMEDIATE")
            try:
                yield self._sql
                self._sql.execute("COMMIT")
            except BaseException:
                if self._sql.in_transaction:
                    self._sql.execute("ROLLBACK")
                raise

    def close(self) -> None:
        """Close the file. What is wrong with it now is wrong with nothing that was kept."""
        with contextlib.suppress(Unusable), _told(self.path):
            self._sql.close()


def opened(connection: Connection, kind: str, version: int, tables: t.Sequence[str], durable: bool) -> Database:
    """Return the file of a *kind* for API host and key, with its *tables* (SQL), made where it is not there. Raises ``Unusable``.

    *version* is the one of the tables: a file that was made with another is not used. A process that is killed damages nothing. A power cut
    may, unless the file is *durable*: then SQLite waits for the disk, some milliseconds each time the file is opened and closed.
    """
    path = place.file(connection, kind)
    with _told(path):
        import sqlite3

        # Statements begin and end transactions, not Python. Threads take turns: the owner sees to it.
        sql = sqlite3.connect(path, timeout=_BUSY, isolation_level=None, check_same_thread=False)
        try:
            # What SQLite makes beside the file gets the mode of the file.
            os.chmod(path, place.FILE_MODE)
            _write_ahead(sql)
            sql.execute(f"PRAGMA synchronous = {'NORMAL' if durable else 'OFF'}")
            found = Database(path, sql)
            _make_tables(found, version, tables)
        except BaseException:
            sql.close()
            raise
        return found


def _write_ahead(sql: sqlite3.Connection) -> None:
    """Let readers and one writer work side by side. While another process makes the file, SQLite does not wait for it by itself."""
    end = time.monotonic() + _BUSY
    while not _switched(sql, time.monotonic() > end):
        time.sleep(_PAUSE)


def _switched(sql: sqlite3.Connection, last: bool) -> bool:
    """Return whether the file is in the mode now; *last*: raise where it is not."""
    import sqlite3

    try:
        sql.execute("PRAGMA journal_mode = WAL")
    except sqlite3.OperationalError as error:
        if last or "locked" not in str(error):
            raise
        return False
    return True


def _make_tables(database: Database, version: int, tables: t.Sequence[str]) -> None:
    with database.transaction() as sql:
        found = sql.execute("PRAGMA user_version").fetchone()[0]
        if found == 0:
            for table in tables:
                sql.execute(table)
            sql.execute(f"PRAGMA user_version = {version:d}")
        elif found != version:
            raise Unusable(f"{database.path} was made by another version of this collection; delete it")


@contextlib.contextmanager
def _told(path: str) -> t.Iterator[None]:
    """Turn whatever keeps the file from being used into ``Unusable``."""
    try:
        import sqlite3
    except ImportError:
        raise Unusable(f"{path} cannot be used (this Python has no sqlite3)") from None
    try:
        yield
    except sqlite3.OperationalError as error:
        raise Unusable(f"{path} cannot be used ({error}); it may be deleted at any time") from None
    except sqlite3.Error as error:
        raise Unusable(f"{path} is damaged ({error}); delete it") from None
    except OSError as error:
        raise Unusable(f"{path} cannot be used ({error.strerror})") from None
