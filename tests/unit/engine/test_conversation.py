# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is asked and sent, call by call, in each situation. The module runs whole; only the wire is scripted."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.certops.digicert.tests.unit.support.answers import (
    DUE,
    ISSUED,
    LOOKUP,
    PEM,
    PLACED,
    TASK,
    TODAY,
    downloads,
    looks,
    mark,
    places,
    reads,
    row,
    validates,
)
from ansible_collections.certops.digicert.tests.unit.support.authority import issue, p7b
from ansible_collections.certops.digicert.tests.unit.support.scripted import (
    Answer,
    Call,
    Script,
    get,
    no_answer,
    no_connection,
    page,
    refuses,
    reset,
    says,
)

if t.TYPE_CHECKING:
    from ansible_collections.certops.digicert.tests.unit.support.shell import Ended, Shell


def _pem(ended: Ended) -> dict[str, t.Any]:
    return {key: ended[key] for key in PEM}


NEW_AND_ISSUED = (looks(), places(PLACED), looks(row(8)), reads(8), downloads(8))


def test_a_new_certificate_that_is_issued_at_once_takes_five_requests(script: Script, shell: Shell) -> None:
    script.expect(*NEW_AND_ISSUED)
    ended = shell.run(**TASK)
    assert not ended.failed, ended.result
    assert (ended["changed"], ended["action"], ended["order"]["id"]) == (True, "order", 8)
    assert ended["recovered"] is False
    assert ended["api_calls"] == {"reads": 4, "writes": 1}
    assert _pem(ended) == PEM
    assert ended["pending"] is None
    assert ended["renewal_due_on"] == "2030-12-03"


def test_an_unchanged_certificate_takes_no_write(script: Script, shell: Shell) -> None:
    script.expect(looks(row(8)), reads(8), downloads(8))
    ended = shell.run(**TASK)
    assert (ended["changed"], ended["action"], ended["api_calls"]) == (False, "none", {"reads": 3, "writes": 0})
    assert _pem(ended) == PEM


def test_the_hint_spares_the_lookup(script: Script, shell: Shell) -> None:
    script.expect(reads(8), downloads(8))
    ended = shell.run(**TASK, order_id=8)
    assert (ended["changed"], ended["action"], ended["api_calls"]) == (False, "none", {"reads": 2, "writes": 0})
    assert _pem(ended) == PEM


@pytest.mark.parametrize(
    "wrong",
    [
        pytest.param([get("/order/certificate/7", refuses(404, "not_found|order"))] * 2, id="unknown"),
        pytest.param([reads(7, alternative_order_id="other")], id="another identity"),
        pytest.param([reads(7, "revoked")], id="dead"),
    ],
)
def test_a_wrong_hint_is_harmless(script: Script, shell: Shell, wrong: list[Call]) -> None:
    script.expect(wrong[0], looks(row(8)), reads(8), *wrong[1:], downloads(8))
    ended = shell.run(**TASK, order_id=7)
    assert (ended["changed"], ended["order"]["id"]) == (False, 8)


def test_a_certificate_that_is_due_is_renewed(script: Script, shell: Shell) -> None:
    shell.local_time(DUE)
    script.expect(
        looks(row(8), date=DUE),
        reads(8, date=DUE),
        looks(follows=8, date=DUE),
        places(says({"id": 9}, 201), renewal_of_order_id=8, comments=mark(8)),
        looks(row(8), row(9, "pending"), date=DUE),
        reads(9, "pending", date=DUE, renewal_of_order_id=8),
        reads(8, date=DUE, is_renewed=True),
        downloads(8),
        validates(9),
    )
    ended = shell.run(**TASK)
    assert not ended.failed, ended.result
    assert (ended["changed"], ended["action"]) == (True, "renew")
    assert ended["reason"] == "17 days left, renewal is due at 30"
    assert (ended["order"]["id"], ended["pending"]["order_id"]) == (8, 9)
    assert ended["pending"]["waiting_for"] == ["email_validation"]
    assert _pem(ended) == PEM


