# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""PEM outputs and private keys as they lie on disks."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.certops.digicert.plugins.module_utils._core.errors import FilesError
from ansible_collections.certops.digicert.plugins.module_utils._formats import pem
from ansible_collections.certops.digicert.plugins.module_utils._formats.material import Pair
from ansible_collections.certops.digicert.tests.unit.formats import made
from cryptography.hazmat.primitives.serialization import PrivateFormat


@pytest.mark.parametrize(
    ("output", "subjects", "keys"),
    [
        ("key", [], 1),
        ("certificate", ["Ann"], 0),
        ("chain", ["Issuing CA"], 0),
        ("fullchain", ["Ann", "Issuing CA"], 0),
        ("root", ["Root"], 0),
        ("combined", ["Ann", "Issuing CA"], 1),
    ],
)
def test_what_each_output_holds(output: str, subjects: list[str], keys: int) -> None:
    written = pem.content(output, made.material())
    found = [pem.load_certificate(block) for block in pem.blocks(written, "CERTIFICATE")]
    assert [certificate.subject.rfc4514_string() for certificate in found] == [f"CN={name}" for name in subjects]
    assert len(pem.blocks(written, "PRIVATE KEY")) == keys
    assert written.endswith(b"-----\n")
    assert b"\n\n" not in written
    pem.check(output, made.material(), written)


def test_the_table_is_whole() -> None:
    assert {output for output in pem.OUTPUTS if b"PRIVATE KEY" in pem.content(output, made.material())} == pem.HOLD_KEY


def test_a_root_that_nobody_gave() -> None:
    with pytest.raises(FilesError, match="no root certificate was given"):
        pem.content("root", made.material(root=None))


def test_an_encrypted_key_stays_encrypted() -> None:
    current = made.pair(passphrase=b"of the key")
    written = pem.content("combined", made.material(current=current))
    assert b"BEGIN ENCRYPTED PRIVATE KEY" in written
    pem.check("combined", made.material(current=current), written)


@pytest.mark.parametrize(
    ("output", "change", "says"),
    [
        ("certificate", lambda text: b"", "does not hold the certificates"),
        ("fullchain", lambda text: text[: text.rindex(b"-----BEGIN")], "does not hold the certificates"),
        ("fullchain", lambda text: text + made.root().encode(), "does not hold the certificates"),
        ("combined", lambda text: text.replace(b"PRIVATE", b"STRANGE"), "holds 0 private keys"),
        ("combined", lambda text: text + made.key_pem("ec"), "holds 2 private keys"),
        ("key", lambda text: made.key_pem("ec"), "does not belong to the certificate"),
        ("key", lambda text: text[:100] + b"!!" + text[102:], "holds no private key that can be read"),
    ],
)
def test_a_file_that_is_not_as_it_should_be(output: str, change: t.Callable[[bytes], bytes], says: str) -> None:
    written = pem.content(output, made.material())
    with pytest.raises(FilesError, match=says):
        pem.check(output, made.material(), change(written))


@pytest.mark.parametrize("name", ["rsa", "ec"])
@pytest.mark.parametrize("form", [PrivateFormat.PKCS8, PrivateFormat.TraditionalOpenSSL])
@pytest.mark.parametrize("passphrase", [None, b"of the key"])
def test_every_form_of_a_key_is_read(name: str, form: PrivateFormat, passphrase: t.Optional[bytes]) -> None:
    text = made.key_pem(name, passphrase, form)
    assert pem.encrypted(text) is (passphrase is not None)
    plain = pem.plain(Pair(text, passphrase, made.pair(name).certificate))
    assert plain == made.key_pem(name)
    pem.check_pair(text, passphrase, made.pair(name).certificate, "key file")


def test_a_passphrase_for_a_key_without_one_does_no_harm() -> None:
    assert pem.fingerprint_of_key(pem.load_key(made.key_pem("ec"), b"unused")) == pem.fingerprint_of_key(made.key("ec"))


@pytest.mark.parametrize(
    ("text", "passphrase", "says"),
    [
        (made.key_pem("ec", b"secret-of-key"), None, "is encrypted; give its passphrase in key_passphrase"),
        (made.key_pem("ec", b"secret-of-key"), b"secret-wrong", "cannot be decrypted; look at key_passphrase"),
        (b"secret-nonsense", None, "holds no private key that can be read"),
        (made.issuing().encode(), None, "holds no private key that can be read"),
    ],
)
def test_a_key_that_cannot_be_read(text: bytes, passphrase: t.Optional[bytes], says: str) -> None:
    with pytest.raises(FilesError, match=says) as failed:
        pem.load_key(text, passphrase)
    assert "secret" not in str(failed.value)
    assert failed.value.__cause__ is None


def test_a_certificate_that_cannot_be_read() -> None:
    with pytest.raises(FilesError, match="must be PEM"):
        pem.load_certificate("-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n")


def test_neither_key_nor_passphrase_is_shown() -> None:
    shown = repr(made.material(made.pair("ec", passphrase=b"of the key")))
    assert "PRIVATE" not in shown
    assert "of the key" not in shown
    assert made.PASSPHRASE.decode() not in shown
