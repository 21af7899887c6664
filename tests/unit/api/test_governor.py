# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The rate governor with a clock that nobody waits for: turns over processes, closures, clocks, and files that fail."""

from __future__ import annotations

import os
import pathlib
import re
import shutil
import sqlite3
import subprocess
import sys
import threading
import typing as t

import pytest
from ansible_collections.certops.digicert.plugins.module_utils._api import governor as governing
from ansible_collections.certops.digicert.plugins.module_utils._api.governor import Governor
from ansible_collections.certops.digicert.plugins.module_utils._cache import database
from ansible_collections.certops.digicert.plugins.module_utils._core.connection import Connection
from ansible_collections.certops.digicert.tests.unit.support.database import opened

#: What goes out at once; after that, one each 55 ms.
AT_ONCE = 50
STEP = 0.055

#: What the clock says when a test begins.
NOON = 1.8e9


class Machine:
    """One machine with its clocks, and the governors of its processes."""

    def __init__(self, directory: t.Optional[pathlib.Path]) -> None:
        self.directory = directory
        self.now, self.set_by = NOON, 0.0
        self.slept: list[float] = []
        self.warnings: list[str] = []
        self.meanwhile: list[t.Callable[[], None]] = []
        self._running: list[Governor] = []

    def process(self, **options: t.Any) -> Governor:
        path = None if self.directory is None else str(self.directory)
        connection = Connection("KEY-6F1D", "https://certcentral.example.com/services/v2", cache_path=path, **options)
        started = Governor(
            connection,
            self.warnings.append,
            clock=lambda: self.now + self.set_by,
            steady=lambda: self.now,
            sleep=self.sleep,
        )
        self._running.append(started)
        return started

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds
        if self.meanwhile:
            self.meanwhile.pop(0)()

    @property
    def file(self) -> pathlib.Path:
        assert self.directory is not None
        (found,) = self.directory.glob("quota-*.sqlite3")
        return found

    def stop(self) -> None:
        for one in self._running:
            one.close()


@pytest.fixture
def machine(tmp_path: pathlib.Path) -> t.Iterator[Machine]:
    found = Machine(tmp_path / "cache")
    yield found
    assert found.warnings == []
    found.stop()


@pytest.fixture
def faulty(tmp_path: pathlib.Path) -> t.Iterator[Machine]:
    """A machine on which something is wrong with the file."""
    found = Machine(tmp_path / "cache")
    yield found
    found.stop()


def about(seconds: float) -> t.Any:
    """Seconds as far as a moment of today can tell them in floating point."""
    return pytest.approx(seconds, abs=1e-5)


def use(one: Governor, times: int) -> None:
    """Send so many requests."""
    for _request in range(times):
        assert one.admit() == 0


def test_processes_share_the_quota(machine: Machine) -> None:
    first, second = machine.process(), machine.process()
    use(first, AT_ONCE - 1)
    use(second, 1)
    assert machine.slept == []
    use(second, 1)
    use(first, 1)
    assert machine.slept == [about(STEP)] * 2


def test_a_long_wait_is_told_before_it_begins_and_a_short_one_is_not(machine: Machine) -> None:
    one = machine.process()
    told: list[tuple[float, float]] = []
    one.waits = lambda until: told.append((machine.now, until))
    use(one, AT_ONCE + 1)
    assert (told, machine.slept) == ([], [about(STEP)])
    begun = machine.now
    one.close_for(60)
    use(one, 1)
    assert told == [(begun, about(begun + 60))]


def test_who_comes_later_has_what_was_used_before(machine: Machine) -> None:
    first = machine.process()
    use(first, AT_ONCE)
    first.close()
    use(machine.process(), 1)
    assert machine.slept == [about(STEP)]


def test_other_keys_and_hosts_have_a_quota_of_their_own(machine: Machine) -> None:
    use(machine.process(), AT_ONCE)
    path = str(machine.directory)
    for key, url in (("KEY-other", "https://certcentral.example.com"), ("KEY-6F1D", "https://other.example.com")):
        other = Governor(Connection(key, url, cache_path=path), machine.warnings.append, sleep=machine.sleep)
        use(other, 1)
        other.close()
    assert machine.slept == []


