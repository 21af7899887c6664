# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The role `client_cert`: key on the host, order from the controller, certificate on the host, through a certificate's whole life."""

from __future__ import annotations

import json
import pathlib
import shutil
import typing as t

import pytest
from ansible_collections.certops.digicert.tests.integration.support.certificates import key_of, openssl_verify
from ansible_collections.certops.digicert.tests.integration.support.declared import EMAIL, wanted
from ansible_collections.certops.digicert.tests.integration.support.interrupted import AFTER, BEFORE, interrupting
from ansible_collections.certops.digicert.tests.integration.support.roles import (
    NAME,
    UNTIL_DUE,
    Play,
    everything,
    executions,
    in_use,
    key_on,
    killed,
    mode,
    next_key,
    outcomes,
    public_half,
    secret,
)
from cryptography import x509
from cryptography.hazmat.primitives.serialization import load_pem_private_key

KEEP = "Keep keys, orders and files"
SAY = "Say what was done and why"
PASSPHRASE = "correct horse battery"


def certificate(host: pathlib.Path, name: str = NAME) -> str:
    return (host / f"{name}.crt").read_text()


def said(run: t.Any) -> str:
    return "\n".join(run.named(SAY).result["msg"])


def waiting(run: t.Any) -> str:
    """Return what is said of the one certificate that waits."""
    lines = said(run).splitlines()
    return str(lines[lines.index("waits:") + 1].strip())


def test_new_then_unchanged(line: Play, past, host: pathlib.Path, tmp_path: pathlib.Path) -> None:
    run = line(arguments=["-vvv", "--diff"])

    assert run.rc == 0, run.output
    found = in_use(host)
    assert sorted(found) == [f"{NAME}.{end}" for end in ("chain.crt", "crt", "csr", "fullchain.crt", "key")]
    leaf, chain = found[f"{NAME}.crt"], found[f"{NAME}.chain.crt"]
    assert key_of(leaf) == key_on(host)
    assert found[f"{NAME}.fullchain.crt"] == leaf + chain
    assert openssl_verify(tmp_path, past.root(), [chain], leaf).endswith("leaf.pem: OK")
    modes = [mode(path) for path in (host, *(host / f"{NAME}.{end}" for end in ("key", "crt", "chain.crt")))]
    assert modes == ["700", "600", "644", "644"]
    assert [task.name for task in run.tasks].count("Reload") == 1
    facts = run.named("Keep the results").result["ansible_facts"]["client_cert_results"]
    assert facts[NAME]["order"]["id"] == past.orders()[0]["id"]
    assert past.api_key not in run.output
    assert secret(host / f"{NAME}.key") not in run.output + json.dumps([task.result for task in run.tasks])
    # Nothing that the host has holds the API key.
    assert [name for name, held in everything(host).items() if past.api_key.encode() in (held or b"")] == []

    before = everything(host)
    past.forget()
    again = line(arguments=["--diff"])
    assert again.rc == 0, again.output
    assert again.changed == []
    assert "changed=0" in again.stdout
    assert "Reload" not in [task.name for task in again.tasks]
    assert everything(host) == before
    assert past.calls()["writes"] == 0

    predicted = line(arguments=["--check", "--diff"])
    assert (predicted.rc, predicted.changed, everything(host)) == (0, [], before), predicted.output


def test_check_mode_on_a_fresh_host(line: Play, past, host: pathlib.Path) -> None:
    run = line(arguments=["--check", "--diff"])

    assert run.rc == 0, run.output
    assert outcomes(run) == ["order"]
    assert run.named(KEEP).changed
    assert not host.exists()
    assert (past.calls()["writes"], past.orders()) == (0, [])


def test_renewal_replaces_the_certificate_and_keeps_the_key(line: Play, past, host: pathlib.Path) -> None:
    line()
    before, all_before = in_use(host), everything(host)
    past.advance(days=UNTIL_DUE)

    predicted = line(arguments=["--check", "--diff"])
    assert predicted.rc == 0, predicted.output
    assert outcomes(predicted) == ["renew"]
    assert everything(host) == all_before
    assert len(past.orders()) == 1

    run = line(arguments=["--diff"])
    assert run.rc == 0, run.output
    assert outcomes(run) == ["renew"]
    after = in_use(host)
    assert {name for name in after if after[name] != before[name]} == {f"{NAME}.crt", f"{NAME}.fullchain.crt"}
    assert key_of(after[f"{NAME}.crt"]) == key_on(host)
    assert [task.name for task in run.tasks].count("Reload") == 1
    assert secret(host / f"{NAME}.key") not in run.output


