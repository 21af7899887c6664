# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is read of one identity, what is left unread, and what the world holds then."""

from __future__ import annotations

import dataclasses
import typing as t

import pytest
from ansible_collections.certops.digicert.plugins.module_utils._core.errors import Refused
from ansible_collections.certops.digicert.plugins.module_utils._core.model import Desired, Memory, World
from ansible_collections.certops.digicert.plugins.module_utils._engine.observe import observe, survey
from ansible_collections.certops.digicert.plugins.module_utils._engine.reads import Reads
from ansible_collections.certops.digicert.tests.unit.support.answers import (
    CSR,
    IDENTITY,
    downloads,
    looks,
    order,
    reads,
    row,
)
from ansible_collections.certops.digicert.tests.unit.support.api import api
from ansible_collections.certops.digicert.tests.unit.support.scripted import Call, Script, get, refuses, says

WANTED = Desired(IDENTITY, product="class1_smime", emails=("robin@example.com",))


def want(**changes: t.Any) -> Desired:
    """Return what the task declares, with changes."""
    return dataclasses.replace(WANTED, **changes)


GONE = Desired(IDENTITY, state="absent")
REPLACING = want(revoke_replaced=True)
APPROVING = want(approve=True)


def seen(desired: Desired = WANTED, everything: bool = False, memory: t.Optional[Memory] = None) -> World:
    """Return the world as it is observed over the script."""
    return observe(Reads(api(max_retries=0).client), desired, memory, everything)


def without_csr(order_id: int, status: str = "issued", **more: t.Any) -> Call:
    """Expect order info that shows no CSR."""
    certificate = {name: value for name, value in order(order_id, status)["certificate"].items() if name != "csr"}
    return reads(order_id, status, certificate={**certificate, **more})


def expired(order_id: int, **changes: t.Any) -> Call:
    """Expect order info of an issued order whose certificate ran out."""
    return reads(order_id, certificate={**order(order_id)["certificate"], "valid_till": "2030-05-31"}, **changes)


def reissues(order_id: int) -> Call:
    """Expect the list of what reissues of an order replaced."""
    return get(f"/order/certificate/{order_id}/reissue", says({"certificates": []}))


def lists_requests() -> Call:
    """Expect the list of all pending requests, with none in it."""
    return get("/request", says({"requests": []}), **{"filters[status]": "pending", "limit": "1000", "offset": "0"})


CASES: list[tuple[str, Desired, list[Call], list[int], list[int]]] = [
    ("nothing is there", want(), [looks()], [], []),
    ("what ended is not read", want(), [looks(row(8, "canceled"), row(9)), reads(9)], [9], [8]),
    (
        "what the current one renews, and what is older, is not read",
        want(),
        [looks(row(7), row(8, "approved"), row(9)), reads(9, renewal_of_order_id=8)],
        [9],
        [8, 7],
    ),
    (
        "what is between the two is read",
        want(),
        [looks(row(7), row(8), row(9)), reads(9, renewal_of_order_id=7), reads(8)],
        [9, 8],
        [7],
    ),
    (
        "what is older and in flight is read",
        want(),
        [looks(row(7, "pending"), row(8), row(9)), reads(9, renewal_of_order_id=8), reads(7, "pending")],
        [9, 7],
        [8],
    ),
    ("what no link explains is read", want(), [looks(row(8), row(9)), reads(9), reads(8)], [9, 8], []),
    (
        "what an expired one renewed is read",
        want(),
        [looks(row(8), row(9)), expired(9, renewal_of_order_id=8), reads(8)],
        [9, 8],
        [],
    ),
    (
        "what one in flight is to renew is read",
        want(),
        [looks(row(8), row(9, "pending")), reads(9, "pending", renewal_of_order_id=8), reads(8)],
        [9, 8],
        [],
    ),
    (
        "what is to be revoked is read",
        REPLACING,
        [
            looks(row(8), row(9)),
            reads(9, renewal_of_order_id=8, requests=[]),
            reissues(9),
            reads(8, requests=[]),
            reissues(8),
        ],
        [9, 8],
        [],
    ),
    (
        "what is to be ended is read",
        GONE,
        [
            looks(row(8), row(9)),
            looks(follows=9),
            looks(follows=8),
            reads(9, renewal_of_order_id=8, requests=[]),
            reads(8, requests=[]),
        ],
        [9, 8],
        [],
    ),
    (
        "where nothing lives all is read",
        want(),
        [looks(row(8, "canceled"), row(9)), expired(9), reads(8, "canceled")],
        [9, 8],
        [],
    ),
    (
        "where all is to end and nothing lives no more is read",
        GONE,
        [looks(row(8, "canceled")), looks(follows=8)],
        [],
        [8],
    ),
    (
        "nothing lives, and the lookup found a stranger",
        want(),
        [looks(row(8, "canceled"), row(9)), reads(9, alternative_order_id="other")],
        [],
        [8],
    ),
]


