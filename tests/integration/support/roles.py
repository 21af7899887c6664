# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Real plays of the roles, and what is on the host afterwards."""

from __future__ import annotations

import datetime
import os
import pathlib
import re
import signal
import stat
import typing as t

import pytest
from ansible_collections.certops.digicert.tests.integration.support.declared import EMAIL, wanted
from ansible_collections.certops.digicert.tests.integration.support.processes import Playbooks, Run
from ansible_collections.certops.digicert.tests.integration.support.sandbox import Process, Sandbox
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_private_key

MODULE = "certops.digicert.digicert_client_cert"
FILES = "certops.digicert.client_cert_files"
LINE = "certops.digicert.client_certs"
NAME = "smime-robin"
KEY = {"type": "ECC", "curve": "secp256r1"}
HANDLER = {"name": "Reload", "ansible.builtin.debug": {"msg": "reloaded"}, "listen": "client_cert_deploy_changed"}
#: A certificate that is ordered now is due after so many days, and then it is today on this machine.
UNTIL_DUE = 340
#: Pipelining spares a third of the time.
FAST = {"ANSIBLE_PIPELINING": "true"}

Play = t.Callable[..., Run]


@pytest.fixture(scope="session")
def _past_process(tmp_path_factory: pytest.TempPathFactory) -> t.Iterator[Process]:
    start = datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(days=UNTIL_DUE)
    with Process(tmp_path_factory.mktemp("past"), "--clock", start.strftime("%Y-%m-%dT%H:%M:%S+00:00")) as running:
        yield running


@pytest.fixture
def past(_past_process: Process) -> Sandbox:
    """A sandbox with a fresh account whose clock stands `UNTIL_DUE` days ago: hosts refuse what is valid in the future only."""
    found = Sandbox(_past_process.ready)
    found.reset()
    return found


@pytest.fixture
def host(tmp_path: pathlib.Path) -> pathlib.Path:
    """The directory on the host that belongs to the certificate; it does not exist yet."""
    (tmp_path / "host").mkdir()
    return tmp_path / "host" / NAME


@pytest.fixture
def make_csr(ansible_play: Playbooks, host: pathlib.Path) -> Play:
    """Run the role `client_cert_csr`; keywords are its variables without prefix."""

    def run(
        arguments: t.Sequence[str] = (), environment: t.Optional[t.Mapping[str, str]] = None, **variables: t.Any
    ) -> Run:
        given = {"directory": str(host), "name": NAME, "key": KEY, "emails": [EMAIL], **variables}
        return ansible_play(
            roles=["certops.digicert.client_cert_csr"],
            vars={f"client_cert_csr_{name}": value for name, value in given.items()},
            arguments=arguments,
            environment={**FAST, **(environment or {})},
        )

    return run


@pytest.fixture
def deploy(ansible_play: Playbooks, host: pathlib.Path) -> Play:
    """Run the role `client_cert_deploy`, or another entry point of it; keywords are its variables without prefix."""

    def run(
        result: t.Optional[t.Mapping[str, t.Any]] = None,
        entry: str = "main",
        arguments: t.Sequence[str] = (),
        environment: t.Optional[t.Mapping[str, str]] = None,
        handlers: t.Sequence[t.Mapping[str, t.Any]] = (HANDLER,),
        **variables: t.Any,
    ) -> Run:
        parts = {} if result is None else {name: result[name] for name in ("certificate", "chain", "root")}
        given = {"directory": str(host), "name": NAME, **parts, **variables}
        role = {"name": "certops.digicert.client_cert_deploy", "tasks_from": entry}
        found = {"roles": [role["name"]]} if entry == "main" else {"tasks": [{"ansible.builtin.include_role": role}]}
        return ansible_play(
            **found,
            vars={f"client_cert_deploy_{name}": value for name, value in given.items()},
            handlers=list(handlers),
            arguments=arguments,
            environment={**FAST, **(environment or {})},
        )

    return run


