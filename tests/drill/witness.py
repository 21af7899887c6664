# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a run did, judged by what the sandbox knows: whose orders it wrote to, what it bought, what it said."""

from __future__ import annotations

import collections
import dataclasses
import json
import re
import typing as t

from requests.adapters import HTTPAdapter

from .harness import DEAD, csr, task

if t.TYPE_CHECKING:
    import requests
    from ansible_collections.certops.digicert.plugins.module_utils._api.transport import Transport
    from ansible_collections.certops.digicert.tests.integration.support.sandbox import Sandbox

    from .harness import Ended

Json = dict[str, t.Any]

_PURCHASE = re.compile(r"/order/certificate/[a-z]\w*")
_OF_ORDER = re.compile(r"/order/certificate/(\d+)/")
_OF_CERTIFICATE = re.compile(r"/certificate/(\d+)/revoke")
_OF_REQUEST = re.compile(r"/request/(\d+)/status")
_READS = (
    ("lookup", re.compile(r"/order/alternate/.*")),
    ("info", re.compile(r"/order/certificate/\d+")),
    ("reissues", re.compile(r"/order/certificate/\d+/reissue")),
    ("mail", re.compile(r"/order/certificate/\d+/email-validation")),
    ("request", re.compile(r"/request/\d+")),
    ("download", re.compile(r"/certificate/\d+/download/.*")),
)
#: Notes to people; two writes that differ in nothing else are the same.
_NOTES = ("comments", "comment", "note", "processor_comment")
_TOO_MANY = 429


@dataclasses.dataclass(frozen=True)
class Strangers:
    """Orders of others with the very data of the task: nobody may write to them."""

    issued: int
    open: int


def strangers(sandbox: Sandbox, issued: str = "stranger-1", awaiting_approval: str = "stranger-2") -> Strangers:
    """Place two orders of others under these names."""
    return Strangers(_placed(sandbox, issued, True), _placed(sandbox, awaiting_approval, False))


def _placed(sandbox: Sandbox, name: str, approved: bool) -> int:
    wanted = task(name)
    body = {
        "certificate": {
            "common_name": wanted["common_name"],
            "emails": wanted["emails"],
            "signature_hash": "sha256",
            "csr": csr(2),
        },
        **{part: wanted[part] for part in ("organization", "order_validity", "alternative_order_id")},
        "skip_approval": approved,
    }
    return int(sandbox.call("POST", f"/order/certificate/{wanted['product']}", body).json()["id"])


class Endless(Exception):
    """A run sent more requests than any run needs."""


class _Bound(HTTPAdapter):
    def __init__(self, most: int) -> None:
        super().__init__(max_retries=0)
        self._most = self._left = most

    def send(self, request: requests.PreparedRequest, *args: t.Any, **kwargs: t.Any) -> requests.Response:
        self._left -= 1
        if self._left < 0:
            raise Endless(f"more than {self._most} requests")
        return super().send(request, *args, **kwargs)


def bound(transport: Transport, most: int) -> None:
    """End a run that sends more requests than *most*."""
    transport._wire.open().mount("http://", _Bound(most))


def about(request: Json) -> str:
    """Return what a request is about: one of the reads above, ``purchase`` or ``write``."""
    if request["method"] != "GET":
        return "purchase" if _is_purchase(request) else "write"
    return next((name for name, path in _READS if path.fullmatch(request["path"])), "other")


def pattern(request: Json) -> str:
    """Return an expression for the path of the same request in another run."""
    return f"^{re.sub('[0-9]+', '[0-9]+', request['path'])}$"


def _is_purchase(request: Json) -> bool:
    return request["method"] == "POST" and _PURCHASE.fullmatch(request["path"]) is not None


def _writes(received: t.Iterable[Json]) -> list[Json]:
    return [row for row in received if row["method"] != "GET"]


def told(ended: Ended) -> str:
    """Return everything that a run said."""
    if ended.error is not None:
        return str(ended.error)
    assert ended.outcome is not None
    return " ".join((f"{ended.outcome.plan.action}: {ended.outcome.plan.reason}.", *ended.outcome.warnings))


def names(ended: Ended, order_ids: t.Iterable[int]) -> bool:
    """Tell whether a failure or a warning names all of the orders."""
    text = told(ended)
    return all(str(order_id) in text for order_id in order_ids)


def unclear(ended: Ended) -> t.Iterator[str]:
    """Yield a failure that is not one clear sentence."""
    message = str(ended.error) if ended.error is not None else "."
    if not message.endswith(".") or "\n" in message or "Traceback" in message:
        yield f"not one clear sentence: {message}"


