# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Ten thousand orders cost what the database must do, counted in steps of SQLite: no clock is asked."""

from pathlib import Path

import pytest
from many_orders import Account, work_of

from certcentral_sandbox.entities import KINDS, Certificate, Order
from certcentral_sandbox.store import Store, named

FEW, MANY = 50, 1000
# Counting what passes a filter, and sorting it, is the database's own work.
COUNTED = ("list, a page of 50", "list, sorted, a page of 50")


@pytest.fixture(scope="module")
def accounts(tmp_path_factory: pytest.TempPathFactory) -> tuple[Account, Account]:
    return Account(tmp_path_factory.mktemp("few"), FEW), Account(tmp_path_factory.mktemp("many"), MANY)


def test_requests_do_not_cost_more_with_more_orders(accounts: tuple[Account, Account]) -> None:
    few, many = (work_of(account) for account in accounts)
    for name in few:
        with_few, with_many = (account.steps(work[name]) for account, work in zip(accounts, (few, many), strict=True))
        if name not in COUNTED:
            assert with_many < 1.5 * with_few + 20, name


def test_only_what_is_shown_is_read(accounts: tuple[Account, Account], monkeypatch: pytest.MonkeyPatch) -> None:
    account = accounts[1]
    read: list[int] = []
    document = type(account.world.store)._document
    monkeypatch.setattr(
        type(account.world.store), "_document", lambda store, kind, n: read.append(n) or document(store, kind, n)
    )
    account.send("GET", "/order/certificate", limit="2", sort="-valid_till")
    assert len(read) < 20


def test_the_balance_follows_orders(accounts: tuple[Account, Account]) -> None:
    for account in accounts:
        store = account.world.store
        held = store.database.execute("SELECT sum(spent) FROM orders").fetchone()[0]
        assert store.spent() == held > 0


def test_a_state_of_another_version_is_taken_over(tmp_path: Path) -> None:
    account = Account(tmp_path, 3)
    store = account.world.store
    before, spent = store.all(Order), store.spent()
    # As it was before there were columns.
    store.database.execute("PRAGMA user_version = 0")
    for kind in KINDS:
        rows = store.database.execute(f"SELECT id, doc FROM {kind.table}").fetchall()  # noqa: S608
        for table in (kind.table, *kind.list_tables().values()):
            store.database.execute(f"DROP TABLE {table}")
        store.database.execute(f"CREATE TABLE {kind.table} (id INTEGER PRIMARY KEY, doc TEXT NOT NULL)")
        store.database.executemany(f"INSERT INTO {kind.table} VALUES (?, ?)", rows)  # noqa: S608
    store.close()
    again = Store(tmp_path / "state.sqlite3")
    assert again.all(Order) == before
    assert again.spent() == spent
    assert again.count(Order, named("copy-1")) == 1
    assert again.where(Certificate, "order_id", before[1].id)
