# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One deadline for a whole exchange, however slowly a server speaks.

Each server here is never silent for long and, were it waited for, would answer well in the end.
"""

from __future__ import annotations

import pathlib
import socket
import typing as t

import pytest
from ansible_collections.certops.digicert.plugins.module_utils._core.errors import (
    CannotReach,
    LostAnswer,
    Unanswered,
)
from ansible_collections.certops.digicert.tests.unit.support.api import api
from ansible_collections.certops.digicert.tests.unit.support.server import Talk, drip, talking
from ansible_collections.certops.digicert.tests.unit.support.tls import Authority

#: Seconds; a busy machine needs some for a handshake.
LIMIT = 1.0
GOOD = b'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n{"id": 7}'
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"


def _request(connection: socket.socket) -> None:
    got = b""
    while b"\r\n\r\n" not in got:
        got += connection.recv(4096)


def _headers(connection: socket.socket) -> None:
    _request(connection)
    connection.sendall(b"HTTP/1.1 200 OK\r\n")
    drip(connection, b"X-Slow: 1\r\n", times=90)
    connection.sendall(GOOD.partition(b"\r\n")[2])


def _status_line(connection: socket.socket) -> None:
    _request(connection)
    connection.sendall(b"HTTP/1.1 200 ")
    drip(connection, b"O")
    connection.sendall(GOOD.partition(b"OK")[2])


def _continue(connection: socket.socket) -> None:
    _request(connection)
    drip(connection, b"HTTP/1.1 100 Continue\r\n\r\n")
    connection.sendall(GOOD)


def _body(connection: socket.socket) -> None:
    _request(connection)
    connection.sendall(HEAD + b"Content-Length: 102\r\n\r\n")
    drip(connection, b" ")
    connection.sendall(b"{}")


def _chunks(connection: socket.socket) -> None:
    _request(connection)
    connection.sendall(HEAD + b"Transfer-Encoding: chunked\r\n\r\n")
    drip(connection, b"1\r\n \r\n")
    connection.sendall(b"2\r\n{}\r\n0\r\n\r\n")


def _silence(connection: socket.socket) -> None:
    _request(connection)
    connection.settimeout(5)
    try:
        connection.recv(1)
    except TimeoutError:
        connection.sendall(GOOD)


TALKS = (_headers, _status_line, _continue, _body, _chunks, _silence)


@pytest.fixture
def authority(tmp_path: pathlib.Path) -> Authority:
    return Authority(tmp_path)


def _ask(write: bool, **options: t.Any) -> dict[str, t.Any]:
    transport = api(max_retries=0, **options).transport
    if write:
        return transport.json("POST", "/order/certificate/client_premium", body={"a": 1})
    return transport.json("GET", "/order/certificate/7")


@pytest.mark.parametrize("talk", TALKS, ids=lambda talk: talk.__name__)
def test_a_slow_answer_has_an_end(talk: Talk) -> None:
    with talking(talk) as server, pytest.raises(Unanswered, match="did not answer in time"):
        _ask(False, api_url=server.url(), api_timeout=LIMIT)


def test_a_slow_answer_to_a_write_is_lost() -> None:
    with talking(_headers) as server, pytest.raises(LostAnswer, match="did not answer in time"):
        _ask(True, api_url=server.url(), api_timeout=LIMIT)


@pytest.mark.parametrize("talk", [_headers, _continue, _chunks], ids=lambda talk: talk.__name__)
def test_a_slow_answer_over_tls_has_an_end(authority: Authority, talk: Talk) -> None:
    with talking(talk, authority.serve()) as server, pytest.raises(Unanswered, match="did not answer in time"):
        _ask(False, api_url=server.url("https"), ca_path=str(authority.path), api_timeout=LIMIT)


def test_the_servers_above_are_good_to_those_who_wait() -> None:
    def quick(connection: socket.socket) -> None:
        _request(connection)
        drip(connection, b"HTTP/1.1 100 Continue\r\n\r\n", times=3)
        connection.sendall(GOOD)

    with talking(quick) as server:
        assert _ask(False, api_url=server.url(), api_timeout=30) == {"id": 7}


@pytest.mark.parametrize("write", [False, True], ids=["read", "write"])
def test_a_slow_tls_handshake_has_an_end_and_nothing_was_sent(write: bool) -> None:
    def hello(connection: socket.socket) -> None:
        connection.recv(4096)
        # The head of a long handshake record, then its bytes one by one.
        connection.sendall(bytes([22, 3, 3, 64, 0]))
        drip(connection, b"\0")

    with talking(hello) as server, pytest.raises(CannotReach, match="the connection timed out"):
        _ask(write, api_url=server.url("https"), api_timeout=LIMIT)


@pytest.mark.parametrize("write", [False, True], ids=["read", "write"])
def test_a_slow_proxy_has_an_end_and_nothing_was_sent(write: bool) -> None:
    def tunnel(connection: socket.socket) -> None:
        _request(connection)
        connection.sendall(b"HTTP/1.1 200 Connection established\r\n")
        drip(connection, b"X-Slow: 1\r\n", times=90)

    with talking(tunnel) as server, pytest.raises(CannotReach, match="the connection timed out"):
        _ask(write, api_url="https://certcentral.example.com", proxy=server.url(), api_timeout=LIMIT)


def test_every_address_of_a_name_shares_the_time(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as full:
        # Nobody accepts: the queue of a listener is full, and further connections wait.
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        port = full.getsockname()[1]
        address = (socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))
        monkeypatch.setattr(socket, "getaddrinfo", lambda *_how: [address] * 1000)
        waiting = [socket.socket() for _each in range(4)]
        for one in waiting:
            one.setblocking(False)
            one.connect_ex(("127.0.0.1", port))
        try:
            with pytest.raises(CannotReach, match="the connection timed out"):
                _ask(True, api_url=f"http://127.0.0.1:{port}", api_timeout=LIMIT)
        finally:
            for one in waiting:
                one.close()
