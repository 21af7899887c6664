# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Requests are decided once each: the conversation, and what is told when it breaks off."""

from __future__ import annotations

import io
import typing as t

import pytest
from ansible_collections.certops.digicert.plugins.module_utils._core import decision
from ansible_collections.certops.digicert.plugins.module_utils._core.errors import (
    CannotDecide,
    LostAnswer,
    Refused,
    Unanswered,
)
from ansible_collections.certops.digicert.plugins.module_utils._core.model import Request
from ansible_collections.certops.digicert.plugins.module_utils._engine.archive import _Forgetful
from ansible_collections.certops.digicert.plugins.module_utils._engine.decide_request import Wanted, decide
from ansible_collections.certops.digicert.tests.unit.support.api import api
from ansible_collections.certops.digicert.tests.unit.support.scripted import (
    Answer,
    Call,
    Script,
    get,
    no_answer,
    refuses,
    reset,
    says,
)

DONE = Answer(204, content_type="")


def request(status: t.Any = "pending", number: int = 601, **members: t.Any) -> Answer:
    return says({"id": number, "type": "new_request", "status": status, "order": {"id": "7"}, **members})


def looked(gets: t.Any, number: int = 601) -> Call:
    return get(f"/request/{number}", gets)


def written(gets: t.Any, number: int = 601, status: str = "approved", **more: str) -> Call:
    return Call("PUT", f"/request/{number}/status", gets, body={"status": status, **more})


def order(*requests: dict[str, t.Any], **members: t.Any) -> Call:
    shown = {"id": 7, "status": "needs_approval", "requests": list(requests), **members}
    return get("/order/certificate/7", says(shown))


def row(number: int, status: t.Any = "pending", kind: t.Optional[str] = "new_request") -> dict[str, t.Any]:
    return {"id": number, "type": kind, "status": status}


def run(check_mode: bool = False, status: str = "approved", **whose: t.Any) -> dict[str, t.Any]:
    wanted = Wanted(status, **(whose or {"request_id": 601}))
    return decide(api(max_retries=0).client, wanted, check_mode, lambda _seconds: None).result(wanted)


VERDICTS: list[tuple[t.Any, ...]] = [
    ("pending", "approved", "open"),
    ("needs_approval", "approved", "open"),
    ("approved", "approved", "reached"),
    ("submitted", "approved", "reached"),
    ("rejected", "rejected", "reached"),
    ("rejected", "approved", "conflict"),
    ("approved", "rejected", "conflict"),
    ("submitted", "rejected", "conflict"),
    ("else", "approved", "conflict"),
    (None, "approved", "conflict"),
]


@pytest.mark.parametrize(("status", "wanted", "verdict"), VERDICTS)
def test_what_is_left_to_do(status: t.Optional[str], wanted: str, verdict: str) -> None:
    found = Request(601, "new_request", status)
    assert (found.open, decision.reached(found, wanted)) == (verdict == "open", verdict == "reached")
    if verdict == "conflict":
        with pytest.raises(CannotDecide, match=rf"^Request 601 is .* can no longer be {wanted}; look"):
            decision.check(found, wanted)
    else:
        decision.check(found, wanted)


def test_a_pending_request_is_decided(script: Script) -> None:
    script.expect(looked(request()), written(DONE))
    result = run()
    assert (result["changed"], result["action"], result["recovered"]) == (True, "approve", False)
    assert result["requests"] == [{"id": 601, "type": "new_request", "status": "approved", "order_id": 7}]
    assert result["diff"] == {"before": {"601": "pending"}, "after": {"601": "approved"}}


def test_a_rejection_carries_the_comment(script: Script) -> None:
    script.expect(looked(request("NEEDS_APPROVAL")), written(DONE, status="rejected", processor_comment="no"))
    result = run(status="rejected", request_id=601, comments="no")
    assert (result["action"], result["requests"][0]["status"]) == ("reject", "rejected")


def test_check_mode_reads_and_stops(script: Script) -> None:
    script.expect(looked(request()))
    assert run(check_mode=True)["requests"][0]["status"] == "approved"


