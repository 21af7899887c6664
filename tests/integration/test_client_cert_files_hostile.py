# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Root works in a directory of a user who wants what is root's: one test for each row of the threat table in guide_hosts.

Only root has something to lose: as anybody else these tests show that the same run works or fails without harm.
"""

from __future__ import annotations

import os
import pathlib
import shutil
import stat
import tempfile
import typing as t

import pytest
from ansible_collections.certops.digicert.tests.integration.support import issued
from ansible_collections.certops.digicert.tests.integration.support.host import NAME, OLD, SAME_KEY, Host
from ansible_collections.certops.digicert.tests.integration.support.placing import Placing

ROOT = os.geteuid() == 0
#: A user that needs no account; without root it is this one.
USER = 4711 if ROOT else os.geteuid()
SECRET = issued.issued("ec next", 3).pem
#: How often the user exchanges things while root works.
TURNS = 6


@pytest.fixture(scope="module")
def placing(tmp_path_factory: pytest.TempPathFactory) -> t.Iterator[Placing]:
    with Placing(tmp_path_factory.mktemp("placing")) as running:
        yield running


@pytest.fixture
def world() -> t.Iterator[pathlib.Path]:
    """A place that everybody may pass: ``home`` is the user's, ``root`` holds what is not."""
    made = pathlib.Path(tempfile.mkdtemp(prefix="hostile"))
    made.chmod(0o755)
    for name, mode in (("home", 0o755), ("root", 0o700)):
        (made / name).mkdir(mode=mode)
    (made / "root" / f"{NAME}.key").write_text(SECRET)
    (made / "root" / f"{NAME}.key").chmod(0o600)
    (made / "root" / "1").mkdir(mode=0o700)
    (made / "root" / "1" / "kept").write_text("root's")
    os.chown(made / "home", USER, -1)
    yield made
    shutil.rmtree(made)


@pytest.fixture
def host(world: pathlib.Path, placing: Placing) -> Host:
    """The user's directory, with the user's key."""
    made = Host(placing, world / "home" / NAME)
    made.directory.mkdir(mode=0o700)
    made.write(f"{NAME}.key", OLD.pem)
    for path in (made.directory, made.directory / f"{NAME}.key"):
        os.chown(path, USER, -1)
    return made


def _as_user(trick: t.Callable[[], t.Any]) -> int:
    """Begin *trick* in a process of the user, and return its number."""
    child = os.fork()
    if child == 0:
        try:
            if ROOT:
                os.setgroups([])
                os.setgid(USER)
                os.setuid(USER)
            trick()
            os._exit(0)
        finally:
            os._exit(1)
    return child


def _do(trick: t.Callable[[], t.Any]) -> None:
    """Let the user do it."""
    assert os.waitpid(_as_user(trick), 0)[1] == 0


def _roots(world: pathlib.Path) -> dict[str, t.Any]:
    """Return everything of root's, with owner and mode."""
    found: dict[str, t.Any] = {}
    for path in (world / "root", *sorted((world / "root").rglob("*"))):
        status = path.lstat()
        held = path.read_bytes() if stat.S_ISREG(status.st_mode) else None
        found[str(path)] = (status.st_uid, status.st_gid, status.st_mode, status.st_nlink, held)
    return found


def _taken(host: Host) -> list[pathlib.Path]:
    """Return the files in the user's directory that hold root's secret."""
    found = [path for path in host.directory.parent.rglob("*") if path.is_file() and not path.is_symlink()]
    return [path for path in found if path.stat().st_nlink == 1 and SECRET in path.read_text("utf-8", "replace")]


def _run(host: Host, certificate: issued.Issued = OLD, **options: t.Any) -> dict[str, t.Any]:
    wanted = {"owner": str(USER), "mode": "0640", "key_mode": "0640", "directory_mode": "0750", **options}
    answer = host.placing(host.arguments(certificate, **wanted))
    assert "Traceback" not in answer.output, answer.output
    assert "fault of its own" not in answer.output, answer.output
    return answer.result


def test_a_link_in_place_of_the_directory(world: pathlib.Path, host: Host) -> None:
    before = _roots(world)
    _do(lambda: host.directory.rename(world / "home" / "away"))
    _do(lambda: host.directory.symlink_to(world / "root"))
    result = _run(host)
    if ROOT:
        assert "leads over a link of another user than root" in result["msg"]
        assert _roots(world) == before


def test_a_link_above_the_directory(world: pathlib.Path, host: Host) -> None:
    (world / "root" / NAME).mkdir(mode=0o700)
    before = _roots(world)
    _do(lambda: (world / "home" / "up").symlink_to(world / "root"))
    host.directory = world / "home" / "up" / NAME
    result = _run(host)
    if ROOT:
        assert "leads over a link of another user than root" in result["msg"]
        assert _roots(world) == before


def test_a_directory_of_root_under_the_name(world: pathlib.Path, host: Host) -> None:
    valued = world / "home" / "valued"
    valued.mkdir(mode=0o755)
    (valued / "file of root").write_text("")
    (valued / f"{NAME}.key").write_text(OLD.pem)
    _do(lambda: host.directory.rename(world / "home" / "away"))
    _do(lambda: valued.rename(host.directory))
    result = _run(host)
    if ROOT:
        assert "is not given away; look what it is" in result["msg"]
        assert host.directory.stat().st_uid == 0