@pytest.mark.parametrize(
    ("desired", "calls", "orders", "others"), [case[1:] for case in CASES], ids=[case[0] for case in CASES]
)
def test_orders_are_read_as_far_as_they_matter(
    script: Script, desired: Desired, calls: list[Call], orders: list[int], others: list[int]
) -> None:
    script.expect(*calls)
    world = seen(desired)
    assert [found.id for found in world.orders] == orders
    assert [found.id for found in world.others] == others


COMPLETE: list[tuple[str, Desired, bool, list[Call], bool]] = [
    ("nothing is there", want(), False, [looks()], True),
    ("one lives", want(), False, [looks(row(8)), reads(8)], False),
    ("one ended, later names unknown", want(), False, [looks(row(8, "canceled")), reads(8, "canceled")], False),
    ("one lives, all is read", want(), True, [looks(row(8)), looks(follows=8), reads(8)], True),
    ("all is to end", GONE, False, [looks(row(8)), looks(follows=8), reads(8, requests=[])], False),
]


@pytest.mark.parametrize(
    ("desired", "everything", "calls", "complete"), [case[1:] for case in COMPLETE], ids=[case[0] for case in COMPLETE]
)
def test_a_world_is_complete_where_ended_orders_and_later_names_were_read(
    script: Script, desired: Desired, everything: bool, calls: list[Call], complete: bool
) -> None:
    script.expect(*calls)
    assert seen(desired, everything).complete is complete


# Names


@pytest.mark.parametrize(
    ("unique", "calls", "name"),
    [
        (False, [looks(row(8)), reads(8)], IDENTITY),
        (True, [looks()], IDENTITY),
        (True, [looks(row(8)), looks(follows=8), reads(8)], f"{IDENTITY}r8"),
        (
            True,
            [
                looks(row(8)),
                looks(row(9), follows=8),
                looks(follows=9),
                reads(9, alternative_order_id=f"{IDENTITY}r8", renewal_of_order_id=8),
            ],
            f"{IDENTITY}r9",
        ),
    ],
    ids=["not unique", "the first", "the second", "the third"],
)
def test_the_next_generation_is_named_after_the_newest_order(
    script: Script, unique: bool, calls: list[Call], name: str
) -> None:
    script.expect(*calls)
    assert seen(want(unique_order_ids=unique)).next_alternative_order_id == name


def test_a_generation_has_to_follow_the_order_that_it_is_named_after(script: Script) -> None:
    script.expect(looks(row(8)), looks(row(9), follows=8), looks(follows=9))
    script.expect(reads(9, alternative_order_id=f"{IDENTITY}r8", renewal_of_order_id=7), reads(8))
    world = seen(want(unique_order_ids=True))
    assert [(found.id, found.shows) for found in world.strangers] == [(9, "is named after order 8 and renews order 7")]


def test_a_few_strangers_end_the_reading(script: Script) -> None:
    script.expect(looks(*[row(order_id) for order_id in (5, 6, 7, 8, 9)]))
    script.expect(*[reads(order_id, alternative_order_id="other") for order_id in (9, 8, 7)])
    world = seen()
    assert [found.id for found in world.strangers] == [9, 8, 7]
    assert [found.id for found in world.others] == [6, 5]


def test_a_stranger_is_named_once(script: Script) -> None:
    script.expect(looks(row(8)), looks(row(8), follows=8), reads(8, alternative_order_id="other", requests=[]))
    (stranger,) = seen(GONE).strangers
    assert (stranger.id, stranger.shows) == (8, f"was found under two names, {IDENTITY!r} and {IDENTITY + 'r8'!r}")


# What order info does not tell


@pytest.mark.parametrize(
    ("listed", "everything", "status"), [("pending", False, "unknown"), ("canceled", True, "canceled")]
)
def test_an_order_that_order_info_does_not_know_is_there_all_the_same(
    script: Script, listed: str, everything: bool, status: str
) -> None:
    script.expect(looks(row(8, listed)), *([looks(follows=8)] if everything else []))
    script.expect(get("/order/certificate/8", refuses(404, "not_found|order")))
    assert [(found.id, found.status) for found in seen(everything=everything).orders] == [(8, status)]


