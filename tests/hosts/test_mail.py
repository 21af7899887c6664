# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A mail signed and encrypted by OpenSSL is read with the NSS tools and from the PKCS#12, also after a renewal with a new key."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.certops.digicert.tests.hosts.support.line import Line
from ansible_collections.certops.digicert.tests.hosts.support.line import mail as mail_certificate
from ansible_collections.certops.digicert.tests.hosts.support.machines import ROOT, Machine

_FOLDER = "/home/robin/letters"
_SET = f"{_FOLDER}/robin"
_PROFILE = "/home/robin/profile"
_PASSPHRASE = "a passphrase: with ', \" and $HOME"
_PROFILE_PASSPHRASE = "that of the mail program"
_DECLARED: dict[str, t.Any] = {
    "directory": _FOLDER,
    "name": "robin",
    "outputs": ["certificate", "chain", "root", "pkcs12", "pkcs12_legacy", "nss"],
    "output_passphrase": _PASSPHRASE,
    "friendly_name": "Robin Example",
    "nss_databases": [{"path": _PROFILE, "passphrase": _PROFILE_PASSPHRASE}],
    "rotate": "renewal",
    "certificate": mail_certificate("letters", "robin@example.com"),
}


@pytest.fixture(autouse=True)
def _empty(mail: Machine) -> None:
    mail.run("rm", "-rf", _FOLDER, _PROFILE)
    for name, text in (("passphrase", _PASSPHRASE), ("profile-passphrase", _PROFILE_PASSPHRASE)):
        mail.write(f"/home/robin/{name}", text + "\n", mode="0600", owner="robin")
    # What a mail program made for itself, with a passphrase of its own.
    mail.shell(f"mkdir {_PROFILE} && certutil -N -d sql:{_PROFILE} -f /home/robin/profile-passphrase", user="robin")


def _send(mail: Machine, name: str, text: str) -> None:
    """Robin writes to Robin: signed and encrypted by OpenSSL, with what is in place."""
    mail.write(f"/home/robin/{name}.txt", text)
    mail.shell(
        f"cd /home/robin; umask 077; "
        f"openssl cms -sign -binary -nodetach -in {name}.txt -signer {_SET}.crt -inkey {_SET}.key "
        f"-certfile {_SET}.chain.crt -outform DER -out {name}.signed; "
        f"openssl cms -encrypt -binary -aes256 -in {name}.signed -outform DER -out {name}.p7m {_SET}.crt",
        user="robin",
    )


def _read_with_nss(mail: Machine, name: str, database: str, passphrase: str) -> str:
    """Return what the NSS tools make of a mail: decrypted, the signature verified."""
    return mail.shell(
        f"cd /home/robin; umask 077; "
        f"cmsutil -D -d sql:{database} -f {passphrase} -i {name}.p7m -o {name}.opened >/dev/null; "
        f"cmsutil -D -d sql:{database} -f {passphrase} -u 4 -i {name}.opened",
        user="robin",
    )


def _read_with_pkcs12(mail: Machine, name: str, bundle: str, *options: str) -> str:
    """Return what OpenSSL decrypts with any of the keys of a PKCS#12 file."""
    return mail.shell(
        f"cd /home/robin; umask 077; rm -rf keys; mkdir keys; "
        f"openssl pkcs12 {' '.join(options)} -in {bundle} -passin file:passphrase -nocerts -noenc | "
        "awk '/-BEGIN/ {number++} number {print > (\"keys/\" number)}'; "
        f"for key in keys/*; do "
        f"openssl cms -decrypt -inform DER -in {name}.p7m -inkey $key -out {name}.opened 2>/dev/null || continue; "
        f"openssl cms -verify -inform DER -in {name}.opened -CAfile {ROOT} -purpose any 2>/dev/null && exit 0; "
        "done; exit 1",
        user="robin",
    )


def test_old_mail_stays_readable(line: Line, mail: Machine, eleven_months_later: t.Callable[[], None]) -> None:
    line.good({"mail": _DECLARED})
    first, key = mail.serial(f"{_SET}.crt"), mail.read(f"{_SET}.key")
    _send(mail, "first", "Written before the renewal.\n")
    assert _read_with_nss(mail, "first", f"{_SET}.nssdb", "passphrase") == "Written before the renewal.\n"
    assert _read_with_nss(mail, "first", _PROFILE, "profile-passphrase") == "Written before the renewal.\n"

    eleven_months_later()
    line.good({"mail": _DECLARED})
    assert mail.serial(f"{_SET}.crt") != first
    assert mail.read(f"{_SET}.key") != key
    _send(mail, "second", "Written after the renewal.\n")
    for name, text in (("first", "Written before the renewal.\n"), ("second", "Written after the renewal.\n")):
        assert _read_with_nss(mail, name, f"{_SET}.nssdb", "passphrase") == text
        assert _read_with_nss(mail, name, _PROFILE, "profile-passphrase") == text
        assert _read_with_pkcs12(mail, name, f"{_SET}.p12") == text
        assert _read_with_pkcs12(mail, name, f"{_SET}.legacy.p12", "-legacy") == text

    # What a person sees in the key list of the database: both pairs, each with its key.
    listing = mail.shell(f"certutil -K -d sql:{_SET}.nssdb -f /home/robin/passphrase", user="robin")
    assert len([one for one in listing.splitlines() if one.startswith("<")]) == 2
    # The root is trusted for mail, as far as this database goes.
    verdict = mail.run("certutil", "-V", "-u", "S", "-n", "Robin Example", "-d", f"sql:{_SET}.nssdb", user="robin")
    assert "certificate is valid" in verdict
    assert line.good({"mail": _DECLARED}).changed == []


def test_another_database_does_not_read_it(line: Line, mail: Machine) -> None:
    line.good({"mail": {**_DECLARED, "nss_databases": []}})
    _send(mail, "private", "For Robin alone.\n")
    assert "For Robin alone" not in mail.shell(
        f"cd /home/robin; cmsutil -D -d sql:{_PROFILE} -f profile-passphrase -i private.p7m", user="robin", refused=True
    )
