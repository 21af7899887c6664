# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""When a request is sent again, and after which pause."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.certops.digicert.plugins.module_utils._api.policy import Attempt, pause

MIDDLE = 0.5  # the jitter that changes nothing


@pytest.mark.parametrize(
    ("attempt", "seconds"),
    [
        # Reads: after faults and 5xx, growing, capped.
        (Attempt("GET", 1), 0.5),
        (Attempt("GET", 2), 1.0),
        (Attempt("GET", 3, 500), 2.0),
        (Attempt("GET", 5, 503), 8.0),
        (Attempt("GET", 9), 15.0),
        # Anything after 429, growing, capped.
        (Attempt("GET", 1, 429), 6.0),
        (Attempt("POST", 1, 429), 6.0),
        (Attempt("PUT", 2, 429), 12.0),
        (Attempt("POST", 9, 429), 180.0),
        # What the server asks for, up to three minutes.
        (Attempt("POST", 1, 429, retry_after=7), 7),
        (Attempt("GET", 1, 429, retry_after=0), 0),
        (Attempt("GET", 1, 429, retry_after=86400), 180),
        # A write is never repeated after a fault.
        (Attempt("POST", 1), None),
        (Attempt("POST", 1, 500), None),
        (Attempt("PUT", 1, 503), None),
        # A refusal is final.
        (Attempt("GET", 1, 400), None),
        (Attempt("GET", 1, 404), None),
        (Attempt("POST", 1, 403), None),
    ],
)
def test_the_pause_before_the_next_attempt(attempt: Attempt, seconds: t.Optional[float]) -> None:
    assert pause(attempt, max_retries=10, jitter=MIDDLE) == seconds


@pytest.mark.parametrize(("number", "again"), [(1, True), (2, True), (3, False)])
def test_max_retries_counts_repetitions(number: int, again: bool) -> None:
    assert (pause(Attempt("GET", number), max_retries=2, jitter=MIDDLE) is not None) is again


@pytest.mark.parametrize("status", [None, 429, 500])
def test_no_retries_means_one_attempt(status: t.Optional[int]) -> None:
    assert pause(Attempt("GET", 1, status), max_retries=0, jitter=MIDDLE) is None


@pytest.mark.parametrize(("jitter", "seconds"), [(0.0, 4.5), (1.0, 7.5)])
def test_jitter_spreads_the_pause_by_a_quarter_either_way(jitter: float, seconds: float) -> None:
    assert pause(Attempt("POST", 1, 429), max_retries=1, jitter=jitter) == seconds
