# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Answers that are about something else, old or incomplete: what is asked then, what is never sent, what the task says."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.certops.digicert.tests.unit.support.answers import (
    CSR,
    GONE,
    IDENTITY,
    PLACED,
    TASK,
    downloads,
    looks,
    mark,
    order,
    places,
    reads,
    row,
    validates,
)
from ansible_collections.certops.digicert.tests.unit.support.authority import csr, issue
from ansible_collections.certops.digicert.tests.unit.support.scripted import (
    Answer,
    Call,
    Script,
    get,
    no_answer,
    post,
    put,
    refuses,
    says,
)

if t.TYPE_CHECKING:
    from ansible_collections.certops.digicert.tests.unit.support.shell import Shell


def shows(order_id: int, *without: str, **certificate: t.Any) -> Call:
    """Expect order info without some members of its certificate, and with others."""
    answer = order(order_id)
    kept = {name: value for name, value in answer["certificate"].items() if name not in without}
    return get(f"/order/certificate/{order_id}", says({**answer, "certificate": {**kept, **certificate}}))


UNKNOWN = refuses(404, "not_found|order")


# About something else


def test_an_order_with_another_number_is_no_answer(script: Script, shell: Shell) -> None:
    script.expect(looks(row(8)), get("/order/certificate/8", says(order(9))))
    ended = shell.run(**TASK)
    assert ended.failed
    assert "asked about order 8 and answered about order 9" in ended["msg"]


@pytest.mark.parametrize("task", [{**TASK, "emails": ["other@example.com"]}, GONE], ids=["present", "absent"])
@pytest.mark.parametrize("name", [IDENTITY.upper(), "somebody-else"])
def test_an_order_that_carries_another_name_is_never_written_to(
    script: Script, shell: Shell, task: dict[str, t.Any], name: str
) -> None:
    script.expect(looks(row(8)))
    if task is GONE:
        script.expect(looks(follows=8), reads(8, alternative_order_id=name))
        ended = shell.run(**task)
        assert (ended["changed"], ended["action"]) == (False, "none")
        assert f"order 8 carries the alternative_order_id '{name}'" in str(ended["warnings"])
        return
    script.expect(reads(8, alternative_order_id=name), looks(follows=8))
    ended = shell.run(**task)
    assert ended.failed
    assert f"order 8 carries the alternative_order_id '{name}'" in ended["msg"]
    assert ended["api_calls"]["writes"] == 0


def test_beside_an_order_of_another_name_nothing_is_ended(script: Script, shell: Shell) -> None:
    script.expect(looks(row(8), row(9)), looks(follows=9), looks(follows=8))
    script.expect(reads(9, requests=[]), reads(8, alternative_order_id="other"))
    ended = shell.run(**GONE)
    assert ended.failed
    assert "Nothing was written" in ended["msg"]
    assert "order 8" in ended["msg"]


def test_a_lookup_that_finds_the_same_order_under_two_names_did_not_look(script: Script, shell: Shell) -> None:
    script.expect(looks(row(8)), looks(row(8), follows=8), reads(8, alternative_order_id=None, requests=[]))
    ended = shell.run(**GONE)
    assert ended.failed
    assert "order 8 was found under two names" in ended["msg"]


# Of rows that contradict each other the one that may live counts


def test_an_order_that_one_row_calls_dead_and_another_alive_is_looked_at(script: Script, shell: Shell) -> None:
    script.expect(looks(row(8, "canceled"), row(8), row(8, "rejected")), reads(8), downloads(8))
    assert shell.run(**TASK)["action"] == "none"


# Not shown


def test_without_a_csr_the_key_of_the_certificate_counts(script: Script, shell: Shell) -> None:
    script.expect(looks(row(8)), shows(8, "csr"), downloads(8))
    ended = shell.run(**TASK)
    assert (ended["action"], ended["changed"], ended["differences"]) == ("none", False, [])


