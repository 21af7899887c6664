# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A certificate comes into use, stays, and is followed by another one."""

from __future__ import annotations

import errno
import os
import stat

import pytest
from ansible_collections.certops.digicert.plugins.module_utils._core.errors import FilesError

from .authority import certificate, hierarchy, key_pem, serial
from .host import Host

FILES = ("alice.key", "alice.crt", "alice.chain.crt", "alice.fullchain.crt")


def _modes(host: Host, generation: int) -> dict[str, str]:
    folder = host.store / str(generation)
    return {path.name: oct(stat.S_IMODE(path.lstat().st_mode)) for path in folder.iterdir()}


def test_the_first_placement(host: Host) -> None:
    result = host.run()

    assert (result["changed"], result["action"]) == (True, "place")
    assert result["reason"] == "no certificate is in place"
    assert (result["generation"], result["previous_generation"]) == (1, None)
    assert result["serial_number"] == serial(host.options["certificate"])
    assert list(result["files"].values()) == [str(host.directory / name) for name in FILES]
    for name in FILES:
        assert os.readlink(host.directory / name) == f".alice/current/{name}"
    assert os.readlink(host.store / "current") == "1"
    assert host.read("alice.key") == key_pem("alice")
    assert host.read("alice.crt").decode() == host.options["certificate"]
    assert host.read("alice.fullchain.crt").decode() == host.options["certificate"] + hierarchy().intermediate


def test_modes_are_those_asked_for(host: Host) -> None:
    host.run(mode="0640", key_mode="0440", directory_mode="0750")
    assert _modes(host, 1) == {
        "manifest.json": "0o600",
        "alice.key": "0o440",
        "alice.crt": "0o640",
        "alice.chain.crt": "0o640",
        "alice.fullchain.crt": "0o640",
    }
    for folder in (host.directory, host.store, host.store / "1"):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o750


def test_a_second_run_writes_nothing_and_tells_until_somebody_was_told(host: Host) -> None:
    host.run()
    before = host.snapshot()

    again = host.run()
    assert (again["changed"], again["action"]) == (True, "none")
    assert host.snapshot() == before

    host.told()
    third = host.run()
    assert (third["changed"], third["action"]) == (False, "none")
    assert third["diff"]["before"] == third["diff"]["after"]


def test_a_renewal_switches_the_set(host: Host) -> None:
    old = host.options["certificate"]
    host.settle()
    new = certificate()

    result = host.settle(certificate=new)

    assert result["reason"] == f"certificate {serial(new)} takes the place of certificate {serial(old)}"
    assert (result["generation"], result["previous_generation"]) == (2, 1)
    assert [(found["generation"], found["serial_number"]) for found in result["generations"]] == [
        (1, serial(old)),
        (2, serial(new)),
    ]
    assert host.read("alice.crt").decode() == new
    assert host.run(certificate=new)["changed"] is False


def test_the_key_of_a_rotation_moves_with_its_certificate(host: Host) -> None:
    host.settle()
    host.rotate("alice 2")
    assert host.run()["changed"] is False, "the old certificate is still in use with its own key"
    assert host.read("alice.key") == key_pem("alice")

    host.settle(certificate=certificate("alice 2"))

    assert host.read("alice.key") == key_pem("alice 2")
    assert list((host.store / "next").iterdir()) == []


def test_a_certificate_of_an_earlier_key_finds_it_in_its_generation(host: Host) -> None:
    old = host.options["certificate"]
    host.settle()
    host.rotate("alice 2")
    host.settle(certificate=certificate("alice 2"))

    host.settle(certificate=old)

    assert host.read("alice.key") == key_pem("alice")


def test_a_key_is_missing(empty: Host) -> None:
    with pytest.raises(FilesError, match=r"There is no private key .*alice\.key; make the key"):
        empty.run()
    assert not empty.directory.exists()


def test_a_certificate_of_a_foreign_key_changes_nothing(host: Host) -> None:
    host.settle()
    before = host.snapshot()
    with pytest.raises(FilesError) as error:
        host.run(certificate=certificate("somebody"))
    assert "does not belong to a private key of this host" in str(error.value)
    assert str(host.store / "1" / "alice.key") in str(error.value)
    assert error.value.facts == {"action": "place", "generation": 1}
    assert host.snapshot() == before


def test_an_encrypted_key_stays_as_it_is(empty: Host) -> None:
    empty.make_key(passphrase="key secret")
    held = empty.read("alice.key")
    with pytest.raises(FilesError, match="give its passphrase in key_passphrase"):
        empty.run()
    with pytest.raises(FilesError, match="look at key_passphrase"):
        empty.run(key_passphrase="wrong")
    empty.settle(key_passphrase="key secret")
    assert empty.read("alice.key") == held
    assert empty.run(key_passphrase="key secret")["changed"] is False


@pytest.mark.parametrize("state", ["present", "absent"])
def test_check_mode_writes_nothing(host: Host, state: str) -> None:
    nothing = host.snapshot()
    planned = host.run(check=True)
    assert (planned["changed"], planned["action"], planned["generation"]) == (True, "place", 1)
    assert host.snapshot() == nothing

    host.settle()
    before = host.snapshot()
    result = host.run(check=True, state=state, certificate=certificate())
    assert (result["changed"], result["action"]) == (True, {"present": "place", "absent": "remove"}[state])
    assert host.snapshot() == before


