# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Organizations and products in all shapes, and what users see of them."""

from __future__ import annotations

import datetime
import typing as t

import pytest
from ansible_collections.certops.digicert.plugins.module_utils._core.account import Balance, Role
from ansible_collections.certops.digicert.plugins.module_utils._core.catalog import organization_dict, product_dict
from ansible_collections.certops.digicert.plugins.module_utils._schema.catalog import (
    parse_account,
    parse_balance,
    parse_organization,
    parse_product,
    parse_user,
)

TODAY = datetime.date(2031, 6, 1)
SMIME = {"type": "smime", "status": "active", "validated_until": "2031-06-01T00:00:00+00:00"}


def _organization(**members: t.Any) -> dict[str, t.Any]:
    found = parse_organization({"id": 501, **members})
    assert found is not None
    return organization_dict(found, TODAY)


@pytest.mark.parametrize("row", [{}, {"id": 0}, {"id": "x"}, {"id": None}, {"id": []}], ids=str)
def test_an_organization_without_an_id_is_none(row: dict[str, t.Any]) -> None:
    assert parse_organization(row) is None


VALIDATIONS: list[tuple[t.Any, ...]] = [
    ([SMIME], True, "2031-06-01"),
    ([{**SMIME, "validated_until": "2031-05-31"}], False, None),
    ([{**SMIME, "validated_until": None}], True, None),
    ([{"type": "smime", "status": "active"}], True, None),
    ([{**SMIME, "status": "ACTIVE"}], True, "2031-06-01"),
    ([{**SMIME, "status": "pending"}], False, None),
    ([{**SMIME, "type": "ov"}], False, None),
    ([{**SMIME, "type": "SMIME"}], True, "2031-06-01"),
    ([SMIME, {**SMIME, "validated_until": "2032-01-01"}], True, "2032-01-01"),
    (SMIME, True, "2031-06-01"),
    ([], False, None),
    ({}, False, None),
    ([None, 1, {}], False, None),
    (None, None, None),
    ("none", None, None),
]


@pytest.mark.parametrize(("validations", "validated", "until"), VALIDATIONS)
def test_a_valid_smime_validation_is_recognised(
    validations: t.Any, validated: t.Optional[bool], until: t.Optional[str]
) -> None:
    shown = _organization(validations=validations)
    assert (shown["smime_validated"], shown["smime_validated_until"]) == (validated, until)
    assert (shown["validations"] is None) == (validated is None)


def test_an_organization_without_anything_else_is_shown_with_nulls() -> None:
    assert set(_organization().values()) == {501, None}


def test_an_organization_with_everything() -> None:
    shown = _organization(
        name="Corp", display_name="Corp (C)", status="ACTIVE", is_active="1", address="1 Way", address2="", city="Bern",
        state="BE", zip=3000, country="ch", telephone="1", container={"id": "9", "name": "IT"}, validations=[SMIME],
    )  # fmt: skip
    assert shown == {
        "id": 501, "name": "Corp", "display_name": "Corp (C)", "status": "active", "is_active": True, "address": "1 Way",
        "address2": None, "city": "Bern", "state": "BE", "zip": "3000", "country": "ch", "telephone": "1", "container_id": 9,
        "validations": [{"type": "smime", "status": "active", "validated_until": "2031-06-01"}], "smime_validated": True,
        "smime_validated_until": "2031-06-01",
    }  # fmt: skip


@pytest.mark.parametrize("container", [[], None, {}, {"id": 0}, "9"], ids=str)
def test_a_container_in_another_form_is_none(container: t.Any) -> None:
    assert _organization(container=container)["container_id"] is None


def _product(**members: t.Any) -> dict[str, t.Any]:
    found = parse_product({"name_id": "client_premium", **members})
    assert found is not None
    return product_dict(found)


@pytest.mark.parametrize("row", [{}, {"name_id": ""}, {"name_id": None}, {"name_id": ["x"]}], ids=str)
def test_a_product_without_an_identifier_is_none(row: dict[str, t.Any]) -> None:
    assert parse_product(row) is None