def test_a_new_key_is_noticed_where_only_the_certificate_shows_the_old_one(script: Script, shell: Shell) -> None:
    script.expect(looks(row(8)), shows(8, "csr"), downloads(8), looks(follows=8))
    ended = shell.run(check=True, **{**TASK, "csr": csr("kim")})
    assert (ended["action"], [one["option"] for one in ended["differences"]]) == ("reissue", ["csr"])


def test_an_order_that_shows_neither_key_nor_serial_number_has_to_hold_the_declared_key(
    script: Script, shell: Shell
) -> None:
    foreign = Answer(200, issue("kim").bundle.encode(), "application/x-pem-file")
    script.expect(looks(row(8)), shows(8, "csr", "serial_number"), *[downloads(8, foreign)] * 3)
    ended = shell.run(**TASK)
    assert ended.failed
    assert "does not belong to the order's key" in ended["msg"]


@pytest.mark.parametrize(
    "changes",
    [
        {"is_renewed": None},
        {"is_renewed": True},
        {"requests": [{"id": 5, "type": "revoke", "status": "pending"}]},
        {"certificate": {**order(8)["certificate"], "status": "revoked"}},
        {"certificate": {**order(8)["certificate"], "valid_till": None}},
    ],
    ids=["renewed or not", "renewed", "a request is open", "revoked", "no end"],
)
def test_a_hint_alone_settles_nothing_that_it_does_not_show(
    script: Script, shell: Shell, changes: dict[str, t.Any]
) -> None:
    script.expect(reads(8, **changes), looks(row(8), row(9)), reads(9, renewal_of_order_id=8), downloads(9))
    ended = shell.run(**TASK, order_id=8)
    assert (ended["action"], ended["order"]["id"]) == ("none", 9)


# Requests without a type


@pytest.mark.parametrize(
    ("told", "approved"), [("new_request", True), (None, True), ("revoke", False)], ids=["new", "unknown", "revocation"]
)
def test_a_request_without_a_type_is_asked_for_it(
    script: Script, shell: Shell, told: t.Optional[str], approved: bool
) -> None:
    waiting = {"requests": [{"id": 5, "status": "pending", "comments": mark()}]}
    info = get("/request/5", says({"id": 5, "type": told, "status": "pending", "order": {"id": 8}}))
    script.expect(looks(row(8, "needs_approval")), reads(8, "needs_approval", **waiting), info)
    if approved:
        decided = {"requests": [{"id": 5, "type": "new_request", "status": "approved"}]}
        script.expect(put("/request/5/status", {"status": "approved"}, Answer(204)))
        script.expect(looks(row(8, "pending")), reads(8, "pending", **decided), validates(8))
    ended = shell.run(**TASK, approve=True)
    assert not ended.failed, ended.result
    assert ended["action"] == ("approve" if approved else "wait")


def test_a_request_without_a_type_of_an_issued_order_is_left_alone(script: Script, shell: Shell) -> None:
    unknown = {"requests": [{"id": 5, "status": "pending"}]}
    script.expect(looks(row(8)), looks(follows=8), reads(8, **unknown), get("/request/5", UNKNOWN))
    ended = shell.run(**GONE)
    assert not ended.failed, ended.result
    assert (ended["action"], ended["changed"]) == ("wait", False)


def test_an_order_that_shows_no_requests_is_looked_up_in_their_list_before_it_is_revoked(
    script: Script, shell: Shell
) -> None:
    pending = {"id": 5, "type": "revoke", "status": "pending", "order": {"id": 8}}
    other = {"id": 6, "type": "revoke", "status": "pending", "order": {"id": 9}}
    listed = get(
        "/request",
        says({"requests": [other, pending]}),
        **{"filters[status]": "pending", "limit": "1000", "offset": "0"},
    )
    script.expect(looks(row(8)), looks(follows=8), reads(8), listed)
    assert shell.run(**GONE)["action"] == "wait"


# Old


