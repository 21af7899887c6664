# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What each answer, and each missing one, becomes; and what is sent again."""

from __future__ import annotations

import contextlib
import typing as t

import pytest
import urllib3
from ansible_collections.certops.digicert.plugins.module_utils._core.errors import (
    CannotReach,
    DigicertError,
    LostAnswer,
    RateLimited,
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
    put,
    refuses,
    reset,
    says,
    truncated,
    untrusted,
)

REVOKE = "/order/certificate/7/revoke"
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
        (no_connection, "the connection was refused or does not get there"),
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


PAUSES = [
    pytest.param({}, [6.0, 12.0], id="without a header, growing"),
    pytest.param({"Retry_After": "3"}, [3.0, 3.0], id="as the header says"),
    pytest.param({"Retry_After": "9999"}, [180.0, 180.0], id="capped"),
    pytest.param({"Retry_After": "Fri, 01 Jan 2027 00:00:00 GMT"}, [6.0, 12.0], id="a date is not guessed at"),
    pytest.param({"Retry_After": "-4"}, [6.0, 12.0], id="nonsense"),
    pytest.param({"Retry_After": "\u00b2"}, [6.0, 12.0], id="a digit that is no number"),
]


@pytest.mark.parametrize(("header", "slept"), PAUSES)
def test_a_write_is_repeated_after_429(script: Script, header: dict[str, str], slept: list[float]) -> None:
    limited = refuses(429, "request_limit_exceeded", **header)
    script.expect(*[put(REVOKE, BODY, limited)] * 2, put(REVOKE, BODY, Answer(204)))
    it = api()
    assert it.client.revoke_order(7, BODY) == {}
    assert it.slept == slept
    assert it.client.api_calls == {"reads": 0, "writes": 3}


@pytest.mark.parametrize(("header", "slept"), PAUSES)
def test_a_purchase_is_never_repeated_and_the_pause_before_the_next_look_is_told(
    script: Script, header: dict[str, str], slept: list[float]
) -> None:
    script.expect(_write(refuses(429, "request_limit_exceeded", **header)))
    it = api(max_retries=2)
    with pytest.raises(RateLimited, match="rate limit is used up") as raised:
        it.client.place_order("client_premium", BODY)
    assert (it.slept, it.client.api_calls) == ([], {"reads": 0, "writes": 1})
    assert [it.client.rate_limit_pause(number, raised.value) for number in (1, 2, 3)] == [*slept, None]
    assert isinstance(raised.value, Refused)
    assert raised.value.again().retry_after == raised.value.retry_after


def test_429_without_end_is_refused(script: Script) -> None:
    script.expect(*[_write(refuses(429, "request_limit_exceeded"))] * 2)
    with pytest.raises(RateLimited, match="rate limit is used up") as raised:
        _send(write=True, max_retries=1)
    assert raised.value.facts["http_status"] == 429


def test_a_read_is_repeated_after_429_whoever_says_it(script: Script) -> None:
    script.expect(_read(page(429)), _read(says({"id": 7})))
    it = api()
    assert it.transport.json("GET", "/order/certificate/7") == {"id": 7}
    assert it.slept == [6.0]


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
    with pytest.raises(
        LostAnswer if write else DigicertError,
        match="redirects it, which is not followed"
        if write
        else r"not followed because the API key would go along; correct api_url\.$",
    ):
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
        pytest.param(400, {"errors": ["text", {"code": 5}, {"title": "x"}]}, [("5", "")], id="odd entries"),
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


NO_REASON = {
    "a page": page,
    "nothing": Answer,
    "an empty object": lambda status: says({}, status),
    "no entry": lambda status: says({"errors": []}, status),
    "an entry of another API": lambda status: says({"errors": [{"status": str(status), "title": "No"}]}, status),
    "one error of another API": lambda status: says({"error": "denied"}, status),
    "a list": lambda status: says([1], status),
}