@pytest.mark.once
def test_what_is_pending_leaves_the_host_as_it_is(line: Play, past, host: pathlib.Path) -> None:
    declared = wanted("class1_smime", csr=None)
    run = line(declared)

    assert run.rc == 0, run.output
    assert sorted(in_use(host)) == [f"{NAME}.csr", f"{NAME}.key"]
    found = f"{NAME} (order {past.orders()[0]['id']})"
    assert (
        waiting(run)
        == f"{found}: the holder of each unvalidated address must follow the link in the mail from DigiCert."
    )
    assert "Reload" not in [task.name for task in run.tasks]
    # CertCentral names this product after its mailbox.
    request = x509.load_pem_x509_csr((host / f"{NAME}.csr").read_bytes())
    assert request.subject.rfc4514_string() == f"CN={EMAIL}"

    past.post("/mailboxes/confirm", {"email": EMAIL})
    done = line(declared)
    assert done.rc == 0, done.output
    assert key_of(certificate(host)) == key_on(host)

    past.advance(days=UNTIL_DUE)
    before = everything(host)
    renewal = line(declared)
    assert (renewal.rc, outcomes(renewal)) == (0, ["renew"]), renewal.output
    assert waiting(renewal).startswith(f"{NAME} (order {past.orders()[1]['id']}): ")
    assert everything(host) == before
    assert "Reload" not in [task.name for task in renewal.tasks]


@pytest.mark.once
def test_a_lost_link_is_mended_and_a_lost_store_gets_a_new_certificate(line: Play, past, host: pathlib.Path) -> None:
    line()
    before, old = in_use(host), key_on(host)
    for end in ("key", "crt"):
        (host / f"{NAME}.{end}").unlink()

    mended = line()
    assert mended.rc == 0, mended.output
    assert (outcomes(mended), in_use(host)) == (["none"], before)

    shutil.rmtree(host)
    run = line()
    assert run.rc == 0, run.output
    assert outcomes(run) == ["reissue"]
    assert key_on(host) != old
    assert key_of(certificate(host)) == key_on(host)
    assert len(past.orders()) == 1


def test_an_rsa_key_own_names_and_the_account_in_variables(line: Play, past, host: pathlib.Path) -> None:
    run = line(
        arguments=["-vvv"],
        environment={"DIGICERT_API_KEY": "of another account", "DIGICERT_API_URL": "https://127.0.0.1:9/services/v2"},
        connection=past.connection,
        key={"type": "RSA", "size": 2048},
        name="mail",
        files={"certificate": "mail.pem"},
        mode="0640",
    )

    assert run.rc == 0, run.output
    assert sorted(in_use(host)) == ["mail.chain.crt", "mail.csr", "mail.fullchain.crt", "mail.key", "mail.pem"]
    assert mode(host / "mail.pem") == "640"
    key = load_pem_private_key((host / "mail.key").read_bytes(), None)
    assert getattr(key, "key_size", None) == 2048
    assert key_of((host / "mail.pem").read_text()) == key_on(host, "mail")
    assert past.api_key not in run.output


@pytest.mark.parametrize(
    ("product", "subject"),
    [
        ("client_authentication_plus", "CN=Robin Park"),
        ("secure_email_mailbox", f"CN={EMAIL}"),
        ("secure_email_sponsor", ""),
    ],
)
def test_the_request_fits_the_product(line: Play, host: pathlib.Path, product: str, subject: str) -> None:
    run = line(wanted(product, csr=None))

    assert run.rc == 0, run.output
    request = x509.load_pem_x509_csr((host / f"{NAME}.csr").read_bytes())
    assert request.subject.rfc4514_string() == subject
    names = request.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert names.get_values_for_type(x509.RFC822Name) == [EMAIL]


@pytest.mark.once
def test_a_mailbox_too_long_for_a_name_is_for_certcentral_to_judge(line: Play, host: pathlib.Path) -> None:
    long = f"{'robin.' * 10}park@example.com"
    run = line(wanted("class1_smime", csr=None, emails=[long]))

    # The CSR cannot hold it as a name, and does not fail over it.
    assert "CertCentral refused POST /order/certificate/class1_smime" in run.failures[-1].result["msg"]
    request = x509.load_pem_x509_csr((host / f"{NAME}.csr").read_bytes())
    assert request.subject.rfc4514_string() == ""
    names = request.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert names.get_values_for_type(x509.RFC822Name) == [long]