def test_the_own_order_is_looked_for_until_the_lookup_shows_it(script: Script, shell: Shell) -> None:
    script.expect(looks(), places(PLACED), looks(), reads(8), looks(), reads(8), looks(row(8)), reads(8), downloads(8))
    ended = shell.run(**TASK)
    assert not ended.failed, ended.result
    assert "warnings" not in ended.result
    assert shell.clock.slept == [2.0, 5.0]


def test_an_order_that_the_lookup_never_shows_is_named(script: Script, shell: Shell) -> None:
    script.expect(looks(), places(PLACED), *[looks(), reads(8)] * 5, downloads(8))
    ended = shell.run(**TASK)
    assert (ended["changed"], ended["action"], ended["order"]["id"]) == (True, "order", 8)
    assert "Order 8 was placed, and the lookup" in str(ended["warnings"])
    assert shell.clock.slept == [2.0, 5.0, 10.0, 20.0]


def test_an_order_beside_which_the_own_one_never_shows_is_named_with_it(script: Script, shell: Shell) -> None:
    unknown = get("/order/certificate/8", UNKNOWN)
    script.expect(looks(), places(PLACED), *[looks(row(7)), unknown, reads(7)] * 5)
    ended = shell.run(**TASK)
    assert ended.failed
    assert ended["msg"].startswith("Order 8 was placed. Orders 7 and 8 were placed at the same time")
    assert ended["api_calls"]["writes"] == 1


def test_the_own_order_that_order_info_does_not_know_yet_is_there(script: Script, shell: Shell) -> None:
    unknown = get("/order/certificate/8", UNKNOWN)
    script.expect(looks(), places(PLACED), looks(row(8, "pending")), unknown)
    script.expect(get("/order/certificate/8/email-validation", UNKNOWN))
    ended = shell.run(**TASK)
    assert not ended.failed, ended.result
    assert (ended["changed"], ended["pending"]["order_id"]) == (True, 8)


def test_a_failure_after_a_purchase_begins_with_the_order(script: Script, shell: Shell) -> None:
    script.expect(looks(), places(PLACED), get(f"/order/alternate/{IDENTITY}", refuses(503, "service_error")))
    ended = shell.run(**TASK)
    assert ended.failed
    assert ended["msg"].startswith("Order 8 was placed. ")
    assert (ended["changed"], ended["action"], ended["order"]["id"]) == (True, "order", 8)


def test_a_revocation_that_awaits_approval_is_asked_for_once_however_old_the_answers_are(
    script: Script, shell: Shell
) -> None:
    issued = reads(8, requests=[])
    asked = says({"id": 5, "type": "revoke", "status": "pending"}, 201)
    script.expect(
        looks(row(8)), looks(follows=8), issued, put("/order/certificate/8/revoke", {"skip_approval": False}, asked)
    )
    script.expect(looks(row(8)), looks(follows=8), issued)
    ended = shell.run(**GONE)
    assert not ended.failed, ended.result
    assert (ended["changed"], ended["action"], ended["api_calls"]["writes"]) == (True, "revoke", 1)


def test_a_revocation_that_never_shows_is_sent_once(script: Script, shell: Shell) -> None:
    old = (looks(row(8)), looks(follows=8), reads(8, requests=[]))
    script.expect(*old, put("/order/certificate/8/revoke", {"skip_approval": True}, Answer(204)), *old * 5)
    ended = shell.run(**GONE, skip_approval=True)
    assert not ended.failed, ended.result
    assert (ended["changed"], ended["api_calls"]["writes"]) == (True, 1)
    assert "cannot be seen in CertCentral so far" in str(ended["warnings"])
    assert shell.clock.slept == [2.0, 5.0, 10.0, 20.0]


def test_a_reissue_that_never_shows_is_sent_once(script: Script, shell: Shell) -> None:
    declared = {**TASK, "emails": ["other@example.com"]}
    body = {
        "certificate": {"emails": ["other@example.com"], "signature_hash": "sha256", "csr": CSR},
        "skip_approval": False,
        "comments": mark(8, emails=("other@example.com",)),
    }
    script.expect(looks(row(8)), reads(8), looks(follows=8))
    script.expect(post("/order/certificate/8/reissue", body, says({"id": 8}, 201)))
    script.expect(*[looks(row(8)), reads(8)] * 5, downloads(8))
    ended = shell.run(**declared)
    assert not ended.failed, ended.result
    assert (ended["action"], ended["api_calls"]["writes"]) == ("reissue", 1)
    assert "cannot be seen" in str(ended["warnings"])


