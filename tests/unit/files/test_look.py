# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is told of a directory, and above all where its key is: for one that is not found, another one would be made."""

from __future__ import annotations

import os
import typing as t

import pytest
from ansible_collections.certops.digicert.plugins.module_utils._core.errors import FilesError
from ansible_collections.certops.digicert.plugins.module_utils._files.layout import Layout
from ansible_collections.certops.digicert.plugins.module_utils._files.look import look

from .authority import certificate, key_pem, serial
from .host import Host


def seen(host: Host) -> dict[str, t.Any]:
    """Return what is told, and make sure that looking changed nothing."""
    before = host.snapshot() if host.directory.exists() else None
    found = look(Layout(str(host.directory), "alice"))
    assert (host.snapshot() if host.directory.exists() else None) == before
    return found


def test_nothing(empty: Host) -> None:
    found = seen(empty)
    assert (found["key"], found["placed"], found["generations"], found["files"]) == (None, False, [], {})
    assert (found["rotating"], found["next_key"]) == (False, str(empty.store / "next" / "alice.key"))


def test_a_key_that_waits(host: Host) -> None:
    found = seen(host)
    assert (found["key"], found["placed"], found["serial_number"]) == (str(host.directory / "alice.key"), False, None)


def test_a_set_in_use(host: Host) -> None:
    first = host.run()
    found = seen(host)
    assert {name: found[name] for name in ("generation", "serial_number", "not_after", "files")} == {
        name: first[name] for name in ("generation", "serial_number", "not_after", "files")
    }
    assert (found["placed"], found["unannounced"], found["damaged"]) == (True, True, [])
    assert found["key"] == str(host.store / "1" / "alice.key")

    host.told()
    host.settle(certificate=certificate())
    (host.store / "2" / "alice.crt").write_text("")
    after = seen(host)
    assert [row["generation"] for row in after["generations"]] == [1, 2]
    assert after["generations"][0]["serial_number"] == first["serial_number"] != after["serial_number"]
    assert (after["unannounced"], after["damaged"]) == (False, ["alice.crt"])


def test_a_rotation_in_progress(host: Host) -> None:
    host.settle()
    host.rotate("alice 2")
    assert (seen(host)["rotating"], seen(host)["key"]) == (True, str(host.store / "1" / "alice.key"))
    host.settle(certificate=certificate("alice 2"), key_history=True)
    found = seen(host)
    assert (found["rotating"], found["key"]) == (False, str(host.store / "2" / "alice.key"))
    assert found["history"] == [serial(host.options["certificate"])]


@pytest.mark.parametrize("lost", ["alice.key", ".alice/1/manifest.json", "both", "tls.key"])
def test_a_key_is_found_whatever_else_was_lost(host: Host, lost: str) -> None:
    host.settle(files={"key": "tls.key"} if lost == "tls.key" else {})
    for name in ["alice.key", ".alice/1/manifest.json"] if lost == "both" else [lost]:
        (host.directory / name).unlink()
    found = seen(host)
    assert found["key"] is not None
    assert os.path.samefile(found["key"], host.store / "1" / ("tls.key" if lost == "tls.key" else "alice.key"))


def test_a_key_that_somebody_put_over_the_link_is_the_one_in_use(host: Host) -> None:
    host.settle()
    placed = host.write("alice.key", key_pem("alice 2"))
    assert seen(host)["key"] == str(placed)


def test_a_link_of_somebody_is_followed(empty: Host) -> None:
    empty.directory.mkdir()
    elsewhere = empty.directory.parent / "keys" / "one.pem"
    elsewhere.parent.mkdir()
    elsewhere.write_bytes(key_pem("alice"))
    (empty.directory / "alice.key").symlink_to(elsewhere)
    assert seen(empty)["key"] == str(elsewhere)


def test_while_a_switch_is_not_final_the_old_set_is_the_one_in_use(host: Host) -> None:
    host.settle()
    host.rotate("alice 2")
    host.settle(certificate=certificate("alice 2"))
    (host.store / "undo").symlink_to("1")
    found = seen(host)
    assert (found["generation"], found["key"]) == (1, str(host.store / "1" / "alice.key"))


def test_where_it_may_not_look(host: Host) -> None:
    host.settle()
    (host.store / "1" / "manifest.json").unlink()
    (host.store / "1" / "manifest.json").symlink_to("manifest.json")
    # Neither a loop nor somebody's link in place of the manifest is followed.
    assert seen(host)["serial_number"] is None
    host.store.rename(host.store.with_name("kept"))
    host.store.write_text("")
    with pytest.raises(FilesError, match="is not a directory; move it away"):
        seen(host)
