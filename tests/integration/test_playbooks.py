# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The playbooks of the collection, run as a user runs them, for two hosts and one that is switched off."""

from __future__ import annotations

import csv
import io
import json
import pathlib
import typing as t

import pytest
from ansible_collections.certops.digicert.tests.integration.support.certificates import csr, key_of, serial_number
from ansible_collections.certops.digicert.tests.integration.support.declared import EMAIL, ORGANIZATION, wanted
from ansible_collections.certops.digicert.tests.integration.support.fleet import Fleet, item
from ansible_collections.certops.digicert.tests.integration.support.roles import (
    LINE,
    MODULE,
    UNTIL_DUE,
    public_half,
)
from ansible_collections.certops.digicert.tests.unit.support.page import Page
from ansible_collections.certops.digicert.tests.unit.support.prometheus import parse

HOSTILE = "=cmd|'<script>alert(1)</script> {{ 7 * 7 }} \"x\\n"
ENDINGS = {"table": "txt", "markdown": "md", "csv": "csv", "json": "json", "prometheus": "prom", "html": "html"}


@pytest.fixture
def fleet(tmp_path: pathlib.Path, ansible_play, past) -> Fleet:
    """Two hosts, `web1` and `web2`, without certificates; the clock of CertCentral stands `UNTIL_DUE` days ago."""
    return Fleet(tmp_path, ansible_play, past)


def order(fleet: Fleet, name: str, common_name: str = "Robin Park", email: str = EMAIL, **changes: t.Any) -> int:
    """Order as somebody else would, and return the id."""
    certificate = {"common_name": common_name, "emails": [email], "csr": csr(), "signature_hash": "sha256"}
    body = {
        "certificate": certificate,
        "organization": {"id": ORGANIZATION},
        "order_validity": {"years": 1},
        "skip_approval": True,
        **({"alternative_order_id": name} if name else {}),
        **changes,
    }
    return int(fleet.sandbox.call("POST", "/order/certificate/client_authentication_plus", body).json()["id"])


def status(fleet: Fleet, name: str) -> list[str]:
    """Return the status of every order of *name*, oldest first."""
    return [str(one["status"]) for one in fleet.sandbox.orders() if one.get("alternative_order_id") == name]


def written(fleet: Fleet) -> list[str]:
    """Return the paths of the requests that can change something, oldest first."""
    return [one["path"] for one in fleet.sandbox.received() if one["method"] != "GET"]


# converge.yml


def test_converge_and_again(fleet: Fleet) -> None:
    fleet.certificates = {"web1": [item("one"), item("two")], "web2": [item("three")], "idle": []}

    predicted = fleet.run("converge", "--check", "--diff")
    assert predicted.rc == 0, predicted.output
    assert [one["action"] for result in predicted.of(LINE) for one in result["results"]] == ["order"] * 3
    assert (fleet.sandbox.calls()["writes"], list(fleet.home("web1").iterdir())) == (0, [])

    first = fleet.run("converge")
    assert first.rc == 0, first.output
    for host, name in (("web1", "one"), ("web1", "two"), ("web2", "three")):
        assert key_of(fleet.place(host, name).read_text()) == public_half(fleet.place(host, name, "key").read_bytes())

    fleet.sandbox.forget()
    second = fleet.run("converge")
    assert (second.rc, second.changed) == (0, []), second.output
    assert fleet.sandbox.calls()["writes"] == 0


def test_a_host_that_fails_does_not_stop_the_others(fleet: Fleet) -> None:
    # One host at a time: each is alone in its turn, and a turn that fails as a whole would end the play.
    fleet.certificates = {"away": [item("zero")], "web1": [item("one", emails=[])], "web2": [item("two")]}
    fleet.away = {"away"}

    run = fleet.run("converge", client_cert_serial=1)

    assert run.rc != 0
    assert fleet.place("web2", "two").exists()
    said = {
        task.host: task.result["msg"]
        for task in run.tasks
        if task.name == "Fail where the certificates are not as declared" and task.status == "failed"
    }
    assert set(said) == {"away", "web1"}
    assert (
        said["away"]
        == "The host could not be reached, its certificates are as they were: Failed to connect: no route to host"
    )
    assert said["web1"] == "Nothing was sent: certificates[0] (one): emails is required for state present."
    assert "Traceback" not in run.output


