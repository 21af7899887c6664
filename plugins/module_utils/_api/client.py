# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Private to this collection: it may change in any release.
"""One method per call of the Services API. It decides nothing: answers come back as CertCentral sent them."""

from __future__ import annotations

import datetime
import typing as t
import urllib.parse

from .._core.clock import Clock
from .._core.errors import RateLimited, Refused, Unanswered
from .transport import Transport

Json = dict[str, t.Any]

#: Largest page of the lookup, and its default [ALT].
_PAGE = 1000


class Client:
    """The part of CertCentral's Services API that this collection uses."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    @property
    def api_calls(self) -> dict[str, int]:
        """Return ``{"reads", "writes"}``: every request sent so far."""
        return {"reads": self._transport.reads, "writes": self._transport.writes}

    def today(self) -> datetime.date:
        """Return today in UTC by the clock of the CA, or by the local one before it answered."""
        now = self._transport.server_time or datetime.datetime.now(datetime.timezone.utc)
        return now.astimezone(datetime.timezone.utc).date()

    def clock(self) -> Clock:
        """Return today, and why it cannot be trusted."""
        return Clock(self.today())

    def rate_limit_pause(self, number: int, error: RateLimited) -> t.Optional[float]:
        """Return seconds."""
        return None

    def orders_by_alternative_id(self, alternative_order_id: str) -> list[Json]:
        """Return every row of the lookup [ALT]. None found may be a list, ``{}`` or a 404 other than ``not_found|route``."""
        path = "/order/alternate/" + urllib.parse.quote(alternative_order_id, safe="")
        rows = self._pages(path, "orders", {})
        try:
            first = next(rows, None)
        except Refused as refusal:
            if refusal.status == 404 and not refusal.has_code("not_found|route"):
                return []
            raise
        # A 404 for a further page is no "none": it must not lose the rows of the first.
        return [] if first is None else [first, *rows]

    def order(self, order_id: int) -> Json:
        """Return order info [INFO]."""
        return self._transport.json("GET", f"/order/certificate/{order_id}")

    def place_order(self, product: str, body: t.Mapping[str, t.Any]) -> Json:
        """Place an order or renewal and return ``id``, ``requests`` and, when issued at once, ``certificate_id`` [OC]."""
        return self._transport.json("POST", f"/order/certificate/{product}", body=body)

    def reissue(self, order_id: int, body: t.Mapping[str, t.Any]) -> Json:
        """Ask for a reissue; the answer does not identify the new certificate [REISSUE] [RIB117]."""
        return self._transport.json("POST", f"/order/certificate/{order_id}/reissue", body=body)

    def reissues(self, order_id: int) -> Json:
        """Return ``certificates``, or ``{}`` without any [LREIS] [AUTO]."""
        return self._transport.json("GET", f"/order/certificate/{order_id}/reissue")

    def set_order_status(self, order_id: int, body: t.Mapping[str, t.Any]) -> Json:
        """Cancel an order or its pending reissue; 204 [OSTAT]."""
        return self._transport.json("PUT", f"/order/certificate/{order_id}/status", body=body)

    def set_request_status(self, request_id: int, body: t.Mapping[str, t.Any]) -> Json:
        """Approve or reject a request; 204 [RSTAT] [KF]."""
        return self._transport.json("PUT", f"/request/{request_id}/status", body=body)

    def revoke_order(self, order_id: int, body: t.Mapping[str, t.Any]) -> Json:
        """Revoke all certificates of an order: done when the answer is empty (204), else a request (201) [REVO]."""
        return self._transport.json("PUT", f"/order/certificate/{order_id}/revoke", body=body)

    def revoke_certificate(self, certificate_id: int, body: t.Mapping[str, t.Any]) -> Json:
        """Revoke one certificate: done when the answer is empty (204), else a request (201) [REVC]."""
        return self._transport.json("PUT", f"/certificate/{certificate_id}/revoke", body=body)

    def set_custom_field(self, order_id: int, body: t.Mapping[str, t.Any]) -> Json:
        """Set one custom field of an order; POST, 204 [CFEDIT]."""
        return self._transport.json("POST", f"/order/certificate/{order_id}/custom-field", body=body)

    def email_validation(self, order_id: int) -> Json:
        """Return the state of each address of an order [EVAL]."""
        return self._transport.json("GET", f"/order/certificate/{order_id}/email-validation")

    def download(self, certificate_id: int, format_type: str) -> str:
        """Return the text of one exact certificate with its chain in *format_type* (``pem_all``, ``p7b``) [SAP] [KF]."""
        answer = self._transport.request("GET", f"/certificate/{certificate_id}/download/format/{format_type}")
        return answer.content.decode("ascii", "replace")

    def orders(self, filters: t.Mapping[str, str]) -> list[Json]:
        """Return every row of the list of orders that passes *filters* (property -> value) [LIST]."""
        return self._list("/order/certificate", "orders", filters)

    def requests(self, filters: t.Mapping[str, str]) -> list[Json]:
        """Return every row of the list of requests that passes *filters* (property -> value) [RLIST]."""
        return self._list("/request", "requests", filters)

    def request(self, request_id: int) -> Json:
        """Return request info [RINFO]."""
        return self._transport.json("GET", f"/request/{request_id}")

    def organizations(self, search: t.Optional[str] = None) -> list[Json]:
        """Return every organization, or those that *search* finds by id or name, each with its validations [ORGLIST]."""
        filters = {} if search is None else {"search": search}
        return self._list("/organization", "organizations", filters, include_validation="true")

    def products(self) -> Json:
        """Return ``products``: what is enabled for the account and the role of the key's user [PLIST]."""
        return self._transport.json("GET", "/product")

    def product(self, name_id: str) -> Json:
        """Return product info [PINFO]."""
        return self._transport.json("GET", f"/product/{name_id}")

    def user(self) -> Json:
        """Return the user of the key, with ``access_roles`` [ERR]."""
        return self._transport.json("GET", "/user/me")

    def account(self) -> Json:
        """Return the account of the key [J1]."""
        return self._transport.json("GET", "/account")

    def balance(self, container_id: t.Optional[int]) -> Json:
        """Return the balance; an account with several divisions wants one of them named [BAL]."""
        query = None if container_id is None else {"container_id": container_id}
        return self._transport.json("GET", "/finance/balance", query)

    def _list(self, path: str, key: str, filters: t.Mapping[str, str], **query: str) -> list[Json]:
        """Return all rows of a list that pass *filters*. The limit is always sent: its default is documented for the lookup only."""
        named = {f"filters[{name}]": value for name, value in filters.items()}
        return list(self._pages(path, key, {**named, **query, "limit": _PAGE}))

    def _pages(self, path: str, key: str, query: t.Mapping[str, t.Any]) -> t.Iterator[Json]:
        """Yield all rows. A page's own ``total`` is known to be wrong at times: the end is a short or an empty page."""
        offset = 0
        last: list[Json] = []
        while True:
            answer = self._transport.json(
                "GET", path, {**query, "offset": offset, "limit": _PAGE} if offset or query else None
            )
            rows = answer.get(key, [])
            # Errors in place of the rows are no empty list, whatever the status says.
            failed = "errors" in answer and key not in answer
            if failed or not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
                raise Unanswered(
                    f"CertCentral's list is not in the documented form (GET {path}); nothing was changed; run again later."
                )
            if rows == last:
                # The offset was ignored: the same page for ever.
                return
            yield from rows
            last = rows
            offset += len(rows)
            if not rows or not _more(answer, offset, len(rows)):
                return


def _more(answer: Json, received: int, on_page: int) -> bool:
    """Tell whether a further page may exist: the page was full, or the total promises more than came."""
    page = answer.get("page")
    total, limit = (_number(page.get(name)) for name in ("total", "limit")) if isinstance(page, dict) else (0, 0)
    return on_page >= (limit or _PAGE) or total > received


def _number(value: t.Any) -> int:
    """Return a count, which may be text; 0 for anything else."""
    return int(value) if isinstance(value, (int, str)) and str(value).isdecimal() and len(str(value)) < 10 else 0
