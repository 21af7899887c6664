# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The convergence law: whatever is wanted and whatever is there, carrying out plans ends, and never buys twice."""

from __future__ import annotations

import dataclasses
import datetime

import pytest
from ansible_collections.certops.digicert.plugins.module_utils._core.errors import CannotDecide
from ansible_collections.certops.digicert.plugins.module_utils._core.model import Desired, Memory, Order, Request, World
from ansible_collections.certops.digicert.plugins.module_utils._core.planner import plan, still_wanted
from hypothesis import given, settings
from hypothesis import strategies as st

from .model_ca import TODAY, Account, apply

STATUSES = (
    # Most paths begin with a certificate in use.
    *["issued"] * 8,
    "needs_approval",
    "pending",
    "processing",
    "waiting_pickup",
    "reissue_pending",
    "approved",
    "rejected",
    "denied",
    "canceled",
    "revoked",
    "expired",
    "never heard of",
)

KEY, OTHER_KEY = "aa" * 32, "bb" * 32

WANTED = Desired(
    alternative_order_id="x",
    product="client_authentication_plus",
    emails=("a@example.com",),
    common_name="a",
    organization={"id": 501},
    order_validity={"years": 1},
    public_key=KEY,
)


def run(desired: Desired, world: World, account: Account):
    """Carry out plans as the engine does; return the actions taken, the end ("none", "wait", "fail"), and the last world."""
    actions = []
    while len(actions) < 30:
        try:
            step = plan(desired, world)
        except CannotDecide:
            return actions, "fail", desired, world
        if not step.changes:
            return actions, step.action, desired, world
        actions.append(step.action)
        world = apply(step, desired, world, account)
        desired = still_wanted(desired, step)
    return actions, "endless", desired, world


BUYS = ("order", "renew", "replace")

orders = st.builds(
    Order,
    id=st.just(0),
    status=st.sampled_from(STATUSES),
    product=st.sampled_from([*["client_authentication_plus"] * 4, "client_premium", None]),
    certificate_id=st.sampled_from([None, 7]),
    certificate_status=st.sampled_from([None, None, None, "revoked"]),
    common_name=st.sampled_from(["a", "b", None]),
    emails=st.sampled_from([("a@example.com",), ("b@example.com",), ()]),
    organization_id=st.sampled_from([501, 501, 501, 502, None]),
    container_id=st.sampled_from([9, 10, None]),
    signature_hash=st.sampled_from(["sha256", "sha384"]),
    public_key=st.sampled_from([KEY, OTHER_KEY, None]),
    custom_fields=st.sampled_from([None, {}, {11: "v"}, {11: "w"}]),
    valid_from=st.sampled_from([None, TODAY - datetime.timedelta(days=300), TODAY - datetime.timedelta(days=2)]),
    valid_till=st.sampled_from(
        [None, *(TODAY + datetime.timedelta(days=days) for days in (-1, 0, 5, 29, 30, 31, 400, 401, 402))]
    ),
    is_renewed=st.sampled_from([False, False, False, True]),
    replaced_certificates=st.sampled_from([(), (6,)]),
    requests=st.lists(
        st.builds(
            Request,
            id=st.integers(1, 99),
            type=st.sampled_from(["new_request", "reissue", "revoke", None]),
            status=st.sampled_from(["pending", "approved", "rejected", "needs_approval", None]),
        ),
        max_size=2,
        unique_by=lambda request: request.id,
    ).map(tuple),
)


@st.composite
def worlds(draw):
    found = draw(st.lists(orders, max_size=4))
    numbered = []
    for position, order in enumerate(found):
        older = [1 + 10 * earlier for earlier in range(position)]
        link = draw(st.sampled_from([None, *older]))
        numbered.append(dataclasses.replace(order, id=1 + 10 * position, renewal_of_order_id=link))
    return World(today=TODAY, orders=tuple(reversed(numbered)), next_alternative_order_id="x")


