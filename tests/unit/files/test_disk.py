# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Links in the way, the lock, the manifest."""

from __future__ import annotations

import contextlib
import dataclasses
import json
import os
import pathlib
import stat
import typing as t

import pytest
from ansible_collections.certops.digicert.plugins.module_utils._core.errors import FilesError
from ansible_collections.certops.digicert.plugins.module_utils._core.file_set import Manifest
from ansible_collections.certops.digicert.plugins.module_utils._files import disk, lock, manifest

from .authority import NOW, certificate, key_pem
from .host import Host

HELD = Manifest(
    {"files": {"key": "a.key"}},
    {"a.key": "00", "a.nssdb": None},
    {"a.key": "00"},
    {"directory": [0, 0, 0o755], "store": [0, 0, 0o755]},
    "PEM",
    "0AFF",
    NOW,
    "ab",
    True,
    True,
    None,
)


def test_a_store_that_is_a_link_is_refused(host: Host, tmp_path: pathlib.Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    host.store.symlink_to(elsewhere)
    with pytest.raises(FilesError, match=r"\.alice is not a directory; move it away; nothing was changed"):
        host.run()
    assert list(elsewhere.iterdir()) == []


def test_a_directory_may_be_a_link(host: Host, tmp_path: pathlib.Path) -> None:
    (tmp_path / "link").symlink_to(host.directory)
    host.options["directory"] = str(tmp_path / "link")
    assert host.settle()["action"] == "place"
    assert host.read("alice.crt").decode() == host.options["certificate"]
    # Owner and mode are those of the directory, not of the link.
    assert host.run()["changed"] is False
    host.directory.chmod(0o755)
    assert host.run(directory_mode="0700")["differences"] == []
    assert stat.S_IMODE(host.directory.stat().st_mode) == 0o700


def test_a_new_generation_is_never_built_through_a_link(host: Host, tmp_path: pathlib.Path) -> None:
    host.settle()
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    for name in ("new", "history", "2"):
        (host.store / name).symlink_to(elsewhere)
    with pytest.raises(FilesError, match="history is not a directory; move it away"):
        host.run(certificate=certificate(mail=True))
    assert list(elsewhere.iterdir()) == []


def test_a_generation_that_is_a_link_does_not_count(host: Host, tmp_path: pathlib.Path) -> None:
    host.settle()
    (host.store / "1").rename(tmp_path / "moved")
    (host.store / "1").symlink_to(tmp_path / "moved")
    with pytest.raises(FilesError, match="There is no private key"):
        host.run()


def test_a_next_key_that_is_a_link_is_not_followed(host: Host, tmp_path: pathlib.Path) -> None:
    (tmp_path / "other.key").write_bytes(key_pem("somebody"))
    host.settle()
    (host.store / "next").mkdir()
    (host.store / "next" / "alice.key").symlink_to(tmp_path / "other.key")
    with pytest.raises(FilesError, match=r"next/alice\.key cannot be used"):
        host.run(certificate=certificate("somebody"))


def test_a_pipe_is_not_read(tmp_path: pathlib.Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(FilesError, match="pipe is not a file; move it away"):
        disk.read(str(tmp_path / "pipe"))


def test_the_working_directory_is_the_same_afterwards(tmp_path: pathlib.Path) -> None:
    before = os.getcwd()
    with contextlib.suppress(KeyError), disk.inside(str(tmp_path)):
        assert os.getcwd() == str(tmp_path)
        raise KeyError
    assert os.getcwd() == before


def test_the_parent_directory_is_missing(tmp_path: pathlib.Path) -> None:
    host = Host(tmp_path / "missing" / "alice")
    with pytest.raises(FilesError, match="missing does not exist; make it first; nothing was changed"):
        disk.make_directory(str(host.directory))


# The lock


class _Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def sleep(self, seconds: float) -> None:
        self.now += seconds


def test_the_lock_is_held_by_one_at_a_time(tmp_path: pathlib.Path) -> None:
    clock = _Clock()
    with (
        lock.locked(str(tmp_path)),
        pytest.raises(FilesError) as error,
        lock.locked(str(tmp_path), lambda: clock.now, clock.sleep),
    ):
        raise AssertionError("both hold it")
    assert str(error.value) == (
        f"Another run has held the lock on {tmp_path} for 60 seconds; let it end and run again; nothing was changed."
    )
    assert clock.now >= lock.SECONDS
    with lock.locked(str(tmp_path)):
        pass


def test_the_lock_comes_as_soon_as_it_is_free(tmp_path: pathlib.Path) -> None:
    with contextlib.ExitStack() as first:
        first.enter_context(lock.locked(str(tmp_path)))
        slept: list[float] = []

        def sleep(seconds: float) -> None:
            slept.append(seconds)
            first.close()

        with lock.locked(str(tmp_path), lambda: 0.0, sleep):
            assert len(slept) == 1


def test_the_lock_is_on_the_directory_that_has_the_name(tmp_path: pathlib.Path) -> None:
    path = tmp_path / "store"
    path.mkdir()
    with contextlib.ExitStack() as first:
        first.enter_context(lock.locked(str(path)))

        def remove_and_make(_seconds: float) -> None:
            if not (tmp_path / "old").exists():
                path.rename(tmp_path / "old")
                path.mkdir()
                first.close()

        clock = _Clock()
        with lock.locked(str(path), lambda: 0.0, remove_and_make):
            # It holds the one that has the name now: nobody else gets that.
            second = lock.locked(str(path), lambda: clock.now, clock.sleep)
            with pytest.raises(FilesError):
                second.__enter__()


# The manifest


def test_a_manifest_comes_back_as_it_was() -> None:
    assert manifest.from_json(manifest.to_json(HELD)) == HELD


@pytest.mark.parametrize(
    "changes",
    [
        {"made_from": {"files": {"key": "../../etc/shadow"}}},
        {"made_from": {"files": {"certificate": "a.crt"}}},
        {"made_from": {}},
        {"made_from": None},
        {"digests": {"/etc/shadow": None}},
        {"digests": []},
        {"made": 7},
        {"folders": {"directory": ["root", 0, 0]}},
        {"folders": []},
        {"serial_number": "../x"},
        {"serial_number": 7},
        {"not_after": "tomorrow"},
        {"not_after": "2030-01-01T00:00:00"},
        {"certificate": 7},
        {"certificate": "\u00e4"},
    ],
)
def test_an_edited_manifest_leads_nowhere(changes: dict[str, t.Any]) -> None:
    text = json.dumps({**json.loads(manifest.to_json(HELD)), **changes}).encode()
    assert manifest.from_json(text) is None


@pytest.mark.parametrize("text", [b"", b"{}", b"[]", b"\xff", b"null"])
def test_what_is_no_manifest(text: bytes) -> None:
    assert manifest.from_json(text) is None


def test_a_verifier_knows_its_passphrase_only() -> None:
    found = manifest.verifier(b"secret")
    assert found is not None
    assert manifest.fits(b"secret", found)
    assert not manifest.fits(b"Secret", found)
    assert not manifest.fits(None, found)
    assert not manifest.fits(b"secret", None)
    assert manifest.fits(None, None)
    assert manifest.verifier(b"secret") != found, "each has a salt of its own"
    assert not manifest.fits(b"secret", {**found, "salt": "no hex"})
    assert not manifest.fits(b"secret", {})


def test_a_manifest_without_a_certificate(tmp_path: pathlib.Path) -> None:
    nothing = dataclasses.replace(HELD, certificate=None, serial_number=None, not_after=None)
    assert manifest.from_json(manifest.to_json(nothing)) == nothing
