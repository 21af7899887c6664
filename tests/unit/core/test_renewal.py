# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Days that decide about a renewal."""

from __future__ import annotations

import datetime

import pytest
from ansible_collections.certops.digicert.plugins.module_utils._core import renewal
from ansible_collections.certops.digicert.plugins.module_utils._core.model import Order

D = datetime.date


@pytest.mark.parametrize(
    ("valid_from", "valid_till", "before", "due_on"),
    [
        (D(2031, 1, 1), D(2032, 1, 1), 30, D(2031, 12, 3)),
        (D(2031, 1, 1), D(2032, 1, 1), 1, D(2032, 1, 1)),
        (D(2031, 1, 1), D(2032, 1, 1), 0, D(2032, 1, 2)),
        # A third of the life is less than the threshold: 90 days are the limit.
        (D(2031, 1, 1), D(2031, 4, 1), 30, D(2031, 3, 3)),
        (D(2031, 1, 1), D(2031, 3, 31), 30, D(2031, 3, 2)),
        (D(2031, 1, 1), D(2031, 3, 30), 30, D(2031, 3, 1)),
        (D(2031, 1, 1), D(2031, 1, 31), 30, D(2031, 1, 22)),
        # Shorter: due once less than a third of 29 days, 9.67, is left.
        (D(2031, 1, 1), D(2031, 1, 30), 30, D(2031, 1, 21)),
        (D(2031, 1, 1), D(2031, 1, 2), 30, D(2031, 1, 2)),
        # The start is not shown.
        (None, D(2032, 1, 1), 30, D(2031, 12, 3)),
        (D(2031, 1, 1), None, 30, None),
        # So odd a date that no day is that long before it.
        (None, D(1, 1, 9), 30, D(1, 1, 1)),
    ],
)
def test_first_day_on_which_a_certificate_is_due(valid_from, valid_till, before, due_on):
    order = Order(1, "issued", valid_from=valid_from, valid_till=valid_till)
    assert renewal.due_on(order, before) == due_on


def test_due_means_fewer_days_left_than_asked_for():
    order = Order(1, "issued", valid_from=D(2031, 1, 1), valid_till=D(2032, 1, 1))
    for before in range(1, 60):
        due_on = renewal.due_on(order, before)
        assert (order.valid_till - due_on).days < before
        assert (order.valid_till - due_on).days + 1 >= before


def test_without_an_order_nothing_is_due():
    assert renewal.due_on(None, 30) is None


@pytest.mark.parametrize(
    ("order_validity", "ends_on"),
    [
        ({"years": 1}, D(2032, 1, 1)),
        ({"years": 3}, D(2033, 12, 31)),
        ({"days": 30}, D(2031, 1, 31)),
        ({"days": 9**9}, datetime.date.max),
        ({"custom_expiration_date": "09 JUN 2031"}, D(2031, 6, 9)),
        ({}, None),
    ],
)
def test_the_day_on_which_what_is_ordered_today_would_end(order_validity, ends_on):
    assert renewal.ends_on(order_validity, D(2031, 1, 1)) == ends_on


@pytest.mark.parametrize("days", [30, 32, 47, 90])
def test_a_short_certificate_is_renewed_a_few_times_in_its_life_and_not_every_day(days):
    today, renewed = D(2031, 1, 1), 0
    order = Order(1, "issued", valid_from=today, valid_till=today + datetime.timedelta(days=days))
    for _day in range(3 * days):
        today += datetime.timedelta(days=1)
        if today >= renewal.due_on(order, 30):
            order = Order(1, "issued", valid_from=today, valid_till=today + datetime.timedelta(days=days))
            renewed += 1
    assert renewed == 4