def test_hosts_of_other_turns_and_beyond_the_limit_are_compared_too(fleet: Fleet) -> None:
    fleet.certificates = {"web1": [item("one")], "web2": [item("One"), item("two")]}

    for arguments in (["--limit", "web1"], []):
        run = fleet.run("converge", *arguments, client_cert_serial=1)
        assert run.rc != 0
        said = [
            task.result["msg"]
            for task in run.failures
            if task.name == "Fail where the certificates are not as declared"
        ]
        assert ["the hosts web1, web2 declare the same alternative_order_id" in text for text in said] == [True] * (
            1 if arguments else 2
        )
    assert fleet.sandbox.orders() == []


# report.yml


@pytest.fixture
def story(fleet: Fleet) -> Fleet:
    """A fleet with a certificate of every kind: due, renewed but not placed, pending, expired, missing, and one nobody declares."""
    fleet.certificates = {"web1": [item("due"), item("pending", "class1_smime")], "web2": [item("renewed")], "away": []}
    placed = fleet.run("converge")
    assert placed.rc == 0, placed.output
    order(fleet, "expired", order_validity={"days": 100})
    fleet.sandbox.advance(days=UNTIL_DUE)
    renewed = fleet.task(MODULE, **wanted(alternative_order_id="renewed", on_drift="ignore"))
    assert renewed.of(MODULE)[0]["action"] == "renew", renewed.output
    order(fleet, "", common_name=HOSTILE)
    fleet.certificates["web2"].append(item("expired", "client_authentication_plus", renew="never"))
    fleet.certificates["away"] = [item("missing")]
    fleet.away = {"away"}
    return fleet


def test_the_report_in_every_format(story: Fleet) -> None:
    out = story.directory / "out"
    story.sandbox.forget()

    predicted = story.run("report", "--check", client_cert_report_directory=str(out))
    assert (predicted.rc, out.exists()) == (0, False), predicted.output
    run = story.run("report", client_cert_report_directory=str(out), client_cert_report_scope="account")

    assert run.rc == 0, run.output
    assert story.sandbox.calls()["writes"] == 0
    assert sorted(path.suffix[1:] for path in out.iterdir()) == sorted(ENDINGS.values())
    text = {form: (out / f"client-certificates.{ending}").read_text() for form, ending in ENDINGS.items()}
    assert run.named("Show the table").result["msg"] == text["table"].splitlines()

    rows = {row["name"]: row for row in json.loads(text["json"])["certificates"]}
    levels = {
        "expired": "expired",
        "missing": "missing",
        "due": "due",
        "renewed": "not_in_place",
        "pending": "pending",
        HOSTILE: "good",
    }
    assert {name: row["level"] for name, row in rows.items()} == levels
    old, new = serial_number(story.place("web2", "renewed").read_text()), rows["renewed"]["serial_number"]
    assert rows["renewed"]["remark"] == "renewed, but host web2 still holds the old certificate"
    (held,) = rows["renewed"]["hosts"]
    assert (held["state"], int(held["serial_number"], 16)) == ("other", old)
    assert int(new, 16) != old
    assert rows["missing"]["remark"] == "declared but never ordered; host away: it could not be reached"
    assert (rows["expired"]["remark"], rows["expired"]["hosts"][0]["state"]) == ("renew is never", "none")
    assert rows["pending"]["remark"].startswith(f"order {rows['pending']['order_id']} is ")
    assert rows[HOSTILE]["remark"] == "no host declares it"
    assert rows["due"]["hosts"][0]["state"] == "current"

    # Every other format says the same, to a reader that knows nothing of our code.
    lines = {line["name"]: line for line in csv.DictReader(io.StringIO(text["csv"]))}
    assert {name.lstrip("'"): line["level"] for name, line in lines.items()} == levels
    assert "'" + HOSTILE in lines
    families = parse(text["prometheus"])
    assert families["digicert_client_cert_info"].one(name=HOSTILE, level="good") == 1
    assert families["digicert_client_cert_in_place"].one(alternative_order_id="renewed", host="web2") == 0
    assert families["digicert_client_cert_in_place"].one(alternative_order_id="due", host="web1") == 1
    page = Page(text["html"])
    names = [one.text for one in page.all("bdi")]
    assert [name for name in levels if name not in names] == []
    assert len(page.all("rect", "bar")) == len(levels) + 3
    table = [line for line in text["markdown"].splitlines() if line.startswith("| **")]
    assert [line.split("**")[1] for line in table] == ["expired", "missing", "due", "not in place", "pending", "good"]
    assert "\\{\\{ 7 \\* 7 \\}\\}" in table[-1]
    assert "49" not in table[-1].partition("client")[0]

    # The same day, the same files; another day is what the caller says.
    again = story.run("report", client_cert_report_directory=str(out), client_cert_report_scope="account")
    assert (again.rc, again.changed) == (0, []), again.output