@pytest.mark.parametrize(
    ("status", "more", "waiting_for"),
    [
        ("pending", (validates(8),), "email_validation"),
        ("pending", (validates(8, "validated"),), "issuance"),
        ("processing", (get("/order/certificate/8/email-validation", refuses(400, "x")),), "issuance"),
        ("needs_approval", (), "approval"),
        ("waiting_pickup", (), "pickup"),
    ],
)
def test_an_order_in_flight_is_left_alone(
    script: Script, shell: Shell, status: str, more: tuple[Call, ...], waiting_for: str
) -> None:
    script.expect(looks(row(8, status)), reads(8, status), *more)
    ended = shell.run(**TASK)
    assert (ended["changed"], ended["action"], ended["pending"]["waiting_for"]) == (False, "wait", [waiting_for])
    assert ended["pending"]["hint"].endswith(".")
    assert _pem(ended) == dict.fromkeys(PEM)


@pytest.mark.parametrize("situation", ["new", "due", "current"])
def test_check_mode_sends_no_write(script: Script, shell: Shell, situation: str) -> None:
    calls = {
        "new": (looks(),),
        "due": (looks(row(8), date=DUE), reads(8, date=DUE), looks(follows=8, date=DUE), downloads(8)),
        "current": (looks(row(8)), reads(8), downloads(8)),
    }
    shell.local_time(DUE if situation == "due" else TODAY)
    script.expect(*calls[situation])
    ended = shell.run(check=True, **TASK)
    assert (ended["action"], ended["changed"]) == {
        "new": ("order", True),
        "due": ("renew", True),
        "current": ("none", False),
    }[situation]
    assert ended["api_calls"]["writes"] == 0


def test_check_mode_tells_what_the_purchase_lacks(script: Script, shell: Shell) -> None:
    script.expect(looks())
    ended = shell.run(check=True, **{**TASK, "order_validity": None})
    assert ended.failed
    assert "order_validity is required to order" in ended["msg"]


LOST = {
    "a time-out": no_answer,
    "a reset": reset,
    "a server error": refuses(500, "x"),
    "a page": page(),
    "no order id": says({}),
}


@pytest.mark.parametrize("gets", LOST.values(), ids=LOST.keys())
def test_a_lost_answer_is_found_out_by_reading(script: Script, shell: Shell, gets: t.Any) -> None:
    script.expect(looks(), places(gets), looks(), looks(row(8)), reads(8), looks(row(8)), reads(8), downloads(8))
    ended = shell.run(**TASK)
    assert not ended.failed, ended.result
    assert (ended["changed"], ended["recovered"], ended["order"]["id"]) == (True, True, 8)
    assert ended["api_calls"]["writes"] == 1
    assert shell.clock.slept == [2.0, 5.0]


@pytest.mark.parametrize("gets", LOST.values(), ids=LOST.keys())
def test_a_lost_answer_that_leaves_no_trace_is_not_sent_again(script: Script, shell: Shell, gets: t.Any) -> None:
    script.expect(looks(), places(gets), looks(), looks(), looks(), looks())
    ended = shell.run(**TASK)
    assert ended.failed
    assert "run again in some minutes" in ended["msg"]
    assert ended["api_calls"] == {"reads": 5, "writes": 1}


def test_a_write_without_a_connection_is_reported_as_not_sent(script: Script, shell: Shell) -> None:
    script.expect(looks(), places(no_connection))
    ended = shell.run(**TASK)
    assert ended.failed
    assert ended["msg"].startswith("Cannot reach CertCentral")


def test_a_refused_order_is_adopted_when_somebody_was_faster(script: Script, shell: Shell) -> None:
    script.expect(
        looks(), places(refuses(400, "duplicate")), looks(row(8)), reads(8), looks(row(8)), reads(8), downloads(8)
    )
    ended = shell.run(**TASK)
    assert not ended.failed, ended.result
    assert (ended["changed"], ended["order"]["id"]) == (False, 8)


def test_a_refused_order_without_another_is_a_failure_in_certcentrals_words(script: Script, shell: Shell) -> None:
    script.expect(looks(), places(refuses(400, "not_found|product")), looks())
    ended = shell.run(**TASK)
    assert ended.failed
    assert ended["msg"] == (
        "CertCentral refused POST /order/certificate/class1_smime: About not_found|product (not_found|product); "
        "the product does not exist or is not enabled for the account; digicert_product_info lists what is."
    )
    assert ended["errors"] == [{"code": "not_found|product", "message": "About not_found|product."}]
    assert (ended["http_status"], ended["method"], ended["path"]) == (400, "POST", "/order/certificate/class1_smime")
    assert ended["action"] == "order"


