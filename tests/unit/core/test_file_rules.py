# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every rule about files, as a case; and what is chosen beside it."""

from __future__ import annotations

import dataclasses
import datetime
import typing as t

import pytest
from ansible_collections.certops.digicert.plugins.module_utils._core import file_rules
from ansible_collections.certops.digicert.plugins.module_utils._core.errors import FilesError
from ansible_collections.certops.digicert.plugins.module_utils._core.file_facts import links, made_from
from ansible_collections.certops.digicert.plugins.module_utils._core.file_set import (
    BLOCKED,
    LINK,
    MISSING,
    OTHER,
    SAME,
    Generation,
    KeyFound,
    Leaf,
    Manifest,
    Plan,
    Store,
    Wanted,
    file_names,
)
from hypothesis import given
from hypothesis import strategies as st

NOW = datetime.datetime(2031, 5, 5, 12, tzinfo=datetime.timezone.utc)
LATER = NOW + datetime.timedelta(days=90)
FILES = file_names("a", ("certificate", "pkcs12"), "PKCS12", {})


def leaf(serial: str) -> Leaf:
    return Leaf(serial, f"sha {serial}", f"key {serial}", NOW - datetime.timedelta(days=1), LATER)


WANTED = Wanted("a", "present", FILES, leaf("02"), ("sha ca",), friendly_name="a")
PREVIOUS = dataclasses.replace(WANTED, state="previous", leaf=None)
READY = dataclasses.replace(WANTED, state="ready", leaf=None)
ABSENT = dataclasses.replace(WANTED, state="absent", leaf=None)


def generation(number: int, serial: str, **changes: t.Any) -> Generation:
    """Return a complete generation with a certificate."""
    made = made_from(dataclasses.replace(WANTED, leaf=leaf(serial)), ())
    held = Manifest(
        made,
        {},
        certificate="PEM",
        serial_number=serial,
        not_after=LATER,
        public_key=f"key {serial}",
        paired=True,
    )
    damaged = changes.pop("damaged", ())
    return Generation(number, dataclasses.replace(held, **changes), damaged)


LINKED = dict.fromkeys(FILES.values(), LINK)
IN_USE = Store(
    NOW,
    (generation(1, "01"), generation(2, "02")),
    current=2,
    places=LINKED,
    links=frozenset(FILES.values()),
    exists=True,
)
NOTHING = Store(NOW, places=dict.fromkeys(FILES.values(), MISSING))


def using(**changes: t.Any) -> Store:
    """Return the store in use with changes."""
    return dataclasses.replace(IN_USE, **changes)


def placed(**changes: str) -> dict[str, str]:
    """Return what is at the places, files named by their ending."""
    return {**LINKED, **{f"a.{ending}": kind for ending, kind in changes.items()}}


FOREIGN = "at the place of the set lies what this module did not place: "

