# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Private to this collection: it may change in any release.
"""Bytes to CertCentral and back: one session, one key header, no redirects, and one deadline for a whole exchange."""

from __future__ import annotations

import dataclasses
import json
import socket
import ssl
import threading
import time
import typing as t

from .._core.connection import Connection
from . import faults, trust

if t.TYPE_CHECKING:
    import requests

Json = t.Optional[t.Mapping[str, t.Any]]

#: Bytes; the longest list is far below.
_MAX_ANSWER = 64 * 1024 * 1024
_PART = 64 * 1024


@dataclasses.dataclass(frozen=True)
class Received:
    """One whole answer, unpacked. ``headers`` has its names in lower case."""

    status: int
    headers: t.Mapping[str, str]
    content: bytes


class Wire:
    """Sends one request and reads its answer. It repeats nothing and judges nothing."""

    def __init__(self, connection: Connection, user_agent: str) -> None:
        self._connection = connection
        self._user_agent = user_agent
        self._http: t.Optional[requests.Session] = None

    def open(self) -> requests.Session:
        """Return the session. Raises ``InvalidOptions`` for a ``ca_path`` that cannot be used."""
        if self._http is None:
            self._http = _session(self._connection, self._user_agent)
        return self._http

    def close(self) -> None:
        """Close the session, and with it the connections that wait for a further request."""
        if self._http is not None:
            self._http.close()
            self._http = None

    def exchange(self, method: str, path: str, query: Json, body: Json) -> Received:
        """Return the answer to one request. Raises ``Fault`` when none comes within ``api_timeout`` seconds."""
        import requests
        import urllib3

        session = self.open()
        this = _current.exchange = _Exchange(time.monotonic() + self._connection.api_timeout)
        try:
            response = session.request(
                method,
                self._connection.api_url + path,
                params=query,
                data=None if body is None else json.dumps(body).encode("utf-8"),
                timeout=self._connection.api_timeout,
                # Per request: an environment variable overrides what the session says.
                verify=self._connection.validate_certs,
                # A redirect would carry the key header to another host.
                allow_redirects=False,
                stream=True,
            )
            # A body that is not read to its end leaves the connection open otherwise.
            with response:
                content = _content(response)
        except (requests.exceptions.RequestException, urllib3.exceptions.HTTPError, OSError, UnicodeError) as error:
            raise faults.fault(error, this.connecting, self._connection) from None
        finally:
            _current.exchange = None
        headers = {name.lower(): value for name, value in response.headers.items()}
        return Received(response.status_code, headers, content)


class _Exchange:
    """One attempt: when it has to be over, and whether its connection is still being set up."""

    def __init__(self, deadline: float) -> None:
        self._deadline = deadline
        self.connecting = False

    def left(self) -> float:
        """Return the seconds that are left. Raises ``socket.timeout`` when there are none."""
        left = self._deadline - time.monotonic()
        if left <= 0:
            raise socket.timeout("timed out")
        return left


class _Current(threading.local):
    """The exchange that goes on in a thread: what happens to its connection has to end with it."""

    exchange: t.Optional[_Exchange] = None


_current = _Current()


def _left() -> t.Optional[float]:
    return None if _current.exchange is None else _current.exchange.left()


if t.TYPE_CHECKING:
    _Socket = socket.socket
else:
    _Socket = object


class _Bounded(_Socket):
    """A socket that waits no longer than its exchange may take.

    A time limit for each step bounds nothing: a server that sends one byte in each, or ``100 Continue`` without end, holds the run.
    """

    def recv(self, *how: t.Any) -> bytes:
        self.settimeout(_left())
        return super().recv(*how)

    def recv_into(self, *how: t.Any) -> int:
        self.settimeout(_left())
        return super().recv_into(*how)

    def send(self, *how: t.Any) -> int:
        self.settimeout(_left())
        return super().send(*how)

    def sendall(self, *how: t.Any) -> None:
        self.settimeout(_left())
        return super().sendall(*how)


class _PlainSocket(_Bounded, socket.socket):
    """TCP."""


class _TlsSocket(_Bounded, ssl.SSLSocket):
    """TLS; ``do_handshake`` keeps to the time-out as a whole."""

    def do_handshake(self, block: bool = False) -> None:
        self.settimeout(_left())
        super().do_handshake(block)


def _connected(host: str, port: int, options: t.Iterable[t.Any]) -> _PlainSocket:
    """Return a socket that is connected to one of the addresses of *host*, within the time of the exchange.

    The look-up of the name keeps to the limits of the system's resolver.
    """
    failed: OSError = OSError("no address")
    for family, kind, protocol, _name, address in socket.getaddrinfo(host.strip("[]"), port, 0, socket.SOCK_STREAM):
        made = _PlainSocket(family, kind, protocol)
        try:
            for option in options:
                made.setsockopt(*option)
            made.settimeout(_left())
            made.connect(address)
        except OSError as error:
            made.close()
            failed = error
        else:
            return made
    raise failed