desires = st.builds(
    dataclasses.replace,
    st.just(WANTED),
    state=st.sampled_from(["present", "present", "present", "absent"]),
    renew=st.sampled_from(["when_due", "now", "never"]),
    renew_before_days=st.sampled_from([0, 30, 500]),
    on_drift=st.sampled_from(["reissue", "replace", "fail", "ignore"]),
    revoke_replaced=st.booleans(),
    approve=st.booleans(),
    signature_hash=st.sampled_from([None, "sha256"]),
    container=st.sampled_from([{}, {"id": 9}]),
    custom_fields=st.sampled_from([(), ({"metadata_id": 11, "value": "v"},)]),
)

accounts = st.builds(
    Account,
    new_status=st.sampled_from(["issued", "pending", "needs_approval", "waiting_pickup"]),
    reissue_status=st.sampled_from(["issued", "reissue_pending"]),
    revocation_needs_approval=st.booleans(),
    normalised_name=st.sampled_from(["", "", "normalised"]),
)


@settings(max_examples=1000)
@given(desires, worlds(), accounts)
def test_every_run_ends_and_buys_at_most_once(desired, world, account):
    actions, end, _desired, _world = run(desired, world, account)
    assert end in ("none", "wait", "fail"), actions
    assert sum(action in BUYS for action in actions) <= 1, actions


@settings(max_examples=1000)
@given(desires, worlds(), accounts)
def test_runs_one_after_the_other_come_to_rest(desired, world, account):
    # At most: one run mends or buys, a second one mends what CertCentral normalised, all later ones write nothing.
    written = []
    for _run in range(4):
        actions, _end, _desired, world = run(desired, world, account)
        world = dataclasses.replace(world, memory=Memory())
        written.append(actions)
    bought = [action for actions in written for action in actions if action in BUYS]
    if desired.renew == "now":
        assert all(sum(action in BUYS for action in actions) <= 1 for actions in written)
    else:
        assert written[2:] == [[], []], written
        assert len(bought) <= (2 if desired.on_drift == "replace" and account.normalised_name else 1), written


@settings(max_examples=500)
@given(desires, worlds(), accounts)
def test_nothing_is_bought_while_an_order_is_in_flight(desired, world, account):
    first = None
    try:
        first = plan(desired, world)
    except CannotDecide:
        return
    if first.in_flight is not None:
        assert not first.buys


@settings(max_examples=500)
@given(worlds(), accounts)
def test_absent_leaves_no_live_order_or_a_revocation_that_awaits_approval(world, account):
    gone = Desired(alternative_order_id="x", state="absent")
    actions, end, _desired, after = run(gone, world, account)
    assert end in ("none", "wait")
    assert set(actions) <= {"revoke", "cancel", "reject"}
    living = [order for order in after.orders if not order.dead(TODAY)]
    if end == "none":
        assert living == []
    else:
        assert all(order.open_requests("revoke") for order in living)


@pytest.mark.parametrize("position", range(4))
def test_with_revoke_replaced_the_old_order_goes_only_after_the_new_one_is_issued(position):
    old = Order(
        id=1,
        status="issued",
        certificate_id=7,
        product="client_authentication_plus",
        valid_from=TODAY - datetime.timedelta(days=360),
        valid_till=TODAY + datetime.timedelta(days=5),
    )
    desired = dataclasses.replace(WANTED, revoke_replaced=True, approve=False)
    status = ("issued", "pending", "needs_approval", "waiting_pickup")[position]
    actions, end, _desired, after = run(desired, World(TODAY, (old,), (), "x"), Account(new_status=status))
    old_now = next(order for order in after.orders if order.id == 1)
    if status == "issued":
        assert (actions, end, old_now.status) == (["renew", "revoke"], "none", "revoked")
    else:
        assert (actions, end, old_now.status) == (["renew"], "wait", "issued")
