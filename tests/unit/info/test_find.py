# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The conversation with CertCentral when orders are found to be read."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.certops.digicert.plugins.module_utils._core.errors import (
    DigicertError,
    Refused,
    Unanswered,
    WrongCertificate,
)
from ansible_collections.certops.digicert.plugins.module_utils._core.model import Order
from ansible_collections.certops.digicert.plugins.module_utils._core.selection import Selection
from ansible_collections.certops.digicert.plugins.module_utils._engine.find import certificate_of, find
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

LIST = "/order/certificate"


def info(order_id: t.Any, **members: t.Any) -> dict[str, t.Any]:
    """Return an order as order info and, with less in it, the list show it."""
    known = {
        "id": order_id,
        "status": "issued",
        "certificate": {"id": 80, "common_name": "Robin Park", "emails": ["robin@example.com"]},
        "product": {"name_id": "client_premium"},
    }
    return {**known, **members}


def listed(answer: Answer, offset: int = 0, **filters: str) -> Call:
    named = {f"filters[{name}]": value for name, value in filters.items()}
    return get(LIST, answer, offset=str(offset), limit="1000", **named)


def detail(order_id: int, **members: t.Any) -> Call:
    return get(f"{LIST}/{order_id}", says(info(order_id, **members)))


def found(**asked: t.Any) -> list[int]:
    return [order.id for order in find(api(max_retries=0).client, Selection(**asked)).orders]


@pytest.mark.parametrize(
    "answer",
    [says({"orders": []}), says({}), Answer(204, content_type="")],
    ids=["empty list", "empty object", "204"],
)
def test_an_empty_list_is_no_order(script: Script, answer: Answer) -> None:
    script.expect(listed(answer))
    assert found() == []


def test_an_empty_body_is_believed_only_when_it_stays_empty(script: Script) -> None:
    script.expect(*[listed(Answer(200))] * 2, listed(says({"orders": [info(7)]})), detail(7))
    assert found() == [7]
    script.expect(*[listed(Answer(200))] * 3)
    assert found() == []


def test_the_filters_are_sent_and_each_row_is_read_in_full_newest_first(script: Script) -> None:
    rows = says({"orders": [info("7"), info(9)]})
    script.expect(listed(rows, product_name_id="client_premium", status="issued"), detail(7), detail(9))
    assert found(product="client_premium", status="issued") == [9, 7]


def test_what_the_list_shows_to_be_another_is_not_read(script: Script) -> None:
    rows = [
        info(1, status="PENDING"),
        info(2, product={"name_id": "ssl_basic"}),
        info(3, certificate={"emails": ["other@example.com"]}),
        info(4, product=[], product_name_id="client_premium_sha2", certificate=[]),
    ]
    script.expect(listed(says({"orders": rows}), status="issued"))
    script.expect(listed(says({}), email="robin@example.com", status="issued"), detail(4))
    assert found(email="robin@example.com", status="issued") == [4]


def test_an_address_is_found_where_certcentral_compares_strictly(script: Script) -> None:
    shown = {"id": 80, "emails": ["Robin@Example.com"]}
    rows = {"orders": [info(7, certificate=shown), info(8, certificate={"id": 81}), info(9)]}
    script.expect(listed(says(rows)), listed(says({}), email="robin@example.com"))
    # The row of order 8 shows no address, so the order itself has to.
    script.expect(detail(7, certificate=shown), detail(8, certificate=shown), detail(9))
    assert found(email="robin@example.com") == [9, 8, 7]


def test_what_certcentral_finds_is_looked_at_also_where_the_whole_list_lags(script: Script) -> None:
    script.expect(listed(says({})), listed(says({"orders": [info(7)]}), email="robin@example.com"), detail(7))
    assert found(email="robin@example.com") == [7]


def test_the_order_itself_counts_not_its_row(script: Script) -> None:
    script.expect(listed(says({"orders": [info(7), info(8)]}), status="issued"))
    script.expect(detail(7, status="revoked"), detail(8))
    assert found(status="issued") == [8]


