# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a refusal tells the operator."""

from __future__ import annotations

import pytest
from ansible_collections.certops.digicert.plugins.module_utils._api.hints import HINTS, error_list, sentence

URL = "https://certcentral.example.com/services/v2"


def _sentence(status: int, *errors: tuple[str, str]) -> str:
    rows = [{"code": code, "message": message} for code, message in errors]
    return sentence(status, rows, "GET", "/order/certificate/7", URL)


@pytest.mark.parametrize("code", HINTS)
@pytest.mark.parametrize("end", ["", "|more", ":more"])
def test_every_hint_is_given_for_its_code_and_for_its_refinements(code: str, end: str) -> None:
    assert HINTS[code].format(api_url=URL) in _sentence(400, (code + end, "Text."))


@pytest.mark.parametrize("code", HINTS)
def test_a_code_that_only_begins_alike_gets_no_hint(code: str) -> None:
    told = _sentence(400, (code + "x", ""))
    # But for a code whose words say what it is about.
    assert (HINTS[code].format(api_url=URL) in told) is (code == "insufficient_funds")


def test_the_longest_code_wins() -> None:
    told = _sentence(403, ("access_denied|invalid_approver", "No."))
    assert "ask an approver of the account" in told
    assert "restrictions of api_key" not in told


def test_a_wrong_key_names_key_and_region() -> None:
    assert _sentence(403, ("access_denied|access_denied_invalid_key", "Invalid key.")) == (
        "CertCentral refused GET /order/certificate/7: Invalid key (access_denied|access_denied_invalid_key); "
        f"check api_key, and that api_url ({URL}) is the region of the account."
    )


@pytest.mark.parametrize("status", [401, 403])
def test_a_bare_denial_names_key_and_region_too(status: int) -> None:
    told = _sentence(status)
    assert f"HTTP {status} without a reason" in told
    assert "role and restrictions of api_key" in told
    assert URL in told


def test_several_causes_share_one_sentence_and_one_hint() -> None:
    told = _sentence(400, ("bad_request_format", "Could not parse."), ("bad_request_format", "Again"))
    assert told.startswith(
        "CertCentral refused GET /order/certificate/7: Could not parse (bad_request_format); Again (bad_request_format); "
    )
    assert told.count("no stored payment") == 1
    assert told.endswith(".")


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (("", ""), "no reason given"),
        (("", "Text."), "Text"),
        (("code", ""), "code"),
        (("code", "Text."), "Text (code)"),
    ],
)
def test_what_is_missing_is_left_out(error: tuple[str, str], told: str) -> None:
    assert _sentence(400, error) == f"CertCentral refused GET /order/certificate/7: {told}."


def test_no_hint_follows_an_unknown_code() -> None:
    assert _sentence(400, ("something_new", "Text")).endswith("Text (something_new).")


@pytest.mark.parametrize("body", [None, {}, {"errors": None}, {"errors": "text"}, {"errors": [1, None]}], ids=repr)
def test_no_readable_error_is_no_error(body: object) -> None:
    assert error_list(body) == []  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "option"),
    [
        ("The alternative order ID is already assigned to an order", "unique_order_ids=true"),
        ("Insufficient funds", "payment_method"),
        ("The account balance does not cover the order", "payment_method"),
        ("This product is not enabled for your account", "digicert_product_info"),
        ("The product is not available", "digicert_product_info"),
        ("Organization 5 not found", "organization.id"),
        ("There is no such organization", "organization.id"),
        ("The organization does not exist", "organization.id"),
    ],
)
def test_a_code_that_nobody_documents_is_known_by_its_text(text: str, option: str) -> None:
    assert option in _sentence(400, ("something_new", text))
