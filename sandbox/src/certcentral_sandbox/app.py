# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The whole sandbox as one ASGI application."""

from starlette.applications import Starlette
from starlette.datastructures import MutableHeaders
from starlette.responses import JSONResponse
from starlette.routing import Mount
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from . import admin, gateway
from .guard import Guard
from .times import http_date
from .world import World


class SandboxDate:
    """Gives every answer a Date header that follows the sandbox's clock, unless a fault has set it."""

    def __init__(self, app: ASGIApp, world: World) -> None:
        self._app = app
        self._world = world

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_dated(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).setdefault("date", http_date(self._world.now()))
            await send(message)

        await self._app(scope, receive, send_dated)


async def elsewhere(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer what is neither the API nor the operator's side."""
    text = f"Nothing here. The API is below {gateway.BASE}, the operator's side below {admin.BASE}."
    await JSONResponse({"error": text}, 404)(scope, receive, send)


def build(world: World, host: str) -> ASGIApp:
    api = gateway.Gateway(world)
    routes = [Mount(gateway.BASE, app=api), *admin.routes(world), Mount("/", app=elsewhere)]
    return SandboxDate(Guard(Starlette(routes=routes), admin.BASE, host), world)