# Races


LIMITED = refuses(429, "request_limit_exceeded")


def test_after_429_a_purchase_is_sent_only_after_another_look(script: Script, shell: Shell) -> None:
    script.expect(looks(), places(LIMITED), looks(row(8)), reads(8), downloads(8))
    ended = shell.run(**TASK, max_retries=1)
    assert not ended.failed, ended.result
    assert (ended["action"], ended["changed"], ended["order"]["id"]) == ("none", False, 8)


def test_after_429_a_purchase_is_sent_again_where_nobody_was_faster(script: Script, shell: Shell) -> None:
    script.expect(looks(), places(LIMITED), looks(), places(PLACED), looks(row(8)), reads(8), downloads(8))
    ended = shell.run(**TASK, max_retries=1)
    assert not ended.failed, ended.result
    assert (ended["action"], ended["order"]["id"]) == ("order", 8)


def test_after_too_many_429_nothing_is_ordered(script: Script, shell: Shell) -> None:
    script.expect(looks(), places(LIMITED), looks(), places(LIMITED))
    ended = shell.run(**TASK, max_retries=1)
    assert ended.failed
    assert ended["http_status"] == 429


@pytest.mark.parametrize("faster", [True, False])
def test_a_purchase_that_has_to_wait_long_for_the_quota_is_sent_only_after_another_look(
    script: Script, shell: Shell, faster: bool
) -> None:
    script.expect(looks())
    if not faster:
        script.expect(looks(), places(PLACED))
    script.expect(looks(row(8)), reads(8), downloads(8))
    # One request in three minutes.
    ended = shell.run(**TASK, rate_share=0.001)
    assert not ended.failed, ended.result
    assert ended["action"] == ("none" if faster else "order")
    assert ended["api_calls"]["writes"] == (0 if faster else 1)


def test_after_a_lost_answer_the_own_order_is_the_one_with_the_own_key(script: Script, shell: Shell) -> None:
    rival = {"certificate": {**order(7)["certificate"], "csr": csr("kim")}}
    script.expect(looks(), places(no_answer), looks(row(7)), reads(7, **rival))
    script.expect(looks(row(7), row(8)), reads(8), reads(7, **rival))
    script.expect(looks(row(7), row(8)), reads(8), reads(7, **rival), looks(follows=8), looks(follows=7))
    ended = shell.run(**TASK)
    assert ended.failed
    assert ended["msg"].startswith("Order 8 was placed. Orders 7 and 8 were placed at the same time")


def test_after_a_lost_answer_two_orders_with_the_own_key_are_both_named(script: Script, shell: Shell) -> None:
    script.expect(looks(), places(no_answer), looks(row(7), row(8)), reads(8), reads(7))
    ended = shell.run(**TASK)
    assert ended.failed
    assert "orders 7 and 8 were placed since then" in ended["msg"]
    assert ended["api_calls"]["writes"] == 1


def test_another_runs_order_is_no_trace_of_the_own_one(script: Script, shell: Shell) -> None:
    rival = {"certificate": {**order(7)["certificate"], "csr": csr("kim")}}
    script.expect(looks(), places(no_answer), *[looks(row(7)), reads(7, **rival)] * 4)
    ended = shell.run(**TASK)
    assert ended.failed
    assert "It is not visible so far" in ended["msg"]


# An order that order_id names


def test_an_order_without_a_name_is_taken_over_where_nothing_lives(script: Script, shell: Shell) -> None:
    script.expect(reads(7, alternative_order_id=None), looks(), downloads(7))
    ended = shell.run(**TASK, order_id=7)
    assert (ended["action"], ended["order"]["id"]) == ("none", 7)
    assert "Order 7 carries no alternative_order_id" in str(ended["warnings"])


