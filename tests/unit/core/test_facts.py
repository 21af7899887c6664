# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the rules ask, question by question, one row for each thing that decides an answer."""

from __future__ import annotations

import pytest
from ansible_collections.certops.digicert.plugins.module_utils._core.facts import Facts
from ansible_collections.certops.digicert.plugins.module_utils._core.model import Match, Memory, Replaced
from ansible_collections.certops.digicert.plugins.module_utils._core.wish import mark as mark_of

from .situations import (
    GONE,
    OTHER_KEY,
    coming,
    mark,
    other,
    refused,
    renewal,
    request,
    there,
    want,
    world,
)


def bought(*comments, order=there, number=10, status="approved", **fields):
    """Return an order that was bought with the first comment and reissued with the others."""
    requests = [request("new_request", status, 1, comments[0])]
    requests += [request("reissue", "approved", 2 + place, text) for place, text in enumerate(comments[1:])]
    return order(number, requests=tuple(requests), **fields)


def rows(*table):
    """Mark each row of a table by its first column, a sentence."""
    return [pytest.param(*row[1:], id=row[0]) for row in table]


# Time


@pytest.mark.parametrize(
    ("wanted", "found", "answer"),
    rows(
        ("nothing is there", want(), world(), False),
        ("200 days left", want(), world(there()), False),
        ("due", want(), world(there(days=9)), True),
        ("due, never", want(renew="never"), world(there(days=9)), False),
        ("asked for", want(renew="now"), world(there()), True),
        ("expired", want(), world(there(days=-1)), True),
        ("expired, never", want(renew="never"), world(there(days=-1)), False),
    ),
)
def test_whether_a_renewal_is_wanted(wanted, found, answer):
    assert Facts(wanted, found).renewal_wanted == answer


@pytest.mark.parametrize(
    ("wanted", "found", "answer"),
    rows(
        ("later than what it renews", want(), world(there(days=9)), None),
        ("the end of what it renews is not shown", want(), world(there(status="expired", valid_till=None)), None),
        ("nobody says how long it is valid", want(order_validity={}), world(there(days=9)), None),
        ("nothing is there to renew", want(), world(), None),
    ),
)
def test_a_renewal_that_would_end_too_early_is_told_by_two_known_dates_only(wanted, found, answer):
    assert Facts(wanted, found).renewal_would_end is answer


@pytest.mark.parametrize(
    ("found", "answer"),
    rows(
        ("it ran out today", world(there(days=-1)), True),
        ("it lives", world(there()), False),
        ("its status says that it ended", world(coming(status="canceled")), False),
    ),
)
def test_whether_an_order_ended_by_date_alone(found, answer):
    assert Facts(GONE, found).ended_by_date == answer


# What is there


@pytest.mark.parametrize(
    ("found", "answer"),
    rows(
        ("nothing is there", world(), True),
        ("one is issued", world(there()), False),
        ("one is in flight", world(coming()), False),
        ("all have ended", world(there(days=-1), coming(11, "canceled"), others=[Match(9, "denied")]), True),
        ("a row does not tell", world(coming(11, "canceled"), others=[Match(9, "odd")]), False),
    ),
)
def test_whether_nothing_lives(found, answer):
    assert Facts(want(), found).nothing_lives == answer


@pytest.mark.parametrize(
    ("found", "answer"),
    rows(
        ("nothing is there", world(), False),
        ("it was not renewed", world(there()), False),
        ("nobody says whether it was renewed", world(there(is_renewed=None)), False),
        ("its successor is not there", world(there(is_renewed=True)), True),
        ("its successor is in flight", world(there(is_renewed=True), renewal("pending")), False),
        ("its successor has ended", world(there(is_renewed=True), renewal("canceled")), False),
        ("another one is in flight", world(there(is_renewed=True), coming(11)), True),
        ("it has expired", world(there(days=-1, is_renewed=True)), True),
    ),
)
def test_whether_the_successor_of_the_last_certificate_is_missing(found, answer):
    assert Facts(want(), found).orphaned == answer


