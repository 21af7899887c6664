# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every output, by its name: written narrow, opened again, and refused in time when it cannot be made."""

from __future__ import annotations

import os
import pathlib
import typing as t

import pytest
from ansible_collections.certops.digicert.plugins.module_utils._core.errors import FilesError
from ansible_collections.certops.digicert.plugins.module_utils._formats import disk, outputs
from ansible_collections.certops.digicert.plugins.module_utils._formats.outputs import SECRET_OUTPUTS
from ansible_collections.certops.digicert.tests.unit.formats import made

PUBLIC = ("certificate", "chain", "fullchain", "root")
# The NSS database needs programs of its own: tests/programs.
EVERY = (*PUBLIC, *sorted(SECRET_OUTPUTS - {"nss"}))


@pytest.fixture(params=[0o000, 0o022, 0o077], ids=oct)
def _umask(request: pytest.FixtureRequest) -> t.Iterator[None]:
    before = os.umask(request.param)
    yield
    os.umask(before)


@pytest.mark.usefixtures("_umask")
@pytest.mark.parametrize("output", EVERY)
def test_an_output_is_written_narrow_and_opened_again(tmp_path: pathlib.Path, output: str) -> None:
    path = tmp_path / output
    material = made.material(made.pair("ec", 100))
    outputs.write(output, material, str(path))
    outputs.check(output, material, str(path))
    assert path.stat().st_mode & 0o777 == 0o600
    assert [found.name for found in tmp_path.iterdir()] == [output]


@pytest.mark.parametrize("output", EVERY)
def test_an_output_of_other_material_is_found(tmp_path: pathlib.Path, output: str) -> None:
    path = tmp_path / output
    outputs.write(output, made.material(), str(path))
    other = made.material(current=made.pair("ec"), root=made.issuing())
    if output == "chain":
        (tmp_path / output).write_text("")
    with pytest.raises(FilesError):
        outputs.check(output, other, str(path))


@pytest.mark.parametrize("output", EVERY)
def test_nothing_is_written_over(tmp_path: pathlib.Path, output: str) -> None:
    path = tmp_path / output
    path.write_text("mine")
    with pytest.raises(FileExistsError):
        outputs.write(output, made.material(), str(path))
    assert path.read_text() == "mine"


def test_a_link_in_the_way_is_not_followed(tmp_path: pathlib.Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(FileExistsError):
        disk.create(str(tmp_path / "link"), b"secret")
    assert not (tmp_path / "elsewhere").exists()


@pytest.mark.parametrize(
    ("wanted", "kind", "programs"),
    [
        (PUBLIC, "PKCS12", []),
        (("key", "combined"), "JKS", []),
        (("pkcs12",), "PKCS12", ["openssl"]),
        (("pkcs12_legacy",), "PKCS12", ["openssl"]),
        (("keystore",), "PKCS12", ["openssl"]),
        (("keystore",), "JKS", ["keytool", "openssl"]),
        (("nss",), "PKCS12", ["certutil", "openssl", "pk12util"]),
        ((*EVERY, "nss"), "JKS", ["certutil", "keytool", "openssl", "pk12util"]),
    ],
)
def test_missing_programs(
    tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch, wanted: tuple[str, ...], kind: str, programs: list[str]
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    said = outputs.missing_programs(wanted, kind)
    assert [sentence.split()[2] for sentence in said] == programs
    assert all("install the package" in sentence for sentence in said)
    for name in programs:
        (tmp_path / name).touch(0o755)
    assert outputs.missing_programs(wanted, kind) == []


@pytest.mark.parametrize(
    ("wanted", "changes", "says"),
    [
        (EVERY, {}, []),
        (PUBLIC, {"passphrase": None, "friendly_name": ""}, []),
        (("pkcs12",), {"passphrase": None}, ["needs a passphrase"]),
        (("root",), {"root": None}, ["no root certificate was given"]),
        (("nss",), {"root": None}, []),
        (("keystore", "root"), {"root": None, "passphrase": b"short"}, ["6 characters", "no root certificate"]),
        (("pkcs12",), {"friendly_name": "\t"}, ["friendly_name is empty"]),
    ],
)
def test_what_is_impossible_is_said_before(wanted: tuple[str, ...], changes: dict[str, t.Any], says: list[str]) -> None:
    found = outputs.problems(wanted, made.material(**changes))
    assert len(found) == len(says), found
    assert all(part in sentence for part, sentence in zip(says, found))


@pytest.mark.parametrize(
    ("output", "keys"),
    [("pkcs12", 4), ("pkcs12_legacy", 4), ("pkcs12_current", 1), ("pkcs12_current_legacy", 1), ("keystore", 1)],
)
def test_what_is_for_programs_that_take_one_key_holds_one(tmp_path: pathlib.Path, output: str, keys: int) -> None:
    file = tmp_path / "file.p12"
    outputs.write(output, made.material(*made.history()), str(file))
    outputs.check(output, made.material(*made.history()), str(file))
    opened = made.program("openssl", "pkcs12", "-nodes", "-passin", "stdin", "-in", file, stdin=made.PASSPHRASE + b"\n")
    assert opened.count("BEGIN PRIVATE KEY") == keys
