# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What no plan does, whatever is wanted and however wrong, old or incomplete the world is that it is made for."""

from __future__ import annotations

import dataclasses
import typing as t

from ansible_collections.certops.digicert.plugins.module_utils._core import actions
from ansible_collections.certops.digicert.plugins.module_utils._core.errors import CannotDecide
from ansible_collections.certops.digicert.plugins.module_utils._core.identity import is_older
from ansible_collections.certops.digicert.plugins.module_utils._core.model import (
    Desired,
    Match,
    Memory,
    Order,
    Plan,
    Refusal,
    Replaced,
    Stranger,
    World,
)
from ansible_collections.certops.digicert.plugins.module_utils._core.planner import plan
from ansible_collections.certops.digicert.plugins.module_utils._core.status import DEAD
from hypothesis import given, settings
from hypothesis import strategies as st

from .model_ca import TODAY
from .test_convergence import STATUSES, desires, orders

#: Words that nobody documented, and none at all.
ODD = ("unknown", "odd", "issued", "approved", "canceled", "revoked", "pending")


@st.composite
def wrong_worlds(draw: st.DrawFn) -> World:
    """Orders whose links lead anywhere: to themselves, round, to what is not there; and what else can be wrong."""
    found = draw(st.lists(orders, max_size=4))
    ids = [1 + 10 * place for place in range(len(found))]
    linked = tuple(
        dataclasses.replace(
            order,
            id=order_id,
            renewal_of_order_id=draw(st.sampled_from([None, 3, 999, *ids])),
            is_renewed=draw(st.sampled_from([None, False, True])),
            serial_number=draw(st.sampled_from([None, "0A", "a", "0B"])),
            replaced_certificates=(),
        )
        for order, order_id in zip(found, ids)
    )
    others = draw(st.lists(st.builds(Match, st.integers(100, 105), st.sampled_from(ODD)), max_size=2))
    own = draw(st.sampled_from([None, None, None, *ids]))
    memory = Memory(
        own=own,
        known_before=frozenset(draw(st.sets(st.sampled_from(ids)))) if ids else frozenset(),
        replaces=draw(st.sampled_from([None, *ids])),
        reissued=draw(st.none() | st.builds(Replaced, st.sampled_from(ids or [1]), st.integers(5, 8), st.just("0B"))),
        revocations_asked=frozenset(draw(st.sets(st.sampled_from(ids)))) if ids else frozenset(),
    )
    refusal = st.none() | st.builds(Refusal, st.sampled_from(ids or [1]), withdrawn=st.booleans())
    return World(
        TODAY,
        tuple(reversed(linked)),
        tuple(others),
        "x",
        memory,
        draw(refusal),
        doubt=draw(st.sampled_from(["", "", "", "it is 2037"])),
    )


def planned(desired: Desired, world: World) -> t.Optional[Plan]:
    """Return the plan, or ``None`` where the planner leaves it to a person."""
    try:
        return plan(desired, world)
    except CannotDecide:
        return None


def living(world: World) -> list[int]:
    """Return what lives, or of which nobody says that it does not; told from the statuses alone."""
    alive = [order.id for order in world.orders if order.status not in DEAD and not _ran_out(order)]
    return alive + [row.id for row in world.others if row.status not in DEAD]


def _ran_out(order: Order) -> bool:
    held = order.status in ("issued", "reissue_pending") or (
        order.status == "approved" and order.certificate_id is not None
    )
    return held and order.valid_till is not None and order.valid_till < TODAY


def _beside_a_stranger_nothing_is_written(desired: Desired, world: World) -> None:
    found = planned(desired, dataclasses.replace(world, strangers=(Stranger(7, "carries another name"),)))
    assert found is None or not found.changes


def _nothing_is_ordered_beside_what_lives_or_may_live(desired: Desired, world: World) -> None:
    found = planned(desired, world)
    if found is not None and found.action == "order":
        assert living(world) == []


