# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A list of certificates: defaults filled in, every fault with its place, limits."""

from __future__ import annotations

import decimal
import typing as t

import pytest
from ansible_collections.certops.digicert.plugins.module_utils._core.errors import InvalidOptions
from ansible_collections.certops.digicert.plugins.module_utils._schema import fleet

PLAIN = {
    "alternative_order_id": "a",
    "product": "class1_smime",
    "emails": ["robin@example.com"],
    "order_validity": {"years": 1},
}
Options = t.Mapping[str, t.Any]


def typed(options: Options) -> tuple[Options, list[str]]:
    """Stand in for Ansible's validator, which knows no word `odd`."""
    return options, ["odd is no option"] if "odd" in options else []


def parse(entries: t.Sequence[t.Any], **params: t.Any) -> t.Any:
    return fleet.parse_fleet({"certificates": entries, **params}, typed, lambda _options: None)


def problems(entries: t.Sequence[t.Any] = (), **params: t.Any) -> tuple[str, ...]:
    with pytest.raises(InvalidOptions) as raised:
        parse(entries, **params)
    return raised.value.problems


def named(name: t.Any, **changes: t.Any) -> dict[str, t.Any]:
    return {**PLAIN, "alternative_order_id": name, **changes}


def test_each_entry_declares_in_the_order_of_the_list() -> None:
    wishes, _limits = parse([named("b"), named("a", emails=["kim@example.com"])])
    assert [(wish.alternative_order_id, wish.emails) for wish in wishes] == [
        ("b", ("robin@example.com",)),
        ("a", ("kim@example.com",)),
    ]


@pytest.mark.parametrize(
    ("entry", "defaults", "expected"),
    [
        ({"a": 1}, {"b": 2}, {"a": 1, "b": 2}),
        ({"a": 1}, {"a": 2}, {"a": 1}),
        # As a whole, also what is a dictionary.
        ({"organization": {"name": "X"}}, {"organization": {"id": 5}}, {"organization": {"name": "X"}}),
        # What is unset is left out.
        (
            {"a": None, "b": " ", "c": [], "d": {"e": ""}},
            {"a": 1, "b": 2, "c": 3, "d": 4},
            {"a": 1, "b": 2, "c": 3, "d": 4},
        ),
        ({"a": False, "b": 0}, {"a": True, "b": 7}, {"a": False, "b": 0}),
        # The same said in another way.
        ({"csr_path": "x"}, {"csr": "y"}, {"csr_path": "x"}),
        ({"validity_years": 1}, {"order_validity": {"days": 9}}, {"validity_years": 1}),
        ({"client_certificate_id": "x"}, {"product": "y"}, {"client_certificate_id": "x"}),
        (
            {"order_validity": {"days": 9}},
            {"validity_years": 1, "custom_expiration_date": "x"},
            {"order_validity": {"days": 9}},
        ),
    ],
)
def test_defaults_fill_in_what_is_left_out(entry: Options, defaults: Options, expected: Options) -> None:
    assert fleet.with_defaults(entry, defaults) == expected


def test_every_fault_has_its_place() -> None:
    found = problems([named("a"), named("b", emails=["nobody"]), named("c", odd=1), "text", None, [1], {1: 2}])
    assert found[0].startswith("certificates[1] (b): emails")
    assert found[1:] == (
        "certificates[2] (c): odd is no option",
        "certificates[3] and 3 more: must be a dictionary of options",
    )


def test_equal_faults_are_told_once() -> None:
    assert problems([named(f"x{number}", odd=1) for number in range(300)]) == (
        "certificates[0] (x0) and 299 more: odd is no option",
    )


def test_a_message_stays_readable_however_many_faults_there_are() -> None:
    found = problems([named(f"x{number}", emails=[f"bad{number}@no_host"]) for number in range(300)])
    assert len(found) == 11
    assert found[-1] == "and 290 more faults"


def test_one_identity_twice_is_named_with_all_places() -> None:
    assert problems([named("a"), named("b"), named(" a "), named("a")]) == (
        "certificates[0] and certificates[2] and certificates[3] have the same alternative_order_id (a)",
    )


def test_identities_that_differ_in_letter_case_are_two() -> None:
    assert len(parse([named("a"), named("A")])[0]) == 2


@pytest.mark.parametrize("name", ["-----BEGIN PRIVATE KEY-----", "two words", "", None, ["x"], "x" * 65])
def test_what_is_no_identity_is_not_shown(name: t.Any) -> None:
    (told,) = {found.partition(":")[0] for found in problems([named(name)])}
    assert told == "certificates[0]"


@pytest.mark.parametrize(
    ("params", "told"),
    [
        ({"max_purchases": -1}, "max_purchases must not be negative"),
        ({"max_age": -1}, "max_age must not be negative"),
        ({"max_revocations": -1}, "max_revocations must not be negative"),
        ({"max_cost": float("nan")}, "max_cost must be an amount of money"),
        ({"max_cost": float("inf")}, "max_cost must be an amount of money"),
        ({"max_cost": -1.0}, "max_cost must be an amount of money"),
        ({"parallel": 0}, "parallel must be 1 to 16"),
        ({"parallel": 17}, "parallel must be 1 to 16"),
        ({"wait_timeout": 0}, "wait_timeout must be more than 0"),
        ({"expected_plan": "abc"}, "expected_plan must be the plan_digest"),
        ({"expected_plan": "A" * 64}, "expected_plan must be the plan_digest"),
        ({"prices": {"class1_smime": "cheap"}}, "prices.class1_smime must be an amount of money"),
        ({"prices": {"class1_smime": True}}, "prices.class1_smime must be an amount of money"),
        ({"prices": {"class1_smime": -1}}, "prices.class1_smime must be an amount of money"),
        ({"prices": {"ssl_plus": 1}}, "prices has 'ssl_plus', which is no product"),
    ],
)
def test_a_limit_that_is_none_is_refused(params: Options, told: str) -> None:
    (found,) = problems(**params)
    assert found.startswith(told)


def test_faults_of_the_task_and_of_its_entries_are_named_together() -> None:
    assert len(problems([named("a", odd=1)], max_purchases=-1, parallel=0)) == 3


def test_limits_are_read() -> None:
    _wishes, limits = parse(
        [], max_purchases=0, max_cost=12.5, prices={"class1_smime": "42.00"}, expected_plan="a" * 64
    )
    assert (limits.max_purchases, limits.max_revocations, limits.max_cost) == (0, None, decimal.Decimal("12.5"))
    assert (limits.prices, limits.expected_plan) == ({"class1_smime": decimal.Decimal("42.00")}, "a" * 64)
