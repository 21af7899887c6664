# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""PKCS#12 files, read by OpenSSL and by cryptography; tests/programs has the others read them."""

from __future__ import annotations

import dataclasses
import pathlib
import re
import typing as t

import pytest
from ansible_collections.certops.digicert.plugins.module_utils._core.errors import FilesError
from ansible_collections.certops.digicert.plugins.module_utils._formats import pem, pkcs12
from ansible_collections.certops.digicert.plugins.module_utils._formats.pkcs12 import LEGACY, MODERN, Encryption
from ansible_collections.certops.digicert.tests.unit.formats import made
from cryptography.hazmat.primitives.serialization.pkcs12 import load_key_and_certificates

if t.TYPE_CHECKING:
    from ansible_collections.certops.digicert.plugins.module_utils._formats.material import Material, Pair

BOTH = pytest.mark.parametrize("encryption", [MODERN, LEGACY], ids=["modern", "legacy"])


def _openssl(file: pathlib.Path, passphrase: bytes = made.PASSPHRASE, *options: str) -> str:
    return made.program(
        "openssl", "pkcs12", "-nodes", *options, "-passin", "stdin", "-in", file, stdin=passphrase + b"\n"
    )


def _written(tmp_path: pathlib.Path, material: Material, encryption: Encryption) -> pathlib.Path:
    file = tmp_path / "file.p12"
    file.write_bytes(pkcs12.build(material, encryption))
    return file


@BOTH
@pytest.mark.parametrize("history", [(), made.history()], ids=["alone", "with history"])
def test_openssl_finds_every_pair(tmp_path: pathlib.Path, encryption: Encryption, history: tuple[Pair, ...]) -> None:
    material = made.material(*history)
    opened = _openssl(_written(tmp_path, material, encryption)).encode()
    certificates = {pem.der(block) for block in pem.blocks(opened, "CERTIFICATE")}
    assert certificates == {pem.der(pair.certificate) for pair in (material.pair, *history)} | {pem.der(made.issuing())}
    keys = [pem.fingerprint_of_key(pem.load_key(block, None)) for block in pem.blocks(opened, "PRIVATE KEY")]
    wanted = [pem.load_key(pair.key, None) for pair in (material.pair, *history)]
    assert keys == [pem.fingerprint_of_key(key) for key in wanted]


@pytest.mark.parametrize(
    ("encryption", "mac", "cipher"),
    [(MODERN, "MAC: sha256, Iteration 2048", "AES-256-CBC"), (LEGACY, "MAC: sha1, Iteration 2048", "TripleDES")],
)
@pytest.mark.parametrize("history", [(), made.history()], ids=["alone", "with history"])
def test_the_protection_is_the_one_asked_for(
    tmp_path: pathlib.Path, encryption: Encryption, mac: str, cipher: str, history: tuple[Pair, ...]
) -> None:
    file = _written(tmp_path, made.material(*history), encryption)
    command = f"openssl pkcs12 -info -noout -passin stdin -in '{file}' 2>&1"
    said = made.program("sh", "-c", command, stdin=made.PASSPHRASE + b"\n")
    assert mac in said
    protected = re.findall(r"^(?:PKCS7 Encrypted data|Shrouded Keybag): (.*)$", said, re.MULTILINE)
    assert len(protected) == 2 + 2 * len(history) + bool(history)
    assert all(cipher in line for line in protected)


@BOTH
@pytest.mark.parametrize("history", [(), made.history()], ids=["alone", "with history"])
def test_a_program_that_takes_one_pair_takes_the_current(
    tmp_path: pathlib.Path, encryption: Encryption, history: tuple[Pair, ...]
) -> None:
    material = made.material(*history)
    written = _written(tmp_path, material, encryption).read_bytes()
    key, certificate, others = load_key_and_certificates(written, made.PASSPHRASE)
    assert certificate == pem.load_certificate(material.pair.certificate)
    assert key is not None
    assert pem.fingerprint_of_key(key) == pem.fingerprint_of_key(made.key("rsa"))
    assert pem.load_certificate(made.issuing()) in others


