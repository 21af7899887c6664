# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""`client_cert_keys` ended before each change it makes to the disk: no key is lost, and the next run goes on with the one it finds."""

from __future__ import annotations

import pathlib
import typing as t

import pytest
from ansible_collections.certops.digicert.tests.integration.support.host import NAME, Host, ends
from ansible_collections.certops.digicert.tests.integration.support.placing import Placing
from ansible_collections.certops.digicert.tests.integration.support.roles import mode, public_half
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

KEY = {"type": "ECC", "curve": "secp256r1"}
PASSPHRASE = "correct horse battery"


@pytest.fixture(scope="module")
def placing(tmp_path_factory: pytest.TempPathFactory) -> t.Iterator[Placing]:
    with Placing(tmp_path_factory.mktemp("placing"), "client_cert_keys") as running:
        yield running


def _halves(directory: pathlib.Path, passphrase: t.Optional[str]) -> set[bytes]:
    """Return the public halves of all keys below; each of them can be read, and by its owner alone."""
    keys = [path for path in directory.rglob("*.key") if path.is_file()]
    assert {mode(key) for key in keys} <= {"600"}
    return {public_half(key.read_bytes(), passphrase) for key in keys}


def _requested(result: t.Mapping[str, t.Any]) -> bytes:
    key = x509.load_pem_x509_csr(result["csr"].encode()).public_key()
    return key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


@pytest.mark.parametrize("passphrase", [None, PASSPHRASE])
@pytest.mark.parametrize("rotate", [False, True])
def test_ended_before_any_change(
    placing: Placing, tmp_path: pathlib.Path, rotate: bool, passphrase: t.Optional[str]
) -> None:
    host = Host.below(tmp_path, placing)
    entry = {
        "directory": str(host.directory),
        "name": NAME,
        "key": KEY,
        "passphrase": passphrase,
        "subject": {"CN": "Robin"},
    }

    def run(**changes: t.Any) -> dict[str, t.Any]:
        answer = placing({"certificates": [{**entry, **changes}]})
        assert not answer.result.get("failed"), answer.output
        return t.cast("dict[str, t.Any]", answer.result["results"][0])

    if rotate:
        run()
    before = _halves(host.directory, passphrase)
    ended = 0
    for where in ends(host, {"certificates": [{**entry, "rotate": rotate}]}, 1):
        ended += 1
        # A key that is being written has no name yet that the next run would look at.
        left = set() if f"{host.store}/new" in where else _halves(host.directory, passphrase)
        result = run(rotate=rotate)
        after = _halves(host.directory, passphrase)
        assert before | left <= after, where
        assert len(after) == len(before) + 1, where
        assert _requested(result) in after - before, where
        assert result["rotating"] is rotate, where
        assert [(path.stat().st_nlink) for path in host.directory.rglob("*.key")] == [1] * len(after), where
        assert not (host.store / "new").exists(), where
        assert run(rotate=rotate)["changed"] is False, where
    assert ended > 10


def test_the_key_is_on_the_disk_before_it_has_its_name(placing: Placing, tmp_path: pathlib.Path) -> None:
    # A killed process loses nothing that it wrote; a host without power does, unless it was synced in this order.
    directory = tmp_path / "host" / NAME
    changes = placing({"certificates": [{"directory": str(directory), "name": NAME, "key": KEY}]}).changes
    store = directory / f".{NAME}"
    made = f"{store}/new/{NAME}.key"
    named = changes.index(f"os.link {made} {store}/first/{NAME}.key")
    placed = changes.index(f"os.link {store}/first/{NAME}.key {directory}/{NAME}.key")
    requested = changes.index(f"open {NAME}.csr")
    assert max(place for place, change in enumerate(changes[:named]) if change == f"write {made}") < changes.index(
        f"os.fsync {made}"
    )
    for folder in (store / "first", store, directory):
        assert f"os.fsync {folder}" in changes[named:placed], folder
    assert f"os.fsync {directory}" in changes[placed:requested]
