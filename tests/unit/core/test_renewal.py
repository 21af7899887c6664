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
        # As long as the threshold: the rule for short ones does not apply yet.
        (D(2031, 1, 1), D(2031, 1, 31), 30, D(2031, 1, 2)),
        # Shorter: due once less than a third of 29 days, 9.67, is left.
        (D(2031, 1, 1), D(2031, 1, 30), 30, D(2031, 1, 21)),
        (D(2031, 1, 1), D(2031, 1, 2), 30, D(2031, 1, 2)),
        # The start is not shown.
        (None, D(2032, 1, 1), 30, D(2031, 12, 3)),
        (D(2031, 1, 1), None, 30, None),
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
