# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The roles, run from the controller against the machines."""

from __future__ import annotations

import json
import pathlib
import typing as t

from ansible_collections.certops.digicert.tests.hosts.support.machines import GROUP
from ansible_collections.certops.digicert.tests.integration.support.fleet import PLAYBOOKS
from ansible_collections.certops.digicert.tests.integration.support.processes import COLLECTION, Playbooks, Run

if t.TYPE_CHECKING:
    from ansible_collections.certops.digicert.tests.integration.support.sandbox import Sandbox

_INVENTORY = COLLECTION / "extensions" / "molecule" / "shared" / "inventory.yml"
_ON_MACHINES = ("--inventory", str(_INVENTORY), "--extra-vars", f"machines_group={GROUP}")

Declared = dict[str, t.Any]


class Line:
    """Runs the role `client_cert` for certificates on machines; see `__call__`."""

    def __init__(self, playbooks: Playbooks, sandbox: Sandbox) -> None:
        self.directory = playbooks.directory
        self._playbooks = playbooks
        self._sandbox = sandbox

    def __call__(
        self,
        declared: t.Mapping[str, t.Union[Declared, list[Declared]]],
        *,
        arguments: t.Sequence[str] = (),
        environment: t.Optional[t.Mapping[str, str]] = None,
        **play: t.Any,
    ) -> Run:
        """Bring the certificates that are *declared* for each machine to their state; return what came of it.

        For a machine: the role's variables without their prefix, or a list of certificates. *play* are keywords of the play.
        """
        variables = {
            machine: {"client_cert_certificates": wanted}
            if isinstance(wanted, list)
            else {f"client_cert_{name}": value for name, value in wanted.items()}
            for machine, wanted in declared.items()
        }
        return self.tasks(
            list(declared),
            [{"name": "Certificates", "ansible.builtin.include_role": {"name": "certops.digicert.client_cert"}}],
            variables,
            arguments=arguments,
            environment=environment,
            **play,
        )

    def good(self, declared: t.Mapping[str, t.Union[Declared, list[Declared]]], **more: t.Any) -> Run:
        """The same for a run that has to succeed."""
        run = self(declared, **more)
        assert run.rc == 0, run.output
        return run

    def tasks(
        self,
        machines: t.Sequence[str],
        tasks: t.Sequence[t.Mapping[str, t.Any]],
        variables: t.Optional[t.Mapping[str, t.Mapping[str, t.Any]]] = None,
        *,
        arguments: t.Sequence[str] = (),
        environment: t.Optional[t.Mapping[str, str]] = None,
        **play: t.Any,
    ) -> Run:
        """Run tasks on machines, each with its variables; return what came of it."""
        self._write(machines, variables or {})
        return self._playbooks(
            tasks,
            arguments=[*_ON_MACHINES, *arguments],
            environment=environment,
            hosts=":".join(machines),
            connection="ansible.builtin.ssh",
            **play,
        )

    def converge(self, variables: t.Mapping[str, t.Mapping[str, t.Any]], *arguments: str) -> Run:
        """Run the collection's playbook of that name for machines, each with its variables; return what came of it."""
        self._write(list(variables), variables)
        # The variables of hosts are found beside an inventory.
        (self.directory / "hosts.json").write_text(
            json.dumps({"fleet": {"hosts": {machine: {} for machine in variables}}})
        )
        return self._playbooks(
            playbook=PLAYBOOKS / "converge.yml",
            arguments=[
                *_ON_MACHINES,
                *("--inventory", str(self.directory / "hosts.json"), "--extra-vars", "client_cert_hosts=fleet"),
                *arguments,
            ],
        )

    def _write(self, machines: t.Sequence[str], variables: t.Mapping[str, t.Mapping[str, t.Any]]) -> None:
        folder = self.directory / "host_vars"
        folder.mkdir(exist_ok=True)
        for machine in machines:
            found = {"client_cert_connection": self._sandbox.connection, **variables.get(machine, {})}
            _write_private(folder / f"{machine}.json", found)


def _write_private(path: pathlib.Path, values: t.Mapping[str, t.Any]) -> None:
    path.touch(mode=0o600)
    path.write_text(json.dumps(values), encoding="utf-8")


def client(identity: str, **more: t.Any) -> dict[str, t.Any]:
    """Return a certificate for client authentication, named after its identity."""
    return {
        "alternative_order_id": identity,
        "product": "client_authentication_plus",
        "common_name": identity,
        "emails": [f"{identity}@corp.example"],
        "organization": {"id": 501},
        "order_validity": {"years": 1},
        "skip_approval": True,
        **more,
    }


def mail(identity: str, address: str, **more: t.Any) -> dict[str, t.Any]:
    """Return a certificate that signs and encrypts mail."""
    return {
        "alternative_order_id": identity,
        "product": "secure_email_sponsor",
        "common_name_indicator": "given_name_surname",
        "individual": {"first_name": "Robin", "last_name": "Example"},
        "emails": [address],
        "organization": {"id": 501},
        "usage_designation": {"primary_usage": "dual_use"},
        "order_validity": {"years": 1},
        "skip_approval": True,
        **more,
    }