def test_the_key_of_another_host_is_not_taken_over(script: Script, shell: Shell) -> None:
    script.expect(reads(7, alternative_order_id=None), looks())
    ended = shell.run(**{**TASK, "csr": csr("kim")}, order_id=7)
    assert ended.failed
    assert "differs in csr" in ended["msg"]


def test_an_order_of_something_else_is_left_alone(script: Script, shell: Shell) -> None:
    script.expect(reads(7, alternative_order_id=None), looks())
    ended = shell.run(check=True, **{**TASK, "emails": ["kim@example.com"]}, order_id=7)
    assert ended["action"] == "order"
    assert "Order 7, which order_id names" in str(ended["warnings"])


def test_an_order_that_the_lookup_does_not_show_yet_is_found_by_its_hint(script: Script, shell: Shell) -> None:
    script.expect(reads(8, "pending"), looks(), validates(8))
    assert shell.run(**TASK, order_id=8)["action"] == "wait"


# Who replaced what


def listed(certificate_id: int, serial_number: str) -> dict[str, t.Any]:
    return {"id": certificate_id, "status": "issued", "serial_number": serial_number}


@pytest.mark.parametrize(
    ("rows", "revoked"),
    [
        ([listed(1008, "0AFF"), listed(900, "0B")], 900),
        ([listed(900, "AFF")], None),
        ([listed(900, "0a:ff")], None),
        ([listed(1009, "0B"), listed(900, "0C")], None),
        ([listed(1009, "0AFF"), listed(900, "0C")], 900),
        ([{"id": 900, "status": "issued"}], None),
        ([{**listed(900, "0B"), "status": "revoked"}], None),
    ],
    ids=["older", "copy", "copy, written otherwise", "newer", "newer copy", "no serial number", "revoked"],
)
def test_only_what_is_older_and_no_copy_is_revoked(
    script: Script, shell: Shell, rows: list[dict[str, t.Any]], revoked: t.Optional[int]
) -> None:
    script.expect(looks(row(8)), reads(8, requests=[]))
    script.expect(get("/order/certificate/8/reissue", says({"certificates": rows})), downloads(8))
    ended = shell.run(check=True, **TASK, revoke_replaced=True)
    assert ended["action"] == ("revoke" if revoked else "none")
    if revoked:
        assert f"certificate {revoked} of order 8" in ended["reason"]


@pytest.mark.parametrize(("serial_number", "revoked"), [("0AFE", True), ("0aff", False), (None, False)])
def test_what_this_run_reissued_is_revoked_once_another_one_is_in_its_place(
    script: Script, shell: Shell, serial_number: t.Optional[str], revoked: bool
) -> None:
    declared = {**TASK, "emails": ["other@example.com"]}
    before = order(8, requests=[])
    before["certificate"] = {**before["certificate"], "id": 900, "serial_number": serial_number}
    after = reads(8, requests=[], certificate={**order(8)["certificate"], "emails": ["other@example.com"]})
    nothing = get("/order/certificate/8/reissue", says({"certificates": []}))
    body = {
        "certificate": {"emails": ["other@example.com"], "signature_hash": "sha256", "csr": CSR},
        "skip_approval": False,
        "comments": mark(8, emails=("other@example.com",)),
    }
    script.expect(looks(row(8)), get("/order/certificate/8", says(before)), nothing, looks(follows=8))
    script.expect(post("/order/certificate/8/reissue", body, says({"id": 8}, 201)))
    script.expect(looks(row(8)), after, nothing, downloads(8))
    if revoked:
        script.expect(put("/certificate/900/revoke", {"skip_approval": False}, Answer(204)))
        script.expect(looks(row(8)), after, nothing)
    ended = shell.run(**declared, revoke_replaced=True)
    assert not ended.failed, ended.result
    assert ended["api_calls"]["writes"] == (2 if revoked else 1)
