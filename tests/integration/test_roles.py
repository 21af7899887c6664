# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The role `client_cert` for lists of certificates on several hosts, whatever the inventory sets for all of them."""

from __future__ import annotations

import json
import pathlib
import re
import sys
import typing as t

import pytest
from ansible_collections.certops.digicert.tests.integration.support.certificates import key_of
from ansible_collections.certops.digicert.tests.integration.support.declared import wanted
from ansible_collections.certops.digicert.tests.integration.support.processes import Run
from ansible_collections.certops.digicert.tests.integration.support.roles import (
    HANDLER,
    KEY,
    LINE,
    everything,
    in_use,
    key_on,
)

HOSTS = ("one", "two")

#: A Python that has what the hosts are promised to get by with, and not what the controller needs.
_HOSTS_PYTHON = """#!/bin/sh
PYTHONPATH={folder} exec {python} "$@"
"""


class Fleet:
    """Hosts of one inventory, each with a directory of its own, reached through a connection plugin."""

    def __init__(self, play: t.Any, sandbox: t.Any, folder: pathlib.Path) -> None:
        self._play, self.sandbox, self._folder = play, sandbox, folder
        folder.mkdir()
        self._log = folder / "connected.txt"
        self._log.touch()
        hidden = folder / "hidden"
        hidden.mkdir()
        for library in ("requests", "voluptuous"):
            (hidden / f"{library}.py").write_text(f"raise ImportError('no {library} on a host')\n")
        python = folder / "python3"
        python.write_text(_HOSTS_PYTHON.format(folder=hidden, python=sys.executable))
        python.chmod(0o755)
        self._for_all = {
            "ansible_connection": "elsewhere",
            "ansible_python_interpreter": str(python),
            # Nobody is root here, and who would become root on the controller fails.
            "ansible_become": False,
        }

    def directory(self, host: str) -> pathlib.Path:
        return self._folder / host

    def connected(self) -> set[str]:
        """Return the hosts that were reached through the plugin."""
        return set(self._log.read_text().split())

    def run(self, arguments: t.Sequence[str] = (), localhost: bool = False, **variables: t.Any) -> Run:
        """Run the role on all hosts; keywords are its variables, and a `localhost` is in the inventory as one of all."""
        inventory = self._folder / "inventory.json"
        hosts = {host: {"folder": str(self.directory(host))} for host in HOSTS}
        groups = {"fleet": {"hosts": hosts}, "others": {"hosts": {"localhost": {}} if localhost else {}}}
        inventory.write_text(json.dumps({"all": {"children": groups, "vars": self._for_all}}))
        given = {"directory": "{{ folder }}", "key": KEY, **variables}
        # The play must not name a connection: a task would inherit it.
        return t.cast(
            Run,
            self._play(
                roles=["certops.digicert.client_cert"],
                hosts="fleet",
                connection="ssh",
                vars={f"client_cert_{name}": value for name, value in given.items()},
                handlers=[HANDLER],
                environment={
                    **self.sandbox.environment,
                    "ANSIBLE_PIPELINING": "true",
                    "ANSIBLE_CONNECTION_PLUGINS": str(pathlib.Path(__file__).parent / "support" / "connection"),
                    "CONNECTED_FILE": str(self._log),
                },
                arguments=["-i", str(inventory), *arguments],
            ),
        )


@pytest.fixture
def fleet(ansible_play, past, tmp_path: pathlib.Path) -> Fleet:
    return Fleet(ansible_play, past, tmp_path / "fleet")


def item(name: str, product: str = "client_premium", **changes: t.Any) -> dict[str, t.Any]:
    """Return an entry of the list for every host; its identity is another one on each."""
    declared = wanted(product, csr=None, alternative_order_id=f"{name}-{{{{ inventory_hostname }}}}")
    return {"name": name, "certificate": declared, **changes}


