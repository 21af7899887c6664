# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""From orders and hosts to rows: which order makes the row, how urgent it is, and what is said about it."""

from __future__ import annotations

import datetime

import pytest
from ansible_collections.certops.digicert.plugins.module_utils._core import expiry
from ansible_collections.certops.digicert.plugins.module_utils._core.expiry import Policy, rows
from ansible_collections.certops.digicert.plugins.module_utils._core.identity import generation_id
from ansible_collections.certops.digicert.tests.unit.support.expiry import (
    POLICY,
    TODAY,
    day,
    held,
    order,
    request,
    row,
)

NO_FILE = "host web1 holds no certificate"
ANOTHER = "host web1 holds another certificate than that of order 1"
OLD = "renewed, but host web1 still holds the old certificate"
ENDED = "host web1 holds a certificate that ended on "
UNEXPLAINED = "declared but never ordered; host web1 holds a certificate that no live order explains"
TASK = "for example with certops.digicert.digicert_request"
APPROVAL = (
    "order 1 is needs_approval and awaits approval: approve the request of order 1, "
    f"{TASK} (order_id: 1, types: [new_request, reissue], status: approved)"
)
REQUEST = (
    f"order 1 is pending and awaits approval: approve request 9 of order 1, {TASK} (request_id: 9, status: approved)"
)
RENEWED = order(2, 300, renewal_of_order_id=1)
NOBODY = "no host declares it"
NEVER = {"renew": "never"}


@pytest.mark.parametrize(
    ("orders", "holders", "level", "order_id", "remark"),
    [
        # What CertCentral says.
        ([order(1)], [held(1)], "good", 1, ""),
        ([order(1, 59)], [held(1, 59)], "soon", 1, ""),
        ([order(1, 60)], [held(1, 60)], "good", 1, ""),
        ([order(1, 30)], [held(1, 30)], "soon", 1, ""),
        ([order(1, 29)], [held(1, 29)], "due", 1, ""),
        ([order(1, 0)], [held(1, 0)], "due", 1, ""),
        ([order(1, -1)], [], "", None, ""),
        ([order(1, -1)], [held()], "expired", 1, NO_FILE),
        ([order(1, -5, status="expired")], [held()], "expired", 1, ""),
        ([order(1, None)], [held()], "pending", 1, "order 1 is pending"),
        ([order(1, None, requests=(request(),))], [held()], "pending", 1, REQUEST),
        ([order(1, None, status="needs_approval")], [held()], "pending", 1, APPROVAL),
        ([], [held()], "missing", None, "declared but never ordered"),
        ([order(1, 100, status="revoked")], [held()], "missing", None, "order 1 is revoked"),
        ([order(1, None, status="rejected")], [held()], "missing", None, "order 1 is rejected"),
        # Several generations.
        ([order(1, 10), order(2, 300)], [held(2, 300)], "good", 2, "order 1 lives too"),
        ([order(1, 10), RENEWED], [held(2, 300)], "good", 2, ""),
        ([order(1, 10), order(2, None)], [held(1, 10)], "due", 1, "renewal order 2 is pending"),
        ([order(1, -3), order(2, None)], [held(1, -3)], "expired", 1, f"renewal order 2 is pending; {ENDED}2031-03-12"),
        ([order(1, 200, status="reissue_pending")], [held(1)], "good", 1, "a reissue of order 1 is pending"),
        # Nothing renews it.
        ([order(1, 10)], [held(1, 10, **NEVER)], "soon", 1, "renew is never"),
        ([order(1, 31)], [held(1, 31, **NEVER)], "good", 1, "renew is never"),
        ([order(1, 50)], [held(1, 50, renew_before_days=60)], "due", 1, ""),
        # What hosts hold.
        ([order(1, 10), RENEWED], [held(1, 10)], "not_in_place", 2, OLD),
        ([order(1)], [held(77, 100)], "not_in_place", 1, ANOTHER),
        ([order(1)], [held()], "not_in_place", 1, NO_FILE),
        ([order(1, 5)], [held()], "due", 1, NO_FILE),
        ([order(1)], [held(77, -2)], "expired", 1, f"{ENDED}2031-03-13"),
        ([order(1)], [held(77, 0)], "not_in_place", 1, ANOTHER),
        ([], [held(77)], "missing", None, UNEXPLAINED),
        ([order(1)], [held(problem="it could not be reached")], "good", 1, "host web1: it could not be reached"),
        ([order(1)], [held(1), held(host="web2")], "not_in_place", 1, "host web2 holds no certificate"),
        # Without a serial number the end tells.
        ([order(1, serial_number=None)], [held(77, 200)], "good", 1, ""),
        ([order(1, serial_number=None)], [held(77, 100)], "not_in_place", 1, ANOTHER),
        # Declared absent.
        ([order(1)], [held(state="absent")], "good", 1, "declared absent, and the order lives on"),
        ([order(1, status="revoked")], [held(state="absent")], "", None, ""),
        # Not declared.
        ([order(1)], [], "good", 1, NOBODY),
        ([order(1, 20)], [], "due", 1, NOBODY),
        ([order(1, None)], [], "pending", 1, NOBODY),
        ([order(3, alternative_order_id=None, renewal_of_order_id=2)], [], "good", 3, f"{NOBODY}; it renews order 2"),
        ([order(1, 200, status="revoked")], [], "", None, ""),
    ],
)  # fmt: skip
def test_a_row(orders, holders, level, order_id, remark):
    found = rows(orders, holders, TODAY, POLICY)
    if not level:
        assert found == []
        return
    (one,) = found
    assert (one.level, one.order_id, one.remark) == (level, order_id, remark)


