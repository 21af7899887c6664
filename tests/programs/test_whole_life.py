# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The module with every output it knows: ended at changes all through its run, and watched from the first run to the last."""

from __future__ import annotations

import pathlib
import subprocess
import typing as t

import pytest
from ansible_collections.certops.digicert.tests.integration.support.host import NEXT_KEY, OLD, PEM, Host, ends, rotating
from ansible_collections.certops.digicert.tests.integration.support.placing import Placing
from ansible_collections.certops.digicert.tests.integration.support.watched import NAME, PASSPHRASE, Watched
from ansible_collections.certops.digicert.tests.integration.support.watched import NEW as RENEWED
from ansible_collections.certops.digicert.tests.integration.support.watched import OLD as FIRST

EVERY = [*PEM, "root", "pkcs12", "pkcs12_legacy", "keystore", "nss"]


@pytest.fixture(scope="module")
def placing(tmp_path_factory: pytest.TempPathFactory) -> t.Iterator[Placing]:
    with Placing(tmp_path_factory.mktemp("placing")) as running:
        yield running


def _certutil(*arguments: str) -> str:
    return subprocess.run(["certutil", *arguments], capture_output=True, text=True, check=True).stdout


def test_ended_with_every_output(placing: Placing, tmp_path: pathlib.Path) -> None:
    host = Host.below(tmp_path, placing)
    rotating(host)
    every = {"outputs": EVERY, "keystore_type": "JKS"}
    for where in ends(host, host.arguments(NEXT_KEY, **every), 17):
        assert host.in_use() in (OLD.serial_number, NEXT_KEY.serial_number), where
        assert host.holds_key(OLD), where
        assert host.holds_key(NEXT_KEY), where
        assert host.run(NEXT_KEY, **every)["changed"] is True, where
        assert host.in_use() == NEXT_KEY.serial_number, where
        assert host.leftovers() == [], where
        assert host.run(NEXT_KEY, **every)["changed"] is False, where


@pytest.mark.parametrize("umask", [0o000, 0o022])
@pytest.mark.parametrize("modes", [{}, {"directory_mode": "0755"}, {"directory_mode": "0755", "key_mode": "0640"}])
def test_nobody_sees_a_key(placing: Placing, tmp_path: pathlib.Path, umask: int, modes: dict[str, str]) -> None:
    run = Watched(placing, tmp_path / "host", umask)
    outputs = {"outputs": EVERY, "keystore_type": "JKS", **modes}
    allowed = int(modes.get("key_mode", "0600"), 8) & 0o044
    assert run(FIRST, allowed, **outputs).result["changed"]
    run.rotate()
    assert run(RENEWED, allowed, **outputs).result["changed"]
    database = run.directory / f"{NAME}.nssdb"
    assert database.stat().st_mode & 0o777 == (0o750 if allowed else 0o700)
    assert {file.stat().st_mode & 0o777 for file in database.iterdir()} == {0o640 if allowed else 0o600}


@pytest.mark.parametrize("umask", [0o000, 0o022])
def test_databases_of_others(placing: Placing, tmp_path: pathlib.Path, umask: int) -> None:
    run = Watched(placing, tmp_path / "host", umask)
    browser = run.directory.parent / "browser.nssdb"
    browser.mkdir(mode=0o700)
    _certutil("-N", "-d", f"sql:{browser}", "--empty-password")
    databases = {"nss_databases": [{"path": str(browser)}]}
    assert run(FIRST, **databases).result["changed"]
    run.rotate()
    assert run(RENEWED, **databases).result["changed"]
    assert _certutil("-L", "-d", f"sql:{browser}").count("u,u,u") == 2
    assert PASSPHRASE.encode() not in b"".join(path.read_bytes() for path in browser.iterdir())
