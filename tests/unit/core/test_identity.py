# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Names of generations, and whether a hint may be followed."""

from __future__ import annotations

import dataclasses
import datetime
import hashlib

import pytest
from ansible_collections.certops.digicert.plugins.module_utils._core import identity
from ansible_collections.certops.digicert.plugins.module_utils._core.model import (
    Desired,
    Match,
    Memory,
    Order,
    World,
)

from .situations import TODAY, coming, mark, request, there, world

WANTED = Desired("x", product="client_premium", emails=("a@example.com",), common_name="Robin", public_key="aa")
HINT = Order(20, "issued", product="client_premium", emails=("a@EXAMPLE.com",), common_name="Robin ", public_key="aa")


def test_a_generation_is_named_after_its_predecessor():
    assert identity.generation_id("billing", 70010001) == "billingr70010001"


def test_a_name_of_64_characters_stays_readable():
    assert identity.generation_id("x" * 55, 70010001) == "x" * 55 + "r70010001"


def test_a_longer_name_becomes_its_digest():
    name = identity.generation_id("x" * 56, 70010001)
    assert name == hashlib.sha256(("x" * 56 + "r70010001").encode()).hexdigest()
    assert len(name) == 64


@pytest.mark.parametrize(
    ("changes", "options"),
    [
        ({}, ()),
        ({"emails": ("other@example.com",)}, ("emails",)),
        ({"product": "class1_smime"}, ("product",)),
        ({"common_name": "Kim"}, ("common_name",)),
        ({"public_key": "bb"}, ("csr",)),
        ({"public_key": None}, ("csr",)),
        ({"product": None}, ("product",)),
        ({"signature_hash": "sha384", "organization_id": 9}, ()),
        ({"emails": (), "common_name": None}, ()),
        ({"emails": ("other@example.com",), "public_key": None}, ("emails", "csr")),
    ],
)
def test_an_order_without_identity_has_to_fit_in_name_and_key(changes, options):
    assert identity.contradictions(WANTED, dataclasses.replace(HINT, **changes)) == options


def test_what_may_change_in_the_life_of_a_certificate_does_not_contradict():
    wanted = dataclasses.replace(WANTED, organization={"id": 501}, signature_hash="sha256", ca_cert_id="A1")
    order = dataclasses.replace(HINT, organization_id=9, signature_hash="sha384")
    assert identity.contradictions(wanted, order) == ()


def test_a_task_that_declares_no_certificate_contradicts_nothing():
    assert identity.contradictions(Desired("x", state="absent"), HINT) == ()


NAMES = {"x": None, "xr10": 10}


@pytest.mark.parametrize(
    ("shown", "told"),
    [
        ({}, None),
        ({"alternative_order_id": "x"}, None),
        ({"alternative_order_id": "X"}, "'X'"),
        ({"alternative_order_id": "y"}, "'y'"),
        ({"alternative_order_id": "xr10"}, None),
        ({"alternative_order_id": "xr10", "renewal_of_order_id": 10}, None),
        ({"alternative_order_id": "xr10", "renewal_of_order_id": 9}, "order 9"),
        ({"alternative_order_id": "x", "renewal_of_order_id": 9}, None),
        ({"product": "ssl_basic"}, "ssl_basic"),
    ],
)
def test_an_order_that_shows_another_identity_is_a_stranger(shown, told):
    found = identity.stranger(Order(20, "issued", **shown), NAMES)
    assert found is None if told is None else told in found


@pytest.mark.parametrize(
    ("orders", "others", "gap"),
    [
        ((), (), True),
        ((Order(10, "revoked"),), (), True),
        ((Order(10, "issued", is_renewed=True),), (), True),
        ((Order(30, "issued", is_renewed=True),), (), False),
        ((Order(HINT.id, "issued", is_renewed=True),), (), False),
        ((Order(10, "issued", is_renewed=False),), (), False),
        ((Order(10, "issued"),), (), False),
        ((Order(10, "pending"),), (), False),
        ((), (Match(10, "issued"),), False),
    ],
)
def test_an_order_without_identity_counts_in_a_gap_only(orders, others, gap):
    found = World(datetime.date(2031, 1, 1), orders, others)
    assert identity.leaves_a_gap(found, HINT.id) is gap


def chosen(found):
    """Return the ids of the orders that were chosen, part by part; parts that nobody plays are left out."""
    parts = vars(identity.choose(found)).items()
    return {name: [one.id for one in part] if isinstance(part, tuple) else part.id for name, part in parts if part}


BOUGHT_AFTER_10 = (request("new_request", "approved", comments=mark(10)),)


