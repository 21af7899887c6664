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
from ansible_collections.certops.digicert.plugins.module_utils._core.model import Desired, Match, Order, World

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
    ],
)
def test_an_order_without_identity_has_to_fit_in_name_and_key(changes, options):
    assert identity.contradictions(WANTED, dataclasses.replace(HINT, **changes)) == options


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
        ((Order(10, "issued", is_renewed=False),), (), False),
        ((Order(10, "issued"),), (), False),
        ((Order(10, "pending"),), (), False),
        ((), (Match(10, "issued"),), False),
    ],
)
def test_an_order_without_identity_counts_in_a_gap_only(orders, others, gap):
    found = World(datetime.date(2031, 1, 1), orders, others)
    assert identity.leaves_a_gap(found, HINT.id) is gap
