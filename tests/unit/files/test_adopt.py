# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Files that somebody else placed are kept, and are in use until the new set is."""

from __future__ import annotations

import json
import os
import pathlib
import typing as t

import pytest
from ansible_collections.certops.digicert.plugins.module_utils._core.errors import FilesError
from ansible_collections.certops.digicert.plugins.module_utils._files import observe, steps, way
from ansible_collections.certops.digicert.plugins.module_utils._files.layout import Layout

from .authority import certificate, hierarchy, key_pem, serial
from .host import Host

OLD = certificate()
FOREIGN = "at the place of the set lies what this module did not place"


@pytest.fixture
def old(host: Host) -> Host:
    """A host with a set of plain files."""
    host.write("alice.crt", OLD)
    host.write("alice.fullchain.crt", OLD + hierarchy().intermediate)
    return host


def test_a_set_of_files_becomes_the_first_generation(old: Host) -> None:
    result = old.run()

    assert result["reason"] == f"{FOREIGN}: alice.crt, alice.fullchain.crt, alice.key"
    assert (result["generation"], result["previous_generation"]) == (2, None)
    assert result["generations"][0]["serial_number"] == serial(OLD)
    kept = old.store / "1"
    assert (kept / "alice.crt").read_text() == OLD
    assert (kept / "alice.key").read_bytes() == key_pem("alice")
    assert old.read("alice.crt").decode() == old.options["certificate"]


def test_check_mode_tells_the_same_generation(old: Host) -> None:
    assert old.run(check=True)["generation"] == old.run()["generation"] == 2


def test_the_old_set_can_be_gone_back_to(old: Host) -> None:
    old.settle()
    result = old.settle(state="previous", certificate=None)
    assert result["serial_number"] == serial(OLD)
    assert old.read("alice.crt").decode() == OLD
    # It never had a chain.
    assert not os.path.lexists(old.directory / "alice.chain.crt")


def test_the_old_set_stays_in_use_when_the_new_one_cannot_be_built(old: Host, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_arguments: object) -> None:
        raise OSError(28, "No space left on device", "alice.crt")

    monkeypatch.setattr(steps, "build", full)
    with pytest.raises(FilesError, match="No space left"):
        old.run()
    assert old.read("alice.crt").decode() == OLD
    assert old.read("alice.key") == key_pem("alice")
    monkeypatch.undo()
    old.settle()
    assert old.read("alice.crt").decode() == old.options["certificate"]


def test_a_file_that_took_the_place_of_a_link_is_kept(host: Host) -> None:
    host.settle()
    host.write("alice.crt", OLD)
    result = host.settle()
    assert result["reason"] == f"{FOREIGN}: alice.crt"
    assert host.read("alice.crt").decode() == host.options["certificate"]
    assert (host.store / "2" / "alice.crt").read_text() == OLD
    assert (host.store / "2" / "alice.fullchain.crt").read_bytes() == host.read("alice.fullchain.crt")


def test_a_copy_that_took_the_place_of_a_link_becomes_the_link(host: Host) -> None:
    host.settle()
    host.write("alice.crt", host.read("alice.crt"))
    result = host.settle()
    assert (result["action"], result["generation"]) == ("mend", 1)
    assert (host.directory / "alice.crt").is_symlink()


def test_a_lone_key_only_moves(host: Host) -> None:
    host.run()
    assert host.generations() == [1]
    assert (host.directory / "alice.key").is_symlink()


def test_a_lone_key_of_another_certificate_is_not_lost(host: Host) -> None:
    (host.store).mkdir(mode=0o700)
    host.rotate("alice 2")
    host.run(certificate=certificate("alice 2"))
    assert host.read("alice.key") == key_pem("alice 2")
    assert (host.store / "1" / "alice.key").read_bytes() == key_pem("alice")


def test_a_key_that_is_a_link_to_elsewhere(empty: Host, tmp_path: pathlib.Path) -> None:
    empty.directory.mkdir()
    elsewhere = tmp_path / "elsewhere.key"
    elsewhere.write_bytes(key_pem("alice"))
    (empty.directory / "alice.key").symlink_to(elsewhere)
    empty.settle()
    assert empty.read("alice.key") == key_pem("alice")
    assert os.readlink(empty.directory / "alice.key") == ".alice/current/alice.key"
    assert elsewhere.read_bytes() == key_pem("alice")


def test_a_link_to_a_file_of_another_user_is_refused(host: Host, monkeypatch: pytest.MonkeyPatch) -> None:
    (host.directory / "alice.crt").symlink_to(host.directory / "alice.key")
    # The process is somebody else than who owns the link, and the link's owner does not own the file.
    host.directory.chmod(0o777)
    real = way._link
    monkeypatch.setattr(way, "_link", lambda *asked: (found := real(*asked)) and (4711, found[1]))
    with pytest.raises(FilesError, match=r"alice\.crt is a link to a file of another user"):
        host.run()


