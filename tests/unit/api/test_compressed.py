# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Compressed answers, whole and broken off: half of one, or nothing of one, is never an answer. "No orders" would cost an order."""

from __future__ import annotations

import gzip
import json
import typing as t
import zlib

import pytest
from ansible_collections.certops.digicert.plugins.module_utils._core.errors import (
    DigicertError,
    LostAnswer,
    Refused,
    Unanswered,
)
from ansible_collections.certops.digicert.tests.unit.support.api import api
from ansible_collections.certops.digicert.tests.unit.support.scripted import Answer, Script, get, post

PATH = "/order/certificate/7"
ORDER = "/order/certificate/client_premium"
CONTENT = json.dumps({"id": 7, "orders": [{"id": number} for number in range(200)]}).encode()
CODED = {"gzip": gzip.compress(CONTENT), "deflate": zlib.compress(CONTENT)}


def coded(encoding: str, content: bytes, status: int = 200, **headers: str) -> Answer:
    return Answer(status, content, headers={"Content-Encoding": encoding, **headers})


def read(script: Script, *answers: Answer, **options: t.Any) -> dict[str, t.Any]:
    script.expect(*(get(PATH, answer) for answer in answers))
    return api(**options).transport.json("GET", PATH)


@pytest.mark.parametrize("encoding", CODED)
def test_a_whole_one_is_read(script: Script, encoding: str) -> None:
    assert read(script, coded(encoding, CODED[encoding])) == json.loads(CONTENT)


@pytest.mark.parametrize("status", [200, 201, 299, 404])
@pytest.mark.parametrize("kept", [0, 1, 2, 5, 10, 11, 20, 60])
@pytest.mark.parametrize("encoding", CODED)
def test_one_that_broke_off_is_none(script: Script, encoding: str, kept: int, status: int) -> None:
    with pytest.raises(DigicertError) as raised:
        read(script, coded(encoding, CODED[encoding][:kept], status), max_retries=0)
    # A 404 of CertCentral's would mean that there is no order.
    assert not isinstance(raised.value, Refused)
    assert status == 404 or isinstance(raised.value, Unanswered)


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "br", "zstd"])
def test_nothing_that_says_it_is_compressed_is_a_lost_answer_to_a_purchase(script: Script, encoding: str) -> None:
    script.expect(post(ORDER, {}, coded(encoding, b"", 201)))
    with pytest.raises(LostAnswer, match="unknown whether the request was carried out"):
        api().transport.json("POST", ORDER, body={})


def test_nothing_is_nothing_where_it_may_be(script: Script) -> None:
    assert read(script, coded("gzip", b"", 204)) == {}


def test_uncompressed_by_name_is_not_compressed(script: Script) -> None:
    assert read(script, coded("identity", CONTENT)) == json.loads(CONTENT)
    nothing = coded("identity", b"")
    script.expect(*(get(PATH, nothing) for _times in range(3)))
    assert api().transport.json("GET", PATH) == {}


@pytest.mark.parametrize(
    ("status", "gets"),
    [
        (400, "refusal"),
        (499, "refusal"),
        (500, "fault"),
        (399, "redirect"),
        (300, "redirect"),
        (299, "answer"),
        (200, "answer"),
    ],
)
@pytest.mark.parametrize("write", [False, True], ids=["read", "write"])
def test_the_borders_of_what_a_status_means(script: Script, status: int, gets: str, write: bool) -> None:
    body = (
        {"id": 7}
        if gets == "answer"
        else {"errors": [{"code": "x", "message": "No."}]}
        if gets != "redirect"
        else {"x": 1}
    )
    answer = Answer(status, json.dumps(body).encode())
    transport = api(max_retries=0).transport
    script.expect(post(ORDER, {}, answer) if write else get(PATH, answer))
    method, path = ("POST", ORDER) if write else ("GET", PATH)
    if gets == "answer":
        assert transport.json(method, path, body={} if write else None) == {"id": 7}
        return
    with pytest.raises(DigicertError) as raised:
        transport.json(method, path, body={} if write else None)
    kinds = {
        ("refusal", False): "Refused",
        ("refusal", True): "Refused",
        ("fault", False): "Unanswered",
        ("fault", True): "LostAnswer",
        ("redirect", False): "DigicertError",
        ("redirect", True): "LostAnswer",
    }
    assert type(raised.value).__name__ == kinds[gets, write]
    assert raised.value.facts["http_status"] == status


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "CertCentral"),
        (b"{}", "CertCentral"),
        (b'{"orders": []}', "CertCentral"),
        (b'{"errors": []}', "CertCentral"),
        (b'{"message": "no such page"}', "does not answer like CertCentral"),
        (b"[]", "does not answer like CertCentral"),
        (b"no such page", "does not answer like CertCentral"),
    ],
)
def test_who_says_that_nothing_is_there(script: Script, content: bytes, told: str) -> None:
    script.expect(get(PATH, Answer(404, content)))
    with pytest.raises(DigicertError, match=told) as raised:
        api(max_retries=0).transport.json("GET", PATH)
    assert isinstance(raised.value, Refused) == (told == "CertCentral")


@pytest.mark.parametrize("first", [{"id": 7}, None])
def test_what_answered_once_is_not_given_up(script: Script, first: t.Optional[dict[str, int]]) -> None:
    """A page of somebody else ends the run only where nothing was understood before."""
    elsewhere = Answer(404, b"no such page")
    before = [get(PATH, Answer(200, json.dumps(first).encode()))] if first else []
    after = [get(PATH, Answer(200, b'{"id": 7}'))] if first else []
    script.expect(*before, get(PATH, elsewhere), *after)
    transport = api(max_retries=0).transport
    if first:
        transport.json("GET", PATH)
    with pytest.raises(DigicertError, match="does not answer like"):
        transport.json("GET", PATH)
    if first:
        assert transport.json("GET", PATH) == {"id": 7}
    else:
        with pytest.raises(DigicertError, match="does not answer like"):
            transport.json("GET", PATH)
