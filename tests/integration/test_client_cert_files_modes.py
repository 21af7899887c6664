# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""No file with a private key is ever readable more widely than asked, not for a moment, and none is anywhere but at its place."""

from __future__ import annotations

import pathlib
import stat
import typing as t

import pytest
from ansible_collections.certops.digicert.tests.integration.support import issued
from ansible_collections.certops.digicert.tests.integration.support.placing import Placing
from ansible_collections.certops.digicert.tests.integration.support.watched import (
    KEY_PASSPHRASE,
    NAME,
    NEW,
    OLD,
    PASSPHRASE,
    Watched,
    watch,
    write_key,
)

EVERY = ["certificate", "chain", "fullchain", "root", "combined", "pkcs12", "pkcs12_legacy", "keystore"]


@pytest.fixture(scope="module")
def placing(tmp_path_factory: pytest.TempPathFactory) -> t.Iterator[Placing]:
    with Placing(tmp_path_factory.mktemp("placing")) as running:
        yield running


@pytest.fixture(params=[0o000, 0o022], ids=lambda umask: f"umask {umask:03o}")
def run(request: pytest.FixtureRequest, placing: Placing, tmp_path: pathlib.Path) -> Watched:
    return Watched(placing, tmp_path / "host", request.param)


def test_every_output_over_its_whole_life(run: Watched) -> None:
    run.whole_life(outputs=EVERY)


def test_directories_that_everybody_can_enter(run: Watched) -> None:
    wide = {"outputs": EVERY, "directory_mode": "0755"}
    run(OLD, **wide)
    run.rotate()
    run(NEW, **wide)
    assert stat.S_IMODE(run.directory.stat().st_mode) == 0o755


def test_a_key_that_a_group_may_read(run: Watched) -> None:
    grouped = {"outputs": EVERY, "directory_mode": "0750", "key_mode": "0640"}
    run(OLD, allowed=0o040, **grouped)
    run.rotate()
    run(NEW, allowed=0o040, **grouped)
    assert stat.S_IMODE((run.directory / f"{NAME}.key").stat().st_mode) == 0o640


def test_modes_that_are_narrowed(run: Watched) -> None:
    run(OLD, allowed=0o040, outputs=EVERY, directory_mode="0755", key_mode="0640")
    narrowed = run(OLD, allowed=0o040, outputs=EVERY, directory_mode="0700", key_mode="0600")
    assert narrowed.result["changed"]
    # From here on nobody else may.
    assert run(OLD, outputs=EVERY).result["changed"] is True
    assert stat.S_IMODE((run.directory / f"{NAME}.key").stat().st_mode) == 0o600


def test_plain_files_are_adopted(run: Watched) -> None:
    (run.directory / f"{NAME}.crt").write_text(OLD.certificate)
    write_key(run.directory / f"{NAME}.pem", OLD.pem + OLD.certificate)
    (run.directory / f".{NAME}").mkdir(mode=0o700)
    run.rotate()
    run(NEW, outputs=["certificate", "combined"], directory_mode="0755")
    assert (run.directory / f"{NAME}.crt").read_text() == NEW.certificate


def test_a_key_with_a_passphrase_is_never_written_without(run: Watched) -> None:
    (run.directory / f"{NAME}.key").write_bytes(issued.encrypted("ec old", KEY_PASSPHRASE))
    run(OLD, outputs=EVERY, key_passphrase=KEY_PASSPHRASE)
    needles = issued.needles("ec old")
    files = [path for path in run.directory.parent.rglob("*") if path.is_file()]
    assert len(files) > 10
    assert not [path for path in files if any(needle in path.read_bytes() for needle in needles)]


@pytest.mark.parametrize(
    ("modes", "content", "found"),
    [
        ((0o755, 0o644), "key", True),
        ((0o755, 0o640), "key", True),
        ((0o700, 0o644), "key", False),
        ((0o755, 0o600), "key", False),
        ((0o711, 0o644), "key", True),
        ((0o744, 0o644), "key", False),
        ((0o755, 0o644), "certificate", False),
    ],
)
def test_the_watch_sees_what_it_should(
    placing: Placing, tmp_path: pathlib.Path, modes: tuple[int, int], content: str, found: bool
) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    file = folder / "file"
    file.write_text(OLD.pem if content == "key" else OLD.certificate)
    file.chmod(modes[1])
    folder.chmod(modes[0])
    tmp_path.chmod(0o755)
    assert bool(list(watch(placing, folder).exposed())) is found


def test_the_watch_sees_a_key_in_a_closed_place_and_a_secret_on_a_command_line(
    placing: Placing, tmp_path: pathlib.Path
) -> None:
    watching = watch(placing, tmp_path)
    stray = placing.temporary / "stray"
    write_key(stray, NEW.pem)
    assert list(watching.exposed()) == [f"{stray} holds a private key"]
    stray.unlink()
    for command, environment in ((["openssl", PASSPHRASE], None), (["openssl"], {"PASS": PASSPHRASE})):
        assert list(watching.told("subprocess.Popen", ("openssl", command, None, environment)))
    assert not list(watching.told("subprocess.Popen", ("openssl", ["openssl", "/dev/fd/3"], None, {"PATH": "/bin"})))
