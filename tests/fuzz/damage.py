# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How answers are damaged: JSON that differs from a real answer in a few places, and answers that are no JSON at all."""

from __future__ import annotations

import copy
import json
import re
import typing as t

import requests
from ansible_collections.certops.digicert.tests.unit.support.scripted import Answer
from hypothesis import strategies as st

from .wire import Reply

Json = t.Any
Draw = t.Callable[[st.SearchStrategy[t.Any]], t.Any]

STATUSES = (
    "issued",
    "ISSUED",
    "pending",
    "needs_approval",
    "processing",
    "reissue_pending",
    "waiting_pickup",
    "rejected",
    "denied",
    "canceled",
    "revoked",
    "expired",
    "approved",
    "no word\nthat anybody knows",
)

#: Stands for a nesting that Python's own encoder could not write.
_DEEP = re.compile(rb'"@deep:(\d+)@"')
_DEPTHS = (40, 900, 100_000)

ODD: tuple[Json, ...] = (
    None,
    True,
    False,
    0,
    1,
    -1,
    7,
    70010001,
    70010002,
    1.5,
    float("nan"),
    float("inf"),
    2**63,
    10**400,
    "",
    " ",
    "0",
    "1",
    "null",
    "70010001",
    "a line\nand another",
    "a line\u2028and another",
    "\x00\x1b[31m",
    "\ud800",
    "\u202egnirts",
    "Ünïcödé ☃ 😀",
    "{f.current.id}",
    "%s",
    "٣",
    "9" * 5000,
    "x" * 70_000,
    "0001-01-01",
    "9999-12-31",
    "2030-02-30",
    "2030-01-02T03:04:05+00:00",
    "new_request",
    "reissue",
    "revoke",
    "[certops wish=0123456789abcdef order=" + "9" * 5000 + "]",
    "-----BEGIN CERTIFICATE REQUEST-----\nAAAA\n-----END CERTIFICATE REQUEST-----",
    [],
    {},
    [[]],
    [None],
    [{}],
    {"id": 1},
    {"code": "not_found|route", "message": None},
    [{"code": "access_denied", "message": "No.\nReally: no."}, {"message": 1}, "text"],
    *(f"@deep:{depth}@" for depth in _DEPTHS),
    *STATUSES,
)

_KEYS = ("errors", "orders", "id", "status", "page", "certificate", "requests", "", "\n", "__proto__")

odd = st.one_of(
    # A copy: what was drawn may be changed further.
    st.sampled_from(ODD).map(copy.deepcopy),
    st.integers(),
    st.text(max_size=12),
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=5),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
        max_leaves=6,
    ),
)


def encoded(value: Json) -> bytes:
    """Return JSON text, its deep places written out."""
    text = json.dumps(value).encode("ascii")
    return _DEEP.sub(lambda found: b"[" * int(found[1]) + b"]" * int(found[1]), text)


@st.composite
def mutated(draw: Draw, value: Json) -> Json:
    """Return *value* with one to four places changed."""
    value = copy.deepcopy(value)
    for _round in range(draw(st.integers(1, 4))):
        value = _changed(draw, value)
    return value


def _changed(draw: Draw, root: Json) -> Json:
    """Change one place: walk down from the root, then drop, replace, wrap, repeat, add or swap."""
    holder, place = None, None
    value = root
    while isinstance(value, (dict, list)) and value and not (holder is not None and draw(st.integers(0, 4)) == 0):
        holder = value
        place = (
            draw(st.sampled_from(sorted(value))) if isinstance(value, dict) else draw(st.integers(0, len(value) - 1))
        )
        value = value[place]
    if holder is None:
        return draw(odd)
    act = draw(st.sampled_from(_ACTS))
    act(draw, holder, place)
    return root


def _drop(_draw: Draw, holder: Json, place: t.Any) -> None:
    del holder[place]


def _replace(draw: Draw, holder: Json, place: t.Any) -> None:
    holder[place] = draw(odd)


