# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every playbook, with every ansible-core: a plan is reviewed and carried out, a key is lost, files go back, somebody leaves."""

from __future__ import annotations

import json
import pathlib

from ansible_collections.certops.digicert.tests.integration.support.declared import EMAIL
from ansible_collections.certops.digicert.tests.integration.support.fleet import Fleet, item
from ansible_collections.certops.digicert.tests.integration.support.roles import executions
from ansible_collections.certops.digicert.tests.integration.test_playbooks_converge import (
    PRICES,
    REFUSE,
    digest,
    ordered,
    shown,
)


def test_what_is_reviewed_is_what_is_carried_out(fleet: Fleet, tmp_path: pathlib.Path) -> None:
    # With the memory, as users have it.
    fleet.environment.clear()
    out = tmp_path / "public"
    planned = fleet.run("plan", client_cert_prices=PRICES, client_cert_plan_directory=str(out))
    assert planned.rc == 0, planned.output
    lines = shown(planned)
    assert lines[0] == "Plan: 3 certificates on 2 hosts: 3 to order, cost 122.50."
    assert [line.split()[:3] for line in lines[3:6]] == [
        ["order", "one", "web1"],
        ["order", "two", "web1"],
        ["order", "three", "web2"],
    ]
    assert lines[-1] == f"plan_digest: {digest(planned)}"
    assert sorted(path.suffix for path in out.iterdir()) == [".html", ".json", ".md", ".txt"]
    told = json.loads((out / "client-certificates-plan.json").read_text())
    assert (told["headline"], told["plan_digests"]) == (lines[0].removeprefix("Plan: "), [digest(planned)])
    assert f"`plan_digest: {digest(planned)}`" in (out / "client-certificates-plan.md").read_text()
    assert (fleet.sandbox.calls()["writes"], list(fleet.home("web1").iterdir())) == (0, [])

    # The same wish in the same world has the same digest, and another wish another one.
    assert digest(fleet.run("plan")) == digest(planned)
    reviewed = {"client_cert_expected_plan": digest(planned)}
    fleet.certificates["web2"] = [item("three", emails=["kim@example.com"])]
    refused = fleet.run("converge", **reviewed)
    assert refused.rc != 0
    message = refused.named(REFUSE).result["msg"]
    assert message.startswith(
        "Nothing was written: this is another plan than the one that was reviewed: its plan_digest is "
    )
    assert digest(planned) in message
    assert digest(refused) in message
    assert (ordered(fleet), list(fleet.home("web1").iterdir())) == ([], [])

    fleet.certificates["web2"] = [item("three")]
    done = fleet.run("converge", **reviewed)
    assert done.rc == 0, done.output
    assert ordered(fleet) == ["one", "three", "two"]
    assert fleet.place("web2", "three").exists()

    # It was carried out: nothing is left of it, so that it may be asked for again, and one look at each host is enough.
    again = fleet.run("converge", "-vvv", **reviewed)
    assert (again.rc, again.changed) == (0, []), again.output
    assert executions(again) == ["client_cert_keys"] * 2
    assert shown(again) == ["Plan: 3 certificates on 2 hosts: nothing changes."]
    assert fleet.run("plan", client_cert_expect_no_changes=True).rc == 0


def test_every_playbook_goes_with_every_ansible_core(fleet: Fleet, tmp_path: pathlib.Path) -> None:
    fleet.certificates = {"web1": [item("one")], "web2": []}
    assert fleet.run("converge").rc == 0
    first = fleet.place("web1", "one").read_text()

    reported = fleet.run("report", client_cert_report_directory=str(tmp_path / "report"))
    assert reported.rc == 0, reported.output
    assert len(list((tmp_path / "report").iterdir())) == 6

    lost = fleet.run(
        "revoke",
        client_cert_revoke_flow="lost_key",
        client_cert_revoke_ids="one",
        client_cert_revoke_confirm="one",
    )
    assert lost.rc == 0, lost.output
    assert fleet.place("web1", "one").read_text() != first

    back = fleet.run("rollback", "--limit", "web1", client_cert_rollback_name="one")
    assert back.rc == 0, back.output
    assert fleet.place("web1", "one").read_text() == first

    left = fleet.run(
        "revoke",
        client_cert_revoke_flow="leaver",
        client_cert_revoke_email=EMAIL,
        client_cert_revoke_confirm="one",
        client_cert_revoke_skip_approval=True,
    )
    assert left.rc == 0, left.output
    assert [one["status"] for one in fleet.sandbox.orders()] == ["revoked"]
    assert not fleet.place("web1", "one").exists()