@pytest.mark.parametrize(
    "gets", [refuses(404, "not_found|route"), refuses(403, "access_denied")], ids=["no such route", "not allowed"]
)
def test_any_other_refusal_ends_the_look(script: Script, gets: t.Any) -> None:
    script.expect(looks(row(8)), get("/order/certificate/8", gets))
    with pytest.raises(Refused):
        seen()


KEYED = want(csr=CSR, public_key="aa")


@pytest.mark.parametrize(
    ("desired", "status", "calls"),
    [
        (KEYED, "issued", [without_csr(8), downloads(8)]),
        (KEYED, "revoked", [without_csr(8, "revoked", serial_number="0AFF"), downloads(8)]),
        (KEYED, "pending", [without_csr(8, "pending", serial_number="0AFF")]),
        (want(), "issued", [without_csr(8)]),
    ],
    ids=["issued", "revoked", "in flight", "no key is declared"],
)
def test_the_key_of_a_certificate_is_read_where_one_is_declared_and_the_csr_is_not_shown(
    script: Script, desired: Desired, status: str, calls: list[Call]
) -> None:
    script.expect(looks(row(8, status)), *calls)
    (found,) = seen(desired).orders
    assert (found.public_key is not None) == (len(calls) > 1)


@pytest.mark.parametrize(
    ("desired", "calls"),
    [
        (want(), [looks(row(8)), reads(8)]),
        (REPLACING, [looks(row(8)), reads(8), lists_requests(), reissues(8)]),
        (REPLACING, [looks(row(8, "pending")), reads(8, "pending"), lists_requests()]),
        (GONE, [looks(row(8)), looks(follows=8), reads(8), lists_requests()]),
    ],
    ids=["nothing is to be revoked", "what was replaced is", "what is in flight has replaced nothing", "all is"],
)
def test_requests_that_the_order_does_not_show_are_read_where_something_is_to_be_revoked(
    script: Script, desired: Desired, calls: list[Call]
) -> None:
    script.expect(*calls)
    (found,) = seen(desired).orders
    assert found.shows_requests is (desired != WANTED)


def asks(number: int, request_type: str, status: str = "pending") -> dict[str, t.Any]:
    """Return a request as order info lists it."""
    return {"id": number, "type": request_type, "status": status}


REISSUE = {**asks(5, "reissue"), "order": order(8, "reissue_pending")}


@pytest.mark.parametrize(
    ("desired", "status", "requests", "read"),
    [
        (APPROVING, "issued", [asks(4, "reissue", "approved"), asks(5, "reissue"), asks(6, "revoke")], True),
        (want(), "issued", [asks(5, "reissue")], False),
        (APPROVING, "needs_approval", [asks(5, "new_request")], False),
        (APPROVING, "issued", [asks(5, "revoke")], False),
    ],
    ids=["to be approved", "not to be approved", "a new order shows what it asks for", "a revocation"],
)
def test_what_a_reissue_asks_for_is_read_where_it_is_to_be_approved(
    script: Script, desired: Desired, status: str, requests: list[dict[str, t.Any]], read: bool
) -> None:
    script.expect(looks(row(8, status)), reads(8, status, requests=requests))
    if read:
        script.expect(get("/request/5", says(REISSUE)))
    (found,) = seen(desired).orders
    assert {request.id for request in found.requests} == {request["id"] for request in requests}
    assert [request.id for request in found.requests if request.content is not None] == ([5] if read else [])


# Refusals


REFUSED_BY = {**asks(5, "new_request", "rejected"), "processor": {"first_name": "Ada", "last_name": "Moss"}}


@pytest.mark.parametrize(
    ("calls", "refused"),
    [
        ([looks(row(8, "canceled")), reads(8, "canceled")], None),
        ([looks(row(8, "rejected")), reads(8, "rejected")], 8),
        ([looks(row(7, "denied"), row(8, "rejected")), reads(8, "rejected"), reads(7, "denied")], 8),
        ([looks(row(7, "denied"), row(8, "canceled")), reads(8, "canceled"), reads(7, "denied")], 7),
    ],
    ids=["nobody refused it", "the only one", "the newest", "the newest that was refused"],
)
def test_the_refusal_of_the_newest_order_that_was_refused_counts(
    script: Script, calls: list[Call], refused: t.Optional[int]
) -> None:
    script.expect(*calls)
    refusal = seen().refusal
    assert (refusal and refusal.order_id) == refused


