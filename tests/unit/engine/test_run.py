# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a run does after its first write: races that it lost, writes that it may not send, what it does once."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.certops.digicert.plugins.module_utils._core.budget import Allowance
from ansible_collections.certops.digicert.plugins.module_utils._core.model import Desired
from ansible_collections.certops.digicert.plugins.module_utils._engine.run import Run
from ansible_collections.certops.digicert.tests.unit.support.answers import (
    GONE,
    IDENTITY,
    PLACED,
    TASK,
    downloads,
    looks,
    mark,
    places,
    reads,
    row,
    validates,
)
from ansible_collections.certops.digicert.tests.unit.support.api import api
from ansible_collections.certops.digicert.tests.unit.support.scripted import (
    Answer,
    Call,
    Script,
    get,
    no_answer,
    put,
    refuses,
    says,
)

if t.TYPE_CHECKING:
    from ansible_collections.certops.digicert.tests.unit.support.shell import Shell

DONE = Answer(204)
DRIFT = {"product": {"name_id": "client_premium"}}


def awaits(order_id: int) -> Call:
    """Expect order info of an order whose request 5 awaits approval."""
    return reads(
        order_id, "needs_approval", requests=[{"id": 5, "type": "new_request", "status": "pending", "comments": mark()}]
    )


def cancels(gets: t.Any) -> Call:
    """Expect that order 8 is cancelled."""
    return put("/order/certificate/8/status", {"status": "canceled", "note": "canceled by automation"}, gets)


def withdraws(gets: t.Any) -> Call:
    """Expect that the request of order 8 is rejected, by a note that tells it from a refusal."""
    return put("/request/5/status", {"status": "rejected", "processor_comment": "[certops withdrawn]"}, gets)


def not_reissued(order_id: int) -> Call:
    """Expect the list of certificates that reissues replaced: there are none."""
    return get(f"/order/certificate/{order_id}/reissue", says({"certificates": []}))


LOST_RACES = pytest.mark.parametrize(
    ("own", "takes_back"),
    [(reads(8, "pending"), cancels), (awaits(8), withdraws)],
    ids=["in flight", "not approved"],
)


@LOST_RACES
def test_who_lost_a_race_takes_the_own_order_back_and_has_changed_nothing(
    script: Script, shell: Shell, own: Call, takes_back: t.Callable[[t.Any], Call]
) -> None:
    status = "pending" if takes_back is cancels else "needs_approval"
    script.expect(looks(), places(PLACED), looks(row(7, "pending"), row(8, status)), own, reads(7, "pending"))
    script.expect(takes_back(DONE), looks(row(7, "pending"), row(8, "canceled")), reads(7, "pending"), validates(7))
    ended = shell.run(**TASK)
    assert not ended.failed, ended.result
    assert (ended["changed"], ended["action"], ended["pending"]["order_id"]) == (False, "wait", 7)


@LOST_RACES
def test_who_lost_a_race_and_may_not_take_the_own_order_back_names_both(
    script: Script, shell: Shell, own: Call, takes_back: t.Callable[[t.Any], Call]
) -> None:
    status = "pending" if takes_back is cancels else "needs_approval"
    race = (looks(row(7, "pending"), row(8, status)), own, reads(7, "pending"))
    script.expect(looks(), places(PLACED), *race, takes_back(refuses(400, "x")), *race)
    ended = shell.run(**TASK)
    assert ended.failed
    assert ended["msg"].startswith(
        "Order 8 was placed. Order 7 was placed at the same time by another run and stays; order 8 of this run goes, but: "
        "CertCentral refused PUT"
    )
    assert (ended["http_status"], ended["changed"], ended["action"]) == (400, True, "order")


def test_an_end_that_is_refused_is_told_in_certcentrals_words(script: Script, shell: Shell) -> None:
    pending = (looks(row(8, "pending")), looks(follows=8), reads(8, "pending", requests=[]))
    script.expect(*pending, cancels(refuses(400, "x")), *pending)
    ended = shell.run(**GONE)
    assert ended.failed
    assert ended["msg"].startswith("CertCentral refused PUT")