def _session(connection: Connection, user_agent: str) -> requests.Session:
    import requests
    import urllib3

    session = requests.Session()
    # Proxies, .netrc and CA bundles come from the options, not from the environment.
    session.trust_env = False
    if connection.proxy:
        session.proxies = {"http": connection.proxy, "https": connection.proxy}
    session.headers.update(
        {
            "X-DC-DEVKEY": connection.api_key,
            "User-Agent": user_agent,
            "Accept": "application/json",
            "Content-Type": "application/json",
        }
    )
    if not connection.validate_certs:
        # The runner warns, once.
        urllib3.disable_warnings(urllib3.exceptions.InsecureRequestWarning)
    adapter = _adapter(connection)
    for scheme in ("https://", "http://"):
        session.mount(scheme, adapter)
    return session


def _adapter(connection: Connection) -> requests.adapters.HTTPAdapter:
    """Return what makes requests use our sockets and our idea of whom to trust."""
    import requests

    speaks_tls = any(url.lower().startswith("https:") for url in (connection.api_url, connection.proxy or ""))
    # Reading the CA certificates takes its time, and http needs none.
    tls = {"ssl_context": _tls(connection)} if speaks_tls else {}

    class Adapter(requests.adapters.HTTPAdapter):
        def init_poolmanager(self, *sizes: t.Any, **how: t.Any) -> None:
            super().init_poolmanager(*sizes, **{**how, **tls})
            self.poolmanager.pool_classes_by_scheme = _pools(over_socks=False)

        def proxy_manager_for(self, proxy: str, **how: t.Any) -> t.Any:
            over_socks = proxy.lower().startswith("socks")
            to_proxy = {"proxy_ssl_context": tls["ssl_context"]} if tls and not over_socks else {}
            manager = super().proxy_manager_for(proxy, **{**how, **tls, **to_proxy})
            manager.pool_classes_by_scheme = _pools(over_socks)
            return manager

        def cert_verify(self, conn: t.Any, url: t.Any, verify: t.Any, cert: t.Any) -> None:
            # requests would add the CA certificates that it ships to those that were chosen.
            conn.cert_reqs = "CERT_REQUIRED" if verify else "CERT_NONE"

    return Adapter()


def _tls(connection: Connection) -> ssl.SSLContext:
    import urllib3._version

    context = trust.tls_context(connection)
    if urllib3._version.__version__.startswith("1."):
        # It compares the name by itself, and does not tell OpenSSL about one that is an IP address.
        context.check_hostname = False
    context.sslsocket_class = _TlsSocket
    return context


def _pools(over_socks: bool) -> dict[str, t.Any]:
    """Return urllib3's connection pools with connections that know when they are set up, and end with their exchange."""
    import urllib3.connection
    import urllib3.connectionpool
    import urllib3.exceptions as wrong

    class Connects:
        """Before ``connect`` is through, nothing of the request is sent."""

        def connect(self) -> None:
            this = _current.exchange
            if this is None:
                raise AssertionError("a connection belongs to an exchange")
            this.connecting = True
            super().connect()  # type: ignore[misc]
            this.connecting = False

    class Direct(Connects):
        def _new_conn(self: t.Any) -> _PlainSocket:
            try:
                return _connected(self._dns_host, self.port, self.socket_options or ())
            except socket.timeout as error:
                raise wrong.ConnectTimeoutError(self, "timed out") from error
            except OSError as error:
                raise wrong.NewConnectionError(self, "no connection") from error

    class OverSocks(Connects):
        def _new_conn(self: t.Any) -> _PlainSocket:
            # The few bytes of the SOCKS greeting are read by PySocks, each with the time that was left at its start.
            self.timeout = _left()
            made = super()._new_conn()  # type: ignore[misc]
            return _PlainSocket(made.family, made.type, made.proto, fileno=made.detach())

    plain: t.Any = urllib3.connection.HTTPConnection
    tls: t.Any = urllib3.connection.HTTPSConnection
    way: t.Any = Direct
    if over_socks:
        from urllib3.contrib import socks

        plain, tls, way = socks.SOCKSConnection, socks.SOCKSHTTPSConnection, OverSocks
    pools = urllib3.connectionpool
    return {
        "http": type("Pool", (pools.HTTPConnectionPool,), {"ConnectionCls": type("Plain", (way, plain), {})}),
        "https": type("TlsPool", (pools.HTTPSConnectionPool,), {"ConnectionCls": type("Tls", (way, tls), {})}),
    }


def _content(response: requests.Response) -> bytes:
    """Return the body, unpacked. Raises for one that is too long."""
    import requests

    parts: list[bytes] = []
    size = 0
    for part in _parts(response):
        parts.append(part)
        size += len(part)
        if size > _MAX_ANSWER:
            raise requests.exceptions.ContentDecodingError
    return b"".join(parts)


def _parts(response: requests.Response) -> t.Iterator[bytes]:
    """Yield the body as it arrives: reading by size waits until so much is there. urllib3 before 2.1 can only do that."""
    if not hasattr(response.raw, "read1"):
        yield from response.iter_content(_PART)
        return
    while True:
        part = response.raw.read1(_PART, decode_content=True)
        if not part:
            return
        yield part
