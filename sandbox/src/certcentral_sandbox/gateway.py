# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The one way in for API requests: records them, acts out faults, applies quirks, writes the answer."""

import asyncio
import json
from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from typing import Any

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.types import Message, Receive, Scope, Send

from . import api, wrong
from .call import JSON_TYPE, Answer
from .errors import refusal
from .faults import Fault
from .quirks import Quirks, shaped
from .times import http_date
from .transport import cut, hold
from .world import World

BASE = "/services/v2"
KEY_HEADER = "x-dc-devkey"
HTML_TYPE = "text/html; charset=utf-8"
HTML_PAGE = (
    "<!DOCTYPE html>\n<html><head><title>Request unsuccessful</title></head>"
    "<body><p>Request unsuccessful. Incident ID: 0-0</p></body></html>\n"
)
GARBAGE = "\u0000\u0001 not what you asked for"


class Gateway:
    """ASGI application below BASE."""

    def __init__(self, world: World) -> None:
        self._world = world

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        body = await request.body()
        path = request.url.path.removeprefix(BASE)
        fault = self._world.faults.take(request.method, path)
        row = self._world.received.add(
            self._world.now(),
            request.method,
            path,
            request.url.query,
            body,
            api.role_of(self._world, request.headers.get(KEY_HEADER)),
        )
        row["fault"] = fault.kind if fault else None
        if fault is not None and fault.kind == "slow":
            await asyncio.sleep(fault.span)
        answer = None if fault is not None and fault.before_commit else self._answer(_sent(request, body), fault)
        if fault is not None and fault.kind.startswith(("reset", "timeout")):
            hold(scope["client"])
            if fault.kind.startswith("reset"):
                cut(scope["client"])
            await _until_client_leaves(receive)
            return
        if fault is not None and answer is not None:
            # What is damaged has to be whole first.
            answer = answer.whole()
        response = self._rendered(answer) if answer is not None else _refused(fault)
        if fault is not None and answer is not None:
            response = _damaged(fault, response)
        if fault is not None and fault.kind == "clock_off":
            response.headers["date"] = http_date(self._world.now() + timedelta(days=fault.days))
        row["status"] = response.status_code
        await response(scope, receive, send)

    def _answer(self, sent: api.Sent, fault: Fault | None) -> Answer:
        if fault is not None and fault.kind in wrong.KINDS:
            return wrong.answer(wrong.Question(self._world, fault, sent))
        return api.answer(self._world, sent)

    def _rendered(self, answer: Answer) -> Response:
        if answer.chunks is not None:
            return StreamingResponse(_in_turn(answer.chunks), answer.status, {"content-type": answer.media_type})
        if answer.text is not None:
            return _response(answer.status, answer.text, answer.media_type)
        if answer.payload is None:
            return _response(answer.status, "", None)
        quirks = self._world.settings.quirks
        return _response(answer.status, json.dumps(shaped(quirks, answer.payload)), _json_type(quirks))


def _sent(request: Request, body: bytes) -> api.Sent:
    return api.Sent(
        key=request.headers.get(KEY_HEADER),
        method=request.method,
        # The decoded path of the scope, so that an escaped alternative order ID is found.
        path=request.scope["path"].removeprefix(BASE) or request.url.path.removeprefix(BASE),
        query=request.query_params.multi_items(),
        body=body,
        content_type=request.headers.get("content-type", ""),
    )


async def _in_turn(chunks: Iterator[str]) -> AsyncIterator[bytes]:
    """Yield the parts of a body; other requests are answered in between. No other thread touches the store."""
    for chunk in chunks:
        yield chunk.encode()
        await asyncio.sleep(0)


def _json_type(quirks: Quirks) -> str:
    return f"{JSON_TYPE}; charset=utf-8" if quirks.content_type_charset else JSON_TYPE


def _response(status: int, text: str, media_type: str | None, headers: dict[str, str] | None = None) -> Response:
    """Return a response whose content type is exactly the one given: no charset is added."""
    named = dict(headers or {})
    if media_type is not None:
        named["content-type"] = media_type
    return Response(text.encode(), status, headers=named)


def _refused(fault: Fault | None) -> Response:
    """Return what a fault answers in place of the API."""
    if fault is None:
        raise ValueError("only a fault refuses before the API is asked")
    if fault.kind == "html":
        return _response(200, HTML_PAGE, HTML_TYPE)
    if fault.kind == "redirect":
        return _response(302, "", None, {"location": fault.location})
    if fault.kind == "rate_limited":
        headers = {} if fault.retry_after is None else {"retry-after": str(fault.retry_after)}
        return _response(429, json.dumps(refusal("request_limit_exceeded").body()), JSON_TYPE, headers)
    return _failed(fault)


def _failed(fault: Fault) -> Response:
    status = fault.status or 500
    if fault.body == "html":
        return _response(status, HTML_PAGE, HTML_TYPE)
    # Somebody in front of the service does not speak its language: no `errors`.
    told = {"message": "Request refused"} if fault.kind.startswith("gateway") else refusal("service_error").body()
    return _response(status, json.dumps(told), JSON_TYPE)


def _damaged(fault: Fault, response: Response) -> Response:
    """Return what is left of an answer whose request did have its effect."""
    if fault.kind in ("status_after_commit", "gateway_after_commit"):
        return _failed(fault)
    text = bytes(response.body).decode()
    media_type = response.headers.get("content-type", JSON_TYPE)
    if fault.kind == "garbage":
        return _response(response.status_code, GARBAGE, media_type)
    if fault.kind == "truncated_json":
        return _response(response.status_code, text[: len(text) // 2], media_type)
    if fault.kind == "empty_body":
        return _response(response.status_code, "", media_type)
    return response


async def _until_client_leaves(receive: Receive) -> None:
    message: Message | dict[str, Any] = {}
    while message.get("type") != "http.disconnect":
        message = await receive()
