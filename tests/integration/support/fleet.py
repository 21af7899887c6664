# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Hosts with an inventory, and the playbooks of the collection run for them as a user would."""

from __future__ import annotations

import json
import pathlib
import sys
import typing as t

import pytest
from ansible_collections.certops.digicert.tests.integration.support.declared import wanted
from ansible_collections.certops.digicert.tests.integration.support.processes import BUILD, Playbooks, Run

if t.TYPE_CHECKING:
    from ansible_collections.certops.digicert.tests.integration.support.sandbox import Sandbox

PLAYBOOKS = BUILD / "ansible_collections" / "certops" / "digicert" / "playbooks"
_CONNECTIONS = pathlib.Path(__file__).resolve().parent / "connection"
_SETTINGS = {"ANSIBLE_PIPELINING": "true", "ANSIBLE_CONNECTION_PLUGINS": str(_CONNECTIONS)}
_KEY = {"type": "ECC", "curve": "secp256r1"}


def item(name: str, product: str = "client_premium", **changes: t.Any) -> dict[str, t.Any]:
    """Return an entry of `client_cert_certificates`."""
    return {"certificate": wanted(product, csr=None, alternative_order_id=name, **changes)}


@pytest.fixture
def fleet(tmp_path: pathlib.Path, ansible_play: Playbooks, past: Sandbox) -> Fleet:
    """Three hosts, two of which declare certificates."""
    found = Fleet(tmp_path, ansible_play, past)
    found.certificates = {
        "web1": [item("one"), item("two", "client_authentication_plus")],
        "web2": [item("three")],
        "idle": [],
    }
    return found


class Fleet:
    """Hosts that are directories of this machine; what they declare is in `certificates`, host -> list."""

    def __init__(self, directory: pathlib.Path, playbooks: Playbooks, sandbox: Sandbox) -> None:
        self.directory = directory
        self.sandbox = sandbox
        self.certificates: dict[str, list[dict[str, t.Any]]] = {"web1": [], "web2": []}
        #: Hosts that cannot be reached.
        self.away: set[str] = set()
        #: What the environment of a run has beside what it needs. The clock of the sandbox jumps, and a list of orders that is remembered
        #: does not know.
        self.environment: dict[str, str] = {"DIGICERT_CACHE_PATH": ""}
        self._playbooks = playbooks

    def home(self, host: str) -> pathlib.Path:
        """Return the directory of the certificates of *host*."""
        return self.directory / host

    def place(self, host: str, name: str, ending: str = "crt") -> pathlib.Path:
        """Return where *host* keeps a file of the certificate *name*."""
        return self.home(host) / name / f"{name}.{ending}"

    def run(self, playbook: str, *arguments: str, **variables: t.Any) -> Run:
        """Run a playbook of the collection for all hosts; *variables* are extra variables."""
        inventory = self.directory / "inventory.json"
        inventory.write_text(json.dumps({"all": {"hosts": {host: self._host(host) for host in self.certificates}}}))
        return self._playbooks(
            playbook=PLAYBOOKS / f"{playbook}.yml",
            arguments=["-i", str(inventory), "-e", json.dumps(variables), *arguments],
            environment={**self.sandbox.environment, **_SETTINGS, **self.environment},
        )

    def task(self, module: str, **options: t.Any) -> Run:
        """Run one task on the controller, as somebody would between two runs of a playbook."""
        return self._playbooks([{"name": "One task", module: options}], environment=self.sandbox.environment)

    def _host(self, host: str) -> dict[str, t.Any]:
        self.home(host).mkdir(exist_ok=True)
        return {
            "ansible_connection": "nowhere" if host in self.away else "local",
            "ansible_python_interpreter": sys.executable,
            "client_cert_directory": str(self.home(host)),
            "client_cert_key": _KEY,
            "client_cert_certificates": self.certificates[host],
        }
