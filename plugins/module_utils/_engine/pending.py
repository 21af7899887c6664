# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Private to this collection: it may change in any release.
"""Find out what an order in flight waits for."""

from __future__ import annotations

from .._api.client import Client
from .._core import status
from .._core.errors import Refused
from .._core.model import Order
from .._core.report import APPROVAL, EMAIL_VALIDATION, ISSUANCE, PICKUP, Pending
from .._schema.order import parse_email_validation


def examine(client: Client, order: Order) -> Pending:
    """Return what *order* waits for. Costs one read while DigiCert validates, none in the other states."""
    if order.status in status.AWAITS_APPROVAL or any(request.open for request in order.requests):
        return Pending(order, (APPROVAL,))
    if order.status in status.AWAITS_PICKUP:
        return Pending(order, (PICKUP,))
    if order.status == status.ISSUED:
        return Pending(order, (ISSUANCE,))
    emails = _emails(client, order)
    unvalidated = any(mail["status"] != "validated" for mail in emails)
    return Pending(order, (EMAIL_VALIDATION if unvalidated else ISSUANCE,), emails)


def _emails(client: Client, order: Order) -> tuple[dict[str, str], ...]:
    """Return the state per address; an order that has no such check is refused, which is not worth a failure."""
    try:
        return parse_email_validation(client.email_validation(order.id))
    except Refused:
        return ()
