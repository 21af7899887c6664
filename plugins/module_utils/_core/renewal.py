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

from .model import Order


def _threshold(order: Order, renew_before_days: int) -> fractions.Fraction:
    """Return the number of days left below which *order* is due."""
    if order.valid_from is not None and order.valid_till is not None:
        validity = (order.valid_till - order.valid_from).days
        if validity < renew_before_days:
            return fractions.Fraction(validity, 3)
    return fractions.Fraction(renew_before_days)


def due_on(order: t.Optional[Order], renew_before_days: int) -> t.Optional[datetime.date]:
    """Return the first day on which *order* is due, or ``None`` when its end is unknown.

    Due is: ``valid_till - today < renew_before_days``; a certificate that lives shorter than that, at a third of its life left.
    """
    if order is None or order.valid_till is None:
        return None
    day = order.valid_till.toordinal() - math.ceil(_threshold(order, renew_before_days)) + 1
    # An odd date or a very long time ends at what a date can be.
    return datetime.date.fromordinal(min(max(day, 1), datetime.date.max.toordinal()))
