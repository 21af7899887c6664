# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The action `client_certs`: the whole line for all certificates of a host in one task, through real plays."""

from __future__ import annotations

import json
import pathlib
import shutil
import typing as t
import venv

import pytest
from ansible_collections.certops.digicert.tests.integration.support.certificates import key_of, private_pem
from ansible_collections.certops.digicert.tests.integration.support.declared import wanted
from ansible_collections.certops.digicert.tests.integration.support.processes import Playbooks, Run
from ansible_collections.certops.digicert.tests.integration.support.roles import (
    FAST,
    UNTIL_DUE,
    everything,
    executions,
    in_use,
    key_on,
    next_key,
    secret,
)
from ansible_collections.certops.digicert.tests.integration.support.roles import (
    LINE as ACTION,
)

if t.TYPE_CHECKING:
    from ansible_collections.certops.digicert.tests.integration.support.sandbox import Sandbox

KEY = {"type": "ECC", "curve": "secp256r1"}
NAMES = ("billing", "gateway", "mail")
Line = t.Callable[..., Run]


def entry(identity: str, **more: t.Any) -> dict[str, t.Any]:
    """Return an entry for a certificate of its own; keywords that begin with `order_` are options of its order."""
    order = {option[len("order_") :]: more.pop(option) for option in list(more) if option.startswith("order_")}
    declared = wanted(csr=None, alternative_order_id=identity, common_name=f"{identity.title()} Robin", **order)
    return {"certificate": {name: value for name, value in declared.items() if value is not None}, **more}


@pytest.fixture
def above(tmp_path: pathlib.Path) -> pathlib.Path:
    """The directory on the host in which each certificate gets its own."""
    return tmp_path / "pki"


@pytest.fixture
def line(ansible_play: Playbooks, past: Sandbox, above: pathlib.Path) -> Line:
    """Run the action for *entries*; keywords are its options."""

    def run(
        entries: t.Sequence[t.Any],
        arguments: t.Sequence[str] = (),
        environment: t.Optional[t.Mapping[str, str]] = None,
        defaults: t.Optional[t.Mapping[str, t.Any]] = None,
        **options: t.Any,
    ) -> Run:
        given = {"defaults": {"directory": str(above), "key": KEY, **(defaults or {})}, **options}
        return ansible_play(
            [{"name": "Keep", ACTION: {"certificates": list(entries), **given}}],
            arguments=arguments,
            environment={**FAST, **past.environment, **(environment or {})},
        )

    return run


def result(run: Run) -> dict[str, t.Any]:
    return run.named("Keep").result


def told(run: Run) -> None:
    """Do as somebody who reloads the software does."""
    assert run.rc == 0, run.output
    for one in result(run)["results"]:
        if one["unannounced"]:
            pathlib.Path(one["unannounced"]).unlink()


