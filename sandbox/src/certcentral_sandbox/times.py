# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How the API writes points in time and days."""

from datetime import UTC, date, datetime, time, timedelta
from email.utils import format_datetime

DAY_FORMAT = "%Y-%m-%d"
LAST_SECOND = time(23, 59, 59, tzinfo=UTC)


def stamp(moment: datetime) -> str:
    """Return `2030-01-02T03:04:05+00:00`: a numeric offset, no fractions."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S+00:00")


def http_date(moment: datetime) -> str:
    """Return the value of a `Date` header."""
    return format_datetime(moment, usegmt=True)


def day(moment: datetime) -> date:
    """Return the UTC day."""
    return moment.astimezone(UTC).date()


def end_of(last: date) -> datetime:
    """Return the last second of a day, UTC."""
    return datetime.combine(last, LAST_SECOND)


def years_after(start: date, years: int) -> date:
    """Return the same day some years on; 29 February becomes 1 March where it must."""
    try:
        return start.replace(year=start.year + years)
    except ValueError:
        return start.replace(year=start.year + years, month=3, day=1)


def parse_moment(text: str) -> datetime:
    """Read an ISO 8601 date or date and time; without an offset it is UTC. Raises ValueError."""
    moment = datetime.fromisoformat(text)
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def seconds(count: float) -> timedelta:
    return timedelta(seconds=count)
