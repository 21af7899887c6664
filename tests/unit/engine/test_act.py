# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One write: what it sends for each plan, and what counts as its outcome when it was refused or its answer was lost."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.certops.digicert.plugins.module_utils._core import wish
from ansible_collections.certops.digicert.plugins.module_utils._core.model import Plan
from ansible_collections.certops.digicert.plugins.module_utils._engine.act import body_of
from ansible_collections.certops.digicert.tests.unit.support.answers import (
    BODY,
    CSR,
    DUE,
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
from ansible_collections.certops.digicert.tests.unit.support.scripted import (
    Call,
    Script,
    no_answer,
    post,
    refuses,
    says,
)
from ansible_collections.certops.digicert.tests.unit.support.tasks import parse, task

if t.TYPE_CHECKING:
    from ansible_collections.certops.digicert.tests.unit.support.shell import Shell

FIELDS = [{"metadata_id": 11, "value": "v"}, {"metadata_id": 12, "value": "w"}]
DESIRED = parse(task("class1_smime", comments="for Kim", skip_approval=True))
CERTIFICATE = {"emails": ["robin@example.com"], "signature_hash": "sha256"}
PURCHASE = {
    "certificate": CERTIFICATE,
    "order_validity": {"years": 1},
    "alternative_order_id": "smime-robin",
    "comments": "[mark] for Kim",
    "skip_approval": True,
}


@pytest.mark.parametrize(
    ("plan", "body"),
    [
        (Plan("order", ""), PURCHASE),
        (Plan("renew", "", renewal_of_order_id=7), {**PURCHASE, "renewal_of_order_id": 7}),
        (Plan("replace", ""), PURCHASE),
        (Plan("reissue", ""), {"certificate": CERTIFICATE, "skip_approval": True, "comments": "[mark] for Kim"}),
        (Plan("revoke", ""), {"skip_approval": True, "comments": "for Kim"}),
        (Plan("cancel", ""), {"status": "canceled", "note": "for Kim"}),
        (Plan("approve", "", request_id=5), {"status": "approved", "processor_comment": "for Kim"}),
        (Plan("reject", "", request_id=5), {"status": "rejected", "processor_comment": "[certops withdrawn] for Kim"}),
        (Plan("wait", ""), {}),
        (Plan("none", ""), {}),
    ],
    ids=lambda value: value.action if isinstance(value, Plan) else "",
)
def test_the_body_of_a_plan(plan: Plan, body: dict[str, t.Any]) -> None:
    given = {**vars(plan), "alternative_order_id": "smime-robin", "mark": "[mark]"}
    assert body_of(DESIRED, Plan(**given)) == body


def test_an_update_sends_the_one_field_it_is_about() -> None:
    declared = parse(task("class1_smime", custom_fields=FIELDS))
    assert body_of(declared, Plan("update", "", metadata_id=12)) == FIELDS[1]


# Refused


@pytest.mark.parametrize("status", [401, 403])
def test_a_key_that_may_not_order_is_told_without_another_look(script: Script, shell: Shell, status: int) -> None:
    script.expect(looks(), places(refuses(status, "access_denied")))
    ended = shell.run(**TASK)
    assert ended.failed
    assert (ended["http_status"], ended["changed"]) == (status, False)


def test_a_refused_renewal_is_a_failure_though_its_predecessor_lives(script: Script, shell: Shell) -> None:
    shell.local_time(DUE)
    script.expect(looks(row(8), date=DUE), reads(8, date=DUE), looks(follows=8, date=DUE))
    script.expect(places(refuses(400, "x"), renewal_of_order_id=8, comments=mark(8)))
    script.expect(looks(row(8), date=DUE), reads(8, date=DUE))
    ended = shell.run(**TASK)
    assert ended.failed
    assert ended["msg"].startswith("CertCentral refused POST")


def test_a_refused_order_is_a_failure_where_that_of_somebody_else_has_ended(script: Script, shell: Shell) -> None:
    ended_meanwhile = (looks(row(7, "rejected")), reads(7, "rejected", requests=[]))
    script.expect(looks(), places(refuses(400, "x")), *ended_meanwhile)
    ended = shell.run(**TASK)
    assert ended.failed
    assert ended["msg"].startswith("CertCentral refused POST")


OTHER_ADDRESS = ("kim@example.com",)
REISSUE = {
    "certificate": {"emails": list(OTHER_ADDRESS), "signature_hash": "sha256", "csr": CSR},
    "skip_approval": False,
    "comments": mark(8, emails=OTHER_ADDRESS),
}


def reissues(gets: t.Any) -> Call:
    """Expect the reissue for another address."""
    return post("/order/certificate/8/reissue", REISSUE, gets)


def test_a_refused_reissue_is_adopted_when_somebody_was_faster(script: Script, shell: Shell) -> None:
    script.expect(looks(row(8)), reads(8), looks(follows=8), reissues(refuses(400, "x")))
    certificate = order(8)["certificate"]
    pending = reads(8, "reissue_pending", certificate=certificate)
    script.expect(looks(row(8)), pending, looks(row(8)), pending, downloads(8), validates(8))
    ended = shell.run(**{**TASK, "emails": list(OTHER_ADDRESS)})
    assert not ended.failed, ended.result
    assert (ended["changed"], ended["action"], ended["pending"]["order_id"]) == (False, "wait", 8)


def test_a_refused_reissue_is_a_failure_where_nothing_has_changed(script: Script, shell: Shell) -> None:
    script.expect(looks(row(8)), reads(8), looks(follows=8), reissues(refuses(400, "x")), looks(row(8)), reads(8))
    ended = shell.run(**{**TASK, "emails": list(OTHER_ADDRESS)})
    assert ended.failed
    assert ended["msg"].startswith("CertCentral refused POST")


# Lost


def test_an_answer_without_an_order_id_that_leaves_no_trace_tells_what_was_sent(script: Script, shell: Shell) -> None:
    script.expect(looks(), places(says({})), *[looks()] * 4)
    ended = shell.run(**TASK)
    assert ended.failed
    assert (ended["method"], ended["api_calls"]["writes"]) == ("POST", 1)


def test_after_a_lost_answer_the_predecessor_is_no_trace_of_the_renewal(script: Script, shell: Shell) -> None:
    shell.local_time(DUE)
    before = (looks(row(8), date=DUE), reads(8, date=DUE))
    after = (
        looks(row(8), row(9, "pending"), date=DUE),
        reads(9, "pending", date=DUE, renewal_of_order_id=8),
        reads(8, date=DUE, is_renewed=True),
    )
    script.expect(*before, looks(follows=8, date=DUE))
    script.expect(places(no_answer, renewal_of_order_id=8, comments=mark(8)), *before, *after, *after)
    script.expect(downloads(8), validates(9))
    ended = shell.run(**TASK)
    assert not ended.failed, ended.result
    assert (ended["action"], ended["recovered"], ended["pending"]["order_id"]) == ("renew", True, 9)
    assert shell.clock.slept == [2.0, 5.0]


def keyless(order_id: int, comments: str) -> Call:
    """Expect order info of an order in flight that shows no key, and the comment that it was bought with."""
    certificate = {name: value for name, value in order(order_id, "pending")["certificate"].items() if name != "csr"}
    requests = [{"id": 5, "type": "new_request", "status": "approved", "comments": comments}]
    return reads(order_id, "pending", certificate=certificate, requests=requests)


OTHERS_MARK = "[certops wish=0123456789abcdef key=0123456789abcdef]"


@pytest.mark.parametrize("comments", [mark(), "a note"], ids=["its own mark", "no mark"])
def test_after_a_lost_answer_an_order_without_a_key_is_the_own_one(script: Script, shell: Shell, comments: str) -> None:
    shows = (looks(row(8, "pending")), keyless(8, comments))
    script.expect(looks(), places(no_answer), *shows, *shows, validates(8))
    ended = shell.run(**TASK)
    assert not ended.failed, ended.result
    assert (ended["recovered"], ended["changed"], ended["pending"]["order_id"]) == (True, True, 8)


def test_after_a_lost_answer_an_order_that_was_bought_for_another_key_is_not_the_own_one(
    script: Script, shell: Shell
) -> None:
    script.expect(looks(), places(no_answer), *(looks(row(8, "pending")), keyless(8, OTHERS_MARK)) * 4)
    ended = shell.run(**TASK)
    assert ended.failed
    assert "It is not visible so far" in ended["msg"]


def test_after_a_lost_answer_an_order_without_a_key_is_not_the_own_one_beside_one_that_has_it(
    script: Script, shell: Shell
) -> None:
    shows = (looks(row(9, "pending"), row(8, "pending")), keyless(9, "a note"), reads(8, "pending"))
    script.expect(looks(), places(no_answer), *shows, *shows, validates(8))
    ended = shell.run(**TASK)
    assert not ended.failed, ended.result
    assert (ended["recovered"], ended["pending"]["order_id"]) == (True, 8)


def test_after_a_lost_answer_any_new_order_is_the_own_one_where_no_key_is_declared(
    script: Script, shell: Shell
) -> None:
    declared = {**TASK, "csr": None}
    body = {**BODY, "certificate": {"emails": ["robin@example.com"], "signature_hash": "sha256"}}
    shows = (looks(row(8, "waiting_pickup")), reads(8, "waiting_pickup"))
    wanted = parse(task("class1_smime"))
    script.expect(
        looks(), post("/order/certificate/class1_smime", {**body, "comments": wish.mark(wanted, None)}, no_answer)
    )
    script.expect(*shows, *shows)
    ended = shell.run(**declared)
    assert not ended.failed, ended.result
    assert (ended["recovered"], ended["pending"]["waiting_for"]) == (True, ["pickup"])
