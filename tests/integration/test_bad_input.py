# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Everything a tired operator gets wrong: one clear sentence, an Ansible failure, nothing half-written, no secret shown."""

from __future__ import annotations

import pathlib
import socket
import typing as t

import pytest
from ansible_collections.certops.digicert.plugins.module_utils._ansible.client_cert import SPEC
from ansible_collections.certops.digicert.tests.integration.support.certificates import (
    csr,
    private_pem,
    public_key,
)
from ansible_collections.certops.digicert.tests.integration.support.declared import IDENTITY, wanted
from ansible_collections.certops.digicert.tests.integration.support.processes import clean_environment, run_module
from ansible_collections.certops.digicert.tests.integration.support.roles import in_use, key_on

MODULE = "certops.digicert.digicert_client_cert"
WRONG_KEY = "a-key-that-nobody-may-see"

BROKEN_CSR = "-----BEGIN CERTIFICATE REQUEST-----\nbm90IGEgcmVxdWVzdA==\n-----END CERTIFICATE REQUEST-----\n"


def assert_one_sentence(message: str, *words: str) -> None:
    """One line that says all of *words* and shows neither a traceback nor a secret."""
    missing = [word for word in words if word not in message]
    assert missing == [], message
    assert "\n" not in message.strip()
    assert "Traceback" not in message
    assert WRONG_KEY not in message
    assert "PRIVATE KEY" not in message


def assert_fails(result, sandbox, *words: str) -> None:
    """The module failed with one sentence, and CertCentral was asked for nothing that changes anything."""
    assert result.rc != 0
    assert result["failed"] is True
    assert_one_sentence(result["msg"], *words)
    assert "Traceback" not in result.output
    assert WRONG_KEY not in result.output
    assert sandbox.api_key not in result.output
    assert sandbox.orders() == []


