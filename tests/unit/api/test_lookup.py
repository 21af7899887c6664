# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The lookup by alternative order ID: what counts as "none", and that no page is missed."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.certops.digicert.plugins.module_utils._api import client as client_file
from ansible_collections.certops.digicert.plugins.module_utils._core.errors import DigicertError, Refused, Unanswered
from ansible_collections.certops.digicert.tests.unit.support.api import api
from ansible_collections.certops.digicert.tests.unit.support.scripted import (
    Answer,
    Call,
    Script,
    get,
    page,
    refuses,
    says,
)

PATH = "/order/alternate/smime-robin"


def _rows(first: int, last: int) -> list[dict[str, t.Any]]:
    """Return rows with the ids *first* to *last*."""
    return [{"order_id": number, "certificate_id": None, "status": "issued"} for number in range(first, last + 1)]


def _page(rows: list[dict[str, t.Any]], **info: t.Any) -> Answer:
    return says({"orders": rows, "page": info} if info else {"orders": rows})


def _next(offset: int, answer: Answer) -> Call:
    return get(PATH, answer, offset=str(offset), limit="1000")


def _found() -> list[int]:
    return [row["order_id"] for row in api().client.orders_by_alternative_id("smime-robin")]


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(says({"orders": []}), id="empty list"),
        pytest.param(says({}), id="empty object"),
        pytest.param(says({"orders": [], "page": {"total": 0, "limit": 1000, "offset": 0}}), id="empty page"),
        pytest.param(Answer(204, content_type=""), id="204"),
        pytest.param(refuses(404, "not_found"), id="404"),
        pytest.param(refuses(404, "not_found|order"), id="404 for the order"),
        pytest.param(refuses(404), id="404 with an empty list of errors"),
    ],
)
def test_none_found(script: Script, answer: Answer) -> None:
    script.expect(get(PATH, answer))
    assert _found() == []


@pytest.mark.parametrize("code", ["not_found|route", "not_found|route|more"])
def test_an_unknown_route_is_a_wrong_api_url_not_an_unknown_order(script: Script, code: str) -> None:
    script.expect(get(PATH, refuses(404, code)))
    with pytest.raises(Refused, match="is not a CertCentral Services API base URL; correct it"):
        _found()


@pytest.mark.parametrize(
    "answer",
    [page(404), Answer(404, b"Not Found", "text/plain"), says([], 404), Answer(404, b"[", "application/json")],
    ids=["html", "text", "a list", "garbage"],
)
def test_a_404_that_is_not_certcentrals_is_a_wrong_api_url(script: Script, answer: Answer) -> None:
    script.expect(get(PATH, answer))
    with pytest.raises(DigicertError, match=r"does not answer like CertCentral .* correct api_url\.$"):
        _found()


@pytest.mark.parametrize("status", [400, 401, 403])
def test_another_refusal_is_not_none(script: Script, status: int) -> None:
    script.expect(get(PATH, refuses(status, "not_found")))
    with pytest.raises(Refused):
        _found()


@pytest.mark.parametrize("orders", [{"order_id": 1}, None, "none", [1], [None]], ids=repr)
def test_a_list_in_another_form_is_not_none(script: Script, orders: t.Any) -> None:
    script.expect(get(PATH, says({"orders": orders})))
    with pytest.raises(Unanswered, match="not in the documented form"):
        _found()


def test_the_name_is_one_segment_of_the_path(script: Script) -> None:
    script.expect(get("/order/alternate/a%2Fb%20c%3Fd", says({})))
    assert api().client.orders_by_alternative_id("a/b c?d") == []


FULL = _rows(1, 1000)


