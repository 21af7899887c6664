# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The memory: what goes in comes out, whatever is wrong with its file is told once and loses nothing."""

from __future__ import annotations

import contextlib
import dataclasses
import datetime
import json
import multiprocessing
import os
import pathlib
import stat
import threading
import typing as t

import pytest
from ansible_collections.certops.digicert.plugins.module_utils._core.connection import Connection
from ansible_collections.certops.digicert.plugins.module_utils._core.model import Intent, Order, Request
from ansible_collections.certops.digicert.plugins.module_utils._core.remembered import KEY, REQUESTS, Remembered
from ansible_collections.certops.digicert.plugins.module_utils._memory import codec
from ansible_collections.certops.digicert.plugins.module_utils._memory.archive import Archive
from ansible_collections.certops.digicert.tests.unit.support.database import opened

KEY_TEXT = "KEY-6F1D-made-up-for-tests"
NOW = 1_935_000_000.0
DAY = datetime.date(2031, 5, 5)
FULL = Order(
    id=7,
    status="issued",
    alternative_order_id="a",
    product="class1_smime",
    certificate_id=70,
    certificate_status="issued",
    common_name="Robin \u00c4 \U0001f511",
    emails=("robin@example.com", "r@example.com"),
    organization_id=501,
    container_id=3,
    signature_hash="sha256",
    organization_units=("A", "B"),
    ca_cert_id="FFAA",
    csr=None,
    public_key="k" * 64,
    custom_fields={4: "x", 12: ""},
    valid_from=DAY,
    valid_till=DAY,
    serial_number="0AFF",
    thumbprint="BB",
    date_created=DAY,
    is_renewed=False,
    renewal_of_order_id=6,
    requests=(Request(1, "new_request", "approved", "[certops wish=1] x"), Request(2)),
    shows_requests=False,
    replaced_certificates=(68, 69),
)
KNOWN = Remembered(FULL, NOW, frozenset({KEY, REQUESTS}), Order(7, "issued", is_renewed=False))


@pytest.fixture
def told() -> list[str]:
    return []


@pytest.fixture
def connection(tmp_path: pathlib.Path) -> Connection:
    return Connection(KEY_TEXT, "https://certcentral.example.com/services/v2", cache_path=str(tmp_path / "cache"))


@pytest.fixture
def archive(connection: Connection, told: list[str]) -> t.Iterator[Archive]:
    with _opened(connection, told) as found:
        yield found


@contextlib.contextmanager
def _opened(connection: Connection, told: list[str], now: float = NOW) -> t.Iterator[Archive]:
    """Return an archive that is closed in the end."""
    found = Archive(connection, told.append, lambda: now)
    try:
        yield found
    finally:
        found.close()


def the_file(connection: Connection) -> pathlib.Path:
    (found,) = pathlib.Path(connection.cache_path or "").glob("memory-*.sqlite3")
    return found


def test_an_order_comes_back_as_it_was() -> None:
    assert codec.load(codec.dump(KNOWN)) == KNOWN
    little = Remembered(Order(1, "odd"), 0.0)
    assert codec.load(codec.dump(little)) == little
    assert codec.load_order(codec.dump_order(FULL)) == FULL


def test_every_field_of_an_order_is_kept_but_the_csr() -> None:
    # A new field that nobody thought of here would be lost, and a remembered order differ from the one that was read.
    kept = set(codec._FIELDS)
    assert kept == {field.name for field in dataclasses.fields(Order)} - {"csr"}
    blank = Order(0, "")
    assert [name for name in kept if getattr(FULL, name) == getattr(blank, name)] == []


@pytest.mark.parametrize(
    "text",
    [
        "",
        "null",
        "[]",
        "{}",
        '{"order": null, "read_at": 1, "depth": [], "row": null}',
        '{"order": {"id": 1}, "read_at": 1, "depth": [], "row": null}',
        '{"order": {"id": "1", "status": "issued"}, "read_at": 1, "depth": [], "row": null}',
        '{"order": {"id": true, "status": "issued"}, "read_at": 1, "depth": [], "row": null}',
        '{"order": {"id": 1, "status": "issued", "emails": "x"}, "read_at": 1, "depth": [], "row": null}',
        '{"order": {"id": 1, "status": "issued", "valid_till": "soon"}, "read_at": 1, "depth": [], "row": null}',
        '{"order": {"id": 1, "status": "issued", "is_renewed": 0}, "read_at": 1, "depth": [], "row": null}',
        '{"order": {"id": 1, "status": "issued", "requests": [[1]]}, "read_at": 1, "depth": [], "row": null}',
        '{"order": {"id": 1, "status": "issued", "odd": 1}, "read_at": 1, "depth": [], "row": null}',
        '{"order": {"id": 1, "status": "issued"}, "read_at": "1", "depth": [], "row": null}',
        '{"order": {"id": 1, "status": "issued"}, "read_at": 1, "depth": {}, "row": null}',
    ],
)
def test_what_was_not_written_here_is_not_read(
    text: str, archive: Archive, connection: Connection, told: list[str]
) -> None:
    with pytest.raises((ValueError, TypeError)):
        codec.load(text)
    archive.keep("a", KNOWN)
    archive.close()
    with opened(the_file(connection)) as sql:
        sql.execute("UPDATE identity SET remembered = ?", (text,))
    with _opened(connection, told) as again:
        assert again.recall({"a"}) == {}
        assert again.recall({"a"}) == {}
    assert len(told) == 1
    assert "delete it" in told[0]