def test_a_refusal_tells_who_refused(script: Script) -> None:
    script.expect(looks(row(8, "rejected")), reads(8, "rejected", requests=[asks(5, "new_request", "rejected")]))
    script.expect(get("/request/5", says(REFUSED_BY)))
    refusal = seen().refusal
    assert refusal is not None
    assert "Ada Moss" in refusal.told


# An order that order_id names

NAMELESS: dict[str, t.Any] = {"alternative_order_id": None}
KNOWN = want(order_id=9)

HINTS: list[tuple[str, Desired, list[Call], list[int], t.Optional[int], t.Optional[int]]] = [
    ("it is found anyway", KNOWN, [looks(row(9)), reads(9)], [9], None, None),
    ("the lookup lags behind", KNOWN, [looks(row(8)), reads(8), reads(9)], [9, 8], None, None),
    (
        "the lookup lags behind with an older one",
        want(order_id=7),
        [looks(row(8)), reads(8), reads(7)],
        [8, 7],
        None,
        None,
    ),
    ("it has another name", KNOWN, [looks(), reads(9, alternative_order_id="other")], [], None, None),
    ("it has no name, and nothing lives", KNOWN, [looks(), reads(9, **NAMELESS)], [9], 9, None),
    ("it has no name, and another lives", KNOWN, [looks(row(8)), reads(8), reads(9, **NAMELESS)], [8], None, None),
    (
        "it has no name, and another lives that was renewed",
        KNOWN,
        [looks(row(8)), reads(8, is_renewed=True), reads(9, **NAMELESS)],
        [9, 8],
        9,
        None,
    ),
    ("it has no name and has ended", KNOWN, [looks(), reads(9, "canceled", **NAMELESS)], [], None, None),
    (
        "it has no name and other addresses",
        want(order_id=9, emails=("kim@example.com",)),
        [looks(), reads(9, **NAMELESS)],
        [],
        None,
        9,
    ),
    (
        "it is for another kind of certificate",
        KNOWN,
        [looks(), reads(9, product={"name_id": "ssl_basic"}, **NAMELESS)],
        [],
        None,
        None,
    ),
    ("it is not there", KNOWN, [looks(), get("/order/certificate/9", refuses(404, "not_found|order"))], [], None, None),
]


@pytest.mark.parametrize(
    ("desired", "calls", "orders", "adopted", "misfit"), [case[1:] for case in HINTS], ids=[case[0] for case in HINTS]
)
def test_an_order_that_is_named_counts_where_it_can_stand_for_the_identity(
    script: Script,
    desired: Desired,
    calls: list[Call],
    orders: list[int],
    adopted: t.Optional[int],
    misfit: t.Optional[int],
) -> None:
    script.expect(*calls)
    world = seen(desired)
    assert [found.id for found in world.orders] == orders
    assert world.adopted == adopted
    assert (world.misfit and world.misfit.id) == misfit


def test_a_named_order_that_may_not_be_read_ends_the_look(script: Script) -> None:
    script.expect(looks(), get("/order/certificate/9", refuses(403, "access_denied")))
    with pytest.raises(Refused):
        seen(KNOWN)


def test_a_generation_after_the_named_order_is_named_after_it(script: Script) -> None:
    script.expect(looks(row(8)), looks(follows=8), reads(8), reads(9))
    assert seen(want(order_id=9, unique_order_ids=True)).next_alternative_order_id == f"{IDENTITY}r9"


# The order of this run


@pytest.mark.parametrize("shown", [True, False])
def test_the_order_of_this_run_counts_whether_it_is_shown_or_not(script: Script, shown: bool) -> None:
    script.expect(looks(row(7, "pending"), *([row(8, "pending")] if shown else [])))
    script.expect(reads(8, "pending"), reads(7, "pending"))
    world = seen(memory=Memory(own=8))
    assert [found.id for found in world.orders] == [8, 7]
    assert world.own_is_shown is shown


# For whoever does not plan


@pytest.mark.parametrize("unique", [True, False])
def test_a_survey_reads_what_lives_newest_first(script: Script, unique: bool) -> None:
    if unique:
        later = reads(9, alternative_order_id=f"{IDENTITY}r8", renewal_of_order_id=8)
        script.expect(
            looks(row(7, "canceled"), row(8)), looks(row(9), follows=8), looks(follows=7), looks(follows=9), later
        )
    else:
        script.expect(looks(row(7, "canceled"), row(8), row(9)), reads(9, renewal_of_order_id=8))
    script.expect(reads(8))
    world = survey(Reads(api(max_retries=0).client), IDENTITY, unique)
    assert [found.id for found in world.orders] == [9, 8]
    assert [found.id for found in world.others] == [7]
    assert world.complete is False
