# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Private to this collection: it may change in any release.
"""Recognise a wish that CertCentral was already asked for, so that what it normalises is not reissued or bought for ever.

The comment of a reissue or replacement carries a digest of what was wished for, and the order that was replaced.
"""

from __future__ import annotations

import hashlib
import json
import re
import typing as t

from .model import Desired, Order, Request

_MARK = re.compile(r"\[certops wish=([0-9a-f]{16}) order=(\d+)\]")


def digest(desired: Desired) -> str:
    """Return 16 hex digits that stand for every declared value that drift compares."""
    wanted = {
        "product": desired.product,
        "common_name": desired.common_name,
        "emails": list(desired.emails),
        "organization": desired.organization.get("id"),
        "signature_hash": desired.signature_hash,
        "organization_units": list(desired.organization_units),
        "ca_cert_id": desired.ca_cert_id,
        "public_key": desired.public_key,
    }
    return hashlib.sha256(json.dumps(wanted, sort_keys=True).encode("utf-8")).hexdigest()[:16]


def comment(text: t.Optional[str], wish: str, order_id: int) -> str:
    """Return the comment to send: the user's note and the mark."""
    mark = f"[certops wish={wish} order={order_id}]"
    return f"{text} {mark}" if text else mark


def last_wish(order: Order, request_type: str) -> t.Optional[str]:
    """Return the digest in the newest request of *request_type* that was not refused, or ``None``."""
    mark = _last_mark(order, request_type)
    return None if mark is None else mark.group(1)


def replaced_order(order: Order) -> t.Optional[int]:
    """Return the id of the order that *order* was bought to replace, or ``None``."""
    mark = _last_mark(order, "new_request")
    return None if mark is None else int(mark.group(2))


def _last_mark(order: Order, request_type: str) -> t.Optional[re.Match[str]]:
    requests = [r for r in order.requests if r.type in (request_type, None) and r.status != "rejected"]
    newest: t.Optional[Request] = max(requests, key=lambda request: request.id, default=None)
    return None if newest is None else _MARK.search(newest.comments or "")
