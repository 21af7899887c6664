# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Private to this collection: it may change in any release.
"""Find out what an order in flight waits for."""

from __future__ import annotations

import typing as t

from .._core import report, status
from .._core.errors import Refused
from .._core.model import Order
from .._core.products import PRODUCTS
from .._core.report import Pending
from .._schema.order import parse_email_validation, parse_unsubmitted_domains
from . import catalog
from .reads import Reads

Found = t.TypeVar("Found")


def examine(reads: Reads, order: Order) -> Pending:
    """Return what *order* waits for. Costs up to three reads while DigiCert validates, none in the other states."""
    if order.status in status.AWAITS_APPROVAL or any(request.open for request in order.requests):
        return Pending(order, (report.APPROVAL,))
    if order.status in status.AWAITS_PICKUP:
        return Pending(order, (report.PICKUP,))
    if order.status == status.ISSUED:
        return Pending(order, (report.ISSUANCE,))
    return _validation(reads, order)


def _validation(reads: Reads, order: Order) -> Pending:
    """Return which validations are missing, as far as CertCentral tells; when it tells nothing, ``issuance``."""
    emails = _told(lambda: parse_email_validation(reads.client.email_validation(order.id))) or ()
    unvalidated = any(mail["status"] != "validated" for mail in emails)
    product = PRODUCTS.get(order.product or "")
    if product is None or product.mailbox or order.status != status.PENDING:
        return Pending(order, (report.EMAIL_VALIDATION if unvalidated else report.ISSUANCE,), emails)
    domains = _domains(reads, order)
    waiting_for = []
    if domains:
        waiting_for.append(report.DOMAIN_VALIDATION)
    elif unvalidated:
        waiting_for.append(report.EMAIL_VALIDATION)
    if _lacks_validation(reads, order):
        waiting_for.append(report.ORGANIZATION_VALIDATION)
    return Pending(order, tuple(waiting_for) or (report.ISSUANCE,), emails, domains)


def _domains(reads: Reads, order: Order) -> tuple[str, ...]:
    newest = max((request.id for request in order.requests), default=None)
    return () if newest is None else _told(lambda: parse_unsubmitted_domains(reads.request_answer(newest))) or ()


def _lacks_validation(reads: Reads, order: Order) -> bool:
    """Tell whether CertCentral shows the validations of the order's organization, and none for S/MIME holds."""
    if order.organization_id is None:
        return False
    found = _told(lambda: catalog.organizations(reads.client, order.organization_id)) or ()
    shown = [organization for organization in found if organization.validations is not None]
    return any(organization.smime_validation(reads.client.today()) is None for organization in shown)


def _told(ask: t.Callable[[], Found]) -> t.Optional[Found]:
    """Return what *ask* finds out, or ``None``; a question that this order or key is refused is not worth a failure."""
    try:
        return ask()
    except Refused:
        return None
