# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every rule of the policy, row by row: what is wanted, what is there, what follows."""

from __future__ import annotations

import dataclasses
import datetime

import pytest
from ansible_collections.certops.digicert.plugins.module_utils._core import rules, wish
from ansible_collections.certops.digicert.plugins.module_utils._core.errors import CannotDecide
from ansible_collections.certops.digicert.plugins.module_utils._core.facts import Facts
from ansible_collections.certops.digicert.plugins.module_utils._core.model import (
    Desired,
    Match,
    Memory,
    Order,
    Request,
    World,
)
from ansible_collections.certops.digicert.plugins.module_utils._core.planner import plan

TODAY = datetime.date(2031, 6, 1)

WANTED = Desired(
    alternative_order_id="x",
    product="client_authentication_plus",
    emails=("a@example.com",),
    common_name="a",
    organization={"id": 501},
    order_validity={"years": 1},
    public_key="aa",
)
GONE = Desired(alternative_order_id="x", state="absent")
DIGEST = wish.digest(WANTED)


def want(**changes):
    return dataclasses.replace(WANTED, **changes)


def there(order_id=10, status="issued", days=200, **fields):
    """Return an order that holds what WANTED declares."""
    return Order(
        **{
            "id": order_id,
            "status": status,
            "product": "client_authentication_plus",
            "certificate_id": order_id + 100,
            "common_name": "a",
            "emails": ("a@example.com",),
            "organization_id": 501,
            "public_key": "aa",
            "valid_from": TODAY + datetime.timedelta(days=days - 365),
            "valid_till": TODAY + datetime.timedelta(days=days),
            **fields,
        }
    )


def coming(order_id=10, status="pending", **fields):
    return there(order_id, status, valid_from=None, valid_till=None, certificate_id=None, **fields)


def world(*orders, others=(), **fields):
    return World(TODAY, tuple(sorted(orders, key=lambda order: -order.id)), tuple(others), "x", **fields)


def request(request_type, status="pending", number=1, comments=None):
    return Request(number, request_type, status, comments)


def mark(number=10, digest=DIGEST):
    return wish.comment(None, digest, number)


RACE = {"memory": Memory(own=12, known_before=frozenset({10}))}

