# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Secrets that come back in what others say, and private keys that a task was given by mistake: cut, and nothing else is touched."""

from __future__ import annotations

import typing as t

import pytest
from ansible.module_utils.basic import AnsibleModule
from ansible_collections.certops.digicert.plugins.module_utils._ansible.secrets import Secrets, shown_arguments
from ansible_collections.certops.digicert.tests.unit.support.authority import csr, key
from ansible_collections.certops.digicert.tests.unit.support.tasks import task
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

if t.TYPE_CHECKING:
    from ansible_collections.certops.digicert.tests.unit.support.scripted import Script
    from ansible_collections.certops.digicert.tests.unit.support.shell import Shell

KEY = "KEY-6F1D-made-up"
CARD = {"number": "4111111111111111", "cvv": "800", "cardholder_name": "Robin Park", "expiration_month": 6}
PARAMS: dict[str, t.Any] = {
    "api_key": KEY,
    "proxy": "http://user:p%40ss@proxy.example.com:3128",
    "credit_card": CARD,
    "passphrase": "certificate",
    "nss_databases": [{"path": "/nss", "passphrase": "tiny"}, "broken"],
}
WHOLE = {
    "order": {"id": 78005, "common_name": "Robin Park", "valid_till": "2026-06-06", "emails": ["800@example.com"]},
    "files": {"certificate": "/etc/pki/certificate.crt"},
    "diff": {"before": "800", "after": "tiny"},
    "changed": True,
    "api_calls": {"reads": 6, "writes": 0},
}


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("cvv 800 of card 4111111111111111 (Robin Park) is wrong.", "cvv *** of card *** (***) is wrong."),
        ("card_declined|800: 4111-1111-1111-1111, 4111 1111 1111 1111", "card_declined|***: ***, ***"),
        ("order 78005 and 8001 of June, the 6", "order 78005 and 8001 of June, the 6"),
        (f"Key {KEY}/x", "Key ***/x"),
        (
            "http://user:p%40ss@proxy.example.com:3128 says no to user:p%40ss, p%40ss, p@ss",
            "*** says no to ***, ***, ***",
        ),
        (
            "certutil: tiny and certificate are wrong, tinytown is not",
            "certutil: *** and *** are wrong, tinytown is not",
        ),
    ],
)
def test_what_others_repeat_is_cut_from_a_failure_and_from_warnings(said: str, shown: str) -> None:
    secrets = Secrets(PARAMS)
    failure = {"msg": said, "errors": [{"code": said, "message": said}], "pending": {"hint": said}, **WHOLE}
    expected = {"msg": shown, "errors": [{"code": shown, "message": shown}], "pending": {"hint": shown}, **WHOLE}
    assert secrets.cut(failure, failed=True) == expected
    assert secrets.cut_text(said) == shown


def test_a_result_keeps_what_is_a_secret_only_elsewhere() -> None:
    result = {**WHOLE, "reason": "Robin Park has 800 days"}
    assert Secrets(PARAMS).cut(result, failed=False) == result


def test_key_and_card_number_are_cut_anywhere() -> None:
    found = Secrets(PARAMS).cut({"order": {KEY: ["4111111111111111", f"x{KEY}x", 4]}}, failed=False)
    assert found == {"order": {"***": ["***", "x***x", 4]}}


@pytest.mark.parametrize(
    "params",
    [
        {},
        {"api_key": None, "proxy": None, "credit_card": None, "nss_databases": None},
        {"api_key": "", "proxy": "no URL", "credit_card": "text", "nss_databases": "text", "passphrase": ""},
        {"credit_card": {"number": None, "cvv": "", "cardholder_name": " "}, "nss_databases": [{"passphrase": None}]},
    ],
    ids=["nothing", "null", "other shapes", "blank"],
)
def test_without_a_secret_nothing_is_touched(params: dict[str, t.Any]) -> None:
    failure = {"msg": "800 of 1", "errors": [{"code": "800", "message": ""}], **WHOLE}
    assert Secrets(params).cut(failure, failed=True) == failure


def test_a_short_key_hides_no_part_of_a_word() -> None:
    assert Secrets({"api_key": "e"}).cut({"msg": "e: see here"}, failed=True) == {"msg": "***: see here"}


def test_a_card_of_another_shape_is_hidden_whole() -> None:
    text = "number=4111111111111111 cvv=987"
    assert Secrets({"credit_card": text}).cut({"msg": f"'{text}' is no dict"}, failed=True) == {
        "msg": "'***' is no dict"
    }


@pytest.mark.parametrize("name", ["api_key", "proxy", "credit_card", "passphrase", "nss_databases"])
def test_the_arguments_are_shown_without_secrets(name: str) -> None:
    shown = shown_arguments({**PARAMS, "emails": ["a@example.com"]})["module_args"]
    assert (shown[name], shown["emails"]) == ("VALUE_SPECIFIED_IN_NO_LOG_PARAMETER", ["a@example.com"])


PRIVATE = key("robin").private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
BODY = PRIVATE.splitlines()[1]


@pytest.mark.parametrize(
    ("path", "options"),
    [
        ("csr", {"csr": PRIVATE}),
        ("csr", {"csr": csr("robin") + PRIVATE}),
        ("csr", {"csr": PRIVATE.replace("PRIVATE KEY", "CERTIFICATE REQUEST")}),
        ("csr", {"csr": BODY}),
        ("csr", {"csr": PRIVATE, "state": "absent"}),
        ("csr_path", {"csr_path": PRIVATE}),
        ("comments", {"comments": f"as agreed\n{PRIVATE}", "state": "absent"}),
        ("emails.0", {"emails": PRIVATE}),
        ("individual.last_name", {"individual": {"first_name": "R", "last_name": PRIVATE}}),
        ("custom_fields.0.value", {"custom_fields": [{"metadata_id": 1, "value": PRIVATE}]}),
    ],
)
def test_a_private_key_in_any_option_is_refused_and_not_shown(
    script: Script, shell: Shell, monkeypatch: pytest.MonkeyPatch, path: str, options: dict[str, t.Any]
) -> None:
    logged: list[str] = []
    monkeypatch.setattr(AnsibleModule, "log", lambda _module, text, log_args=None: logged.append(f"{text} {log_args}"))
    ended = shell.run(**task("client_premium", **options))
    assert ended["msg"].startswith(f"Nothing was sent: {path} holds a private key, which nobody but its host may have")
    assert ended["msg"].count(";") == 0
    assert "api_calls" not in ended.result or ended["api_calls"] == {"reads": 0, "writes": 0}
    # What Ansible's own process does it does not write to the system's log.
    assert bool(logged) is (shell.way == "module")
    assert BODY not in ended.printed + "".join(logged)


@pytest.mark.parametrize(
    "broken", [{"order_validity": "years"}, {"no_such_option": 1}, {"order_id": csr("robin") + PRIVATE}]
)
def test_also_not_where_ansible_itself_refuses_the_task(script: Script, shell: Shell, broken: dict[str, t.Any]) -> None:
    ended = shell.run(**{**task("client_premium", csr=csr("robin") + PRIVATE), **broken})
    assert ended.failed
    assert BODY not in ended.printed


def test_a_request_is_shown_only_where_it_is_all_there_is() -> None:
    def shown(text: str) -> t.Any:
        return shown_arguments({"csr": text})["module_args"]["csr"]

    request = csr("robin")
    assert shown(request) == request
    assert shown(f"words\n{request}") == "VALUE_SPECIFIED_IN_NO_LOG_PARAMETER"
    assert shown("words") == "VALUE_SPECIFIED_IN_NO_LOG_PARAMETER"
