# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a remembered order still counts for, and what follows from a purchase of which nobody noted the end."""

from __future__ import annotations

import dataclasses
import datetime
import typing as t

import pytest
from ansible_collections.certops.digicert.plugins.module_utils._core import intent, remembered
from ansible_collections.certops.digicert.plugins.module_utils._core.model import Desired, Intent, Order, Request
from ansible_collections.certops.digicert.plugins.module_utils._core.remembered import (
    COUNT,
    KEY,
    REPLACED,
    REQUESTS,
    RULES,
    Question,
    Remembered,
)
from ansible_collections.certops.digicert.plugins.module_utils._core.rule import first

TODAY = datetime.date(2031, 5, 5)
NOW = 1_935_000_000.0
DAY = 86400.0
WANTED = Desired("a", product="class1_smime")
ORDER = Order(
    7,
    "issued",
    alternative_order_id="a",
    product="class1_smime",
    certificate_id=70,
    common_name="robin@example.com",
    emails=("robin@example.com",),
    valid_from=datetime.date(2031, 1, 1),
    valid_till=datetime.date(2032, 1, 1),
    serial_number="0AFF",
    is_renewed=False,
    public_key="k",
)
ROW = Order(7, "issued", product="class1_smime", certificate_id=70, valid_till=ORDER.valid_till, is_renewed=False)
KNOWN = Remembered(ORDER, NOW - 10, frozenset({KEY}), ROW)


def question(**changes: t.Any) -> Question:
    return Question(**{"desired": WANTED, "remembered": KNOWN, "row": ROW, "now": NOW, "today": TODAY, **changes})


def order(**changes: t.Any) -> Question:
    """Ask about another order than the one above, whose row is the same."""
    return question(remembered=dataclasses.replace(KNOWN, order=dataclasses.replace(ORDER, **changes)))


def row(**changes: t.Any) -> Question:
    """Ask while the list shows another row."""
    return question(row=dataclasses.replace(ROW, **changes))


def known(**changes: t.Any) -> Question:
    return question(remembered=dataclasses.replace(KNOWN, **changes))


OPEN = (Request(1, "revoke", "pending"),)
ROWS: tuple[tuple[str, Question, str], ...] = (
    ("as it was", question(), "unchanged"),
    ("its row was not known then", known(row=None), "unchanged"),
    ("nothing", question(remembered=None), "nothing is remembered"),
    ("of another name", order(alternative_order_id="b"), "another alternative_order_id"),
    ("in another letter case", order(alternative_order_id="A"), "another alternative_order_id"),
    ("without a name", order(alternative_order_id=None), "another alternative_order_id"),
    ("eight days old", known(read_at=NOW - 8 * DAY), "too long ago"),
    ("from the future", known(read_at=NOW + DAY), "too long ago"),
    ("read while the clock was a little ahead", known(read_at=NOW + 30), "unchanged"),
    (
        "no key, and one is declared",
        question(desired=Desired("a", public_key="k"), remembered=dataclasses.replace(KNOWN, depth=frozenset())),
        "more than it shows",
    ),
    ("the one before is to be revoked", question(desired=Desired("a", revoke_replaced=True)), "more than it shows"),
    (
        "of the one before all is known",
        question(
            desired=Desired("a", revoke_replaced=True),
            remembered=dataclasses.replace(KNOWN, depth=frozenset({REQUESTS, REPLACED})),
        ),
        "unchanged",
    ),
    ("pending", order(status="pending"), "may have ended"),
    ("a reissue was pending", order(status="reissue_pending"), "may have ended"),
    ("it was renewed", order(is_renewed=True), "may have ended"),
    ("nobody knew whether it was renewed", order(is_renewed=None), "may have ended"),
    ("a request was open", order(requests=OPEN), "may have ended"),
    ("its certificate was revoked", order(certificate_status="revoked"), "may have ended"),
    ("it ends today", question(today=datetime.date(2032, 1, 1)), "unchanged"),
    ("it has ended", question(today=datetime.date(2032, 1, 2)), "may have ended"),
    ("not in the list", question(row=None), "does not show it"),
    ("revoked since", row(status="revoked"), "another status"),
    ("renewed since", row(is_renewed=True), "another is_renewed"),
    ("the list does not say whether it was renewed", row(is_renewed=None), "another is_renewed"),
    ("reissued since", row(certificate_id=71), "another certificate_id"),
    ("reissued since, by its end", row(valid_till=datetime.date(2032, 2, 1)), "another valid_till"),
    ("the list does not say when it ends", row(valid_till=None), "another valid_till"),
    ("the list shows the certificate revoked", row(certificate_status="revoked"), "another certificate_status"),
    ("the list shows its certificate issued", known(row=None), "unchanged"),
    ("the list shows another serial number", row(serial_number="0BFF"), "another serial_number"),
    ("another product", row(product="client_premium"), "another product"),
    ("its name changed in the list", row(common_name="kim@example.com"), "another common_name"),
)