ROWS = [
    ("nothing is there", want(), world(), "order", "no order with this"),
    ("only dead ones", want(), world(others=[Match(9, "rejected")]), "order", "order 9 is rejected"),
    ("revoked is not renewed", want(), world(there(status="revoked")), "order", "order 10 is revoked"),
    ("current", want(), world(there()), "none", "200 days left"),
    ("current without dates", want(), world(there(valid_till=None)), "none", "order 10 is issued"),
    ("30 days left is not due", want(), world(there(days=30)), "none", "30 days left"),
    ("29 days left is due", want(), world(there(days=29)), "renew", "29 days left, renewal is due at 30"),
    ("last day is due", want(), world(there(days=0)), "renew", "0 days left"),
    ("due, but never", want(renew="never"), world(there(days=3)), "none", "3 days left"),
    ("expired by date", want(), world(there(days=-1)), "renew", "has expired"),
    ("expired by status", want(), world(there(status="expired", days=-9)), "renew", "has expired"),
    ("expired, never", want(renew="never"), world(there(days=-1)), "none", "renew is never"),
    (
        "expired, revoked later",
        want(),
        world(there(days=-1), others=[Match(11, "revoked")]),
        "order",
        "order 11 is revoked",
    ),
    ("renew now", want(renew="now"), world(there()), "renew", "renew=now"),
    ("renew now, one in flight", want(renew="now"), world(there(), coming(11)), "wait", "order 10 stays in use"),
    ("first one in flight", want(), world(coming()), "wait", "order 10 is pending"),
    ("unknown status is in flight", want(), world(coming(status="odd")), "wait", "order 10 is odd"),
    ("in flight with a difference", want(emails=("b@example.com",)), world(coming()), "wait", "order 10 is pending"),
    ("renewed, no successor visible", want(), world(there(is_renewed=True)), "fail", "order 10 was renewed"),
    ("expired and renewed elsewhere", want(), world(there(days=-1, is_renewed=True)), "fail", "order 10 was renewed"),
    (
        "renewed, successor rejected",
        want(),
        world(there(days=9, is_renewed=True), others=[Match(11, "rejected")]),
        "renew",
        "9 days left",
    ),
    (
        "reissue in flight",
        want(emails=("b@example.com",)),
        world(there(status="reissue_pending")),
        "wait",
        "order 10 is reissue_pending",
    ),
    (
        "reissue awaits approval",
        want(emails=("b@example.com",)),
        world(there(requests=(request("reissue"),))),
        "wait",
        "order 10 is issued",
    ),
    (
        "approve a new order",
        want(approve=True),
        world(coming(status="needs_approval", requests=(request("new_request"),))),
        "approve",
        "request 1 of order 10",
    ),
    (
        "approve a reissue",
        want(approve=True),
        world(there(status="reissue_pending", requests=(request("reissue"),))),
        "approve",
        "request 1",
    ),
    (
        "never approve a revocation",
        want(approve=True),
        world(there(requests=(request("revoke"),))),
        "none",
        "200 days left",
    ),
    ("certificate revoked, order lives", want(), world(there(certificate_status="revoked")), "reissue", "was revoked"),
    ("drift, reissue", want(emails=("b@example.com",)), world(there()), "reissue", "order 10 differs in emails"),
    ("other key, reissue", want(public_key="bb"), world(there()), "reissue", "order 10 differs in csr"),
    (
        "drift and due: renewal mends both",
        want(emails=("b@example.com",)),
        world(there(days=5)),
        "renew",
        "5 days left",
    ),
    ("drift that a reissue cannot mend", want(), world(there(product="client_premium")), "fail", "on_drift=replace"),
    ("drift, replace", want(on_drift="replace"), world(there(organization_id=502)), "replace", "organization.id"),
    ("drift, fail", want(on_drift="fail"), world(there(common_name="b")), "fail", "on_drift is fail"),
    ("drift and due, fail", want(on_drift="fail"), world(there(common_name="b", days=5)), "fail", "on_drift is fail"),
    ("drift, ignore", want(on_drift="ignore"), world(there(common_name="b")), "none", "200 days left"),
    (
        "container is only reported",
        want(container={"id": 9}, on_drift="fail"),
        world(there(container_id=10)),
        "none",
        "200 days left",
    ),
    (
        "reissued for this wish before",
        want(),
        world(there(common_name="b", requests=(request("reissue", "approved", comments=mark()),))),
        "fail",
        "keeps returning common_name as 'b'",
    ),
    (
        "reissued for another wish before",
        want(),
        world(there(common_name="b", requests=(request("reissue", "approved", comments=mark(digest="0" * 16)),))),
        "reissue",
        "common_name",
    ),
    (
        "wish was refused by the approver",
        want(),
        world(there(common_name="b", requests=(request("reissue", "rejected", comments=mark()),))),
        "reissue",
        "common_name",
    ),
    (
        "replaced for this wish before",
        want(on_drift="replace"),
        world(there(11, common_name="b", requests=(request("new_request", "approved", comments=mark()),)), there(10)),
        "fail",
        "keeps returning",
    ),
    (
        "replaced, but for what is not shown",
        want(on_drift="replace"),
        world(there(11, common_name="b"), there(10)),
        "fail",
        "keeps returning",
    ),
    (
        "custom field",
        want(custom_fields=({"metadata_id": 11, "value": "v"},)),
        world(there(custom_fields={11: "w"})),
        "update",
        "custom_fields.11",
    ),
    (
        "custom field, ignore",
        want(custom_fields=({"metadata_id": 11, "value": "v"},), on_drift="ignore"),
        world(there(custom_fields={})),
        "none",
        "200 days left",
    ),
    (
        "custom field, fail",
        want(custom_fields=({"metadata_id": 11, "value": "v"},), on_drift="fail"),
        world(there(custom_fields={})),
        "fail",
        "custom_fields.11",
    ),
    (
        "revoke what was renewed",
        want(revoke_replaced=True),
        world(there(11, renewal_of_order_id=10), there(10, days=20)),
        "revoke",
        "order 10 was replaced by order 11",
    ),
    (
        "revoke what was replaced",
        want(revoke_replaced=True),
        world(there(11, requests=(request("new_request", "approved", comments=mark()),)), there(10)),
        "revoke",
        "order 10 was replaced",
    ),
    ("revoke no stranger", want(revoke_replaced=True), world(there(11), there(10)), "none", "order 11"),
    (
        "revocation asked for already",
        want(revoke_replaced=True),
        world(there(11, renewal_of_order_id=10), there(10, requests=(request("revoke"),))),
        "none",
        "order 11",
    ),
    (
        "revoke what was reissued",
        want(revoke_replaced=True),
        world(there(replaced_certificates=(99,))),
        "revoke",
        "certificate 99",
    ),
    (
        "another run was faster",
        want(),
        world(coming(12), coming(11), **RACE),
        "cancel",
        "order 11 was placed at the same time",
    ),
    (
        "another run was faster, own unapproved",
        want(),
        world(coming(12, "needs_approval", requests=(request("new_request"),)), coming(11), **RACE),
        "reject",
        "order 11",
    ),
    ("another run was slower", want(), world(coming(12), coming(13), **RACE), "wait", "order 12 is pending"),
    ("both issued at once", want(), world(there(12), there(11), **RACE), "fail", "11 and 12"),
    ("the slower one is issued", want(), world(there(12), there(13), **RACE), "fail", "12 and 13"),
    ("absent: nothing there", GONE, world(), "none", "no order with this"),
    ("absent: all dead", GONE, world(others=[Match(9, "canceled")]), "none", "order 9 is canceled"),
    ("absent: expired", GONE, world(there(days=-1)), "none", "order 10 is issued"),
    ("absent: issued", GONE, world(there()), "revoke", "order 10 is issued"),
    ("absent: newest first", GONE, world(there(11), there(10)), "revoke", "order 11 is issued"),
    ("absent: pending", GONE, world(coming()), "cancel", "order 10 is pending"),
    ("absent: waiting for pickup", GONE, world(coming(status="waiting_pickup")), "cancel", "waiting_pickup"),
    (
        "absent: needs approval",
        GONE,
        world(coming(status="needs_approval", requests=(request("new_request"),))),
        "reject",
        "request 1 of order 10",
    ),
    (
        "absent: needs approval, request hidden",
        GONE,
        world(coming(status="needs_approval")),
        "cancel",
        "needs_approval",
    ),
    ("absent: reissue pending", GONE, world(there(status="reissue_pending")), "cancel", "a reissue of order 10"),
    (
        "absent: reissue awaits approval",
        GONE,
        world(there(requests=(request("reissue"),))),
        "reject",
        "request 1 of order 10",
    ),
    (
        "absent: revocation awaits approval",
        GONE,
        world(there(requests=(request("revoke"),))),
        "wait",
        "revocation of order 10",
    ),
]