@pytest.mark.parametrize("status", ["approved", "APPROVED", "submitted"])
def test_what_is_decided_stays(script: Script, status: str) -> None:
    script.expect(looked(request(status)))
    result = run()
    assert (result["changed"], result["action"], result["diff"]["after"]) == (False, "none", {})
    assert result["requests"][0]["status"] == status.lower()


@pytest.mark.parametrize("check_mode", [False, True])
@pytest.mark.parametrize("status", ["rejected", None, "strange"])
def test_what_was_decided_otherwise_is_a_failure_before_any_write(
    script: Script, status: t.Optional[str], check_mode: bool
) -> None:
    script.expect(looked(request(status)))
    with pytest.raises(CannotDecide):
        run(check_mode)


def test_check_mode_predicts_what_is_open_and_keeps_what_is_told(script: Script) -> None:
    script.expect(order(row(601, "rejected"), row(602), row(603, kind=None), status="issued"))
    script.expect(looked(says({"id": 603}), 603))
    wanted = Wanted("approved", order_id=7)
    done = decide(api(max_retries=0).client, wanted, True, lambda _seconds: None)
    assert [(item.request.id, item.request.status) for item in done.after] == [(601, "rejected"), (602, "approved")]
    assert done.changed == (602,)
    assert "does not show the type of request 603" in done.warnings[0]


def test_a_name_that_leads_nowhere_is_told(script: Script) -> None:
    script.expect(get("/order/alternate/robin", says({"orders": []})))
    wanted = Wanted("approved", alternative_order_id="robin")
    done = decide(api().client, wanted, False, lambda _seconds: None)
    assert (done.after, done.changed) == ((), ())
    assert done.warnings == ("No order carries this alternative_order_id, so there was nothing to decide.",)


class Remembers(_Forgetful):
    """Tells what it is to forget."""

    def __init__(self, told: list[t.Any]) -> None:
        self.told = told

    def forget(self, alternative_order_id: t.Optional[str], order_ids: t.Collection[int]) -> None:
        self.told.append((alternative_order_id, list(order_ids)))


@pytest.mark.parametrize(("order_id", "forgotten"), [("7", [7]), (None, [])], ids=str)
def test_what_is_decided_is_forgotten_before_it_is_sent(script: Script, order_id: t.Any, forgotten: list[int]) -> None:
    told: list[t.Any] = []

    def body() -> io.BytesIO:
        told.append("sent")
        return io.BytesIO()

    sent = Answer(204, content_type="", stream=body)
    script.expect(looked(request(order={"id": order_id})), written(sent))
    decide(api().client, Wanted("approved", request_id=601), False, lambda _seconds: None, Remembers(told))
    assert told == [(None, forgotten), "sent"]


def test_somebody_else_was_faster_with_the_same(script: Script) -> None:
    script.expect(looked(request()), written(refuses(400, "request_already_processed")), looked(request("approved")))
    result = run()
    assert (result["changed"], result["action"], result["recovered"]) == (False, "none", False)
    assert result["requests"][0]["status"] == "approved"


def test_somebody_else_was_faster_with_the_opposite(script: Script) -> None:
    script.expect(looked(request()), written(refuses(400, "request_already_processed")), looked(request("rejected")))
    with pytest.raises(CannotDecide, match="is rejected and can no longer be approved"):
        run()


def test_a_request_that_stays_pending_although_processed_is_a_failure(script: Script) -> None:
    script.expect(looked(request()), written(refuses(400, "request_already_processed")), looked(request()))
    with pytest.raises(Refused):
        run()


def test_another_refusal_is_a_failure_without_a_further_read(script: Script) -> None:
    script.expect(looked(request()), written(refuses(403, "access_denied|invalid_approver")))
    with pytest.raises(Refused, match="ask an approver") as caught:
        run()
    assert caught.value.facts["changed"] is False


