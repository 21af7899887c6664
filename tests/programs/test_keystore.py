# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Keystores, read by keytool."""

from __future__ import annotations

import pathlib

import pytest
from ansible_collections.certops.digicert.plugins.module_utils._core.errors import FilesError
from ansible_collections.certops.digicert.plugins.module_utils._formats import keystore, pem
from ansible_collections.certops.digicert.tests.programs import readers
from ansible_collections.certops.digicert.tests.unit.formats import made

KINDS = pytest.mark.parametrize("kind", ["PKCS12", "JKS"])


@KINDS
@pytest.mark.parametrize("name", ["rsa", "ec"])
def test_keytool_finds_the_current_pair_alone(tmp_path: pathlib.Path, kind: str, name: str) -> None:
    file = tmp_path / "keystore"
    material = made.material(made.pair("ec", 100), current=made.pair(name), keystore_type=kind)
    keystore.write(material, str(file))
    assert readers.aliases(file, kind) == ["ann example"]
    assert file.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["keystore"]
    keystore.check(material, str(file))


@KINDS
def test_the_chain_comes_along(tmp_path: pathlib.Path, kind: str) -> None:
    file = tmp_path / "keystore"
    keystore.write(made.material(keystore_type=kind), str(file))
    opened = ("-storetype", kind, "-keystore", file, "-storepass", made.PASSPHRASE.decode())
    listed = made.program("keytool", "-list", "-rfc", *opened)
    found = [pem.der(block) for block in pem.blocks(listed.encode(), "CERTIFICATE")]
    assert found == [pem.der(made.pair().certificate), pem.der(made.issuing())]


@KINDS
@pytest.mark.parametrize(("friendly_name", "alias"), [("Jörg Müller", "jörg müller"), ("a 'b' \"c\"", "a 'b' \"c\"")])
def test_odd_names(tmp_path: pathlib.Path, kind: str, friendly_name: str, alias: str) -> None:
    file = tmp_path / "keystore"
    material = made.material(keystore_type=kind, friendly_name=friendly_name)
    keystore.write(material, str(file))
    keystore.check(material, str(file))
    assert readers.aliases(file, kind) == [alias]


@KINDS
@pytest.mark.parametrize("passphrase", [b"123456", b" at both ends ", b"$HOME \\n '\"", b"~" * 255])
def test_odd_passphrases(tmp_path: pathlib.Path, kind: str, passphrase: bytes) -> None:
    file = tmp_path / "keystore"
    material = made.material(keystore_type=kind, passphrase=passphrase)
    keystore.write(material, str(file))
    keystore.check(material, str(file))
    assert readers.aliases(file, kind, passphrase) == ["ann example"]


@pytest.mark.parametrize(
    ("kind", "changes", "says"),
    [
        ("PKCS12", {"passphrase": b"another one"}, "cannot be opened"),
        ("JKS", {"passphrase": b"another one"}, "keytool could not open the keystore: .*password was incorrect"),
        ("PKCS12", {"current": made.pair("rsa", 30)}, "another certificate first"),
        ("JKS", {"current": made.pair("rsa", 30)}, "does not hold the certificate and its chain"),
        ("JKS", {"friendly_name": "somebody"}, "keytool could not open the keystore: .*does not exist"),
    ],
)
def test_a_keystore_that_is_not_as_it_should_be(
    tmp_path: pathlib.Path, kind: str, changes: dict[str, object], says: str
) -> None:
    file = tmp_path / "keystore"
    keystore.write(made.material(keystore_type=kind), str(file))
    with pytest.raises(FilesError, match=says) as failed:
        keystore.check(made.material(keystore_type=kind, **changes), str(file))
    assert "another one" not in str(failed.value)


def test_a_keystore_without_the_key_is_found(tmp_path: pathlib.Path) -> None:
    file = tmp_path / "keystore"
    certificate = tmp_path / "certificate.pem"
    certificate.write_text(made.pair().certificate + made.issuing())
    opened = ("-keystore", file, "-storetype", "JKS", "-storepass", made.PASSPHRASE.decode(), "-alias", "ann example")
    made.program("keytool", "-importcert", "-noprompt", "-file", certificate, *opened)
    with pytest.raises(FilesError):
        keystore.check(made.material(keystore_type="JKS"), str(file))