# Approval


def awaits(**fields):
    """Return a world with an order that waits for its approver."""
    comments = fields.pop("comments", None)
    request_type = fields.pop("request_type", "new_request")
    order = coming(10, "needs_approval", requests=(request(request_type, comments=comments),), **fields)
    return world(order)


def awaits_reissue(comments=None, **content):
    """Return a world with a reissue that waits for its approver."""
    bought_for = request("new_request", "approved", 1, comments)
    return world(there(requests=(bought_for, request("reissue", number=2, content=there(**content)))))


NO_NAME = want(common_name=None)


@pytest.mark.parametrize(
    ("wanted", "found", "why"),
    rows(
        ("nothing is in flight", want(), world(there(common_name="b")), None),
        ("nothing is there", want(), world(), None),
        ("in flight, without a request", want(), world(coming(common_name="b")), None),
        ("the task declares no certificate", GONE, awaits(), None),
        ("all is as declared", want(), awaits(), None),
        ("another value", want(), awaits(common_name="b"), "differs in common_name"),
        ("an order without a product", want(), awaits(product=None), "does not show its product"),
        ("a reissue without a product", want(), awaits_reissue(product=None), None),
        ("a key that is not shown", want(), awaits(public_key=None), "does not show its key"),
        ("a mark instead of the key", want(), awaits(public_key=None, comments=mark()), None),
        (
            "the mark of another wish instead of the key",
            want(),
            awaits(public_key=None, comments=other(common_name="b")),
            "does not show its key",
        ),
        (
            "the mark of a reissue instead of the key",
            want(),
            awaits(public_key=None, comments=mark(), request_type="reissue"),
            "does not show its key",
        ),
        (
            "a reissue without a key, of an order that was bought for this wish",
            want(),
            awaits_reissue(comments=mark(None), public_key=None),
            "does not show its key",
        ),
        ("neither name nor address", want(), awaits(common_name=None, emails=()), "shows neither name nor address"),
        ("a name and no address", want(), awaits(emails=()), None),
        ("an address and no name", want(), awaits(common_name=None), None),
        ("no address, and no name is declared", NO_NAME, awaits(emails=()), "shows neither name nor address"),
        ("an address, and no name is declared", NO_NAME, awaits(), None),
    ),
)
def test_why_a_request_is_not_the_tasks_to_approve(wanted, found, why):
    assert Facts(wanted, found).not_approvable == why


# Refusal and revocation

TOLD = " (by Ada Moss: no budget)"


@pytest.mark.parametrize(
    ("found", "told"),
    rows(
        ("of the last order", world(coming(9, "rejected"), **refused(9)), TOLD),
        ("of one before the last", world(coming(9, "rejected"), coming(10, "canceled"), **refused(9)), ""),
        ("of an order that is not there", world(there(), **refused(9)), ""),
        ("nobody refused anything", world(coming(9, "canceled")), ""),
    ),
)
def test_a_refusal_is_told_of_the_last_order_that_ended(found, told):
    assert Facts(want(), found).refusal == told


@pytest.mark.parametrize(
    ("wanted", "found", "refused_id"),
    rows(
        ("the only order", want(), world(coming(9, "rejected"), **refused(9)), 9),
        ("the task asks again", want(on_rejected="order"), world(coming(9, "rejected"), **refused(9)), None),
        ("it was taken back", want(), world(coming(9, "rejected"), **refused(9, withdrawn=True)), None),
        ("nobody refused anything", want(), world(coming(9, "rejected")), None),
        ("it is not there", want(), world(coming(8, "rejected"), **refused(9)), None),
        ("a later one ended", want(), world(coming(9, "rejected"), coming(10, "canceled"), **refused(9)), None),
        ("the renewal of what is current", want(), world(there(), renewal("rejected"), **refused()), 11),
        ("the renewal of what has expired", want(), world(there(days=-1), renewal("rejected"), **refused()), 11),
        ("no renewal of what is current", want(), world(there(), coming(11, "rejected"), **refused()), None),
    ),
)
def test_which_order_was_refused(wanted, found, refused_id):
    order = Facts(wanted, found).refused
    assert (order and order.id) == refused_id


