# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs the sandbox on a socket until it is told to stop."""

import json
import os
import signal
import socket
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

import uvicorn

from . import admin, gateway
from .app import build
from .transport import CuttableProtocol, cut_held
from .world import World

GRACE_SECONDS = 2


@dataclass(frozen=True)
class Place:
    """Where the sandbox listens."""

    api_url: str
    admin_url: str


class Announcing(uvicorn.Server):
    """A server that tells when it answers, and that stops in spite of clients it keeps waiting."""

    def __init__(self, config: uvicorn.Config, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._ready()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        cut_held()
        await super().shutdown(sockets)


def listen(host: str, port: int) -> socket.socket:
    """Return a listening socket. Raises OSError."""
    family, kind, protocol, _name, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    listener = socket.socket(family, kind, protocol)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(128)
    except OSError:
        listener.close()
        raise
    return listener


def place_of(listener: socket.socket, host: str, tls: bool) -> Place:
    shown = f"[{host}]" if ":" in host else host
    base = f"{'https' if tls else 'http'}://{shown}:{listener.getsockname()[1]}"
    return Place(api_url=base + gateway.BASE, admin_url=base + admin.BASE)


def run(world: World, listener: socket.socket, host: str, tls: bool, log_level: str, ready: Callable[[], None]) -> None:
    """Serve until SIGINT or SIGTERM; then end normally, so that the caller can clean up."""
    chain_file, key_file = world.authority.tls_files() if tls else (None, None)
    config = uvicorn.Config(
        build(world, host),
        http=CuttableProtocol,
        ws="none",
        lifespan="off",
        log_level=log_level,
        access_log=log_level in ("info", "debug"),
        date_header=False,
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=GRACE_SECONDS,
        ssl_certfile=chain_file,
        ssl_keyfile=key_file,
    )
    # uvicorn raises the signal again after a clean stop: these handlers turn it into a normal exit.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _leave)
    Announcing(config, ready).run(sockets=[listener])


def _leave(number: int, frame: FrameType | None) -> None:
    sys.exit(0)


def write_ready_file(path: Path, content: dict[str, object]) -> None:
    """Write the file at once or not at all, readable by its owner only: it holds the API key."""
    descriptor, draft = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump(content, file)
    Path(draft).replace(path)
