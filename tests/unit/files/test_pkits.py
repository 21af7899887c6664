# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""NIST's path tests: what NIST says, and what openssl says, of every certificate in them."""

from __future__ import annotations

import pathlib
import subprocess

import pytest
from ansible_collections.certops.digicert.tests.unit.support import pkits

#: OpenSSL knows no inherited DSA parameters any more; NIST and RFC 5280 do.
OPENSSL_REFUSES = "ValidDSAParameterInheritanceTest5EE"


def test_every_case_is_tried() -> None:
    told = [pkits.nist(name) for name in pkits.cases()]
    assert (len(told), told.count(True), told.count(False)) == (223, 88, 45)


@pytest.mark.parametrize("name", [name for name in pkits.cases() if pkits.nist(name) is not None])
def test_what_nist_says(name: str) -> None:
    assert any(pkits.accepted(path) for path in pkits.paths(name)) is pkits.nist(name)


@pytest.mark.parametrize("name", [name for name in pkits.cases() if name != OPENSSL_REFUSES])
def test_what_openssl_says(tmp_path: pathlib.Path, name: str) -> None:
    for names in pkits.paths(name):
        for file, held in (("leaf", names[:1]), ("chain", names[1:-1]), ("root", names[-1:])):
            (tmp_path / file).write_text(pkits.pem(held))
        untrusted = ["-untrusted", "chain"] if names[1:-1] else []
        command = [
            "openssl",
            "verify",
            "-attime",
            f"{pkits.DAY.timestamp():.0f}",
            "-trusted",
            "root",
            *untrusted,
            "leaf",
        ]
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, check=False)
        assert pkits.accepted(names) is (done.returncode == 0), (names, done.stderr)
