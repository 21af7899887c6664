# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether a set is in place as declared, told without its certificate: never where placing it once more would do anything."""

from __future__ import annotations

import json
import os
import pathlib
import typing as t

import pytest
from ansible_collections.certops.digicert.plugins.module_utils._core.errors import FilesError
from ansible_collections.certops.digicert.plugins.module_utils._core.file_set import MANIFEST
from ansible_collections.certops.digicert.plugins.module_utils._files.in_place import serial_in_place
from ansible_collections.certops.digicert.plugins.module_utils._files.layout import Layout

from .host import Host

WITH_P12 = {"outputs": ["certificate", "fullchain", "root", "pkcs12"], "passphrase": "of the outputs"}


@pytest.fixture
def placed(tmp_path: pathlib.Path) -> Host:
    """A set with a PKCS#12 file in use, of which everybody was told."""
    host = Host(tmp_path / "alice")
    host.make_key()
    host.options.update(WITH_P12)
    host.run()
    (host.store / "unannounced").unlink()
    return host


def serial(host: Host, **changes: t.Any) -> t.Optional[str]:
    params = {**host.options, **changes, "state": "present", "certificate": None, "chain": None, "root": None}
    return serial_in_place(params, Layout(str(host.directory), "alice"), host.port)


def manifest(host: Host, **changes: t.Any) -> None:
    path = host.store / "1" / MANIFEST
    path.write_text(json.dumps({**json.loads(path.read_text()), **changes}))


def placing_does_nothing(host: Host, **changes: t.Any) -> bool:
    """Tell whether placing the same certificate would leave everything as it is; what is refused would not."""
    try:
        return host.run(check=True, **changes)["changed"] is False
    except FilesError:
        return False


@pytest.mark.parametrize(
    ("changes", "in_place"),
    [
        ({}, True),
        ({"keep": 7, "validate": "true", "owner": str(os.getuid())}, True),
        # What holds mail keeps its keys anyhow, and there is none to keep so far.
        ({"key_history": True}, True),
        ({"outputs": ["certificate"]}, False),
        ({"files": {"certificate": "other.crt"}}, False),
        ({"passphrase": "another one"}, False),
        ({"friendly_name": "Alice"}, False),
        ({"mode": "0600"}, False),
        ({"key_mode": "0400"}, False),
        ({"directory_mode": "0750"}, False),
    ],
)
def test_told_as_a_placement_would(placed: Host, changes: dict[str, t.Any], in_place: bool) -> None:
    assert placing_does_nothing(placed, **changes) is in_place
    assert serial(placed, **changes) == (placed.run(check=True)["serial_number"] if in_place else None)


def test_databases_of_others_are_looked_at_with_the_certificate_at_hand(placed: Host) -> None:
    assert serial(placed, nss_databases=[{"path": "/nowhere", "passphrase": None}]) is None


@pytest.mark.parametrize(
    "damage",
    [
        lambda host: (host.directory / "alice.crt").unlink(),
        lambda host: (host.store / "1" / "alice.crt").write_text("damaged"),
        lambda host: (host.store / "1" / "alice.p12").unlink(),
        lambda host: (host.store / "unannounced").touch(),
        lambda host: (host.store / "current").unlink(),
        lambda host: (host.store / "1" / MANIFEST).unlink(),
        lambda host: manifest(host, made_from={"files": {"key": "alice.key"}}),
        lambda host: host.write("alice.crt", "of somebody else"),
    ],
)
def test_what_a_placement_would_mend_is_not_in_place(placed: Host, damage: t.Callable[[Host], object]) -> None:
    damage(placed)
    assert not placing_does_nothing(placed)
    assert serial(placed) is None


@pytest.mark.parametrize(
    "damage",
    [
        lambda host: os.symlink("1", host.store / "undo"),
        lambda host: manifest(host, certificate=None),
        lambda host: manifest(host, certificate="no certificate"),
        lambda host: manifest(host, made_from={"files": {"key": "alice.key"}, "chain": 7, "root": None}),
        lambda host: manifest(host, made_from=7),
    ],
)
def test_what_cannot_be_told_is_not_in_place(placed: Host, damage: t.Callable[[Host], object]) -> None:
    damage(placed)
    assert serial(placed) is None


def test_nothing_is_there(tmp_path: pathlib.Path) -> None:
    host = Host(tmp_path / "alice")
    assert serial(host) is None
    host.make_key()
    assert serial(host) is None
