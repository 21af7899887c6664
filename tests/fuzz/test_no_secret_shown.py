# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A real `ansible-playbook -vvvv`: API key, card and proxy password are nowhere but where the user put them."""

from __future__ import annotations

import pathlib
import threading
import typing as t

import pytest
from ansible_collections.certops.digicert.tests.drill.harness import task
from ansible_collections.certops.digicert.tests.integration.support.processes import PROCESS, Playbooks

from .scenarios import BY_CARD, CARD

if t.TYPE_CHECKING:
    from ansible_collections.certops.digicert.tests.integration.support.processes import Run
    from ansible_collections.certops.digicert.tests.integration.support.sandbox import Sandbox

MODULE = "certops.digicert.digicert_client_cert"
PASSWORD = "proxy-password-5e1a"


class _Processes:
    """Looks at the command line of every process while the block runs."""

    def __init__(self, secrets: t.Sequence[str]) -> None:
        self._secrets = [secret.encode() for secret in secrets]
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch)
        self.seen: set[bytes] = set()
        self.looked = 0

    def __enter__(self) -> _Processes:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._over.wait(0.02):
            for path in pathlib.Path("/proc").glob("[0-9]*/cmdline"):
                try:
                    line = path.read_bytes()
                except OSError:
                    # It ended in between.
                    continue
                self.looked += b"digicert_client_cert" in line
                if any(secret in line for secret in self._secrets):
                    self.seen.add(line)


def _play(
    sandbox: Sandbox, directory: pathlib.Path, secrets: t.Sequence[str], around: t.Mapping[str, t.Any]
) -> tuple[Run, _Processes]:
    """Order by card, look again, fail at the proxy, fail at CertCentral; facts are cached and results set as facts."""
    wanted = {**task("shown"), **BY_CARD}
    tasks: list[dict[str, t.Any]] = [
        {"name": "Order", MODULE: wanted, "register": "ordered"},
        {"name": "Unchanged", MODULE: wanted},
        {"name": "Keep", "ansible.builtin.set_fact": {"ordered": "{{ ordered }}", "cacheable": True}},
        {
            "name": "Proxy",
            MODULE: {**wanted, "proxy": f"http://robin:{PASSWORD}@127.0.0.1:1", "max_retries": 0},
            "ignore_errors": True,
        },
        {
            "name": "Refused",
            MODULE: {**wanted, "alternative_order_id": "no", "organization": {"id": 999}},
            "ignore_errors": True,
        },
        {
            "name": "Wrong card",
            MODULE: {**wanted, "credit_card": {**CARD, "expiration_month": 13}},
            "ignore_errors": True,
        },
    ]
    playbooks = Playbooks(directory)
    environment = {
        **sandbox.environment,
        "ANSIBLE_REMOTE_TMP": str(directory / "remote"),
        "ANSIBLE_LOCAL_TEMP": str(directory / "local"),
        "ANSIBLE_CACHE_PLUGIN": "ansible.builtin.jsonfile",
        "ANSIBLE_CACHE_PLUGIN_CONNECTION": str(directory / "facts"),
    }
    with _Processes(secrets) as processes:
        run = playbooks([{**one, **around} for one in tasks], arguments=["-vvvv", "--diff"], environment=environment)
    return run, processes


@pytest.mark.parametrize("way", [{}, {"environment": PROCESS}], ids=["in-process", "as-module"])
def test_no_secret_is_shown_kept_or_passed_on_a_command_line(
    sandbox: Sandbox, tmp_path: pathlib.Path, way: t.Mapping[str, t.Any]
) -> None:
    sandbox.reset()
    secrets = (sandbox.api_key, PASSWORD, CARD["number"])

    run, processes = _play(sandbox, tmp_path, secrets, way)

    assert run.rc == 0, run.output
    assert [task.status for task in run.tasks] == ["ok", "ok", "ok", "failed", "failed", "failed"]
    assert [secret for secret in secrets if secret in run.output] == []
    results = repr([task.result for task in run.tasks])
    assert [secret for secret in secrets if secret in results] == []
    # Too short to search for everywhere: as a value of its own it would stand in quotes.
    assert f'"{CARD["cvv"]}"' not in run.output
    assert f"'{CARD['cvv']}'" not in results

    facts = list((tmp_path / "facts").iterdir())
    assert any("fullchain" in path.read_text() for path in facts)
    playbook = tmp_path / "1.yml"
    assert CARD["number"] in playbook.read_text()
    kept = [
        (path, secret)
        for path in tmp_path.rglob("*")
        if path.is_file() and path != playbook
        for secret in secrets
        if secret.encode() in path.read_bytes()
    ]
    assert kept == []

    # Others may run on this machine: without a process of its own, nobody knows whose are seen.
    assert processes.looked > 0 or not way, "the module was never seen running"
    assert processes.seen == set()
