# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The system fails at a call: a whole set stays in use, what is said of it is true, and the next run puts everything right."""

import collections
import dataclasses
import os
import pathlib
import re
import shutil
import sys
import typing as t

import pytest
from ansible_collections.certops.digicert.plugins.module_utils._core.errors import FilesError
from cryptography import x509
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from .authority import certificate, hierarchy, key_pem, serial
from .faults import ERRORS, Faults
from .host import Host

#: In `make drill` each call fails, here every so many.
STEP = int(os.environ.get("FAULTS_STEP", "41"))

OLD, RENEWED, ROTATED = certificate(mail=True), certificate(mail=True), certificate("alice 2", mail=True)
COMBINED: dict[str, t.Any] = {"outputs": ["certificate", "chain", "fullchain", "combined"]}


@dataclasses.dataclass(frozen=True)
class Scenario:
    """A state of the host and a run. ``before`` and ``after`` are the certificates in use without and with the run."""

    prepare: t.Callable[[Host], None]
    before: t.Optional[str]
    after: str
    options: dict[str, t.Any] = dataclasses.field(default_factory=dict)
    owners: tuple[str, ...] = ("alice",)


def _nothing(host: Host) -> None:
    """The key alone is there."""


def _placed(host: Host) -> None:
    host.settle(certificate=OLD)


def _rotating(host: Host) -> None:
    _placed(host)
    host.rotate("alice 2")


def _by_hand(host: Host) -> None:
    host.write("alice.crt", OLD)
    host.write("alice.chain.crt", hierarchy().intermediate)
    host.write("alice.fullchain.crt", OLD + hierarchy().intermediate)


def _full(host: Host) -> None:
    for one in (RENEWED, OLD, RENEWED, OLD):
        host.settle(certificate=one, keep=1)


def _renewed(host: Host) -> None:
    _rotating(host)
    host.settle(certificate=ROTATED)


SCENARIOS = {
    "first placement": Scenario(_nothing, None, OLD, COMBINED),
    "renewal": Scenario(_placed, OLD, RENEWED),
    "rotation": Scenario(_rotating, OLD, ROTATED, COMBINED, ("alice", "alice 2")),
    "a generation is dropped": Scenario(_full, OLD, RENEWED, {"keep": 1, "key_history": False}),
    "files placed by hand": Scenario(_by_hand, OLD, RENEWED),
    "modes are declared": Scenario(
        _placed, OLD, RENEWED, {"mode": "0640", "key_mode": "0640", "directory_mode": "0750"}
    ),
    "a command agrees": Scenario(_placed, OLD, RENEWED, {"validate": "true"}),
    "the way back": Scenario(_renewed, ROTATED, OLD, {"state": "previous", "generation": 1}, ("alice", "alice 2")),
}


def _in_use(host: Host) -> t.Optional[str]:
    """Return the serial number of the certificate in use; whatever can be read belongs to it, and nothing is lacking."""
    if not (host.directory / "alice.crt").exists():
        assert sorted(path.name for path in host.directory.glob("alice.*") if path.exists()) == ["alice.key"]
        return None
    leaf = host.read("alice.crt").decode()
    public = load_pem_private_key(host.read("alice.key"), None).public_key()
    assert x509.load_pem_x509_certificate(leaf.encode()).public_key() == public
    assert host.read("alice.chain.crt").decode() == hierarchy().intermediate
    assert host.read("alice.fullchain.crt").decode() == leaf + hierarchy().intermediate
    if (host.directory / "alice.pem").exists():
        assert host.read("alice.pem") == host.read("alice.key") + host.read("alice.fullchain.crt")
    return serial(leaf)


def _holds(host: Host, owner: str) -> bool:
    """Tell whether the key of *owner* is anywhere, whole."""
    files = (path for path in host.directory.rglob("*") if path.is_file() and not path.is_symlink())
    return any(key_pem(owner).strip() in path.read_bytes() for path in files)


def _linked(host: Host) -> t.Optional[str]:
    """Return the generation that programs read."""
    path = host.store / "current"
    return os.readlink(path) if path.is_symlink() else None


def _is_true(said: str, before: t.Optional[str], now: t.Optional[str]) -> bool:
    """Tell whether what a failure says of the generation in use is so; where it says nothing, nothing may have changed."""
    if "what is in use cannot be told" in said:
        return True
    moved = re.search(r"generation (\d+) is in use now", said)
    if moved:
        return moved.group(1) == now != before
    if "no set is in use any more" in said:
        return now is None is not before
    if "no set was put into use" in said:
        return now is before is None
    return now == before


def _tried(host: Host, scenario: Scenario, number: int) -> tuple[Faults, t.Optional[str]]:
    """Run with call *number* failing; return the faults and what was said, ``None`` when the run succeeded."""
    faults = Faults(number, ERRORS[number % len(ERRORS)], lasting=number % 3 == 0)
    try:
        with faults.injected():
            host.run(certificate=scenario.after, **scenario.options)
    except FilesError as error:
        return faults, str(error)
    return faults, None


@pytest.mark.parametrize("name", SCENARIOS)
def test_each_call_of_the_system_fails_once(host: Host, name: str, tmp_path: pathlib.Path) -> None:
    scenario = SCENARIOS[name]
    scenario.prepare(host)
    kept = tmp_path / "kept"
    shutil.copytree(host.directory, kept, symlinks=True)
    before, after = (None if one is None else serial(one) for one in (scenario.before, scenario.after))
    linked = _linked(host)
    recorded = Faults()
    with recorded.injected():
        host.run(certificate=scenario.after, **scenario.options)
    numbers = recorded.worth_failing()[len(name) % STEP :: STEP]
    ended: collections.Counter[str] = collections.Counter()
    for number in numbers:
        shutil.rmtree(host.directory)
        shutil.copytree(kept, host.directory, symlinks=True)
        host.port.warnings.clear()
        faults, said = _tried(host, scenario, number)
        where = f"call {number}, {faults.failed}: {said}"
        now, generation = _in_use(host), _linked(host)
        assert now in (before, after), where
        assert all(_holds(host, owner) for owner in scenario.owners), where
        if said is None:
            assert now == after, where
        else:
            assert _is_true(said, linked, generation), where
            assert re.search(
                r"mend this and run again|look |move it away|use become|choose|is lost; put it back", said
            ), where
            assert not re.search(r"Error|/(new\d?|link|gone)\b", said), where
        ended["told" if said else "warned" if host.port.warnings else "no matter"] += 1
        healed = host.run(certificate=scenario.after, **scenario.options)
        assert healed["changed"] or said is None, where
        assert _in_use(host) == after, where
        (host.store / "unannounced").unlink(missing_ok=True)
        assert host.run(certificate=scenario.after, **scenario.options)["changed"] is False, where
        left = [one for one in ("new", "gone", "undo", "link", "next/alice.key") if os.path.lexists(host.store / one)]
        assert left == [], where
    sys.stdout.write(f"{name}: {len(numbers)} of {len(recorded.made)} calls failed: {dict(ended)}\n")
    assert ended["told"] > 3
