# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What each answer, and each missing one, becomes; and what is sent again."""

from __future__ import annotations

import datetime
import typing as t

import pytest
from ansible_collections.certops.digicert.plugins.module_utils._core.errors import (
    CannotReach,
    DigicertError,
    InvalidOptions,
    LostAnswer,
    Refused,
    Unanswered,
)
from ansible_collections.certops.digicert.tests.unit.support.api import api
from ansible_collections.certops.digicert.tests.unit.support.scripted import (
    API_KEY,
    API_URL,
    Answer,
    Call,
    Script,
    get,
    no_answer,
    no_connection,
    no_connection_in_time,
    page,
    post,
    refuses,
    reset,
    says,
    truncated,
    untrusted,
)

BODY = {"certificate": {"emails": ["a@example.com"]}}


def _read(gets: t.Any) -> Call:
    return get("/order/certificate/7", gets)


def _write(gets: t.Any) -> Call:
    return post("/order/certificate/client_premium", BODY, gets)


def _send(write: bool, **options: t.Any) -> dict[str, t.Any]:
    transport = api(**options).transport
    if write:
        return transport.json("POST", "/order/certificate/client_premium", body=BODY)
    return transport.json("GET", "/order/certificate/7")


@pytest.mark.parametrize("content_type", ["text/plain", "", "application/octet-stream"])
@pytest.mark.parametrize(("write", "error"), [(False, Unanswered), (True, LostAnswer)], ids=["read", "write"])
def test_text_that_does_not_even_claim_to_be_json_is_not_an_empty_answer(
    script: Script, write: bool, error: type[DigicertError], content_type: str
) -> None:
    script.expect((_write if write else _read)(Answer(200, b"Please come back later", content_type)))
    with pytest.raises(error, match="sent an answer that cannot be read"):
        _send(write)


# What nobody can read says nothing about what was done.
UNREADABLE = {
    "an HTML page": page(),
    "garbage": Answer(200, b"\xff\xfe{"),
    "a list": says([1]),
    "cut off": truncated(),
    "cut off by length": Answer(200, b'{"id"', headers={"Content-Length": "100"}),
    "nested without end": Answer(200, b"[" * 100_000),
    "not the gzip it says": Answer(200, b"no gzip", headers={"Content-Encoding": "gzip"}),
    "a server error": refuses(500, "internal"),
    "an HTML server error": page(503),
    "a reset": reset,
    "a time-out": no_answer,
}


@pytest.mark.parametrize("gets", UNREADABLE.values(), ids=UNREADABLE.keys())
def test_a_read_without_a_readable_answer_is_repeated_and_then_unanswered(script: Script, gets: t.Any) -> None:
    script.expect(_read(gets), _read(gets), _read(gets))
    with pytest.raises(Unanswered, match=r"run again later\.$"):
        _send(write=False, max_retries=2)


@pytest.mark.parametrize("gets", UNREADABLE.values(), ids=UNREADABLE.keys())
def test_a_write_without_a_readable_answer_is_sent_once_and_lost(script: Script, gets: t.Any) -> None:
    script.expect(_write(gets))
    with pytest.raises(LostAnswer, match="unknown whether the request was carried out"):
        _send(write=True)


@pytest.mark.parametrize("write", [False, True], ids=["read", "write"])
@pytest.mark.parametrize(
    ("fault", "why"),
    [
        (no_connection, "the connection was refused or the host name is unknown"),
        (no_connection_in_time, "the connection timed out"),
        (untrusted, "its TLS certificate is not trusted; give the CA bundle in ca_path"),
    ],
)
def test_without_a_connection_nothing_was_sent(script: Script, write: bool, fault: t.Any, why: str) -> None:
    script.expect((_write if write else _read)(fault))
    with pytest.raises(CannotReach) as raised:
        _send(write, max_retries=0)
    assert str(raised.value).startswith(f"Cannot reach CertCentral at {API_URL}: {why}")


def test_a_write_is_not_repeated_after_a_missing_connection(script: Script) -> None:
    script.expect(_write(no_connection))
    with pytest.raises(CannotReach):
        _send(write=True, max_retries=5)


def test_a_read_recovers_after_faults(script: Script) -> None:
    script.expect(_read(no_connection), _read(page(502)), _read(says({"id": 7})))
    it = api()
    assert it.transport.json("GET", "/order/certificate/7") == {"id": 7}
    assert it.slept == [0.5, 1.0]
    assert it.client.api_calls == {"reads": 3, "writes": 0}


@pytest.mark.parametrize(
    ("header", "slept"),
    [
        pytest.param({}, [6.0, 12.0], id="without a header, growing"),
        pytest.param({"Retry_After": "3"}, [3.0, 3.0], id="as the header says"),
        pytest.param({"Retry_After": "9999"}, [180.0, 180.0], id="capped"),
        pytest.param({"Retry_After": "Fri, 01 Jan 2027 00:00:00 GMT"}, [6.0, 12.0], id="a date is not guessed at"),
        pytest.param({"Retry_After": "-4"}, [6.0, 12.0], id="nonsense"),
        pytest.param({"Retry_After": "\u00b2"}, [6.0, 12.0], id="a digit that is no number"),
    ],
)
def test_a_write_is_repeated_after_429(script: Script, header: dict[str, str], slept: list[float]) -> None:
    limited = refuses(429, "request_limit_exceeded", **header)
    script.expect(_write(limited), _write(limited), _write(says({"id": 7}, 201)))
    it = api()
    assert it.transport.json("POST", "/order/certificate/client_premium", body=BODY) == {"id": 7}
    assert it.slept == slept
    assert it.client.api_calls == {"reads": 0, "writes": 3}