def test_check_mode_says_what_the_run_does(host: Host) -> None:
    host.settle()
    new = certificate()
    planned, done = host.run(check=True, certificate=new), host.run(certificate=new)
    told = (
        "changed",
        "action",
        "reason",
        "differences",
        "generation",
        "previous_generation",
        "serial_number",
        "files",
        "diff",
    )
    assert {name: planned[name] for name in told} == {name: done[name] for name in told}


@pytest.mark.parametrize("options", [{"certificate": certificate("somebody")}, {"chain": []}])
def test_check_mode_refuses_what_the_run_would(host: Host, options: dict[str, object]) -> None:
    with pytest.raises(FilesError):
        host.run(check=True, **options)


@pytest.mark.parametrize(
    ("options", "named"),
    [
        ({"outputs": ["certificate", "fullchain"]}, "files"),
        ({"files": {"certificate": "cert.pem"}}, "files"),
        ({"root": None}, "root"),
        (
            {"outputs": ["certificate", "chain", "fullchain", "pkcs12"], "passphrase": "secret 1"},
            "files, friendly_name, passphrase",
        ),
    ],
)
def test_another_declaration_is_another_set(host: Host, options: dict[str, object], named: str) -> None:
    host.settle()
    result = host.settle(**options)
    assert (result["action"], result["reason"]) == ("place", f"the set in use differs in {named}")
    assert host.run(**options)["changed"] is False
    links = {path.name for path in host.directory.iterdir() if path.is_symlink()}
    assert links == {os.path.basename(path) for path in result["files"].values()} | {"alice.key"}
    assert all((host.directory / name).exists() for name in links)


def test_another_passphrase_is_another_set_and_none_is_ever_told(host: Host) -> None:
    options = {"outputs": ["pkcs12"], "passphrase": "the secret 1"}
    host.settle(**options)
    assert host.run(**options)["changed"] is False
    result = host.settle(**{**options, "passphrase": "the secret 2"})
    assert result["differences"] == [{"option": "passphrase", "before": "another", "after": "as given"}]
    assert "the secret" not in str(result)
    assert not [path for path in host.directory.rglob("*.json") if b"the secret" in path.read_bytes()]


def test_the_key_has_its_own_name_and_the_old_one(host: Host) -> None:
    host.settle()
    host.settle(files={"key": "tls.key"})
    assert host.read("tls.key") == host.read("alice.key") == key_pem("alice")
    assert host.run(files={"key": "tls.key"})["changed"] is False


@pytest.mark.parametrize("name", ["alice.crt", "alice.key", "manifest.json"])
@pytest.mark.parametrize("how", ["altered", "lost"])
def test_what_was_altered_or_lost_is_made_anew(host: Host, name: str, how: str) -> None:
    host.settle()
    host.rotate("alice")  # without a copy of the key there would be nothing to make it from
    path = host.store / "1" / name
    if how == "lost":
        path.unlink()
    else:
        path.write_text("{}")
    result = host.settle()
    assert result["action"] == "place"
    assert host.read("alice.crt").decode() == host.options["certificate"]
    assert host.read("alice.key") == key_pem("alice")
    assert host.run()["changed"] is False


def test_a_disk_that_is_full_leaves_the_old_set(host: Host) -> None:
    host.settle()
    before = host.snapshot()
    host.port.refuse = "alice.fullchain.crt"
    with pytest.raises(FilesError, match="No space left on device") as error:
        host.run(certificate=certificate())
    assert "the set that was in use still is" in str(error.value)
    assert host.snapshot() == before


def test_a_program_that_a_foreign_database_needs_is_missed_at_once(host: Host, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nonexistent")
    before = host.snapshot()
    for check in (True, False):
        with pytest.raises(
            FilesError, match="The program certutil is not on this host; install the package libnss3-tools"
        ):
            host.run(check, nss_databases=[{"path": "/nonexistent", "passphrase": ""}])
    assert host.snapshot() == before


def test_an_unchanged_run_needs_no_disk_that_can_be_written_to(host: Host, monkeypatch: pytest.MonkeyPatch) -> None:
    host.settle()

    def refuse(*given: object, **_more: object) -> None:
        raise OSError(errno.EROFS, os.strerror(errno.EROFS), str(given[0]))

    for name in (
        "chmod",
        "fchmod",
        "fchown",
        "link",
        "mkdir",
        "removexattr",
        "rename",
        "rmdir",
        "setxattr",
        "symlink",
        "unlink",
    ):
        monkeypatch.setattr(os, name, refuse)
    real = os.open

    def opened(path: str, flags: int, *more: int, **named: int) -> int:
        if flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT):
            refuse(path)
        return real(path, flags, *more, **named)

    monkeypatch.setattr(os, "open", opened)
    for check in (False, True):
        result = host.run(check=check, key_mode="0600", directory_mode="0700")
        assert (result["action"], result["changed"], host.port.warnings) == ("none", False, [])
    with pytest.raises(FilesError, match=r"\(Read-only file system\); the set that was in use still is"):
        host.run(certificate=certificate())
