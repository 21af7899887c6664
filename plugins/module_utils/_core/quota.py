# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Private to this collection: it may change in any release.
"""The quota of an API key as arithmetic: when one more request may be sent. Moments and spans are in seconds."""

from __future__ import annotations

import dataclasses
import math
import typing as t

#: The moment of the n-th newest request (from 1), one that is planned included; ``None`` where there are not so many.
Newest = t.Callable[[int], t.Optional[float]]


@dataclasses.dataclass(frozen=True)
class Window:
    """At most ``count`` requests in any ``span`` seconds."""

    count: int
    span: float


#: What CertCentral allows a key: two windows that roll, the short one first [RATE].
DOCUMENTED = (Window(100, 5.0), Window(1000, 180.0))

#: So much of a window is used: others may use the key too, by hand for example.
_USED = 0.95

#: Seconds. What is sent in so much more than a window's span may arrive within that span.
_DELAY = 0.5

#: Floating point makes 28.999999999999996 of 100 times 0.29.
_ROUNDING = 1e-9


@dataclasses.dataclass(frozen=True)
class Quota:
    """What one controller may use of a key's quota.

    Requests go out at once until the window ``crowded`` is full, then one every ``gap`` seconds: at this pace the short window is used
    evenly, where bursts with pauses between them would meet in one window of CertCentral's.
    """

    windows: tuple[Window, ...]
    crowded: Window
    gap: float

    @property
    def horizon(self) -> float:
        """Seconds after which a request no longer counts."""
        return max(window.span for window in self.windows)

    def next_moment(self, newest: Newest, now: float) -> float:
        """Return the first moment from *now* on at which one more request may be sent, not before the newest one that is planned.

        The moments that *newest* tells never grow with n. Who comes later gets a later moment: that is what makes it fair.
        """
        last = newest(1)
        if last is None:
            return now
        moment = max(now, last, *(_free(window, newest) for window in self.windows))
        return moment if moment >= _free(self.crowded, newest) else max(moment, last + self.gap)


def quota(share: float, documented: t.Sequence[Window] = DOCUMENTED) -> Quota:
    """Return what may be used of the *documented* windows, the shortest first, with this *share* of the key: above 0, at most 1."""
    shortest = documented[0]
    count, span = shortest.count * share, shortest.span + _DELAY
    windows = [_window(window.count * _USED * share, window.span) for window in documented]
    windows += [_window(window.count * share, window.span + _DELAY) for window in documented]
    return Quota(tuple(windows), Window(max(1, math.floor(count / 2)), span), span / count)


def _window(count: float, span: float) -> Window:
    """Return the window for a *count* that need not be whole: less than one request in a span is one in a longer span."""
    whole = math.floor(count + _ROUNDING)
    return Window(whole, span) if whole else Window(1, span / count)


def _free(window: Window, newest: Newest) -> float:
    """Return the moment from which *window* has room for one more."""
    oldest = newest(window.count)
    return -math.inf if oldest is None else oldest + window.span
