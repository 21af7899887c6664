# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The quota as arithmetic: never too much, never much too little, and in the order of asking."""

from __future__ import annotations

import math
import typing as t

import pytest
from ansible_collections.certops.digicert.plugins.module_utils._core.quota import DOCUMENTED, Quota, Window, quota
from hypothesis import given
from hypothesis import strategies as st

SHORT, LONG = DOCUMENTED
SHARES = (1.0, 0.5, 0.29, 0.02, 0.001)

#: A second in floating point, as far as a moment of today can tell.
TOLERANCE = 1e-6


def turns(allowed: Quota, asked: t.Iterable[float]) -> list[float]:
    """Return the moment for each request, asked for at these moments."""
    given_so_far: list[float] = []

    def newest(number: int) -> t.Optional[float]:
        return given_so_far[-number] if number <= len(given_so_far) else None

    for now in asked:
        given_so_far += [allowed.next_moment(newest, now)]
    return given_so_far


def busiest(moments: t.Sequence[float], span: float) -> int:
    """Return the most requests in any *span* seconds."""
    ordered, first, most = sorted(moments), 0, 0
    for last, moment in enumerate(ordered):
        while moment - ordered[first] >= span - TOLERANCE:
            first += 1
        most = max(most, last - first + 1)
    return most


def hungry(share: float, seconds: float, documented: t.Sequence[Window] = DOCUMENTED) -> list[float]:
    """Return the turns of somebody who always wants one more, for so many seconds."""
    allowed = quota(share, documented)
    found = turns(allowed, [0.0] * math.ceil(sum(seconds / w.span * w.count for w in documented) + 2 * SHORT.count))
    return [moment for moment in found if moment < seconds]


_ASKED = st.lists(
    st.tuples(st.floats(0, 40), st.integers(1, 150)).flatmap(lambda pair: st.just([pair[0]] + [0.0] * (pair[1] - 1))),
    max_size=12,
)


def _moments(bursts: list[list[float]]) -> list[float]:
    now, found = 1.7e9, []
    for pause in (pause for burst in bursts for pause in burst):
        now += pause
        found.append(now)
    return found


@given(_ASKED, st.sampled_from(SHARES), st.randoms(use_true_random=False))
def test_no_window_is_overrun_whatever_half_a_second_on_the_way_does(
    bursts: list[list[float]], share: float, random: t.Any
) -> None:
    asked = _moments(bursts)
    planned = turns(quota(share), asked)
    arrived = [moment + random.choice((0.0, 0.5, random.uniform(0, 0.5))) for moment in planned]
    for window in DOCUMENTED:
        assert busiest(planned, window.span) <= max(1, window.count * 0.95 * share + 1e-6)
        assert busiest(arrived, window.span) <= max(1, window.count * share + 1e-6)
    # Nobody is early, and nobody overtakes.
    assert planned == sorted(planned)
    assert all(moment >= now for moment, now in zip(planned, asked))


@pytest.mark.parametrize("share", [1.0, 0.5, 0.2])
@pytest.mark.parametrize("seconds", [11, 30, 60, 600])
def test_nine_tenths_of_the_short_window_are_used_while_there_is_work(share: float, seconds: int) -> None:
    used = len(hungry(share, seconds, (SHORT,))) / (seconds / SHORT.span * SHORT.count)
    assert 0.9 * share <= used <= share


@pytest.mark.parametrize("share", [1.0, 0.5, 0.2])
@pytest.mark.parametrize("minutes", [3, 12, 60])
def test_nine_tenths_of_the_long_window_are_used_while_there_is_work(share: float, minutes: int) -> None:
    used = len(hungry(share, minutes * 60)) / (minutes * 60 / LONG.span * LONG.count)
    assert 0.9 * share <= used <= share


def test_some_dozens_go_out_at_once_and_the_rest_in_even_steps() -> None:
    found = hungry(1.0, 3.0)
    assert found[:50] == [0.0] * 50
    steps = [after - before for before, after in zip(found[49:], found[50:95])]
    assert steps == [pytest.approx(0.055)] * 45


def test_who_asks_after_a_pause_does_not_wait() -> None:
    assert turns(quota(1.0), [0.0] * 40 + [200.0])[-1] == 200.0


@pytest.mark.parametrize(
    ("share", "second"),
    [
        # 95 percent of 100 in 5 seconds is 19 a second; a tenth of a request in 5 seconds is one in 50.
        (0.02, 5.0),
        (0.001, pytest.approx(180 / 0.95)),
    ],
)
def test_a_share_of_less_than_one_request_is_one_request_in_a_longer_time(share: float, second: float) -> None:
    assert turns(quota(share), [0.0, 0.0]) == [0.0, second]
