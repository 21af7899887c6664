# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The table of keys: one row for each thing that decides."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.certops.digicert.plugins.module_utils._core.errors import FilesError
from ansible_collections.certops.digicert.plugins.module_utils._core.key_rules import RULES, KeyFacts, decide

RSA, EC = "RSA 3072", "ECC secp256r1"


def facts(**known: t.Any) -> KeyFacts:
    return KeyFacts(**{"wanted": RSA, "rotate": False, "in_use": "/k", "next": "/n", "rotating": False, **known})


@pytest.mark.parametrize(
    ("known", "action", "reason"),
    [
        ({"in_use": None}, "make", "there is no key"),
        ({"in_use": None, "rotate": True}, "make", "there is no key"),
        ({"rotate": True}, "make", "another key was asked for"),
        # The key in use is not opened: whatever is wrong with it, the next one is beside it.
        ({"rotate": True, "problem": "It is empty."}, "make", "another key was asked for"),
        ({"kind": RSA}, "none", "the key is there"),
        ({"kind": RSA, "rotating": True}, "none", "a rotation is not over, and goes on with the key that it has"),
        (
            {"kind": RSA, "rotating": True, "rotate": True},
            "none",
            "a rotation is not over, and goes on with the key that it has",
        ),
        (
            {"kind": RSA, "rotating": True, "in_use": None},
            "none",
            "the first key is made already, and gets its place",
        ),
    ],
)
def test_what_is_done(known: dict[str, t.Any], action: str, reason: str) -> None:
    assert decide(facts(**known)) == (action, reason)


@pytest.mark.parametrize(
    ("known", "told"),
    [
        (
            {"kind": EC},
            (
                "/k holds ECC secp256r1, and key asks for RSA 3072; it is left as it is; declare the kind that is there, "
                "or ask for a new key with rotate."
            ),
        ),
        (
            {"kind": EC, "rotating": True},
            (
                "/n holds ECC secp256r1, and key asks for RSA 3072; it is left as it is; declare the kind that is there, "
                "or remove this key of a rotation that is not over."
            ),
        ),
        (
            {"problem": "/k is empty."},
            "/k cannot be used as the private key, and is left as it is. /k is empty.",
        ),
        (
            {"problem": "/n is empty.", "rotating": True, "rotate": True},
            "/n cannot be used as the private key, and is left as it is. /n is empty.",
        ),
    ],
)
def test_what_a_person_has_to_decide(known: dict[str, t.Any], told: str) -> None:
    with pytest.raises(FilesError) as failed:
        decide(facts(**known))
    assert str(failed.value) == told


def test_every_rule_decides_somewhere() -> None:
    worlds = [
        facts(rotate=rotate, rotating=rotating, in_use=in_use, kind=kind, problem=problem)
        for rotate in (False, True)
        for rotating in (False, True)
        for in_use in (None, "/k")
        for kind in (RSA, EC)
        for problem in (None, "It is empty.")
    ]
    assert {next(index for index, rule in enumerate(RULES) if rule.when(world)) for world in worlds} == set(
        range(len(RULES))
    )
