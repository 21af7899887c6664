# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""NSS databases: the output of our own, and those of browsers into which the certificate is imported too."""

from __future__ import annotations

import pathlib
import typing as t

import pytest
from ansible_collections.certops.digicert.plugins.module_utils._core.errors import FilesError
from ansible_collections.certops.digicert.plugins.module_utils._files import steps
from ansible_collections.certops.digicert.tests.programs import readers
from ansible_collections.certops.digicert.tests.unit.files.authority import certificate
from ansible_collections.certops.digicert.tests.unit.files.host import Host


@pytest.fixture
def host(tmp_path: pathlib.Path) -> Host:
    """A host on which the key was made."""
    found = Host(tmp_path / "alice")
    found.make_key()
    return found


@pytest.fixture
def browser(host: Host, tmp_path: pathlib.Path) -> readers.Database:
    """The database of a browser, named in the options of the host."""
    database = readers.Database(tmp_path / "browser", b"of the browser").create()
    host.options["nss_databases"] = [{"path": str(database.path), "passphrase": "of the browser"}]
    return database


def test_the_pair_comes_into_the_browser(host: Host, browser: readers.Database) -> None:
    host.settle()
    assert browser.keys() == 1
    assert ("alice", "u,u,u") in browser.certificates()
    assert host.run()["changed"] is False


def test_what_the_browser_lost_is_brought_back(host: Host, browser: readers.Database) -> None:
    host.settle()
    for file in browser.path.iterdir():
        file.unlink()
    browser.path.rmdir()
    browser.create()

    planned = host.run(check=True)
    assert browser.certificates() == []
    done = host.settle()

    assert planned["reason"] == done["reason"] == f"the NSS database {browser.path} does not hold the certificate"
    assert (done["action"], done["generation"]) == ("mend", 1)
    assert browser.keys() == 1
    assert host.run()["changed"] is False


def test_a_browser_that_is_named_later_gets_the_key_history_too(host: Host, browser: readers.Database) -> None:
    databases = host.options.pop("nss_databases")
    host.options.update(nss_databases=None, certificate=certificate(mail=True))
    host.settle()
    host.rotate("alice 2")
    host.options["certificate"] = certificate("alice 2", mail=True)
    host.settle()
    assert host.settle(nss_databases=databases)["action"] == "mend"
    assert browser.keys() == 2


@pytest.mark.parametrize("placed", [False, True])
def test_a_database_that_cannot_be_opened_stops_the_switch(host: Host, browser: readers.Database, placed: bool) -> None:
    if placed:
        host.settle()
    before = host.snapshot()
    host.options["nss_databases"][0]["passphrase"] = "another"
    with pytest.raises(FilesError) as error:
        host.run(certificate=certificate())
    assert str(browser.path) in str(error.value)
    assert "another" not in str(error.value)
    # An empty store may be left behind.
    assert {**host.snapshot(), ".alice": None} == {**before, ".alice": None}


def test_our_database_stays_in_use_while_a_foreign_file_is_adopted(host: Host, monkeypatch: pytest.MonkeyPatch) -> None:
    options = {"outputs": ["certificate", "nss"], "passphrase": "of the output"}
    host.settle(**options)
    host.write("alice.crt", certificate())
    monkeypatch.setattr(steps, "build", _stop)
    with pytest.raises(FilesError, match="stopped here"):
        host.run(**options)
    assert readers.Database(host.directory / "alice.nssdb", b"of the output").keys() == 1
    monkeypatch.undo()
    assert host.settle(**options)["action"] == "place"
    assert readers.Database(host.directory / "alice.nssdb", b"of the output").keys() == 1
    assert host.run(**options)["changed"] is False


def _stop(*_arguments: object) -> None:
    raise FilesError("stopped here")


def test_what_a_program_writes_into_our_database_is_no_damage(host: Host) -> None:
    options = {"outputs": ["certificate", "nss"], "passphrase": "of the output"}
    host.settle(**options)
    database = readers.Database(host.directory / "alice.nssdb", b"of the output")
    assert database.keys() == 1
    (database.path / "cert9.db").write_bytes((database.path / "cert9.db").read_bytes() + b"\0" * 4096)
    assert host.run(**options)["changed"] is False


def _without_passphrase(host: Host, browser: readers.Database) -> None:
    host.options["nss_databases"][0]["passphrase"] = None


def _with_another(host: Host, browser: readers.Database) -> None:
    host.options["nss_databases"][0]["passphrase"] = "another"


def _keys_damaged(host: Host, browser: readers.Database) -> None:
    (browser.path / "key4.db").write_bytes(b"no database" * 1000)


def _certificates_damaged(host: Host, browser: readers.Database) -> None:
    (browser.path / "cert9.db").write_bytes(b"no database" * 1000)


def _keys_lost(host: Host, browser: readers.Database) -> None:
    (browser.path / "key4.db").unlink()


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (_without_passphrase, "has a passphrase, and none is given"),
        (_with_another, "The passphrase of the NSS database .* is wrong"),
        (_keys_damaged, "could not open the NSS database"),
        (_certificates_damaged, "could not open the NSS database"),
        (_keys_lost, "holds no NSS database"),
    ],
)
def test_what_is_wrong_with_a_database_is_told_before_an_order(
    host: Host, browser: readers.Database, spoil: t.Callable[[Host, readers.Database], None], says: str
) -> None:
    ready = {"state": "ready", "certificate": None, "chain": None, "root": None}
    assert host.run(**ready)["action"] == "make"
    spoil(host, browser)
    held = {path.name: path.read_bytes() for path in browser.path.iterdir()}
    for check in (True, False):
        with pytest.raises(FilesError, match=says) as error:
            host.run(check=check, **ready)
        assert "another" not in str(error.value)
    assert {path.name: path.read_bytes() for path in browser.path.iterdir()} == held