def test_new_then_unchanged_then_back_in_order(line: Line, past: Sandbox, above: pathlib.Path) -> None:
    entries = [entry(name) for name in NAMES]
    predicted = line(entries, ["--check", "--diff"])
    assert predicted.rc == 0, predicted.output
    assert [one["action"] for one in result(predicted)["results"]] == ["order"] * 3
    assert (above.exists(), past.calls()["writes"]) == (False, 0)

    made = line(entries, ["-vvv", "--diff"])
    assert made.rc == 0, made.output
    found = result(made)
    assert executions(made) == ["client_cert_keys", "client_cert_keys", "client_cert_files"]
    assert found["plan_digest"] == result(predicted)["plan_digest"]
    assert found["summary"]["purchases"] == len(past.orders()) == 3
    for name, one in zip(NAMES, found["results"]):
        assert (one["name"], one["action"], one["changed"], one["placed"]) == (name, "order", True, True)
        placed = in_use(above / name)
        assert key_of(placed[f"{name}.crt"]) == key_on(above / name, name)
        assert one["files"]["fullchain"] == str(above / name / f"{name}.fullchain.crt")
    assert past.api_key not in made.output
    assert secret(above / "mail" / "mail.key") not in made.output + json.dumps(found)
    assert [name for name, held in everything(above).items() if past.api_key.encode() in (held or b"")] == []

    told(made)
    before = everything(above)
    past.forget()
    again = line(entries, ["-vvv"])
    assert again.rc == 0, again.output
    assert (result(again)["changed"], executions(again)) == (False, ["client_cert_keys"])
    assert everything(above) == before
    assert (past.calls()["writes"], past.calls()["reads"]) == (0, 1)
    assert result(again)["summary"]["unchanged"] == 3
    assert [one["certificate"] for one in result(again)["results"]] == [None] * 3

    # Whatever is not as declared is seen without the certificate, and mended with it, which is remembered.
    (above / "billing" / "billing.crt").unlink()
    (above / "mail" / "mail.key").chmod(0o600)
    declared = [entry("billing"), entry("gateway", outputs=["fullchain"]), entry("mail", mode="0640")]
    drifted = line(declared, ["--check", "-vvv"])
    assert [one["placed"] for one in result(drifted)["results"]] == [True] * 3
    past.forget()
    mended = line(declared, ["-vvv"])
    assert mended.rc == 0, mended.output
    assert executions(mended) == ["client_cert_keys", "client_cert_files"]
    assert (above / "billing" / "billing.crt").is_file()
    assert not (above / "gateway" / "gateway.chain.crt").exists()
    assert past.calls()["writes"] == 0
    assert len(past.orders()) == 3


@pytest.mark.once
def test_renewal_with_the_next_key_for_one_and_the_same_for_another(
    line: Line, past: Sandbox, above: pathlib.Path
) -> None:
    entries = [entry("billing", rotate="renewal"), entry("gateway")]
    assert line(entries).rc == 0
    before = {name: key_on(above / name, name) for name in ("billing", "gateway")}
    past.advance(days=UNTIL_DUE)

    renewed = line(entries, ["-vvv"], {"DIGICERT_CACHE_PATH": ""})

    assert renewed.rc == 0, renewed.output
    assert [one["action"] for one in result(renewed)["results"]] == ["renew"] * 2
    after = {name: key_on(above / name, name) for name in ("billing", "gateway")}
    assert (after["billing"] != before["billing"], after["gateway"]) == (True, before["gateway"])
    for name, key in after.items():
        assert key_of((above / name / f"{name}.crt").read_text()) == key
    assert not next_key(above / "billing", "billing").exists()
    assert len(past.orders()) == 4


@pytest.mark.once
def test_one_that_fails_does_no_harm_to_the_others(line: Line, past: Sandbox, above: pathlib.Path) -> None:
    (above / "gateway").mkdir(parents=True)
    (above / "gateway" / "gateway.key").write_text("no key\n")
    entries = [
        entry("billing"),
        entry("gateway"),
        entry("mail", outputs=["keystore"], output_passphrase="secret!", keystore_type="JKS"),
    ]
    without_java = {"PATH": "/usr/bin:/bin"} if shutil.which("keytool", path="/usr/bin:/bin") is None else {}

    made = line(entries, environment=without_java)

    (failure,) = made.failures
    assert failure.result["msg"].startswith(f"{2 if without_java else 1} of 3 certificates failed. ")
    assert "cannot be used as the private key" in failure.result["msg"]
    billing, gateway, _mail = failure.result["results"]
    assert (billing["placed"], gateway["failed"], gateway["changed"]) == (True, True, False)
    assert "gateway" not in [order["alternative_order_id"] for order in past.orders()]
    assert "secret!" not in made.output