@pytest.mark.parametrize(
    ("found", "parts"),
    [
        (world(), {}),
        (world(there()), {"current": 10, "live": [10]}),
        (world(coming()), {"in_flight": 10, "live": [10]}),
        (world(there(status="reissue_pending")), {"current": 10, "in_flight": 10, "live": [10]}),
        (world(there(10), coming(11)), {"current": 10, "in_flight": 11, "live": [11, 10]}),
        (
            world(there(status="reissue_pending"), coming(11)),
            {"current": 10, "in_flight": 11, "live": [11, 10]},
        ),
        (
            world(coming(12), coming(10), coming(11)),
            {"in_flight": 10, "also_in_flight": [11, 12], "live": [12, 11, 10]},
        ),
        (world(there(10), there(11)), {"current": 11, "rivals": [10], "live": [11, 10]}),
        (
            world(there(10, renewal_of_order_id=11), there(11)),
            {"current": 10, "predecessor": 11, "live": [11, 10]},
        ),
        (
            world(there(10), there(11, requests=BOUGHT_AFTER_10)),
            {"current": 11, "predecessor": 10, "live": [11, 10]},
        ),
        (
            world(there(10), there(11), memory=Memory(own=11, replaces=10)),
            {"current": 11, "predecessor": 10, "live": [11, 10]},
        ),
        (
            world(there(10), there(11), coming(12), memory=Memory(own=12, replaces=10)),
            {"current": 11, "rivals": [10], "in_flight": 12, "live": [12, 11, 10]},
        ),
        (
            world(
                there(10, renewal_of_order_id=11), there(11, renewal_of_order_id=12), there(12, renewal_of_order_id=11)
            ),
            {"current": 12, "rivals": [10], "live": [12, 11, 10]},
        ),
        (world(there(10, days=-1), there(9, days=-9)), {"expired": 10, "dead": 10}),
        (world(there(10, days=-1), there(11)), {"current": 11, "dead": 10, "live": [11]}),
        (world(there(10, days=-1), coming(11, "canceled")), {"expired": 10, "dead": 11}),
        (world(there(10, days=-1), there(11, status="revoked")), {"revoked": 11, "dead": 11}),
        (world(there(10, status="revoked"), there(11, days=-1)), {"expired": 11, "dead": 11}),
        (world(there(10, days=-1, certificate_status="revoked")), {"revoked": 10, "dead": 10}),
        (world(coming(10, "canceled"), others=[Match(9, "denied"), Match(11, "odd")]), {"dead": 10}),
        (world(coming(10, "canceled"), others=[Match(11, "denied")]), {"dead": 11}),
    ],
    ids=[
        "nothing",
        "one issued",
        "one in flight",
        "a reissue in flight",
        "one issued and one in flight",
        "an order in flight before a reissue",
        "of several in flight the lowest",
        "without a link the highest",
        "by its link",
        "by its mark",
        "by what this run knows",
        "what this run knows is about its own order alone",
        "links that go round say nothing",
        "expired",
        "expired, and followed",
        "expired, and what followed ended",
        "expired, and what followed was revoked",
        "revoked, and what followed expired",
        "expired, and its certificate was revoked",
        "a row of which nobody says whether it lives",
        "a row of one that ended",
    ],
)
def test_every_order_plays_its_part(found, parts):
    assert chosen(found) == parts


@pytest.mark.parametrize(
    ("shown", "carried"),
    [
        ({"alternative_order_id": "x"}, True),
        ({"alternative_order_id": "y"}, False),
        ({"alternative_order_id": None}, False),
        ({"alternative_order_id": "xr10"}, False),
        ({"alternative_order_id": "xr10", "renewal_of_order_id": 10}, True),
        ({"alternative_order_id": "xr10", "renewal_of_order_id": 9}, False),
        ({"alternative_order_id": "xr10", "requests": BOUGHT_AFTER_10}, True),
        ({"alternative_order_id": "x", "renewal_of_order_id": 10}, True),
    ],
)
def test_an_order_carries_the_first_name_or_that_of_the_generation_it_is(shown, carried):
    assert identity.carries(WANTED, there(20, **shown)) is carried


@pytest.mark.parametrize(
    ("order", "settled"),
    [
        (there(), True),
        (there(requests=(request("new_request", "approved"),)), True),
        (coming(), False),
        (there(status="reissue_pending"), False),
        (there(status="approved"), False),
        (there(valid_till=None), False),
        (there(days=-1), False),
        (there(days=0), True),
        (there(is_renewed=None), False),
        (there(is_renewed=True), False),
        (there(certificate_status="revoked"), False),
        (there(requests=(request("revoke"),)), False),
    ],
    ids=[
        "issued",
        "decided requests",
        "in flight",
        "a reissue in flight",
        "no sure sign that it is issued",
        "no end shown",
        "expired",
        "on its last day",
        "nobody says whether it was renewed",
        "renewed",
        "its certificate was revoked",
        "an open request",
    ],
)
def test_an_order_seen_alone_settles_only_what_it_shows(order, settled):
    assert identity.settles(order, TODAY) is settled


@pytest.mark.parametrize(
    ("certificate_id", "serial_number", "shown", "older"),
    [
        (99, "0A", {"serial_number": "0B"}, True),
        (99, "00:0a", {"serial_number": "A"}, False),
        (110, "0A", {"serial_number": "0B"}, False),
        (111, "0A", {"serial_number": "0B"}, False),
        (99, None, {"serial_number": "0B"}, False),
        (99, "0A", {"serial_number": None}, False),
        (99, "0A", {"serial_number": "0B", "certificate_id": None}, False),
    ],
    ids=[
        "a lower id and another serial number",
        "the same serial number",
        "the same id",
        "a higher id",
        "no serial number",
        "the order shows no serial number",
        "the order shows no certificate",
    ],
)
def test_an_older_certificate_has_a_lower_id_and_another_serial_number(certificate_id, serial_number, shown, older):
    assert identity.is_older(certificate_id, serial_number, there(10, **shown)) is older
