# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Card data that CertCentral itself repeats in an error, and private keys that a task was given by mistake."""

from __future__ import annotations

import types
import typing as t

import pytest
from ansible.module_utils.basic import AnsibleModule
from ansible_collections.certops.digicert.plugins.module_utils._ansible.secrets import without_card
from ansible_collections.certops.digicert.tests.unit.support.authority import csr, key
from ansible_collections.certops.digicert.tests.unit.support.tasks import task
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

if t.TYPE_CHECKING:
    from ansible_collections.certops.digicert.tests.unit.support.scripted import Script
    from ansible_collections.certops.digicert.tests.unit.support.shell import Shell

CARD = {"number": "4111111111111111", "cvv": "800", "cardholder_name": "Robin Park"}
MODULE = types.SimpleNamespace(params={"credit_card": CARD})
PAID_BY_BALANCE = types.SimpleNamespace(params={"credit_card": None})


def test_a_repeated_card_value_is_hidden_in_message_and_errors():
    failure = {
        "msg": "CertCentral refused: cvv 800 of card 4111111111111111 (Robin Park) is wrong.",
        "errors": [{"code": "card_declined|800", "message": "Robin Park, 800"}],
        "order": {"id": 78005},
    }
    assert without_card(MODULE, failure) == {
        "msg": "CertCentral refused: cvv *** of card *** (***) is wrong.",
        "errors": [{"code": "card_declined|***", "message": "***, ***"}],
        "order": {"id": 78005},
    }


def test_a_number_that_only_holds_the_digits_stays():
    assert without_card(MODULE, {"msg": "order 78005 and 8001"}) == {"msg": "order 78005 and 8001"}


def test_without_a_card_nothing_is_touched():
    failure = {"msg": "800", "errors": [{"code": "800", "message": ""}]}
    assert without_card(PAID_BY_BALANCE, failure) is failure


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
    assert logged
    assert BODY not in ended.printed + "".join(logged)


@pytest.mark.parametrize(
    "broken", [{"order_validity": "years"}, {"no_such_option": 1}, {"order_id": csr("robin") + PRIVATE}]
)
def test_also_not_where_ansible_itself_refuses_the_task(script: Script, shell: Shell, broken: dict[str, t.Any]) -> None:
    ended = shell.run(**{**task("client_premium", csr=csr("robin") + PRIVATE), **broken})
    assert ended.failed
    assert BODY not in ended.printed


def test_a_request_is_shown_only_where_it_is_all_there_is(script: Script, shell: Shell) -> None:
    def shown(text: str) -> t.Any:
        # No product: the task fails before anything is sent.
        return shell.run(**{**task("class1_smime", csr=text), "product": ""})["invocation"]["module_args"]["csr"]

    request = csr("robin")
    assert shown(request) == request
    assert shown(f"words\n{request}") == "VALUE_SPECIFIED_IN_NO_LOG_PARAMETER"
    assert shown("words") == "VALUE_SPECIFIED_IN_NO_LOG_PARAMETER"