SAME_KEY = "the CSR has the key of order 10, whose certificate was revoked"
HIDDEN_KEY = "CertCentral does not show the key of order 10, whose certificate was revoked"


@pytest.mark.parametrize(
    ("wanted", "found", "why"),
    rows(
        ("nothing is there", want(), world(), None),
        ("nothing was revoked", want(), world(there(public_key=None)), None),
        ("the same key", want(), world(there(status="revoked")), SAME_KEY),
        ("another key", want(public_key=OTHER_KEY), world(there(status="revoked")), None),
        ("a key that is not shown", want(), world(there(status="revoked", public_key=None)), HIDDEN_KEY),
        ("the recipient makes a key", want(public_key=None), world(there(status="revoked", public_key=None)), None),
        ("its order lives on", want(), world(there(certificate_status="revoked")), SAME_KEY),
        ("something followed it", want(), world(there(10, status="revoked"), there(11)), None),
    ),
)
def test_why_a_key_may_be_one_that_was_revoked(wanted, found, why):
    assert Facts(wanted, found).revoked_key == why


# Races


def race(*orders):
    """Return a world in which this run placed order 12 beside the known order 10."""
    return world(*orders, memory=Memory(own=12, known_before=frozenset({10})))


@pytest.mark.parametrize(
    ("found", "twins", "faster", "lost", "two_are_paid"),
    rows(
        ("no other run", race(coming(12)), [], None, False, False),
        ("one that was there before", race(coming(12), coming(10)), [], None, False, False),
        ("a slower one", race(coming(12), coming(13)), [13], None, False, False),
        ("a faster one", race(coming(12), coming(11)), [11], 11, True, False),
        ("several", race(coming(12), coming(14), coming(11), coming(13)), [11, 13, 14], 11, True, False),
        ("the own one is issued", race(there(12), coming(13)), [13], None, False, True),
        ("the own one is issued, a faster one is not", race(there(12), coming(11)), [11], 11, False, True),
        ("only the slower one is issued", race(coming(12), there(13)), [13], None, False, True),
        ("both are issued", race(there(12), there(13)), [13], None, False, True),
        ("this run placed none", world(there(12), there(13)), [], None, False, False),
        ("the own one has ended", race(coming(12, "canceled"), there(13)), [], None, False, False),
    ),
)
def test_which_orders_were_placed_at_the_same_time(found, twins, faster, lost, two_are_paid):
    facts = Facts(want(), found)
    assert [twin.id for twin in facts.twins] == twins
    assert (facts.faster and facts.faster.id) == faster
    assert (facts.lost_race, facts.issued_twins) == (lost, two_are_paid)


# Drift

FIELD = ({"metadata_id": 11, "value": "v"}, {"metadata_id": 12, "value": "w"})


@pytest.mark.parametrize(
    ("declared", "held", "mendable"),
    [
        ({}, {"common_name": "b"}, True),
        ({}, {"emails": ("b@example.com",)}, True),
        ({"signature_hash": "sha256"}, {"signature_hash": "sha384"}, True),
        ({"ca_cert_id": "A1"}, {"ca_cert_id": "B2"}, True),
        ({}, {"public_key": OTHER_KEY}, True),
        ({}, {"product": "client_premium"}, False),
        ({}, {"organization_id": 502}, False),
        ({"organization_units": ("A",)}, {"organization_units": ()}, False),
    ],
    ids=lambda value: next(iter(value), "") if isinstance(value, dict) else None,
)
def test_what_a_reissue_can_mend(declared, held, mendable):
    facts = Facts(want(**declared), world(there(**held)))
    (difference,) = facts.drift
    assert facts.unmendable == (() if mendable else (difference,))
    assert facts.unmendable_names == ("" if mendable else difference.option)


