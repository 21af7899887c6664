# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is wanted and what is there, for tests that plan: one certificate that fits, and what may be different about it."""

from __future__ import annotations

import dataclasses
import datetime

from ansible_collections.certops.digicert.plugins.module_utils._core import wish
from ansible_collections.certops.digicert.plugins.module_utils._core.model import (
    Desired,
    Order,
    Refusal,
    Request,
    World,
)

TODAY = datetime.date(2031, 6, 1)

KEY, OTHER_KEY = "aa" * 32, "bb" * 32

WANTED = Desired(
    alternative_order_id="x",
    product="client_authentication_plus",
    emails=("a@example.com",),
    common_name="a",
    organization={"id": 501},
    order_validity={"years": 1},
    public_key=KEY,
)
GONE = Desired(alternative_order_id="x", state="absent")


def want(**changes):
    return dataclasses.replace(WANTED, **changes)


def there(order_id=10, status="issued", days=200, **fields):
    """Return an order that holds what WANTED declares."""
    return Order(
        **{
            "id": order_id,
            "status": status,
            "product": "client_authentication_plus",
            "certificate_id": order_id + 100,
            "common_name": "a",
            "emails": ("a@example.com",),
            "organization_id": 501,
            "public_key": KEY,
            "valid_from": TODAY + datetime.timedelta(days=days - 365),
            "valid_till": TODAY + datetime.timedelta(days=days),
            "is_renewed": False,
            **fields,
        }
    )


def coming(order_id=10, status="pending", **fields):
    return there(order_id, status, valid_from=None, valid_till=None, certificate_id=None, **fields)


def world(*orders, others=(), **fields):
    return World(TODAY, tuple(sorted(orders, key=lambda order: -order.id)), tuple(others), "x", **fields)


def request(request_type, status="pending", number=1, comments=None, content=None):
    return Request(number, request_type, status, comments, content)


def mark(number=10, wanted=WANTED):
    return wish.mark(wanted, number)


def other(**changes):
    return mark(wanted=want(**changes))


def renewal(status, number=11, **fields):
    """Return a renewal of order 10 that ended."""
    return coming(number, status, renewal_of_order_id=10, **fields)


def refused(number=11, **fields):
    return {"refusal": Refusal(number, " (by Ada Moss: no budget)", **fields)}