@pytest.mark.once
def test_the_files_of_an_older_version_are_taken_over(line: Play, past, host: pathlib.Path) -> None:
    line()
    texts = in_use(host)
    shutil.rmtree(host)
    host.mkdir(mode=0o700)
    for name, text in texts.items():
        (host / name).write_text(text)
        (host / name).chmod(0o600 if name.endswith(".key") else 0o644)

    run = line()

    assert run.rc == 0, run.output
    assert (outcomes(run), in_use(host)) == (["none"], texts)
    assert (host / f"{NAME}.key").is_symlink()
    assert line().changed == []


def test_rotation_with_the_renewal_and_not_before(line: Play, past, host: pathlib.Path) -> None:
    first = line(rotate="renewal")
    assert (first.rc, outcomes(first)) == (0, ["order"]), first.output
    old_key, old_certificate = (host / f"{NAME}.key").read_text(), certificate(host)

    before = everything(host)
    past.forget()
    again = line(rotate="renewal", arguments=["-vvv"])
    # One look is enough while there is nothing to do.
    assert (again.rc, again.changed, outcomes(again)) == (0, [], ["none"]), again.output
    assert executions(again) == ["client_cert_keys"]
    assert (past.calls()["writes"], everything(host)) == (0, before)
    assert said(again) == "Plan: 1 certificate: nothing changes."

    past.advance(days=UNTIL_DUE)
    predicted = line(rotate="renewal", arguments=["--check", "--diff"])
    assert (predicted.rc, everything(host), len(past.orders())) == (0, before, 1), predicted.output
    assert str(next_key(host)) in predicted.output

    run = line(rotate="renewal", arguments=["-vvv", "--diff"])
    assert (run.rc, outcomes(run)) == (0, ["renew"]), run.output
    assert len(past.orders()) == 2
    assert key_on(host) != public_half(old_key.encode())
    assert key_of(certificate(host)) == key_on(host)
    assert not next_key(host).exists()
    # A mail certificate: what was encrypted for the old key must stay readable.
    kept = [held for name, held in everything(host).items() if "/history/" in name and held]
    assert {old_key.encode(), old_certificate.encode()} <= set(kept)
    assert secret(host / f"{NAME}.key") not in run.output
    after = line(rotate="renewal")
    assert (after.rc, after.changed) == (0, []), after.output


@pytest.mark.once
def test_a_rotation_in_flight_keeps_the_old_pair_in_use_and_goes_on(
    line: Play, past, host: pathlib.Path, tmp_path: pathlib.Path
) -> None:
    declared = wanted("class1_smime", csr=None)
    line(declared)
    past.post("/mailboxes/confirm", {"email": EMAIL})
    line(declared)
    before = {name: text for name, text in in_use(host).items() if not name.endswith(".csr")}
    past.advance(days=UNTIL_DUE)

    # Killed where it hurts most: the next key is made, and nobody knows of it.
    assert killed(line(declared, rotate="renewal", arguments=interrupting(tmp_path, 2, AFTER)))
    pending = line(declared, rotate="renewal")
    assert pending.rc == 0, pending.output
    assert len(past.orders()) == 2
    new = next_key(host).read_text()
    # Without the wish it goes on all the same.
    for rotate in ("renewal", "never"):
        again = line(declared, rotate=rotate)
        assert (again.rc, again.changed, outcomes(again)) == (0, [], ["wait"]), again.output
        assert {name: text for name, text in in_use(host).items() if not name.endswith(".csr")} == before

    past.post("/mailboxes/confirm", {"email": EMAIL})
    done = line(declared)
    assert done.rc == 0, done.output
    assert (host / f"{NAME}.key").read_text() == new
    assert key_of(certificate(host)) == key_on(host)
    assert (not next_key(host).exists(), len(past.orders())) == (True, 2)
    assert line(declared).changed == []


