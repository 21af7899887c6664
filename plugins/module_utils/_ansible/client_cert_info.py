# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Private to this collection: it may change in any release.
"""The work of ``digicert_client_cert_info``: read orders, and on request their certificates."""

from __future__ import annotations

import datetime
import time
import typing as t

from .._core.model import Order
from .._core.products import PRODUCTS
from .._core.report import order_dict
from .._core.selection import STATUSES, renewal_due
from .._engine.find import certificate_of, find
from .._schema.selection import parse_selection
from .options import Spec
from .shell import ApiModule, Session, Shell

SPEC: Spec = {
    "alternative_order_id": {"type": "str"},
    "order_id": {"type": "int"},
    "email": {"type": "str"},
    "common_name": {"type": "str"},
    "product": {"type": "str", "choices": list(PRODUCTS)},
    "status": {"type": "str", "choices": list(STATUSES)},
    "expires_within_days": {"type": "int"},
    "renew_before_days": {"type": "int", "default": 30},
    "include_pem": {"type": "bool", "default": False},
    "unique_order_ids": {"type": "bool", "default": False},
}

#: So many orders a warning names.
_NAMED = 5
_UNSEEN = (
    "{number} more live orders may be meant: they do not show their addresses or names, and CertCentral's own search, which may be strict, "
    "does not find them by these: {which}. Look at them in CertCentral."
)


def work(module: Shell, session: Session) -> dict[str, t.Any]:
    """Return ``certificates``. Raises ``DigicertError``."""
    found = find(session.client, parse_selection(module.params))
    today = session.client.today()
    if found.unseen:
        module.warn(_UNSEEN.format(number=len(found.unseen), which=_named(found.unseen)))
    return {"certificates": [_shown(module.params, session, order, today) for order in found.orders]}


def _named(order_ids: t.Sequence[int]) -> str:
    """Return order ids as text, the first of many."""
    more = ", ..." if len(order_ids) > _NAMED else ""
    return ", ".join(str(order_id) for order_id in order_ids[:_NAMED]) + more


def _shown(params: t.Mapping[str, t.Any], session: Session, order: Order, today: datetime.date) -> dict[str, t.Any]:
    shown = order_dict(order, today) or {}
    shown["renewal_due"] = renewal_due(order, today, params["renew_before_days"])
    return {**shown, **_pem(session, order)} if params["include_pem"] else shown


def _pem(session: Session, order: Order) -> dict[str, t.Any]:
    found = certificate_of(session.client, order, time.sleep, session.archive)
    return {
        "certificate": found.certificate if found else None,
        "chain": list(found.chain) if found else None,
        "root": found.root if found else None,
        "fullchain": found.fullchain if found else None,
    }


MODULE = ApiModule(SPEC, work, constraints={"required_if": [("unique_order_ids", True, ("alternative_order_id",))]})