@pytest.mark.parametrize("localhost", [False, pytest.param(True, marks=pytest.mark.once)])
def test_what_the_inventory_sets_for_all_hosts_is_not_for_the_controller(fleet: Fleet, localhost: bool) -> None:
    run = fleet.run(localhost=localhost, certificates=[item("mail"), item("login", "client_authentication_plus")])

    assert run.rc == 0, run.output
    # The hosts' Python could not have talked to CertCentral, and their connection was not used for it.
    assert [[one["action"] for one in result["results"]] for result in run.of(LINE)] == [["order"] * 2] * 2
    assert fleet.connected() == set(HOSTS)
    for host in HOSTS:
        for name in ("mail", "login"):
            folder = fleet.directory(host) / name
            assert key_of(in_use(folder)[f"{name}.crt"]) == key_on(folder, name)
        assert [
            path
            for path, held in everything(fleet.directory(host)).items()
            if fleet.sandbox.api_key.encode() in (held or b"")
        ] == []
    # Both hosts at once, and all their certificates: the task is announced once.
    assert run.stdout.count(": Keep keys, orders and files]") == 1
    assert [task.name for task in run.tasks].count("Reload") == len(HOSTS)

    again = fleet.run(localhost=localhost, certificates=[item("mail"), item("login", "client_authentication_plus")])
    assert (again.rc, again.changed) == (0, []), again.output


def test_a_certificate_that_fails_stops_neither_the_others_of_its_host_nor_the_other_host(fleet: Fleet) -> None:
    broken = item("broken", "client_authentication_plus")
    # Refused on the host `one` only, by CertCentral.
    broken["certificate"]["organization"] = {"id": "{{ 999 if inventory_hostname == 'one' else 501 }}"}
    certificates = [item("first"), broken, item("last", outputs=["certificate"], directory="{{ folder }}/elsewhere")]

    run = fleet.run(certificates=certificates)

    assert run.rc != 0
    failure = run.failures[-1].result["msg"]
    assert failure.startswith("1 of 3 certificates failed. certificates[1] (broken-one): ")
    assert "organization" in failure
    assert "\n" not in failure
    one, two = (fleet.directory(host) for host in HOSTS)
    assert sorted(in_use(one / "first")) == [
        "first.chain.crt",
        "first.crt",
        "first.csr",
        "first.fullchain.crt",
        "first.key",
    ]
    assert sorted(in_use(one / "elsewhere")) == ["last.crt", "last.csr", "last.key"]
    assert sorted(in_use(one / "broken")) == ["broken.csr", "broken.key"]
    assert "broken.crt" in in_use(two / "broken")
    # Both hosts' programs are told of what is good.
    assert [task.name for task in run.tasks].count("Reload") == len(HOSTS)
    assert "failed=0" in next(line for line in run.stdout.splitlines() if line.startswith("two "))
    found = {
        task.host: task.result["ansible_facts"]["client_cert_results"]
        for task in run.tasks
        if task.name.endswith("Keep the results")
    }
    assert {host: [name for name, one in found[host].items() if one.get("failed")] for host in HOSTS} == {
        "one": ["broken"],
        "two": [],
    }


@pytest.mark.once
def test_a_faulty_declaration_holds_up_its_host_and_no_other(fleet: Fleet) -> None:
    faulty = item("faulty")
    faulty["certificate"]["emails"] = "{{ [] if inventory_hostname == 'one' else ['robin@example.com'] }}"

    run = fleet.run(certificates=[item("good"), faulty])

    (failure,) = run.failures
    assert failure.host == "one"
    assert failure.result["msg"].startswith("Nothing was sent: certificates[1] (faulty-one): emails")
    assert sorted(one["alternative_order_id"] for one in fleet.sandbox.orders()) == ["faulty-two", "good-two"]
    assert not fleet.directory("one").exists()


