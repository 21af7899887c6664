# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The three roles in real `ansible-playbook` runs: key on the host, order from the controller, certificate on the host."""

from __future__ import annotations

import pathlib
import stat
import typing as t

import pytest
from ansible_collections.certops.digicert.tests.integration.support.certificates import (
    csr,
    key_of,
    openssl_verify,
    private_pem,
    public_key,
)
from ansible_collections.certops.digicert.tests.integration.support.declared import EMAIL, wanted
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_private_key

ROLE = "certops.digicert.client_cert"
MODULE = "certops.digicert.digicert_client_cert"
NAME = "smime-robin"
HANDLER = {"name": "Reload", "ansible.builtin.debug": {"msg": "reloaded"}, "listen": "client_cert_deploy_changed"}


@pytest.fixture
def host(tmp_path: pathlib.Path) -> pathlib.Path:
    """The folder on the host that belongs to the certificate; it does not exist yet."""
    return tmp_path / "host" / NAME


@pytest.fixture
def line(ansible_play, sandbox, host: pathlib.Path):
    """Run the role `client_cert` for *declared*; keywords that begin with `client_cert_` are its variables."""

    def run(declared: t.Optional[t.Mapping[str, t.Any]] = None, arguments: t.Sequence[str] = (), **variables: t.Any):
        host.parent.mkdir(exist_ok=True)
        return ansible_play(
            roles=[ROLE],
            vars={
                "client_cert_directory": str(host),
                "client_cert_certificate": declared or wanted(csr=None),
                "client_cert_key": {"type": "ECC", "curve": "secp256r1"},
                **variables,
            },
            handlers=[HANDLER],
            environment=sandbox.environment,
            arguments=arguments,
        )

    return run


def contents(directory: pathlib.Path) -> dict[str, str]:
    """Return the text of every file below *directory*."""
    found = {path.relative_to(directory): path for path in directory.rglob("*") if path.is_file()}
    return {str(name): path.read_text() for name, path in sorted(found.items())}


def mode(path: pathlib.Path) -> str:
    return oct(stat.S_IMODE(path.stat().st_mode))[2:]


def public_half(key: t.Any) -> bytes:
    return key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


def key_on(host: pathlib.Path) -> bytes:
    """Return the public half of the key on the host."""
    return public_half(load_pem_private_key((host / f"{NAME}.key").read_bytes(), None))


def secret(host: pathlib.Path) -> str:
    """Return the first line of the elliptic key's PEM: the secret number is in it, and nothing that its public half shows."""
    found = (host / f"{NAME}.key").read_text().splitlines()[1]
    assert len(found) == 64
    return found


def test_new_then_unchanged(line, sandbox, host: pathlib.Path, tmp_path: pathlib.Path) -> None:
    run = line(arguments=["-vvv", "--diff"])

    assert run.rc == 0, run.output
    assert sorted(contents(host)) == [f"{NAME}.{end}" for end in ("chain.crt", "crt", "csr", "fullchain.crt", "key")]
    leaf = (host / f"{NAME}.crt").read_text()
    chain = (host / f"{NAME}.chain.crt").read_text()
    assert key_of(leaf) == key_on(host)
    assert (host / f"{NAME}.fullchain.crt").read_text() == leaf + chain
    assert openssl_verify(tmp_path, sandbox.root(), [chain], leaf).endswith("leaf.pem: OK")
    modes = [mode(path) for path in (host, *(host / f"{NAME}.{end}" for end in ("key", "crt", "chain.crt")))]
    assert modes == ["700", "600", "644", "644"]
    assert run.named("Reload").status == "ok"
    assert sandbox.api_key not in run.output
    assert secret(host) not in run.output
    # Nothing that the host has holds the API key.
    assert not [name for name, text in contents(host).items() if sandbox.api_key in text]

    before = contents(host)
    sandbox.forget()
    again = line(arguments=["--diff"])
    assert again.rc == 0, again.output
    assert again.changed == []
    assert "changed=0" in again.stdout
    assert [task.name for task in again.tasks if "Reload" in task.name] == []
    assert contents(host) == before
    assert sandbox.calls()["writes"] == 0

    predicted = line(arguments=["--check", "--diff"])
    assert (predicted.rc, predicted.changed) == (0, []), predicted.output


def test_check_mode_on_a_fresh_host(line, sandbox, host: pathlib.Path) -> None:
    run = line(arguments=["--check", "--diff"])

    assert run.rc == 0, run.output
    assert run.of(MODULE)[0]["action"] == "order"
    assert run.named("Order, renew or leave alone").changed
    assert not host.exists()
    assert (sandbox.calls()["writes"], sandbox.orders()) == (0, [])


def test_renewal_replaces_the_certificate_and_keeps_the_key(line, sandbox, host: pathlib.Path) -> None:
    line()
    before = contents(host)
    sandbox.advance(days=340)

    predicted = line(arguments=["--check", "--diff"])
    assert predicted.rc == 0, predicted.output
    assert predicted.of(MODULE)[0]["action"] == "renew"
    assert contents(host) == before
    assert len(sandbox.orders()) == 1

    run = line(arguments=["--diff"])
    assert run.rc == 0, run.output
    assert run.of(MODULE)[0]["action"] == "renew"
    after = contents(host)
    assert {name for name in after if after[name] != before[name]} == {f"{NAME}.crt", f"{NAME}.fullchain.crt"}
    assert key_of(after[f"{NAME}.crt"]) == key_on(host)
    assert run.named("Reload").status == "ok"
    assert secret(host) not in run.output


