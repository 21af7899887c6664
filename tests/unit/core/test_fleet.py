# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The plan of many certificates: its digest, its money, and what a run may do at most."""

from __future__ import annotations

import dataclasses
import datetime
import decimal
import typing as t

import pytest
from ansible_collections.certops.digicert.plugins.module_utils._core import budget, fleet
from ansible_collections.certops.digicert.plugins.module_utils._core.budget import Allowance, Limits
from ansible_collections.certops.digicert.plugins.module_utils._core.fleet import Change
from ansible_collections.certops.digicert.plugins.module_utils._core.model import (
    Desired,
    Difference,
    Order,
    Plan,
    World,
)

TODAY = datetime.date(2031, 5, 5)
HELD = Order(7, "issued", product="client_premium", emails=("kim@example.com",), valid_till=datetime.date(2031, 6, 1))
WANTED = Desired(
    "a", product="class1_smime", emails=("robin@example.com",), order_validity={"years": 1}, public_key="k1"
)
ORDER = Plan("order", "no order with this alternative_order_id", mark="[certops wish=1]", alternative_order_id="a")
RENEW = Plan("renew", "12 days left, renewal is due at 30", target=HELD, renewal_of_order_id=7)
REVOKE = Plan("revoke", "order 7 is issued", target=HELD)
BODY = {"certificate": {"emails": ["robin@example.com"], "csr": "PEM of the first"}, "alternative_order_id": "a"}
GONE = Desired("gone", state="absent")


def change(desired: Desired = WANTED, plan: Plan = ORDER, **more: t.Any) -> Change:
    return Change(**{"index": 0, "desired": desired, "plan": plan, "body": BODY, **more})


BASE = change()

SAME = {
    "other words": change(plan=dataclasses.replace(ORDER, reason="no live order; order 5 is canceled")),
    "another place in the list": change(index=9),
    "the CSR signed anew": change(body={**BODY, "certificate": {**BODY["certificate"], "csr": "PEM of the second"}}),
    "another card": change(body={**BODY, "credit_card": {"number": "4111111111111111"}}),
    "another price": change(cost=decimal.Decimal(7)),
    "when it is due": change(dataclasses.replace(WANTED, renew_before_days=60)),
}

OTHER = {
    "identity": change(dataclasses.replace(WANTED, alternative_order_id="b")),
    "key": change(dataclasses.replace(WANTED, public_key="k2")),
    "product": change(dataclasses.replace(WANTED, product="secure_email_mailbox")),
    "addresses": change(body={**BODY, "certificate": {"emails": ["kim@example.com"]}}),
    "validity": change(body={**BODY, "order_validity": {"years": 3}}),
    "action": change(plan=dataclasses.replace(RENEW, action="replace")),
    "target": change(plan=dataclasses.replace(RENEW, target=dataclasses.replace(HELD, id=8))),
    "custom field": change(plan=dataclasses.replace(RENEW, metadata_id=3)),
}


@pytest.mark.parametrize("other", SAME.values(), ids=SAME)
def test_what_does_the_same_has_the_same_digest(other: Change) -> None:
    assert fleet.digest([other]) == fleet.digest([BASE])


@pytest.mark.parametrize("other", OTHER.values(), ids=OTHER)
def test_what_does_something_else_has_another_digest(other: Change) -> None:
    assert fleet.digest([other]) != fleet.digest([BASE])


def test_that_the_replaced_one_is_revoked_counts() -> None:
    revoking = dataclasses.replace(WANTED, revoke_replaced=True)
    assert change(revoking, RENEW).digest != change(WANTED, RENEW).digest
    # Nothing is there that a first order could replace.
    assert change(revoking, ORDER).digest == change(WANTED, ORDER).digest


def test_how_many_orders_end_counts() -> None:
    assert change(GONE, REVOKE, endings=1).digest != change(GONE, REVOKE, endings=2).digest


def test_the_order_of_entries_does_not_count_and_their_number_does() -> None:
    other = OTHER["identity"]
    assert fleet.digest([BASE, other]) == fleet.digest([other, BASE])
    assert len({fleet.digest(changes) for changes in ([], [BASE], [BASE, other])}) == 3


def world(*orders: Order) -> World:
    return World(TODAY, orders)


