# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Names of generations, and whether a hint may be followed."""

from __future__ import annotations

import dataclasses
import hashlib

import pytest
from ansible_collections.certops.digicert.plugins.module_utils._core import identity
from ansible_collections.certops.digicert.plugins.module_utils._core.model import Desired, Order

WANTED = Desired("x", product="client_premium", emails=("a@example.com",))
HINT = Order(20, "issued", product="client_premium", emails=("A@example.com",))


def test_a_generation_is_named_after_its_predecessor():
    assert identity.generation_id("billing", 70010001) == "billingr70010001"


def test_a_name_of_64_characters_stays_readable():
    assert identity.generation_id("x" * 55, 70010001) == "x" * 55 + "r70010001"


def test_a_longer_name_becomes_its_digest():
    name = identity.generation_id("x" * 56, 70010001)
    assert name == hashlib.sha256(("x" * 56 + "r70010001").encode()).hexdigest()
    assert len(name) == 64


@pytest.mark.parametrize(
    ("changes", "known", "adopted"),
    [
        ({}, [], True),
        ({"alternative_order_id": "somebody-else"}, [], False),
        ({"renewal_of_order_id": 10}, [10], True),
        ({"renewal_of_order_id": 11}, [10], False),
        ({"emails": ("other@example.com",)}, [], False),
        ({"product": "class1_smime"}, [], False),
    ],
)
def test_a_hint_without_identity_is_adopted_only_when_it_fits(changes, known, adopted):
    assert identity.adopts_hint(WANTED, dataclasses.replace(HINT, **changes), known) is adopted
