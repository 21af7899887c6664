# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where shared files lie: whose they are, who may open them, and what is left alone."""

from __future__ import annotations

import contextlib
import os
import pathlib
import stat
import typing as t

import pytest
from ansible_collections.certops.digicert.plugins.module_utils._cache import place
from ansible_collections.certops.digicert.plugins.module_utils._core.connection import Connection
from hypothesis import given
from hypothesis import strategies as st

KEY = "KEY-6F1D-made-up-for-tests"
URL = "https://certcentral.example.com/services/v2"


def _file(path: t.Optional[pathlib.Path], url: str = URL, key: str = KEY, kind: str = "quota") -> str:
    return place.file(Connection(key, url, cache_path=None if path is None else str(path)), kind)


def _mode(path: pathlib.Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def _others(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let everything that is there belong to another user, who is not root."""
    real = os.lstat, os.fstat

    def of_another(found: os.stat_result) -> os.stat_result:
        return os.stat_result((*found[:4], os.geteuid() + 1, *found[5:]))

    monkeypatch.setattr(os, "lstat", lambda path: of_another(real[0](path)))
    monkeypatch.setattr(os, "fstat", lambda handle: of_another(real[1](handle)))


def test_the_directories_are_made_for_this_user_alone(tmp_path: pathlib.Path) -> None:
    before = os.umask(0)
    try:
        path = pathlib.Path(_file(tmp_path / "cache" / "certops.digicert"))
    finally:
        os.umask(before)
    assert path.parent == tmp_path / "cache" / "certops.digicert"
    assert (_mode(path.parent), _mode(path.parent.parent)) == (0o700, 0o700)
    # Making the file is for who knows what goes into it.
    assert not path.exists()


def test_the_name_tells_host_and_key_apart_and_neither_of_them(tmp_path: pathlib.Path) -> None:
    names = [
        os.path.basename(_file(tmp_path, url, key, kind))
        for url, key, kind in (
            (URL, KEY, "quota"),
            (URL, "other", "quota"),
            ("https://certcentral.digicert.eu/services/v2", KEY, "quota"),
            ("https://certcentral.example.com:8443/services/v2", KEY, "quota"),
            (URL, KEY, "memory"),
        )
    ]
    assert len(set(names)) == 5
    assert not [name for name in names if KEY in name or "example" in name]
    same = "HTTPS://CertCentral.example.com:443/services/v2/"
    assert os.path.basename(_file(tmp_path, same)) == names[0]


def test_what_is_open_to_others_is_closed(tmp_path: pathlib.Path) -> None:
    file = pathlib.Path(_file(tmp_path / "c"))
    for end in ("", "-wal", "-shm"):
        beside = file.with_name(file.name + end)
        beside.touch()
        beside.chmod(0o666)
    file.parent.chmod(0o777)
    assert _file(tmp_path / "c") == str(file)
    assert _mode(file.parent) == 0o700
    assert [_mode(found) for found in file.parent.iterdir()] == [0o600] * 3


def test_a_directory_that_holds_other_things_is_not_closed(tmp_path: pathlib.Path) -> None:
    home = tmp_path / "home"
    home.mkdir(mode=0o755)
    (home / "letter.txt").touch()
    with pytest.raises(place.Unusable, match="is open to other users and holds other files; name a directory of its"):
        _file(home)
    assert _mode(home) == 0o755
    home.chmod(0o700)
    assert os.path.dirname(_file(home)) == str(home)


def test_what_belongs_to_another_user_is_left_out(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _others(monkeypatch)
    tmp_path.chmod(0o755)
    with pytest.raises(place.Unusable, match="belongs to another user; name another directory in cache_path"):
        _file(tmp_path)
    assert _mode(tmp_path) == 0o755


@pytest.mark.parametrize("end", ["", "-wal", "-shm", "-journal"])
def test_a_file_of_another_user_is_left_out(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch, end: str) -> None:
    file = pathlib.Path(_file(tmp_path) + end)
    file.touch(0o666)
    theirs, real = file.lstat(), os.lstat
    found = os.stat_result((*theirs[:4], os.geteuid() + 1, *theirs[5:]))
    monkeypatch.setattr(os, "lstat", lambda path: found if str(path) == str(file) else real(path))
    with pytest.raises(place.Unusable, match="belongs to another user"):
        _file(tmp_path)


@pytest.mark.parametrize("below", ["", "certops.digicert"])
def test_a_link_of_another_user_is_not_followed(
    tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch, below: str
) -> None:
    (tmp_path / "real").mkdir(mode=0o700)
    (tmp_path / "link").symlink_to("real")
    assert os.path.dirname(_file(tmp_path / "link" / below)) == str(tmp_path / "real" / below).rstrip("/")
    _others(monkeypatch)
    with pytest.raises(place.Unusable, match="link is a link of another user"):
        _file(tmp_path / "link" / below)


@pytest.mark.parametrize("end", ["", "-wal", "-shm", "-journal"])
@pytest.mark.parametrize("kind", ["link", "second name", "directory", "pipe"])
def test_a_file_is_a_file_with_one_name(tmp_path: pathlib.Path, kind: str, end: str) -> None:
    victim, file = tmp_path / "victim", pathlib.Path(_file(tmp_path / "c") + end)
    victim.write_text("of somebody")
    victim.chmod(0o644)
    {
        "link": lambda: file.symlink_to(victim),
        "second name": lambda: file.hardlink_to(victim) if hasattr(file, "hardlink_to") else os.link(victim, file),
        "directory": file.mkdir,
        "pipe": lambda: os.mkfifo(file),
    }[kind]()
    with pytest.raises(place.Unusable, match="is a link or no file; move it away"):
        _file(tmp_path / "c")
    assert (victim.read_text(), _mode(victim)) == ("of somebody", 0o644)


@pytest.mark.parametrize("path", ["cache", "~/cache", "./x", ""])
def test_a_path_that_depends_on_where_a_process_is_is_no_place(path: str) -> None:
    with pytest.raises(place.Unusable, match="is not an absolute path"):
        place.file(Connection(KEY, URL, cache_path=path), "quota")


def test_what_no_system_can_open_is_told(tmp_path: pathlib.Path) -> None:
    (tmp_path / "file").touch()
    (tmp_path / "round").symlink_to("round")
    for path, why in (
        (tmp_path / "file", "Not a directory"),
        (tmp_path / "file" / "below", "Not a directory"),
        (tmp_path / "round" / "x", "Too many levels of symbolic links"),
        (tmp_path / ("x" * 300), "File name too long"),
        (tmp_path / "a\0b", "a character that no path can hold"),
    ):
        with pytest.raises(place.Unusable, match=why):
            _file(path)


@given(text=st.text().filter(lambda text: ".." not in text))
def test_any_text_is_a_path_or_is_told(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    below = tmp_path_factory.getbasetemp() / "any"
    with contextlib.suppress(place.Unusable):
        found = place.file(Connection(KEY, URL, cache_path=f"{below}/{text}"), "quota")
        assert found.startswith(f"{below}/")


def test_dots_and_slashes_mean_what_they_mean(tmp_path: pathlib.Path) -> None:
    (tmp_path / "a" / "b").mkdir(parents=True)
    (tmp_path / "link").symlink_to("a/b")
    told = f"{tmp_path}/link/.././/c/"
    assert os.path.dirname(place.file(Connection(KEY, URL, cache_path=told), "quota")) == f"{tmp_path}/a/c"