def test_the_report_of_another_day(fleet: Fleet) -> None:
    fleet.certificates = {"web1": [item("one")]}
    order(fleet, "one")
    out = fleet.directory / "out"
    out.mkdir()
    out.chmod(0o770)
    run = fleet.run(
        "report",
        client_cert_report_directory=str(out),
        client_cert_report_formats=["json"],
        client_cert_report_name="later",
        client_cert_report_title="Later",
        client_cert_report_today="2099-01-01",
        client_cert_report_mode="0600",
    )
    assert run.rc == 0, run.output
    assert [path.name for path in out.iterdir()] == ["later.json"]
    assert (out / "later.json").stat().st_mode & 0o777 == 0o600
    # A directory that is there keeps its mode: a collector of metrics may have its own.
    assert out.stat().st_mode & 0o777 == 0o770
    found = json.loads((out / "later.json").read_text())
    assert (found["title"], found["date"], found["counts"]["expired"]) == ("Later", "2099-01-01", 1)


def test_an_empty_report(fleet: Fleet) -> None:
    out = fleet.directory / "out"
    run = fleet.run("report", client_cert_report_directory=str(out))
    assert run.rc == 0, run.output
    assert run.named("Show the table").result["msg"][0].endswith("There is no certificate to report.")
    assert json.loads((out / "client-certificates.json").read_text())["certificates"] == []
    assert Page((out / "client-certificates.html").read_text()).all("table") == []
    assert list(csv.DictReader(io.StringIO((out / "client-certificates.csv").read_text()))) == []
    assert "digicert_client_cert_info" not in parse((out / "client-certificates.prom").read_text())


# revoke.yml


def confirmation(run: t.Any) -> str:
    """Return what a run without confirmation asks for; it must have failed for that."""
    (failure,) = run.failures
    assert run.rc != 0
    assert failure.result["msg"].startswith("Nothing was revoked.")
    return str(failure.result["msg"].rpartition("client_cert_revoke_confirm=")[2].strip())


