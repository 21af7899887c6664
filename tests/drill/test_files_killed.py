# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The module ended before each single change it makes to the disk: a complete set stays in use, and the next run completes."""

from __future__ import annotations

import dataclasses
import os
import pathlib
import typing as t

import pytest
from ansible_collections.certops.digicert.tests.integration.support import issued
from ansible_collections.certops.digicert.tests.integration.support.certificates import public_key
from ansible_collections.certops.digicert.tests.integration.support.host import (
    NAME,
    NEXT_KEY,
    OLD,
    PEM,
    SAME_KEY,
    Host,
    ends,
    key_only,
    placed,
    rotating,
)
from ansible_collections.certops.digicert.tests.integration.support.placing import Placing

if t.TYPE_CHECKING:
    from ansible_collections.certops.digicert.tests.integration.support.issued import Issued

_WITH_PKCS12 = {"outputs": [*PEM, "pkcs12"]}


@dataclasses.dataclass(frozen=True)
class Scenario:
    """A state of the host and a run. ``before`` and ``after`` are what is in use without and with the run."""

    prepare: t.Callable[[Host], None]
    before: t.Optional[Issued]
    after: Issued
    changes: dict[str, t.Any] = dataclasses.field(default_factory=dict)
    #: Every so many changes the run is ended.
    step: int = 1


def _with_pkcs12(host: Host) -> None:
    key_only(host)
    host.run(OLD, **_WITH_PKCS12)


def _plain(host: Host) -> None:
    key_only(host)
    host.write(f"{NAME}.crt", OLD.certificate)
    host.write(f"{NAME}.chain.crt", "".join(issued.chain()))
    host.write(f"{NAME}.fullchain.crt", OLD.certificate + "".join(issued.chain()))


def _renewed(host: Host) -> None:
    rotating(host)
    host.run(NEXT_KEY)


def _full(host: Host) -> None:
    key_only(host)
    for certificate in (SAME_KEY, OLD, SAME_KEY, OLD):
        host.run(certificate, keep=1)


SCENARIOS = {
    "first placement": Scenario(key_only, None, OLD),
    "renewal with PKCS#12": Scenario(_with_pkcs12, OLD, SAME_KEY, _WITH_PKCS12, step=4),
    "renewal with the same key": Scenario(placed, OLD, SAME_KEY),
    "renewal with the next key": Scenario(rotating, OLD, NEXT_KEY),
    "renewal that drops a generation": Scenario(_full, OLD, SAME_KEY, {"keep": 1, "key_history": False}),
    "plain files are adopted": Scenario(_plain, OLD, SAME_KEY),
    "back to the first": Scenario(_renewed, NEXT_KEY, OLD, {"state": "previous", "generation": 1}),
    "a command agrees": Scenario(rotating, OLD, NEXT_KEY, {"validate": "true"}),
}


@pytest.fixture(scope="module")
def placing(tmp_path_factory: pytest.TempPathFactory) -> t.Iterator[Placing]:
    with Placing(tmp_path_factory.mktemp("placing")) as running:
        yield running


@pytest.fixture
def host(placing: Placing, tmp_path: pathlib.Path) -> Host:
    return Host.below(tmp_path, placing)


@pytest.mark.parametrize("name", SCENARIOS)
def test_ended_before_any_change(host: Host, name: str) -> None:
    scenario = SCENARIOS[name]
    scenario.prepare(host)
    before = scenario.before.serial_number if scenario.before else None
    keys = [one for one in (scenario.before, scenario.after) if one]
    ended = 0
    for where in ends(host, host.arguments(scenario.after, **scenario.changes), scenario.step):
        ended += 1
        assert host.in_use() in (before, scenario.after.serial_number), where
        assert all(host.holds_key(one) for one in keys), where
        assert host.run(scenario.after, **scenario.changes)["changed"] is True, where
        assert host.in_use() == scenario.after.serial_number, where
        assert host.leftovers() == [], where
        assert host.run(scenario.after, **scenario.changes)["changed"] is False, where
    assert ended >= 5


def test_a_command_refuses(host: Host) -> None:
    rotating(host)
    arguments = host.arguments(NEXT_KEY, validate="false")
    for where in ends(host, arguments, 1):
        assert host.in_use() in (OLD.serial_number, NEXT_KEY.serial_number), where
        assert host.placing(arguments).result.get("failed"), where
        assert host.in_use() == OLD.serial_number, where
        assert host.holds_key(NEXT_KEY), where
        # Whoever was to be told of the run that was ended may be told once more, and the key waits for its certificate.
        assert {*host.leftovers()} <= {f"next/{NAME}.key", "unannounced"}, where
        assert host.run(NEXT_KEY)["changed"] is True, where
        assert host.in_use() == NEXT_KEY.serial_number, where


@pytest.mark.parametrize("name", ["first placement", "renewal with the next key", "plain files are adopted"])
def test_everything_is_on_the_disk_before_it_is_used(host: Host, name: str) -> None:
    # A killed process loses nothing that it wrote; a host without power does, unless it was synced in this order.
    scenario = SCENARIOS[name]
    scenario.prepare(host)
    changes = host.placing(host.arguments(scenario.after, **scenario.changes)).changes
    number = os.readlink(host.store / "current")
    named = changes.index(f"os.rename {host.store}/new {host.store}/{number}")
    used = changes.index(f"os.rename {host.store}/link {host.store}/current", named)
    begun = max(place for place, change in enumerate(changes[:named]) if change == f"os.mkdir {host.store}/new")
    files = [path.name for path in (host.store / number).iterdir() if path.is_file() and not path.is_symlink()]
    assert len(files) > 4
    for synced in (*(f"{host.store}/new/{file}" for file in files), f"{host.store}/new"):
        assert f"os.fsync {synced}" in changes[begun:named], synced
    assert f"os.fsync {host.store}" in changes[named:used]
    assert f"os.fsync {host.store}" in changes[used:]


def test_the_drill_sees_a_broken_set(host: Host) -> None:
    placed(host)
    (host.directory / f"{NAME}.crt").unlink()
    host.write(f"{NAME}.crt", NEXT_KEY.certificate)
    with pytest.raises(AssertionError):
        host.in_use()
    assert public_key("ec old") != public_key("ec next")
    assert not host.holds_key(NEXT_KEY)