@pytest.mark.parametrize("name", ["alice.crt", "alice.nssdb"])
def test_what_is_no_file_is_in_the_way(host: Host, name: str) -> None:
    (host.directory / name).mkdir()
    before = host.snapshot()
    with pytest.raises(FilesError) as error:
        host.run(outputs=["certificate", "nss"], passphrase="secret 1")
    assert (
        str(error.value)
        == f"In {host.directory} is what can be neither read nor replaced: {name} (a directory); mount it, mend it or move it away; "
        "nothing was changed."
    )
    assert host.snapshot() == before


@pytest.mark.parametrize(("output", "told"), [("nss", None), ("pkcs12", "a link to a directory")])
def test_a_database_of_ours_is_a_directory_in_the_store(host: Host, output: str, told: t.Optional[str]) -> None:
    host.settle()
    layout = Layout(str(host.directory), "alice")
    name = "alice.nssdb"
    (host.store / "current" / name).mkdir()
    (host.directory / name).symlink_to(layout.target(name))
    assert observe._in_the_way(layout, name, output) == told


def test_an_unreadable_old_certificate_does_not_stop_the_new_one(host: Host) -> None:
    host.write("alice.crt", "no certificate")
    host.settle()
    held = json.loads((host.store / "1" / "manifest.json").read_text())
    assert (held["serial_number"], held["paired"]) == (None, False)
    assert (host.store / "1" / "alice.crt").read_text() == "no certificate"
    with pytest.raises(FilesError, match="There is no earlier generation that is complete"):
        host.run(state="previous")


def test_two_different_keys_are_a_question_for_a_person(host: Host) -> None:
    host.write("alice.crt", OLD)
    host.write("tls.key", key_pem("somebody"))
    with pytest.raises(FilesError, match="are two different keys; move one of them away"):
        host.run(files={"key": "tls.key"})
    assert host.read("alice.key") == key_pem("alice")
    assert host.read("tls.key") == key_pem("somebody")


# What is not ours stays


SECRET = b"\x30\x82 a container with a key that exists nowhere else"


def _renew(host: Host, times: int, **options: t.Any) -> dict[str, t.Any]:
    """Place new certificates, each with a key of its own."""
    for number in range(times):
        host.rotate(f"alice {number}")
        result = host.settle(certificate=certificate(f"alice {number}"), keep=0, **options)
    return result


@pytest.mark.parametrize("key_history", [False, True])
@pytest.mark.parametrize("name", ["alice.p12", "alice.pem", "alice.crt", "alice.key"])
def test_what_may_hold_a_key_outlives_every_renewal(host: Host, name: str, key_history: bool) -> None:
    content = key_pem("alice") if name == "alice.key" else SECRET
    host.write(name, content)
    host.write("alice.chain.crt", hierarchy().intermediate)
    outputs = ["certificate", "chain", "combined", "pkcs12"]
    result = _renew(host, 3, outputs=outputs, passphrase="secret 1", key_history=key_history)
    assert str(host.store / "1" / name) in result["kept"]
    assert (host.store / "1" / name).read_bytes() == content
    # What this module made goes, as it always did.
    assert host.generations() == [1, result["generation"]]
    assert host.run(state="absent", purge=True)["kept"] == []
    assert not host.store.exists()


def test_an_adopted_set_without_anything_secret_goes(host: Host) -> None:
    host.settle()
    host.write("alice.crt", OLD)
    assert host.settle()["generation"] == 3
    result = _renew(host, 1)
    assert (result["kept"], host.generations()) == ([], [result["generation"]])


@pytest.mark.parametrize("name", ["alice.p12", "alice.nssdb/key4.db", "put there.pem"])
def test_what_was_altered_or_put_into_a_generation_stays(host: Host, name: str) -> None:
    with_secrets = {"outputs": ["pkcs12"], "passphrase": "secret 1"}
    host.settle(**with_secrets)
    path = host.store / "1" / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(SECRET)
    result = _renew(host, 2, **with_secrets)
    assert (result["kept"], path.read_bytes()) == ([str(path)], SECRET)


def test_a_generation_that_nobody_knows_any_more_stays(host: Host) -> None:
    host.settle()
    (host.store / "1" / "manifest.json").unlink()
    assert _renew(host, 2)["kept"] == [str(host.store / "1" / "alice.key")]


def test_what_lies_beside_the_key_in_its_file_is_not_lost(host: Host) -> None:
    both = key_pem("alice") + b"\n# the passphrase of the other one is 1234\n"
    host.write("alice.key", both)
    host.settle()
    assert (host.store / "1" / "alice.key").read_bytes() == both
    assert host.read("alice.crt").decode() == host.options["certificate"]
