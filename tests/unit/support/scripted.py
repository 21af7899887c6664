# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A scripted CertCentral below requests: the exact conversation a test expects, and nothing else.

It stands in for ``urlopen`` of urllib3's connection pools. Everything above is real: the session, its headers, redirects,
decoding, and the way requests wraps the faults of urllib3.
"""

from __future__ import annotations

import dataclasses
import io
import json
import typing as t
import urllib.parse

import pytest
import urllib3

API_KEY = "KEY-6F1D-made-up-for-tests"
HOST = "certcentral.example.com"
API_URL = f"https://{HOST}/services/v2"

#: What every request carries.
HEADERS = {"X-DC-DEVKEY": API_KEY, "Accept": "application/json", "Content-Type": "application/json"}

Fault = t.Callable[[t.Any], Exception]


@dataclasses.dataclass(frozen=True)
class Answer:
    """One answer as bytes on the wire; *stream* makes an object to read the body from, anew each time."""

    status: int = 200
    content: bytes = b""
    content_type: str = "application/json"
    headers: t.Mapping[str, str] = dataclasses.field(default_factory=dict)
    stream: t.Optional[t.Callable[[], t.Any]] = None

    def response(self) -> urllib3.HTTPResponse:
        """Return the answer as urllib3 hands it to requests."""
        return urllib3.HTTPResponse(
            body=self.stream() if self.stream else io.BytesIO(self.content),
            status=self.status,
            headers={"Content-Type": self.content_type, **self.headers},
            preload_content=False,
            decode_content=False,
        )


@dataclasses.dataclass(frozen=True)
class Call:
    """One request that must come, and what it gets: an answer or a fault."""

    method: str
    path: str
    gets: t.Union[Answer, Fault]
    query: t.Mapping[str, str] = dataclasses.field(default_factory=dict)
    body: t.Any = None


class Script:
    """The calls still to come. One too many or a different one ends the test at once; ``finish`` finds one too few."""

    def __init__(self, calls: t.Sequence[Call] = ()) -> None:
        self._left = list(calls)
        self._mistakes: list[str] = []

    def expect(self, *calls: Call) -> None:
        """Add calls to the end of the conversation."""
        self._left.extend(calls)

    def mount(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Take every request of the running test."""

        def urlopen(pool: t.Any, method: str, url: str, body: t.Any, headers: t.Any, **_how: t.Any) -> t.Any:
            return self._take(pool, method, url, body, headers)

        monkeypatch.setattr(urllib3.connectionpool.HTTPConnectionPool, "urlopen", urlopen)

    def _take(self, pool: t.Any, method: str, url: str, body: t.Any, headers: t.Any) -> urllib3.HTTPResponse:
        parts = urllib.parse.urlsplit(url)
        if not self._left:
            self._wrong(f"one call too many: {method} {url}")
        call = self._left.pop(0)
        seen = (
            pool.proxy,
            pool.host,
            method,
            parts.path,
            dict(urllib.parse.parse_qsl(parts.query)),
            json.loads(body) if body else None,
            {name: headers.get(name) for name in HEADERS},
        )
        wanted = (None, HOST, call.method, "/services/v2" + call.path, dict(call.query), call.body, HEADERS)
        if seen != wanted:
            self._wrong(f"another call than expected:\n  came:   {seen}\n  wanted: {wanted}")
        if isinstance(call.gets, Answer):
            return call.gets.response()
        raise call.gets(pool)

    def finish(self) -> None:
        """Fail when a call did not come, or when a mistake was swallowed on the way."""
        assert not self._mistakes, self._mistakes
        assert not self._left, f"calls that never came: {[(call.method, call.path) for call in self._left]}"

    def _wrong(self, what: str) -> t.NoReturn:
        self._mistakes.append(what)
        # Not an Exception: nothing between here and the test can take it for a fault of the network.
        pytest.fail(what)


def get(path: str, gets: t.Union[Answer, Fault], **query: str) -> Call:
    """Expect a read."""
    return Call("GET", path, gets, query=query)


def post(path: str, body: t.Any, gets: t.Union[Answer, Fault]) -> Call:
    """Expect a write with exactly this JSON body."""
    return Call("POST", path, gets, body=body)


def put(path: str, body: t.Any, gets: t.Union[Answer, Fault]) -> Call:
    """Expect a PUT with exactly this JSON body."""
    return Call("PUT", path, gets, body=body)


def says(body: t.Any, status: int = 200, **headers: str) -> Answer:
    """Answer with JSON."""
    return Answer(
        status, json.dumps(body).encode(), headers={name.replace("_", "-"): text for name, text in headers.items()}
    )


def refuses(status: int, *codes: str, **headers: str) -> Answer:
    """Answer with the documented error body, one entry per code."""
    return says({"errors": [{"code": code, "message": f"About {code}."} for code in codes]}, status, **headers)


def page(status: int = 200) -> Answer:
    """Answer with an HTML page, as a proxy or a content network does."""
    return Answer(status, b"<html><body>Please wait</body></html>", "text/html; charset=utf-8")


def no_connection(pool: t.Any) -> Exception:
    """Fault: nothing listens, or the name is unknown."""
    return urllib3.exceptions.MaxRetryError(pool, "/", urllib3.exceptions.NewConnectionError(pool, "refused"))


def no_answer(pool: t.Any) -> Exception:
    """Fault: the request went out, and nothing came back in time."""
    return urllib3.exceptions.ReadTimeoutError(pool, "/", "timed out")


def no_connection_in_time(pool: t.Any) -> Exception:
    """Fault: the connection did not come about in time."""
    return urllib3.exceptions.MaxRetryError(pool, "/", urllib3.exceptions.ConnectTimeoutError(pool, "timed out"))


def reset(pool: t.Any) -> Exception:
    """Fault: the connection was closed after the request went out."""
    return urllib3.exceptions.ProtocolError(
        "Connection aborted.", ConnectionResetError(104, "Connection reset by peer")
    )


def untrusted(pool: t.Any) -> Exception:
    """Fault: the certificate of the API host is not trusted."""
    return urllib3.exceptions.MaxRetryError(
        pool, "/", urllib3.exceptions.SSLError("[SSL: CERTIFICATE_VERIFY_FAILED] self-signed")
    )


class Broken(io.RawIOBase):
    """A body that ends with a fault after its first part."""

    def __init__(self, first: bytes, fault: Exception) -> None:
        super().__init__()
        self._first = first
        self._fault = fault

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        if not self._first:
            raise self._fault
        part, self._first = self._first, b""
        return part

    read1 = read


def truncated(status: int = 200) -> Answer:
    """Answer that breaks off in the middle of the body."""
    return Answer(status, stream=lambda: Broken(b'{"orders": [', urllib3.exceptions.IncompleteRead(12, 88)))
