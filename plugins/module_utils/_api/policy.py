# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Private to this collection: it may change in any release.
"""When a request is sent again, and after which pause. Pure: the random number comes from outside."""

from __future__ import annotations

import dataclasses
import typing as t

#: Seconds. A rate-limited key is blocked for "a few seconds up to minutes" [RATE]; five pauses outlast the window of 3 minutes
#: that 1000 requests at the rate of the short window leave.
RATE_LIMIT_BASE, RATE_LIMIT_CAP = 6.0, 180.0
FAULT_BASE, FAULT_CAP = 0.5, 15.0

#: No ``Retry-After`` is documented; one that appears is honoured up to this many seconds.
RETRY_AFTER_CAP = 180.0

RATE_LIMITED = 429


@dataclasses.dataclass(frozen=True)
class Attempt:
    """How one attempt failed: ``status`` is ``None`` for a connection fault or an answer that cannot be read."""

    method: str
    number: int
    status: t.Optional[int] = None
    retry_after: t.Optional[float] = None


def pause(attempt: Attempt, max_retries: int, jitter: float) -> t.Optional[float]:
    """Return the seconds to wait before the next attempt, or ``None`` to give up.

    A write is repeated only after 429, which refuses before anything is done [RATE]; a read also after faults and 5xx.
    ``attempt.number`` counts from 1; *jitter* is 0 to 1.
    """
    if attempt.number > max_retries:
        return None
    if attempt.status == RATE_LIMITED:
        return closed_for(attempt, jitter)
    faulty = attempt.status is None or attempt.status >= 500
    if attempt.method == "GET" and faulty:
        return float(min(FAULT_BASE * 2 ** (attempt.number - 1), FAULT_CAP) * _spread(jitter))
    return None


def closed_for(attempt: Attempt, jitter: float) -> float:
    """Return the seconds for which no request with this key should be sent, after *attempt* was refused for the rate limit."""
    if attempt.retry_after is not None:
        return min(attempt.retry_after, RETRY_AFTER_CAP)
    return float(min(RATE_LIMIT_BASE * 2 ** (attempt.number - 1), RATE_LIMIT_CAP) * _spread(jitter))


def _spread(jitter: float) -> float:
    return 0.75 + jitter / 2