def closed_port() -> int:
    """Return a port of this machine on which nothing listens."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def test_a_wrong_key(quick, sandbox) -> None:
    result = quick(wanted(api_key=WRONG_KEY))

    assert_fails(result, sandbox, "api_key", "api_url", "region of the account", sandbox.api_url)
    assert result["http_status"] == 403
    assert result["errors"][0]["code"] == "access_denied|access_denied_invalid_key"


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/services/v2/wrong", ("not_found|route", "not a CertCentral Services API base URL")),
        ("/elsewhere", ("does not answer like CertCentral", "correct api_url")),
    ],
)
def test_a_wrong_address(quick, sandbox, path: str, words: tuple[str, ...]) -> None:
    result = quick(wanted(api_url=sandbox.api_url.replace("/services/v2", path)))

    assert_fails(result, sandbox, "api_url", path, *words)


def test_a_web_site_that_is_no_api(quick, sandbox) -> None:
    sandbox.fault("html", "GET", times=None)

    result = quick(wanted(max_retries=0))

    assert_fails(
        result, sandbox, "sent an answer that cannot be read", "a proxy that wants a log-in", "run again later"
    )


def test_nobody_listens(quick, sandbox) -> None:
    url = f"http://127.0.0.1:{closed_port()}/services/v2"
    result = quick(wanted(api_url=url, max_retries=0))

    assert_fails(result, sandbox, "Cannot reach CertCentral", url, "connection was refused")
    assert result["api_calls"] == {"reads": 1, "writes": 0}


def test_no_answer_in_time(quick, sandbox) -> None:
    sandbox.fault("timeout_before_commit", "GET", times=None)

    result = quick(wanted(api_timeout=1, max_retries=0))

    assert_fails(result, sandbox, "did not answer in time", "run again later")


def test_the_key_through_a_proxy_in_clear(quick, sandbox) -> None:
    result = quick(wanted(proxy="http://proxy.example.com:3128"))

    assert_fails(result, sandbox, "proxy must be on this machine too where api_url is http")
    assert sandbox.received() == []


@pytest.mark.parametrize("value", ["", " "])
def test_options_that_nobody_filled_in_are_unset(tmp_path: pathlib.Path, sandbox, value: str) -> None:
    names = ("api_timeout", "ca_path", "validate_certs", "proxy", "max_retries", "cache_path", "rate_share")
    environment = {**{f"DIGICERT_{name.upper()}": value for name in names}, **sandbox.environment}

    from_environment = run_module(
        "digicert_client_cert", wanted(), clean_environment(tmp_path, **environment), check=True
    )
    options = wanted(**sandbox.connection, **dict.fromkeys(names, value))
    from_arguments = run_module("digicert_client_cert", options, clean_environment(tmp_path), check=True)

    assert [(result.rc, result["action"]) for result in (from_environment, from_arguments)] == [(0, "order")] * 2


def test_http_to_another_machine(quick, sandbox) -> None:
    result = quick(wanted(api_url="http://certcentral.example/services/v2"))

    assert_fails(result, sandbox, "api_url must be an https URL")
    assert "api_calls" not in result or result["api_calls"] == {"reads": 0, "writes": 0}


def test_an_authority_that_is_not_trusted(tmp_path: pathlib.Path, tls_sandbox) -> None:
    def run(**more: t.Any):
        connection = {**tls_sandbox.connection, "max_retries": 0, **more}
        return run_module("digicert_client_cert", wanted(**connection), clean_environment(tmp_path))

    assert_fails(run(), tls_sandbox, "TLS certificate is not trusted", "ca_path")
    missing = run(ca_path=str(tmp_path / "missing.pem"))
    assert_fails(missing, tls_sandbox, f"Nothing was sent: ca_path ({tmp_path / 'missing.pem'}) does not exist")
    plain = run(api_url=tls_sandbox.api_url.replace("https://", "http://"))
    assert plain.rc != 0
    assert_one_sentence(plain["msg"], "api_url" if "api_url" in plain["msg"] else "CertCentral")

    trusted = run(ca_path=tls_sandbox.ca_path)
    assert (trusted.rc, trusted["action"]) == (0, "order")
    unchecked = run(validate_certs=False)
    assert (unchecked.rc, unchecked["action"]) == (0, "none")
    assert "validate_certs=false: whoever answers in place of" in unchecked.output


@pytest.mark.parametrize("variable", ["REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE"])
def test_the_environment_does_not_decide_whom_to_trust(tmp_path: pathlib.Path, tls_sandbox, variable: str) -> None:
    environment = clean_environment(tmp_path, **{variable: tls_sandbox.ca_path})

    result = run_module("digicert_client_cert", wanted(**tls_sandbox.connection, max_retries=0), environment)

    assert result.rc != 0
    assert_one_sentence(result["msg"], "TLS certificate is not trusted")


@pytest.mark.parametrize(("role", "reads"), [("view_only", 1), ("other", 1)])
def test_a_key_without_permission(quick, sandbox, role: str, reads: int) -> None:
    result = quick(wanted(api_key=sandbox.key(role)))

    assert_fails(result, sandbox, "CertCentral refused", "access_denied", "role and restrictions of api_key")
    assert result["http_status"] == 403
    assert result["api_calls"]["reads"] == reads


def test_a_product_that_is_not_enabled(quick, sandbox) -> None:
    sandbox.settings(products_enabled=["class1_smime"])

    result = quick(wanted())

    assert_fails(result, sandbox, "CertCentral refused POST /order/certificate/client_premium", "not enabled")


def test_an_organization_of_somebody_else(quick, sandbox) -> None:
    result = quick(wanted(organization={"id": 999}))

    assert_fails(result, sandbox, "CertCentral refused", "organization")


@pytest.mark.parametrize("library", ["requests", "voluptuous", "cryptography"])
def test_a_library_is_missing(tmp_path: pathlib.Path, sandbox, ansible_play, library: str) -> None:
    # None among the loaded modules is Python's own way to say that there is none; Python reads this file when it starts.
    (tmp_path / "sitecustomize.py").write_text(f"import sys\nsys.modules[{library!r}] = None\n")
    run = ansible_play(
        [{"name": "Order", MODULE: wanted()}],
        environment={**sandbox.environment, "PYTHONPATH": str(tmp_path)},
    )

    assert run.rc == 2, run.output
    (failure,) = run.failures
    assert_one_sentence(failure.result["msg"], library, "required Python library")
    assert "Traceback" not in run.output
    assert sandbox.received() == []


@pytest.mark.parametrize("text", [BROKEN_CSR, "not a CSR"], ids=["broken", "no PEM at all"])
def test_a_csr_that_does_not_parse(quick, sandbox, text: str) -> None:
    result = quick(wanted(csr=text))

    assert_fails(result, sandbox, "Nothing was sent", "csr holds")
    assert sandbox.received() == []


@pytest.mark.parametrize("check", [False, True])
@pytest.mark.parametrize("option", ["csr", "csr_path"])
def test_a_private_key_is_neither_sent_nor_shown(
    ansible_play, sandbox, tmp_path: pathlib.Path, option: str, check: bool
) -> None:
    # `cat robin.csr robin.key > both.pem`
    both = csr() + private_pem()
    (tmp_path / "both.pem").write_text(both)
    given = {"csr": None, option: both if option == "csr" else str(tmp_path / "both.pem")}
    run = ansible_play(
        [
            {"name": "Order", MODULE: wanted(**given), "register": "ordered", "ignore_errors": True},
            {"name": "Show", "ansible.builtin.debug": {"var": "ordered"}},
        ],
        environment=sandbox.environment,
        arguments=["-vvv", *(["--check"] if check else [])],
    )

    assert_one_sentence(run.named("Order").result["msg"], f"{option} holds a private key")
    assert sandbox.received() == []
    everything = run.output + str([task.result for task in run.tasks])
    assert [line for line in private_pem().splitlines() if line in everything] == []


def test_what_is_sent_is_the_request_and_nothing_around_it(quick, sandbox, tmp_path: pathlib.Path) -> None:
    around = b"\xef\xbb\xbfCertificate Request:\r\n" + csr().replace("\n", "\r\n").encode() + b"words\r\n"
    (tmp_path / "windows.csr").write_bytes(around)

    result = quick(wanted(csr=None, csr_path=str(tmp_path / "windows.csr")))

    assert result["action"] == "order"
    (order,) = [request for request in sandbox.received() if request["method"] == "POST"]
    assert order["body"]["certificate"]["csr"] == csr()


def test_blank_is_unset_as_a_survey_gives_it(ansible_play, sandbox) -> None:
    """Every option that is not needed as empty text: the order is the same, and a second run has nothing to do."""
    blank = dict.fromkeys(SPEC, "")
    emails = " ,robin.park@example.com,\n kim@example.com\n"
    given = {
        **blank,
        **wanted(emails=emails, order_validity={"years": "1 ", "days": "", "custom_expiration_date": "\u00a0"}),
    }
    run = ansible_play(
        [{"name": "Order", MODULE: given}, {"name": "Again", MODULE: given}], environment=sandbox.environment
    )

    assert run.rc == 0, run.output
    assert [run.named(name).result["action"] for name in ("Order", "Again")] == ["order", "none"]
    body = next(request["body"] for request in sandbox.received() if request["method"] == "POST")
    assert body["certificate"]["emails"] == ["robin.park@example.com", "kim@example.com"]
    named = {"alternative_order_id", "comments", "order_validity", "organization", "skip_approval"}
    assert set(body) & set(blank) == named
    assert "ca_cert_id" not in body["certificate"]


@pytest.mark.parametrize(
    ("option", "value"), [("auto_renew", True), ("order_validity", {"years": True}), ("renew_before_days", False)]
)
def test_true_is_no_number(quick, sandbox, option: str, value: t.Any) -> None:
    result = quick(wanted(**{option: value}))

    assert_fails(result, sandbox, option, "must be a number, and not true or false")
    assert sandbox.received() == []


def test_a_faulty_address_is_named(quick, sandbox) -> None:
    result = quick(wanted(emails=["robin@example.com", "Kim <kim@example.com>", "x@b\u00fccher.example"]))

    assert_fails(
        result, sandbox, "emails.1 is not", "Kim <kim@example.com>", "emails.2 is not", "xn--bcher-kva.example"
    )
    assert sandbox.received() == []


def test_a_csr_file_that_is_not_there(quick, sandbox, tmp_path: pathlib.Path) -> None:
    result = quick(wanted(csr=None, csr_path=str(tmp_path / "missing.csr")))

    assert_fails(result, sandbox, "csr_path cannot be read", "No such file")
    assert sandbox.received() == []


def test_two_csrs(quick, sandbox, tmp_path: pathlib.Path) -> None:
    result = quick(wanted(csr_path=str(tmp_path / "one.csr")))

    assert_fails(result, sandbox, "csr", "csr_path", "mutually exclusive")


def test_five_mistakes_are_named_at_once(quick, sandbox) -> None:
    result = quick(
        wanted(
            "client_premium",
            alternative_order_id="not allowed!",
            emails=["nobody"],
            common_name_indicator=None,
            organization=None,
            order_validity={"years": 9},
            csr="not a CSR",
        )
    )

    assert_fails(
        result,
        sandbox,
        "Nothing was sent",
        "alternative_order_id must be",
        "emails.0 is not an e-mail address: it has no @",
        "common_name_indicator is required",
        "organization is required",
        "order_validity.years must be 1 to 3",
        "csr",
    )
    assert sandbox.received() == []


def test_check_mode_finds_the_same_mistakes(quick, sandbox) -> None:
    wrong = wanted(order_validity=None)

    predicted, done = quick(wrong, check=True), quick(wrong)

    assert_fails(predicted, sandbox, "order_validity is required to order")
    assert predicted["msg"] == done["msg"]


def test_a_card_with_mistakes_is_not_shown(quick, sandbox) -> None:
    card = {"number": "4111111111111111", "expiration_month": 13, "cvv": "737", "cardholder_name": "Robin Park"}

    result = quick(wanted(payment_method="card", credit_card=card))

    assert_fails(result, sandbox, "credit_card.expiration_month must be 1 to 12", "billing_address is required")
    assert card["number"] not in result.output
    assert card["cvv"] not in result.output


def test_the_screen_shows_the_sentence_and_no_secret(ansible_play, sandbox) -> None:
    run = ansible_play(
        [
            {"name": "Wrong key", MODULE: wanted(api_key=WRONG_KEY), "ignore_errors": True},
            {"name": "No key", MODULE: wanted(), "ignore_errors": True, "environment": {"DIGICERT_API_KEY": ""}},
            {"name": "Wrong option", MODULE: wanted(api_key=WRONG_KEY, no_such_option=1)},
        ],
        environment={"DIGICERT_API_URL": sandbox.api_url},
        arguments=["-vvv"],
    )

    assert run.rc == 2, run.output
    assert [task.status for task in run.tasks] == ["failed"] * 3
    messages = [task.result["msg"] for task in run.tasks]
    assert_one_sentence(messages[0], "check api_key")
    assert_one_sentence(messages[1], "api_key is missing", "DIGICERT_API_KEY", "AWX credential")
    assert_one_sentence(messages[2], "no_such_option")
    assert "check api_key" in run.output
    assert "Traceback" not in run.output
    assert WRONG_KEY not in run.output
    assert sandbox.orders() == []


# The role: what goes wrong between the host and the order


@pytest.fixture
def host(tmp_path: pathlib.Path) -> pathlib.Path:
    return tmp_path / "host"


@pytest.fixture
def role(ansible_play, sandbox, host: pathlib.Path):
    """Run the role `client_cert` on *directory* for *declared*."""

    def run(declared: t.Optional[t.Mapping[str, t.Any]] = None, directory: t.Optional[pathlib.Path] = None):
        return ansible_play(
            roles=["certops.digicert.client_cert"],
            vars={
                "client_cert_directory": str(directory or host),
                "client_cert_certificate": declared or wanted(csr=None),
                "client_cert_key": {"type": "ECC", "curve": "secp256r1"},
            },
            environment=sandbox.environment,
        )

    return run


def assert_role_fails(run, *words: str) -> None:
    assert run.rc == 2, run.output
    # The last failure sums up; those before it were caught.
    assert_one_sentence(run.failures[-1].result["msg"], *words)
    assert "Traceback" not in run.output


def test_a_path_that_is_not_writable(role, sandbox, tmp_path: pathlib.Path) -> None:
    # Below a regular file not even root can make a folder.
    (tmp_path / "file").write_text("in the way")

    assert_role_fails(role(directory=tmp_path / "file" / "certificates"), str(tmp_path / "file"))

    assert (tmp_path / "file").read_text() == "in the way"
    assert sandbox.received() == []


def test_a_key_file_that_is_no_key(role, sandbox, host: pathlib.Path) -> None:
    host.mkdir()
    (host / f"{IDENTITY}.key").write_text("not a key")

    assert_role_fails(role(), f"{IDENTITY}.key cannot be used as the private key", "is left as it is")

    assert in_use(host) == {f"{IDENTITY}.key": "not a key"}
    assert sandbox.received() == []


def test_an_order_with_another_key_than_the_one_on_the_host(role, quick, sandbox, host: pathlib.Path) -> None:
    quick(wanted(csr=csr("ec-elsewhere")))

    assert_role_fails(
        role(wanted(csr=None, on_drift="ignore")),
        "does not belong to a private key of this host",
        "nothing was replaced",
    )

    assert sorted(in_use(host)) == [f"{IDENTITY}.csr", f"{IDENTITY}.key"]
    assert key_on(host) != public_key("ec-elsewhere")
    assert len(sandbox.orders()) == 1


def test_an_order_that_fails_leaves_no_certificate_file(role, sandbox, host: pathlib.Path) -> None:
    sandbox.settings(products_enabled=[])

    assert_role_fails(role(), "not enabled")

    assert sorted(in_use(host)) == [f"{IDENTITY}.csr", f"{IDENTITY}.key"]
    assert sandbox.orders() == []


@pytest.mark.parametrize("broken", ["", True, {"years": "many"}, ["years"]])
def test_an_option_that_ansible_itself_cannot_read_shows_no_secret(quick, broken) -> None:
    secrets = {"api_key": "key-to-hide", "proxy": "http://user:word-to-hide@proxy.example.com:3128"}
    card = {"number": "4111111111111111", "cvv": "cvv-to-hide"}
    result = quick({**wanted(), **secrets, "order_validity": broken, "credit_card": card})
    assert result.rc != 0
    assert result["msg"]
    assert "Traceback" not in result.output
    for secret in ("key-to-hide", "word-to-hide", "4111111111111111", "cvv-to-hide"):
        assert secret not in result.output
