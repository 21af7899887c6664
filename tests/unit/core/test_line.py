# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What each step of the line asks of the host, and what follows from what was found: tables of cases."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.certops.digicert.plugins.module_utils._core import line
from ansible_collections.certops.digicert.plugins.module_utils._core.line import Certificate, HostFacts
from ansible_collections.certops.digicert.plugins.module_utils._core.model import Desired
from ansible_collections.certops.digicert.plugins.module_utils._core.rule import first


def desired(**more: t.Any) -> Desired:
    return Desired(
        **{"alternative_order_id": "billing", "product": "client_premium", "emails": ("a@example.com",), **more}
    )


def certificate(order: t.Optional[Desired] = None, **more: t.Any) -> Certificate:
    return Certificate(0, "billing", "/etc/pki/billing", order or desired(common_name="Billing"), **more)


@pytest.mark.parametrize(
    ("rotate", "action", "has_request", "rotating", "placed", "made"),
    [
        ("never", "renew", True, False, True, False),
        ("now", "renew", True, False, True, False),
        ("renewal", "renew", False, False, True, False),
        ("renewal", "renew", True, True, True, False),
        ("renewal", "renew", True, False, True, True),
        ("renewal", "renew", True, False, False, True),
        ("renewal", "replace", True, False, True, True),
        ("renewal", "order", True, False, True, True),
        ("renewal", "order", True, False, False, False),
        ("renewal", "reissue", True, False, True, False),
        ("renewal", "none", True, False, True, False),
    ],
)
def test_the_next_key_is_made_before_another_certificate_is_bought(
    rotate: str, action: str, has_request: bool, rotating: bool, placed: bool, made: bool
) -> None:
    facts = HostFacts(rotate, action, has_request, rotating, placed)
    assert first(line.NEXT_KEY, facts)[0] == ("make" if made else "keep")


@pytest.mark.parametrize(
    ("order", "told", "same"),
    [
        ({"serial_number": "00AB"}, "AB", True),
        ({"serial_number": "ab"}, "AB", True),
        ({"serial_number": "AB"}, "AC", False),
        ({"serial_number": "AB"}, None, False),
        ({"serial_number": None}, "AB", False),
        ({"serial_number": None}, None, False),
        ({}, "AB", False),
        (None, "AB", False),
        (None, None, False),
        ({"serial_number": "AB"}, "no number", False),
    ],
)
def test_in_place_is_what_both_sides_show(order: t.Any, told: t.Optional[str], same: bool) -> None:
    assert line.in_place(order, told) is same


@pytest.mark.parametrize(
    ("result", "placed", "has_request", "to_place"),
    [
        ({"certificate": "PEM"}, False, True, True),
        ({"certificate": "PEM"}, True, False, False),
        ({"certificate": None}, True, True, False),
        ({}, True, True, False),
        ({"certificate": "PEM", "pending": {"order_id": 1}}, False, True, False),
        ({"certificate": "PEM", "pending": {"order_id": 1}}, True, True, True),
    ],
)
def test_while_something_is_pending_nothing_new_is_placed(
    result: dict[str, t.Any], placed: bool, has_request: bool, to_place: bool
) -> None:
    assert line.to_place(result, placed, has_request) is to_place


@pytest.mark.parametrize(
    ("order", "subject"),
    [
        (desired(common_name="Billing"), {"commonName": "Billing"}),
        (desired(), {}),
        (desired(common_name="x" * 65), {}),
        (desired(common_name="x" * 64), {"commonName": "x" * 64}),
        (desired(product="class1_smime", common_name=None), {"commonName": "a@example.com"}),
        (
            desired(product="secure_email_mailbox", emails=("b@example.com", "a@example.com")),
            {"commonName": "b@example.com"},
        ),
        (desired(product="secure_email_mailbox", emails=()), {}),
    ],
)
def test_the_request_says_what_certcentral_will_make_of_it(order: Desired, subject: dict[str, str]) -> None:
    assert line.request_subject(order) == subject
    assert certificate(order).for_keys()["subject"] == subject
    assert certificate(order, subject={"O": "x"}).for_keys()["subject"] == {"O": "x"}


def test_an_address_that_is_not_ascii_is_left_out_of_the_request() -> None:
    order = desired(emails=("a@example.com", "ä@example.com", "a b@example.com"))
    assert certificate(order).for_keys()["emails"] == ["a@example.com"]


@pytest.mark.parametrize(
    ("on_drift", "expected"),
    [
        ("reissue", {"emails": ["a@example.com"], "common_name": "Billing"}),
        ("ignore", {"emails": ["old@example.com"], "common_name": "Old"}),
    ],
)
def test_the_certificate_has_to_hold_what_was_ordered(on_drift: str, expected: dict[str, t.Any]) -> None:
    order = {"emails": ["old@example.com"], "common_name": "Old"}
    found = certificate(desired(common_name="Billing", on_drift=on_drift)).for_files(
        {"certificate": "PEM", "chain": None, "root": None, "order": order}
    )
    assert (found["expected"], found["chain"], found["files"]) == (expected, [], {"key": "billing.key"})
    assert line.expected(desired(on_drift="ignore"), None) == {}


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({}, []),
        ({"rotate": "renewal", "order": desired(on_drift="ignore")}, []),
        ({"rotate": "renewal", "order": desired(on_drift="fail")}, ["on_drift: fail"]),
        ({"rotate": "now", "order": desired(on_drift="ignore")}, ["on_drift: ignore"]),
        ({"rotate": "now", "order": desired(on_drift="fail", state="absent")}, []),
        ({"order": desired(csr="PEM")}, ["csr and csr_path are not for certificates whose host makes the key"]),
        ({"order": desired(alternative_order_id="Shared")}, ["the hosts a, b declare the same alternative_order_id"]),
    ],
)
def test_what_contradicts_itself(more: dict[str, t.Any], told: list[str]) -> None:
    found = list(line.contradictions(certificate(**more), {"shared": ["a", "b"]}))
    assert len(found) == len(told)
    assert all(words in clause for words, clause in zip(told, found))


def test_no_passphrase_is_shown() -> None:
    assert "geheim" not in repr(certificate(passphrase="geheim", placement={"passphrase": "geheim"}))
