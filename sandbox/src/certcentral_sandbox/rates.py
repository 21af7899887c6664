# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The rolling windows per API key: 100 requests in 5 seconds, then 1000 in 3 minutes ("Rate limits")."""

import time
from collections import deque
from collections.abc import Sequence

from pydantic import BaseModel, ConfigDict, Field


class Window(BaseModel):
    """At most `count` requests in any `seconds`."""

    model_config = ConfigDict(extra="forbid", strict=True)

    count: int = Field(ge=1)
    seconds: float = Field(gt=0)


DOCUMENTED = (Window(count=100, seconds=5.0), Window(count=1000, seconds=180.0))


class RateLimits:
    """Counts by real time: the sandbox's clock may jump."""

    def __init__(self) -> None:
        self._taken: dict[str, deque[float]] = {}

    def allows(self, key: str, windows: Sequence[Window]) -> bool:
        """Count a request of a key; false when any window is full, and then it counts for none."""
        now = time.monotonic()
        taken = self._taken.setdefault(key, deque())
        while taken and now - taken[0] >= max(window.seconds for window in windows):
            taken.popleft()
        for window in windows:
            if len(taken) >= window.count and now - taken[-window.count] < window.seconds:
                return False
        taken.append(now)
        return True

    def clear(self) -> None:
        self._taken.clear()