@pytest.mark.parametrize(("asked", "reason"), [row[1:] for row in ROWS], ids=[row[0] for row in ROWS])
def test_what_counts(asked: Question, reason: str) -> None:
    action, told = first(RULES, asked)
    assert reason in told
    assert (action == COUNT) == (reason == "unchanged") == remembered.counts(asked)


def test_every_rule_has_a_row() -> None:
    decided = {next(rule for rule in RULES if rule.when(asked)) for _name, asked, _reason in ROWS}
    assert set(RULES) - decided == set()


@pytest.mark.parametrize("shown", ["0aff", "0A:FF", "AFF"])
def test_a_serial_number_counts_in_any_form(shown: str) -> None:
    same = dataclasses.replace(ROW, serial_number=shown)
    assert remembered.counts(question(remembered=dataclasses.replace(KNOWN, row=None), row=same))


def test_what_a_row_showed_then_it_has_to_show_now() -> None:
    then = dataclasses.replace(ROW, common_name="ROBIN@EXAMPLE.COM")
    asked = question(remembered=dataclasses.replace(KNOWN, row=then), row=then)
    assert remembered.counts(asked)
    assert not remembered.counts(dataclasses.replace(asked, row=ROW))


def test_a_fleet_does_not_go_stale_on_one_day() -> None:
    lives = sorted(remembered.lifetime(f"certificate-{number}") for number in range(400))
    assert 3.5 * DAY <= lives[0] < 4 * DAY
    assert 6.5 * DAY < lives[-1] <= 7 * DAY
    days = [sum(1 for life in lives if start <= life / DAY < start + 0.5) for start in (3.5, 4, 4.5, 5, 5.5, 6, 6.5)]
    assert max(days) < 2 * min(days)
    assert remembered.lifetime("a") == remembered.lifetime("a")


@pytest.mark.parametrize("key", [None, "k"])
def test_what_a_look_brings_to_light_is_enough_for_the_same_task(key: t.Optional[str]) -> None:
    for desired in (Desired("a"), Desired("a", revoke_replaced=True), Desired("a", public_key=key)):
        found = remembered.depth(desired, dataclasses.replace(ORDER, public_key=key))
        assert remembered.needs(desired) <= found
    assert KEY not in remembered.depth(Desired("a", public_key="k"), dataclasses.replace(ORDER, public_key=None))


SENT = Intent(NOW - 60, frozenset({1, 2}))


@pytest.mark.parametrize(
    ("sent", "shown", "now", "open_"),
    [
        (None, (), NOW, False),
        (SENT, (), NOW, True),
        (SENT, (1, 2), NOW, True),
        # The one that was sent, or one that makes it needless.
        (SENT, (1, 2, 3), NOW, False),
        (SENT, (3,), NOW, False),
        (SENT, (1, 2), NOW + 539, True),
        (SENT, (1, 2), NOW + 540, False),
    ],
)
def test_a_purchase_may_be_on_its_way(
    sent: t.Optional[Intent], shown: tuple[int, ...], now: float, open_: bool
) -> None:
    told = intent.on_its_way(sent, shown, now)
    assert bool(told) == open_
    assert not open_ or ("was sent at 19:59:00 UTC" in told and told.endswith("run again after 20:09:00 UTC")), told


def test_after_the_clock_was_set_back_a_purchase_counts_from_now() -> None:
    assert "was sent at 20:00:00 UTC" in intent.on_its_way(dataclasses.replace(SENT, sent_at=NOW + 9 * DAY), (1,), NOW)
