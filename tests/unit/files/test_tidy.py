# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Once the new set is in use, what fails is a warning, and a later run tries again. A failure says what is in use."""

import errno
import os
import typing as t

import pytest
from ansible_collections.certops.digicert.plugins.module_utils._core.errors import FilesError
from ansible_collections.certops.digicert.plugins.module_utils._files import disk

from .authority import certificate, key_pem
from .host import Host


def _refusing(monkeypatch: pytest.MonkeyPatch, name: str, code: int, applies: t.Callable[..., bool]) -> None:
    """Let a system call fail where *applies* says so."""
    real = getattr(os, name)

    def call(*given: t.Any, **more: t.Any) -> t.Any:
        if applies(*given):
            raise OSError(code, os.strerror(code), given[0])
        return real(*given, **more)

    monkeypatch.setattr(os, name, call)


#: Call, error, and whether the call is one that fails: a file that cannot be removed, a directory that stays busy, an overlay.
REFUSALS: dict[str, tuple[str, int, t.Callable[..., bool]]] = {
    "immutable": ("unlink", errno.EPERM, lambda path, **_more: path == "alice.key"),
    "busy": ("rmdir", errno.ENOTEMPTY, lambda path, **_more: path in ("gone", "1", "2")),
    "overlay": ("rename", errno.EXDEV, lambda _old, new, **_more: new == "gone"),
    "overlay and busy": ("rename", errno.EXDEV, lambda _old, new, **_more: new == "gone"),
}


@pytest.mark.parametrize("what", REFUSALS)
def test_an_old_set_that_cannot_be_removed_is_in_nobodys_way(
    host: Host, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    host.settle(keep=0)
    _refusing(monkeypatch, *REFUSALS[what])
    if what == "overlay and busy":
        _refusing(monkeypatch, "rmdir", errno.EBUSY, lambda path, **_more: True)
    for _turn in range(3):
        new = certificate()
        result = host.settle(certificate=new, keep=0)
        assert (result["action"], host.read("alice.crt").decode()) == ("place", new)
        assert host.run(certificate=new, keep=0)["changed"] is False
    told = [text for text in host.port.warnings if "could not be tidied" in text]
    assert bool(told) is (what != "overlay")
    assert all("what is in use is complete, and a later run tries again" in text for text in told)
    monkeypatch.undo()
    host.settle(certificate=certificate(), keep=0)
    (left,) = host.generations()
    assert sorted(path.name for path in host.store.iterdir()) == sorted([str(left), "current"])


def test_a_link_that_is_not_put_is_put_later(host: Host, monkeypatch: pytest.MonkeyPatch) -> None:
    _refusing(monkeypatch, "rename", errno.EPERM, lambda _old, new, **_more: new == "alice.key")
    assert host.settle()["action"] == "place"
    assert host.port.warnings
    # The key is the one that belongs to the set, under its own name still.
    assert (host.read("alice.key"), (host.directory / "alice.key").is_symlink()) == (key_pem("alice"), False)
    monkeypatch.undo()
    assert host.settle()["action"] == "mend"
    assert (host.directory / "alice.key").is_symlink()


def test_a_leftover_that_cannot_be_removed_stops_no_run(host: Host, monkeypatch: pytest.MonkeyPatch) -> None:
    host.settle()
    for name in ("new", "gone"):
        (host.store / name).mkdir()
        (host.store / name / "stuck").write_text("")
    _refusing(monkeypatch, "unlink", errno.EPERM, lambda path, **_more: path == "stuck")
    assert host.settle(certificate=certificate())["generation"] == 2
    monkeypatch.undo()
    assert host.run(certificate=host.options["certificate"])["action"] == "place"
    assert sorted(path.name for path in host.store.iterdir()) == ["1", "2", "3", "current", "unannounced"]


@pytest.mark.parametrize(
    ("placed", "target", "told"),
    [
        (True, "current", "generation 2 is in use now"),
        (True, "3", "the set that was in use still is"),
        (False, "1", "no set was put into use"),
        (False, "current", "generation 1 is in use now"),
    ],
)
def test_a_failure_says_what_is_in_use(
    host: Host, monkeypatch: pytest.MonkeyPatch, placed: bool, target: str, told: str
) -> None:
    if placed:
        host.settle()
        if target == "3":
            host.settle(certificate=certificate())
    new = certificate()
    real, done = disk.rename, disk.sync

    def rename(before: str, after: str) -> None:
        real(before, after)
        if os.path.basename(after) == target:
            # The name is there, and then the disk fails.
            monkeypatch.setattr(disk, "sync", _fail)

    monkeypatch.setattr(disk, "rename", rename)
    with pytest.raises(FilesError, match=rf"\(Input/output error\); {told}; mend this and run again"):
        host.run(certificate=new)
    monkeypatch.undo()
    assert disk.sync is done
    in_use = host.read("alice.crt").decode() if (host.directory / "alice.crt").exists() else None
    assert (in_use == new) is ("is in use now" in told)
    host.run(certificate=new)
    assert host.read("alice.crt").decode() == new


@pytest.mark.parametrize(
    ("call", "applies", "named"),
    [
        ("symlink", lambda target, _name, **_more: target == ".alice/current/alice.crt", "alice.crt"),
        ("rename", lambda _old, new, **_more: new == "alice.chain.crt", "alice.chain.crt"),
        ("symlink", lambda target, _name, **_more: target == "1", ".alice/current"),
        ("open", lambda path, flags=0, *_mode, **_more: path == "alice.pem" and flags & os.O_CREAT, "alice.pem"),
        ("open", lambda path, flags=0, *_mode, **_more: path == "manifest.json" and flags & os.O_CREAT, ".alice"),
        ("mkdir", lambda path, *_mode, **_more: path == "new", ".alice"),
    ],
)
def test_a_failure_names_what_was_declared_and_not_what_was_on_its_way_there(
    host: Host, monkeypatch: pytest.MonkeyPatch, call: str, applies: t.Callable[..., bool], named: str
) -> None:
    _refusing(monkeypatch, call, errno.ENOSPC, applies)
    with pytest.raises(FilesError) as failed:
        host.run(outputs=["certificate", "chain", "combined"])
    assert str(failed.value).startswith(f"{host.directory / named} cannot be used (No space left on device); ")


def _fail(path: str) -> t.NoReturn:
    raise OSError(5, "Input/output error", path)