@pytest.mark.parametrize("name", [f"{NAME}.key", f"{NAME}.crt", f"{NAME}.pem"])
def test_a_link_in_place_of_a_file(world: pathlib.Path, host: Host, name: str) -> None:
    before = _roots(world)
    _do(
        lambda: (
            (host.directory / name).unlink(missing_ok=True),
            (host.directory / name).symlink_to(world / "root" / f"{NAME}.key"),
        )
    )
    result = _run(host)
    if ROOT:
        assert "is a link to a file of another user" in result["msg"]
        assert _roots(world) == before
        assert _taken(host) == []


def test_a_second_name_of_a_file(world: pathlib.Path, host: Host) -> None:
    # Most hosts refuse the user such a link (fs.protected_hardlinks); this one may not.
    os.link(world / "root" / f"{NAME}.key", host.directory / f"{NAME}.pem")
    before = _roots(world)
    result = _run(host)
    if ROOT:
        assert "under a second name" in result["msg"]
        assert (_roots(world), _taken(host)) == (before, [])


def test_a_second_name_in_the_set_in_use(world: pathlib.Path, host: Host) -> None:
    assert not _run(host).get("failed")
    (host.store / "1" / f"{NAME}.crt").unlink()
    os.link(world / "root" / f"{NAME}.key", host.store / "1" / f"{NAME}.crt")
    before = _roots(world)
    _run(host)
    _run(host, mode="0644")
    assert (_roots(world), _taken(host)) == (before, [])


@pytest.mark.parametrize("name", ["", "1", "history", "next", "first", "current", "new", "gone", "unannounced"])
def test_a_link_in_the_store(world: pathlib.Path, host: Host, name: str) -> None:
    assert not _run(host).get("failed")
    before = _roots(world)
    place = host.store / name if name else host.store

    def exchange() -> None:
        if os.path.lexists(place):
            place.rename(host.directory / "away")
        place.symlink_to(world / "root")

    _do(exchange)
    for options in ({}, {"keep": 0, "key_history": True}, {"state": "absent", "purge": True}):
        given = {"mode": None, "owner": None} if "state" in options else {}
        _run(host, SAME_KEY, **options, **given)
    assert (_roots(world), _taken(host)) == (before, [])


def test_an_edited_manifest(world: pathlib.Path, host: Host) -> None:
    assert not _run(host).get("failed")
    assert not _run(host, SAME_KEY).get("failed")
    path = host.store / "1" / "manifest.json"
    text = path.read_text().replace(f'"directory": [\n      {USER},', '"directory": [\n      4712,')
    _do(lambda: path.write_text(text))
    plain = {"state": "previous", "owner": None, "mode": None, "key_mode": None, "directory_mode": None}
    result = _run(host, **plain)
    assert result["action"] == "switch", result
    assert host.directory.stat().st_uid == USER


def test_everything_is_exchanged_while_root_works(world: pathlib.Path, host: Host) -> None:
    assert not _run(host).get("failed")
    before = _roots(world)
    names = [
        f".{NAME}",
        f".{NAME}/1",
        f".{NAME}/2",
        f".{NAME}/new",
        f".{NAME}/current",
        f"{NAME}.crt",
        f"{NAME}.key",
        f"{NAME}.pem",
    ]

    def exchange() -> None:
        while True:
            for name in names:
                place, aside = host.directory / name, host.directory / "aside"
                try:
                    place.rename(aside)
                    place.symlink_to(world / "root")
                    place.unlink()
                    aside.rename(place)
                except OSError:
                    continue

    hostile = _as_user(exchange)
    try:
        for turn in range(TURNS):
            _run(host, SAME_KEY if turn % 2 else OLD, keep=0)
    finally:
        os.kill(hostile, 9)
        os.waitpid(hostile, 0)
    assert (_roots(world), _taken(host)) == (before, [])


def test_a_link_in_place_of_a_database(world: pathlib.Path, host: Host) -> None:
    before = _roots(world)
    _do(lambda: (world / "home" / "nssdb").symlink_to(world / "root"))
    result = _run(host, nss_databases=[{"path": str(world / "home" / "nssdb")}])
    if ROOT:
        assert "nssdb leads over a link of another user than root" in result["msg"]
        assert _roots(world) == before


def test_a_pipe_holds_nobody_up(world: pathlib.Path, host: Host) -> None:
    _do(lambda: os.mkfifo(host.directory / f"{NAME}.pem"))
    assert f"{NAME}.pem (a pipe)" in _run(host)["msg"]


def test_what_the_tests_look_for_would_be_found(world: pathlib.Path, host: Host) -> None:
    shutil.copy(world / "root" / f"{NAME}.key", host.directory / "stolen")
    assert _taken(host) == [host.directory / "stolen"]
    before = _roots(world)
    (world / "root" / f"{NAME}.key").chmod(0o644)
    assert _roots(world) != before
