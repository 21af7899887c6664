# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which orders are meant, row by row; and that a filter only narrows down what the check here would keep."""

from __future__ import annotations

import datetime
import typing as t

import pytest
from ansible_collections.certops.digicert.plugins.module_utils._core.identity import generation_id
from ansible_collections.certops.digicert.plugins.module_utils._core.model import Order, Request
from ansible_collections.certops.digicert.plugins.module_utils._core.selection import (
    STATUSES,
    Selection,
    chosen,
    filters,
    possible,
    renewal_due,
    searches,
    unseen,
)

TODAY = datetime.date(2031, 6, 1)


def order(status: str = "issued", days: t.Optional[int] = 200, **fields: t.Any) -> Order:
    """Return an order whose certificate of 365 days ends in *days*."""
    end = None if days is None else TODAY + datetime.timedelta(days=days)
    known: dict[str, t.Any] = {
        "product": "client_premium",
        "emails": ("robin@example.com", "Kim@Example.com"),
        "common_name": "Robin Park",
        "alternative_order_id": "x",
        "certificate_id": 8,
        "valid_till": end,
        "valid_from": end and end - datetime.timedelta(days=365),
    }
    return Order(7, status, **{**known, **fields})


#: What is asked for, the order, the options that CertCentral searched by, whether it is meant.
ROWS: list[tuple[dict[str, t.Any], Order, tuple[str, ...], bool]] = [
    ({}, order(), (), True),
    ({}, order(product="ssl_basic"), (), False),
    ({}, order(product=None), (), True),
    ({"order_id": 7}, order(), (), True),
    ({"order_id": 8}, order(), ("order_id",), False),
    ({"product": "client_premium"}, order(), (), True),
    ({"product": "class1_smime"}, order(), ("product",), False),
    ({"product": "class1_smime"}, order(product=None), ("product",), True),
    ({"product": "class1_smime"}, order(product=None), (), False),
    ({"email": "robin@example.com"}, order(), (), True),
    ({"email": "robin@EXAMPLE.com"}, order(), (), True),
    ({"email": "kim@example.com"}, order(), (), True),
    ({"email": " Robin Park <ROBIN@Example.com> "}, order(), (), True),
    ({"email": "robin@example.com"}, order(emails=(), common_name="Robin@example.com"), (), True),
    ({"email": "robin@example.com"}, order(emails=("kim@example.com",), common_name="Robin Park"), (), False),
    ({"email": "Kim@example.com"}, order(), (), True),
    ({"email": "robin@example.co"}, order(), ("email",), False),
    ({"email": "obin@example.com"}, order(), ("email",), False),
    ({"email": "robin"}, order(), ("email",), False),
    ({"email": "robin@example.com"}, order(emails=()), ("email",), True),
    ({"email": "robin@example.com"}, order(emails=()), (), False),
    ({"common_name": "Robin Park"}, order(), (), True),
    ({"common_name": " robin  PARK"}, order(), (), True),
    ({"common_name": "Ren\u00e9"}, order(common_name="Rene\u0301"), (), True),
    ({"common_name": "robin@example.com"}, order(common_name="Robin@EXAMPLE.com."), (), True),
    ({"common_name": "Robin"}, order(), ("common_name",), False),
    ({"common_name": "Robin"}, order(common_name=None), ("common_name",), True),
    ({"alternative_order_id": "x"}, order(), (), True),
    ({"alternative_order_id": "X"}, order(), ("alternative_order_id",), False),
    ({"alternative_order_id": "x"}, order(alternative_order_id=None), ("alternative_order_id",), True),
    ({"alternative_order_id": "x"}, order(alternative_order_id=None), (), False),
    ({"alternative_order_id": "x"}, order(alternative_order_id="xr5", renewal_of_order_id=5), (), False),
    (
        {"alternative_order_id": "x", "unique_order_ids": True},
        order(alternative_order_id="xr5", renewal_of_order_id=5),
        (),
        True,
    ),
    (
        {"alternative_order_id": "x", "unique_order_ids": True},
        order(alternative_order_id="xr5", renewal_of_order_id=6),
        (),
        False,
    ),
    (
        {"alternative_order_id": "x", "unique_order_ids": True},
        order(alternative_order_id="xr5"),
        ("alternative_order_id",),
        True,
    ),
    ({"status": "issued"}, order(), (), True),
    ({"status": "issued"}, order("approved"), (), True),
    ({"status": "issued"}, order(days=0), (), True),
    ({"status": "issued"}, order(days=-1), ("status",), False),
    ({"status": "issued"}, order("reissue_pending"), ("status",), False),
    ({"status": "issued"}, order("unknown"), ("status",), False),
    ({"status": "expired"}, order(days=-1), (), True),
    ({"status": "expired"}, order("expired", days=None), (), True),
    ({"status": "expired"}, order("revoked", days=-1), (), False),
    ({"status": "pending"}, order("processing"), ("status",), False),
    ({"expires_within_days": 200}, order(), (), True),
    ({"expires_within_days": 199}, order(), (), False),
    ({"expires_within_days": 0}, order(days=0), (), True),
    ({"expires_within_days": 30}, order(days=-1), (), False),
    ({"expires_within_days": 365}, order("revoked"), (), False),
    ({"expires_within_days": 365}, order(certificate_status="revoked"), (), False),
    ({"expires_within_days": 365}, order("pending", days=None), (), False),
    ({"expires_within_days": 365}, order(days=None), (), False),
    ({"expires_within_days": 365}, order("reissue_pending"), (), True),
    ({"email": "robin@example.com", "status": "issued"}, order("pending"), ("email", "status"), False),
]


