# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Rows for the tests of the report."""

from __future__ import annotations

import datetime
import typing as t

from ansible_collections.certops.digicert.plugins.module_utils._core.expiry import Declared, Held, Policy, Row, rows
from ansible_collections.certops.digicert.plugins.module_utils._core.model import Order, Request

TODAY = datetime.date(2031, 3, 15)
POLICY = Policy()

#: What a name may hold to do harm in one format or another.
HOSTILE = (
    "<script>alert(1)</script>",
    "</title><img src=x onerror=alert(1)>",
    '" onmouseover="alert(1)',
    "a | b | c",
    "line\nbreak\r\nand\ttab",
    "=cmd|' /C calc'!A0",
    "+1+1",
    "-2+3",
    "@SUM(A1)",
    "\uff1d1",
    " =1+1",
    "\x1b[31mred\x1b[0m",
    "right\u202eto left",
    "nul\x00byte",
    "back\\slash\\n and \"quote\" and 'quote'",
    "{{ 7 * 7 }} {% raw %}",
    "[link](https://example.com) **bold** `code` <b>",
    "&amp; &lt;",
    "\u540d\u524d e\u0301",
    "half \ud800 pair",
    "a" * 300,
    "\u00a0=1+1",
    "\u200b=1+1",
    "\ufeff=1+1",
    "\u3164=1+1",
    "\u2800\u034f@SUM(A1)",
    "\ufe63\uff0d1",
    "Park;=1+1",
    'Park; "=1+1"',
    "Park\t\u00a0-1",
    "Park, +1|=1",
    "www.example.com (see WWW.EXAMPLE.COM), www.&",
    "robin@example.com, <robin@example.com>",
    "http://example.com|www.example.com`ftp://example.com\\mailto:robin@example.com",
    "@robin #123 GH-7 owner/name#7 !7 :smile: 5d41402abc4b2a76b9719d911017c592",
)


def day(left: int) -> datetime.date:
    return TODAY + datetime.timedelta(days=left)


def order(order_id: int, left: t.Optional[int] = 200, **changes: t.Any) -> Order:
    """Return an issued order with so many days left, of `one` unless told; without days it is pending."""
    dates = {} if left is None else {"valid_from": day(left - 365), "valid_till": day(left), "certificate_id": order_id}
    values = {
        "status": "pending" if left is None else "issued",
        "alternative_order_id": "one",
        "serial_number": None if left is None else f"{order_id:04x}",
        **dates,
        **changes,
    }
    return Order(order_id, **values)


def held(
    order_id: t.Optional[int] = None, left: int = 200, host: str = "web1", problem: str = "", **declared: t.Any
) -> Held:
    """Return a host that declares `one` and holds the certificate of an order, or none."""
    values = {"name": "one", "alternative_order_id": "one", **declared}
    return Held(host, Declared(**values), order_id, None if order_id is None else day(left), problem)


def row(orders: t.Sequence[Order], *holders: Held) -> Row:
    """Return the only row."""
    (found,) = rows(orders, holders, TODAY, POLICY)
    return found


def request(status: str = "pending") -> Request:
    return Request(9, "new_request", status)
