# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Private to this collection: it may change in any release.
"""When a certificate is due for renewal. Dates only; today is given."""

from __future__ import annotations

import datetime
import fractions
import math
import typing as t

from .dates import parse_date
from .model import Order

#: Days of a year of validity at least; a renewal is never thought to end later than it does.
_YEAR = 365


def _threshold(order: Order, renew_before_days: int) -> fractions.Fraction:
    """Return the number of days left below which *order* is due: *renew_before_days*, or a third of its life if that is less."""
    days = fractions.Fraction(renew_before_days)
    if order.valid_from is None or order.valid_till is None:
        return days
    return min(days, fractions.Fraction((order.valid_till - order.valid_from).days, 3))


def due_below(order: Order, renew_before_days: int) -> int:
    """Return the whole number of days left below which *order* is due."""
    return math.ceil(_threshold(order, renew_before_days))


def due_on(order: t.Optional[Order], renew_before_days: int) -> t.Optional[datetime.date]:
    """Return the first day on which *order* is due, or ``None`` when its end is unknown.

    Due is: ``valid_till - today`` is less than *renew_before_days* and less than a third of the certificate's life.
    """
    if order is None or order.valid_till is None:
        return None
    day = order.valid_till.toordinal() - due_below(order, renew_before_days) + 1
    # An odd date or a very long time ends at what a date can be.
    return datetime.date.fromordinal(min(max(day, 1), datetime.date.max.toordinal()))


def ends_on(order_validity: t.Mapping[str, t.Any], today: datetime.date) -> t.Optional[datetime.date]:
    """Return on which day a certificate ordered *today* would end at least, or ``None`` when the validity does not tell."""
    until = order_validity.get("custom_expiration_date")
    if until is not None:
        return parse_date(until)
    days = order_validity.get("days", order_validity.get("years", 0) * _YEAR)
    return datetime.date.fromordinal(min(today.toordinal() + days, datetime.date.max.toordinal())) if days else None
