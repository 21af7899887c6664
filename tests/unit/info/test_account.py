# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What stops an order, finding by finding, and what is only worth a remark."""

from __future__ import annotations

import dataclasses
import datetime
import typing as t

import pytest
from ansible_collections.certops.digicert.plugins.module_utils._core.account import (
    FINDINGS,
    KEY_ROLES,
    Account,
    Balance,
    Preflight,
    Role,
    User,
    account_dict,
    reasons,
    remarks,
)
from ansible_collections.certops.digicert.plugins.module_utils._core.catalog import (
    OfferedProduct,
    Organization,
    Validation,
)

TODAY = datetime.date(2031, 6, 1)
PREMIUM, MAILBOX = OfferedProduct("client_premium"), OfferedProduct("class1_smime")
VALID = Organization(501, "Corp", validations=(Validation("smime", "active", datetime.date(2032, 1, 1)),))
STALE = Organization(502, "Old", validations=(Validation("smime", "active", datetime.date(2031, 5, 31)),))
UNTOLD = Organization(503, "Untold")
FUNDS, NO_FUNDS = ({"total_available_funds": amount, "currency": "USD"} for amount in ("9.00", "0.00"))

READY = Preflight(
    TODAY,
    account=Account(4001, "enterprise", 9),
    user=User("ada", (Role(1, "Administrator"),), 9),
    balance=Balance(FUNDS),
    products=(PREMIUM, MAILBOX),
    organizations=(VALID, STALE),
    pending_requests=0,
)


def _user(role_id: int) -> User:
    return User("ada", (Role(1, "Administrator"), Role(role_id, "whatever")))


NONE_LEFT = Balance(NO_FUNDS)
BY_SUBSCRIPTION = Account(4001, "enterprise", 9, pricing_model="Annual Subscription")
COVERED = OfferedProduct("client_premium", remaining_certs_in_contract=2)
BLIND = {"pending_requests": None, "refused": {"requests": "a|b"}}
UNKNOWN_USER = {"user": None, "account": None, "refused": {"user": "a", "account": "b"}}
UNKNOWN_OFFER = {"products": None, "organizations": None, "refused": {"products": "a", "organizations": "b"}}

#: What is different, what stops an order, what is only told.
ROWS: list[tuple[dict[str, t.Any], list[str], list[str]]] = [
    ({}, [], []),
    ({"user": _user(102)}, ["API key is restricted to View Only"], []),
    ({"user": _user(103)}, ["restricted to User Management"], []),
    ({"user": _user(100)}, [], []),
    ({"user": _user(4)}, [], []),
    ({"user": User()}, [], []),
    ({"user": User(roles=(Role(2, "Limited User"),))}, [], ["sees only its own orders"]),
    ({"user": User(roles=(Role(None, "limited user"), Role(100, "Orders")))}, [], ["sees only its own orders"]),
    # Another role sees more.
    ({"user": _user(2)}, [], []),
    ({"products": ()}, ["No client certificate product"], []),
    ({"organizations": (STALE,)}, ["which client_premium need"], []),
    ({"organizations": ()}, ["which client_premium need"], []),
    ({"organizations": (STALE,), "products": (MAILBOX,)}, [], []),
    ({"organizations": (STALE,), "products": ()}, ["No client certificate product"], []),
    ({"organizations": (STALE, UNTOLD)}, [], ["does not tell which"]),
    ({"organizations": (VALID, UNTOLD)}, [], ["does not tell which"]),
    ({"balance": NONE_LEFT}, ["no funds left (0.00 USD)"], []),
    ({"balance": Balance(NO_FUNDS, unlimited=True)}, [], []),
    ({"balance": NONE_LEFT, "products": (COVERED,)}, [], []),
    ({"balance": Balance({})}, [], []),
    ({"balance": NONE_LEFT, "account": BY_SUBSCRIPTION}, [], ["pays by subscription"]),
    ({"pending_requests": 2}, [], ["await approval: 2"]),
    ({"balance": None, "refused": {"balance": "a|b"}}, [], ["not read: balance (a|b)."]),
    (UNKNOWN_USER, [], ["user (a), account (b)."]),
    (BLIND, ["may not see requests and orders (a|b)"], ["requests (a|b)"]),
    (UNKNOWN_OFFER, [], ["products (a), organizations (b)"]),
]


@pytest.mark.parametrize(("changes", "stopped", "remarked"), ROWS)
def test_findings(changes: dict[str, t.Any], stopped: list[str], remarked: list[str]) -> None:
    found = dataclasses.replace(READY, **changes)
    for sentences, expected in ((reasons(found), stopped), (remarks(found), remarked)):
        assert len(sentences) == len(expected)
        assert all(part in sentence for part, sentence in zip(expected, sentences))
    shown = account_dict(found)
    assert (shown["ready"], shown["reasons"]) == (not stopped, reasons(found))


@pytest.mark.parametrize(
    ("changes", "billing"),
    [
        ({}, "balance"),
        ({"balance": Balance({}, unlimited=True)}, "balance"),
        ({"account": BY_SUBSCRIPTION}, "subscription"),
        ({"account": Account(type="SUBSCRIPTION"), "balance": None}, "subscription"),
        ({"account": Account(pricing_model="tiered")}, "balance"),
        # Nothing is concluded from what is not there.
        ({"balance": NONE_LEFT}, "unknown"),
        ({"balance": Balance({"total_available_funds": "some"})}, "unknown"),
        ({"balance": None, "account": None}, "unknown"),
    ],
)
def test_billing_is_told_as_far_as_it_shows(changes: dict[str, t.Any], billing: str) -> None:
    assert account_dict(dataclasses.replace(READY, **changes))["billing"] == billing


def test_every_finding_is_one_sentence() -> None:
    assert all(finding.sentence.endswith(".") and "\n" not in finding.sentence for finding in FINDINGS)


@pytest.mark.parametrize(("role_id", "name"), KEY_ROLES.items())
def test_a_restriction_is_named_as_certcentral_names_it(role_id: int, name: str) -> None:
    shown = account_dict(dataclasses.replace(READY, user=_user(role_id)))
    assert shown["api_key"] == {"restriction": name, "refused": []}


def test_what_could_not_be_read_is_null() -> None:
    shown = account_dict(Preflight(TODAY, refused={"user": "a", "balance": "b"}))
    members = ("id", "type", "user", "balance", "products", "organizations", "pending_requests")
    assert [shown[name] for name in members] == [None] * len(members)
    assert shown["api_key"]["refused"] == ["balance", "user"]


def test_only_validated_organizations_are_shown() -> None:
    shown = account_dict(READY)["organizations"]
    assert shown == [{"id": 501, "name": "Corp", "smime_validated_until": "2032-01-01"}]
