# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Superseded keys of mail certificates stay readable."""

from __future__ import annotations

import typing as t

import pytest
from cryptography.hazmat.primitives.serialization import pkcs12

from .authority import certificate, key_pem, serial
from .host import Host

OPTIONS: dict[str, t.Any] = {"outputs": ["certificate", "pkcs12"], "passphrase": "secret 1"}


@pytest.fixture
def mail(host: Host) -> Host:
    """A host with its first mail certificate."""
    host.options.update(OPTIONS, certificate=certificate(mail=True))
    host.settle()
    return host


def _held(host: Host) -> set[str]:
    """Return the serial numbers of the certificates in the PKCS#12 file, but for those of the authorities."""
    found = pkcs12.load_pkcs12(host.read("alice.p12"), b"secret 1")
    assert found.cert is not None
    several = [found.cert.certificate, *(other.certificate for other in found.additional_certs)]
    leaves = [one for one in several if "alice" in one.subject.rfc4514_string()]
    return {
        f"{one.serial_number:X}".zfill(len(f"{one.serial_number:X}") + len(f"{one.serial_number:X}") % 2)
        for one in leaves
    }


def _renew(host: Host, owner: str = "alice") -> str:
    """Renew, with the key of *owner*, and return the serial number."""
    if owner != "alice":
        host.rotate(owner)
    host.options["certificate"] = certificate(owner, mail=True)
    host.settle()
    return serial(host.options["certificate"])


def test_a_renewal_keeps_the_old_pair(mail: Host) -> None:
    first = serial(mail.options["certificate"])
    second = _renew(mail, "alice 2")
    third = _renew(mail, "alice 3")

    kept = mail.store / "history"
    assert {path.name for path in kept.iterdir()} == {first, second}
    assert (kept / first / "alice.key").read_bytes() == key_pem("alice")
    assert (kept / second / "alice.key").read_bytes() == key_pem("alice 2")
    assert {oct(path.stat().st_mode & 0o777) for path in kept.glob("*/*")} == {"0o600"}
    assert {oct(path.stat().st_mode & 0o777) for path in (kept, *kept.iterdir())} == {"0o700"}
    assert _held(mail) == {first, second, third}
    again = mail.run()
    assert (again["changed"], again["history"]) == (False, sorted([first, second]))


def test_it_stays_when_its_generation_went(mail: Host) -> None:
    first = serial(mail.options["certificate"])
    mail.options["keep"] = 0
    _renew(mail)
    third = _renew(mail)
    assert mail.generations() == [3]
    assert first in _held(mail)
    assert mail.run()["changed"] is False
    assert len(_held(mail) - {third}) == 2


@pytest.mark.parametrize("name", ["alice.crt", "alice.p12"])
def test_a_damaged_set_still_gives_its_pair(mail: Host, name: str) -> None:
    first = serial(mail.options["certificate"])
    (mail.store / "1" / name).write_text("altered")
    _renew(mail, "alice 2")
    assert first in _held(mail)


def test_no_key_goes_that_is_not_in_the_history(mail: Host) -> None:
    mail.options["keep"] = 0
    (mail.store / "1" / "manifest.json").unlink()
    _renew(mail, "alice 2")
    _renew(mail, "alice 3")
    assert mail.generations() == [1, 3]
    assert (mail.store / "1" / "alice.key").read_bytes() == key_pem("alice")


def test_nothing_is_kept_without_mail(host: Host) -> None:
    host.options.update(OPTIONS)
    host.settle()
    result = host.settle(certificate=certificate())
    assert result["history"] == []
    assert not (host.store / "history").exists()


def test_a_history_that_is_wanted_later_begins_with_what_is_still_there(host: Host) -> None:
    host.options.update(OPTIONS)
    first = serial(host.options["certificate"])
    host.settle()
    host.options["certificate"] = certificate()
    host.settle()
    result = host.settle(key_history=True)
    assert (result["reason"], result["history"]) == ("the set in use differs in key_history", [first])
    assert host.run(key_history=True)["changed"] is False


def test_going_back_keeps_the_newer_pair(mail: Host) -> None:
    first = mail.options["certificate"]
    newer = _renew(mail, "alice 2")
    back = mail.settle(state="previous")
    assert back["history"] == [newer]
    # Declared again, the older certificate comes with the key that opens the newer mail.
    mail.settle(certificate=first)
    assert _held(mail) == {serial(first), newer}


def test_a_pair_that_the_passphrase_does_not_open_stays_where_it_is(empty: Host) -> None:
    empty.make_key(passphrase="old key secret")
    empty.options.update(OPTIONS, certificate=certificate(mail=True))
    empty.settle(key_passphrase="old key secret")
    first = serial(empty.options["certificate"])
    empty.rotate("alice 2", passphrase="new key secret")
    empty.options.update(certificate=certificate("alice 2", mail=True), key_passphrase="new key secret")
    empty.settle()
    (warning,) = empty.port.warnings
    assert first in warning
    assert "cannot be decrypted" in warning
    assert _held(empty) == {serial(empty.options["certificate"])}
    assert (empty.store / "history" / first / "alice.key").read_bytes().startswith(b"-----BEGIN ENCRYPTED")
    assert empty.run()["changed"] is False


def test_a_damaged_pair_is_passed_over_and_told(mail: Host) -> None:
    first = serial(mail.options["certificate"])
    _renew(mail)
    (mail.store / "history" / first / "alice.key").write_text("no key")
    third = _renew(mail)
    assert first not in _held(mail)
    assert third in _held(mail)
    assert [first in warning for warning in mail.port.warnings] == [True]
