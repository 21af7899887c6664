# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The module that places files, in real `ansible-playbook` runs and without any API."""

from __future__ import annotations

import concurrent.futures
import getpass
import os
import pathlib
import pwd
import ssl
import stat
import subprocess
import typing as t

import pytest
from ansible_collections.certops.digicert.tests.integration.support.placing import Placing
from ansible_collections.certops.digicert.tests.integration.support.processes import clean_environment, run_module
from ansible_collections.certops.digicert.tests.unit.files.authority import certificate, hierarchy, key_pem, serial

if t.TYPE_CHECKING:
    from ansible_collections.certops.digicert.tests.integration.support.processes import Playbooks, Run

PASSPHRASE = "the file secret"
NAME = "Place"


@pytest.fixture(scope="module")
def placing(tmp_path_factory: pytest.TempPathFactory) -> t.Iterator[Placing]:
    with Placing(tmp_path_factory.mktemp("placing")) as running:
        yield running


@pytest.fixture
def directory(tmp_path: pathlib.Path) -> pathlib.Path:
    """A directory with a key in it."""
    path = tmp_path / "alice"
    path.mkdir(mode=0o700)
    (path / "alice.key").write_bytes(key_pem("alice"))
    (path / "alice.key").chmod(0o600)
    return path


def _options(directory: pathlib.Path, **options: t.Any) -> dict[str, t.Any]:
    given = {"chain": [hierarchy().intermediate], "root": hierarchy().root, "certificate": certificate()}
    return {"directory": str(directory), "name": "alice", **given, **options}


def _task(options: t.Mapping[str, t.Any], **more: t.Any) -> dict[str, t.Any]:
    return {"name": NAME, "certops.digicert.client_cert_files": dict(options), "register": "placed", **more}


def _play(ansible_play: Playbooks, options: t.Mapping[str, t.Any], *arguments: str) -> Run:
    """Place, tell the handler, and remember that it was told."""
    tell = {"name": "Tell", "ansible.builtin.debug": {"msg": "told"}, "changed_when": False}
    forget = {"name": "Forget", "ansible.builtin.file": {"path": "{{ placed.unannounced }}", "state": "absent"}}
    handlers = [{**tell, "listen": "placed"}, {**forget, "listen": "placed"}]
    return ansible_play([_task(options, notify="placed")], handlers=handlers, arguments=list(arguments))


def test_place_renew_go_back_and_end(ansible_play: Playbooks, directory: pathlib.Path) -> None:
    options = _options(directory)

    first = _play(ansible_play, options)
    assert first.rc == 0, first.output
    assert first.named(NAME).result["action"] == "place"
    assert [task.name for task in first.tasks] == [NAME, "Tell", "Forget"]
    assert (directory / "alice.crt").read_text() == options["certificate"]

    second = _play(ansible_play, options)
    assert (second.rc, [task.name for task in second.tasks], second.changed) == (0, [NAME], [])

    new = _options(directory)
    renewed = _play(ansible_play, new)
    assert renewed.named(NAME).result["previous_generation"] == 1
    assert "Tell" in [task.name for task in renewed.tasks]

    back = _play(ansible_play, {"directory": str(directory), "name": "alice", "state": "previous", "generation": 1})
    assert back.named(NAME).result["serial_number"] == serial(options["certificate"])
    assert (directory / "alice.crt").read_text() == options["certificate"]

    end = ansible_play([_task({"directory": str(directory), "name": "alice", "state": "absent", "purge": True})])
    assert (end.rc, end.named(NAME).changed) == (0, True)
    assert list(directory.iterdir()) == []


def test_check_mode_and_diff_write_nothing_and_show_no_key(ansible_play: Playbooks, directory: pathlib.Path) -> None:
    options = _options(directory, outputs=["certificate", "combined"])
    run = _play(ansible_play, options, "--check", "--diff")
    assert run.rc == 0, run.output
    assert run.named(NAME).result["action"] == "place"
    assert f"+serial_number: {serial(options['certificate'])}" in run.stdout
    assert "+combined: alice.pem" in run.stdout
    assert "PRIVATE" not in run.output
    assert [path.name for path in directory.iterdir()] == ["alice.key"]