@pytest.mark.parametrize("fault", [no_answer, reset, Answer(502), says([])], ids=["time-out", "reset", "502", "list"])
def test_a_lost_answer_is_made_up_for_by_reading_not_by_repeating(script: Script, fault: t.Any) -> None:
    script.expect(
        looked(request()), written(fault), looked(request()), looked(Answer(503)), looked(request("approved"))
    )
    result = run()
    assert (result["changed"], result["recovered"]) == (True, True)


def test_a_lost_answer_that_stays_lost_says_so(script: Script) -> None:
    script.expect(looked(request()), written(no_answer), *[looked(request())] * 3)
    pauses: list[float] = []
    with pytest.raises(LostAnswer, match=r"unknown whether .* Request 601 is still not approved\.$") as caught:
        decide(api(max_retries=0).client, Wanted("approved", request_id=601), False, pauses.append)
    assert pauses == sorted(pauses)
    assert len(pauses) == len(set(pauses)) == 3
    assert pauses[0] > 0
    assert caught.value.facts["changed"] is False


def test_a_lost_answer_and_somebody_who_decided_otherwise(script: Script) -> None:
    script.expect(looked(request()), written(no_answer), looked(request("rejected")))
    with pytest.raises(CannotDecide, match="Request 601 is rejected and can no longer be approved"):
        run()


def test_a_lost_answer_that_only_a_later_look_finds(script: Script) -> None:
    script.expect(looked(request()), written(no_answer), *[looked(Answer(503))] * 2, looked(request("approved")))
    assert run()["recovered"] is True


@pytest.mark.parametrize(
    ("asked", "decided"),
    [
        ({}, [601, 603]),
        ({"types": ("new_request",)}, [601]),
        ({"types": ("revoke", "reissue")}, [603]),
        ({"types": ("duplicate",)}, []),
    ],
    ids=str,
)
def test_all_pending_requests_of_an_order_are_decided(
    script: Script, asked: dict[str, t.Any], decided: list[int]
) -> None:
    script.expect(order(row(601), row(602, "rejected"), row(603, "PENDING", "revoke")))
    script.expect(*[written(DONE, number) for number in decided])
    result = run(order_id=7, **asked)
    assert result["changed"] is bool(decided)
    assert sorted(result["diff"]["after"]) == [str(number) for number in decided]
    assert all(found["order_id"] == 7 for found in result["requests"])


def test_a_status_that_the_order_does_not_show_is_asked_for(script: Script) -> None:
    script.expect(order(row(601, None)), looked(request(order={})), written(DONE))
    assert run(order_id=7)["requests"] == [{"id": 601, "type": "new_request", "status": "approved", "order_id": 7}]


@pytest.mark.parametrize("requests", [None, [], {}], ids=repr)
def test_requests_that_the_order_does_not_show_are_asked_for(script: Script, requests: t.Any) -> None:
    rows = [{"id": 601, "status": "pending", "order": {"id": 7}}, {"id": 602, "status": "pending", "order": {"id": 8}}]
    query = {"offset": "0", "limit": "1000", "filters[status]": "pending"}
    script.expect(order(requests=requests), get("/request", says({"requests": rows}), **query), written(DONE))
    assert [found["id"] for found in run(order_id=7)["requests"]] == [601]


def test_a_failure_on_the_way_tells_what_was_decided(script: Script) -> None:
    script.expect(order(row(601), row(602)), written(DONE), written(refuses(403, "access_denied"), 602))
    with pytest.raises(Refused) as caught:
        run(order_id=7)
    facts = caught.value.result()
    assert (facts["changed"], facts["action"]) == (True, "approve")
    assert [found["status"] for found in facts["requests"]] == ["approved", "pending"]


def test_an_order_of_the_name_that_is_dead_has_nothing_to_decide(script: Script) -> None:
    script.expect(get("/order/alternate/x", says({"orders": [{"order_id": 7, "status": "rejected"}]})))
    wanted = Wanted("rejected", alternative_order_id="x")
    done = decide(api().client, wanted, False, lambda _seconds: None)
    assert (done.result(wanted)["requests"], done.warnings) == ([], ())