def test_what_was_kept_is_recalled_by_another_process_of_the_same_key(
    archive: Archive, connection: Connection, told: list[str]
) -> None:
    archive.keep("a", KNOWN)
    archive.keep_bundle(70, "PEM")
    archive.keep_list("class1_smime", {7: FULL, 8: Order(8, "issued")}, NOW - 10)
    archive.intend("a", [7, 3], NOW)
    archive.keep_ahead(-2.5)
    archive.close()
    with _opened(connection, told) as again:
        assert again.recall({"a", "b"}) == {"a": KNOWN}
        assert (again.bundle(70), again.bundle(71)) == ("PEM", None)
        assert again.listed("class1_smime", 60) == {7: FULL, 8: Order(8, "issued")}
        assert again.intent("a") == Intent(NOW, frozenset({3, 7}))
        assert again.ahead() == -2.5
    for other in (
        dataclasses.replace(connection, api_key="KEY-of-another-account"),
        dataclasses.replace(connection, api_url="https://certcentral.digicert.eu/services/v2"),
    ):
        with _opened(other, told) as elsewhere:
            assert elsewhere.recall({"a"}) == {}
            assert (elsewhere.bundle(70), elsewhere.intent("a")) == (None, None)
    assert told == []


def test_what_is_about_to_change_is_forgotten(archive: Archive) -> None:
    for number, name in enumerate("abcd"):
        archive.keep(name, dataclasses.replace(KNOWN, order=dataclasses.replace(FULL, id=number)))
    archive.forget("a", [])
    assert set(archive.recall(set("abcd"))) == set("bcd")
    archive.forget(None, [1])
    assert set(archive.recall(set("abcd"))) == set("cd")
    archive.forget("x", [99])
    assert set(archive.recall(set("abcd"))) == set("cd")
    archive.forget(None, [])
    assert archive.recall(set("abcd")) == {}


@pytest.mark.parametrize(
    ("age", "max_age", "there"), [(0, 60, True), (59, 60, True), (60, 60, False), (0, 0, False), (-5, 60, False)]
)
def test_a_list_is_as_old_as_it_may_be(archive: Archive, age: float, max_age: float, there: bool) -> None:
    archive.keep_list("class1_smime", {7: FULL}, NOW - age)
    assert (archive.listed("class1_smime", max_age) is not None) == there
    assert archive.listed("client_premium", max_age) is None


def test_a_list_replaces_the_one_before(archive: Archive) -> None:
    archive.keep_list("class1_smime", {7: FULL, 8: Order(8, "issued")}, NOW)
    archive.keep_list("client_premium", {9: Order(9, "issued")}, NOW)
    archive.keep_list("class1_smime", {8: Order(8, "revoked")}, NOW)
    assert archive.listed("class1_smime", 60) == {8: Order(8, "revoked")}
    assert archive.listed("client_premium", 60) == {9: Order(9, "issued")}


def test_an_intent_is_known_until_it_came_true(archive: Archive) -> None:
    assert archive.intent("a") is None
    assert archive.intend("a", [1], NOW)
    assert archive.intent("a") == Intent(NOW, frozenset({1}))
    archive.came_true("b")
    archive.came_true("a")
    assert archive.intent("a") is None


@pytest.mark.parametrize(("later", "may"), [(0, False), (599, False), (600, True), (-9999, False)])
def test_one_purchase_at_a_time(
    archive: Archive, connection: Connection, told: list[str], later: float, may: bool
) -> None:
    assert archive.intend("a", [1], NOW)
    with _opened(connection, told, NOW + later) as other:
        assert other.intend("a", [1, 2], NOW + later) == may
        assert other.intend("b", [], NOW)
        if not may:
            other.restart("a")
            assert other.intent("a") == Intent(NOW + later, frozenset({1}))


