# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Root works in a directory of somebody else: what that user puts there leads to nothing that is root's."""

from __future__ import annotations

import os
import pathlib
import stat
import typing as t

import pytest
from ansible_collections.certops.digicert.plugins.module_utils._core.errors import FilesError
from ansible_collections.certops.digicert.plugins.module_utils._files import way
from ansible_collections.certops.digicert.plugins.module_utils._files.attributes import of_generation
from ansible_collections.certops.digicert.plugins.module_utils._files.layout import Layout
from ansible_collections.certops.digicert.plugins.module_utils._files.look import look
from ansible_collections.certops.digicert.plugins.module_utils._formats.disk import settle

from .authority import certificate, key_pem, serial
from .host import Host


@pytest.fixture
def secret(tmp_path: pathlib.Path) -> pathlib.Path:
    """A directory that is not the user's, with a private key in it."""
    found = tmp_path / "roots"
    found.mkdir(mode=0o755)
    (found / "alice.key").write_bytes(key_pem("root"))
    (found / "alice.key").chmod(0o640)
    return found


def _look(host: Host) -> t.Optional[str]:
    return look(Layout(str(host.directory), "alice"))["key"]


def _owned_by_another(monkeypatch: pytest.MonkeyPatch, folder: pathlib.Path) -> None:
    """Let every link in *folder* be of a user that owns nothing else and may write there."""
    folder.chmod(0o777)
    real = way._link

    def link(*asked: t.Any) -> t.Optional[tuple[int, str]]:
        found = real(*asked)
        return found and (65534, found[1])

    monkeypatch.setattr(way, "_link", link)


def test_a_link_of_the_user_to_a_key_of_root_is_not_the_key(
    empty: Host, secret: pathlib.Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    empty.directory.mkdir()
    link = empty.directory / "alice.key"
    link.symlink_to(secret / "alice.key")
    assert _look(empty) == str(secret / "alice.key")
    _owned_by_another(monkeypatch, empty.directory)
    with pytest.raises(FilesError, match=r"alice\.key is a link to a file of another user; replace it by a copy"):
        _look(empty)


def test_a_link_in_a_generation_is_not_the_key(host: Host, secret: pathlib.Path) -> None:
    host.settle()
    (host.store / "1" / "alice.key").unlink()
    (host.store / "1" / "alice.key").symlink_to(secret / "alice.key")
    with pytest.raises(FilesError, match=r"alice/1 is in use and its key is lost; put it back, .*; no key was made"):
        _look(host)


@pytest.mark.parametrize("name", ["", "next", "next/alice.key"])
def test_where_the_next_key_is_made_is_no_link(host: Host, secret: pathlib.Path, name: str) -> None:
    path = host.store / name
    path.parent.mkdir(exist_ok=True, parents=True)
    path.symlink_to(secret)
    with pytest.raises(FilesError, match=r"is not a (directory|file); move it away; nothing was changed"):
        _look(host)


def test_what_current_leads_to_is_not_adopted(host: Host, secret: pathlib.Path) -> None:
    host.settle()
    (host.store / "current").unlink()
    (host.store / "current").symlink_to(secret)
    host.write("alice.chain.crt", "of somebody else")
    host.run()
    held = [path.read_bytes() for path in host.store.rglob("alice.key") if path.is_file()]
    assert held
    assert key_pem("root") not in held


def test_a_link_in_a_database_gets_no_mode(host: Host, secret: pathlib.Path) -> None:
    database = host.store / "1" / "alice.nssdb"
    database.mkdir(parents=True)
    (database / "cert9.db").write_bytes(b"")
    (database / "planted").symlink_to(secret / "alice.key")
    given = dict(of_generation(str(host.store / "1"), {"nss": "alice.nssdb"}))
    assert given["alice.nssdb/cert9.db"] == "key_mode"
    assert "alice.nssdb/planted" not in given
    # Where it is adopted, it is narrowed without going through the link.
    (database / "deeper").symlink_to(secret)
    (database / "planted").unlink()
    with pytest.raises(OSError, match="Too many levels of symbolic links"):
        settle(str(database))
    assert stat.S_IMODE((secret / "alice.key").stat().st_mode) == 0o640


@pytest.mark.parametrize("text", ['{"not_after": null, "made_from": ' + "[" * 100_000, '"iterations": Infinity'])
def test_a_manifest_that_its_owner_edited_is_no_fault_of_ours(host: Host, text: str) -> None:
    host.settle(outputs=["pkcs12"], passphrase="secret 1")
    manifest = host.store / "1" / "manifest.json"
    edited = manifest.read_text().replace('"iterations": 100000', text) if "iterations" in text else text
    manifest.write_text(edited)
    assert host.run(outputs=["pkcs12"], passphrase="secret 1")["action"] == "place"


def test_an_adopted_set_without_a_key_shows_none(empty: Host) -> None:
    empty.directory.mkdir()
    empty.write("alice.crt", empty.options["certificate"])
    empty.settle(state="absent")
    assert not os.path.lexists(empty.store / "1" / "alice.key")
    empty.make_key()
    assert empty.settle()["action"] == "place"


@pytest.mark.parametrize("name", ["manifest.json", "unproven"])
def test_a_name_that_the_store_needs_is_refused(host: Host, name: str) -> None:
    with pytest.raises(FilesError, match=f"files gives certificate the name {name}, which is the name of a record"):
        host.run(check=True, files={"certificate": name})


def test_what_was_gone_back_to_keeps_its_modes(host: Host) -> None:
    wide = {"mode": "0444", "key_mode": "0640", "directory_mode": "0755"}
    host.settle(**wide)
    host.settle(certificate=certificate(), **wide)
    host.settle(state="previous")
    (host.directory / "alice.crt").unlink()
    assert host.settle(state="previous", generation=1)["action"] == "mend"
    modes = [stat.S_IMODE((host.directory / name).stat().st_mode) for name in (".", "alice.crt", "alice.key")]
    assert modes == [0o755, 0o444, 0o640]


def test_a_mail_key_outlives_a_certificate_that_is_not_for_mail(host: Host) -> None:
    host.settle(certificate=certificate(mail=True))
    for number in range(3):
        host.rotate(f"alice {number}")
        host.settle(certificate=certificate(f"alice {number}"), keep=0)
    kept = list((host.store / "history").rglob("alice.key"))
    assert [path.read_bytes() for path in kept] == [key_pem("alice")]
    assert serial(host.options["certificate"]) not in [path.parent.name for path in kept]