def test_somebody_leaves(fleet: Fleet) -> None:
    gone, stays = "robin@example.com", "alice@example.com"
    fleet.certificates = {
        "web1": [item("robin-mail", emails=[gone]), item("alice-mail", emails=[stays])],
        "web2": [item("robin-vpn", "client_authentication_plus", emails=["Robin@example.com"])],
    }
    assert fleet.run("converge").rc == 0
    nameless = order(fleet, "", email=gone)
    key = fleet.place("web1", "robin-mail", "key").read_bytes()
    fleet.sandbox.forget()
    leaver = {
        "client_cert_revoke_flow": "leaver",
        "client_cert_revoke_email": gone,
        "client_cert_revoke_skip_approval": True,
    }

    asked = fleet.run("revoke", **leaver)
    assert confirmation(asked) == "robin-mail,robin-vpn"
    shown = "\n".join(task.result["msg"] for task in asked.tasks if task.name == "Show what ends in CertCentral")
    assert all(
        str(one["id"]) in shown for one in fleet.sandbox.orders() if one.get("alternative_order_id") != "alice-mail"
    )
    assert "robin-vpn: order" in shown
    assert str(nameless) in shown
    assert "alice" not in shown
    assert (written(fleet), fleet.place("web1", "robin-mail").exists()) == ([], True)
    refused = fleet.run("revoke", **leaver, client_cert_revoke_confirm="robin-mail")
    assert confirmation(refused) == "robin-mail,robin-vpn"
    predicted = fleet.run("revoke", "--check", **leaver)
    # Each of the loop, and then the loop as a whole.
    assert [result.get("action") for result in predicted.of(MODULE)] == ["revoke", "revoke", None]
    assert (written(fleet), fleet.place("web1", "robin-mail").exists()) == ([], True)

    done = fleet.run(
        "revoke", **leaver, client_cert_revoke_confirm="robin-mail,robin-vpn", client_cert_revoke_comments="Left"
    )
    # What only a person can revoke is named in the end, after everything else is done.
    (failure,) = done.failures
    assert failure.result["msg"].endswith(f"order {nameless}.")
    assert (status(fleet, "robin-mail"), status(fleet, "robin-vpn"), status(fleet, "alice-mail")) == (
        ["revoked"],
        ["revoked"],
        ["issued"],
    )
    assert not fleet.place("web1", "robin-mail").exists()
    assert not fleet.place("web2", "robin-vpn").exists()
    assert fleet.place("web1", "alice-mail").exists()
    # Mail that is there already stays readable.
    assert key in [path.read_bytes() for path in fleet.home("web1").rglob("robin-mail.key")]
    assert "Take robin-mail out of client_cert_certificates of web1" in done.output

    purged = fleet.run(
        "revoke",
        client_cert_revoke_flow="leaver",
        client_cert_revoke_ids="robin-mail",
        client_cert_revoke_purge=True,
        client_cert_revoke_confirm="robin-mail",
    )
    assert purged.rc == 0, purged.output
    assert list(fleet.home("web1").rglob("robin-mail.key")) == []


def test_a_leaver_is_found_however_the_address_is_written(fleet: Fleet) -> None:
    fleet.certificates = {"web1": [item("declared", emails=["R\u00e9my@m\u00fcnchen.example"])], "web2": []}
    # Orders of this product do not show their addresses: only CertCentral's own search knows.
    order(fleet, "hidden", email="Robin@Example.com")
    assert fleet.task(MODULE, **wanted(alternative_order_id="shown", emails=["ROBIN@example.com"])).rc == 0
    addresses = [" robin park <robin@EXAMPLE.com> ", "re\u0301my@xn--mnchen-3ya.example"]

    asked = fleet.run("revoke", client_cert_revoke_flow="leaver", client_cert_revoke_email=addresses)

    assert confirmation(asked) == "declared,hidden,shown"


@pytest.mark.parametrize(
    ("given", "missing"),
    [
        ({"client_cert_revoke_ids": ["there", "declared", "ther"]}, "ther"),
        ({"client_cert_revoke_ids": "there", "client_cert_revoke_email": "nobody@example.com"}, "nobody@example.com"),
        ({"client_cert_revoke_email": ["nobody@example.com", EMAIL]}, "nobody@example.com"),
    ],
)
def test_a_leaver_for_whom_nothing_is_found_stops_the_run(fleet: Fleet, given: dict[str, t.Any], missing: str) -> None:
    fleet.certificates = {"web1": [item("declared")], "web2": []}
    order(fleet, "there")
    for confirmed in ("", "there", "declared,there", "declared,ther,there"):
        run = fleet.run("revoke", client_cert_revoke_flow="leaver", client_cert_revoke_confirm=confirmed, **given)
        assert run.rc != 0
        (failure,) = run.failures
        assert failure.result["msg"].startswith(
            f"Nothing was revoked: there is no order for {missing}, and no host declares a certificate for it."
        )
    assert status(fleet, "there") == ["issued"]