@pytest.mark.parametrize("answer", NO_REASON.values(), ids=NO_REASON)
@pytest.mark.parametrize("status", [400, 401, 403, 404, 408, 409, 413, 422, 425, 429, 499])
def test_what_is_no_refusal_of_certcentrals_is_a_lost_answer_to_a_write(
    script: Script, status: int, answer: t.Callable[[int], Answer]
) -> None:
    script.expect(_write(answer(status)))
    with pytest.raises(LostAnswer, match=f"HTTP {status}.*unknown whether the request was carried out") as raised:
        _send(write=True)
    assert raised.value.facts["http_status"] == status


@pytest.mark.parametrize("answer", NO_REASON.values(), ids=NO_REASON)
@pytest.mark.parametrize("status", [401, 403])
def test_a_denial_of_a_read_without_a_reason_names_key_and_firewall_and_is_not_repeated(
    script: Script, status: int, answer: t.Callable[[int], Answer]
) -> None:
    script.expect(_read(answer(status)))
    with pytest.raises(Refused) as raised:
        _send(write=False)
    assert str(raised.value) == (
        f"CertCentral, or what stands in between, refused GET /order/certificate/7: HTTP {status} without a reason; check the role and "
        f"restrictions of api_key, and that api_url ({API_URL}) is the region of the account, and that no firewall or proxy refuses "
        "the request."
    )


@pytest.mark.parametrize("status", [408, 425, 499])
def test_what_a_gateway_says_in_place_of_an_answer_is_asked_for_again(script: Script, status: int) -> None:
    script.expect(_read(page(status)), _read(says({"id": 7})))
    assert _send(write=False) == {"id": 7}


@pytest.mark.parametrize(("write", "kind"), [(False, Unanswered), (True, LostAnswer)], ids=["read", "write"])
@pytest.mark.parametrize("status", [200, 201, 500, 503])
def test_errors_that_are_no_refusal_are_returned(
    script: Script, write: bool, kind: type[DigicertError], status: int
) -> None:
    script.expect((_write if write else _read)(refuses(status, "maintenance")))
    with pytest.raises(kind, match=r"About maintenance \(maintenance\)") as raised:
        _send(write, max_retries=0)
    assert raised.value.facts["errors"] == [{"code": "maintenance", "message": "About maintenance."}]
    assert raised.value.facts["http_status"] == status