@pytest.mark.parametrize(
    ("calls", "count"),
    [
        pytest.param([get(PATH, _page(_rows(1, 3), total=3, limit=1000, offset=0))], 3, id="one page"),
        pytest.param([get(PATH, _page(_rows(1, 3)))], 3, id="one page, nothing about pages"),
        pytest.param([get(PATH, _page(_rows(1, 3), total=1))], 3, id="total too low"),
        pytest.param(
            [get(PATH, _page(FULL)), _next(1000, _page(_rows(1001, 1002)))], 1002, id="full page, then a short one"
        ),
        pytest.param(
            [get(PATH, _page(FULL, total=5)), _next(1000, _page([]))], 1000, id="full page, then an empty one"
        ),
        pytest.param(
            [get(PATH, _page(FULL, total=1000)), _next(1000, _page(FULL, total=1000))],
            1000,
            id="offset ignored, all there",
        ),
        pytest.param(
            [
                get(PATH, _page(_rows(1, 2), limit=2)),
                _next(2, _page(_rows(2, 3), limit=2)),
                get(PATH, _page(_rows(1, 2), limit=2)),
                _next(2, _page(_rows(3, 3), limit=2)),
            ],
            3,
            id="pages overlap, and not when read anew",
        ),
        pytest.param(
            [
                get(PATH, _page(_rows(1, 2), total=9)),
                _next(2, _page(_rows(3, 3), total=9)),
                _next(3, _page([], total=9)),
            ],
            3,
            id="short pages, total too high",
        ),
        pytest.param(
            [
                get(PATH, _page(_rows(1, 2), limit=2)),
                _next(2, _page(_rows(3, 4), limit=2)),
                _next(4, _page(_rows(5, 5), limit=2)),
            ],
            5,
            id="limit lowered by the server",
        ),
        pytest.param([get(PATH, says({"orders": _rows(1, 2), "page": []}))], 2, id="page as a list"),
        pytest.param([get(PATH, _page(_rows(1, 2), total="2", limit="1000"))], 2, id="numbers as text"),
        pytest.param(
            [get(PATH, _page(_rows(1, 2), total="3", limit="2")), _next(2, _page(_rows(3, 3), total="3", limit="2"))],
            3,
            id="numbers as text, further page",
        ),
    ],
)
def test_every_page_is_read(script: Script, calls: list[Call], count: int) -> None:
    script.expect(*calls)
    assert _found() == list(range(1, count + 1))


OVERLAPPING = {
    "offset ignored": [_page(FULL), _page(FULL)],
    "offset ignored, more than one page": [_page(FULL, total=1500), _page(FULL, total=1500)],
    "pages overlap": [_page(FULL), _page(_rows(1000, 1999))],
}


@pytest.mark.parametrize("pages", OVERLAPPING.values(), ids=OVERLAPPING)
def test_rows_that_come_twice_may_hide_others(script: Script, pages: list[Answer]) -> None:
    script.expect(*[get(PATH, pages[0]), _next(1000, pages[1])] * 3)
    with pytest.raises(Unanswered, match="gives the same rows on several pages, so that others may be missing"):
        _found()


@pytest.mark.parametrize(
    ("calls", "told"),
    [
        ([get(PATH, _page(_rows(1, 3), offset=1000))], "begins at row 1000, where row 0 was asked for"),
        ([get(PATH, _page(FULL, offset=0)), _next(1000, _page([], offset="0"))], "begins at row 0, where row 1000"),
    ],
)
def test_a_page_that_is_not_the_one_asked_for(script: Script, calls: list[Call], told: str) -> None:
    script.expect(*calls)
    with pytest.raises(Unanswered, match=told):
        _found()


def test_a_list_whose_every_page_is_new_has_an_end(script: Script, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client_file, "_MAX_PAGES", 3)
    script.expect(
        get(PATH, _page(_rows(1, 1), limit=1)), *(_next(n, _page(_rows(n + 1, n + 1), limit=1)) for n in (1, 2))
    )
    with pytest.raises(Unanswered, match="does not end after 3 pages"):
        _found()


def test_a_page_that_cannot_be_read_makes_the_whole_lookup_fail(script: Script) -> None:
    script.expect(get(PATH, _page(FULL)), _next(1000, refuses(404, "not_found|route")))
    with pytest.raises(Refused):
        _found()


def test_a_further_page_that_is_not_found_does_not_lose_the_first(script: Script) -> None:
    script.expect(get(PATH, _page(FULL)), _next(1000, refuses(404, "not_found")))
    with pytest.raises(DigicertError):
        _found()
