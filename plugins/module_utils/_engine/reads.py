# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Private to this collection: it may change in any release.
"""Every read about orders, requests and certificates: what comes back is compared with what was asked.

An answer about something else is no answer: it raises ``Unanswered``, and nothing follows from it.
"""

from __future__ import annotations

import dataclasses
import typing as t

from .._api.client import Client
from .._core import remembered
from .._core.decision import OrderRequest
from .._core.errors import Refused, Unanswered
from .._core.model import Desired, Match, Order, Refusal, Request
from .._core.remembered import Remembered
from .._core.status import REFUSED
from .._schema.order import parse_match, parse_order, parse_refusal, parse_replaced_certificates
from .._schema.request import parse_request
from .._x509 import bundle
from .._x509.keys import observed_public_key
from .archive import FORGETFUL, Archive
from .recollect import Recollection

Json = dict[str, t.Any]

#: In this order; clients of the field use only the second for client certificates [KF] [AZ].
_FORMATS = ("pem_all", "p7b")


class Reads:
    """Reads of one run. What was read once is not read again until :meth:`forget`."""

    def __init__(
        self, client: Client, archive: Archive = FORGETFUL, recollection: t.Optional[Recollection] = None
    ) -> None:
        """*recollection* is what the memory and the list of orders tell of a fleet."""
        self.client = client
        self.archive = archive
        self._recollection = recollection
        self._recalled: t.Optional[Order] = None
        #: When this look began, by the clock of this machine, in seconds since 1970.
        self.began = archive.now()
        #: Certificates whose remembered text was another's.
        self._distrusted: set[int] = set()
        self._orders: dict[int, Order] = {}
        self._rows: dict[str, list[Match]] = {}
        self._replaced: dict[int, t.Optional[tuple[int, ...]]] = {}
        self._pending: t.Optional[list[OrderRequest]] = None
        #: Texts whose certificate turned out to be the right one; they never change.
        self._bundles: dict[int, str] = {}

    def forget(self) -> None:
        """Take what was read before for old: time has passed, or something was written."""
        self.began = self.archive.now()
        self._orders.clear()
        self._rows.clear()
        self._replaced.clear()
        self._pending = None

    def recall(self, desired: Desired) -> t.Optional[Order]:
        """Return the order that earlier runs read for *desired*, where it still counts."""
        if self._recollection is not None:
            self._recalled = self._recollection.order(desired, self.client.today())
        return self._recalled

    def hint(self, desired: Desired) -> t.Optional[int]:
        """Return the id of the order that may be the one to read for *desired*, by ``order_id`` or by the order report."""
        if desired.order_id is not None or self._recollection is None:
            return desired.order_id
        return self._recollection.reported.get(desired.alternative_order_id)

    def remember(self, desired: Desired, order: Order) -> None:
        """Keep *order*, which this look found as *desired* declares it. One that was recalled is as old as it was."""
        if order is self._recalled:
            return
        row = None if self._recollection is None else self._recollection.row(order)
        known = Remembered(order, self.began, remembered.depth(desired, order), row)
        self.archive.keep(desired.alternative_order_id, known)

    def about_to_write(self, alternative_order_id: t.Optional[str], *order_ids: t.Optional[int]) -> None:
        """Count what a write touches as unknown, whatever becomes of the write."""
        self.archive.forget(alternative_order_id, [order_id for order_id in order_ids if order_id is not None])

    def rows(self, alternative_order_id: str) -> list[Match]:
        """Return the rows of one lookup, newest first. Of rows that contradict each other the one that may live counts."""
        if alternative_order_id not in self._rows:
            found: dict[int, Match] = {}
            for row in map(parse_match, self.client.orders_by_alternative_id(alternative_order_id)):
                if row.id not in found or found[row.id].dead:
                    found[row.id] = row
            self._rows[alternative_order_id] = [found[order_id] for order_id in sorted(found, reverse=True)]
        return self._rows[alternative_order_id]

    def order(self, order_id: int) -> Order:
        """Return one order as order info shows it, with the key of its CSR, and the types of its open requests."""
        if order_id not in self._orders:
            order = parse_order(self.client.order(order_id))
            _check("order", order_id, order.id)
            requests = tuple(self._typed(order, request) for request in order.requests)
            self._orders[order_id] = dataclasses.replace(
                order, public_key=observed_public_key(order.csr), requests=requests
            )
        return self._orders[order_id]

    def _typed(self, order: Order, request: Request) -> Request:
        """Ask for the type of an open request where the order does not show it; it may stay unknown."""
        if request.type is not None or not request.open:
            return request
        try:
            found = self.request(request.id)
        except Refused:
            return request
        if found.order_id not in (None, order.id):
            return request
        return dataclasses.replace(request, type=found.request.type)

    def request(self, request_id: int) -> OrderRequest:
        """Return one request; what it asks for comes with the key of its CSR."""
        found = parse_request(self.request_answer(request_id))
        content = found.request.content
        if content is None:
            return found
        content = dataclasses.replace(content, public_key=observed_public_key(content.csr))
        return dataclasses.replace(found, request=dataclasses.replace(found.request, content=content))

    def request_answer(self, request_id: int) -> Json:
        """Return request info as CertCentral sent it."""
        answer = self.client.request(request_id)
        _check("request", request_id, parse_request(answer).request.id)
        return answer

    def pending_requests(self, order: Order) -> tuple[OrderRequest, ...]:
        """Return the open requests of *order* from the list of all; a filter was seen to be ignored [RIB117]."""
        if self._pending is None:
            self._pending = [parse_request(row) for row in self.client.requests({"status": "pending"})]
        return tuple(item for item in self._pending if item.order_id == order.id and item.request.open)

    def with_requests(self, order: Order) -> Order:
        """Return *order* with its open requests, also where order info has no list of them."""
        if order.shows_requests:
            return order
        try:
            requests = tuple(item.request for item in self.pending_requests(order))
        except Refused:
            return order
        return dataclasses.replace(order, requests=requests, shows_requests=True)

    def refusal(self, order: Order) -> t.Optional[Refusal]:
        """Return who refused *order* and why, as far as CertCentral tells; ``None`` when nobody did."""
        if order.status not in REFUSED:
            return None
        rejected = [request.id for request in order.requests if request.status in REFUSED]
        try:
            return parse_refusal(order.id, self.request_answer(max(rejected)) if rejected else {})
        except Refused:
            return Refusal(order.id)

    def replaced_certificates(self, order: Order) -> t.Optional[tuple[int, ...]]:
        """Return the certificates that reissues of *order* replaced, or ``None`` when list and order contradict each other."""
        if order.id not in self._replaced:
            self._replaced[order.id] = parse_replaced_certificates(self.client.reissues(order.id), order)
        return self._replaced[order.id]

    def with_key(self, order: Order) -> Order:
        """Return *order* with the key of its certificate where it shows no CSR; it costs the download that follows anyway."""
        if order.public_key is not None or order.certificate_id is None or order.serial_number is None:
            return order
        text = self.bundle(order.certificate_id)
        key = None if text is None else bundle.public_key(text, order.serial_number)
        if text is not None and key is not None:
            self.keep_bundle(order.certificate_id, text)
        return dataclasses.replace(order, public_key=key)

    def bundle(self, certificate_id: int) -> t.Optional[str]:
        """Return a certificate with its chain in the first format that is served, or ``None`` when none is yet [LEMUR] [INF].

        Whether it is the right one is the caller's to find out; :meth:`keep_bundle` spares the next download.
        """
        if certificate_id in self._bundles:
            return self._bundles[certificate_id]
        kept = None if certificate_id in self._distrusted else self.archive.bundle(certificate_id)
        if kept is not None:
            return kept
        texts = (self._one_format(certificate_id, format_type) for format_type in _FORMATS)
        return next((text for text in texts if text is not None), None)

    def keep_bundle(self, certificate_id: int, text: str) -> None:
        """Keep a bundle that was found to hold the right certificate."""
        self._bundles[certificate_id] = text
        if certificate_id in self._distrusted or self.archive.bundle(certificate_id) != text:
            self.archive.keep_bundle(certificate_id, text)

    def distrust_bundle(self, certificate_id: int) -> None:
        """Download a certificate anew, whatever is remembered: the text was not the right one."""
        self._bundles.pop(certificate_id, None)
        self._distrusted.add(certificate_id)

    def _one_format(self, certificate_id: int, format_type: str) -> t.Optional[str]:
        try:
            return self.client.download(certificate_id, format_type)
        except Refused as refusal:
            if refusal.status in (401, 403, 429):
                raise
            return None


def _check(what: str, asked: int, answered: int) -> None:
    """Raise ``Unanswered`` when the answer is about another *what*."""
    if asked != answered:
        raise Unanswered(
            f"CertCentral was asked about {what} {asked} and answered about {what} {answered}; nothing follows from that; "
            "run again later, and report it to DigiCert if it lasts."
        )