@pytest.mark.once
def test_rotation_now_gets_a_reissue(line: Play, past, host: pathlib.Path) -> None:
    line()
    old, before = key_on(host), everything(host)

    predicted = line(rotate="now", arguments=["--check"])
    assert (predicted.rc, everything(host)) == (0, before), predicted.output
    assert outcomes(predicted) == ["reissue"]

    run = line(rotate="now")
    assert (run.rc, outcomes(run)) == (0, ["reissue"]), run.output
    assert old != key_on(host) == key_of(certificate(host))
    assert len(past.orders()) == 1
    assert line().changed == []


@pytest.mark.once
def test_a_rotation_that_could_get_no_certificate_is_refused(line: Play, host: pathlib.Path) -> None:
    line()
    before = everything(host)

    refused = line(wanted(csr=None, on_drift="fail"), rotate="renewal")

    assert refused.rc != 0
    assert "on_drift" in refused.failures[-1].result["msg"]
    assert everything(host) == before


def test_absent_revokes_and_takes_the_files_out_of_use(line: Play, past, host: pathlib.Path) -> None:
    gone = {"state": "absent", "alternative_order_id": NAME}
    never = line(gone)
    assert (never.rc, never.changed, host.exists()) == (0, [], False), never.output

    line()
    before = everything(host)
    predicted = line(gone, arguments=["--check"])
    assert (predicted.rc, everything(host), past.orders()[0]["status"]) == (0, before, "issued"), predicted.output

    run = line({**gone, "skip_approval": True})
    assert run.rc == 0, run.output
    assert past.orders()[0]["status"] == "revoked"
    assert [name for name in in_use(host) if not name.endswith(".csr")] == []
    assert [task.name for task in run.tasks].count("Reload") == 1
    again = line({**gone, "skip_approval": True})
    assert (again.rc, again.changed) == (0, []), again.output


def test_every_output_of_one_pair_and_no_secret_shown(line: Play, past, host: pathlib.Path) -> None:
    given = {
        "passphrase": PASSPHRASE,
        "outputs": ["certificate", "root", "combined", "pkcs12"],
        "output_passphrase": "open sesame",
        "friendly_name": "Robin",
        "units": [],
        "key_history": False,
    }
    run = line(arguments=["-vvv", "--diff"], **given)
    wrong = line(arguments=["-vvv", "--diff"], **{**given, "passphrase": "not the one"})

    assert run.rc == 0, run.output
    ends = ("crt", "csr", "key", "p12", "pem", "root.crt")
    assert sorted(path.name for path in host.iterdir() if not path.name.startswith(".")) == [
        f"{NAME}.{end}" for end in ends
    ]
    assert key_of(certificate(host)) == public_half((host / f"{NAME}.key").read_bytes(), PASSPHRASE)
    assert wrong.rc != 0
    assert "cannot be used as the private key, and is left as it is" in wrong.failures[-1].result["msg"]
    for one in (run, wrong):
        shown = one.output + json.dumps([task.result for task in one.tasks])
        for text in (PASSPHRASE, "open sesame", "not the one", past.api_key):
            assert text not in shown


@pytest.mark.once
@pytest.mark.parametrize(("number", "when"), [(2, AFTER), (3, BEFORE), (3, AFTER)])
def test_killed_in_a_renewal(
    line: Play, past, host: pathlib.Path, tmp_path: pathlib.Path, number: int, when: str
) -> None:
    line()
    old = certificate(host)
    past.advance(days=UNTIL_DUE)

    assert killed(line(arguments=interrupting(tmp_path, number, when)))
    assert key_of(certificate(host)) == key_on(host)
    resumed = line()

    assert resumed.rc == 0, resumed.output
    assert certificate(host) != old
    assert key_of(certificate(host)) == key_on(host)
    assert [task.name for task in resumed.tasks].count("Reload") == 1
    assert len(past.orders()) == 2


def test_plain_text_for_addresses_and_blanks_mean_what_they_mean_to_the_module(
    line: Play, past, host: pathlib.Path
) -> None:
    survey = wanted(csr="", csr_path="", emails=f" {EMAIL},\nkim@example.com\n", on_drift="", state="", ca_cert_id="")

    run = line(survey)

    assert run.rc == 0, run.output
    request = x509.load_pem_x509_csr((host / f"{NAME}.csr").read_bytes())
    names = request.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert names.get_values_for_type(x509.RFC822Name) == [EMAIL, "kim@example.com"]
    assert key_of(certificate(host)) == key_on(host)
    assert outcomes(line(survey)) == ["none"]