@pytest.mark.once
def test_what_is_wrong_is_told_at_once_and_nothing_is_sent(line: Line, past: Sandbox, above: pathlib.Path) -> None:
    bad = [
        entry("billing", rotate="now", order_on_drift="fail"),
        entry("billing"),
        {**entry("mail"), "certificate": {**entry("mail")["certificate"], "csr": "x"}},
        entry("odd", keep="many", nonsense=1),
        "no entry",
        {"directory": "/x"},
    ]
    (failure,) = line(bad).failures
    said = failure.result["msg"]
    assert said.startswith("Nothing was sent: ")
    for place in (
        "certificates[3] (odd): nonsense is no option of an entry",
        "certificates[4]: must be a dictionary of options",
    ):
        assert place in said
    assert "certificates[3] (odd): " in said
    assert "certificates[5]: missing required arguments: certificate" in said
    (failure,) = line(bad[:3]).failures
    said = failure.result["msg"]
    assert "certificates[0] and certificates[1] have the same alternative_order_id (billing)" in said
    (failure,) = line(
        [bad[0], entry("gateway", name="same", directory="/a"), entry("mail", name="same", directory="/a/")]
    ).failures
    said = failure.result["msg"]
    assert (
        "certificates[0] (billing): rotate: now asks for a new key, and on_drift: fail for the certificate of the old one"
        in said
    )
    assert "certificates[1] and certificates[2] are both same in /a" in said
    shared = {"billing": ["web1", "web2"]}
    (failure,) = line([entry("billing")], shared=shared).failures
    assert "the hosts web1, web2 declare the same alternative_order_id" in failure.result["msg"]
    (failure,) = line([entry("billing")], defaults={"directory": ""}).failures
    assert "directory is missing" in failure.result["msg"]
    assert (past.calls()["reads"], past.calls()["writes"], above.exists()) == (0, 0, False)


@pytest.mark.once
def test_a_limit_refuses_the_plan_and_the_reviewed_plan_is_let_through(
    line: Line, past: Sandbox, above: pathlib.Path
) -> None:
    entries = [entry(name) for name in NAMES]
    for options in ({"max_purchases": 2}, {"expected_plan": "0" * 64}):
        for arguments in (["--check"], []):
            (failure,) = line(entries, arguments, **options).failures
            assert failure.result["msg"].startswith("Nothing was written: ")
            assert failure.result["summary"]["purchases"] == 3
    assert past.calls()["writes"] == 0
    digest = failure.result["plan_digest"]
    # Keys were made meanwhile; they are no part of the plan.
    assert (above / "mail" / "mail.key").is_file()
    done = line(entries, expected_plan=digest, max_purchases=3)
    assert done.rc == 0, done.output
    assert len(past.orders()) == 3
    assert line(entries, expected_plan=digest).rc == 0


@pytest.mark.once
def test_what_is_pending_is_placed_by_a_later_run(line: Line, past: Sandbox, above: pathlib.Path) -> None:
    entries = [entry("billing", order_skip_approval=False), entry("gateway")]
    pending = line(entries, ["-vvv"])
    assert pending.rc == 0, pending.output
    billing, gateway = result(pending)["results"]
    assert (billing["pending"]["waiting_for"], billing["placed"], gateway["placed"]) == (["approval"], False, True)
    assert not (above / "billing" / "billing.crt").exists()
    (waiting,) = billing["pending"]["requests"]
    past.call("PUT", f"/request/{waiting['id']}/status", {"status": "approved"})
    done = line(entries)
    assert done.rc == 0, done.output
    assert (above / "billing" / "billing.crt").is_file()
    assert len(past.orders()) == 2


@pytest.mark.once
def test_absent_revokes_and_takes_the_files_out_of_use(line: Line, past: Sandbox, above: pathlib.Path) -> None:
    told(line([entry("billing"), entry("gateway")]))
    gone = [
        {"certificate": {"alternative_order_id": "billing", "state": "absent", "skip_approval": True}},
        entry("gateway"),
    ]
    for arguments in (["--check"], []):
        run = line(gone, arguments)
        assert run.rc == 0, run.output
        billing, gateway = result(run)["results"]
        assert (billing["action"], billing["placed"]) == ("revoke", True)
        assert gateway["action"] == "none"
    assert not (above / "billing" / "billing.crt").exists()
    assert (above / "gateway" / "gateway.crt").is_file()
    told(run)
    again = line(gone)
    assert (result(again)["changed"], result(again)["summary"]["unchanged"]) == (False, 2)