@pytest.mark.parametrize("on_drift", ["fail", "replace", "reissue", "ignore"])
@pytest.mark.parametrize("drifted", [True, False])
def test_drift_counts_where_there_is_some_and_as_the_task_wants_it(on_drift, drifted):
    facts = Facts(want(on_drift=on_drift), world(there(common_name="b" if drifted else "a")))
    wants = (facts.fail_drift, facts.replace_drift, facts.reissue_drift)
    assert wants == tuple(drifted and on_drift == one for one in ("fail", "replace", "reissue"))


def test_an_order_in_flight_shows_its_differences_and_has_no_drift():
    facts = Facts(want(), world(coming(common_name="b")))
    assert [difference.option for difference in facts.differences] == ["common_name"]
    assert facts.drift == ()


@pytest.mark.parametrize(
    ("wanted", "found", "option"),
    rows(
        ("reissue", want(custom_fields=FIELD), world(there(custom_fields={})), "custom_fields.11"),
        ("replace", want(custom_fields=FIELD, on_drift="replace"), world(there(custom_fields={})), "custom_fields.11"),
        ("fail", want(custom_fields=FIELD, on_drift="fail"), world(there(custom_fields={})), None),
        ("ignore", want(custom_fields=FIELD, on_drift="ignore"), world(there(custom_fields={})), None),
        (
            "only the second differs",
            want(custom_fields=FIELD),
            world(there(custom_fields={11: "v"})),
            "custom_fields.12",
        ),
        (
            "this run has set the first",
            want(custom_fields=FIELD),
            world(there(custom_fields={}), memory=Memory(sent=frozenset({("update", 10, None, None, 11)}))),
            "custom_fields.12",
        ),
        (
            "this run has set the first of another order",
            want(custom_fields=FIELD),
            world(there(custom_fields={}), memory=Memory(sent=frozenset({("update", 9, None, None, 11)}))),
            "custom_fields.11",
        ),
        ("something else differs", want(), world(there(common_name="b")), None),
        ("in flight", want(custom_fields=FIELD), world(coming(custom_fields={})), None),
    ),
)
def test_which_custom_field_is_mended(wanted, found, option):
    field = Facts(wanted, found).field_to_mend
    assert (field and field.option) == option


# What was wished for before

DRIFTED = {"common_name": "b"}
OTHER = other(**DRIFTED)


@pytest.mark.parametrize(
    ("found", "answer"),
    rows(
        ("nothing is there", world(), False),
        ("no reissue", world(bought(mark())), False),
        ("for this wish", world(bought(mark(), mark(10))), True),
        ("for this wish, then for another", world(bought(mark(), mark(10), OTHER)), False),
        ("for another wish", world(bought(mark(), OTHER)), False),
    ),
)
def test_whether_the_last_reissue_was_for_this_wish(found, answer):
    assert Facts(want(), found).reissued_before == answer


def _second(**fields):
    """Return a world with a live order 10, and order 11 that is current and shows nothing of what it was bought for."""
    return world(there(11, **DRIFTED, **fields), there(10))


@pytest.mark.parametrize(
    ("found", "answer"),
    rows(
        ("nothing is there", world(), False),
        ("in flight only", world(bought(mark(), order=coming)), False),
        ("for this wish", world(bought(mark(), **DRIFTED)), True),
        ("for another wish", world(bought(OTHER, **DRIFTED)), False),
        ("for another wish, beside an older one", world(bought(OTHER, number=11, **DRIFTED), there(10)), False),
        ("for another wish, then reissued for this one", world(bought(OTHER, mark(10), **DRIFTED)), False),
        ("it is the only one, and shows nothing", world(there(**DRIFTED)), False),
        ("it shows nothing, and an older one lives", _second(), True),
        ("it shows nothing, and a later one has ended", world(there(**DRIFTED), coming(11, "canceled")), False),
        ("it shows a comment without a wish", _second(requests=(request("new_request", comments="Please."),)), False),
        ("it shows requests without comments", _second(requests=(request("new_request", "approved"),)), True),
        ("it is the renewal of another order", _second(renewal_of_order_id=9), False),
        ("it is the renewal of the older one", _second(renewal_of_order_id=10), False),
        (
            "this run bought it to replace the older one",
            world(there(11, **DRIFTED), there(10), memory=Memory(own=11, replaces=10)),
            True,
        ),
    ),
)
def test_whether_the_current_order_was_bought_for_this_wish(found, answer):
    assert Facts(want(on_drift="replace"), found).bought_before == answer