@pytest.mark.parametrize(
    ("desired", "plan", "found", "count"),
    [
        (WANTED, Plan("none", "fine", current=HELD), (HELD,), 0),
        (WANTED, ORDER, (), 0),
        (WANTED, RENEW, (HELD,), 0),
        (dataclasses.replace(WANTED, revoke_replaced=True), RENEW, (HELD,), 1),
        (dataclasses.replace(WANTED, revoke_replaced=True), dataclasses.replace(RENEW, action="reissue"), (HELD,), 1),
        # What ran out is not revoked.
        (
            dataclasses.replace(WANTED, revoke_replaced=True),
            dataclasses.replace(RENEW, target=dataclasses.replace(HELD, valid_till=datetime.date(2031, 5, 4))),
            (HELD,),
            0,
        ),
        (WANTED, REVOKE, (HELD,), 1),
        (WANTED, dataclasses.replace(REVOKE, action="cancel"), (HELD,), 1),
        (WANTED, dataclasses.replace(REVOKE, action="reject"), (HELD,), 1),
        (WANTED, dataclasses.replace(REVOKE, action="approve"), (HELD,), 0),
        (GONE, REVOKE, (HELD, dataclasses.replace(HELD, id=6), Order(5, "pending"), Order(4, "canceled")), 3),
        (GONE, Plan("none", "gone"), (), 0),
    ],
)
def test_what_ends_is_counted(desired: Desired, plan: Plan, found: tuple[Order, ...], count: int) -> None:
    assert fleet.endings(desired, plan, world(*found)) == count


@pytest.mark.parametrize(
    ("validity", "price", "cost"),
    [
        ({"years": 1}, "42.00", "42.00"),
        ({"years": 3}, "42.00", "126.00"),
        ({"days": 73}, "42.00", "8.40"),
        ({"days": 1}, "0.01", "0.00"),
        ({"custom_expiration_date": "05 May 2032"}, "36.60", "36.70"),
        # Too late to be ordered: CertCentral will say so.
        ({"custom_expiration_date": "01 Jan 2020"}, "42.00", "0.00"),
        ({}, "42.00", "0.00"),
    ],
)
def test_a_purchase_costs_its_share_of_years(validity: dict[str, t.Any], price: str, cost: str) -> None:
    wanted = dataclasses.replace(WANTED, order_validity=validity)
    for plan in (ORDER, RENEW, dataclasses.replace(RENEW, action="replace")):
        found = budget.cost(wanted, plan, {"class1_smime": decimal.Decimal(price)}, TODAY)
        assert found == decimal.Decimal(cost)


def test_what_is_no_purchase_costs_nothing_and_one_without_a_price_nobody_knows() -> None:
    assert budget.cost(WANTED, REVOKE, {}, TODAY) == 0
    assert budget.cost(WANTED, ORDER, {"secure_email_mailbox": decimal.Decimal(1)}, TODAY) is None


TWO = decimal.Decimal(2)
PLAN = (change(cost=TWO), change(WANTED, RENEW, cost=TWO, endings=1), change(GONE, REVOKE, endings=2))

LIMITS = {
    "none": (Limits(), None),
    "purchases kept": (Limits(max_purchases=2), None),
    "purchases": (Limits(max_purchases=1), "has 2 purchases, and max_purchases is 1"),
    "no purchase": (Limits(max_purchases=0), "has 2 purchases, and max_purchases is 0"),
    "revocations kept": (Limits(max_revocations=3), None),
    "revocations": (Limits(max_revocations=2), "has 3 revocations, and max_revocations is 2"),
    "money kept": (Limits(max_cost=decimal.Decimal(4)), None),
    "money": (Limits(max_cost=decimal.Decimal("3.99")), "costs 4, and max_cost is 3.99"),
    "reviewed": (Limits(expected_plan=fleet.digest(PLAN)), None),
    "not reviewed": (Limits(expected_plan="0" * 64), f"its plan_digest is {fleet.digest(PLAN)}"),
}


def refusals(limits: Limits, changes: t.Sequence[fleet.Change], total: int) -> tuple[str, ...]:
    return budget.refusals(limits, fleet.totals(changes, total), fleet.digest(changes))


