# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whatever a body holds, the answer is the documented refusal."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
import requests
from sandbox_client import TIMEOUT, Client, body_for

DEEP = "[" * 100_000 + "]" * 100_000
LEAF = '{"a":' * 500 + "1" + "}" * 500
BODIES = {
    "deep": DEEP.encode(),
    "deep objects": LEAF.encode(),
    "deep inside": f'{{"certificate": {LEAF}}}'.encode(),
    "no JSON": b"<order/>",
    "cut off": b'{"certificate": {',
    "not a number": b'{"a": NaN}',
    "infinite": b'{"a": -Infinity}',
    "half a pair": b'{"comments": "\\ud800"}',
    "half a pair as a name": b'{"\\udfff": 1}',
    "not UTF-8": b'{"a": "\xff"}',
    "UTF-16": '{"a": 1}'.encode("utf-16"),
    "a number of many digits": b'{"a": ' + b"9" * 10_000 + b"}",
    "a list": b"[]",
    "a text": b'"x"',
    "null": b"null",
    "blank": b"  ",
}
WRITES = (
    ("POST", "/order/certificate/client_premium"),
    ("POST", "/order/certificate/{order}/reissue"),
    ("PUT", "/order/certificate/{order}/status"),
    ("POST", "/order/certificate/{order}/custom-field"),
    ("PUT", "/request/{request}/status"),
)
LAX = (("PUT", "/order/certificate/{order}/revoke"),)


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES)
def test_odd_bodies(client: Client, body: bytes) -> None:
    placed = client.order()
    names = {"order": placed["id"], "request": placed["requests"][0]["id"]}
    for method, path in (*WRITES, *LAX):
        answer = _send(client, method, client.ready["api_url"] + path.format(**names), body)
        assert answer.status_code == 400, (method, path, answer.text[:200])
        assert all(set(entry) == {"code", "message"} for entry in answer.json()["errors"])
    for method, path in (("POST", "/keys"), ("PATCH", "/settings"), ("POST", "/faults"), ("POST", "/clock")):
        answer = _send(client, method, client.ready["admin_url"] + path, body)
        assert answer.status_code == 400, (method, path, answer.text[:200])
        assert set(answer.json()) == {"error"}
    assert client.admin("GET", "/received")["totals"]["writes"] == 1 + len(WRITES) + len(LAX)


def _send(client: Client, method: str, url: str, body: bytes) -> requests.Response:
    return client.session.request(method, url, data=body, headers={"Content-Type": "application/json"}, timeout=TIMEOUT)


NUMBERS: tuple[Any, ...] = (None, True, 0, -1, 10**30, 1.5, 1e300)
TEXTS: tuple[Any, ...] = ("", " ", "\0", "x" * 5000, "\u202e", "\U0001f600")
OTHERS: tuple[Any, ...] = ([], {}, [[]], [{}], {"": ""}, [None], ["\0"], {"id": "x"}, {"years": 10**12})
ENDS: tuple[Any, ...] = ({"days": 36500}, {"custom_expiration_date": "31 Dec 9999"})
ODD = (*NUMBERS, *TEXTS, *OTHERS, *ENDS)


def _with_each(body: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield copies of a body, each with one odd value at one place."""
    for name, member in body.items():
        for odd in ODD:
            yield {**body, name: odd}
        if isinstance(member, dict):
            for changed in _with_each(member):
                yield {**body, name: changed}


@pytest.mark.parametrize("product", ["client_premium", "class1_smime", "secure_email_sponsor"])
def test_odd_values_are_taken_or_refused(client: Client, product: str) -> None:
    full = body_for(
        product,
        alternative_order_id="odd",
        comments="c",
        container={"id": 9},
        custom_fields=[{"metadata_id": 11, "value": "x"}],
        renewal_of_order_id=1,
        auto_renew=1,
    )
    if product != "class1_smime":
        names = ("name", "address", "city", "state", "zip", "country", "telephone")
        full["organization"] = {name: "x" for name in names} | {"country": "ch", "skip_duplicate_org_check": True}
    for body in _with_each(full):
        answer = client.call("POST", f"/order/certificate/{product}", body)
        assert answer.status_code in (201, 400), (json.dumps(body)[:300], answer.text[:300])