def test_every_output_and_no_secret(ansible_play: Playbooks, directory: pathlib.Path) -> None:
    outputs = ["certificate", "chain", "fullchain", "root", "combined", "pkcs12", "pkcs12_legacy", "keystore"]
    options = _options(directory, outputs=outputs, passphrase=PASSPHRASE)
    run = _play(ansible_play, options, "-vvv", "--diff")
    assert run.rc == 0, run.output
    files = run.named(NAME).result["files"]
    assert list(files) == ["key", *outputs]
    assert PASSPHRASE not in run.output
    body = key_pem("alice").decode().splitlines()[1]
    assert body not in run.output
    for output in ("pkcs12", "keystore"):
        shown = subprocess.run(
            ["openssl", "pkcs12", "-in", files[output], "-passin", "stdin", "-nokeys"],
            input=PASSPHRASE,
            capture_output=True,
            text=True,
            check=True,
        )
        assert "subject=CN = alice" in shown.stdout.replace("CN=", "CN = ")
    assert _play(ansible_play, options).changed == []


def test_a_passphrase_that_is_a_word_damages_no_result(ansible_play: Playbooks, directory: pathlib.Path) -> None:
    run = _play(ansible_play, _options(directory, outputs=["certificate", "pkcs12"], passphrase="certificate"))
    assert run.rc == 0, run.output
    assert run.named(NAME).result["files"]["certificate"] == str(directory / "alice.crt")


def test_a_refused_set_is_undone_in_one_sentence(ansible_play: Playbooks, directory: pathlib.Path) -> None:
    options = _options(directory)
    _play(ansible_play, options)
    refused = _play(ansible_play, _options(directory, validate="sh -c 'echo broken on line 3 >&2; exit 3'"))
    (failure,) = refused.failures
    assert failure.result["msg"].endswith("with exit code 3; the old set is in use; it said: broken on line 3")
    assert (failure.result["action"], failure.result["generation"]) == ("place", 1)
    assert "Traceback" not in refused.output
    assert (directory / "alice.crt").read_text() == options["certificate"]
    assert _play(ansible_play, options).changed == []


def test_runs_at_the_same_time_place_once(directory: pathlib.Path, tmp_path: pathlib.Path) -> None:
    options, environment = _options(directory), clean_environment(tmp_path)
    with concurrent.futures.ThreadPoolExecutor() as threads:
        runs = [threads.submit(run_module, "client_cert_files", options, environment) for _run in range(4)]
    results = [run.result() for run in runs]
    assert sorted(result["action"] for result in results) == ["none", "none", "none", "place"]
    assert {result["generation"] for result in results} == {1}
    assert sorted(path.name for path in (directory / ".alice").iterdir()) == ["1", "current", "unannounced"]


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"outputs": ["pkcs12"], "passphrase": "ab", "keep": -1}, "keep must not be negative"),
        ({"nss_databases": ["secret words"]}, "dictionary requested"),
        ({"nss_databases": [{"passphrase": "secret words"}]}, "missing required arguments: path"),
        ({"passphrase": "secret words", "certificate": None}, "state is present but any of the following are missing"),
        (
            {"owner": "no-such-user-here"},
            "owner names 'no-such-user-here', which this host does not know (failed to look up)",
        ),
    ],
)
def test_a_broken_task(ansible_play: Playbooks, directory: pathlib.Path, options: dict[str, t.Any], told: str) -> None:
    given = {name: value for name, value in _options(directory, **options).items() if value is not None}
    run = ansible_play([_task(given)], arguments=["-vvv"])
    (failure,) = run.failures
    assert told in failure.result["msg"]
    assert "secret words" not in failure.result["msg"] + str(failure.result.get("invocation"))
    assert "Traceback" not in run.output
    assert [path.name for path in directory.iterdir()] == ["alice.key"]


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"directory": ""}, "directory must not be empty"),
        ({"directory": "/srv/a\0b"}, "directory holds a NUL byte"),
        ({"validate": "true \0"}, "validate holds a NUL byte"),
        ({"owner": "ro\0ot"}, "owner holds a NUL byte"),
        ({"name": "a\0b"}, "name holds a NUL byte"),
        ({"files": {"certificate": "a\0b"}}, "files.certificate holds a NUL byte"),
        ({"nss_databases": [{"path": "/a\0b"}]}, "nss_databases.path holds a NUL byte"),
        ({"owner": "99999999999"}, "owner names '99999999999', which this host does not know"),
        ({"owner": "4294967295"}, "owner names '4294967295', which this host does not know"),
        ({"group": "-1"}, "group names '-1', which this host does not know"),
        ({"outputs": ["pkcs12"], "passphrase": "a\ud800b"}, "passphrase holds half of a character"),
        ({"key_passphrase": "\udfff"}, "key_passphrase holds half of a character"),
        ({"nss_databases": [{"path": "/a", "passphrase": "\ud800"}]}, "nss_databases.passphrase holds half"),
        ({"validate_timeout": 0}, "validate_timeout must be 1 second or more"),
        ({"directory_mode": "4755"}, "directory_mode must be three octal digits"),
        ({"mode": "u=rw"}, "mode must be three octal digits"),
    ],
)
def test_what_no_system_takes_is_one_sentence(
    directory: pathlib.Path, placing: Placing, options: dict[str, t.Any], told: str
) -> None:
    for check in (True, False):
        answer = placing({**_options(directory), **options, "_ansible_check_mode": check})
        assert told in answer.result["msg"]
        assert answer.result["msg"].startswith("Nothing was changed: ")
        assert "Traceback" not in answer.output
    assert [path.name for path in directory.iterdir()] == ["alice.key"]


