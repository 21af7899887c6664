# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The programs that people read PKCS#12 files, keystores and NSS databases with."""

from __future__ import annotations

import pathlib
import re
import subprocess
import typing as t

from ansible_collections.certops.digicert.tests.unit.formats import made


def aliases(file: pathlib.Path, kind: str, passphrase: bytes = made.PASSPHRASE) -> list[str]:
    """Return the names of the key pairs that keytool finds, in its order."""
    listed = made.program("keytool", "-list", "-storetype", kind, "-keystore", file, "-storepass", passphrase.decode())
    return re.findall(r"^(.+?), \w+ \d+, \d+, PrivateKeyEntry", listed, re.MULTILINE)


def keys_for_gpgsm(home: pathlib.Path, file: pathlib.Path, passphrase: bytes) -> int:
    """Return how many private keys gpgsm imports from a PKCS#12 file into a home that is made for it."""
    home.mkdir(0o700)
    command = ["gpgsm", "--homedir", home, "--batch", "--pinentry-mode", "loopback", "--passphrase-fd", "0", "--import"]
    # It ends with an error over the issuer, which nobody told it to trust; what it says of the keys counts.
    done = subprocess.run([*command, file], input=passphrase + b"\n", capture_output=True, check=False)
    made.program("gpgconf", "--homedir", home, "--kill", "gpg-agent")
    found = re.search(rb"secret keys imported: *(\d+)", done.stderr)
    return int(found.group(1)) if found else 0


class Database:
    """An NSS database that a test owns."""

    def __init__(self, path: pathlib.Path, passphrase: bytes = b"") -> None:
        self.path = path
        self.passphrase = passphrase

    def create(self) -> Database:
        self.path.mkdir()
        self("certutil", "-N")
        return self

    def __call__(self, name: str, *arguments: t.Union[str, pathlib.Path], stdin: bytes = b"") -> str:
        """Run one of the NSS programs on the database."""
        password = self.path.parent / "password of the database"
        password.write_bytes(self.passphrase + b"\n")
        option = "-k" if name == "pk12util" else "-f"
        return made.program(name, *arguments, "-d", f"sql:{self.path}", option, password, stdin=stdin)

    def keys(self) -> int:
        """Return how many private keys there are."""
        return len(re.findall(r"^<", self("certutil", "-K"), re.MULTILINE))

    def certificates(self) -> list[tuple[str, str]]:
        """Return nickname and trust flags of each certificate, by nickname."""
        rows = re.findall(r"^(.+?) +([A-Za-z]*,[A-Za-z]*,[A-Za-z]*) *$", self("certutil", "-L"), re.MULTILINE)
        return sorted((str(row[0]), str(row[1])) for row in rows if row[0] != "SSL")
