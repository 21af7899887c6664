# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is told of a directory, and above all where its key is: for one that is not found, another one would be made."""

from __future__ import annotations

import os
import pathlib
import socket
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
    assert (found["rotating"], found["next_key"]) == (False, str(empty.store / "first" / "alice.key"))


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


# What cannot be read is there


def _put(host: Host, kind: str, path: pathlib.Path) -> None:
    """Put something at *path* that is no regular file."""
    if kind == "a pipe":
        os.mkfifo(path)
    elif kind == "a directory":
        path.mkdir()
    elif kind == "a socket":
        # Its path may be 107 bytes long.
        here = os.open(path.parent, os.O_RDONLY)
        with socket.socket(socket.AF_UNIX) as listening:
            listening.bind(f"/proc/self/fd/{here}/{path.name}")
        os.close(here)
    else:
        leads_to = {"leads nowhere": "/nowhere/alice.key", "directory": str(host.directory), "Too many": path.name}
        path.symlink_to(next(target for word, target in leads_to.items() if word in kind))


KINDS = (
    "a link that leads nowhere",
    "a pipe",
    "a directory",
    "a socket",
    "a link to a directory",
    "a link that cannot be followed, Too many levels of symbolic links",
)


@pytest.mark.parametrize("placed", [False, True])
@pytest.mark.parametrize("kind", KINDS)
def test_what_is_at_the_place_of_the_key_and_cannot_be_read_ends_every_run(
    empty: Host, kind: str, placed: bool
) -> None:
    empty.directory.mkdir()
    if placed:
        empty.make_key()
        empty.settle()
        (empty.directory / "alice.key").unlink()
    _put(empty, kind, empty.directory / "alice.key")
    before = empty.snapshot()
    with pytest.raises(FilesError, match=rf"alice\.key is {kind}; mount it, mend it or move it away; no key was made"):
        look(Layout(str(empty.directory), "alice"))
    for check in (True, False):
        with pytest.raises(FilesError, match=rf"neither read nor replaced: alice\.key \({kind}\); mount it"):
            empty.run(check=check, certificate=certificate())
    assert empty.snapshot() == before


@pytest.mark.parametrize("name", ["alice.p12", "alice.pem"])
def test_a_link_that_leads_nowhere_is_left_where_a_key_may_be(host: Host, name: str) -> None:
    (host.directory / name).symlink_to("/nowhere/with a key")
    with pytest.raises(FilesError, match=rf"neither read nor replaced: {name} \(a link that leads nowhere\)"):
        host.run(outputs=["combined", "pkcs12"], passphrase="secret 1")
    assert os.readlink(host.directory / name) == "/nowhere/with a key"


def test_a_set_in_use_that_is_lost_is_not_missing(host: Host) -> None:
    host.settle()
    (host.store / "1").rename(host.store / "moved away")
    with pytest.raises(FilesError, match=r"current leads to no set; put the set back, .*; no key was made"):
        look(Layout(str(host.directory), "alice"))


def test_a_first_key_that_never_got_its_place_begins_no_rotation(host: Host) -> None:
    (host.store / "first").mkdir(parents=True)
    (host.store / "first" / "alice.key").write_bytes(key_pem("alice 2"))
    found = seen(host)
    assert (found["key"], found["rotating"]) == (str(host.directory / "alice.key"), False)
    assert found["next_key"] == str(host.store / "next" / "alice.key")
    host.settle()
    assert (seen(host)["rotating"], host.read("alice.key")) == (False, key_pem("alice"))
    # While there is no other it is the one to go on with.
    host.run(state="absent", purge=True)
    (host.store / "first").mkdir(parents=True)
    (host.store / "first" / "alice.key").write_bytes(key_pem("alice 2"))
    found = seen(host)
    assert (found["key"], found["rotating"]) == (None, True)
    assert found["next_key"] == str(host.store / "first" / "alice.key")
