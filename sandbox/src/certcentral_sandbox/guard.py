# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Keeps web pages out of the operator's side, which wants no key.

A page in a browser of this machine can send requests to loopback. It cannot choose their `Host` (a name that was made
to point here shows in it), it cannot leave its `Origin` out, and it cannot send JSON elsewhere without asking first.
"""

import ipaddress

from starlette.datastructures import Headers
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from .call import JSON_TYPE

WRITES = ("POST", "PUT", "PATCH")
# What a browser says of a page of this very origin, and of an address that the user typed.
OWN_SITES = ("same-origin", "none")


def is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


class Guard:
    """Lets through what no web page can have sent, below `base`. `host` is where the sandbox listens."""

    def __init__(self, app: ASGIApp, base: str, host: str) -> None:
        self._app = app
        self._base = base
        self._host = host

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = scope["path"] if scope["type"] == "http" else ""
        refused = self._refusal(scope) if path == self._base or path.startswith(f"{self._base}/") else None
        if refused is None:
            await self._app(scope, receive, send)
        else:
            status, sentence = refused
            await JSONResponse({"error": sentence}, status)(scope, receive, send)

    def _refusal(self, scope: Scope) -> tuple[int, str] | None:
        headers = Headers(scope=scope)
        host, origin = headers.get("host", ""), headers.get("origin")
        # The address that the client did reach: one of many when the sandbox listens on all of them.
        reached = (scope.get("server") or ("", None))[0]
        if not is_loopback(name_of(host)) and name_of(host) not in (self._host, reached):
            return 403, f"The operator's side answers to localhost and to its own address, not to {host or 'no host'}."
        if (
            origin not in (None, f"{scope['scheme']}://{host}")
            or headers.get("sec-fetch-site", "none") not in OWN_SITES
        ):
            return 403, "The operator's side does not answer to other web pages."
        if scope["method"] in WRITES and headers.get("content-type", "").split(";")[0].strip().lower() != JSON_TYPE:
            return 400, f"Send the header Content-Type: {JSON_TYPE}, also without a body."
        return None


def name_of(host: str) -> str:
    """Return the name or address of a `Host` header, without port and brackets, in lower case."""
    if host.startswith("["):
        return host[1:].partition("]")[0].lower()
    return host.partition(":")[0].lower()
