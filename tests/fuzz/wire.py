# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""CertCentral as a table of recorded answers, some of them changed; and what must hold whatever it answers."""

from __future__ import annotations

import dataclasses
import json
import types
import typing as t

from ansible_collections.certops.digicert.plugins.module_utils._api.client import Client
from ansible_collections.certops.digicert.plugins.module_utils._api.transport import Transport
from ansible_collections.certops.digicert.plugins.module_utils._core.connection import Connection
from ansible_collections.certops.digicert.plugins.module_utils._core.errors import DigicertError
from ansible_collections.certops.digicert.plugins.module_utils._core.products import PRODUCTS
from ansible_collections.certops.digicert.tests.unit.support.scripted import Answer, refuses
from requests.adapters import HTTPAdapter

from .recording import Conversation, Ended, Key, below_base, outcome
from .scenarios import CARD, UNMISTAKABLE

if t.TYPE_CHECKING:
    import requests

API_KEY = "key-4f0c-that-nobody-may-see"
PROXY_PASSWORD = "proxy-password-5e1a"
CONNECTION = Connection(
    api_key=API_KEY,
    api_url="http://127.0.0.1:1/services/v2",
    proxy=f"http://robin:{PROXY_PASSWORD}@127.0.0.1:2",
    max_retries=1,
    loopback=True,
)
SECRETS = (API_KEY, PROXY_PASSWORD, str(CARD["number"]), UNMISTAKABLE)

_LOOKUP = "/order/alternate/"
_PURCHASES = tuple(f"/order/certificate/{product}" for product in PRODUCTS)
_NOT_FOUND = refuses(404, "not_found|order")

Reply = t.Union[Answer, Exception]
Change = t.Callable[[Answer], Reply]


@dataclasses.dataclass
class Wire(HTTPAdapter):
    """Answers requests from a table; *changed* replaces one answer, the first *times* that it is asked for."""

    answers: t.Mapping[Key, Answer]
    changed: t.Optional[Key] = None
    change: t.Optional[Change] = None
    times: int = 1_000_000
    #: Purchases that were not refused by a rate limit.
    purchases: int = 0
    #: What was wrong with the lookup before a purchase.
    blind: list[Reply] = dataclasses.field(default_factory=list)
    hits: int = 0
    _writes: int = 0
    _lookup: t.Optional[Reply] = None

    def __post_init__(self) -> None:
        super().__init__()

    def send(self, request: requests.PreparedRequest, *_args: t.Any, **_kwargs: t.Any) -> requests.Response:
        assert request.method is not None
        assert request.url is not None
        path = below_base(request.url)
        reply = self._reply(request.method, path)
        if path.startswith(_LOOKUP):
            self._lookup = reply
        if is_purchase(request.method, path):
            self.purchases += not (isinstance(reply, Answer) and reply.status == 429)
            if not _tells_what_exists(self._lookup):
                self.blind.append(self._lookup)
        self._writes += request.method != "GET"
        if isinstance(reply, Exception):
            raise reply
        return self.build_response(request, reply.response())

    def _reply(self, method: str, path: str) -> Reply:
        # What was not recorded after so many writes is as it was before them.
        keys = ((writes, method, path) for writes in range(self._writes, -1, -1))
        key = next((key for key in keys if key in self.answers), None)
        if key is None:
            return _NOT_FOUND
        if key == self.changed and self.change is not None and self.hits < self.times:
            self.hits += 1
            return self.change(self.answers[key])
        return self.answers[key]


def is_purchase(method: str, path: str) -> bool:
    """Tell whether a request places an order."""
    return method == "POST" and path in _PURCHASES


def _tells_what_exists(lookup: t.Optional[Reply]) -> bool:
    """Tell, independently of the code under test, whether a lookup's answer says which orders exist."""
    if not isinstance(lookup, Answer):
        return False
    if not lookup.content.strip():
        return lookup.status in range(200, 300) or lookup.status == 404
    try:
        body = json.loads(lookup.content)
    except (ValueError, RecursionError):
        return False
    if not isinstance(body, dict):
        return False
    if lookup.status == 404:
        return "not_found|route" not in lookup.content.decode()
    rows = body.get("orders", [])
    named = isinstance(rows, list) and all(isinstance(row, dict) and ("order_id" in row or "id" in row) for row in rows)
    return lookup.status in range(200, 300) and named and not ("errors" in body and "orders" not in body)


def run(conversation: Conversation, wire: Wire) -> Ended:
    """Run the conversation's task against *wire* and check what must hold after every run."""
    transport = Transport(CONNECTION, "certops.digicert/fuzz", sleep=lambda _seconds: None)
    transport._wire.open().mount("http://", wire)
    warnings: list[str] = []
    scenario = conversation.scenario
    module = types.SimpleNamespace(
        params=conversation.params, check_mode=False, warn=warnings.append, tell=warnings.append
    )
    ended = outcome(scenario, module, Client(transport))
    assert_clear(ended, warnings)
    assert wire.purchases <= 1, f"{wire.purchases} purchases"
    assert wire.blind == [], f"bought after {wire.blind}"
    return ended


def assert_clear(ended: Ended, warnings: t.Sequence[str] = ()) -> None:
    """One result that Ansible can print, or one sentence; no secret in either."""
    shown = [*warnings]
    if ended.error is not None:
        assert isinstance(ended.error, DigicertError)
        assert_one_sentence(str(ended.error))
        shown += [repr(ended.error), json.dumps(ended.error.result())]
    if ended.result is not None:
        shown.append(json.dumps(ended.result))
        if "reason" in ended.result:
            assert len(ended.result["reason"].splitlines()) == 1, ended.result["reason"]
    for warning in warnings:
        assert_one_sentence(warning)
    assert_no_secret("\n".join(shown))


def assert_one_sentence(text: str) -> None:
    assert text.endswith("."), text
    assert len(text.splitlines()) == 1, text
    assert "Traceback" not in text


def assert_no_secret(text: str) -> None:
    assert [secret for secret in SECRETS if secret in text] == []
