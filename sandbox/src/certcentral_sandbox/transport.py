# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Cutting a connection without an answer: the one thing an ASGI application cannot do by itself."""

import asyncio
import socket
import struct
from typing import ClassVar

from uvicorn.protocols.http.h11_impl import H11Protocol

Address = tuple[str, int]
# Linger for zero seconds: closing sends a TCP reset.
RESET = struct.pack("ii", 1, 0)


class CuttableProtocol(H11Protocol):
    """HTTP as uvicorn speaks it; remembers the transport of each client."""

    transports: ClassVar[dict[Address, asyncio.Transport]] = {}
    held: ClassVar[set[Address]] = set()

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._client = _address(transport.get_extra_info("peername"))
        if self._client is not None:
            self.transports[self._client] = transport

    def connection_lost(self, exc: Exception | None) -> None:
        if self._client is not None:
            self.transports.pop(self._client, None)
            self.held.discard(self._client)
        super().connection_lost(exc)


def cut(client: Address | None) -> None:
    """Reset the connection of a client, as the ASGI scope names it."""
    transport = CuttableProtocol.transports.get(client) if client is not None else None
    if transport is None:
        return
    connection = transport.get_extra_info("socket")
    if connection is not None:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
    transport.abort()


def hold(client: Address | None) -> None:
    """Remember a client that will never be answered."""
    if client is not None:
        CuttableProtocol.held.add(client)


def cut_held() -> None:
    """Reset the connections of all clients that wait in vain, so that the server can stop."""
    for client in list(CuttableProtocol.held):
        cut(client)


def _address(peer: object) -> Address | None:
    return (str(peer[0]), int(peer[1])) if isinstance(peer, tuple) else None
