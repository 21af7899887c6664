# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which months the timeline shows, and where things are on it."""

from __future__ import annotations

import datetime

import pytest
from ansible_collections.certops.digicert.plugins.module_utils._core.expiry import Row
from ansible_collections.certops.digicert.plugins.module_utils._report.timeline import Timeline, timeline

D = datetime.date
TODAY = D(2031, 3, 15)
#: Ten days, so that a day is ten percent.
TEN = Timeline(D(2031, 3, 1), D(2031, 3, 11))


def ends(*days: D) -> list[Row]:
    return [Row("good", "x", valid_till=day) for day in days]


@pytest.mark.parametrize(
    ("found", "start", "end"),
    [
        ([], D(2031, 2, 1), D(2031, 8, 1)),
        (ends(D(2031, 4, 1)), D(2031, 2, 1), D(2031, 8, 1)),
        (ends(D(2031, 12, 31)), D(2031, 2, 1), D(2032, 1, 1)),
        (ends(D(2031, 1, 31), D(2032, 1, 1)), D(2030, 12, 1), D(2032, 2, 1)),
        # Long ago and far away run into the edge.
        (ends(D(2020, 1, 1), D(2050, 1, 1)), D(2030, 8, 1), D(2033, 7, 1)),
        ([Row("missing", "x")], D(2031, 2, 1), D(2031, 8, 1)),
    ],
)
def test_the_range(found, start, end):
    shown = timeline(found, TODAY)
    assert (shown.start, shown.end) == (start, end)


def test_the_months():
    months = timeline(ends(D(2031, 12, 31)), TODAY).months()
    assert [month.first.month for month in months] == [2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]
    assert months[0].left == 0
    assert months[1].left == pytest.approx(100 * 28 / 334)


@pytest.mark.parametrize(
    ("begin", "last", "left", "width"),
    [
        (D(2031, 3, 1), D(2031, 3, 10), 0, 100),
        (D(2031, 3, 2), D(2031, 3, 2), 10, 10),
        (D(2030, 1, 1), D(2031, 3, 5), 0, 50),
        (D(2031, 3, 6), D(2040, 1, 1), 50, 50),
        # What is out of sight stays visible at the edge.
        (D(2020, 1, 1), D(2021, 1, 1), 0, 1),
        (D(2040, 1, 1), D(2041, 1, 1), 99, 1),
    ],
)
def test_the_place_of_a_bar(begin, last, left, width):
    span = TEN.span(begin, last)
    assert (span.left, span.width) == (pytest.approx(left), pytest.approx(width))
