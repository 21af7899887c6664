# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Earlier sets: how many stay, going back, and the end."""

from __future__ import annotations

import os
import typing as t

import pytest
from ansible_collections.certops.digicert.plugins.module_utils._core.errors import FilesError

from .authority import certificate, key_pem, serial
from .host import Host


@pytest.fixture
def renewed(host: Host) -> t.Iterator[Host]:
    """A host on which three certificates followed each other; ``host.options`` hold the last."""
    for _renewal in range(3):
        host.options["certificate"] = certificate()
        host.settle()
    return host


@pytest.mark.parametrize(("keep", "kept"), [(0, [4]), (1, [3, 4]), (3, [1, 2, 3, 4]), (9, [1, 2, 3, 4])])
def test_so_many_stay(renewed: Host, keep: int, kept: list[int]) -> None:
    renewed.run(certificate=certificate(), keep=keep)
    assert renewed.generations() == kept


def test_back_and_back_again(renewed: Host) -> None:
    first = renewed.settle(state="previous")
    assert (first["action"], first["generation"], first["previous_generation"]) == ("switch", 2, 3)
    assert first["reason"] == "generation 2 is the newest earlier one"
    assert renewed.settle(state="previous")["generation"] == 1
    with pytest.raises(
        FilesError, match=r"There is no earlier generation that is complete and in date; there are 1, 2, 3\."
    ):
        renewed.run(state="previous")


def test_a_switch_back_that_nobody_was_told_of_is_not_made_twice(renewed: Host) -> None:
    renewed.run(state="previous")
    again = renewed.run(state="previous")
    assert (again["action"], again["changed"], again["generation"]) == ("none", True, 2)
    assert again["reason"] == "generation 2 was switched to, and not announced yet"


def test_a_placement_that_nobody_was_told_of_can_be_gone_back_from(renewed: Host) -> None:
    renewed.run(certificate=certificate())
    assert renewed.run(state="previous")["generation"] == 3


def test_back_to_one_that_is_named(renewed: Host) -> None:
    assert renewed.settle(state="previous", generation=1)["generation"] == 1
    assert renewed.run(state="previous", generation=1)["changed"] is False
    # Forward is a way back too.
    assert renewed.run(state="previous", generation=3)["generation"] == 3


@pytest.mark.parametrize("name", ["alice.crt", "manifest.json"])
def test_what_is_not_complete_is_passed_over_and_refused(renewed: Host, name: str) -> None:
    (renewed.store / "2" / name).unlink()
    with pytest.raises(FilesError, match="Generation 2 is not complete; choose another of 1, 2, 3"):
        renewed.run(state="previous", generation=2)
    with pytest.raises(FilesError, match="There is no generation 7 to go back to"):
        renewed.run(state="previous", generation=7)
    assert renewed.run(state="previous")["generation"] == 1


def test_what_expired_is_passed_over_and_refused(renewed: Host) -> None:
    manifest = renewed.store / "2" / "manifest.json"
    year = renewed.run()["not_after"][:4]
    manifest.write_text(manifest.read_text().replace(f'"not_after": "{year}', '"not_after": "2020'))
    with pytest.raises(FilesError, match="The certificate of generation 2 has expired"):
        renewed.run(state="previous", generation=2)
    assert renewed.run(state="previous")["generation"] == 1


def test_the_key_of_a_generation_comes_with_it(host: Host) -> None:
    host.settle()
    host.rotate("alice 2")
    host.settle(certificate=certificate("alice 2"))
    host.settle(state="previous")
    assert host.read("alice.key") == key_pem("alice")
    assert os.readlink(host.directory / "alice.key") == ".alice/current/alice.key"


def test_forward_again_by_the_declaration(renewed: Host) -> None:
    renewed.settle(state="previous")
    result = renewed.settle()
    assert (result["action"], result["generation"]) == ("place", 4)
    assert result["serial_number"] == serial(renewed.options["certificate"])


def test_absent_keeps_the_store_and_present_brings_all_back(renewed: Host) -> None:
    result = renewed.run(state="absent")
    assert (result["action"], result["generation"], result["files"]) == ("remove", None, {})
    assert [path.name for path in renewed.directory.iterdir()] == [".alice"]
    assert renewed.generations() == [1, 2, 3]
    again = renewed.run(state="absent")
    assert (again["action"], again["changed"]) == ("none", True)
    renewed.told()
    assert renewed.run(state="absent")["changed"] is False
    assert renewed.settle(state="previous")["generation"] == 3
    assert renewed.run()["changed"] is False


def test_absent_and_purge_leave_nothing(renewed: Host) -> None:
    (renewed.directory / "alice.csr").write_text("request")
    assert renewed.run(state="absent", purge=True)["changed"] is True
    assert list(renewed.directory.iterdir()) == []
    assert renewed.run(state="absent", purge=True)["changed"] is False


def test_absent_keeps_files_of_somebody_else_in_the_store(host: Host) -> None:
    host.run(state="absent")
    assert not os.path.lexists(host.directory / "alice.key")
    assert (host.store / "1" / "alice.key").read_bytes() == key_pem("alice")
    # And the certificate of that key finds it again.
    assert host.run()["action"] == "place"


@pytest.mark.parametrize("purge", [False, True])
def test_absent_where_nothing_is_makes_nothing(empty: Host, purge: bool) -> None:
    assert empty.run(state="absent", purge=purge)["changed"] is False
    assert not empty.directory.exists()


def test_a_set_comes_back_with_the_modes_it_had(host: Host) -> None:
    host.settle(mode="0640", key_mode="0640", directory_mode="0750")
    host.settle(mode="0640", key_mode="0640", directory_mode="0750", certificate=certificate())
    before = host.snapshot()
    host.settle(state="previous")
    after = host.snapshot()
    assert {name: after[name][0] for name in after} == {name: before[name][0] for name in before}


def test_what_would_have_no_effect_on_the_way_back_is_refused(renewed: Host) -> None:
    with pytest.raises(
        FilesError, match="owner, mode with state=previous has no effect: a set comes back with what it had"
    ):
        renewed.run(state="previous", owner="somebody", mode="0640")
    assert renewed.run(state="previous")["generation"] == 2