def test_what_has_ended_already_is_no_mistake(fleet: Fleet) -> None:
    order(fleet, "there")
    leaver = {"client_cert_revoke_flow": "leaver", "client_cert_revoke_email": EMAIL}
    first = fleet.run("revoke", **leaver, client_cert_revoke_confirm="there", client_cert_revoke_skip_approval=True)
    assert (first.rc, status(fleet, "there")) == (0, ["revoked"]), first.output
    fleet.sandbox.forget()
    second = fleet.run("revoke", **leaver)
    assert (second.rc, written(fleet)) == (0, []), second.output
    assert "Every order that was found has ended already." in second.output


@pytest.mark.parametrize(
    ("given", "complaint"),
    [
        ({}, "Say what happened, with -e client_cert_revoke_flow=leaver or"),
        ({"client_cert_revoke_flow": "leaver"}, "Say what ends, with -e client_cert_revoke_ids="),
        (
            {"client_cert_revoke_flow": "leaver", "client_cert_revoke_email": "Robin Park"},
            "'Robin Park' is no e-mail address; give one, such as robin.park@example.com.",
        ),
        (
            {"client_cert_revoke_flow": "lost_key", "client_cert_revoke_email": EMAIL},
            "A lost key belongs to one certificate",
        ),
        (
            {"client_cert_revoke_flow": "lost_key", "client_cert_revoke_ids": "x", "client_cert_revoke_confirm": "x"},
            "No host declares x, so there is nowhere to make a new key; nothing was changed.",
        ),
    ],
)
def test_what_is_not_clear_is_refused(fleet: Fleet, given: dict[str, str], complaint: str) -> None:
    run = fleet.run("revoke", **given)
    assert run.rc != 0
    (failure,) = run.failures
    assert complaint in failure.result["msg"]
    assert fleet.sandbox.calls()["writes"] == 0


def test_a_lost_key(fleet: Fleet) -> None:
    fleet.certificates = {"web1": [item("one", on_drift="fail"), item("other")], "web2": []}
    assert fleet.run("converge").rc == 0
    before = {name: fleet.place("web1", name).read_text() for name in ("one", "other")}
    old_key = fleet.place("web1", "one", "key").read_bytes()
    lost = {"client_cert_revoke_flow": "lost_key", "client_cert_revoke_ids": ["one"]}
    assert confirmation(fleet.run("revoke", **lost)) == "one"
    fleet.sandbox.forget()

    run = fleet.run("revoke", **lost, client_cert_revoke_confirm="one", client_cert_revoke_comments="Laptop stolen")

    assert run.rc == 0, run.output
    new = fleet.place("web1", "one").read_text()
    assert key_of(new) == public_half(fleet.place("web1", "one", "key").read_bytes()) != public_half(old_key)
    assert fleet.place("web1", "other").read_text() == before["other"]
    (placed,) = [one for one in fleet.sandbox.orders() if one.get("alternative_order_id") == "one"]
    states = {int(one["serial_number"], 16): one["status"] for one in placed["certificates"]}
    assert states[serial_number(before["one"])] == "revoked"
    assert states[serial_number(new)] != "revoked"
    paths = [path.rpartition("/")[2] for path in written(fleet)]
    assert paths == ["reissue", "revoke"]


