# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The shell around the work: what Ansible and the operator get to see."""

from __future__ import annotations

import pathlib
import typing as t

import pytest
from ansible_collections.certops.digicert.plugins.module_utils import _deps
from ansible_collections.certops.digicert.plugins.module_utils._ansible import client_cert
from ansible_collections.certops.digicert.tests.unit.support.answers import (
    BODY,
    CSR,
    TASK,
    downloads,
    looks,
    reads,
    row,
)
from ansible_collections.certops.digicert.tests.unit.support.scripted import (
    API_KEY,
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
        ({"api_timeout": 0}, "Nothing was sent: api_timeout must be more than 0."),
        ({"api_key": "two words"}, "Nothing was sent: api_key must be visible ASCII characters, and not empty."),
        ({"emails": None}, "Nothing was sent: emails is required for state present."),
        ({"csr": "no CSR"}, "Nothing was sent: csr holds no certificate request: that is text from"),
        (
            {"csr_path": "/nowhere/robin.csr", "csr": None},
            "Nothing was sent: csr_path cannot be read (No such file or directory).",
        ),
        ({"csr_path": "/", "csr": None}, "Nothing was sent: csr_path cannot be read (Is a directory)."),
        ({"csr_path": "/nowhere"}, "parameters are mutually exclusive: csr|csr_path"),
        ({"alternative_order_id": None}, "missing required arguments: alternative_order_id"),
        ({"api_key": None}, "missing required arguments: api_key"),
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