@pytest.mark.parametrize(
    ("on_rejected", "found", "order_id"),
    rows(
        ("nothing is there", "fail", world(), None),
        ("one that lives", "fail", world(bought(mark(), number=9), there(10)), 9),
        ("one that has expired", "fail", world(bought(mark(), number=9, days=-9), there(10)), 9),
        ("one for another wish", "fail", world(bought(OTHER, number=9), there(10)), None),
        ("reissued for this wish", "fail", world(bought(OTHER, mark(9), number=9), there(10)), None),
        (
            "one that was canceled",
            "fail",
            world(there(10), coming(11, "canceled", requests=(request("new_request", comments=mark()),))),
            None,
        ),
        (
            "one that was refused",
            "fail",
            world(there(10), coming(11, "denied", requests=(request("new_request", comments=mark()),))),
            11,
        ),
        (
            "one that was refused, and the task asks again",
            "order",
            world(there(10), coming(11, "denied", requests=(request("new_request", comments=mark()),))),
            None,
        ),
        ("the oldest of two", "fail", world(bought(mark(), number=8), bought(mark(), number=9)), 8),
    ),
)
def test_which_order_was_bought_for_this_wish(on_rejected, found, order_id):
    assert Facts(want(on_rejected=on_rejected), found).sold_before == order_id


NO_KEY = mark_of(want(public_key=None), 10)
NEW_KEY = other(public_key=OTHER_KEY)
C, D = other(common_name="c"), other(common_name="d")


def _held(order_id=10, **fields):
    """Return the order in use, which has another key than the task declares."""
    return there(order_id, public_key=OTHER_KEY, **fields)


@pytest.mark.parametrize(
    ("wanted", "found", "answer"),
    rows(
        ("nothing is there", want(), world(), False),
        ("nothing differs", want(), world(there(10), there(9)), False),
        # A key that was there before.
        ("the key of an older order", want(), world(_held(), there(9)), True),
        ("the key of an older order, by another order", want(on_drift="replace"), world(_held(), there(9)), True),
        (
            "the key of an older order, by a renewal",
            want(on_drift="ignore"),
            world(_held(days=9), there(9, days=8)),
            True,
        ),
        ("the key of an older order, and drift is ignored", want(on_drift="ignore"), world(_held(), there(9)), False),
        ("the key of an older order, and drift fails", want(on_drift="fail"), world(_held(), there(9)), False),
        ("the key of an older order that has expired", want(), world(_held(), there(9, days=-9)), True),
        ("the key of an older order that was canceled", want(), world(_held(), coming(9, "canceled")), False),
        ("the key of an older order that was rejected", want(), world(_held(), coming(9, "rejected")), False),
        ("the key of a later order", want(), world(_held(), there(11, status="revoked")), False),
        ("another key than any before", want(), world(_held(), there(9, public_key="cc" * 32)), False),
        ("the key in use, and an older one", want(**DRIFTED), world(there(10), there(9)), False),
        (
            "the key in use is not shown",
            want(**DRIFTED),
            world(there(10, public_key=None), there(9)),
            False,
        ),
        (
            "no key is declared, and an older order shows none",
            want(public_key=None, **DRIFTED),
            world(there(10), there(9, public_key=None)),
            False,
        ),
        ("asked for before another key", want(), world(bought(mark(None), NEW_KEY, order=_held)), True),
        ("asked for last, and not in use yet", want(), world(bought(NEW_KEY, mark(), order=_held)), False),
        ("asked for once, and no other", want(), world(bought(mark(None), order=_held)), False),
        ("asked for twice, and no other", want(), world(bought(mark(None), mark(10), order=_held)), False),
        ("asked for before no key at all", want(), world(bought(mark(None), NO_KEY, order=_held)), False),
        (
            "asked for before another key, and refused",
            want(),
            world(
                _held(
                    requests=(
                        request("new_request", "approved", 1, NEW_KEY),
                        request("reissue", "rejected", 2, mark(10)),
                        request("reissue", "approved", 3, NEW_KEY),
                    )
                )
            ),
            False,
        ),
        (
            "asked for by a later order that ended",
            want(),
            world(
                bought(NEW_KEY, order=_held),
                there(
                    11, status="revoked", public_key=None, requests=(request("new_request", "approved", 1, mark(None)),)
                ),
                there(
                    12, status="revoked", public_key=None, requests=(request("new_request", "approved", 1, NEW_KEY),)
                ),
            ),
            False,
        ),
        # Values that were there before.
        ("back to other values once", want(), world(bought(mark(), OTHER, **DRIFTED)), False),
        ("back to other values twice", want(), world(bought(mark(), OTHER, mark(10), OTHER, **DRIFTED)), True),
        ("nothing differs after all", want(renew="now"), world(bought(mark(), OTHER, mark(10), OTHER)), False),
        ("to values that nobody asked for", want(), world(bought(OTHER, C, D, OTHER, **DRIFTED)), False),
        ("asked for again and again", want(), world(bought(mark(), mark(10), mark(10), **DRIFTED)), False),
        ("drift is ignored", want(on_drift="ignore"), world(bought(mark(), OTHER, mark(10), OTHER, **DRIFTED)), False),
    ),
)
def test_whether_two_writers_share_the_identity(wanted, found, answer):
    assert Facts(wanted, found).two_writers == answer