def written_twice(received: t.Iterable[Json]) -> t.Iterator[str]:
    """Yield every write that a run sent again; only what was refused because of too many requests may be."""
    counted = collections.Counter(
        "a purchase" if _is_purchase(row) else f"{row['method']} {row['path']} {_without_notes(row['body'])}"
        for row in _writes(received)
        if row["status"] != _TOO_MANY
    )
    for what, count in counted.items():
        if count > 1:
            yield f"{what} was sent {count} times"


def _without_notes(body: t.Any) -> str:
    kept = {name: member for name, member in body.items() if name not in _NOTES} if isinstance(body, dict) else body
    return json.dumps(kept, sort_keys=True)


class Truth:
    """The account as it is. *replaced*: what was replaced stays beside its successor, of another product."""

    def __init__(self, every: t.Sequence[Json], identity: str, replaced: bool) -> None:
        self._every = {order["id"]: order for order in every}
        self._own = {number for number, order in self._every.items() if _carries(order, identity)}
        self._replaced = replaced
        self._identity = identity

    @property
    def own(self) -> list[Json]:
        """Return the orders of the identity, oldest first."""
        return [self._every[number] for number in sorted(self._own)]

    @property
    def twins(self) -> list[list[int]]:
        """Return the live orders of each generation that has several."""
        generations = collections.defaultdict(list)
        for order in self.own:
            if order["status"] not in DEAD:
                product = order["product_name_id"] if self._replaced else None
                generations[order.get("renewal_of_order_id"), product].append(order["id"])
        return [numbers for numbers in generations.values() if len(numbers) > 1]

    def _target(self, request: Json) -> t.Optional[Json]:
        """Return the order that a write is about; ``None`` for a purchase, or when nobody has such a thing."""
        path = request["path"]
        for expression, numbers in (
            (_OF_ORDER, lambda order: [order["id"]]),
            (_OF_CERTIFICATE, lambda order: [certificate["id"] for certificate in order["certificates"]]),
            (_OF_REQUEST, lambda order: [one["id"] for one in order["requests"]]),
        ):
            match = expression.match(path)
            if match is not None:
                number = int(match[1])
                return next((order for order in self._every.values() if number in numbers(order)), None)
        return None

    def writes_to_strangers(self, received: t.Iterable[Json]) -> t.Iterator[str]:
        """Yield every write to what does not carry the identity."""
        for row in _writes(received):
            what = f"{row['method']} {row['path']}"
            if _is_purchase(row):
                predecessor = row["body"].get("renewal_of_order_id")
                if predecessor is not None and predecessor not in self._own:
                    yield f"{what} renews order {predecessor} of somebody else"
                if not _is_name(row["body"].get("alternative_order_id"), self._identity):
                    yield f"{what} carries {row['body'].get('alternative_order_id')}"
            else:
                order = self._target(row)
                if order is None or order["id"] not in self._own:
                    owner = "nobody" if order is None else order.get("alternative_order_id")
                    yield f"{what} is about an order of {owner}"

    def unsaid_twins(self, ended: Ended, received: t.Iterable[Json]) -> t.Iterator[str]:
        """Yield the live orders of one generation, if there are several and the run does not name them.

        A run that bought has to fail with their names; for one that found them a warning will do.
        """
        bought = any(map(_is_purchase, received))
        for numbers in self.twins:
            if not names(ended, numbers) or (bought and ended.error is None):
                yield f"orders {numbers} live side by side, and it says: {told(ended)}"

    def revoked_in_use(self, received: t.Iterable[Json], before: Truth) -> t.Iterator[str]:
        """Yield every revocation that took what was in use; *before* is the account as it was."""
        in_use = [order["id"] for order in self.own if _valid(order)]
        for row in _writes(received):
            if not row["path"].endswith("/revoke"):
                continue
            order = self._target(row)
            if order is None:
                continue
            certificate = _OF_CERTIFICATE.match(row["path"])
            newer = [number for number in in_use if number > order["id"]]
            if certificate is not None and int(certificate[1]) != order["certificate"].get("id"):
                continue
            if not newer:
                yield f"{row['method']} {row['path']} revokes what is in use"
        if any(map(_valid, before.own)) and not in_use:
            yield "nothing is left that is valid"


def _valid(order: Json) -> bool:
    return order["status"] in ("issued", "reissue_pending") and order["certificate"].get("status") != "revoked"


def _carries(order: Json, identity: str) -> bool:
    return _is_name(order.get("alternative_order_id"), identity)


def _is_name(name: t.Optional[str], identity: str) -> bool:
    """Tell whether a name is the identity or that of a later generation."""
    return name is not None and re.fullmatch(re.escape(identity) + r"(r\d+)?", name) is not None