@pytest.mark.parametrize(("asked", "there", "searched", "meant"), ROWS)
def test_an_order_is_meant_or_not(
    asked: dict[str, t.Any], there: Order, searched: tuple[str, ...], meant: bool
) -> None:
    assert chosen(Selection(**asked), there, TODAY, frozenset(searched)) is meant


@pytest.mark.parametrize(("asked", "there", "searched", "meant"), [row for row in ROWS if row[3]])
def test_what_is_meant_is_never_ruled_out_by_its_row(
    asked: dict[str, t.Any], there: Order, searched: tuple[str, ...], meant: bool
) -> None:
    assert possible(Selection(**asked), there, TODAY)


def test_a_long_name_is_recognised_in_its_later_generations() -> None:
    name = "n" * 64
    asked = Selection(alternative_order_id=name, unique_order_ids=True)
    later = order(alternative_order_id=generation_id(name, 5), renewal_of_order_id=5)
    assert chosen(asked, later, TODAY, frozenset())


@pytest.mark.parametrize(
    ("asked", "sent"),
    [
        ({}, {}),
        ({"order_id": 7, "expires_within_days": 3, "alternative_order_id": "x"}, {}),
        # How strictly CertCentral compares these is not documented.
        ({"email": "a@b.example"}, {}),
        ({"common_name": "A"}, {}),
        ({"product": "class1_smime"}, {"product_name_id": "class1_smime"}),
        ({"status": "issued"}, {"status": "issued"}),
        ({"status": "expired"}, {"status": "issued"}),
        ({"status": "canceled"}, {"status": "canceled"}),
        ({"status": "needs_approval"}, {}),
        ({"status": "processing"}, {}),
        ({"status": "denied"}, {}),
    ],
    ids=str,
)
def test_only_documented_filters_are_sent(asked: dict[str, t.Any], sent: dict[str, str]) -> None:
    assert filters(Selection(**asked)) == sent


@pytest.mark.parametrize(
    ("there", "believed", "hidden"),
    [
        (order(emails=()), (), True),
        (order(emails=()), ("email",), False),
        (order(emails=(), days=-1), (), False),
        (order("revoked", emails=()), (), False),
        (order(emails=(), product="ssl_basic"), (), False),
        (order(emails=("kim@example.com",)), (), False),
        (order(), (), False),
    ],
)
def test_a_live_order_that_does_not_show_the_address_may_be_meant(
    there: Order, believed: tuple[str, ...], hidden: bool
) -> None:
    assert unseen(Selection(email="robin@example.com"), there, TODAY, believed) is hidden


def test_certcentral_is_asked_for_each_spelling() -> None:
    assert searches(Selection(email="A <A@B.example>", common_name="A B")) == [
        ("email", "A@B.example"),
        ("email", "A@b.example"),
        ("email", "a@b.example"),
        ("common_name", "A B"),
        ("common_name", "a b"),
    ]
    assert searches(Selection(product="class1_smime", order_id=7)) == []


def test_every_filter_for_a_status_is_a_documented_value() -> None:
    documented = {"pending", "issued", "rejected", "revoked", "waiting_pickup", "reissue_pending", "canceled"}
    sent = {filters(Selection(status=word)).get("status") for word in STATUSES}
    assert sent == documented | {None}


@pytest.mark.parametrize(
    ("there", "due"),
    [
        (order(days=30), False),
        (order(days=29), True),
        (order(days=0), True),
        (order(days=-1), False),
        (order("approved", days=29), True),
        (order("reissue_pending", days=29), True),
        (order(days=29, is_renewed=True), False),
        (order(days=29, certificate_status="revoked"), False),
        (order("revoked", days=29), False),
        (order("pending", days=None), False),
        (order(days=None), False),
        (order(days=8, valid_from=TODAY - datetime.timedelta(days=12)), False),
        (order(days=6, valid_from=TODAY - datetime.timedelta(days=14)), True),
        (order(days=29, requests=(Request(1, "reissue", "pending"),)), True),
    ],
)
def test_a_renewal_is_due_or_not(there: Order, due: bool) -> None:
    assert renewal_due(there, TODAY, 30) is due