@pytest.mark.parametrize("body", [{}, {"id": None}, {"id": "x", "status": "pending"}], ids=str)
def test_an_answer_about_nothing_is_a_failure(script: Script, body: dict[str, t.Any]) -> None:
    script.expect(looked(says(body)))
    with pytest.raises(Unanswered, match="has no request id"):
        run()


# Answers about something else, and requests that do not say what they are


def test_a_request_with_another_number_is_no_answer(script: Script) -> None:
    script.expect(looked(request(number=602)))
    with pytest.raises(Unanswered, match="asked about request 601 and answered about request 602"):
        run()


def test_a_request_of_an_order_that_carries_another_name_is_not_decided(script: Script) -> None:
    script.expect(get("/order/alternate/robin", says({"orders": [{"order_id": 7, "status": "needs_approval"}]})))
    script.expect(order(row(601), alternative_order_id="Robin"))
    with pytest.raises(CannotDecide, match="order 7 carries the alternative_order_id 'Robin'"):
        run(alternative_order_id="robin")


@pytest.mark.parametrize("types", [(), ("new_request", "reissue")])
def test_what_may_be_a_revocation_is_left_alone(script: Script, types: tuple[str, ...]) -> None:
    unknown = row(601, kind=None)
    script.expect(order(unknown, row(602, kind="reissue"), status="issued"), looked(says({"id": 601})))
    script.expect(written(DONE, 602))
    wanted = Wanted("approved", order_id=7, types=types)
    done = decide(api(max_retries=0).client, wanted, False, lambda _seconds: None)
    assert done.changed == (602,)
    assert "does not show the type of request 601" in done.warnings[0]


def test_only_what_is_open_and_may_be_a_revocation_is_left_alone_and_told(script: Script) -> None:
    rows = row(601, kind=None), row(602, kind="reissue"), row(603, "rejected", None)
    script.expect(order(*rows, status="issued"), looked(says({"id": 601})), written(DONE, 602))
    wanted = Wanted("approved", order_id=7)
    done = decide(api(max_retries=0).client, wanted, False, lambda _seconds: None)
    assert [(item.request.id, item.request.status) for item in done.after] == [(602, "approved"), (603, "rejected")]
    assert len(done.warnings) == 1


def test_an_issued_order_that_shows_no_request_has_none(script: Script) -> None:
    script.expect(order(status="issued"))
    assert run(order_id=7)["requests"] == []


@pytest.mark.parametrize(("status", "decided"), [("issued", [601]), ("revoked", [])])
def test_of_a_name_only_what_lives_is_decided(script: Script, status: str, decided: list[int]) -> None:
    script.expect(get("/order/alternate/robin", says({"orders": [{"order_id": 7, "status": "issued"}]})))
    script.expect(order(row(601, kind="reissue"), status=status, alternative_order_id="robin"))
    script.expect(*[written(DONE, number) for number in decided])
    assert [found["id"] for found in run(alternative_order_id="robin")["requests"]] == decided


def test_the_type_that_the_request_itself_shows_counts(script: Script) -> None:
    script.expect(order(row(601, kind=None), status="issued"), looked(request(type="revoke")))
    assert run(order_id=7, types=("new_request",))["changed"] is False


def test_an_order_without_a_list_of_requests_is_looked_up_in_the_list_of_all(script: Script) -> None:
    other = {**row(602), "order": {"id": 8}}
    listed = says({"requests": [other, {**row(601), "order": {"id": 7}}]})
    pages = {"filters[status]": "pending", "limit": "1000", "offset": "0"}
    script.expect(order(status="issued", requests=None), get("/request", listed, **pages), written(DONE))
    assert run(order_id=7)["changed"] is True


def test_what_was_established_by_reading_once_is_told_in_the_end(script: Script) -> None:
    script.expect(order(row(601), row(602)), written(no_answer), looked(request("approved")), written(DONE, 602))
    ended = run(order_id=7)
    assert (ended["changed"], ended["recovered"]) == (True, True)