def test_an_order_that_is_gone_by_now_is_none(script: Script) -> None:
    script.expect(listed(says({"orders": [info(7)]})), get(f"{LIST}/7", refuses(404, "not_found|order")))
    assert found() == []


def test_every_page_is_read_and_anew_where_an_order_moved_to_the_next(script: Script) -> None:
    total = {"total": 99, "limit": 2}
    script.expect(
        listed(says({"orders": [info(1), info(2)], "page": total})),
        listed(says({"orders": [info(2), info(3)], "page": total}), offset=2),
        listed(says({"orders": [info(1), info(2)], "page": total})),
        listed(says({"orders": [info(3)], "page": total}), offset=2),
        listed(says({"page": total}), offset=3),
        detail(1),
        detail(2),
        detail(3),
    )
    assert found() == [3, 2, 1]


def test_an_order_that_does_not_show_its_addresses_is_taken_on_certcentrals_word(script: Script) -> None:
    bare = {"certificate": {"id": 80, "valid_till": "2099-01-01"}, "product": {"name_id": "client_authentication_plus"}}
    rows = [info(7, **bare), info(8, **bare)]
    script.expect(listed(says({"orders": rows})), listed(says({"orders": rows[:1]}), email="a@example.com"))
    script.expect(detail(7, **bare), detail(8, **bare))
    seen = find(api(max_retries=0).client, Selection(email="a@example.com"))
    # Without its word nobody knows, and that is told.
    assert ([order.id for order in seen.orders], seen.unseen) == ([7], (8,))
    script.expect(detail(7, **bare))
    assert found(order_id=7, email="a@example.com") == []


def test_the_lookup_by_name_finds_the_dead_too(script: Script) -> None:
    rows = [{"order_id": 7, "status": "rejected"}, {"order_id": "9", "status": "issued"}]
    script.expect(get("/order/alternate/x", says({"orders": rows})))
    script.expect(detail(9, alternative_order_id="x"), detail(7, alternative_order_id="x", status="rejected"))
    assert found(alternative_order_id="x") == [9, 7]


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (refuses(404, "not_found|route"), Refused),
        (refuses(403, "access_denied|missing_permission"), Refused),
        (page(404), DigicertError),
        (page(), Unanswered),
        (says({}), Unanswered),
        (Answer(500), Unanswered),
    ],
)
def test_an_answer_that_is_not_none_is_a_failure(script: Script, answer: Answer, kind: type[DigicertError]) -> None:
    script.expect(get(f"{LIST}/7", answer))
    with pytest.raises(kind):
        found(order_id=7)


@pytest.mark.parametrize("orders", [{"id": 1}, None, [1]], ids=repr)
def test_a_list_in_another_form_is_a_failure(script: Script, orders: t.Any) -> None:
    script.expect(listed(says({"orders": orders})))
    with pytest.raises(Unanswered, match="not in the documented form"):
        found()


def test_a_row_without_an_id_is_a_failure(script: Script) -> None:
    script.expect(listed(says({"orders": [{"status": "issued"}]})))
    with pytest.raises(Unanswered, match="has no order id"):
        found()


def download(answer: Answer, format_type: str = "pem_all") -> Call:
    return get(f"/certificate/80/download/format/{format_type}", answer)


def test_a_certificate_that_stays_the_wrong_one_names_the_order(script: Script) -> None:
    script.expect(*[download(Answer(200, b"not PEM", "application/x-pem-file"))] * 3)
    with pytest.raises(WrongCertificate, match=r"^Order 7: .* does not belong to the order's key"):
        certificate_of(api().client, Order(7, "issued", certificate_id=80), lambda _seconds: None)


def test_a_certificate_that_is_not_served_yet_is_none(script: Script) -> None:
    script.expect(download(refuses(404)), download(refuses(404), "p7b"))
    assert certificate_of(api().client, Order(7, "issued", certificate_id=80), lambda _seconds: None) is None


@pytest.mark.parametrize("order", [Order(7, "rejected", certificate_id=80), Order(7, "issued"), Order(7, "pending")])
def test_nothing_is_downloaded_where_nothing_is_issued(script: Script, order: Order) -> None:
    assert certificate_of(api().client, order, lambda _seconds: None) is None
