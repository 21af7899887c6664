# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What only a real connection shows: where the key goes, what the environment cannot change, and how long an answer may take."""

from __future__ import annotations

import http.server
import pathlib
import types
import typing as t

import pytest
from ansible_collections.certops.digicert.plugins.module_utils._api import transport as transport_file
from ansible_collections.certops.digicert.plugins.module_utils._core.errors import (
    CannotReach,
    DigicertError,
    Unanswered,
)
from ansible_collections.certops.digicert.tests.unit.support.api import api
from ansible_collections.certops.digicert.tests.unit.support.scripted import API_KEY
from ansible_collections.certops.digicert.tests.unit.support.server import send, serving

Handler = http.server.BaseHTTPRequestHandler


def _ok(handler: Handler) -> None:
    send(handler, b'{"id": 7}')


def _read(url: str, **options: t.Any) -> dict[str, t.Any]:
    return api(api_url=url, **options).transport.json("GET", "/order/certificate/7")


def test_the_key_does_not_follow_a_redirect_to_another_host() -> None:
    with serving(_ok) as other, serving(lambda handler: send(handler, b"", 302, Location=other.url + "/x")) as first:
        with pytest.raises(DigicertError, match="not followed"):
            _read(first.url)
        assert first.requests[0]["X-DC-DEVKEY"] == API_KEY
        assert other.requests == []


def test_one_connection_serves_many_requests() -> None:
    with serving(_ok) as server:
        it = api(api_url=server.url)
        for _round in range(3):
            assert it.transport.json("GET", "/order/certificate/7") == {"id": 7}
        assert (len(server.requests), server.connections) == (3, 1)


def test_proxies_of_the_environment_are_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(_ok) as server, serving(_ok) as proxy:
        for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
            monkeypatch.setenv(name, proxy.url)
        assert _read(server.url) == {"id": 7}
        assert (len(server.requests), proxy.requests) == (1, [])


def test_the_declared_proxy_is_used() -> None:
    with serving(_ok) as server, serving(_ok) as proxy:
        assert _read(server.url, proxy=proxy.url) == {"id": 7}
        assert (server.requests, len(proxy.requests)) == ([], 1)


def test_netrc_is_not_read(monkeypatch: pytest.MonkeyPatch, tmp_path: pathlib.Path) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login someone password secret\n", encoding="utf-8")
    monkeypatch.setenv("NETRC", str(netrc))
    with serving(_ok) as server:
        _read(server.url)
        assert "Authorization" not in server.requests[0]


@pytest.mark.parametrize("name", ["REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"])
def test_a_ca_bundle_of_the_environment_does_not_decide(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    # Were it read, the missing file would be an error before anything is sent.
    monkeypatch.setenv(name, "/nowhere/ca.pem")
    with serving(_ok) as server:
        assert _read(server.url) == {"id": 7}


def test_nothing_listens() -> None:
    with serving(_ok) as server:
        url = server.url
    with pytest.raises(CannotReach, match="the connection was refused or the host name is unknown"):
        _read(url, max_retries=0)


def test_https_to_a_server_that_speaks_http() -> None:
    with serving(_ok) as server, pytest.raises(CannotReach, match="check that api_url and proxy speak https"):
        _read(server.url.replace("http:", "https:"), max_retries=0)


def test_a_proxy_that_cannot_be_reached_is_named_without_its_password() -> None:
    with serving(_ok) as gone:
        proxy = gone.url.replace("//", "//user:pa55word@")
    with pytest.raises(CannotReach, match="check proxy") as raised:
        _read("https://certcentral.example.com", proxy=proxy, max_retries=0)
    assert "pa55word" not in repr(raised.value.result())


class _Clock:
    """A monotonic clock that a test moves."""

    def __init__(self) -> None:
        self.now = 0.0

    def monotonic(self) -> float:
        return self.now


@pytest.mark.parametrize("chunked", [False, True], ids=["with a length", "in chunks"])
def test_a_server_that_drips_bytes_cannot_hold_the_run(monkeypatch: pytest.MonkeyPatch, chunked: bool) -> None:
    clock = _Clock()
    monkeypatch.setattr(transport_file, "time", types.SimpleNamespace(monotonic=clock.monotonic))
    sent = []

    def drip(handler: Handler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Type", "application/json")
        handler.send_header(*(("Transfer-Encoding", "chunked") if chunked else ("Content-Length", "500")))
        handler.end_headers()
        try:
            for _round in range(500):
                handler.wfile.write(b"1\r\n \r\n" if chunked else b" ")
                handler.wfile.flush()
                sent.append(1)
                clock.now += 10
                # Give way to the client; the connection ends when it has had enough.
                handler.connection.settimeout(0.02)
                try:
                    if handler.connection.recv(1) == b"":
                        return
                except TimeoutError:
                    continue
        except OSError:
            return

    with serving(drip) as server, pytest.raises(Unanswered, match="did not answer in time"):
        _read(server.url, api_timeout=30, max_retries=0)
    assert len(sent) < 100