@pytest.mark.once
def test_a_key_of_somebody_is_used_and_another_key_gets_a_reissue(
    line: Line, past: Sandbox, above: pathlib.Path
) -> None:
    (above / "billing").mkdir(parents=True)
    (above / "billing" / "billing.key").write_text(private_pem("ec"))
    assert line([entry("billing")]).rc == 0
    assert (above / "billing" / "billing.key").read_text() == private_pem("ec")
    shutil.rmtree(above / "billing")
    predicted = result(line([entry("billing")], ["--check"]))
    made = line([entry("billing")])
    assert made.rc == 0, made.output
    for found in (predicted, result(made)):
        assert found["results"][0]["action"] == "reissue"
        assert found["plan_digest"] == predicted["plan_digest"]
    assert len(past.orders()) == 1
    assert key_of((above / "billing" / "billing.crt").read_text()) == key_on(above / "billing", "billing")


def test_hosts_that_cannot_be_worked_on_are_told_in_one_sentence_and_nothing_is_ordered(
    line: Line, past: Sandbox, ansible_play: Playbooks, tmp_path: pathlib.Path, above: pathlib.Path
) -> None:
    venv.create(tmp_path / "bare", with_pip=False)
    options = {"certificates": [entry("billing")], "defaults": {"directory": str(above)}}
    cases = (
        ({"ansible_connection": "ssh", "ansible_port": 1}, "unreachable", "Failed to connect to the host via ssh"),
        ({"ansible_python_interpreter": str(tmp_path / "bare/bin/python")}, "failed", "Python library (cryptography)"),
        ({"ansible_python_interpreter": "/no/python"}, "failed", "/no/python"),
    )
    for variables, status, says in cases:
        run = ansible_play([{"name": "Keep", ACTION: options, "vars": variables}], environment=past.environment)
        (failure,) = run.failures
        assert (failure.status, says in failure.result["msg"]) == (status, True), failure.result
        assert "fault of its own" not in run.output
        assert "Traceback" not in run.output
    assert (past.calls()["writes"], past.orders()) == (0, [])


@pytest.mark.once
def test_the_account_in_module_defaults(ansible_play: Playbooks, past: Sandbox, above: pathlib.Path) -> None:
    run = ansible_play(
        [{"name": "Keep", ACTION: {"certificates": [entry("billing")], "defaults": {"directory": str(above)}}}],
        module_defaults={"group/certops.digicert.digicert": past.connection},
        environment=FAST,
    )
    assert run.rc == 0, run.output
    assert len(past.orders()) == 1
    assert past.api_key not in run.output


def test_no_passphrase_and_no_key_is_shown(line: Line, past: Sandbox, above: pathlib.Path) -> None:
    secrets = {"passphrase": "correct horse battery", "output_passphrase": "of the outputs"}
    for arguments in (["-vvv", "--diff", "--check"], ["-vvv", "--diff"]):
        made = line([entry("billing", outputs=["certificate", "pkcs12"], **secrets)], arguments)
        assert made.rc == 0, made.output
        shown = made.output + json.dumps([task.result for task in made.tasks])
        assert [secret for secret in (*secrets.values(), past.api_key) if secret in shown] == []
    wrong = line(
        [entry("billing", outputs=["certificate", "pkcs12"], **{**secrets, "passphrase": "another one"})], ["-vvv"]
    )
    assert "cannot be decrypted" in wrong.failures[0].result["msg"]
    assert "another one" not in wrong.output


@pytest.mark.once
def test_lost_answers_and_a_host_that_goes_away_never_buy_twice(line: Line, past: Sandbox, above: pathlib.Path) -> None:
    past.fault("reset_after_commit", "POST", "^/order/certificate/")
    made = line([entry("billing"), entry("gateway")])
    assert made.rc == 0, made.output
    assert sorted(one["recovered"] for one in result(made)["results"]) == [False, True]
    assert len(past.orders()) == 2

    # Nothing can be placed in what is no directory any more; the next run goes on.
    shutil.rmtree(above / "billing")
    (above / "billing").touch()
    (failure,) = line([entry("billing"), entry("gateway")]).failures
    assert failure.result["msg"].startswith("1 of 2 certificates failed. certificates[0] (billing): ")
    assert len(past.orders()) == 2