def test_a_share_is_a_share_of_everything(machine: Machine) -> None:
    use(machine.process(rate_share=0.5), AT_ONCE // 2 + 1)
    assert machine.slept == [about(2 * STEP)]


def test_who_comes_first_goes_first(machine: Machine) -> None:
    first, second = machine.process(), machine.process()
    use(first, AT_ONCE)
    # While the first one waits for its turn, the second one asks: it goes after the first, and the first is not held up.
    waits: list[float] = []
    machine.meanwhile.append(lambda: waits.append(second.admit(patience=0)))
    before = machine.now
    use(first, 1)
    assert machine.now - before == about(STEP)
    assert waits == [about(STEP)]


def test_a_process_that_is_killed_leaves_its_turn_and_nothing_else(machine: Machine) -> None:
    first, second = machine.process(), machine.process()
    use(second, AT_ONCE)

    class Killed(BaseException):
        pass

    def kill() -> None:
        machine.now -= STEP
        raise Killed

    machine.meanwhile.append(kill)
    with pytest.raises(Killed):
        first.admit()
    machine.slept.clear()
    use(second, 1)
    assert machine.slept == [about(2 * STEP)]


def test_after_a_refusal_nobody_passes_for_a_while(machine: Machine) -> None:
    refused, other = machine.process(), machine.process()
    use(refused, 1)
    refused.close_for(60)
    # A shorter closure does not end a longer one.
    other.close_for(5)
    before = machine.now
    use(other, 1)
    use(machine.process(), 1)
    assert machine.now - before == about(60)


def test_who_waits_already_waits_for_the_end_of_a_closure_too(machine: Machine) -> None:
    refused, waiting = machine.process(), machine.process()
    use(waiting, AT_ONCE)
    machine.meanwhile.append(lambda: refused.close_for(60))
    before = machine.now
    use(waiting, 1)
    assert machine.now - before == about(60 + STEP)


def test_a_turn_that_was_slept_through_is_gone(machine: Machine) -> None:
    def suspend() -> None:
        machine.now += 3600

    one = machine.process()
    use(one, AT_ONCE)
    machine.meanwhile.append(suspend)
    use(one, 1)
    # What goes out now counts now.
    use(one, AT_ONCE - 1)
    assert len(machine.slept) == 1
    use(one, 1)
    assert len(machine.slept) == 2


def test_a_clock_that_is_set_back_neither_blocks_nor_frees(machine: Machine) -> None:
    one = machine.process()
    one.close_for(1)
    use(one, AT_ONCE + 1)
    machine.slept.clear()
    machine.set_by = -3600
    use(one, 1)
    use(machine.process(), 1)
    # As if no time had passed since the last one was planned, one step before it went out.
    assert machine.slept == [about(2 * STEP), about(STEP)]


def test_a_closure_goes_back_with_the_clock(machine: Machine) -> None:
    machine.process().close_for(60)
    machine.set_by = -3600
    use(machine.process(), 1)
    assert sum(machine.slept) == about(60)


def test_a_clock_that_is_set_forward_blocks_nothing(machine: Machine) -> None:
    use(machine.process(), AT_ONCE)
    machine.set_by = 3600
    use(machine.process(), AT_ONCE)
    assert machine.slept == []


def test_who_has_no_patience_uses_no_turn(machine: Machine) -> None:
    one = machine.process()
    use(one, AT_ONCE)
    assert [one.admit(patience=STEP / 2) for _time in range(3)] == [about(STEP)] * 3
    assert machine.slept == []
    assert one.admit(patience=STEP * 2) == 0
    assert machine.slept == [about(STEP)]


def test_a_share_that_leaves_one_request_a_century_can_be_slept_for(machine: Machine) -> None:
    one = machine.process(rate_share=1e-300)
    use(one, 2)
    assert 0 < machine.slept[0] <= threading.TIMEOUT_MAX


def test_without_a_directory_each_process_keeps_to_itself(tmp_path: pathlib.Path) -> None:
    machine = Machine(None)
    first, second = machine.process(), machine.process()
    use(first, AT_ONCE)
    use(second, AT_ONCE)
    assert machine.slept == []
    use(first, 1)
    first.close_for(60)
    use(first, 1)
    assert machine.slept == [about(STEP), about(60)]
    assert machine.warnings == []
    assert list(tmp_path.iterdir()) == []


def test_threads_share_one_governor(machine: Machine) -> None:
    one = machine.process()
    threads = [threading.Thread(target=use, args=(one, 3)) for _number in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert machine.slept == []
    use(one, AT_ONCE - 48)
    use(one, 1)
    assert machine.slept == [about(STEP)]


def test_only_this_user_can_open_what_is_made(machine: Machine) -> None:
    before = os.umask(0)
    try:
        use(machine.process(), 1)
    finally:
        os.umask(before)
    assert machine.directory is not None
    made = {path.name[len(machine.file.name) :]: path.stat().st_mode & 0o777 for path in machine.directory.iterdir()}
    assert made == {"": 0o600, "-wal": 0o600, "-shm": 0o600}


def test_nothing_in_the_file_tells_the_key(machine: Machine) -> None:
    use(machine.process(), 1)
    assert machine.directory is not None
    for path in machine.directory.iterdir():
        assert "KEY-6F1D" not in path.name
        assert b"KEY-6F1D" not in path.read_bytes()


# Files that fail


def _damage(machine: Machine) -> None:
    use(machine.process(), 1)
    machine.stop()
    machine.file.write_bytes(b"no database, " * 1000)


def _lose_a_table(machine: Machine) -> None:
    use(machine.process(), 1)
    with opened(machine.file) as sql:
        sql.execute("DROP TABLE request")
    sql.close()


def _grow_old(machine: Machine) -> None:
    use(machine.process(), 1)
    with opened(machine.file) as sql:
        sql.execute("PRAGMA user_version = 99")
    sql.close()


def _name_a_file(machine: Machine) -> None:
    assert machine.directory is not None
    machine.directory.touch()


def _share_with_all(machine: Machine) -> None:
    assert machine.directory is not None
    machine.directory.mkdir()
    (machine.directory / "letter.txt").touch()
    machine.directory.chmod(0o755)


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (_damage, r"quota-\w+\.sqlite3 is damaged \(.+\); delete it\."),
        (
            _lose_a_table,
            r"quota-\w+\.sqlite3 cannot be used \(no such table: request\); it may be deleted at any time\.",
        ),
        (_grow_old, r"quota-\w+\.sqlite3 was made by another version of this collection; delete it\."),
        (_name_a_file, r"cache cannot be used \(Not a directory\)\."),
        (_share_with_all, "is open to other users and holds other files; name a directory of its own in cache_path"),
    ],
)
def test_without_its_file_a_process_keeps_to_itself_and_says_so_once(
    faulty: Machine, spoil: t.Callable[[Machine], None], told: str
) -> None:
    spoil(faulty)
    one = faulty.process()
    use(one, AT_ONCE)
    assert faulty.slept == []
    use(one, 1)
    one.close_for(60)
    use(one, 1)
    assert faulty.slept == [about(STEP), about(60)]
    (warning,) = faulty.warnings
    assert warning.startswith("The rate governor does without its file: ")
    assert re.search(told, warning), warning


