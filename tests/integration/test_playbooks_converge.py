# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The playbooks plan and converge: one plan over all hosts, limits over its sums, and what was planned is carried out, no more.

See test_cores.py for what is run with every ansible-core.
"""

from __future__ import annotations

import pathlib
import re
import shlex
import shutil
import sys
import typing as t

import pytest
from ansible_collections.certops.digicert.tests.integration.support.declared import EMAIL
from ansible_collections.certops.digicert.tests.integration.support.fleet import PLAYBOOKS, Fleet, item
from ansible_collections.certops.digicert.tests.integration.support.roles import UNTIL_DUE, executions, meanwhile

if t.TYPE_CHECKING:
    from ansible_collections.certops.digicert.tests.integration.support.processes import Run

PRICES = {"client_premium": 40.0, "client_authentication_plus": 42.5}
REFUSE = "Refuse a plan that is not let through"


def shown(run: Run) -> list[str]:
    """Return the lines of the plan on the screen."""
    return list(run.named("Show the plan").result["msg"])


def digest(run: Run) -> str:
    return str(run.named("Hand on the digest").result["ansible_stats"]["data"]["client_cert_plan_digest"])


def ordered(fleet: Fleet) -> list[str]:
    return sorted(one["alternative_order_id"] for one in fleet.sandbox.orders())


def ended(run: Run) -> dict[str, str]:
    """Return what is said at the end, by host."""
    name = "Fail where the certificates are not as declared"
    return {task.host: task.result["msg"] for task in run.failures if task.name == name}


LIMITS = {
    "purchases": ({"client_cert_max_purchases": "2"}, "has 3 purchases, and max_purchases is 2"),
    "money": ({"client_cert_max_cost": "122.49", "client_cert_prices": PRICES}, "costs 122.50, and max_cost is 122.49"),
    "no price": (
        {"client_cert_max_cost": 500, "client_cert_prices": {"client_premium": 1}},
        "prices has none for client_authentication_plus",
    ),
}


@pytest.mark.parametrize(("variables", "said"), LIMITS.values(), ids=LIMITS)
def test_a_limit_is_for_the_sum_of_all_hosts(fleet: Fleet, variables: dict[str, t.Any], said: str) -> None:
    arguments = ["--check"] if "client_cert_max_purchases" in variables else []
    run = fleet.run("converge", *arguments, **variables)

    assert run.rc != 0
    assert said in run.named(REFUSE).result["msg"]
    assert "Traceback" not in run.output
    assert (ordered(fleet), fleet.sandbox.calls()["writes"], list(fleet.home("web2").iterdir())) == ([], 0, [])
    # The plan says it too, and is no failure: it is there to be looked at.
    planned = fleet.run("plan", **variables)
    assert planned.rc == 0, planned.output
    assert said in shown(planned)[1]


@pytest.mark.parametrize(
    ("variables", "said"),
    [
        ({"client_cert_max_purchases": "many"}, "max_purchases must be a number, not 'many'"),
        ({"client_cert_prices": {"no_such": 1}}, "prices has 'no_such', which is no product"),
        ({"client_cert_prices": "cheap"}, "prices"),
    ],
)
def test_a_faulty_limit_is_one_sentence_and_nothing_is_written(
    fleet: Fleet, variables: dict[str, t.Any], said: str
) -> None:
    run = fleet.run("converge", **variables)

    assert run.rc != 0
    assert any(said in str(task.result.get("msg")) for task in run.failures), run.output
    assert "Traceback" not in run.output
    assert (ordered(fleet), fleet.sandbox.calls()["writes"]) == ([], 0)


def test_blank_limits_are_none(fleet: Fleet) -> None:
    names = ("max_purchases", "max_revocations", "max_cost", "expected_plan", "prices")
    run = fleet.run("converge", **{f"client_cert_{name}": "" for name in names})

    assert run.rc == 0, run.output
    assert ordered(fleet) == ["one", "three", "two"]


def test_a_host_that_is_away_is_another_plan_and_stops_nobody(fleet: Fleet) -> None:
    planned = fleet.run("plan")
    fleet.away = {"web2"}

    # Nobody reviewed a plan without it.
    refused = fleet.run("converge", client_cert_expected_plan=digest(planned))
    assert refused.rc != 0
    assert "another plan" in refused.named(REFUSE).result["msg"]
    assert ordered(fleet) == []

    without = fleet.run("plan")
    assert without.rc != 0
    away = "The host could not be reached, its certificates are as they were: Failed to connect: no route to host"
    assert ended(without) == {"web2": away}
    assert f"  web2: {away}" in shown(without)
    assert digest(without) != digest(planned)

    run = fleet.run("converge", client_cert_expected_plan=digest(without))
    assert (run.rc != 0, ended(run)) == (True, {"web2": away}), run.output
    assert ordered(fleet) == ["one", "two"]
    assert fleet.place("web1", "one").exists()

    fleet.away = set()
    last = fleet.run("converge")
    assert (last.rc, ordered(fleet)) == (0, ["one", "three", "two"]), last.output


def test_drift_is_an_alarm_and_is_mended(fleet: Fleet) -> None:
    assert fleet.run("converge").rc == 0
    fleet.place("web1", "one").unlink()
    fleet.place("web2", "three", "key").unlink()
    for path in sorted(fleet.home("web2").rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() and not path.is_symlink() else path.unlink()

    alarm = fleet.run("plan", client_cert_expect_no_changes=True)
    assert alarm.rc != 0
    assert alarm.failures[-1].result["msg"] == "2 of 3 certificates would change; the plan above says which."
    assert shown(alarm)[0] == "Plan: 3 certificates on 2 hosts: 1 to reissue, 1 to place."
    rows = [re.split(r"  +", line) for line in shown(alarm)[3:5]]
    assert [row[:3] for row in rows] == [["reissue", "three", "web2"], ["place", "one", "web1"]]

    # The plan that was shown is carried out, although a new key was still to be made when it was.
    mended = fleet.run("converge", client_cert_expected_plan=digest(alarm))
    assert mended.rc == 0, mended.output
    assert fleet.place("web1", "one").exists()
    assert len(fleet.sandbox.orders()) == 3
    assert fleet.run("plan", client_cert_expect_no_changes=True).rc == 0


def test_revocations_are_counted_over_all_hosts(fleet: Fleet) -> None:
    assert fleet.run("converge").rc == 0
    for host in ("web1", "web2"):
        for one in fleet.certificates[host]:
            one["certificate"].update(state="absent")

    refused = fleet.run("converge", client_cert_max_revocations=2)
    assert "has 3 revocations, and max_revocations is 2" in refused.named(REFUSE).result["msg"]
    assert [one["status"] for one in fleet.sandbox.orders()] == ["issued"] * 3

    run = fleet.run("converge", client_cert_max_revocations=3)
    assert run.rc == 0, run.output
    assert [one["status"] for one in fleet.sandbox.orders()] == ["revoked"] * 3
    assert not fleet.place("web1", "one").exists()


def test_what_waits_is_said_with_the_plan_and_needs_no_second_look(fleet: Fleet) -> None:
    fleet.certificates = {"web1": [item("one", "class1_smime")], "web2": [item("three")]}
    assert fleet.run("converge").rc == 0

    waiting = fleet.run("converge", "-vvv")
    assert (waiting.rc, executions(waiting)) == (0, ["client_cert_keys"] * 2), waiting.output
    assert shown(waiting)[0] == "Plan: 2 certificates on 2 hosts: nothing changes, 1 wait."
    assert any(line.startswith("  one on web1 (order ") for line in shown(waiting))

    fleet.sandbox.post("/mailboxes/confirm", {"email": EMAIL})
    done = fleet.run("converge")
    assert done.rc == 0, done.output
    assert shown(done)[0] == "Plan: 2 certificates on 2 hosts: 1 to place."
    assert fleet.place("web1", "one").exists()


def test_a_plan_that_is_another_one_when_its_host_has_its_turn_is_not_carried_out(fleet: Fleet) -> None:
    fleet.certificates = {"web1": [item("one")], "web2": []}
    assert fleet.run("converge").rc == 0
    fleet.certificates["web1"].append(item("two"))
    # Between plan and turn a year passes: what was left alone is due.
    body = {"advance": {"days": UNTIL_DUE}}
    later = f"import requests; requests.post('{fleet.sandbox.admin_url}/clock', json={body}, proxies={{'http': None}})"
    disturbed = meanwhile("Keep its certificates", shlex.join([sys.executable, "-c", later]))
    fleet.environment.update(disturbed)

    run = fleet.run("converge")

    assert ended(run) == {
        "web1": "Nothing was written: what is to be done is not what was planned any more; run again."
    }
    assert ordered(fleet) == ["one"]
    for name in disturbed:
        del fleet.environment[name]
    again = fleet.run("converge")
    assert (again.rc, ordered(fleet)) == (0, ["one", "one", "two"]), again.output


def test_a_list_that_cannot_be_read_is_not_an_empty_one(fleet: Fleet) -> None:
    fleet.certificates["web1"] = [item("{{ no_such_variable }}")]

    run = fleet.run("converge")

    assert (run.rc != 0, set(ended(run))) == (True, {"web1"}), run.output
    assert "no_such_variable" in ended(run)["web1"]
    assert ordered(fleet) == ["three"]


def test_a_variable_with_a_typing_error_is_refused_with_the_right_name(fleet: Fleet) -> None:
    run = fleet.run("converge", client_cert_max_purchase=0)

    said = "client_cert_max_purchase is no variable of this collection; did you mean client_cert_max_purchases?"
    assert (run.rc != 0, set(ended(run).values())) == (True, {said}), run.output
    assert ordered(fleet) == []


def test_that_nothing_is_declared_is_said_and_is_red_unless_it_is_meant(fleet: Fleet) -> None:
    fleet.certificates = {"web1": [], "web2": []}

    run = fleet.run("converge")
    assert run.rc != 0
    said = run.named("Refuse to look at nothing").result["msg"]
    assert said.startswith("No certificate is declared on any of the 2 hosts of all: ")
    assert "\n" not in said

    meant = fleet.run("plan", client_cert_allow_empty=True)
    assert meant.rc == 0, meant.output
    assert shown(meant) == ["Plan: 0 certificates: nothing changes."]


def test_a_scope_that_is_none_is_refused(fleet: Fleet) -> None:
    run = fleet.run("report", client_cert_report_scope="acount")

    assert run.rc != 0
    assert run.failures[-1].result["msg"] == "client_cert_report_scope must be declared or account, not acount."


@pytest.mark.parametrize("playbook", ["plan", "converge", "rollback", "report", "revoke"])
def test_a_playbook_without_its_collection_says_so(ansible_play, tmp_path: pathlib.Path, playbook: str) -> None:
    checkout = tmp_path / "checkout"
    shutil.copytree(PLAYBOOKS, checkout)

    run = ansible_play(
        playbook=checkout / f"{playbook}.yml",
        arguments=["-i", "web1,"],
        environment={"ANSIBLE_COLLECTIONS_PATH": str(tmp_path)},
    )

    assert run.rc != 0
    assert "certops.digicert" in run.stdout + run.stderr
    assert "is undefined" not in run.output
    if playbook in ("plan", "converge", "rollback"):
        assert (
            "The collection certops.digicert, which this playbook belongs to, is not where Ansible looks" in run.output
        )


@pytest.mark.parametrize("playbook", ["plan", "report"])
def test_a_survey_gives_text_for_lists_and_blanks_for_what_it_leaves_out(
    fleet: Fleet, tmp_path: pathlib.Path, playbook: str
) -> None:
    blank = {f"client_cert_{playbook}_{name}": "" for name in ("name", "title", "mode")}
    out = tmp_path / "out"
    given = {"client_cert_hosts": "", f"client_cert_{playbook}_directory": str(out), **blank}

    text = fleet.run(playbook, **given, **{f"client_cert_{playbook}_formats": "markdown, json"})
    assert text.rc == 0, text.output
    assert sorted(path.suffix for path in out.iterdir()) == [".json", ".md"]

    everything = fleet.run(playbook, **given, **{f"client_cert_{playbook}_formats": ""})
    assert everything.rc == 0, everything.output
    assert {".html", ".json", ".md", ".txt"} <= {path.suffix for path in out.iterdir()}

    wrong = fleet.run(playbook, **given, **{f"client_cert_{playbook}_formats": "pdf"})
    assert wrong.rc != 0
    assert "format is pdf, but must be one of table, markdown" in wrong.output
    assert "Traceback" not in wrong.output


def test_the_report_is_red_from_a_level_on(fleet: Fleet, tmp_path: pathlib.Path) -> None:
    fleet.certificates = {"web1": [item("one")], "web2": [item("two")]}
    assert fleet.run("converge", "--limit", "web1").rc == 0
    given = {"client_cert_report_directory": str(tmp_path / "out"), "client_cert_report_formats": "table"}

    for level, red in (("expired", False), ("missing", True), ("good", True)):
        run = fleet.run("report", **given, client_cert_report_fail_at=level)
        assert (run.rc != 0) is red, (level, run.output)
        counts = run.named("Hand on the counts").result["ansible_stats"]["data"]["client_cert_report_counts"]
        assert (counts["missing"], counts["good"], counts["expired"]) == (1, 1, 0)
        if red:
            said = run.failures[-1].result["msg"]
            number, levels = ("2", "missing, good") if level == "good" else ("1", "missing")
            assert said == (
                f"{number} of 2 certificates are {levels}, and client_cert_report_fail_at is {level}; the table above says which."
            )
        assert (tmp_path / "out").exists()

    wrong = fleet.run("report", client_cert_report_fail_at="late")
    assert wrong.rc != 0
    assert (
        wrong.failures[-1].result["msg"].startswith("client_cert_report_fail_at must be one of expired, missing, due, ")
    )