NOT_YET = refuses(404, "not_found")


def test_an_issued_order_may_not_be_served_yet(script: Script, shell: Shell) -> None:
    script.expect(*NEW_AND_ISSUED[:-1], downloads(8, NOT_YET), downloads(8, NOT_YET, "p7b"))
    ended = shell.run(**TASK)
    assert not ended.failed, ended.result
    assert (ended["changed"], ended["pending"]["waiting_for"]) == (True, ["issuance"])
    assert _pem(ended) == dict.fromkeys(PEM)


NOT_SERVED = (downloads(9, NOT_YET), downloads(9, NOT_YET, "p7b"))


def test_a_predecessor_stays_in_use_until_its_renewal_is_served(script: Script, shell: Shell) -> None:
    script.expect(looks(row(8), row(9)), reads(9, renewal_of_order_id=8), *NOT_SERVED, reads(8), downloads(8))
    ended = shell.run(**TASK)
    assert not ended.failed, ended.result
    assert (ended["order"]["id"], ended["pending"]["order_id"]) == (8, 9)
    assert _pem(ended) == PEM


@pytest.mark.parametrize("status", ["revoked", "pending"])
def test_a_predecessor_that_is_not_issued_is_not_in_use(script: Script, shell: Shell, status: str) -> None:
    script.expect(looks(row(8, "canceled"), row(9)), reads(9, renewal_of_order_id=8), *NOT_SERVED, reads(8, status))
    ended = shell.run(**TASK)
    assert (ended["order"]["id"], ended["pending"]["order_id"]) == (9, 9)
    assert _pem(ended) == dict.fromkeys(PEM)


@pytest.mark.parametrize("before", [9, 10])
def test_an_order_that_names_itself_or_a_later_one_has_no_predecessor(
    script: Script, shell: Shell, before: int
) -> None:
    script.expect(looks(row(9)), reads(9, renewal_of_order_id=before), *NOT_SERVED)
    ended = shell.run(**TASK)
    assert (ended["order"]["id"], ended["pending"]["order_id"]) == (9, 9)
    assert _pem(ended) == dict.fromkeys(PEM)


def test_p7b_serves_where_pem_does_not(script: Script, shell: Shell) -> None:
    text = p7b([ISSUED.root, ISSUED.intermediate, ISSUED.leaf]).encode()
    script.expect(
        looks(row(8)),
        reads(8),
        downloads(8, refuses(400, "format")),
        downloads(8, Answer(200, text, "application/x-pkcs7-certificates"), "p7b"),
    )
    assert _pem(shell.run(**TASK)) == PEM


FOREIGN = Answer(200, issue("kim").bundle.encode(), "application/x-pem-file")


def test_a_foreign_certificate_is_asked_for_again(script: Script, shell: Shell) -> None:
    script.expect(looks(row(8)), reads(8), downloads(8, FOREIGN), downloads(8))
    assert _pem(shell.run(**TASK)) == PEM


def test_a_foreign_certificate_is_never_a_result(script: Script, shell: Shell) -> None:
    script.expect(looks(row(8)), reads(8), *[downloads(8, FOREIGN)] * 3)
    ended = shell.run(**TASK)
    assert ended.failed
    assert "does not belong to the order's key" in ended["msg"]
    assert "BEGIN CERTIFICATE" not in ended.printed.replace("BEGIN CERTIFICATE REQUEST", "")


def test_a_wrong_api_url_buys_nothing(script: Script, shell: Shell) -> None:
    script.expect(get(LOOKUP, refuses(404, "not_found|route")))
    ended = shell.run(**TASK)
    assert ended.failed
    assert "correct it" in ended["msg"]


def test_a_lookup_that_is_no_json_buys_nothing(script: Script, shell: Shell) -> None:
    script.expect(get(LOOKUP, Answer(200, b"Service is down for maintenance", "text/plain")))
    ended = shell.run(**TASK)
    assert ended.failed
    assert ended["api_calls"]["writes"] == 0
