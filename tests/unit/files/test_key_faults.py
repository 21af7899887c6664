# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The system fails at a call of `client_cert_keys`: no key is lost, none is asked for that is not on the disk, the next run goes on."""

from __future__ import annotations

import collections
import os
import pathlib
import re
import shutil
import stat
import sys
import typing as t

import pytest
from ansible_collections.certops.digicert.plugins.module_utils._core.errors import FilesError
from cryptography import x509
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from .faults import ERRORS, Faults
from .test_key_of import KEY, OLD, OPEN, PASSPHRASE, PEM, public, put, run

#: In `make drill` each call fails, here every so many.
STEP = int(os.environ.get("FAULTS_STEP", "7"))

Prepare = t.Callable[[pathlib.Path], object]
#: Name -> how the host is before, and the options of the run.
SCENARIOS: dict[str, tuple[Prepare, dict[str, t.Any]]] = {
    "first key": (lambda _place: None, {}),
    "first key, in a directory that is there": (lambda place: place.mkdir(parents=True), {"emails": ["a@example.com"]}),
    "first key, with a passphrase": (lambda _place: None, {"passphrase": PASSPHRASE.decode()}),
    "next key": (run, {"rotate": True}),
    "next key, of a key of somebody": (
        lambda place: put(place, KEY.private_bytes(PEM, OLD, OPEN)),
        {"rotate": True},
    ),
    "a key of somebody": (lambda place: put(place, KEY.private_bytes(PEM, OLD, OPEN)), {"subject": {"CN": "Robin"}}),
    "modes are declared": (run, {"key_mode": "0640", "directory_mode": "0750"}),
}


def _keys(place: pathlib.Path, passphrase: t.Optional[bytes]) -> dict[bytes, bytes]:
    """Return the keys on the disk, public half -> file. Each that has its name is whole, and for its owner alone."""
    found: dict[bytes, bytes] = {}
    for path in place.rglob("*.key"):
        # What is being made has no name yet that a run would look at.
        if path.is_symlink() or path.parent.name == "new":
            continue
        assert stat.S_IMODE(path.stat().st_mode) & 0o037 == 0, path
        content = path.read_bytes()
        try:
            key = load_pem_private_key(content, passphrase)
        except TypeError:
            key = load_pem_private_key(content, None)
        found[public(key)] = content
    return found


def _requested(result: t.Mapping[str, t.Any]) -> bytes:
    return public(x509.load_pem_x509_csr(result["csr"].encode()))


@pytest.mark.parametrize("name", SCENARIOS)
def test_each_call_of_the_system_fails_once(tmp_path: pathlib.Path, name: str) -> None:
    prepare, options = SCENARIOS[name]
    passphrase = PASSPHRASE if "passphrase" in options else None
    above, kept = tmp_path / "above", tmp_path / "kept"
    place = above / "alice"
    above.mkdir()
    prepare(place)
    shutil.copytree(above, kept, symlinks=True)
    before = _keys(place, passphrase)
    recorded = Faults()
    with recorded.injected():
        run(place, **options)
    made = len(_keys(place, passphrase)) - len(before)
    ended: collections.Counter[str] = collections.Counter()
    for number in recorded.worth_failing()[len(name) % STEP :: STEP]:
        shutil.rmtree(above)
        shutil.copytree(kept, above, symlinks=True)
        faults = Faults(number, ERRORS[number % len(ERRORS)], lasting=number % 3 == 0)
        said, result = None, None
        try:
            with faults.injected():
                result = run(place, **options)
        except FilesError as error:
            said = str(error)
        where = f"call {number}, {faults.failed}: {said}"
        left = _keys(place, passphrase)
        assert before.items() <= left.items(), where
        if result is not None:
            assert _requested(result) in left, where
        elif said is not None:
            assert said.endswith("."), where
            assert "\n" not in said, where
            assert not re.search(r"Error|Errno|Traceback", said), where
        ended["no matter" if said is None else "told"] += 1

        healed = run(place, **options)
        after = _keys(place, passphrase)
        assert left.items() <= after.items(), where
        assert len(after) == len(before) + made, where
        assert _requested(healed) in after, where
        assert bool(healed["rotating"]) is bool(options.get("rotate")), where
        again = run(place, **options)
        assert (again["changed"], _requested(again)) == (False, _requested(healed)), where
        assert [path.stat().st_nlink for path in place.rglob("*.key") if not path.is_symlink()] == [1] * len(after)
        assert not os.path.lexists(place / ".alice" / "new"), where
    sys.stdout.write(f"{name}: {sum(ended.values())} of {len(recorded.made)} calls failed: {dict(ended)}\n")
    assert ended["told"] > 0
