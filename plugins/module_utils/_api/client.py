# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Private to this collection: it may change in any release.
"""One method per call of the Services API. It decides nothing: answers come back as CertCentral sent them."""

from __future__ import annotations

import dataclasses
import datetime
import json
import typing as t
import urllib.parse

from .._core.clock import Clock
from .._core.errors import RateLimited, Refused, Unanswered
from .transport import Transport

Json = dict[str, t.Any]

#: Largest page of the lookup, and its default [ALT].
_PAGE = 1000

#: More pages than any account has: a list that is longer does not end.
_MAX_PAGES = 1000

#: How often a list is read that changes meanwhile.
_READINGS = 3


class Client:
    """The part of CertCentral's Services API that this collection uses."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def beside(self) -> Client:
        """Return a further client of the same run, for another thread; both count together."""
        return Client(self._transport.beside())

    def close(self) -> None:
        """Close what connections are open."""
        self._transport.close()

    @property
    def api_calls(self) -> dict[str, int]:
        """Return ``{"reads", "writes"}``: every request sent so far."""
        return {"reads": self._transport.reads, "writes": self._transport.writes}

    def clock(self) -> Clock:
        """Return the clock of this run: the CA's, or the local one before it answered, and what speaks against it."""
        return self._transport.clock()

    def assume_ahead(self, seconds: float) -> None:
        """Take CertCentral's clock for so many seconds ahead of this machine's until it tells the time."""
        self._transport.assume_ahead(seconds)

    def ahead(self) -> t.Optional[float]:
        """Return by how many seconds CertCentral's clock is ahead of this machine's; ``None`` where it did not tell the time."""
        return self._transport.ahead()

    def when_waiting(self, told: t.Callable[[float], None]) -> None:
        """Have *told* called before a long wait for the quota, with its end in seconds since 1970; by whatever thread waits."""
        self._transport.when_waiting(told)

    def today(self) -> datetime.date:
        """Return today in UTC by the clock of this run."""
        return self.clock().today

    def rate_limit_pause(self, number: int, error: RateLimited) -> t.Optional[float]:
        """Return the seconds to wait before the next look, after *error* came *number* times; ``None``: give up."""
        return self._transport.rate_limit_pause(number, error)

    def orders_by_alternative_id(self, alternative_order_id: str) -> list[Json]:
        """Return every row of the lookup [ALT]. None found may be a list, ``{}`` or a 404 other than ``not_found|route``."""
        path = "/order/alternate/" + urllib.parse.quote(alternative_order_id, safe="")
        try:
            first = self._page(path, "orders", {}, 0)
        except Refused as refusal:
            if refusal.status == 404 and not refusal.has_code("not_found|route"):
                return []
            raise
        # A 404 for a further page is no "none": it must not lose the rows of the first.
        return self._rows(path, "orders", {}, first)

    def order(self, order_id: int) -> Json:
        """Return order info [INFO]."""
        return self._transport.json("GET", f"/order/certificate/{order_id}")

    def place_order(self, product: str, body: t.Mapping[str, t.Any]) -> Json:
        """Place an order or renewal and return ``id``, ``requests`` and, when issued at once, ``certificate_id`` [OC].

        It is sent once: after ``RateLimited`` and ``QuotaUsedUp`` the world has to be looked at before it is sent again.
        """
        return self._transport.json("POST", f"/order/certificate/{product}", body=body, once=True)

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

    def orders_within(self, pages: int, filters: t.Mapping[str, str]) -> t.Optional[list[Json]]:
        """Return the same as :meth:`orders`, or ``None`` after the first page where it tells that there are more *pages*."""
        path = "/order/certificate"
        query: Json = {**{f"filters[{name}]": value for name, value in filters.items()}, "limit": _PAGE}
        first = self._page(path, "orders", query, 0)
        if (first.total or 0) > pages * (first.limit or _PAGE):
            return None
        return self._rows(path, "orders", query, first)

    def order_report(self, filters: t.Mapping[str, str], offset: int, limit: int) -> str:
        """Return a part of the order report that passes *filters*, as CSV [OREP]. It can be done without: asked once, never again."""
        query = {**{f"filters[{name}]": value for name, value in filters.items()}, "limit": limit, "offset": offset}
        return self._transport.request("GET", "/report/order", query, once=True).content.decode("utf-8", "replace")

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
        return self._rows(path, key, {**named, **query, "limit": _PAGE})

    def _rows(self, path: str, key: str, query: t.Mapping[str, t.Any], first: t.Optional[_Page] = None) -> list[Json]:
        """Return all rows. Raises ``Unanswered`` rather than leave one out.

        Rows that come twice mean that the list changed between two pages, and that others may have been passed over: it is read anew.
        """
        for _reading in range(_READINGS):
            rows = self._read_through(path, key, query, first)
            if rows is not None:
                return rows
            first = None
        raise _unusable(path, "gives the same rows on several pages, so that others may be missing")

    def _read_through(
        self, path: str, key: str, query: t.Mapping[str, t.Any], first: t.Optional[_Page]
    ) -> t.Optional[list[Json]]:
        """Return the rows of all pages, or ``None`` when they overlap. The end is a short or an empty page, whatever ``total`` says."""
        rows: list[Json] = []
        seen: set[str] = set()
        for _number_of_page in range(_MAX_PAGES):
            page = first or self._page(path, key, query, len(rows))
            first = None
            texts = {json.dumps(row, sort_keys=True) for row in page.rows}
            if texts & seen:
                # The offset was left out of account: only the total tells whether this one page is everything.
                return rows if texts == seen and page.total == len(rows) else None
            seen |= texts
            rows += page.rows
            if not page.rows or not page.more(len(rows)):
                return rows
        raise _unusable(path, f"does not end after {_MAX_PAGES} pages")

    def _page(self, path: str, key: str, query: t.Mapping[str, t.Any], offset: int) -> _Page:
        """Return the page that begins after *offset* rows."""
        answer = self._transport.json(
            "GET", path, {**query, "offset": offset, "limit": _PAGE} if offset or query else None
        )
        rows = answer.get(key, [])
        # Errors in place of the rows are no empty list, whatever the status says.
        failed = "errors" in answer and key not in answer
        if failed or not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            raise _unusable(path, "is not in the documented form")
        info = answer.get("page")
        total, limit, shown = (
            _number(info.get(name)) if isinstance(info, dict) else None for name in ("total", "limit", "offset")
        )
        if shown not in (None, offset):
            raise _unusable(path, f"begins at row {shown}, where row {offset} was asked for")
        return _Page(rows, total, limit)


@dataclasses.dataclass(frozen=True)
class _Page:
    """One page of a list; ``total`` and ``limit`` as far as it shows them."""

    rows: list[Json]
    total: t.Optional[int]
    limit: t.Optional[int]

    def more(self, received: int) -> bool:
        """Tell whether a further page may exist: the page was full, or the total promises more than came.

        A page's own ``total`` is known to be wrong at times: it does not end a list.
        """
        return len(self.rows) >= (self.limit or _PAGE) or (self.total or 0) > received


def _unusable(path: str, what: str) -> Unanswered:
    return Unanswered(
        f"CertCentral's list {what} (GET {path}); nothing was changed; run again later.", method="GET", path=path
    )


def _number(value: t.Any) -> t.Optional[int]:
    """Return a count, which may be text; ``None`` for anything else."""
    return int(value) if isinstance(value, (int, str)) and str(value).isdecimal() and len(str(value)) < 10 else None
