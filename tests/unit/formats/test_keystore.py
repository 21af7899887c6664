# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Keystores of the type PKCS#12, which need no Java; tests/programs has keytool read them, and makes the others."""

from __future__ import annotations

import pathlib
import typing as t

import pytest
from ansible_collections.certops.digicert.plugins.module_utils._core.errors import FilesError
from ansible_collections.certops.digicert.plugins.module_utils._formats import keystore
from ansible_collections.certops.digicert.tests.unit.formats import made
from cryptography.hazmat.primitives.serialization.pkcs12 import load_key_and_certificates


@pytest.mark.parametrize("name", ["rsa", "ec"])
def test_it_holds_the_current_pair_alone(tmp_path: pathlib.Path, name: str) -> None:
    file = tmp_path / "keystore"
    material = made.material(made.pair("ec", 100), current=made.pair(name))
    keystore.write(material, str(file))
    keystore.check(material, str(file))
    shown = made.program(
        *("openssl", "pkcs12", "-nodes", "-passin", "stdin", "-in", file), stdin=made.PASSPHRASE + b"\n"
    )
    assert shown.count("PRIVATE KEY") == 2
    assert "friendlyName: ann example\n" in shown
    _key, _certificate, others = load_key_and_certificates(file.read_bytes(), made.PASSPHRASE)
    assert len(others) == 1


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"passphrase": b"another one"}, "cannot be opened"),
        ({"current": made.pair("rsa", 30)}, "another certificate first"),
    ],
)
def test_one_that_is_not_as_it_should_be(tmp_path: pathlib.Path, changes: dict[str, t.Any], says: str) -> None:
    file = tmp_path / "keystore"
    keystore.write(made.material(), str(file))
    with pytest.raises(FilesError, match=says):
        keystore.check(made.material(**changes), str(file))


def test_without_keytool_there_is_no_jks(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "bin").mkdir()
    openssl = made.program("sh", "-c", "command -v openssl").strip()
    (tmp_path / "bin" / "openssl").symlink_to(openssl)
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    with pytest.raises(FilesError, match=r"program keytool is not on this host; install the package .*Debian"):
        keystore.write(made.material(keystore_type="JKS"), str(tmp_path / "keystore"))
    assert not (tmp_path / "keystore").exists()