@BOTH
def test_the_current_certificate_stands_at_both_ends(tmp_path: pathlib.Path, encryption: Encryption) -> None:
    # OpenSSL before 3 looks for the certificate of the first key from the back.
    material = made.material(*made.history())
    opened = _openssl(_written(tmp_path, material, encryption)).encode()
    found = [pem.der(block) for block in pem.blocks(opened, "CERTIFICATE")]
    assert found[0] == found[-1] == pem.der(material.pair.certificate)


@BOTH
@pytest.mark.parametrize("passphrase", [b"x", b" both ends ", b'"', b"'", b"\\n", b"$HOME `id`", b"pass:x", b"~" * 255])
def test_odd_passphrases_open_what_they_closed(
    tmp_path: pathlib.Path, encryption: Encryption, passphrase: bytes
) -> None:
    material = made.material(made.pair("ec"), passphrase=passphrase)
    file = _written(tmp_path, material, encryption)
    pkcs12.check(material, file.read_bytes())
    assert "PRIVATE KEY" in _openssl(file, passphrase)


def test_an_encrypted_key_is_decrypted_on_its_way(tmp_path: pathlib.Path) -> None:
    material = made.material(made.pair("ec", passphrase=b"earlier"), current=made.pair("rsa", passphrase=b"of the key"))
    written = _written(tmp_path, material, MODERN).read_bytes()
    pkcs12.check(material, written)


def test_names_of_earlier_pairs_are_unique() -> None:
    twin = made.certificate("Ann Twin", "ec", "Issuing CA", 300)
    history = (made.pair("ec", 300), dataclasses.replace(made.pair("ec"), certificate=twin), made.pair("ec", 300))
    names = [name for name, _pair in pkcs12.named_history(made.material(*history))]
    serial_number = pem.load_certificate(twin).serial_number
    assert names == ["Ann Example 2026-10-28", f"Ann Example 2026-10-28 {serial_number:x}"]


def test_the_current_certificate_is_no_history() -> None:
    assert pkcs12.named_history(made.material(made.pair())) == []


@pytest.mark.parametrize(
    ("wanted", "says"),
    [
        (made.material(passphrase=b"another"), "cannot be opened with its passphrase"),
        (made.material(current=made.pair("rsa", 30)), "shows another certificate first"),
        (made.material(made.pair("ec")), "lacks the key pair of the certificate with the serial number [0-9a-f]+"),
        (dataclasses.replace(made.material(), chain=(made.issuing(), made.root())), "lacks a certificate of the chain"),
    ],
)
def test_a_file_that_is_not_as_it_should_be(wanted: Material, says: str) -> None:
    with pytest.raises(FilesError, match=says):
        pkcs12.check(wanted, pkcs12.build(made.material(), MODERN))


def test_a_damaged_file_is_found() -> None:
    written = bytearray(pkcs12.build(made.material(made.pair("ec")), MODERN))
    written[len(written) // 2] ^= 1
    with pytest.raises(FilesError):
        pkcs12.check(made.material(), bytes(written))


@pytest.mark.parametrize("file", [b"", b"nothing", bytes.fromhex("3003020103")])
def test_a_file_of_another_form_is_not_merged(file: bytes) -> None:
    with pytest.raises(FilesError, match="another form"):
        pkcs12.merge([file], made.PASSPHRASE, MODERN)


def test_an_openssl_that_fails_is_told_without_what_it_got(
    tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    failing = tmp_path / "openssl"
    failing.write_text("#!/bin/sh\ncat > /dev/null\necho 'unknown option' >&2\nexit 1\n")
    failing.chmod(0o700)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    with pytest.raises(FilesError, match=r"^openssl could not write a PKCS#12 file: unknown option\.$"):
        pkcs12.build(made.material(), MODERN)


@BOTH
def test_a_file_with_a_pair_that_nobody_asked_for(tmp_path: pathlib.Path, encryption: Encryption) -> None:
    written = _written(tmp_path, made.material(*made.history()), encryption).read_bytes()
    with pytest.raises(FilesError, match="holds more than the key pairs and the chain"):
        pkcs12.check(made.material(), written)
