# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What counts as the same address or name when it is searched, and what is no address at all."""

from __future__ import annotations

import unicodedata

import hypothesis
import pytest
from ansible_collections.certops.digicert.plugins.module_utils._core import search
from hypothesis import strategies

ROBIN = "robin.park@example.com"
RENE = "ren\u00e9@m\u00fcnchen.example"


@pytest.mark.parametrize(
    ("text", "same_as"),
    [
        (ROBIN, ROBIN),
        ("Robin.Park@Example.COM", ROBIN),
        ("  robin.park@example.com\n", ROBIN),
        ("\u00a0robin.park@example.com\u200b", ROBIN),
        ("\ufeffrobin.park@example.com", ROBIN),
        ("Robin Park <robin.park@example.com>", ROBIN),
        ('"Park, Robin" <Robin.Park@example.com>;', ROBIN),
        ("Robin @ home <robin.park@example.com>", ROBIN),
        ("<robin.park@example.com>", ROBIN),
        ("< robin.park@example.com >,", ROBIN),
        ("robin.park@example.com (Robin Park)", ROBIN),
        ("mailto:robin.park@example.com", ROBIN),
        ('"robin.park"@example.com', ROBIN),
        ("robin.park@example.com.", ROBIN),
        ("robin.park\uff20example\u3002com", ROBIN),
        ("\uff52obin.park@example.com", ROBIN),
        (unicodedata.normalize("NFD", RENE), RENE),
        ("ren\u00e9@xn--mnchen-3ya.example", RENE),
        ("REN\u00c9@XN--MNCHEN-3YA.example", RENE),
        ("a@stra\u00dfe.example", "a@strasse.example"),
        ("a@xn--strae-oqa.example", "a@STRASSE.example"),
    ],
)
def test_the_same_address(text: str, same_as: str) -> None:
    assert search.address(text) is not None
    assert search.address(text) == search.address(same_as)
    assert search.same(text, same_as)


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "robin",
        "robin@",
        "@example.com",
        "Robin Park",
        "Robin Park <robin>",
        "a@b@c",
        "a b@example.com",
        "a@b c",
        "a@example.com, b@example.com",
        "a@example.com b@example.com",
        "a@.example",
        "a@b..c",
        "a@xn--/x",
        "<>",
        "a@.",
    ],
)
def test_what_is_no_address(text: str) -> None:
    assert search.address(text) is None


@pytest.mark.parametrize(
    "other",
    [
        "robin.park@example.co",
        "obin.park@example.com",
        "robinpark@example.com",
        "robin.park@mail.example.com",
        "robin.park+x@example.com",
        "Robin Park",
        "robin.park",
    ],
)
def test_another_address(other: str) -> None:
    assert not search.same(other, ROBIN)


@pytest.mark.parametrize(
    ("one", "other", "equal"),
    [
        ("Robin Park", " robin\u00a0 PARK ", True),
        ("Rene\u0301", "Ren\u00e9", True),
        ("STRASSE", "stra\u00dfe", True),
        ("billing.example.com", "Billing.Example.Com", True),
        ("Robin\u200bPark", "RobinPark", True),
        ("Robin Park", "RobinPark", False),
        ("Robin", "Robin Park", False),
    ],
)
def test_the_same_name(one: str, other: str, equal: bool) -> None:
    assert search.same(one, other) is equal


def test_a_search_asks_for_what_may_be_stored() -> None:
    assert search.spellings("Robin Park <Robin.Park@Example.com>") == [
        "Robin.Park@Example.com",
        "Robin.Park@example.com",
        "robin.park@example.com",
    ]
    assert search.spellings("a@xn--mnchen-3ya.example")[:2] == ["a@xn--mnchen-3ya.example", "a@m\u00fcnchen.example"]
    assert search.spellings(RENE)[:2] == [RENE, "ren\u00e9@xn--mnchen-3ya.example"]
    assert unicodedata.normalize("NFD", RENE) in search.spellings(RENE)
    assert search.spellings(" Robin  Park ") == ["Robin Park", "robin park"]


@hypothesis.given(strategies.text())
@hypothesis.example("6ABB")
def test_any_text_has_a_form_that_can_be_sent_and_finds_itself(text: str) -> None:
    for local in (text, f"{text}@example.com", f"a@{text}", f"a@xn--{text}"):
        assert search.name(search.name(local)) == search.name(local)
        found = search.address(local)
        assert found is None or search.address(found) == found
        for spelled in search.spellings(local):
            assert spelled.encode("utf-8") is not None
            assert found is None or search.address(spelled) == found
