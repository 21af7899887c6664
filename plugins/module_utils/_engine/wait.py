# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Private to this collection: it may change in any release.
"""Wait for a certificate: bounded, with growing pauses. Clock and sleep are passed in."""

from __future__ import annotations

import dataclasses
import random
import time
import typing as t

#: Seconds.
_FIRST_PAUSE, _LONGEST_PAUSE, _GROWTH = 5.0, 60.0, 1.5
#: About thirty years: a time-out may be any number, and no number is added to a clock that cannot hold it.
_FOR_EVER = 1e9


@dataclasses.dataclass(frozen=True)
class Timer:
    """Where time comes from; tests bring their own."""

    monotonic: t.Callable[[], float] = time.monotonic
    sleep: t.Callable[[float], None] = time.sleep
    jitter: t.Callable[[], float] = random.random


def pauses(timer: Timer, timeout: float) -> t.Iterator[None]:
    """Sleep between polls until *timeout* seconds are over; the last pause ends at the time-out, never past it."""
    end = timer.monotonic() + min(timeout, _FOR_EVER)
    pause = _FIRST_PAUSE
    while True:
        left = end - timer.monotonic()
        if left <= 0:
            return
        timer.sleep(min(pause * (0.75 + timer.jitter() / 2), left))
        yield
        pause = min(pause * _GROWTH, _LONGEST_PAUSE)