@pytest.mark.parametrize(("limits", "told"), LIMITS.values(), ids=LIMITS)
def test_a_limit_refuses(limits: Limits, told: t.Optional[str]) -> None:
    found = refusals(limits, PLAN, 10)
    assert (found == ()) if told is None else (len(found) == 1 and told in found[0])


def test_an_unknown_price_refuses_only_where_money_is_limited() -> None:
    unknown = (change(cost=None), *PLAN)
    assert refusals(Limits(), unknown, 4) == ()
    (told,) = refusals(Limits(max_cost=decimal.Decimal(1000)), unknown, 4)
    assert "prices has none for class1_smime" in told


def test_all_broken_limits_are_told_and_an_empty_plan_breaks_none() -> None:
    tight = Limits(0, 0, {}, decimal.Decimal(0), "0" * 64)
    assert len(refusals(tight, PLAN, 3)) == 4
    assert refusals(tight, (), 3) == ()


def test_an_allowance_is_used_up() -> None:
    one = Allowance(purchases=1, endings=1)
    assert [one.covers(plan, None) for plan in (ORDER, ORDER)] == [True, False]
    assert [one.covers(plan, None) for plan in (REVOKE, dataclasses.replace(REVOKE, action="cancel"))] == [True, False]
    nothing = Allowance(0, 0)
    assert [nothing.covers(plan, None) for plan in (RENEW, REVOKE)] == [False, False]
    # A reissue and an approval cost nothing and end nothing; what this run placed itself it may take back.
    assert nothing.covers(dataclasses.replace(RENEW, action="reissue"), None)
    assert nothing.covers(dataclasses.replace(REVOKE, action="cancel"), own=7)
    assert not nothing.covers(dataclasses.replace(REVOKE, action="cancel"), own=8)


def result(index: int, **changes: t.Any) -> fleet.Result:
    found = {"index": index, "alternative_order_id": f"id-{index}", "changed": False, "action": "none", "pending": None}
    return {**found, **changes}


def test_the_summary_counts_what_became_of_each() -> None:
    results = [
        result(0),
        result(1, changed=True, action="order", pending={"order_id": 1}),
        result(2, changed=True, action="order", failed=True, msg="No."),
        {"index": 3, "alternative_order_id": "id-3", "changed": False, "failed": True, "msg": "No."},
        result(4, action="wait", pending={"order_id": 4}),
    ]
    assert fleet.summary(results, PLAN) == {
        "total": 5,
        "changed": 2,
        "unchanged": 2,
        "pending": 2,
        "failed": 2,
        "actions": {"none": 2, "order": 2, "wait": 1},
        "purchases": 2,
        "revocations": 3,
        "cost": 4.0,
    }
    assert fleet.summary([], [])["cost"] == 0.0
    assert fleet.summary([], [change(cost=None), BASE])["cost"] is None


def test_equal_failures_are_told_once_and_a_few_are_named() -> None:
    assert fleet.failure([result(0)]) is None
    same = [result(number, failed=True, msg="The API key is refused.") for number in range(3)]
    assert fleet.failure(same) == (
        "3 of 3 certificates failed. certificates[0] (id-0) and 2 more: The API key is refused."
    )
    many = [result(number, failed=True, msg=f"Fault {number}.") for number in range(5)]
    told = fleet.failure([result(0), *(dict(one, index=one["index"]) for one in many[1:])])
    assert told == (
        "4 of 5 certificates failed. certificates[1] (id-1): Fault 1; certificates[2] (id-2): Fault 2; "
        "certificates[3] (id-3): Fault 3; and 1 more faults, see results."
    )


def test_a_row_of_the_plan() -> None:
    renew = dataclasses.replace(RENEW, differences=(Difference("emails", ["a@x"], ["b@x"]),))
    assert change(WANTED, renew, cost=TWO).row() == {
        "alternative_order_id": "a",
        "action": "renew",
        "reason": "12 days left, renewal is due at 30",
        "product": "class1_smime",
        "order_id": 7,
        "emails": ["robin@example.com"],
        "differences": [{"option": "emails", "before": ["a@x"], "after": ["b@x"]}],
        "cost": 2.0,
    }
    # A task for state absent declares nothing but the identity.
    row = change(GONE, REVOKE, body={}).row()
    assert (row["product"], row["emails"], row["cost"]) == ("client_premium", ["kim@example.com"], 0.0)
