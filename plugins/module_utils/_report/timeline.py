# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Private to this collection: it may change in any release.
"""The timeline as numbers: which months it shows, and where on it a bar begins and ends. All places are in percent."""

from __future__ import annotations

import dataclasses
import datetime
import typing as t

from .._core.expiry import Row

#: A bar is never thinner, so that it can be seen.
_THINNEST = 1.0
#: What ended earlier, or ends later, runs into the edge.
_MONTHS_BACK = 6
_MONTHS_AHEAD = 27
_FEWEST_MONTHS = 6


@dataclasses.dataclass(frozen=True)
class Span:
    """From where, and how wide, in percent."""

    left: float
    width: float


@dataclasses.dataclass(frozen=True)
class Month:
    """The first day of a month and its place."""

    first: datetime.date
    left: float


@dataclasses.dataclass(frozen=True)
class Timeline:
    """A range of whole months."""

    start: datetime.date
    #: The first day that is not shown.
    end: datetime.date

    def place(self, day: datetime.date) -> float:
        """Return the place of the morning of *day*."""
        return 100.0 * (day - self.start).days / (self.end - self.start).days

    def months(self) -> list[Month]:
        """Return the months shown."""
        found = []
        first = self.start
        while first < self.end:
            found.append(Month(first, self.place(first)))
            first = _month(first, 1)
        return found

    def span(self, begin: datetime.date, last: datetime.date) -> Span:
        """Return the place of the days from *begin* to *last*, cut at the edges."""
        evening = self.place(last) + 100.0 / (self.end - self.start).days
        left, right = (min(max(place, 0.0), 100.0) for place in (self.place(begin), evening))
        width = max(right - left, _THINNEST)
        return Span(min(left, 100.0 - width), width)


def timeline(rows: t.Sequence[Row], today: datetime.date) -> Timeline:
    """Return the range that shows *today* and, as far as they are near, the ends of all *rows*."""
    ends = [row.valid_till for row in rows if row.valid_till is not None]
    earliest = max(min([today, *ends]), _month(today, -_MONTHS_BACK))
    latest = min(max([today, *ends]), _month(today, _MONTHS_AHEAD))
    start = _month(earliest, -1)
    return Timeline(start, max(_month(latest, 1), _month(start, _FEWEST_MONTHS)))


def _month(day: datetime.date, ahead: int) -> datetime.date:
    """Return the first day of the month that is *ahead* months after that of *day*."""
    months = day.year * 12 + day.month - 1 + ahead
    # The calendar of Python has an end on both sides.
    return datetime.date(min(max(months // 12, 1), 9999), months % 12 + 1, 1)