@pytest.mark.parametrize("arguments", [["--check"], []], ids=" ".join)
def test_hosts_that_declare_one_certificate_are_refused_by_name(fleet: Fleet, arguments: list[str]) -> None:
    shared = item("shared")
    # The letter case is not known to make a difference.
    shared["certificate"]["alternative_order_id"] = "{{ 'Shared' if inventory_hostname == 'one' else 'shared' }}"

    run = fleet.run(certificates=[shared, item("own")], arguments=arguments)

    assert run.rc != 0
    assert {failure.host: failure.result["msg"] for failure in run.failures} == {
        host: f"Nothing was sent: certificates[0] ({identity}): the hosts one, two declare the same alternative_order_id; a "
        "certificate belongs to one key, so give each host its own, for example with inventory_hostname in it."
        for host, identity in (("one", "Shared"), ("two", "shared"))
    }
    assert fleet.sandbox.received() == []
    assert not any(fleet.directory(host).exists() for host in HOSTS)


def test_an_order_that_is_pending_for_too_long_fails_the_host_at_the_end(fleet: Fleet) -> None:
    waiting, patient = item("waiting", pending_fail_days=100), item("patient", pending_fail_days=1000)
    waiting["certificate"].update(skip_approval=False)
    patient["certificate"].update(skip_approval=False)

    ordered = fleet.run(certificates=[waiting, patient], arguments=["--limit", "one"])
    assert ordered.rc == 0, ordered.output
    # It is CertCentral's clock that counts.
    fleet.sandbox.advance(days=101)
    waiting["connection"] = patient["connection"] = {"cache_path": ""}

    run = fleet.run(certificates=[waiting, patient], arguments=["--limit", "one"])

    assert run.rc != 0
    (failure,) = run.failures
    (first,) = [order for order in fleet.sandbox.orders() if order["alternative_order_id"] == "waiting-one"]
    (request,) = first["requests"]
    assert re.fullmatch(
        rf"waiting: order {first['id']} has been pending for 101 days, and pending_fail_days is 100: "
        rf"an approver of the account must approve request {request['id']} of order {first['id']} in CertCentral, "
        rf"or with certops\.digicert\.digicert_request \(request_id: {request['id']}, status: approved\)\.",
        failure.result["msg"],
    )
    # Everything else was done before.
    assert sorted(run.named("Keep the results").result["ansible_facts"]["client_cert_results"]) == [
        "patient",
        "waiting",
    ]


def test_one_host_after_the_other(fleet: Fleet) -> None:
    run = fleet.run(certificates=[item("mail")], arguments=["--forks", "1"], keep=0)

    assert run.rc == 0, run.output
    assert all("mail.crt" in in_use(fleet.directory(host) / "mail") for host in HOSTS)


@pytest.mark.parametrize(
    ("variables", "said"),
    [
        ({}, "client_cert_certificate for one certificate, or client_cert_certificates"),
        (
            {"certificate": wanted(csr=None), "certificates": []},
            "client_cert_certificate for one certificate, or client_cert_certificates",
        ),
        ({"certificates": [{"certificate": {"product": "class1_smime"}}]}, "alternative_order_id"),
        (
            {"certificates": [item("mail"), {**item("other"), "name": "mail"}]},
            "are both mail in ",
        ),
        (
            {"certificates": [item("mail"), {**item("mail"), "name": "other"}]},
            "have the same alternative_order_id",
        ),
        ({"certificates": [item("mail", output=["certificate"])]}, "output"),
        ({"certificates": [item("mail")], "directory": ""}, "directory is missing"),
    ],
)
def test_a_declaration_that_cannot_work(fleet: Fleet, variables: t.Mapping[str, t.Any], said: str) -> None:
    run = fleet.run(**variables)

    assert run.rc != 0
    assert all(said in failure.result["msg"] for failure in run.failures), run.output
    assert len(run.failures) >= len(HOSTS)
    assert not any(fleet.directory(host).exists() for host in HOSTS)
    assert fleet.sandbox.orders() == []