def test_an_approval_that_is_refused_leaves_the_order_to_others(script: Script, shell: Shell) -> None:
    waiting = (looks(row(8, "needs_approval")), awaits(8))
    script.expect(*waiting, put("/request/5/status", {"status": "approved"}, refuses(403, "access_denied")), *waiting)
    ended = shell.run(**TASK, approve=True)
    assert not ended.failed, ended.result
    assert (ended["changed"], ended["action"], ended["pending"]["waiting_for"]) == (False, "wait", ["approval"])
    assert "The order stays pending." in str(ended["warnings"])


def test_what_was_sent_is_not_sent_again_where_certcentral_still_asks_for_it(script: Script, shell: Shell) -> None:
    script.expect(looks(row(8, "pending")), looks(follows=8), reads(8, "pending", requests=[]), cancels(DONE))
    script.expect(looks(row(8, "pending")), looks(follows=8), reads(8, "processing", requests=[]))
    ended = shell.run(**GONE)
    assert ended.failed
    assert "After the changes of this run CertCentral still asks to cancel (order 8 is processing)" in ended["msg"]
    assert (ended["changed"], ended["action"], ended["api_calls"]["writes"]) == (True, "cancel", 1)


def test_what_was_replaced_is_revoked_though_nothing_shows_what_replaced_it(script: Script, shell: Shell) -> None:
    old = (reads(8, requests=[], **DRIFT), not_reissued(8))
    new = (reads(9, requests=[]), not_reissued(9))
    script.expect(looks(row(8)), *old, looks(follows=8))
    script.expect(places(says({"id": 9}, 201), comments=mark(8)))
    script.expect(looks(row(8), row(9)), *new, *old, downloads(9))
    script.expect(put("/order/certificate/8/revoke", {"skip_approval": False}, DONE))
    script.expect(looks(row(8, "revoked"), row(9)), *new)
    ended = shell.run(**TASK, on_drift="replace", revoke_replaced=True)
    assert not ended.failed, ended.result
    assert (ended["changed"], ended["action"], ended["order"]["id"]) == (True, "replace", 9)


def test_of_two_writes_it_tells_that_one_answer_was_lost(script: Script, shell: Shell) -> None:
    """The first answer is lost and the second is not: the run recovered all the same."""
    issued, gone = (looks(row(8), row(9)), looks(follows=9), looks(follows=8)), looks(row(8), row(9, "revoked"))
    script.expect(*issued, reads(9, requests=[]), reads(8, requests=[]))
    script.expect(put("/order/certificate/9/revoke", {"skip_approval": True}, no_answer))
    left = (gone, looks(follows=9), looks(follows=8), reads(8, requests=[]))
    script.expect(*left, *left, put("/order/certificate/8/revoke", {"skip_approval": True}, DONE))
    script.expect(looks(row(8, "revoked"), row(9, "revoked")), looks(follows=9), looks(follows=8))
    ended = shell.run(**GONE, skip_approval=True)
    assert not ended.failed, ended.result
    assert (ended["changed"], ended["recovered"], ended["action"]) == (True, True, "revoke")
    assert ended["api_calls"]["writes"] == 2


@pytest.mark.parametrize("endings", [1, 0])
def test_a_run_ends_no_more_than_it_is_allowed(script: Script, shell: Shell, endings: int) -> None:
    script.expect(looks(row(8, "pending")), looks(follows=8), reads(8, "pending", requests=[]))
    if endings:
        script.expect(cancels(DONE), looks(row(8, "canceled")), looks(follows=8))
    run = Run(api(max_retries=0).client, Desired(IDENTITY, state="absent"), shell.clock.timer())
    run.look()
    run.allowance = Allowance(purchases=0, endings=endings)
    run.settle()
    assert run.changed is bool(endings)
    told = "Something is left to do that was not in the plan of this run (cancel: order 8 is pending); run again."
    assert run.warnings == ([] if endings else [told])