# What was replaced

SENT = Memory(sent=frozenset({("revoke", 10, None, 98, None)}))


@pytest.mark.parametrize(
    ("revoke_replaced", "found", "order_id"),
    rows(
        ("wanted", True, world(there(11, renewal_of_order_id=10), there(10)), 10),
        ("not wanted", False, world(there(11, renewal_of_order_id=10), there(10)), None),
        ("nothing was replaced", True, world(there(11), there(10)), None),
        ("what was replaced has ended", True, world(there(11, renewal_of_order_id=10), there(10, days=-1)), None),
        (
            "an approver has it",
            True,
            world(there(11, renewal_of_order_id=10), there(10, requests=(request("revoke"),))),
            None,
        ),
        (
            "the approver said no",
            True,
            world(there(11, renewal_of_order_id=10), there(10, requests=(request("revoke", "rejected"),))),
            10,
        ),
    ),
)
def test_which_replaced_order_is_to_be_revoked(revoke_replaced, found, order_id):
    order = Facts(want(revoke_replaced=revoke_replaced), found).replaced
    assert (order and order.id) == order_id


@pytest.mark.parametrize(
    ("revoke_replaced", "found", "certificate_id"),
    rows(
        ("nothing is there", True, world(), None),
        ("wanted", True, world(there(replaced_certificates=(98, 99))), 98),
        ("not wanted", False, world(there(replaced_certificates=(98, 99))), None),
        ("an approver has it", True, world(there(replaced_certificates=(98,), requests=(request("revoke"),))), None),
        ("this run has asked for the first", True, world(there(replaced_certificates=(98, 99)), memory=SENT), 99),
        (
            "this run reissued it",
            True,
            world(there(serial_number="0B"), memory=Memory(reissued=Replaced(10, 99, "0A"))),
            99,
        ),
        (
            "this run reissued another order",
            True,
            world(there(serial_number="0B"), memory=Memory(reissued=Replaced(9, 99, "0A"))),
            None,
        ),
    ),
)
def test_which_replaced_certificate_is_to_be_revoked(revoke_replaced, found, certificate_id):
    assert Facts(want(revoke_replaced=revoke_replaced), found).replaced_certificate == certificate_id
