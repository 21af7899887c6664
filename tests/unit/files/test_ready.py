# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What cannot be placed is known before there is a certificate, in check mode and for real."""

import os
import pathlib
import typing as t

import pytest
from ansible_collections.certops.digicert.plugins.module_utils._core.errors import FilesError
from ansible_collections.certops.digicert.plugins.module_utils._files import disk
from ansible_collections.certops.digicert.plugins.module_utils._formats import children

from .authority import key_pem
from .host import Host


def _ready(host: Host, check: bool = False, **options: t.Any) -> dict[str, t.Any]:
    return host.run(check=check, **{"state": "ready", "certificate": None, "chain": None, "root": None, **options})


def test_directory_and_store_are_made_once(empty: Host) -> None:
    planned = _ready(empty, check=True, directory_mode="0750")
    assert (planned["action"], planned["changed"], empty.directory.exists()) == ("make", True, False)
    assert _ready(empty, directory_mode="0750")["action"] == "make"
    modes = {path.name: oct(path.stat().st_mode & 0o7777) for path in (empty.directory, *empty.directory.rglob("*"))}
    assert modes == {"alice": "0o750", ".alice": "0o750", "first": "0o700", "next": "0o700"}
    assert _ready(empty, directory_mode="0750")["changed"] is False
    empty.make_key()
    assert (_ready(empty)["changed"], empty.settle()["action"]) == (False, "place")
    assert _ready(empty)["changed"] is False


def test_what_the_directory_lies_in_is_made_alike(tmp_path: pathlib.Path) -> None:
    deep = Host(tmp_path / "mail" / "all" / "alice")
    assert (_ready(deep, check=True)["action"], list(tmp_path.iterdir())) == ("make", [])
    _ready(deep, directory_mode="0750")
    assert [oct(path.stat().st_mode & 0o7777) for path in (tmp_path / "mail", deep.directory)] == ["0o750", "0o750"]


def test_what_is_there_is_not_touched(host: Host) -> None:
    host.directory.chmod(0o755)
    _ready(host, directory_mode="0700")
    assert oct(host.directory.stat().st_mode & 0o7777) == "0o755", (
        "it comes with the set, so that the way back knows it"
    )
    assert host.read("alice.key") == key_pem("alice")


def _link(host: Host) -> None:
    (host.directory / "alice.p12").symlink_to("/nowhere/alice.p12")


def _pipe(host: Host) -> None:
    (host.directory / "alice.crt").unlink(missing_ok=True)
    os.mkfifo(host.directory / "alice.crt")


def _store(host: Host) -> None:
    host.store.symlink_to("/nowhere")


#: What is wrong with the task or the host, and what is said of it.
FAULTY: dict[str, tuple[dict[str, t.Any], t.Optional[t.Callable[[Host], None]], str]] = {
    "passphrase is missing": ({"outputs": ["pkcs12"]}, None, "needs a passphrase"),
    "passphrase is not ASCII": ({"outputs": ["pkcs12"], "passphrase": "p\u00e4ssword"}, None, "passphrase"),
    "passphrase is short": ({"outputs": ["keystore"], "passphrase": "abc"}, None, "shorter than the 6"),
    "mode of another kind": ({"mode": "u=rw"}, None, "mode must be three octal digits"),
    "file elsewhere": ({"files": {"certificate": "../x.crt"}}, None, "must be a plain file name"),
    "no such user": ({"owner": "nobody-of-that-name"}, None, "which this host does not know"),
    "no such command": ({"validate": "/no/such/program -t"}, None, "/no/such/program of validate is not on this host"),
    "no such database": ({"nss_databases": [{"path": "/no/such/nssdb", "passphrase": None}]}, None, "/no/such/nssdb"),
    "friendly name": (
        {"outputs": ["pkcs12"], "passphrase": "secret 1", "friendly_name": "a\nb"},
        None,
        "friendly",
    ),
    "link to nowhere": ({"outputs": ["pkcs12"], "passphrase": "secret 1"}, _link, "a link that leads nowhere"),
    "pipe": ({}, _pipe, "alice.crt .a pipe."),
    "store": ({}, _store, "is not a directory; move it away"),
}


@pytest.mark.parametrize("what", FAULTY)
def test_what_cannot_be_placed_is_told_before(host: Host, what: str) -> None:
    options, prepare, told = FAULTY[what]
    if prepare:
        prepare(host)
    before = host.snapshot()
    for check in (True, False):
        with pytest.raises(FilesError, match=told):
            _ready(host, check=check, **options)
    assert host.snapshot() == before


def test_a_file_that_is_mounted_is_told_before(
    host: Host, monkeypatch: pytest.MonkeyPatch, tmp_path: pathlib.Path
) -> None:
    place = str(host.directory / "alice.key").replace("_", "\\137")
    mounts = tmp_path / "mountinfo"
    mounts.write_text(f"22 1 254:0 / / rw - ext4 /dev/vda rw\n95 22 254:0 /a {place} rw - ext4 /dev/vda rw\n")
    monkeypatch.setattr(disk, "_MOUNTS", str(mounts))
    with pytest.raises(FilesError, match=r"alice\.key \(a file that is mounted\)"):
        _ready(host)


def test_a_program_that_is_missing_is_told_before(host: Host, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(children, "is_missing", lambda _name: True)
    with pytest.raises(FilesError, match="openssl"):
        _ready(host, outputs=["pkcs12"], passphrase="secret 1")


def test_a_file_system_that_cannot_be_written_to_is_told_before(host: Host, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "access", lambda _path, _may: False)
    with pytest.raises(FilesError, match=r"Nothing can be written in .*alice; look at its owner and mode"):
        _ready(host)


def test_everything_that_is_wrong_is_told_at_once(host: Host, tmp_path: pathlib.Path) -> None:
    databases = [{"path": str(tmp_path / "none"), "passphrase": None}]
    with pytest.raises(
        FilesError, match=r"/no/such of validate is not on this host\. The NSS database .*none cannot be used"
    ):
        _ready(host, validate="/no/such", nss_databases=databases)