@pytest.fixture
def line(ansible_play: Playbooks, past: Sandbox, host: pathlib.Path) -> Play:
    """Run the role `client_cert` for *declared*; keywords are its variables without prefix, or without *declared* all of them."""

    def run(
        declared: t.Optional[t.Mapping[str, t.Any]] = None,
        arguments: t.Sequence[str] = (),
        environment: t.Optional[t.Mapping[str, str]] = None,
        **variables: t.Any,
    ) -> Run:
        one = (
            {} if "certificates" in variables else {"certificate": declared or wanted(csr=None), "directory": str(host)}
        )
        given = {"key": KEY, **one, **variables}
        return ansible_play(
            roles=["certops.digicert.client_cert"],
            vars={f"client_cert_{name}": value for name, value in given.items()},
            handlers=[HANDLER],
            # The clock of the sandbox jumps, and a list of orders that is remembered does not know.
            environment={**FAST, **past.environment, "DIGICERT_CACHE_PATH": "", **(environment or {})},
            arguments=arguments,
        )

    return run


def outcomes(run: Run) -> list[str]:
    """Return what the last task for the whole line came to, certificate by certificate."""
    return [result.get("action", "failed") for result in run.of(LINE)[-1]["results"]]


def executions(run: Run) -> list[str]:
    """Return the modules that were executed on the host, in their order; a run with -vvv tells."""
    return re.findall(r"Using module file \S*/plugins/modules/(client_cert_\w+)\.py", run.output)


def killed(run: Run) -> bool:
    """Tell whether the run was ended by SIGKILL."""
    return run.rc == -signal.SIGKILL


def kill_after(task: str) -> dict[str, str]:
    """Return the environment in which a run is killed once *task* has ended well."""
    return {"ANSIBLE_CALLBACKS_ENABLED": "record,kill", "KILL_AFTER": task}


def kill_before(task: str) -> dict[str, str]:
    """Return the environment in which a run is killed when *task* begins."""
    return {"ANSIBLE_CALLBACKS_ENABLED": "record,kill", "KILL_BEFORE": task}


def meanwhile(task: str, command: str) -> dict[str, str]:
    """Return the environment in which *command* runs when *task* begins, as another run would do something at that moment."""
    return {
        "ANSIBLE_CALLBACKS_ENABLED": "record,meanwhile",
        "MEANWHILE_BEFORE": task,
        "MEANWHILE_COMMAND": command,
    }


def in_use(directory: pathlib.Path) -> dict[str, str]:
    """Return the text of every file that a program would open in *directory*: links are followed, hidden names left out."""
    found = [path for path in directory.iterdir() if not path.name.startswith(".") and path.is_file()]
    return {path.name: path.read_text() for path in sorted(found)}


def everything(directory: pathlib.Path) -> dict[str, t.Optional[bytes]]:
    """Return all below *directory*, hidden names too: content of a file, `-> target` for a link, `None` for a directory."""

    def told(path: pathlib.Path) -> t.Optional[bytes]:
        if path.is_symlink():
            return b"-> " + os.readlink(path).encode()
        return path.read_bytes() if path.is_file() else None

    return {str(path.relative_to(directory)): told(path) for path in sorted(directory.rglob("*"))}


def mode(path: pathlib.Path) -> str:
    return oct(stat.S_IMODE(path.stat().st_mode))[2:]


def public_half(pem: bytes, passphrase: t.Optional[str] = None) -> bytes:
    """Return the public half of a private key, comparable with `key_of`."""
    key = load_pem_private_key(pem, None if passphrase is None else passphrase.encode())
    return key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


def key_on(host: pathlib.Path, name: str = NAME) -> bytes:
    """Return the public half of the key in use."""
    return public_half((host / f"{name}.key").read_bytes())


def first_key(host: pathlib.Path, name: str = NAME) -> pathlib.Path:
    """Return where a first key is made."""
    return host / f".{name}" / "first" / f"{name}.key"


def next_key(host: pathlib.Path, name: str = NAME) -> pathlib.Path:
    """Return where the key of a rotation is that is not over."""
    return host / f".{name}" / "next" / f"{name}.key"


def secret(key: pathlib.Path) -> str:
    """Return the first line of an elliptic key's PEM: the secret number is in it, and nothing that its public half shows."""
    found = key.read_text().splitlines()[1]
    assert len(found) == 64
    return found