def test_a_file_that_breaks_on_the_way_takes_no_turn_with_it(faulty: Machine) -> None:
    one = faulty.process()
    use(one, AT_ONCE)
    one.close_for(10)
    with opened(faulty.file) as sql:
        sql.execute("DROP TABLE closed")
    sql.close()
    use(one, 1)
    assert faulty.slept == [about(10)]
    assert len(faulty.warnings) == 1


def test_a_file_that_is_deleted_on_the_way_is_no_fault(machine: Machine) -> None:
    one = machine.process()
    use(one, 1)
    assert machine.directory is not None
    shutil.rmtree(machine.directory)
    use(one, 1)
    use(machine.process(), 1)
    assert machine.file.exists()


def test_a_file_that_others_hold_for_ever_is_left_out(faulty: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "_BUSY", 0.05)
    use(faulty.process(), 1)
    sql = sqlite3.connect(faulty.file, isolation_level=None)
    sql.execute("BEGIN IMMEDIATE")
    use(faulty.process(), 1)
    sql.close()
    (warning,) = faulty.warnings
    assert "database is locked" in warning


def test_a_python_without_sqlite3_keeps_to_itself(faulty: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "sqlite3", None)
    use(faulty.process(), 2)
    (warning,) = faulty.warnings
    assert "this Python has no sqlite3" in warning


def test_no_sqlite3_is_loaded_without_need() -> None:
    code = f"import sys; import {governing.__name__}; sys.exit('sqlite3' in sys.modules)"
    # The build link is what makes the collection importable.
    here = next(path for path in sys.path if (pathlib.Path(path) / "ansible_collections" / "certops").exists())
    subprocess.run([sys.executable, "-c", code], env={**os.environ, "PYTHONPATH": here}, check=True)