def _neighbour(draw: Draw, holder: Json, place: t.Any) -> None:
    """Give a value of the same kind: another number, another status, the text of a number."""
    value = holder[place]
    if isinstance(value, bool):
        holder[place] = draw(st.sampled_from((not value, str(int(value)), int(value), str(value))))
    elif isinstance(value, int):
        holder[place] = draw(st.sampled_from((value + 1, value - 1, -value, str(value), float(value), value * 10**20)))
    elif isinstance(value, str):
        holder[place] = draw(st.sampled_from((value.upper(), f" {value}\r\n", value[: len(value) // 2], *STATUSES)))
    else:
        _wrap(draw, holder, place)


def _wrap(draw: Draw, holder: Json, place: t.Any) -> None:
    value = holder[place]
    holder[place] = draw(st.sampled_from(([value], {"x": value}, [value, value], [[value]])))


def _repeat(draw: Draw, holder: Json, place: t.Any) -> None:
    if isinstance(holder, list):
        holder.extend(copy.deepcopy(holder[place]) for _round in range(draw(st.sampled_from((1, 2, 50)))))
    else:
        holder[f"{place}_2"] = holder[place]


def _add(draw: Draw, holder: Json, _place: t.Any) -> None:
    if isinstance(holder, dict):
        holder[draw(st.sampled_from(_KEYS))] = draw(odd)
    else:
        holder.insert(0, draw(odd))


def _swap(draw: Draw, holder: Json, place: t.Any) -> None:
    other = draw(st.sampled_from(sorted(holder))) if isinstance(holder, dict) else draw(st.integers(0, len(holder) - 1))
    holder[place], holder[other] = holder[other], holder[place]


_ACTS = (_drop, _drop, _replace, _replace, _replace, _neighbour, _neighbour, _neighbour, _wrap, _repeat, _add, _swap)

_TYPES = (
    "application/json",
    "application/json; charset=utf-8",
    "text/html",
    "text/plain",
    "application/octet-stream",
    "",
)

_DATES = (
    "Wed, 02 Jan 2030 03:04:05 GMT",
    "",
    "yesterday",
    "Wed, 02 Jan 0001 00:00:00 +2359",
    "Fri, 31 Dec 9999 23:59:59 -2359",
    "Wed, 02 Jan 99999999999999999999 00:00:00 GMT",
    "Wed, 99 Jan 2030 03:04:05 +99999999999999999999",
    "Wed, 02 Jan 2030 03:04:05 -0000",
)

headers = st.fixed_dictionaries(
    {},
    optional={
        "Date": st.sampled_from(_DATES) | st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=30),
        "Content-Encoding": st.sampled_from(("gzip", "deflate", "br", "identity", "x", "")),
        "Transfer-Encoding": st.sampled_from(("chunked", "x")),
        "Retry-After": st.sampled_from(
            ("0", "5", "-1", "9" * 400, "1.5", "soon", "٣", "Wed, 02 Jan 2030 03:04:05 GMT")
        ),
        "Location": st.sampled_from(("https://login.invalid/", "/", "", "//x\\y")),
        "Set-Cookie": st.sampled_from(("a=b", ";;;=", "a=b; Expires=never; Domain=.")),
    },
)

_STATUS = st.sampled_from((200, 201, 202, 204, 206, 301, 302, 304, 307, 400, 401, 403, 404, 405, 409, 418, 422, 429))

_FAULTS = (
    requests.exceptions.ConnectionError("reset"),
    requests.exceptions.ReadTimeout("late"),
    requests.exceptions.ChunkedEncodingError("cut"),
    requests.exceptions.SSLError("odd"),
    requests.exceptions.ProxyError("no"),
    requests.exceptions.InvalidURL("no"),
    requests.exceptions.RetryError(),
    requests.exceptions.TooManyRedirects(),
)


@st.composite
def damaged(draw: Draw, real: Answer) -> Reply:
    """Return anything a server, a proxy or a broken line could answer in place of *real*."""
    if draw(st.integers(0, 9)) == 0:
        return t.cast("Exception", draw(st.sampled_from(_FAULTS)))
    size = len(real.content)
    content = draw(
        st.one_of(
            st.just(real.content),
            st.just(b""),
            st.binary(max_size=40),
            st.integers(0, size).map(lambda cut: real.content[:cut]),
            odd.map(encoded),
            st.tuples(st.integers(0, max(size - 1, 0)), st.integers(0, 255)).map(
                lambda at: _flipped(real.content, *at)
            ),
            st.sampled_from((b"\xef\xbb\xbf" + real.content, real.content.decode().encode("utf-16"), b" \n")),
        )
    )
    status = draw(st.just(real.status) | _STATUS | st.integers(100, 599))
    media_type = draw(st.just(real.content_type) | st.sampled_from(_TYPES))
    return Answer(status, content, media_type, {**real.headers, **draw(headers)})


def _flipped(content: bytes, place: int, value: int) -> bytes:
    return content[:place] + bytes([value]) + content[place + 1 :]