def test_every_level_is_reached_by_the_table_above():
    marks = test_a_row.pytestmark[0].args[1]
    assert {case[2] for case in marks} - {""} == set(expiry.LEVELS)


def test_what_the_row_tells_of_the_order():
    one = row(
        [
            order(
                26, 100, product="client_premium", common_name="Robin", emails=("r@example.com",), serial_number="00:1a"
            )
        ],
        held(26, 100),
    )
    assert (one.name, one.alternative_order_id, one.status) == ("one", "one", "issued")
    assert (one.product, one.common_name, one.emails) == ("client_premium", "Robin", ("r@example.com",))
    assert (one.valid_from, one.valid_till, one.days_remaining) == (day(-265), day(100), 100)
    assert one.renewal_due_on == day(71)
    assert one.serial_number == "1A"
    assert one.live_orders == (26,)
    assert one.hosts == (expiry.Place("web1", "current", "1A", day(100)),)


def test_before_the_order_the_inventory_tells():
    one = row([], held(product="class1_smime", common_name=None, emails=("a@example.com",)))
    assert (one.product, one.emails, one.order_id, one.live_orders) == ("class1_smime", ("a@example.com",), None, ())


def test_generations_with_names_of_their_own_are_one_certificate():
    second, third = generation_id("one", 1), generation_id("one", 2)
    orders = [
        order(3, 300, alternative_order_id=third, renewal_of_order_id=2),
        order(1, 1),
        order(2, 100, alternative_order_id=second, renewal_of_order_id=1),
    ]
    assert row(orders, held(3, 300)).order_id == 3
    # Also where nothing declares it: the name of the first one stands for all.
    (undeclared,) = rows(orders, [], TODAY, POLICY)
    assert (undeclared.order_id, undeclared.alternative_order_id) == (3, "one")


def test_a_chain_of_nameless_orders_is_one_certificate():
    orders = [
        order(1, 5, alternative_order_id=None, common_name="Robin"),
        order(2, 300, alternative_order_id=None, common_name="Robin", renewal_of_order_id=1),
        order(3, 100, alternative_order_id=None, emails=("other@example.com",)),
    ]
    found = rows(orders, [], TODAY, POLICY)
    assert [(one.order_id, one.name) for one in found] == [(3, "other@example.com"), (2, "Robin")]


def test_orders_that_renew_each_other_are_not_lost():
    orders = [order(number, renewal_of_order_id=3 - number, alternative_order_id=None) for number in (1, 2)]
    (found,) = rows(orders, [], TODAY, POLICY)
    assert found.live_orders == (2, 1)


def test_the_same_order_twice_is_one():
    assert row([order(1), order(1)], held(1)).order_id == 1


def test_the_most_urgent_comes_first():
    orders = [order(number, left, alternative_order_id=name) for number, left, name in (
        (1, 300, "good"), (2, 50, "soon"), (3, 20, "due b"), (4, 10, "due a"), (5, -1, "expired"), (6, 300, "away"),
    )]  # fmt: skip
    holders = [
        held(
            one.id,
            (one.valid_till - TODAY).days,
            name=one.alternative_order_id,
            alternative_order_id=one.alternative_order_id,
        )
        for one in orders
        if one.alternative_order_id != "away"
    ]
    holders += [held(name=name, alternative_order_id=name) for name in ("away", "gone")]
    found = rows(orders, holders, TODAY, POLICY)
    assert [one.name for one in found] == ["expired", "gone", "due a", "due b", "away", "soon", "good"]


def test_what_soon_means_is_the_callers():
    orders, holders = [order(1, 100)], [held(1, 100)]
    levels = [rows(orders, holders, TODAY, Policy(soon_days=days))[0].level for days in (0, 70, 71)]
    assert levels == ["good", "good", "soon"]


@pytest.mark.parametrize(
    ("given", "shown"),
    [(255, "FF"), ("00ff", "FF"), ("0A:FF", "0AFF"), (2815, "0AFF"), (0, "00"), (None, None), ("", None)],
)
def test_serial_numbers_compare(given, shown):
    assert expiry.hexadecimal(given) == shown


def test_today_is_the_callers():
    one, later = (
        rows([order(1, 40)], [held(1, 40)], TODAY + datetime.timedelta(days=days), POLICY)[0] for days in (0, 20)
    )
    assert (one.level, later.level) == ("soon", "due")