def test_429_without_end_is_refused(script: Script) -> None:
    script.expect(*[_write(refuses(429, "request_limit_exceeded"))] * 2)
    with pytest.raises(Refused, match="rate limit is used up") as raised:
        _send(write=True, max_retries=1)
    assert raised.value.facts["http_status"] == 429


@pytest.mark.parametrize(
    "gets",
    [
        pytest.param(Answer(204, content_type=""), id="204"),
        pytest.param(Answer(200), id="empty 200"),
        pytest.param(Answer(201, b" \r\n"), id="blank 201"),
        pytest.param(says({}), id="empty object"),
    ],
)
def test_an_empty_answer_is_an_empty_object(script: Script, gets: Answer) -> None:
    script.expect(_write(gets))
    assert _send(write=True) == {}


def test_a_charset_beside_the_media_type_does_not_matter(script: Script) -> None:
    script.expect(_read(Answer(200, b'{"id": 7}', "application/json; charset=utf-8")))
    assert _send(write=False) == {"id": 7}


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize("write", [False, True], ids=["read", "write"])
def test_a_redirect_is_not_followed(script: Script, status: int, write: bool) -> None:
    moved = says({}, status, Location="https://elsewhere.example.com/")
    script.expect((_write if write else _read)(moved))
    with pytest.raises(DigicertError, match=r"not followed because the API key would go along; correct api_url\.$"):
        _send(write)


@pytest.mark.parametrize("write", [False, True], ids=["read", "write"])
@pytest.mark.parametrize(
    ("status", "body", "errors"),
    [
        pytest.param(400, {"errors": [{"code": "a|b", "message": "M."}]}, [("a|b", "M.")], id="one"),
        pytest.param(400, {"errors": {"code": "a", "message": "M"}}, [("a", "M")], id="an object"),
        pytest.param(
            400,
            {"errors": [{"code": "a", "message": "M"}, {"code": "b", "message": "N"}]},
            [("a", "M"), ("b", "N")],
            id="several",
        ),
        pytest.param(422, {"errors": [{"message": "M"}]}, [("", "M")], id="no code"),
        pytest.param(422, {"errors": [{"code": "a", "message": None}]}, [("a", "")], id="no message"),
        pytest.param(400, {"errors": ["text", {"code": 5}]}, [("5", "")], id="odd entries"),
        pytest.param(400, {"errors": []}, [], id="no entry"),
        pytest.param(400, {}, [], id="no errors"),
        pytest.param(409, [1], [], id="a list"),
    ],
)
def test_a_refusal_keeps_what_certcentral_sent(
    script: Script, write: bool, status: int, body: t.Any, errors: list[tuple[str, str]]
) -> None:
    script.expect((_write if write else _read)(says(body, status)))
    with pytest.raises(Refused) as raised:
        _send(write)
    assert raised.value.facts == {
        "errors": [{"code": code, "message": message} for code, message in errors],
        "http_status": status,
        "method": "POST" if write else "GET",
        "path": "/order/certificate/client_premium" if write else "/order/certificate/7",
    }


@pytest.mark.parametrize("status", [400, 401, 403, 413])
def test_a_refusal_as_a_page_is_still_a_refusal(script: Script, status: int) -> None:
    script.expect(_write(page(status)))
    with pytest.raises(Refused, match=f"HTTP {status} without a reason"):
        _send(write=True)


def test_an_error_never_repeats_key_or_body(script: Script) -> None:
    script.expect(_write(refuses(403, "access_denied|access_denied_invalid_key")))
    with pytest.raises(Refused) as raised:
        _send(write=True)
    shown = repr(raised.value.result())
    assert API_KEY not in shown
    assert "a@example.com" not in shown


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("Sun, 22 Nov 2026 23:30:00 GMT", datetime.date(2026, 11, 22)),
        ("Sun, 22 Nov 2026 23:30:00 -0200", datetime.date(2026, 11, 23)),
    ],
)
def test_today_is_the_date_of_the_answer_in_utc(script: Script, header: str, expected: datetime.date) -> None:
    script.expect(_read(says({}, Date=header)))
    it = api()
    it.transport.json("GET", "/order/certificate/7")
    assert it.client.today() == expected


@pytest.mark.parametrize("header", ["", "yesterday", "Sun, 99 Nov 2026 23:30:00 GMT"])
def test_an_unreadable_date_leaves_the_last_good_one(script: Script, header: str) -> None:
    script.expect(_read(says({}, Date="Thu, 01 Jan 2032 10:00:00 GMT")), _read(says({}, Date=header)))
    it = api()
    it.transport.json("GET", "/order/certificate/7")
    it.transport.json("GET", "/order/certificate/7")
    assert it.client.today() == datetime.date(2032, 1, 1)


def test_the_date_of_an_answer_without_a_zone_is_read_as_utc(script: Script) -> None:
    script.expect(_read(says({}, Date="Sun, 22 Nov 2026 23:30:00 -0000")))
    it = api()
    it.transport.json("GET", "/order/certificate/7")
    assert it.client.today() == datetime.date(2026, 11, 22)


def test_a_missing_ca_bundle_is_named_before_anything_is_sent(script: Script) -> None:
    with pytest.raises(InvalidOptions, match="ca_path cannot be used"):
        _send(write=True, ca_path="/nowhere/ca.pem")
