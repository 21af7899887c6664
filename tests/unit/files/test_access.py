# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is there keeps its owner, group, mode and access control list; what is new inherits nothing but them."""

import os
import pathlib
import stat
import struct
import typing as t

import pytest
from ansible_collections.certops.digicert.plugins.module_utils._core.errors import FilesError

from .authority import certificate, hierarchy
from .host import Host

ROOT = os.geteuid() == 0
#: Users that need no account; without root both are this one.
BOB, CAROL = (4711, 4712) if ROOT else (os.geteuid(), os.geteuid())
GROUP = 4713 if ROOT else os.getegid()
ACL, DEFAULT = "system.posix_acl_access", "system.posix_acl_default"


def _list(user: int, may: int) -> bytes:
    """Return an access control list in which *user* has permissions beside owner and group."""
    nobody = 0xFFFFFFFF
    entries = [(1, 7, nobody), (2, may, user), (4, 0, nobody), (16, may, nobody), (32, 0, nobody)]
    return struct.pack("<I", 2) + b"".join(struct.pack("<HHI", *entry) for entry in entries)


def _acl(path: pathlib.Path, name: str = ACL) -> t.Optional[bytes]:
    return os.getxattr(path, name) if name in os.listxattr(path) else None


def _has(path: pathlib.Path) -> tuple[int, int, str]:
    found = path.stat()
    return found.st_uid, found.st_gid, oct(stat.S_IMODE(found.st_mode))


@pytest.fixture
def bobs(host: Host) -> Host:
    """A set that bob placed by hand, of which a program of his reads the files."""
    host.write("alice.crt", certificate())
    host.write("alice.chain.crt", hierarchy().intermediate)
    for name, mode in ((".", 0o755), ("alice.key", 0o640), ("alice.crt", 0o644), ("alice.chain.crt", 0o444)):
        os.chown(host.directory / name, BOB, GROUP)
        (host.directory / name).chmod(mode)
    return host


def test_what_was_placed_by_hand_stays_its_owners(bobs: Host) -> None:
    first = bobs.settle()
    second = bobs.settle(certificate=certificate())
    for result in (first, second):
        folder = bobs.store / str(result["generation"])
        assert {name: _has(folder / name) for name in ("alice.key", "alice.crt", "alice.chain.crt")} == {
            "alice.key": (BOB, GROUP, "0o640"),
            "alice.crt": (BOB, GROUP, "0o644"),
            "alice.chain.crt": (BOB, GROUP, "0o444"),
        }
        # What is new has the owner of the directory, and whoever may pass there may pass to it.
        assert _has(folder / "alice.fullchain.crt") == (BOB, GROUP, "0o644")
        assert {_has(path) for path in (bobs.directory, bobs.store, folder)} == {(BOB, GROUP, "0o755")}
    assert bobs.run(certificate=bobs.options["certificate"], state="present")["changed"] is True


def test_what_is_not_declared_is_nothing_to_mend(bobs: Host) -> None:
    bobs.settle()
    for path in (bobs.directory, bobs.store / "2" / "alice.key"):
        path.chmod(0o700)
        os.chown(path, CAROL, GROUP)
    assert bobs.run()["changed"] is False
    # And a declared mode is not one of owners.
    bobs.settle(key_mode="0600")
    assert _has(bobs.store / "2" / "alice.key") == (CAROL, GROUP, "0o600")


def test_the_way_back_is_the_way_back_for_the_directory_too(bobs: Host) -> None:
    before = {name: _has(bobs.directory / name) for name in (".", "alice.key", "alice.crt")}
    bobs.settle(owner=str(CAROL), mode="0400", key_mode="0400", directory_mode="0700")
    assert _has(bobs.directory)[::2] == (CAROL, "0o700")
    assert _has(bobs.directory / "alice.key")[::2] == (CAROL, "0o400")
    bobs.settle(state="previous")
    assert {name: _has(bobs.directory / name) for name in before} == before
    assert _has(bobs.store) == (BOB, GROUP, "0o755")


def test_a_refused_set_changes_nothing_of_the_directory(bobs: Host) -> None:
    before = {name: _has(bobs.directory / name) for name in (".", "alice.key", "alice.crt")}
    with pytest.raises(FilesError, match="refused the new set"):
        bobs.run(owner=str(CAROL), directory_mode="0700", key_mode="0400", validate="false")
    assert {name: _has(bobs.directory / name) for name in before} == before


def test_a_lone_key_keeps_what_it_has(host: Host) -> None:
    (host.directory / "alice.key").chmod(0o440)
    os.chown(host.directory / "alice.key", BOB, GROUP)
    host.settle()
    assert _has(host.directory / "alice.key") == (BOB, GROUP, "0o440")


def test_nobody_but_the_owner_writes_in_the_store(host: Host) -> None:
    host.directory.chmod(0o2775)
    host.settle()
    assert [_has(path)[2] for path in (host.directory, host.store, host.store / "1")] == ["0o2775", "0o755", "0o755"]


@pytest.mark.parametrize("given", ["2750", "02750", 0o2750])
def test_a_directory_that_hands_on_its_group(host: Host, given: t.Any) -> None:
    host.settle(directory_mode=given)
    assert _has(host.directory)[2] == "0o2750"
    assert host.run(directory_mode=given)["changed"] is False
    # Three digits say nothing about it.
    host.settle(directory_mode="0755")
    assert _has(host.directory)[2] == "0o2755"


# Access control lists


def test_nothing_made_inherits_from_the_directory(host: Host) -> None:
    os.setxattr(host.directory, DEFAULT, _list(BOB, 7))
    host.settle(key_mode="0640", outputs=["certificate", "combined"])
    host.settle(
        key_mode="0640", outputs=["certificate", "combined"], certificate=certificate(mail=True), key_history=True
    )
    made = [host.store, *host.store.rglob("*")]
    assert len(made) > 10
    assert [path for path in made if not path.is_symlink() and (_acl(path) or _acl(path, DEFAULT))] == []
    assert _acl(host.directory, DEFAULT) == _list(BOB, 7), "it is the administrator's"


def test_a_list_given_by_hand_outlives_a_renewal(host: Host) -> None:
    host.settle()
    os.setxattr(host.directory / "alice.key", ACL, _list(BOB, 4))
    assert host.run()["changed"] is False
    host.rotate("alice 2")
    host.settle(certificate=certificate("alice 2"))
    assert _acl(host.directory / "alice.key") == _list(BOB, 4)


def test_who_may_pass_the_directory_may_pass_the_store(host: Host) -> None:
    os.setxattr(host.directory, ACL, _list(BOB, 7))
    host.settle()
    for path in (host.store, host.store / "1"):
        assert _acl(path) == _list(BOB, 5), "but not write there"


@pytest.mark.parametrize(
    ("name", "option"), [("alice.key", "key_mode"), ("alice.crt", "mode"), (".", "directory_mode")]
)
def test_a_list_and_a_declared_mode_are_a_question(host: Host, name: str, option: str) -> None:
    host.settle()
    os.setxattr(host.directory / name, ACL, _list(BOB, 4))
    before = host.snapshot()
    for check in (True, False):
        with pytest.raises(
            FilesError, match=rf"has an access control list and {option} is declared; leave {option} out"
        ):
            host.run(check=check, **{option: "0600"})
    assert (host.snapshot(), _acl(host.directory / name)) == (before, _list(BOB, 4))