@pytest.mark.parametrize(
    ("wanted", "found", "action", "reason"), [row[1:] for row in ROWS], ids=[row[0] for row in ROWS]
)
def test_policy(wanted, found, action, reason):
    if action == "fail":
        with pytest.raises(CannotDecide, match=r"^[A-Z]") as failure:
            plan(wanted, found)
        assert reason in str(failure.value)
        return
    step = plan(wanted, found)
    assert step.action == action
    assert reason in step.reason


def test_every_rule_has_a_row():
    decided = set()
    for _name, wanted, found, _action, _reason in ROWS:
        table = rules.ABSENT if wanted.state == "absent" else rules.PRESENT
        decided.add(next(rule for rule in table if rule.when(Facts(wanted, found))))
    assert set(rules.PRESENT + rules.ABSENT) - decided == set()


def test_a_renewal_names_its_predecessor():
    step = plan(want(), world(there(days=5)))
    assert (step.renewal_of_order_id, step.alternative_order_id) == (10, "x")


def test_a_replacement_names_no_predecessor_and_carries_the_wish():
    step = plan(want(on_drift="replace"), world(there(organization_id=502)))
    assert (step.renewal_of_order_id, step.wish, step.target.id) == (None, DIGEST, 10)


def test_the_first_order_may_take_over_one_from_outside():
    assert plan(want(renewal_of_order_id=77), world()).renewal_of_order_id == 77


def test_the_old_certificate_stays_current_while_its_renewal_is_in_flight():
    step = plan(want(), world(there(10, days=5, is_renewed=True), coming(11, renewal_of_order_id=10)))
    assert (step.current.id, step.in_flight.id) == (10, 11)


def test_the_renewal_is_current_once_it_is_issued():
    assert plan(want(), world(there(10, days=5), there(9, renewal_of_order_id=10))).current.id == 9


def test_without_a_link_the_highest_id_is_current_and_the_other_is_named():
    step = plan(want(), world(there(10), there(11)))
    assert step.current.id == 11
    assert "order 10" in step.warnings[0]


def test_a_renewed_predecessor_needs_no_warning():
    assert plan(want(), world(there(10, days=20), there(11, renewal_of_order_id=10))).warnings == ()


def test_of_two_in_flight_the_lower_id_counts_and_the_other_is_named():
    step = plan(want(), world(coming(10), coming(11)))
    assert step.in_flight.id == 10
    assert "order 11" in step.warnings[0]


def test_other_container_is_a_warning():
    assert "container.id" in plan(want(container={"id": 9}), world(there(container_id=10))).warnings[0]