@pytest.mark.parametrize("listed", [True, False])
def test_a_lost_key_while_an_approver_thinks(fleet: Fleet, listed: bool) -> None:
    fleet.sandbox.settings(quirks={"reissue_list_with_primary": listed})
    fleet.certificates = {"web1": [item("one")]}
    assert fleet.run("converge").rc == 0
    before = fleet.place("web1", "one").read_text()
    fleet.certificates = {"web1": [item("one", skip_approval=False)]}
    lost = {"client_cert_revoke_flow": "lost_key", "client_cert_revoke_ids": "one", "client_cert_revoke_confirm": "one"}

    waiting = fleet.run("revoke", **lost)
    assert waiting.rc == 0, waiting.output
    assert (
        "so the old one is not revoked; run this again later"
        in waiting.named("Say that the old one still lives").result["msg"]
    )
    assert fleet.place("web1", "one").read_text() == before

    (pending,) = [one["pending"] for result in waiting.of(LINE) for one in result["results"] if one.get("pending")]
    request_id = pending["requests"][-1]["id"]
    assert fleet.task("certops.digicert.digicert_request", request_id=request_id, status="approved").rc == 0
    fleet.sandbox.forget()
    done = fleet.run("revoke", **lost, client_cert_revoke_skip_approval=True)
    after = fleet.place("web1", "one").read_text()
    assert key_of(after) == public_half(fleet.place("web1", "one", "key").read_bytes()) != key_of(before)
    if listed:
        assert done.rc == 0, done.output
        assert [path.rpartition("/")[2] for path in written(fleet)] == ["revoke"]
    else:
        (failure,) = done.failures
        assert (
            f"revoke the certificate with the serial number {serial_number(before):X} of order" in failure.result["msg"]
        )


def test_a_lost_key_that_cannot_wait(fleet: Fleet) -> None:
    fleet.certificates = {"web1": [item("one")]}
    assert fleet.run("converge").rc == 0
    before = fleet.place("web1", "one").read_text()
    lost = {
        "client_cert_revoke_flow": "lost_key",
        "client_cert_revoke_ids": "one",
        "client_cert_revoke_confirm": "one",
        "client_cert_revoke_immediately": True,
    }

    # The approver has not agreed yet: a new certificate of this order would end with the old one.
    stopped = fleet.run("revoke", **lost)
    assert "The revocation waits for an approver." in stopped.failures[0].result["msg"]
    assert fleet.place("web1", "one").read_text() == before
    (request,) = fleet.sandbox.get("/orders")["orders"][0]["requests"][1:]
    assert fleet.task("certops.digicert.digicert_request", request_id=request["id"], status="approved").rc == 0
    assert status(fleet, "one") == ["revoked"]

    done = fleet.run("revoke", **lost)
    assert done.rc == 0, done.output
    assert status(fleet, "one") == ["revoked", "issued"]
    after = fleet.place("web1", "one").read_text()
    assert key_of(after) == public_half(fleet.place("web1", "one", "key").read_bytes()) != key_of(before)


# rollback.yml


def test_rollback_asks_no_api(fleet: Fleet) -> None:
    fleet.certificates = {"web1": [item("one")], "web2": [item("two")]}
    assert fleet.run("converge").rc == 0
    before = fleet.place("web1", "one").read_text()
    fleet.sandbox.advance(days=UNTIL_DUE)
    assert fleet.run("converge").rc == 0
    assert fleet.place("web1", "one").read_text() != before
    fleet.sandbox.forget()

    nobody = fleet.run("rollback", client_cert_rollback_name=["one", "three"])
    assert nobody.failures[0].result["msg"] == "No host declares three; nothing was changed."
    nameless = fleet.run("rollback")
    assert nameless.failures[0].result["msg"].startswith("Say which certificate goes back")
    predicted = fleet.run("rollback", "--check", client_cert_rollback_name="one")
    assert predicted.rc == 0, predicted.output
    assert fleet.place("web1", "one").read_text() != before

    run = fleet.run("rollback", client_cert_rollback_name="one")
    assert run.rc == 0, run.output
    assert fleet.place("web1", "one").read_text() == before
    assert key_of(before) == public_half(fleet.place("web1", "one", "key").read_bytes())
    assert fleet.sandbox.calls() == {"reads": 0, "writes": 0}
