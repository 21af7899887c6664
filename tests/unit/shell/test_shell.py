# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The shell around the work: what Ansible and the operator get to see."""

from __future__ import annotations

import pathlib
import typing as t

import pytest
from ansible.module_utils import basic
from ansible_collections.certops.digicert.plugins.module_utils import _deps
from ansible_collections.certops.digicert.plugins.module_utils._ansible import client_cert, options
from ansible_collections.certops.digicert.tests.unit.support import shell as support
from ansible_collections.certops.digicert.tests.unit.support.answers import (
    BODY,
    CSR,
    TASK,
    downloads,
    looks,
    order,
    reads,
    row,
)
from ansible_collections.certops.digicert.tests.unit.support.scripted import (
    API_KEY,
    API_URL,
    Script,
    get,
    post,
    refuses,
    says,
)
from ansible_collections.certops.digicert.tests.unit.support.tasks import ADDRESS, CARD

if t.TYPE_CHECKING:
    from ansible_collections.certops.digicert.tests.unit.support.shell import Shell

CURRENT = (looks(row(78005)), reads(78005), downloads(78005))
BY_CARD = {**TASK, "payment_method": "card", "billing_address": ADDRESS}


@pytest.mark.parametrize(
    ("missing", "named"),
    [
        (["requests"], "requests"),
        (["requests", "voluptuous", "cryptography"], "requests and voluptuous and cryptography"),
    ],
)
def test_missing_libraries_are_named_at_once(
    shell: Shell, monkeypatch: pytest.MonkeyPatch, missing: list[str], named: str
) -> None:
    monkeypatch.setattr(_deps.importlib.util, "find_spec", lambda name: None if name in missing else object())
    ended = shell.run(**TASK)
    assert ended.failed
    assert f"({named})" in ended["msg"]


@pytest.mark.parametrize(
    ("version", "enough"), [("3.2.1", False), ("2.9", False), ("3.3", True), ("3.3.2", True), ("46.0.0", True)]
)
def test_a_library_that_is_too_old_is_named_with_what_is_needed(
    monkeypatch: pytest.MonkeyPatch, version: str, enough: bool
) -> None:
    monkeypatch.setattr("cryptography.__version__", version)
    assert _deps.missing() == ([] if enough else ["cryptography 3.3 or newer"])
    assert _deps.missing(["requests"]) == []


def test_card_data_is_never_shown_and_hiding_it_damages_nothing(script: Script, shell: Shell) -> None:
    # The name on the card is the common name, and 800 is in the order's number.
    script.expect(CURRENT[0], reads(78005), CURRENT[2])
    card = {**CARD, "cardholder_name": "robin@example.com"}
    ended = shell.run(**BY_CARD, credit_card=card)
    assert not ended.failed, ended.result
    assert ended["order"]["id"] == 78005
    assert ended["order"]["common_name"] == "robin@example.com"
    assert ended["order"]["valid_till"] == "2031-01-01"
    assert CARD["number"] not in ended.printed
    assert '"cvv"' not in ended.printed


@pytest.mark.parametrize("month", [1, 12])
def test_a_month_on_the_card_damages_no_date(script: Script, shell: Shell, month: int) -> None:
    script.expect(*CURRENT)
    ended = shell.run(**BY_CARD, credit_card={**CARD, "expiration_month": month, "expiration_year": 2031})
    assert (ended["order"]["valid_till"], ended["renewal_due_on"]) == ("2031-01-01", "2030-12-03")


def test_a_refused_payment_shows_no_card(script: Script, shell: Shell) -> None:
    body = {**BODY, "payment_method": "card", "credit_card": CARD, "billing_address": ADDRESS}
    script.expect(looks(), post("/order/certificate/class1_smime", body, refuses(400, "card_declined")), looks())
    ended = shell.run(**BY_CARD, credit_card=CARD)
    assert ended.failed
    assert CARD["number"] not in ended.printed
    assert '"800"' not in ended.printed