def test_a_product_without_anything_else_is_shown_with_nulls_and_empty_lists() -> None:
    shown = _product()
    lists = ("allowed_validity_years", "allowed_signature_hashes", "allowed_ca_certs")
    assert [shown.pop(name) for name in lists] == [[], [], []]
    assert set(shown.values()) == {"client_premium", None}


@pytest.mark.parametrize(
    ("members", "name", "value"),
    [
        ({"csr_required": "0"}, "csr_required", False),
        ({"csr_required": "1"}, "csr_required", True),
        ({"allow_auto_renew": True}, "allow_auto_renew", True),
        ({"allowed_auto_renew": 1}, "allow_auto_renew", True),
        ({"allow_auto_renew": None, "allowed_auto_renew": False}, "allow_auto_renew", False),
        ({"allowed_order_validity_years": [1, 2], "allowed_validity_years": [1]}, "allowed_validity_years", [1, 2]),
        ({"allowed_validity_years": ["1", 2, None, "x"]}, "allowed_validity_years", [1, 2]),
        ({"allowed_validity_years": 1}, "allowed_validity_years", []),
        ({"signature_hash_types": []}, "allowed_signature_hashes", []),
        (
            {"signature_hash_types": {"allowed_hash_types": [{"id": "SHA256"}, {"name": "x"}]}},
            "allowed_signature_hashes",
            ["sha256"],
        ),
        (
            {"signature_hash_types": {"default_hash_type_id": "sha384", "allowed_hash_types": {}}},
            "default_signature_hash",
            "sha384",
        ),
        (
            {"allowed_ca_certs": [{"id": "A1", "name": "One"}, {"ca_cert_id": "B2"}, {"name": "without"}, None]},
            "allowed_ca_certs",
            [{"id": "A1", "name": "One"}, {"id": "B2", "name": None}],
        ),
        ({"allowed_ca_certs": {}}, "allowed_ca_certs", []),
        ({"remaining_certs_in_contract": "3"}, "remaining_certs_in_contract", 3),
    ],
    ids=str,
)
def test_members_of_a_product_in_all_shapes(members: dict[str, t.Any], name: str, value: t.Any) -> None:
    assert _product(**members)[name] == value


def test_user_and_account_in_all_shapes() -> None:
    assert parse_user({}).roles == ()
    assert parse_user({"access_roles": {}}).roles == ()
    assert parse_user({"access_roles": {"id": "4", "name": "Manager"}}).roles == (Role(4, "Manager"),)
    assert parse_user({"access_roles": [{"name": "Manager"}], "container": []}).roles == (Role(None, "Manager"),)
    assert parse_user({"container": {"id": "9"}}).container_id == 9
    assert parse_account({"id": "4001", "root_container_id": 0}).id == 4001
    assert parse_account({"root_container_id": 0}).root_container_id is None


@pytest.mark.parametrize(
    ("answer", "left"),
    [
        ({"total_available_funds": "0.00"}, False),
        ({"total_available_funds": "-10.50"}, False),
        ({"total_available_funds": "0.01"}, True),
        ({"total_available_funds": "1,000.00"}, True),
        ({"total_available_funds": "unknown"}, None),
        ({"total_available_funds": 0}, False),
        ({"balance": "0.00"}, None),
        ({"balance": "0.00", "unlimited_negative_balance": True}, True),
        ({"total_available_funds": "0.00", "unlimited_negative_balance": "1"}, True),
        ({}, None),
    ],
    ids=str,
)
def test_funds_are_left_or_not_or_not_told(answer: dict[str, t.Any], left: t.Optional[bool]) -> None:
    assert parse_balance(answer).left is left


def test_amounts_stay_the_text_that_they_are() -> None:
    assert parse_balance({"balance": "10.00", "currency": "USD"}) == Balance(
        {
            "balance": "10.00",
            "currency": "USD",
            "unpaid_invoice_balance": None,
            "negative_balance_limit": None,
            "used_credit_from_other_containers": None,
            "total_available_funds": None,
        }
    )