def test_a_web_page_names_what_stands_in_between(script: Script, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://proxy.example.com")
    script.expect(_read(page()))
    with pytest.raises(
        Unanswered, match=r"a proxy that wants a log-in; check api_url, .* HTTPS_PROXY of the environment"
    ):
        _send(write=False, max_retries=0)


# One refused connection speaks for the whole run

FOR_THE_RUN = {
    "unknown key": refuses(403, "access_denied|access_denied_invalid_key"),
    "no login": refuses(401, "x"),
    "no login, no reason": page(401),
    "unknown URL": refuses(404, "not_found|route"),
    "another site": page(404),
    "a redirect": says({}, 302),
    "untrusted": untrusted,
}


@pytest.mark.parametrize("gets", FOR_THE_RUN.values(), ids=FOR_THE_RUN)
def test_a_connection_that_was_refused_is_not_asked_again(script: Script, gets: t.Any) -> None:
    script.expect(_read(gets))
    it = api()
    told = set()
    for path in ("/order/certificate/7", "/order/certificate/8"):
        with pytest.raises(DigicertError) as raised:
            it.transport.json("GET", path)
        told.add((type(raised.value), str(raised.value), str(raised.value.facts)))
    with pytest.raises(DigicertError):
        it.client.place_order("client_premium", BODY)
    assert len(told) == 1
    assert it.client.api_calls == {"reads": 1, "writes": 0}


@pytest.mark.parametrize("gets", [refuses(403, "access_denied|missing_permission"), refuses(404, "not_found|order")])
def test_a_refusal_of_one_request_is_none_of_the_next(script: Script, gets: Answer) -> None:
    script.expect(_read(gets), _read(says({"id": 7})))
    it = api()
    with pytest.raises(Refused):
        it.transport.json("GET", "/order/certificate/7")
    assert it.transport.json("GET", "/order/certificate/7") == {"id": 7}


def test_a_route_that_is_missing_where_others_are_there_is_none_of_the_url(script: Script) -> None:
    script.expect(_read(says({"id": 7})), _read(refuses(404, "not_found|route")), _read(says({"id": 7})))
    it = api()
    it.transport.json("GET", "/order/certificate/7")
    with pytest.raises(Refused):
        it.transport.json("GET", "/order/certificate/7")
    assert it.transport.json("GET", "/order/certificate/7") == {"id": 7}


UNDERSTOOD = {
    "an answer": says({"id": 7}),
    "a refusal of CertCentral's": refuses(403, "access_denied|missing_permission"),
}
LATER = {
    "no login, no reason": page(401),
    "unknown URL": refuses(404, "not_found|route"),
    "another site": page(404),
    "a redirect": says({}, 302),
}


@pytest.mark.parametrize("later", LATER.values(), ids=LATER)
@pytest.mark.parametrize("first", UNDERSTOOD.values(), ids=UNDERSTOOD)
def test_what_was_understood_once_is_asked_again(script: Script, first: Answer, later: Answer) -> None:
    script.expect(_read(first), _read(later), _read(says({"id": 7})))
    it = api(max_retries=0)
    with contextlib.suppress(DigicertError):
        it.transport.json("GET", "/order/certificate/7")
    with pytest.raises(DigicertError):
        it.transport.json("GET", "/order/certificate/7")
    assert it.transport.json("GET", "/order/certificate/7") == {"id": 7}


@pytest.mark.parametrize("status", [403, 410])
def test_a_denial_without_a_reason_is_none_of_the_next(script: Script, status: int) -> None:
    script.expect(_read(page(status)), _read(says({"id": 7})))
    it = api(max_retries=0)
    with pytest.raises(Refused):
        it.transport.json("GET", "/order/certificate/7")
    assert it.transport.json("GET", "/order/certificate/7") == {"id": 7}


EVERY_FAILURE = {
    "no connection": no_connection,
    "no answer": no_answer,
    "a page": page(),
    "a server error": page(503),
    "a refusal": refuses(403, "access_denied|missing_permission"),
    "no refusal": page(403),
    "too many": Answer(429),
    "a redirect": says({}, 302),
    "another site": page(404),
}


@pytest.mark.parametrize("write", [False, True], ids=["read", "write"])
@pytest.mark.parametrize("gets", EVERY_FAILURE.values(), ids=EVERY_FAILURE)
def test_every_failure_says_of_which_request_it_is(script: Script, gets: t.Any, write: bool) -> None:
    script.expect((_write if write else _read)(gets))
    with pytest.raises(DigicertError) as raised:
        _send(write, max_retries=0)
    method, path = ("POST", "/order/certificate/client_premium") if write else ("GET", "/order/certificate/7")
    facts = raised.value.facts
    assert (facts["method"], facts["path"]) == (method, path)
    if isinstance(raised.value, (Unanswered, LostAnswer)):
        assert "errors" not in facts


@pytest.mark.parametrize(("status", "redirects"), [(300, True), (399, True), (400, False)])
def test_where_redirects_begin_and_end(script: Script, status: int, redirects: bool) -> None:
    script.expect(_read(says({}, status)))
    with pytest.raises(DigicertError) as raised:
        _send(write=False)
    assert ("redirects" in str(raised.value)) is redirects


def test_a_header_that_contradicts_itself_came_after_the_request_was_sent(script: Script) -> None:
    def contradicts(_pool: t.Any) -> Exception:
        return urllib3.exceptions.InvalidHeader("Content-Length contained multiple unmatching values (5, 6)")

    script.expect(_write(contradicts))
    with pytest.raises(LostAnswer):
        _send(write=True)


def test_an_error_never_repeats_key_or_body(script: Script) -> None:
    script.expect(_write(refuses(403, "access_denied|access_denied_invalid_key")))
    with pytest.raises(Refused) as raised:
        _send(write=True)
    shown = repr(raised.value.result())
    assert API_KEY not in shown
    assert "a@example.com" not in shown
