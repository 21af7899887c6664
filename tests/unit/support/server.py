# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A real HTTP server on loopback, for what only a real connection can show."""

from __future__ import annotations

import contextlib
import dataclasses
import http.server
import socket
import ssl
import threading
import time
import typing as t

Talk = t.Callable[[socket.socket], None]
Handle = t.Callable[[http.server.BaseHTTPRequestHandler], None]


class Server(http.server.ThreadingHTTPServer):
    """Answers GET, POST and CONNECT with *handle*; keeps the headers of every request and counts connections."""

    daemon_threads = True

    def __init__(self, handle: Handle, tls: t.Optional[ssl.SSLContext] = None) -> None:
        self.requests: list[t.Mapping[str, str]] = []
        self.connections = 0
        server = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            # One write per answer, or Nagle's algorithm and delayed acknowledgements cost 40 ms each.
            wbufsize = -1

            def setup(self) -> None:
                server.connections += 1
                super().setup()

            def do_GET(self) -> None:
                server.requests.append(dict(self.headers))
                handle(self)

            def do_CONNECT(self) -> None:
                handle(self)

            def do_POST(self) -> None:
                self.do_GET()

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is the base class's
                """Keep quiet."""

        super().__init__(("127.0.0.1", 0), Handler)
        self._scheme = "http" if tls is None else "https"
        if tls is not None:
            # The handshake belongs to the thread of the connection.
            self.socket = tls.wrap_socket(self.socket, server_side=True, do_handshake_on_connect=False)

    @property
    def url(self) -> str:
        """Return the base URL."""
        return f"{self._scheme}://127.0.0.1:{self.server_port}"

    def handle_error(self, request: t.Any, client_address: t.Any) -> None:
        """Keep quiet: clients that go away are what the tests are about."""


@contextlib.contextmanager
def serving(handle: Handle, tls: t.Optional[ssl.SSLContext] = None) -> t.Iterator[Server]:
    """Run a server for the length of a ``with`` block."""
    with Server(handle, tls) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


def send(handler: http.server.BaseHTTPRequestHandler, content: bytes, status: int = 200, **headers: str) -> None:
    """Send a whole answer."""
    handler.send_response(status)
    for name, value in {"Content-Type": "application/json", "Content-Length": str(len(content)), **headers}.items():
        handler.send_header(name.replace("_", "-"), value)
    handler.end_headers()
    handler.wfile.write(content)


@dataclasses.dataclass
class Talker:
    """A server below HTTP: *talk* gets each connection and ends it. Counts them."""

    port: int
    connections: int = 0

    def url(self, scheme: str = "http") -> str:
        """Return the base URL."""
        return f"{scheme}://127.0.0.1:{self.port}"


@contextlib.contextmanager
def talking(talk: Talk, tls: t.Optional[ssl.SSLContext] = None) -> t.Iterator[Talker]:
    """Run such a server for the length of a ``with`` block."""
    threads: list[threading.Thread] = []

    def serve(connection: socket.socket) -> None:
        # The client goes away in the middle: that is what the tests want.
        with contextlib.suppress(OSError), connection as plain:
            if tls is None:
                talk(plain)
            else:
                with tls.wrap_socket(plain, server_side=True) as wrapped:
                    talk(wrapped)

    def accept(listener: socket.socket, talker: Talker) -> None:
        while True:
            connection, _address = listener.accept()
            if ended.is_set():
                connection.close()
                return
            talker.connections += 1
            threads.append(threading.Thread(target=serve, args=(connection,)))
            threads[-1].start()

    ended = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as listener:
        talker = Talker(listener.getsockname()[1])
        accepting = threading.Thread(target=accept, args=(listener, talker))
        accepting.start()
        try:
            yield talker
        finally:
            ended.set()
            socket.create_connection(("127.0.0.1", talker.port)).close()
            for thread in (accepting, *threads):
                thread.join()


def drip(connection: socket.socket, part: bytes, times: int = 100, pause: float = 0.05) -> None:
    """Send *part* again and again, and never be silent for long. Stops when the client went away."""
    for _round in range(times):
        connection.sendall(part)
        time.sleep(pause)
