# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every example of the documentation is run against the sandbox, by a real `ansible-playbook`."""

from __future__ import annotations

import json
import pathlib
import sys
import typing as t

import jinja2
import pytest
import yaml
from ansible_collections.certops.digicert.tests.docs import table, test_failures
from ansible_collections.certops.digicert.tests.docs.collect import examples
from ansible_collections.certops.digicert.tests.docs.table import EXAMPLES, PLAYBOOK, File, Run, Test
from ansible_collections.certops.digicert.tests.integration.support.certificates import private_pem

FOUND = examples()
LOOK = {"name": "Look", "certops.digicert.digicert_account_info": {}}


def test_every_example_has_an_entry_and_every_entry_an_example() -> None:
    assert sorted(FOUND) == sorted(EXAMPLES)


@pytest.mark.parametrize("name", [name for name, how in EXAMPLES.items() if isinstance(how, (File, Test))])
def test_an_example_that_is_not_run_by_itself_is_run_by_what_its_entry_names(name: str) -> None:
    how = EXAMPLES[name]
    if isinstance(how, File):
        reader = EXAMPLES[how.read_by]
        assert isinstance(reader, Run)
        assert name in reader.files.values()
    else:
        assert callable(globals().get(how.name) or getattr(test_failures, how.name))


@pytest.mark.parametrize("name", [name for name, how in EXAMPLES.items() if isinstance(how, Run)])
def test_example(name: str, playbooks, sandbox) -> None:
    how = EXAMPLES[name]
    how.before(sandbox)
    run = _runner(name, how, playbooks, sandbox)

    first = run()

    assert first.rc == 0, first.output
    # A play without tasks, or for hosts that are not there, also ends well.
    assert [task for task in first.tasks if task.status == "ok"]
    assert _orders(sandbox) == dict(how.orders)
    if how.twice:
        second = run()
        assert (second.rc, second.changed) == (0, []), second.output


def _runner(name: str, how: Run, playbooks, sandbox) -> t.Callable[[], t.Any]:
    """Return what runs an example once, its files and inventory in place."""
    folder = playbooks.directory
    for file, text in how.files.items():
        (folder / file).parent.mkdir(exist_ok=True)
        (folder / file).write_text(FOUND.get(text, text))
    text = _replaced(FOUND[name], how.replace, folder)
    if how.form == PLAYBOOK:
        playbook = folder / "example.yml"
        playbook.write_text(text)
        arguments = ["-i", str(_inventory(folder, how.hosts))]
        # Pipelining spares a third of the time.
        environment = {**sandbox.environment, "ANSIBLE_PIPELINING": "true"}
        return lambda: playbooks(playbook=playbook, arguments=arguments, environment=environment)
    tasks = yaml.safe_load(text)
    return lambda: playbooks(tasks, vars=dict(how.variables), environment=sandbox.environment)


def _replaced(text: str, replace: t.Mapping[str, str], folder: pathlib.Path) -> str:
    for old, new in replace.items():
        assert old in text, f"the example does not hold {old!r} any more"
        text = text.replace(old, new.replace("{folder}", str(folder)))
    return text


def _inventory(folder: pathlib.Path, hosts: t.Sequence[str]) -> pathlib.Path:
    """Return an inventory in which every host is this machine, and nobody becomes another user."""
    here = {"ansible_connection": "local", "ansible_python_interpreter": sys.executable, "ansible_become": False}
    path = folder / "inventory.json"
    path.write_text(json.dumps({"all": {"hosts": dict.fromkeys(hosts, here)}}))
    return path


def _orders(sandbox) -> dict[str, str]:
    """Return the status of the newest order of each identity."""
    return {order.get("alternative_order_id") or "": order["status"] for order in sandbox.orders()}


def test_the_key_from_a_vault(playbooks, sandbox) -> None:
    keywords = yaml.safe_load(FOUND["README.md: The API key"])

    run = playbooks(
        [LOOK],
        vars={"vault_digicert_api_key": sandbox.api_key},
        environment={"DIGICERT_API_URL": sandbox.api_url},
        **keywords,
    )

    assert run.rc == 0, run.output
    assert run.named("Look").result["account"]["ready"] is True


def test_the_credential_type(playbooks, sandbox) -> None:
    fields = yaml.safe_load(FOUND["README.md: The API key (2)"])
    injector = yaml.safe_load(FOUND["README.md: The API key (3)"])
    given = {"api_key": sandbox.api_key, "api_url": sandbox.api_url}
    assert [field["id"] for field in fields["fields"]] == fields["required"] == list(given)
    assert [field["id"] for field in fields["fields"] if field.get("secret")] == ["api_key"]

    # What the platform does with them: the fields are the variables of the injector's templates.
    environment = {name: jinja2.Template(text).render(given) for name, text in injector["env"].items()}
    run = playbooks([LOOK], environment=environment)

    assert run.rc == 0, run.output
    assert run.named("Look").result["account"]["ready"] is True


def test_deploy(playbooks, sandbox) -> None:
    folder = playbooks.directory
    (folder / "alice-mail").mkdir(mode=0o700)
    (folder / "alice-mail" / "alice-mail.key").write_text(private_pem())
    example = "roles/client_cert_deploy/README.md: client_cert_deploy"
    first, second = (_issued(playbooks, sandbox, name) for name in ("alice", "alice-again"))

    for result in (first, second):
        run = _deploy(example, {table.RELOAD: table.NO_SERVICE}, playbooks, result)
        assert run.rc == 0, run.output
        assert (folder / "alice-mail" / "alice-mail.crt").read_text() == result["certificate"]
        assert run.named("Reload the gateway").status == "ok"

    back = "roles/client_cert_deploy/README.md: Back to an earlier set"
    units = {"client_cert_deploy_units:\n          - name: gateway": "client_cert_deploy_units: []"}
    run = _deploy(back, units, playbooks)
    assert run.rc == 0, run.output
    assert (folder / "alice-mail" / "alice-mail.crt").read_text() == first["certificate"]


def _issued(playbooks, sandbox, identity: str) -> dict[str, t.Any]:
    """Return a certificate of the tests' own key, as the module for information returns it."""
    table.order(sandbox, identity, skip_approval=True)
    task = {"alternative_order_id": identity, "include_pem": True, **sandbox.connection}
    found = playbooks([{"name": "Find", "certops.digicert.digicert_client_cert_info": task}])
    return found.named("Find").result["certificates"][0]


def _deploy(example: str, replace: t.Mapping[str, str], playbooks, result: t.Optional[dict[str, t.Any]] = None):
    """Run a playbook example of the role `client_cert_deploy`; `result` is its variable of that name."""
    folder = playbooks.directory
    (play,) = yaml.safe_load(
        _replaced(FOUND[example], {"/etc/pki/alice-mail": "{folder}/alice-mail", **replace}, folder)
    )
    playbook = folder / "example.json"
    playbook.write_text(json.dumps([{**play, "vars": {"result": result}}]))
    return playbooks(playbook=playbook, arguments=["-i", str(_inventory(folder, ["mail_gateways"]))])