@pytest.mark.parametrize("option", ["name", "directory", "files"])
def test_a_name_that_the_locale_cannot_write(directory: pathlib.Path, tmp_path: pathlib.Path, option: str) -> None:
    given = {"files": {"certificate": "\u00e4.crt"}, "name": "\u00e4", "directory": f"{directory}/\u00e4"}[option]
    ascii_only = clean_environment(tmp_path, LC_ALL="C", PYTHONCOERCECLOCALE="0", PYTHONUTF8="0")
    run = run_module("client_cert_files", {**_options(directory), option: given}, ascii_only)
    assert "holds a character that cannot be written on this host, whose locale knows" in run["msg"]
    assert "set LC_ALL to C.UTF-8" in run["msg"]


def _year_0(pem: str) -> str:
    """Return a certificate that begins in the year 0; its signature fits no more."""
    der = bytearray(ssl.PEM_cert_to_DER_cert(pem))
    begin = der.index(b"\x17\x0d")
    der[begin : begin + 15] = b"\x18\x0f00000101000000Z"
    # It has grown by 2, and so have the three that it lies in: validity, content, certificate.
    der[begin - 1] += 2
    for place in (2, 6):
        der[place : place + 2] = (int.from_bytes(der[place : place + 2], "big") + 2).to_bytes(2, "big")
    return ssl.DER_cert_to_PEM_cert(bytes(der))


def test_a_certificate_of_the_year_0(directory: pathlib.Path, placing: Placing) -> None:
    broken = _year_0(certificate())
    run = placing(_options(directory, certificate=broken)).result
    assert run["msg"] == "certificate holds a certificate that cannot be read; nothing was changed."
    # Where it lies at its place it is in nobody's way.
    (directory / "alice.crt").write_text(broken)
    assert placing(_options(directory)).result["action"] == "place"
    (directory / "alice.crt").unlink()
    (directory / "alice.crt").write_text(broken)
    given = {"directory": str(directory), "name": "alice", "state": "absent"}
    assert placing(given).result["action"] == "remove"


def test_a_command_that_does_not_end(directory: pathlib.Path, placing: Placing, tmp_path: pathlib.Path) -> None:
    assert placing(_options(directory)).result["action"] == "place"
    before = (directory / "alice.crt").read_text()
    waiting = _options(directory, validate="sh -c 'sleep 1000 & sleep 1000'", validate_timeout=1)
    run = placing(waiting).result
    assert "did not end within 1 seconds and was killed; the old set is in use; look why it waits" in run["msg"]
    assert (directory / "alice.crt").read_text() == before
    # A daemon that it leaves running holds nobody up.
    daemon = _options(directory, validate=f"sh -c 'sleep 1000 >&2 & echo $! > {tmp_path}/pid'", validate_timeout=60)
    assert placing(daemon).result["action"] == "place"
    os.kill(int((tmp_path / "pid").read_text()), 9)


def test_the_owner(ansible_play: Playbooks, directory: pathlib.Path) -> None:
    """Only root can give files away; anybody else fails, and nothing is in use."""
    other = next(entry.pw_name for entry in pwd.getpwall() if entry.pw_name not in ("root", getpass.getuser()))
    run = _play(ansible_play, _options(directory, owner=other, key_mode="0640"))
    if os.geteuid() == 0:
        assert run.rc == 0, run.output
        found = [directory, directory / ".alice", *(path for path in (directory / ".alice" / "1").iterdir())]
        assert {path.owner() for path in found} == {other}
        assert stat.S_IMODE((directory / "alice.key").stat().st_mode) == 0o640
        assert _play(ansible_play, _options(directory, owner=other)).rc == 0
    else:
        (failure,) = run.failures
        assert "chown failed" in failure.result["msg"]
        assert (directory / "alice.key").read_bytes() == key_pem("alice")
    assert "Traceback" not in run.output
