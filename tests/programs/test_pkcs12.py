# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""PKCS#12 files, read by Java and by NSS."""

from __future__ import annotations

import pathlib
import typing as t

import pytest
from ansible_collections.certops.digicert.plugins.module_utils._formats import outputs, pkcs12
from ansible_collections.certops.digicert.plugins.module_utils._formats.pkcs12 import LEGACY, MODERN, Encryption
from ansible_collections.certops.digicert.tests.programs import readers
from ansible_collections.certops.digicert.tests.unit.formats import made

if t.TYPE_CHECKING:
    from ansible_collections.certops.digicert.plugins.module_utils._formats.material import Material

BOTH = pytest.mark.parametrize("encryption", [MODERN, LEGACY], ids=["modern", "legacy"])


def _written(tmp_path: pathlib.Path, material: Material, encryption: Encryption) -> pathlib.Path:
    file = tmp_path / "file.p12"
    file.write_bytes(pkcs12.build(material, encryption))
    return file


@BOTH
def test_keytool_lists_every_pair(tmp_path: pathlib.Path, encryption: Encryption) -> None:
    file = _written(tmp_path, made.material(*made.history()), encryption)
    assert readers.aliases(file, "PKCS12") == [
        "ann example",
        "ann example 2026-04-11",
        "ann example 2026-07-20",
        "ann example 2026-10-28",
    ]


@BOTH
def test_nss_imports_every_pair(tmp_path: pathlib.Path, encryption: Encryption) -> None:
    file = _written(tmp_path, made.material(*made.history()), encryption)
    database = readers.Database(tmp_path / "database", b"of the database").create()
    (tmp_path / "passphrase").write_bytes(made.PASSPHRASE + b"\n")
    database("pk12util", "-i", file, "-w", tmp_path / "passphrase")
    # Two of the four certificates have the same key.
    assert database.keys() == 3
    flags = [flags for _nickname, flags in database.certificates()]
    assert sorted(flags) == [",,", "u,u,u", "u,u,u", "u,u,u", "u,u,u"]


def test_names_in_other_scripts_arrive(tmp_path: pathlib.Path) -> None:
    material = made.material(friendly_name="Jörg Ängström")
    assert readers.aliases(_written(tmp_path, material, MODERN), "PKCS12") == ["jörg ängström"]


def test_gpgsm_takes_the_current_pair(tmp_path: pathlib.Path) -> None:
    """GnuPG 2.2 takes one key, and no AES in PKCS#12."""
    file = tmp_path / "file.p12"
    material = made.material(made.pair("rsa older", 200), passphrase=b"of the file")
    outputs.write("pkcs12_current_legacy", material, str(file))
    assert readers.keys_for_gpgsm(tmp_path / "gnupg", file, material.passphrase or b"") == 1
