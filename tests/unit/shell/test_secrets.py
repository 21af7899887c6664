# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Card data that CertCentral itself repeats in an error."""

from __future__ import annotations

import types

from ansible_collections.certops.digicert.plugins.module_utils._ansible.secrets import without_card

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
