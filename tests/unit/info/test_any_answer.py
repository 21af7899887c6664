# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whatever JSON comes in place of an answer: something to show, or one clear error; and it can be shown as JSON."""

from __future__ import annotations

import datetime
import json
import typing as t

import pytest
from ansible_collections.certops.digicert.plugins.module_utils._core.account import Preflight, account_dict
from ansible_collections.certops.digicert.plugins.module_utils._core.catalog import organization_dict, product_dict
from ansible_collections.certops.digicert.plugins.module_utils._core.decision import request_dict
from ansible_collections.certops.digicert.plugins.module_utils._core.errors import Unanswered
from ansible_collections.certops.digicert.plugins.module_utils._schema import catalog, read
from ansible_collections.certops.digicert.plugins.module_utils._schema.request import (
    about_client_certificate,
    parse_request,
)
from hypothesis import given
from hypothesis import strategies as st

TODAY = datetime.date(2031, 6, 1)

WORDS = st.sampled_from(
    ["", "0", "1", "null", "active", "SMIME", "2031-06-01", "client_premium", "12.50", "²", "\u0663"]
)
LEAVES = st.none() | st.booleans() | st.integers() | st.floats() | WORDS | st.text(max_size=5)


def _json(*names: str) -> st.SearchStrategy[dict[str, t.Any]]:
    """Return objects with members of these names, of any shape, three levels deep."""
    values = LEAVES
    for _level in range(2):
        values = LEAVES | st.lists(values, max_size=3) | st.dictionaries(st.sampled_from(names), values, max_size=4)
    return st.dictionaries(st.sampled_from(names), values, max_size=len(names))


ORGANIZATION = _json("id", "name", "status", "is_active", "zip", "container", "validations", "type", "validated_until")
PRODUCT = _json(
    "name_id", "name", "id", "ca_cert_id", "csr_required", "allowed_validity_years", "signature_hash_types", "allowed_ca_certs",
    "allowed_hash_types", "default_hash_type_id", "allow_auto_renew", "remaining_certs_in_contract",
)  # fmt: skip
ACCOUNT = _json("id", "name", "username", "access_roles", "container", "cert_central_type", "root_container_id")
BALANCE = _json("balance", "currency", "total_available_funds", "unlimited_negative_balance")
REQUEST = _json("id", "type", "status", "order", "product", "name_id")


@given(row=ORGANIZATION)
def test_an_organization(row: dict[str, t.Any]) -> None:
    found = catalog.parse_organization(row)
    shown = organization_dict(found, TODAY) if found else None
    assert json.loads(json.dumps(shown)) == shown


@given(row=PRODUCT)
def test_a_product(row: dict[str, t.Any]) -> None:
    found = catalog.parse_product(row)
    shown = product_dict(found) if found else None
    assert json.loads(json.dumps(shown)) == shown


@given(account=ACCOUNT, balance=BALANCE, product=PRODUCT, organization=ORGANIZATION)
def test_an_account(
    account: dict[str, t.Any], balance: dict[str, t.Any], product: dict[str, t.Any], organization: dict[str, t.Any]
) -> None:
    offered = catalog.parse_product({**product, "name_id": "client_premium"})
    owner = catalog.parse_organization(organization)
    found = Preflight(
        TODAY,
        account=catalog.parse_account(account),
        user=catalog.parse_user(account),
        balance=catalog.parse_balance(balance),
        products=(offered,) if offered else (),
        organizations=(owner,) if owner else (),
    )
    shown = account_dict(found)
    assert json.loads(json.dumps(shown)) == shown
    assert shown["ready"] is (shown["reasons"] == [])


@given(row=REQUEST)
def test_a_request(row: dict[str, t.Any]) -> None:
    assert about_client_certificate(row) in (True, False)
    if read.identifier(row.get("id")) is None:
        with pytest.raises(Unanswered, match="no request id"):
            parse_request(row)
        return
    shown = request_dict(parse_request(row))
    assert json.loads(json.dumps(shown)) == shown