@pytest.mark.parametrize(("looked", "may"), [(-9, False), (0, False), (1, True)])
def test_who_looked_before_another_run_bought_looks_again(
    archive: Archive, connection: Connection, told: list[str], looked: float, may: bool
) -> None:
    assert archive.intend("a", [1], NOW - 5)
    archive.came_true("a")
    with _opened(connection, told, NOW + 9) as other:
        assert other.intend("a", [1], NOW + looked) == may


def test_what_was_noted_before_the_clock_was_set_back_stops_nobody_for_ever(
    archive: Archive, connection: Connection, told: list[str]
) -> None:
    assert archive.intend("a", [1], NOW)
    archive.came_true("a")
    with _opened(connection, told, NOW - 9999) as other:
        assert other.intend("a", [1], NOW - 10000)


def test_nothing_secret_is_in_the_file_and_others_may_not_read_it(archive: Archive, connection: Connection) -> None:
    archive.keep(
        "a", dataclasses.replace(KNOWN, order=dataclasses.replace(FULL, csr="-----BEGIN CERTIFICATE REQUEST-----"))
    )
    archive.intend("a", [], NOW)
    folder = pathlib.Path(connection.cache_path or "")
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    files = list(folder.iterdir())
    assert len(files) >= 2  # the journal too
    for path in files:
        assert stat.S_IMODE(path.stat().st_mode) == 0o600, path
        assert KEY_TEXT.encode() not in path.read_bytes()
        assert b"CERTIFICATE REQUEST" not in path.read_bytes()
        assert KEY_TEXT not in path.name


def test_without_a_directory_nothing_is_kept_and_nothing_is_said(connection: Connection, told: list[str]) -> None:
    with _opened(dataclasses.replace(connection, cache_path=None), told) as none:
        none.keep("a", KNOWN)
        none.intend("a", [], NOW)
        assert (none.recall({"a"}), none.intent("a"), none.listed("x", 60), none.bundle(1), none.ahead()) == (
            {},
            None,
            None,
            None,
            0,
        )
    assert told == []


def _spoil(how: str, path: pathlib.Path) -> None:
    if how == "damaged":
        path.write_bytes(b"no database at all" * 100)
    elif how == "cut off":
        path.write_bytes(path.read_bytes()[:5000])
    elif how == "another version":
        with opened(path) as sql:
            sql.execute("PRAGMA user_version = 99")
    elif how == "other tables":
        with opened(path) as sql:
            sql.execute("DROP TABLE identity")
    elif how == "a directory":
        path.unlink()
        path.mkdir()


@pytest.mark.parametrize("how", ["damaged", "cut off", "another version", "other tables", "a directory"])
def test_a_file_that_cannot_be_used_is_left_out_with_one_warning(
    how: str, archive: Archive, connection: Connection, told: list[str]
) -> None:
    archive.keep("a", KNOWN)
    archive.close()
    path = the_file(connection)
    for beside in path.parent.glob("*-wal"):
        beside.unlink()
    _spoil(how, path)
    with _opened(connection, told) as again:
        again.keep("b", KNOWN)
        assert again.recall({"a", "b"}) == {}
        again.intend("a", [], NOW)
        assert again.intent("a") is None
        again.forget("a", [])
    (warning,) = told
    assert warning.startswith("What earlier runs read is left out of account, and more is asked of CertCentral: ")


def test_a_file_that_goes_bad_while_it_is_used_is_left_out(
    archive: Archive, connection: Connection, told: list[str]
) -> None:
    archive.keep("a", KNOWN)
    with opened(the_file(connection)) as sql:
        sql.execute("DROP TABLE intent")
    archive.intend("a", [], NOW)
    assert archive.recall({"a"}) == {}
    assert len(told) == 1


def test_threads_take_turns(archive: Archive, told: list[str]) -> None:
    def work(number: int) -> None:
        for turn in range(20):
            name = f"{number}-{turn}"
            archive.keep(name, KNOWN)
            archive.intend(name, [number], NOW)
            archive.came_true(name)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert told == []
    assert len(archive.recall({f"{number}-{turn}" for number in range(8) for turn in range(20)})) == 160


def _one_of_many(connection: Connection, number: int) -> None:
    told: list[str] = []
    with _opened(connection, told) as mine:
        mine.intend(f"n{number}", [number], NOW)
        mine.keep(f"n{number}", KNOWN)
    os._exit(0 if not told else 1)


def test_processes_make_the_file_at_once(connection: Connection, told: list[str]) -> None:
    context = multiprocessing.get_context("fork")
    many = [context.Process(target=_one_of_many, args=(connection, number)) for number in range(8)]
    for process in many:
        process.start()
    for process in many:
        process.join()
    assert [process.exitcode for process in many] == [0] * 8
    with _opened(connection, told) as after:
        assert set(after.recall({f"n{number}" for number in range(8)})) == {f"n{number}" for number in range(8)}
        assert json.dumps(told) == "[]"
