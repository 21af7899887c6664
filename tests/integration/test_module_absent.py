# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""`state: absent`: whatever status the order has, no live order is left."""

from __future__ import annotations

import pytest
from ansible_collections.certops.digicert.tests.integration.support.certificates import csr
from ansible_collections.certops.digicert.tests.integration.support.declared import IDENTITY, wanted

# Plain module processes: of Ansible they meet what test_module.py and test_bad_input.py meet.
pytestmark = pytest.mark.once

ABSENT = {"alternative_order_id": IDENTITY, "state": "absent"}
DONE_AT_ONCE = {**ABSENT, "skip_approval": True}


@pytest.mark.parametrize("options", [{}, {"order_id": 70010001}])
def test_nothing_is_there(quick, sandbox, options: dict[str, int]) -> None:
    result = quick({**ABSENT, **options})

    assert (result["action"], result["changed"], result["order"]) == ("none", False, None)
    assert sandbox.calls()["writes"] == 0


def test_what_awaits_approval_is_rejected(quick, sandbox) -> None:
    quick(wanted(skip_approval=False))

    assert quick(ABSENT)["action"] == "reject"
    assert [order["status"] for order in sandbox.orders()] == ["rejected"]
    assert quick(ABSENT)["action"] == "none"


@pytest.mark.parametrize(
    ("product", "options", "status"),
    [("class1_smime", {}, "pending"), ("client_authentication_plus", {"csr": None}, "waiting_pickup")],
)
def test_what_is_on_its_way_is_cancelled(quick, sandbox, product: str, options, status: str) -> None:
    ordered = quick(wanted(product, **options))
    assert ordered["order"]["status"] == status

    result = quick({**ABSENT, "comments": "Robin left"})

    assert (result["action"], result["changed"]) == ("cancel", True)
    assert [order["status"] for order in sandbox.orders()] == ["canceled"]
    sandbox.forget()
    again = quick(ABSENT)
    assert (again["action"], again["changed"], sandbox.calls()["writes"]) == ("none", False, 0)


def test_what_is_being_issued_can_only_be_ended_later(quick, sandbox) -> None:
    sandbox.settings(issuance_delay_seconds=3600)
    assert quick(wanted())["order"]["status"] == "processing"

    refused = quick(ABSENT)
    assert refused.rc != 0
    assert "processing" in refused["msg"]
    assert (refused["action"], refused["changed"]) == ("cancel", False)

    sandbox.advance(hours=2)
    assert quick(DONE_AT_ONCE)["action"] == "revoke"


def test_what_is_issued_is_revoked(quick, sandbox) -> None:
    quick(wanted())

    predicted = quick(DONE_AT_ONCE, check=True)
    assert (predicted["action"], predicted["changed"]) == ("revoke", True)
    assert [order["status"] for order in sandbox.orders()] == ["issued"]

    result = quick(DONE_AT_ONCE)
    assert (result["action"], result["changed"]) == ("revoke", True)
    assert result["certificate"] is None
    assert [order["status"] for order in sandbox.orders()] == ["revoked"]
    assert quick(DONE_AT_ONCE)["action"] == "none"


def test_a_revocation_that_awaits_approval_is_asked_for_once(quick, sandbox) -> None:
    quick(wanted())

    asked = quick(ABSENT)
    assert (asked["action"], asked["changed"]) == ("revoke", True)
    assert asked["pending"]["waiting_for"] == ["approval"]
    assert [order["status"] for order in sandbox.orders()] == ["issued"]

    sandbox.forget()
    again = quick({**ABSENT, "approve": True})
    assert (again["action"], again["changed"], sandbox.calls()["writes"]) == ("wait", False, 0)
    (request,) = [request for request in again["pending"]["requests"] if request["type"] == "revoke"]
    sandbox.post(f"/requests/{request['id']}/approve")
    assert quick(ABSENT)["action"] == "none"
    assert [order["status"] for order in sandbox.orders()] == ["revoked"]


def test_all_generations_go(quick, sandbox) -> None:
    quick(wanted())
    sandbox.advance(days=340)
    quick(wanted())

    result = quick(DONE_AT_ONCE)

    assert result["changed"] is True
    assert [order["status"] for order in sandbox.orders()] == ["revoked", "revoked"]


def test_a_pending_reissue_is_cancelled_and_its_order_revoked(quick, sandbox) -> None:
    quick(wanted())
    sandbox.settings(issuance_delay_seconds=3600)
    assert quick(wanted(common_name="Robin Y. Park"))["action"] == "reissue"

    result = quick(DONE_AT_ONCE)

    assert result["changed"] is True
    assert [order["status"] for order in sandbox.orders()] == ["revoked"]


def test_after_the_end_a_new_order_can_begin(quick, sandbox) -> None:
    quick(wanted())
    quick(DONE_AT_ONCE)

    same_key = quick(wanted())
    result = quick(wanted(csr=csr("other")))

    assert same_key.rc != 0
    assert "whose certificate was revoked; make a new key and CSR" in same_key["msg"]
    assert (result["action"], result["order"]["status"]) == ("order", "issued")
    assert [order["status"] for order in sandbox.orders()] == ["revoked", "issued"]


def test_what_was_taken_back_before_it_was_approved_was_refused_by_nobody(quick, sandbox) -> None:
    quick(wanted(skip_approval=False))
    assert quick(ABSENT)["action"] == "reject"

    assert quick(wanted())["action"] == "order"
    assert [order["status"] for order in sandbox.orders()] == ["rejected", "issued"]


@pytest.mark.parametrize(("on_revoked", "action"), [("order", "order"), ("fail", None)])
def test_what_follows_a_revocation_is_the_tasks_to_say(quick, sandbox, on_revoked: str, action: str) -> None:
    quick(wanted())
    quick(DONE_AT_ONCE)

    result = quick(wanted(on_revoked=on_revoked))

    assert (None if result.rc else result["action"]) == action
    assert len(sandbox.orders()) == (2 if action else 1)