def test_the_api_key_is_never_shown_even_when_the_answer_repeats_it(script: Script, shell: Shell) -> None:
    script.expect(
        get("/order/alternate/smime-robin", says({"errors": [{"code": "x", "message": f"Key {API_KEY}"}]}, 403))
    )
    ended = shell.run(**TASK)
    assert ended.failed
    assert API_KEY not in ended.printed


@pytest.mark.parametrize(
    "fault", [KeyError("SECRET"), RecursionError("SECRET"), UnicodeDecodeError("ascii", b"S", 0, 1, "SECRET")]
)
def test_a_fault_of_ours_is_one_sentence(shell: Shell, monkeypatch: pytest.MonkeyPatch, fault: Exception) -> None:
    def stop(*_arguments: object) -> t.NoReturn:
        raise fault

    monkeypatch.setattr(client_cert, "ensure", stop)
    ended = shell.run(**TASK)
    assert ended.failed
    assert type(fault).__name__ in ended["msg"]
    assert "report this fault" in ended["msg"]
    assert "SECRET" not in ended.printed
    assert "Traceback" not in ended.printed
    assert ended["api_calls"] == {"reads": 0, "writes": 0}


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"api_url": "http://certcentral.example.com"}, "Nothing was sent: api_url must be an https URL"),
        ({"api_timeout": 0}, "Nothing was sent: api_timeout must be more than 0, and finite."),
        ({"api_key": "two words"}, "Nothing was sent: api_key has a blank inside; take it away."),
        ({"api_key": "line\n"}, "Nothing was sent: api_key ends with a line break; take it away."),
        ({"emails": None}, "Nothing was sent: emails is required for state present."),
        ({"csr": "no CSR"}, "Nothing was sent: csr holds no certificate request: that is text from"),
        (
            {"csr_path": "/nowhere/robin.csr", "csr": None},
            "Nothing was sent: csr_path cannot be read (No such file or directory).",
        ),
        ({"csr_path": "/", "csr": None}, "Nothing was sent: csr_path cannot be read (Is a directory)."),
        ({"csr_path": "/nowhere"}, "parameters are mutually exclusive: csr|csr_path"),
        ({"alternative_order_id": None}, "missing required arguments: alternative_order_id"),
        ({"api_key": None}, "Nothing was sent: api_key is missing: set the environment variable DIGICERT_API_KEY"),
        ({"api_key": ""}, "Nothing was sent: api_key is missing: set the environment variable DIGICERT_API_KEY"),
    ],
)
def test_a_wrong_task_sends_nothing(script: Script, shell: Shell, arguments: dict[str, t.Any], message: str) -> None:
    ended = shell.run(**{**TASK, **arguments})
    assert ended.failed
    assert ended["msg"].startswith(message)
    assert "Traceback" not in ended.printed


def test_the_csr_may_be_a_file(script: Script, shell: Shell, tmp_path: pathlib.Path) -> None:
    path = tmp_path / "robin.csr"
    path.write_text(CSR, encoding="ascii")
    body = {**BODY, "certificate": {**BODY["certificate"], "csr": CSR}}
    script.expect(looks(), post("/order/certificate/class1_smime", body, refuses(403, "access_denied")))
    ended = shell.run(**{**TASK, "csr": None, "csr_path": str(path)})
    assert ended["http_status"] == 403


