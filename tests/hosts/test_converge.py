# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The playbook converge for three machines, one after the other: what fails, waits or cannot be reached stops nobody else."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.certops.digicert.tests.hosts.support.line import Line, client

if t.TYPE_CHECKING:
    from ansible_collections.certops.digicert.tests.hosts.support.machines import Machine
    from ansible_collections.certops.digicert.tests.integration.support.processes import Run
    from ansible_collections.certops.digicert.tests.integration.support.sandbox import Sandbox

_ADDRESS = "robin@corp.example"
#: Of a user without any rights, of one that becomes root, of root on a machine with Python 3.9.
_DIRECTORIES = {"mail": "/home/robin/fleet", "web": "/etc/pki/fleet", "old": "/srv/fleet"}
_ONE_AT_A_TIME = ("--extra-vars", "client_cert_serial=1")
_WAITING = {"product": "class1_smime", "alternative_order_id": "fleet-mail", "emails": [_ADDRESS]}


def _variables(machine: str, *certificates: dict[str, t.Any], **more: t.Any) -> dict[str, t.Any]:
    return {
        "client_cert_directory": _DIRECTORIES[machine],
        "client_cert_key": {"type": "ECC", "curve": "secp256r1"},
        "client_cert_certificates": [{"certificate": one} for one in certificates],
        **more,
    }


@pytest.fixture
def there(web: Machine, mail: Machine, old: Machine) -> t.Callable[[str], list[str]]:
    """Return the files of a machine's certificates with what they hold; at first there are none."""
    machines = {"web": web, "mail": mail, "old": old}
    for machine, directory in _DIRECTORIES.items():
        machines[machine].run("rm", "-rf", directory)

    def found(machine: str) -> list[str]:
        script = f"find {_DIRECTORIES[machine]} -type f -exec sha256sum {{}} + 2>/dev/null || true"
        return sorted(machines[machine].shell(script).splitlines())

    return found


def _said(run: Run) -> dict[str, str]:
    """Return what the playbook says at its end, by host."""
    name = "Fail where the certificates are not as declared"
    return {task.host: task.result["msg"] for task in run.failures if task.name == name}


def test_one_fails_one_waits_one_is_away(
    line: Line, sandbox: Sandbox, web: Machine, mail: Machine, old: Machine, there: t.Callable[[str], list[str]]
) -> None:
    mailbox = {**client("fleet-mail"), **_WAITING}
    for name in ("common_name", "organization"):
        del mailbox[name]
    wrong = client("fleet-wrong", organization={"id": 999})
    fleet = {
        "web": _variables("web", wrong, client("fleet-web")),
        "mail": _variables("mail", mailbox),
        "old": _variables("old", client("fleet-old")),
    }

    predicted = line.converge(fleet, "--check", "--diff", *_ONE_AT_A_TIME)
    assert (sandbox.calls()["writes"], [there(machine) for machine in fleet]) == (0, [[], [], []]), predicted.output

    first = line.converge(fleet, *_ONE_AT_A_TIME)
    assert (first.rc != 0, set(_said(first))) == (True, {"web"}), first.output
    assert _said(first)["web"].startswith("1 of 2 certificates failed. certificates[0] (fleet-wrong): ")
    web.assert_whole("/etc/pki/fleet/fleet-web/fleet-web")
    old.assert_whole("/srv/fleet/fleet-old/fleet-old")
    # Key and request are there; no certificate is.
    assert mail.shell("cd /home/robin/fleet/fleet-mail && ls").split() == ["fleet-mail.csr", "fleet-mail.key"]
    assert "waits:" in first.output
    assert sum(one["alternative_order_id"] == "fleet-mail" for one in sandbox.orders()) == 1

    # What failed is mended, what waited may go on, and a machine that was good is away.
    sandbox.post("/mailboxes/confirm", {"email": _ADDRESS})
    fleet["web"] = _variables("web", client("fleet-web"))
    before = {machine: there(machine) for machine in ("web", "old")}
    away = {**fleet, "old": {**fleet["old"], "ansible_host": "switched-off"}}
    second = line.converge(away, *_ONE_AT_A_TIME)
    assert (second.rc != 0, set(_said(second))) == (True, {"old"}), second.output
    assert _said(second)["old"].startswith("The host could not be reached, its certificates are as they were: ")
    mail.assert_whole("/home/robin/fleet/fleet-mail/fleet-mail")
    assert {machine: there(machine) for machine in before} == before

    sandbox.forget()
    last = line.converge(fleet)
    assert (last.rc, last.changed) == (0, []), last.output
    assert sandbox.calls()["writes"] == 0
    assert len(sandbox.orders()) == 3