def test_what_is_pending_leaves_the_host_as_it_is(line, sandbox, host: pathlib.Path) -> None:
    declared = wanted("class1_smime", csr=None)
    run = line(declared)

    assert run.rc == 0, run.output
    assert sorted(contents(host)) == [f"{NAME}.csr", f"{NAME}.key"]
    said = run.named("Say what the order waits for").result["msg"]
    assert f"order {sandbox.orders()[0]['id']} waits for email_validation" in said

    sandbox.post("/mailboxes/confirm", {"email": EMAIL})
    done = line(declared)
    assert done.rc == 0, done.output
    assert key_of((host / f"{NAME}.crt").read_text()) == key_on(host)

    sandbox.advance(days=340)
    before = contents(host)
    renewal = line(declared)
    assert (renewal.rc, renewal.of(MODULE)[0]["action"]) == (0, "renew")
    assert contents(host) == before


def test_a_new_key_gets_a_new_certificate(line, sandbox, host: pathlib.Path) -> None:
    line()
    before = contents(host)
    (host / f"{NAME}.key").unlink()

    run = line()

    assert run.rc == 0, run.output
    assert run.of(MODULE)[0]["action"] == "reissue"
    assert contents(host)[f"{NAME}.key"] != before[f"{NAME}.key"]
    assert key_of((host / f"{NAME}.crt").read_text()) == key_on(host)
    assert len(sandbox.orders()) == 1


def test_an_rsa_key_own_names_and_the_account_in_variables(ansible_play, sandbox, host: pathlib.Path) -> None:
    host.parent.mkdir()
    run = ansible_play(
        roles=[ROLE],
        vars={
            "client_cert_directory": str(host),
            "client_cert_certificate": wanted(csr=None),
            "client_cert_connection": sandbox.connection,
            "client_cert_key": {"type": "RSA", "size": 2048},
            "client_cert_name": "mail",
            "client_cert_files": {"certificate": "mail.pem"},
            "client_cert_mode": "0640",
        },
        arguments=["-vvv"],
    )

    assert run.rc == 0, run.output
    assert sorted(contents(host)) == ["mail.chain.crt", "mail.csr", "mail.fullchain.crt", "mail.key", "mail.pem"]
    assert mode(host / "mail.pem") == "640"
    key = load_pem_private_key((host / "mail.key").read_bytes(), None)
    assert key.key_size == 2048
    assert key_of((host / "mail.pem").read_text()) == public_half(key)
    assert sandbox.api_key not in run.output


def test_deploy_refuses_the_certificate_of_another_key_and_leaves_the_old_files(
    ansible_play, quick, host: pathlib.Path
) -> None:
    host.mkdir(parents=True)
    (host / f"{NAME}.key").write_text(private_pem())
    right, wrong = quick(wanted()), quick(wanted(alternative_order_id="other", csr=csr("other")))

    def deploy(result: t.Mapping[str, t.Any], *arguments: str):
        return ansible_play(
            roles=["certops.digicert.client_cert_deploy"],
            vars={
                "client_cert_deploy_directory": str(host),
                "client_cert_deploy_name": NAME,
                "client_cert_deploy_certificate": result["certificate"],
                "client_cert_deploy_chain": result["chain"],
            },
            arguments=arguments,
        )

    assert deploy(right).rc == 0
    before = contents(host)
    assert key_of(before[f"{NAME}.crt"]) == public_key()

    for arguments in ([], ["--check"]):
        refused = deploy(wrong, *arguments)
        assert refused.rc != 0
        (failure,) = refused.failures
        assert "does not belong to the key" in failure.result["msg"]
        assert contents(host) == before


def test_csr_keeps_an_existing_key(ansible_play, host: pathlib.Path) -> None:
    host.mkdir(parents=True)
    (host / f"{NAME}.key").write_text(private_pem("ec"))

    def make(key: t.Mapping[str, t.Any]):
        return ansible_play(
            roles=["certops.digicert.client_cert_csr"],
            vars={
                "client_cert_csr_directory": str(host),
                "client_cert_csr_name": NAME,
                "client_cert_csr_key": key,
                "client_cert_csr_emails": [EMAIL],
            },
        )

    refused = make({"type": "RSA", "size": 2048})
    assert refused.rc != 0
    (failure,) = refused.failures
    assert "holds ECC secp256r1" in failure.result["msg"]
    assert "asks for RSA 2048" in failure.result["msg"]
    assert contents(host) == {f"{NAME}.key": private_pem("ec")}

    made = make({"type": "ECC", "curve": "secp256r1"})
    assert made.rc == 0, made.output
    assert (host / f"{NAME}.key").read_text() == private_pem("ec")
    assert mode(host / f"{NAME}.key") == "600"