CASES = {
    # present
    "first": (WANTED, NOTHING, "place", "no certificate is in place"),
    "first, the key is there": (
        WANTED,
        dataclasses.replace(NOTHING, places=placed(key=OTHER, crt=MISSING)),
        "place",
        "no certificate is in place",
    ),
    "adopt": (
        WANTED,
        dataclasses.replace(NOTHING, places=placed(key=OTHER, crt=OTHER)),
        "place",
        FOREIGN + "a.key, a.crt",
    ),
    "current": (WANTED, IN_USE, "none", "certificate 02 is in place"),
    "renewed": (WANTED, using(current=1), "place", "certificate 02 takes the place of certificate 01"),
    "replaced what cannot be read": (
        WANTED,
        using(generations=(Generation(2, None, ("manifest.json",)),)),
        "place",
        "certificate 02 takes the place of certificate that cannot be read",
    ),
    "chain": (dataclasses.replace(WANTED, chain=()), IN_USE, "place", "the set in use differs in chain"),
    "root": (dataclasses.replace(WANTED, root="sha root"), IN_USE, "place", "the set in use differs in root"),
    "name": (
        dataclasses.replace(WANTED, friendly_name="b"),
        IN_USE,
        "place",
        "the set in use differs in friendly_name",
    ),
    "passphrase": (WANTED, using(passphrase_fits=False), "place", "the set in use differs in passphrase"),
    "history": (
        dataclasses.replace(WANTED, key_history=True),
        IN_USE,
        "place",
        "the set in use differs in key_history",
    ),
    "damaged": (
        WANTED,
        using(generations=(generation(2, "02", damaged=("a.crt", "a.key")),)),
        "place",
        "altered or lost: a.crt, a.key",
    ),
    "foreign file": (WANTED, using(places=placed(crt=OTHER)), "place", FOREIGN + "a.crt"),
    "in the way": (
        WANTED,
        using(places=placed(p12=BLOCKED), blocked={"a.p12": "a pipe"}),
        "fail",
        "In /d is what can be neither read nor replaced: a.p12 (a pipe); ",
    ),
    "link is missing": (WANTED, using(places=placed(crt=MISSING)), "mend", "not as declared: a.crt"),
    "link became a copy": (WANTED, using(places=placed(crt=SAME)), "mend", "not as declared: a.crt"),
    "link of another set": (WANTED, using(links=frozenset({*LINKED, "b.crt"})), "mend", "not as declared: b.crt"),
    "attributes": (WANTED, using(attributes=("/d/.a/2/a.key",)), "mend", "not as declared: /d/.a/2/a.key"),
    "database": (WANTED, using(lacking=("/n",)), "mend", "the NSS database /n does not hold the certificate"),
    # previous
    "back": (PREVIOUS, IN_USE, "switch", "generation 1 is the newest earlier one"),
    "back from nothing": (PREVIOUS, using(current=None), "switch", "generation 2 is the newest earlier one"),
    "back to": (dataclasses.replace(PREVIOUS, generation=1), IN_USE, "switch", "generation 1 was asked for"),
    "back, in use": (dataclasses.replace(PREVIOUS, generation=2), IN_USE, "none", "generation 2 is in use"),
    "back, in use without a link": (
        dataclasses.replace(PREVIOUS, generation=2),
        using(places=placed(crt=MISSING)),
        "mend",
        "not as declared: a.crt",
    ),
    "back, in use behind a file": (
        dataclasses.replace(PREVIOUS, generation=2),
        using(places=placed(crt=OTHER)),
        "switch",
        FOREIGN + "a.crt",
    ),
    "back, not told": (
        PREVIOUS,
        using(current=1, unannounced=True),
        "none",
        "generation 1 was switched to, and not announced yet",
    ),
    "back, one is damaged": (
        PREVIOUS,
        using(generations=(generation(1, "01", damaged=("a.crt",)), generation(2, "02"))),
        "fail",
        "There is no earlier generation that is complete and in date; there are 1, 2.",
    ),
    "back, one expired": (
        PREVIOUS,
        using(generations=(generation(1, "01", not_after=NOW), generation(2, "02"))),
        "fail",
        "There is no earlier generation that is complete and in date; there are 1, 2.",
    ),
    "back, none": (
        PREVIOUS,
        NOTHING,
        "fail",
        "There is no earlier generation that is complete and in date; there are none.",
    ),
    "back to none": (
        dataclasses.replace(PREVIOUS, generation=7),
        IN_USE,
        "fail",
        "There is no generation 7 to go back to; there are 1, 2.",
    ),
    "back to a damaged one": (
        dataclasses.replace(PREVIOUS, generation=1),
        using(generations=(generation(1, "01", paired=False), generation(2, "02"))),
        "fail",
        "Generation 1 is not complete; choose another of 1, 2.",
    ),
    "back to an expired one": (
        dataclasses.replace(PREVIOUS, generation=1),
        using(generations=(generation(1, "01", not_after=NOW), generation(2, "02"))),
        "fail",
        "The certificate of generation 1 has expired; choose another of 1, 2.",
    ),
    "back, in the way": (
        PREVIOUS,
        using(places=placed(crt=BLOCKED), blocked={"a.crt": "a pipe"}),
        "fail",
        "In /d is what can be neither",
    ),
    # absent
    "remove": (ABSENT, IN_USE, "remove", "the set is in use"),
    "remove files": (ABSENT, dataclasses.replace(NOTHING, places=placed(crt=OTHER)), "remove", "the set is in use"),
    "remove links": (ABSENT, dataclasses.replace(NOTHING, links=frozenset({"a.crt"})), "remove", "the set is in use"),
    "purge": (
        dataclasses.replace(ABSENT, purge=True),
        dataclasses.replace(NOTHING, exists=True),
        "remove",
        "the store is there",
    ),
    "removed": (ABSENT, dataclasses.replace(NOTHING, exists=True), "none", "nothing is in place"),
    "remove, in the way": (
        ABSENT,
        using(places=placed(crt=BLOCKED), blocked={"a.crt": "a pipe"}),
        "fail",
        "In /d is what can be neither",
    ),
    # ready
    "nothing is ready": (READY, NOTHING, "make", "/d is not ready for a key"),
    "all is ready": (READY, using(made=True), "none", "a key and a certificate can be placed"),
    "not ready, in the way": (READY, using(blocked={"a.key": "a pipe"}), "fail", "In /d is what can be neither"),
}


def _decide(wanted: Wanted, store: Store) -> tuple[str, str, t.Optional[Plan]]:
    try:
        plan = file_rules.decide(wanted, store, "/d")
    except FilesError as error:
        return "fail", str(error), None
    return plan.action, plan.reason, plan