@pytest.mark.parametrize("name", ["DIGICERT_API_KEY", "DIGICERT_API_URL"])
def test_the_environment_stands_in_for_a_connection_option(
    script: Script, shell: Shell, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    from ansible_collections.certops.digicert.tests.unit.support.shell import CONNECTION

    option = name.removeprefix("DIGICERT_").lower()
    monkeypatch.setenv(name, str(CONNECTION[option]))
    script.expect(*CURRENT)
    assert not shell.run(**{**TASK, option: None}).failed


BLANK_OPTIONS = [name for name in options.CONNECTION if name != "api_key"]


@pytest.mark.parametrize("value", ["", " ", None], ids=repr)
def test_a_blank_option_is_unset_whatever_its_type(
    script: Script, shell: Shell, monkeypatch: pytest.MonkeyPatch, value: t.Optional[str]
) -> None:
    # As AWX does for fields that nobody filled in, and Jinja for a default of ''.
    monkeypatch.setattr(support, "CONNECTION", {"api_key": API_KEY, "api_url": "", **dict.fromkeys(BLANK_OPTIONS, "")})
    monkeypatch.setenv("DIGICERT_API_URL", API_URL)
    script.expect(*CURRENT)
    ended = shell.run(**TASK, keep_null=True, **dict.fromkeys(BLANK_OPTIONS, value))
    assert not ended.failed, ended.result


def test_an_empty_environment_variable_is_unset(script: Script, shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in BLANK_OPTIONS:
        monkeypatch.setenv(f"DIGICERT_{name.upper()}", " ")
    monkeypatch.setattr(support, "CONNECTION", {"api_key": API_KEY})
    script.expect()
    ended = shell.run(**{**TASK, "emails": None})
    assert ended["msg"] == "Nothing was sent: emails is required for state present."


def test_a_connection_that_checks_nobody_gets_one_warning(script: Script, shell: Shell) -> None:
    script.expect(*CURRENT)
    ended = shell.run(**TASK, validate_certs=False)
    (warning,) = [text for text in ended["warnings"] if "validate_certs" in str(text)]
    assert "whoever answers in place of" in str(warning)


def test_a_secret_in_a_warning_is_cut(script: Script, shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client_cert.advice, "on_options", lambda _desired: [f"Key {API_KEY} and cvv 800"])
    script.expect(*CURRENT)
    ended = shell.run(**BY_CARD, credit_card=CARD)
    (warning,) = [str(text) for text in ended["warnings"] if "cvv" in str(text)]
    assert "Key *** and cvv ***" in warning


def test_a_result_that_repeats_the_key_is_cut(script: Script, shell: Shell) -> None:
    certificate = {**order(78005)["certificate"], "thumbprint": f"x{API_KEY}"}
    script.expect(CURRENT[0], reads(78005, certificate=certificate), CURRENT[2])
    ended = shell.run(**TASK)
    assert not ended.failed, ended.result
    assert ended["order"]["thumbprint"] == "x***"


@pytest.mark.parametrize("shell", ["module"], indirect=True)
def test_what_is_logged_of_the_arguments_has_no_secret(
    script: Script, shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    logged: list[str] = []
    monkeypatch.setattr(basic.AnsibleModule, "log", lambda _module, msg, **_how: logged.append(str(msg)))
    shell.run(**{**BY_CARD, "emails": None}, credit_card=CARD, proxy="http://127.0.0.1:1")
    assert any("Invoked with" in text for text in logged)
    for secret in (API_KEY, "127.0.0.1:1", *(str(value) for value in CARD.values() if str(value) != "12")):
        assert secret not in " ".join(logged)


def test_the_client_id_of_the_api_is_an_alias_of_product(script: Script, shell: Shell) -> None:
    script.expect(*CURRENT)
    assert not shell.run(**{**TASK, "product": None, "client_certificate_id": "class1_smime"}).failed


def test_an_option_that_does_nothing_gets_a_warning(script: Script, shell: Shell) -> None:
    script.expect(*CURRENT)
    ended = shell.run(**TASK, vat_number="DE1")
    assert any("vat_number is used by CertCentral for payment_method card" in str(text) for text in ended["warnings"])


def test_a_deprecated_option_gets_a_deprecation(script: Script, shell: Shell) -> None:
    script.expect(*CURRENT)
    ended = shell.run(**{**TASK, "order_validity": None, "validity_years": 1})
    assert any("validity_years" in str(text) for text in ended["deprecations"])


def test_the_difference_holds_no_key_material(script: Script, shell: Shell) -> None:
    script.expect(looks())
    ended = shell.run(check=True, **TASK)
    assert ended["diff"] == {
        "before": {},
        "after": {"action": "order", "order": "new", "status": "ordered", "alternative_order_id": "smime-robin"},
    }
