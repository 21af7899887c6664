# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What only a real connection shows: where the key goes, what the environment cannot change, and what stands in between."""

from __future__ import annotations

import http.server
import pathlib
import socket
import typing as t

import pytest
import requests
from ansible_collections.certops.digicert.plugins.module_utils._core.errors import CannotReach, DigicertError
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
    with pytest.raises(CannotReach, match="the connection was refused or does not get there"):
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


def test_a_proxy_of_the_environment_is_named_when_nothing_is_reached(monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(_ok) as server:
        url = server.url.replace("http:", "https:")
    monkeypatch.setenv("HTTPS_PROXY", "http://user:pa55word@proxy.example.com")
    with pytest.raises(CannotReach) as raised:
        _read(url, max_retries=0)
    assert "HTTPS_PROXY of the environment is left out of account on purpose" in str(raised.value)
    assert "pa55word" not in str(raised.value)
    for options in ({"loopback": True}, {"proxy": url.replace("https:", "http:")}):
        with pytest.raises(CannotReach) as raised:
            _read(url, max_retries=0, **options)
        assert "HTTPS_PROXY" not in str(raised.value)


@pytest.mark.parametrize("write", [False, True], ids=["read", "write"])
@pytest.mark.parametrize(
    ("status", "told"),
    [
        (407, "the proxy asks for user and password (HTTP 407): give them in proxy"),
        (403, "the proxy refuses to lead there (HTTP 403)"),
    ],
)
def test_a_refusal_of_the_proxy_is_named_once_and_for_all(write: bool, status: int, told: str) -> None:
    with serving(lambda handler: send(handler, b"", status)) as proxy:
        it = api(api_url="https://certcentral.example.com", proxy=proxy.url.replace("//", "//user:pa55word@"))
        for _certificate in range(2):
            with pytest.raises(CannotReach) as raised:
                it.transport.json("POST" if write else "GET", "/order/certificate/7")
            assert told in str(raised.value)
            assert "pa55word" not in str(raised.value)
        # One more with the same password may lock the account.
        assert proxy.connections == 1
        assert (it.client.api_calls["reads"], it.client.api_calls["writes"]) == ((0, 1) if write else (1, 0))


def test_a_proxy_that_gets_no_connection_may_get_one_later() -> None:
    with serving(lambda handler: send(handler, b"", 502)) as proxy:
        it = api(api_url="https://certcentral.example.com", proxy=proxy.url, max_retries=2)
        with pytest.raises(CannotReach, match="the proxy gets no connection"):
            it.transport.json("GET", "/order/certificate/7")
        assert proxy.connections == 3


def test_a_proxy_on_the_way_to_http_may_ask_for_a_login_too() -> None:
    with serving(_ok) as server, serving(lambda handler: send(handler, b"<html>", 407)) as proxy:
        with pytest.raises(CannotReach, match="HTTP 407"):
            _read(server.url, proxy=proxy.url)
        assert len(proxy.requests) == 1


@pytest.mark.parametrize(
    ("number", "told", "connections"),
    [
        (socket.EAI_NONAME, "the host name certcentral.example.com is unknown; check api_url", 1),
        (socket.EAI_AGAIN, "the name certcentral.example.com cannot be looked up at the moment", 3),
    ],
)
def test_a_name_that_is_not_found(monkeypatch: pytest.MonkeyPatch, number: int, told: str, connections: int) -> None:
    def look_up(*_how: object) -> t.NoReturn:
        raise socket.gaierror(number, "not found")

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    it = api(api_url="https://certcentral.example.com/services/v2", max_retries=2)
    with pytest.raises(CannotReach) as raised:
        it.transport.json("GET", "/order/certificate/7")
    assert told in str(raised.value)
    assert it.transport.reads == connections


def test_a_name_that_is_too_long_is_malformed() -> None:
    with pytest.raises(CannotReach, match="malformed"):
        _read(f"https://{'a' * 70}.example.com")


def test_a_socks_proxy_needs_its_library(monkeypatch: pytest.MonkeyPatch) -> None:
    # As requests does without PySocks.
    def missing(*_how: object, **_more: object) -> t.NoReturn:
        raise requests.exceptions.InvalidSchema("Missing dependencies for SOCKS support.")

    monkeypatch.setattr(requests.adapters, "SOCKSProxyManager", missing)
    with pytest.raises(CannotReach, match="PySocks is missing"):
        _read("https://certcentral.example.com", proxy="socks5h://127.0.0.1:1080")