def _nothing_is_bought_beside_what_is_on_its_way(desired: Desired, world: World) -> None:
    found = planned(desired, world)
    if found is not None and found.buys:
        assert found.in_flight is None
        assert all(order.issued for order in world.orders if order.id in living(world))


def _with_a_clock_in_doubt_nothing_is_bought(desired: Desired, world: World) -> None:
    found = planned(desired, dataclasses.replace(world, doubt="it is 2037"))
    assert found is None or not found.buys


def _what_is_in_use_is_not_revoked(desired: Desired, world: World) -> None:
    desired = dataclasses.replace(desired, state="present", revoke_replaced=True)
    found = planned(desired, world)
    if found is None or found.action != "revoke" or found.target is None or found.current is None:
        return
    if found.certificate_id is None:
        assert found.target.id != found.current.id
    else:
        assert found.certificate_id != found.current.certificate_id
        reissued = world.memory.reissued
        assert reissued is not None
        assert is_older(found.certificate_id, reissued.serial_number, found.current)


def _what_is_written_to_was_found_under_the_name(desired: Desired, world: World) -> None:
    found = planned(desired, world)
    if found is not None and found.changes and found.action != "order":
        assert found.target is not None
        assert found.target in world.orders


def _a_request_that_may_be_a_revocation_is_not_decided(desired: Desired, world: World) -> None:
    found = planned(dataclasses.replace(desired, approve=True), world)
    if found is None or found.request_id is None or found.target is None:
        return
    (kind,) = {request.type for request in found.target.requests if request.id == found.request_id}
    assert kind in ("new_request", "reissue") or (kind is None and not found.target.issued)


def _a_revocation_that_was_asked_for_is_not_asked_for_again(desired: Desired, world: World) -> None:
    found = planned(desired, world)
    if found is not None and found.action == "revoke" and found.target is not None:
        assert found.target.id not in world.memory.revocations_asked


LAWS = (
    _beside_a_stranger_nothing_is_written,
    _nothing_is_ordered_beside_what_lives_or_may_live,
    _nothing_is_bought_beside_what_is_on_its_way,
    _with_a_clock_in_doubt_nothing_is_bought,
    _what_is_in_use_is_not_revoked,
    _what_is_written_to_was_found_under_the_name,
    _a_request_that_may_be_a_revocation_is_not_decided,
    _a_revocation_that_was_asked_for_is_not_asked_for_again,
)


@settings(max_examples=500)
@given(desires, wrong_worlds())
def test_no_plan_breaks_a_law(desired: Desired, world: World) -> None:
    # One world for all laws: to make one takes longer than to plan for it.
    for law in LAWS:
        law(desired, world)


@settings(max_examples=200)
@given(desires, wrong_worlds(), st.randoms(use_true_random=False), st.sampled_from(["canceled", "rejected"]))
def test_a_plan_does_not_hang_on_what_has_nothing_to_do_with_it(
    desired: Desired, world: World, random: t.Any, ended: str
) -> None:
    # The order of rows, fields that nobody compares, and an old order that never held a certificate.
    shuffled = list(world.orders)
    random.shuffle(shuffled)
    changed = tuple(dataclasses.replace(order, thumbprint="FF", csr="another text of it") for order in shuffled)
    old = Match(0, ended) if world.rows() else None
    other = dataclasses.replace(world, orders=changed, others=(*world.others, *([old] if old else [])))
    one, two = planned(desired, world), planned(desired, other)
    assert (one is None) == (two is None)
    if one is not None and two is not None:
        assert (one.write, one.mark, one.renewal_of_order_id) == (two.write, two.mark, two.renewal_of_order_id)


def test_the_generator_reaches_every_word() -> None:
    assert set(ODD) - set(STATUSES) == {"unknown", "odd"}
    assert actions.BUYS | actions.ENDS < actions.WRITES
