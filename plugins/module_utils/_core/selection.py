# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Private to this collection: it may change in any release.
"""Which orders a reader asks for, and whether an order is one of them. CertCentral narrows down where its filters can be
trusted; this is the check after it."""

from __future__ import annotations

import dataclasses
import datetime
import typing as t

from . import renewal, search, status
from .identity import generation_id
from .model import Order
from .products import PRODUCTS

#: What an order can be asked for: CertCentral's words, with ``issued`` and ``expired`` told apart by the certificate's end.
STATUSES = (
    "needs_approval",
    "pending",
    "processing",
    "waiting_pickup",
    "issued",
    "reissue_pending",
    "rejected",
    "denied",
    "canceled",
    "revoked",
    "expired",
)

#: What the list can be filtered by; the other words are not documented as values. ``issued`` includes what has expired [LIST].
_STATUS_FILTERS: t.Mapping[str, str] = {
    "pending": "pending",
    "waiting_pickup": "waiting_pickup",
    "issued": "issued",
    "reissue_pending": "reissue_pending",
    "rejected": "rejected",
    "canceled": "canceled",
    "revoked": "revoked",
    "expired": "issued",
}


@dataclasses.dataclass(frozen=True)
class Selection:
    """What is asked for; an order must meet all that is set."""

    order_id: t.Optional[int] = None
    alternative_order_id: t.Optional[str] = None
    #: Later generations carry a name made from ``alternative_order_id``.
    unique_order_ids: bool = False
    email: t.Optional[str] = None
    common_name: t.Optional[str] = None
    product: t.Optional[str] = None
    status: t.Optional[str] = None
    expires_within_days: t.Optional[int] = None


def filters(selection: Selection) -> dict[str, str]:
    """Return the documented filters of the list of orders that lose nothing of *selection* [LIST].

    An address and a name are not among them: how strictly CertCentral compares these is not documented.
    """
    wanted = {"status": _STATUS_FILTERS.get(selection.status or ""), "product_name_id": selection.product}
    return {name: value for name, value in wanted.items() if value is not None}


def searches(selection: Selection) -> list[tuple[str, str]]:
    """Return option and text of each search that CertCentral is asked for besides: it may know what an order does not show."""
    asked = (("email", selection.email), ("common_name", selection.common_name))
    return [(option, spelled) for option, text in asked if text is not None for spelled in search.spellings(text)]


def possible(selection: Selection, order: Order, today: datetime.date) -> bool:
    """Tell whether *order* may be one of those asked for: nothing that it shows speaks against it."""
    return False not in _verdicts(selection, order, today).values()


def chosen(selection: Selection, order: Order, today: datetime.date, believed: t.Collection[str]) -> bool:
    """Tell whether *order* is one of those asked for; see ``unseen`` for what remains unknown.

    *believed* names the options that CertCentral itself searched by: where the order does not show such a value (only
    S/MIME orders show addresses [INFO]), CertCentral's word counts.
    """
    verdicts = _verdicts(selection, order, today)
    return all(verdict or (verdict is None and option in believed) for option, verdict in verdicts.items())


def unseen(selection: Selection, order: Order, today: datetime.date, believed: t.Collection[str]) -> bool:
    """Tell whether *order* lives, and would be asked for if only it showed the address or the name that is searched."""
    searched = {option for option, _text in searches(selection)}
    hidden = not chosen(selection, order, today, believed) and chosen(selection, order, today, {*believed, *searched})
    return hidden and not order.dead(today)


def renewal_due(order: Order, today: datetime.date, renew_before_days: int) -> bool:
    """Tell whether the certificate of *order* is in use, due and not renewed yet."""
    due_on = renewal.due_on(order, renew_before_days)
    in_use = order.issued and not order.dead(today) and not order.certificate_revoked and not order.is_renewed
    return in_use and due_on is not None and today >= due_on


def _verdicts(selection: Selection, order: Order, today: datetime.date) -> dict[str, t.Optional[bool]]:
    """Return per option whether *order* meets it; ``None`` where the order does not show it."""
    return {
        "order_id": selection.order_id is None or order.id == selection.order_id,
        "alternative_order_id": _carries(selection, order),
        "email": _for_address(selection.email, order),
        "common_name": _named(selection.common_name, order.common_name),
        "product": _same(selection.product, order.product),
        "status": selection.status is None or _has_status(order, selection.status, today),
        "expires_within_days": _ends_within(order, selection.expires_within_days, today),
        "client_certificate": order.product is None or order.product in PRODUCTS,
    }


def _same(wanted: t.Optional[str], shown: t.Optional[str]) -> t.Optional[bool]:
    if wanted is None:
        return True
    return None if shown is None else shown == wanted


def _for_address(wanted: t.Optional[str], order: Order) -> t.Optional[bool]:
    """Tell whether *order* is for the address; the name of a mailbox certificate is one of its addresses."""
    if wanted is None or any(search.same(shown, wanted) for shown in (*order.emails, order.common_name or "")):
        return True
    return False if order.emails else None


def _named(wanted: t.Optional[str], shown: t.Optional[str]) -> t.Optional[bool]:
    if wanted is None:
        return True
    return None if shown is None else search.same(shown, wanted)


def _carries(selection: Selection, order: Order) -> t.Optional[bool]:
    """Tell whether *order* carries the wanted name, as the first or as a later generation."""
    wanted, shown = selection.alternative_order_id, order.alternative_order_id
    if wanted is None or shown == wanted:
        return True
    if shown is None:
        return None
    if not selection.unique_order_ids:
        return False
    if order.renewal_of_order_id is not None and shown == generation_id(wanted, order.renewal_of_order_id):
        return True
    # Only the lookup, which goes from generation to generation, can tell.
    return None


def _has_status(order: Order, wanted: str, today: datetime.date) -> bool:
    if wanted == "expired":
        return order.expired(today)
    if wanted == status.ISSUED:
        return order.issued and order.status != status.REISSUE_PENDING and not order.dead(today)
    return order.status == wanted


def _ends_within(order: Order, days: t.Optional[int], today: datetime.date) -> t.Optional[bool]:
    if days is None:
        return True
    if not order.issued or order.certificate_revoked:
        return False
    return None if order.valid_till is None else 0 <= (order.valid_till - today).days <= days
