# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Private to this collection: it may change in any release.
"""Read what an order will need before one is placed. What this key may not read is told, not a failure."""

from __future__ import annotations

import typing as t

from .._api.client import Client
from .._core import account as names
from .._core.account import Preflight
from .._core.errors import Refused
from .._core.status import REQUEST_OPEN
from .._schema.catalog import parse_account, parse_balance, parse_user
from .._schema.request import about_client_certificate
from . import catalog

Found = t.TypeVar("Found")

#: A key that is unknown may read nothing; there is no preflight to make [J1].
_INVALID_KEY = "access_denied|access_denied_invalid_key"


def preflight(client: Client) -> Preflight:
    """Return what could be read. Raises ``Refused`` for an invalid key, and when this key may read nothing at all."""
    reads = _Reads()
    user = reads.ask(names.USER, lambda: parse_user(client.user()))
    account = reads.ask(names.ACCOUNT, lambda: parse_account(client.account()))
    container_id = (account.root_container_id if account else None) or (user.container_id if user else None)
    return reads.complete(
        Preflight(
            user=user,
            account=account,
            products=reads.ask(names.PRODUCTS_READ, lambda: catalog.products(client)),
            organizations=reads.ask(names.ORGANIZATIONS, lambda: catalog.organizations(client)),
            balance=reads.ask(names.BALANCE, lambda: parse_balance(client.balance(container_id))),
            pending_requests=reads.ask(names.REQUESTS, lambda: _pending_requests(client)),
            refused=reads.refused,
            today=client.today(),
        )
    )


class _Reads:
    """Makes reads and keeps the reason of those that were refused."""

    def __init__(self) -> None:
        self.refused: dict[str, str] = {}
        self._first: t.Optional[Refused] = None
        self._granted = False

    def ask(self, name: str, look: t.Callable[[], Found]) -> t.Optional[Found]:
        """Return what *look* finds, or ``None`` when this key may not."""
        try:
            found = look()
        except Refused as refusal:
            if not _lacks_rights(refusal):
                raise
            self._first = self._first or refusal
            self.refused[name] = ", ".join(error["code"] for error in refusal.errors) or f"HTTP {refusal.status}"
            return None
        self._granted = True
        return found

    def complete(self, result: Preflight) -> Preflight:
        """Return *result*, or raise the first refusal when everything was refused: then it is the key or the region."""
        if self._first is not None and not self._granted:
            raise self._first
        return result


def _lacks_rights(refusal: Refused) -> bool:
    """Tell whether *refusal* means that the key is good, but not for this; a division that cannot be named counts as such."""
    if refusal.status == 403:
        return not refusal.has_code(_INVALID_KEY)
    return refusal.status == 400 and refusal.has_code("required_param")


def _pending_requests(client: Client) -> int:
    rows = client.requests({"status": "pending"})
    return sum(1 for row in rows if _open(row) and about_client_certificate(row))


def _open(row: t.Mapping[str, t.Any]) -> bool:
    """Check here again: a filter was seen to be ignored [RIB117]."""
    return str(row.get("status", "pending")).lower() in REQUEST_OPEN
