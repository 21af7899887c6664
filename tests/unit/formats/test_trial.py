# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What this host's programs cannot make shows on trial, and nothing of the trial stays."""

from __future__ import annotations

import pathlib
import shutil
import tempfile

import pytest
from ansible_collections.certops.digicert.plugins.module_utils._formats import trial

#: An OpenSSL whose policy takes 3DES away.
_STRICT = """#!/bin/sh
case "$*" in *3DES*|*legacy*)
    echo '4017:error:0308010C:digital envelope routines:inner_evp_generic_fetch:unsupported:../crypto/evp/evp_fetch.c:349:' >&2
    exit 1
esac
exec {openssl} "$@"
"""


@pytest.fixture(autouse=True)
def temporary(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> pathlib.Path:
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


@pytest.mark.parametrize("kind", ["PKCS12", "JKS"])
def test_what_can_be_made(kind: str, temporary: pathlib.Path) -> None:
    wanted = ("certificate", "combined", "pkcs12", "pkcs12_legacy", "keystore")
    assert trial.problems(wanted, "Ann", b"a pass'phrase", kind) == []
    assert list(temporary.iterdir()) == []


def test_what_cannot_be_made(temporary: pathlib.Path, tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    strict = tmp_path / "openssl"
    strict.write_text(_STRICT.format(openssl=shutil.which("openssl")))
    strict.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    found = trial.problems(("pkcs12", "pkcs12_legacy"), "Ann", b"secret", "PKCS12")
    assert [told.partition(": ")[0] for told in found] == ["The output pkcs12_legacy cannot be made on this host"]
    assert "this OpenSSL does not have the algorithm" in found[0]
    assert str(tmp_path) not in found[0]
    assert list(temporary.iterdir()) == []


def test_nothing_is_tried_where_no_other_program_has_a_part(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nonexistent")
    assert trial.problems(("certificate", "chain", "fullchain", "root", "combined"), "Ann", None, "PKCS12") == []
