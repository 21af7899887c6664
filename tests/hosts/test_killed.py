# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A run that is killed after each of its tasks in turn: what is in place works, and the next run completes."""

from __future__ import annotations

import pathlib
import signal
import typing as t

from ansible_collections.certops.digicert.tests.hosts.support.gate import Gate
from ansible_collections.certops.digicert.tests.hosts.support.line import Line, client

if t.TYPE_CHECKING:
    from ansible_collections.certops.digicert.tests.hosts.support.machines import Machine
    from ansible_collections.certops.digicert.tests.integration.support.processes import Run

_CALLBACKS = pathlib.Path(__file__).resolve().parent / "support" / "callback"
_SET = "/etc/pki/killed/killed"
_TOLD = "/srv/test-told"
_DECLARED: dict[str, t.Any] = {
    "directory": "/etc/pki/killed",
    "name": "killed",
    "key": {"type": "ECC", "curve": "secp256r1"},
    "outputs": ["certificate", "chain", "fullchain", "combined"],
    "certificate": client("killed"),
}
# The handler writes down what it was told about.
_TELL = [
    {
        "name": "Tell",
        "ansible.builtin.shell": f"openssl x509 -in {_SET}.crt -noout -serial >{_TOLD}",
        "listen": "client_cert_deploy_changed",
    }
]
_MANY = 80


def _rotate(line: Line, stop_after: int = 0) -> Run:
    """Replace key and certificate; be killed on the way when *stop_after* says so."""
    callbacks = f"{_CALLBACKS}:{_CALLBACKS.parents[2] / 'integration' / 'support' / 'callback'}"
    environment = {
        "ANSIBLE_CALLBACK_PLUGINS": callbacks,
        "ANSIBLE_CALLBACKS_ENABLED": "record,stop_after",
        "STOP_AFTER": str(stop_after),
    }
    return line(
        {"old": {**_DECLARED, "rotate": "now"}}, environment=environment if stop_after else None, handlers=_TELL
    )


def _told(old: Machine) -> str:
    return old.read(_TOLD).strip().partition("=")[2]


def _assert_works(old: Machine, context: str) -> None:
    """The set in place opens the gate; its other files hold the same pair."""
    old.assert_whole(_SET)
    request = "printf 'GET / HTTP/1.0\\r\\n\\r\\n'; sleep 1"
    answer = old.shell(
        f"({request}) | openssl s_client -connect 127.0.0.1:8443 -quiet -cert {_SET}.crt -key {_SET}.key "
        f"-cert_chain {_SET}.chain.crt 2>&1"
    )
    assert " 200 OK" in answer, f"{context}: {answer}"
    serial = old.serial(f"{_SET}.crt")
    assert f"X-Client-Serial: {serial}" in answer, context
    assert old.serial(f"{_SET}.pem") == serial, context


def test_killed_after_each_task(line: Line, web: Machine, old: Machine) -> None:
    Gate(web)
    old.run("rm", "-rf", "/etc/pki/killed", _TOLD)
    assert line({"old": _DECLARED}, handlers=_TELL).rc == 0
    first = old.serial(f"{_SET}.crt")
    switched = set()
    for number in range(1, _MANY):
        killed = _rotate(line, number)
        if killed.rc != -signal.SIGKILL:
            break
        last = killed.stderr.splitlines()[-1]
        context = f"killed after task {number}, {last}"
        _assert_works(old, context)
        if old.serial(f"{_SET}.crt") != first:
            switched.add(last)
        # The next run wants nothing new, and brings to an end what was begun.
        run = line({"old": _DECLARED}, handlers=_TELL)
        assert run.rc == 0, f"{context}: {run.output}"
        _assert_works(old, context)
        first = old.serial(f"{_SET}.crt")
        assert _told(old) == first, context
    assert line({"old": _DECLARED}, handlers=_TELL).changed == []
    assert killed.rc == 0, killed.output
    assert number > len(switched) > 0
    assert _told(old) == old.serial(f"{_SET}.crt") != first
