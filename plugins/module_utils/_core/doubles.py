# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Private to this collection: it may change in any release.
"""Whether an order that is about to be placed is there already under another name: after a rename everything would be bought again."""

from __future__ import annotations

import datetime

from . import canonical
from .model import Desired, Order


def name(desired: Desired) -> str:
    """Return the common name that the certificate will have, to compare; mailbox products take the first address."""
    return canonical.name(desired.common_name or next(iter(desired.emails), "")).lower()


def name_of(order: Order) -> str:
    """Return the common name of *order*, to compare with :func:`name`."""
    return canonical.name(order.common_name or "").lower()


def is_double(desired: Desired, order: Order, today: datetime.date) -> bool:
    """Tell whether *order* lives, has the declared name, addresses and product, and another identity."""
    return (
        order.issued
        and not order.dead(today)
        and not order.certificate_revoked
        and order.alternative_order_id not in (None, desired.alternative_order_id)
        and order.product == desired.product
        and name_of(order) == name(desired)
        and set(canonical.emails(order.emails)) == set(canonical.emails(desired.emails))
    )


def sentence(order: Order) -> str:
    """Return what is to be said of a double."""
    return (
        f"Order {order.id} ({order.alternative_order_id}) lives and has the same name, addresses and product; if this is the same "
        "certificate renamed, give it its old alternative_order_id, else it is paid for twice."
    )