@pytest.mark.parametrize("name", CASES)
def test_the_rule(name: str) -> None:
    wanted, store, action, reason = CASES[name]
    found, told, _plan = _decide(wanted, store)
    assert (found, told[: len(reason)]) == (action, reason)


def test_every_rule_has_a_case() -> None:
    missed = []
    for state, table in (
        ("present", file_rules.PRESENT),
        ("previous", file_rules.PREVIOUS),
        ("absent", file_rules.ABSENT),
        ("ready", file_rules.READY),
    ):
        facts = [file_rules.FileFacts(case[0], case[1]) for case in CASES.values() if case[0].state == state]
        decided = [next(index for index, rule in enumerate(table) if rule.when(fact)) for fact in facts]
        missed += [(state, rule.reason) for index, rule in enumerate(table) if index not in decided]
    assert missed == []


@pytest.mark.parametrize(
    ("name", "adopt", "after"),
    [
        ("first", False, 1),
        ("first, the key is there", False, 1),
        ("adopt", True, 2),
        ("renewed", False, 3),
        ("foreign file", True, 4),
        ("current", False, 2),
        ("back", False, 1),
        ("back, in use behind a file", True, 2),
        ("remove", False, None),
        ("remove files", True, None),
    ],
)
def test_what_is_adopted_and_what_is_in_use_afterwards(name: str, adopt: bool, after: t.Optional[int]) -> None:
    _action, _reason, plan = _decide(*CASES[name][:2])
    assert plan is not None
    assert (plan.adopt, plan.generation) == (adopt, after)


def test_differences_are_told_by_option() -> None:
    _action, _reason, plan = _decide(*CASES["renewed"][:2])
    assert plan is not None
    (difference,) = plan.differences
    assert difference.option == "certificate"
    assert difference.before == {"serial_number": "01", "sha256": "sha 01"}
    assert difference.after == {"serial_number": "02", "sha256": "sha 02"}


@pytest.mark.parametrize("outputs", [("certificate",), ("certificate", "keystore")])
def test_a_history_makes_no_difference_where_no_output_holds_it(outputs: tuple[str, ...]) -> None:
    wanted = dataclasses.replace(WANTED, files=file_names("a", outputs, "PKCS12", {}))
    assert made_from(wanted, ("01",)) == made_from(wanted, ())


def test_the_key_has_two_links_at_most() -> None:
    assert links("a", {"key": "a.key", "certificate": "a.crt"}) == {"a.key": "a.key", "a.crt": "a.crt"}
    assert links("a", {"key": "b.key", "certificate": "a.crt"}) == {
        "a.key": "b.key",
        "b.key": "b.key",
        "a.crt": "a.crt",
    }
    assert links("a", {}) == {}


@given(st.sets(st.integers(1, 30), min_size=1), st.integers(0, 5), st.data())
def test_the_newest_stay(numbers: set[int], keep: int, data: st.DataObject) -> None:
    current = data.draw(st.sampled_from(sorted(numbers)))
    gone = set(file_rules.to_prune(numbers, current, keep))
    stay = numbers - gone - {current}
    assert current not in gone
    assert len(stay) == min(keep, len(numbers) - 1)
    assert all(number < min(stay, default=31) for number in gone)


# The key

RIGHT = KeyFound("/d/right", "key 02", b"right")
ALSO_RIGHT = KeyFound("/d/also", "key 02", b"also")
WRONG = KeyFound("/d/wrong", "key 01")
LOCKED = KeyFound("/d/locked", None, b"", "/d/locked is encrypted; give its passphrase")
EMPTY = KeyFound("/d/empty", None, b"", "/d/empty is empty")


@pytest.mark.parametrize("keys", [[RIGHT], [WRONG, RIGHT], [LOCKED, RIGHT, WRONG], [RIGHT, ALSO_RIGHT]])
def test_the_first_key_that_belongs_to_the_certificate(keys: list[KeyFound]) -> None:
    assert file_rules.choose_key(WANTED, keys, "/d/a.key") is RIGHT


@pytest.mark.parametrize(
    ("keys", "told"),
    [
        ([], "There is no private key for certificate 02 at /d/a.key; make the key and its CSR"),
        ([WRONG], "/d/wrong was looked at; nothing was replaced; order or reissue the certificate"),
        ([WRONG, LOCKED], r"nothing was replaced; /d/locked is encrypted; give its passphrase\.$"),
        ([LOCKED, WRONG, EMPTY], r"give its passphrase; /d/empty cannot be read either\.$"),
    ],
)
def test_no_key_belongs_to_the_certificate(keys: list[KeyFound], told: str) -> None:
    with pytest.raises(FilesError, match=told):
        file_rules.choose_key(WANTED, keys, "/d/a.key")
