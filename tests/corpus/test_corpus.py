# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every key of the package cryptography-vectors: read as OpenSSL reads it, or told as what it is."""

from __future__ import annotations

import hashlib
import pathlib
import re
import subprocess
import typing as t

import pytest
from ansible_collections.certops.digicert.plugins.module_utils._formats import armour
from ansible_collections.certops.digicert.tests.corpus import verdicts
from ansible_collections.certops.digicert.tests.unit.support import pkits

_FINGERPRINT = re.compile(r"[0-9a-f]{64}")
#: What may be said of a file that OpenSSL reads as one private key in PEM, and why.
_KNOWN = (
    "private keys and should hold one",
    "is a key for RSA-PSS alone",
    "is a key in OpenSSH's own form",
    "does not read",
    "is damaged, or of a kind that cryptography",
)


def _openssl(path: pathlib.Path) -> t.Optional[str]:
    """Return the fingerprint of the first private key that OpenSSL finds in a PEM file."""
    for passphrase in verdicts.PASSPHRASES:
        command = ["openssl", "pkey", "-inform", "PEM", "-in", path, "-pubout", "-outform", "DER"]
        given = (passphrase or b"").decode()
        done = subprocess.run([*command, "-passin", f"pass:{given}"], capture_output=True, check=False)
        if done.returncode == 0:
            return hashlib.sha256(done.stdout).hexdigest()
    return None


@pytest.mark.parametrize("path", verdicts.files(), ids=lambda path: str(path.relative_to(pkits.vectors())))
def test_a_key_is_read_as_openssl_reads_it_or_told(path: pathlib.Path) -> None:
    said = verdicts.key(path)
    known = _openssl(path)
    if _FINGERPRINT.fullmatch(said):
        # OpenSSL repeats the parameters of a curve that has none by name; some ciphers and kinds of key its version does not know.
        assert said == known or known is None or "explicit" in path.name
        return
    assert said.startswith("/x.key ")
    assert not re.search(r"order|reissue|force|error:", said)
    assert not any(line in said.encode() for line in path.read_bytes().split() if len(line) > 30)
    if known:
        assert any(part in said for part in _KNOWN), said


def _openssl_serial(path: pathlib.Path) -> t.Optional[int]:
    """Return the serial number of the first certificate that OpenSSL finds in a file."""
    for form in ("PEM", "DER"):
        command = ["openssl", "x509", "-inform", form, "-in", path, "-noout", "-serial"]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode == 0:
            return int(done.stdout.strip().partition("=")[2], 16)
    return None


def test_every_certificate_is_read_as_openssl_reads_it_or_told() -> None:
    found = verdicts.everything()["certificates"]
    read = {name: int(said, 16) for name, said in found.items() if " " not in said}
    assert len(read) > 490
    assert all(said.startswith("certificate holds ") for name, said in found.items() if name not in read)
    assert {name: _openssl_serial(pkits.vectors() / name) for name in read} == read


def test_armour_is_read_in_every_certificate_file() -> None:
    held = (pkits.vectors() / "x509").glob("*.pem")
    assert all(armour.labels(path.read_bytes()) for path in held)
