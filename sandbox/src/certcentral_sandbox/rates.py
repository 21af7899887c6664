# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The two rolling windows per API key: 100 requests in 5 seconds, then 1000 in 3 minutes ("Rate limits")."""

import time
from collections import deque

SHORT = (100, 5.0)
LONG = (1000, 180.0)


class RateLimits:
    """Counts by real time: the sandbox's clock may jump."""

    def __init__(self) -> None:
        self._seen: dict[str, deque[float]] = {}

    def allows(self, key: str) -> bool:
        """Count a request of a key; false when either window is full."""
        now = time.monotonic()
        seen = self._seen.setdefault(key, deque())
        while seen and now - seen[0] >= LONG[1]:
            seen.popleft()
        full = any(sum(1 for at in seen if now - at < span) >= count for count, span in (SHORT, LONG))
        if not full:
            seen.append(now)
        return not full

    def clear(self) -> None:
        self._seen.clear()
