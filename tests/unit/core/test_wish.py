# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Wishes that are recognised: what is part of one, in which form, and which request was for which wish."""

from __future__ import annotations

import dataclasses

import pytest
from ansible_collections.certops.digicert.plugins.module_utils._core import wish
from ansible_collections.certops.digicert.plugins.module_utils._core.wish import Asked

from .situations import KEY, OTHER_KEY, WANTED, coming, mark, other, request, there, want

FULL = dataclasses.replace(WANTED, signature_hash="sha256", organization_units=("A", "B"), ca_cert_id="A1")
WISH = wish.digest(WANTED)


@pytest.mark.parametrize(
    "changes",
    [
        {"product": "client_premium"},
        {"common_name": "b"},
        {"emails": ("b@example.com",)},
        {"organization": {"id": 502}},
        {"signature_hash": "sha384"},
        {"organization_units": ("A",)},
        {"ca_cert_id": "B2"},
        {"public_key": OTHER_KEY},
    ],
    ids=lambda changes: next(iter(changes)),
)
def test_every_option_that_drift_compares_makes_another_wish(changes):
    assert wish.digest(dataclasses.replace(FULL, **changes)) != wish.digest(FULL)


@pytest.mark.parametrize(
    "changes",
    [
        {"common_name": " a "},
        {"emails": ("a@EXAMPLE.com ", "a@example.com")},
        {"signature_hash": "SHA-256"},
        {"organization_units": ("B", "A ", "A")},
        {"ca_cert_id": "a1"},
        {"order_validity": {"years": 2}},
        {"comments": "for the audit"},
        {"alternative_order_id": "y"},
    ],
    ids=lambda changes: next(iter(changes)),
)
def test_another_form_and_what_drift_does_not_compare_make_no_other_wish(changes):
    assert wish.digest(dataclasses.replace(FULL, **changes)) == wish.digest(FULL)


def test_a_value_in_place_of_another_option_is_another_wish():
    assert wish.digest(want(signature_hash="a1")) != wish.digest(want(ca_cert_id="a1"))


def test_the_digest_never_changes():
    """Marks are in CertCentral for years: another digest for the same wish would buy what was bought already."""
    assert (wish.digest(FULL), wish.digest(WANTED)) == ("085a5325f13ce259", "67caf6987a9810f7")


@pytest.mark.parametrize(
    ("public_key", "predecessor", "text"),
    [
        (KEY, None, " key=aaaaaaaaaaaaaaaa"),
        (KEY, 10, " key=aaaaaaaaaaaaaaaa order=10"),
        (None, 10, " order=10"),
        (None, None, ""),
    ],
)
def test_a_mark_names_wish_key_and_predecessor_as_far_as_there_are_any(public_key, predecessor, text):
    wanted = want(public_key=public_key)
    assert wish.mark(wanted, predecessor) == f"[certops wish={wish.digest(wanted)}{text}]"


def _found(request_type="new_request", status="approved", comments=None, order_status="issued"):
    order = coming(20, order_status, requests=(request(request_type, status, comments=comments or mark()),))
    return wish.asked([order])


@pytest.mark.parametrize(
    ("name", "found", "told"),
    [
        ("a purchase", _found(), ("new_request", 10, False)),
        ("a first purchase", _found(comments=mark(None)), ("new_request", None, False)),
        ("a reissue", _found("reissue", comments=mark(20)), ("reissue", 20, False)),
        ("no type, and it names the order itself", _found(None, comments=mark(20)), ("reissue", 20, False)),
        ("no type, and it names another order", _found(None), ("new_request", 10, False)),
        ("no type, and it names none", _found(None, comments=mark(None)), ("new_request", None, False)),
        ("a purchase that names the order itself", _found(comments=mark(20)), ("new_request", 20, False)),
        ("a note before the mark", _found(comments=f"Please. {mark()}"), ("new_request", 10, False)),
        ("a request that was rejected", _found(status="rejected"), ("new_request", 10, True)),
        ("a request that was denied", _found(status="denied"), ("new_request", 10, True)),
        ("a request that was canceled", _found(status="canceled"), ("new_request", 10, True)),
        ("a reissue that was rejected", _found("reissue", "rejected", mark(20)), ("reissue", 20, True)),
        ("a purchase, and the order was rejected", _found(order_status="rejected"), ("new_request", 10, True)),
        ("a purchase, and the order was canceled", _found(order_status="canceled"), ("new_request", 10, True)),
        ("a purchase, and the order was revoked", _found(order_status="revoked"), ("new_request", 10, False)),
        (
            "a reissue, and the order was canceled",
            _found("reissue", "approved", mark(20), "canceled"),
            ("reissue", 20, False),
        ),
    ],
)
def test_a_marked_request_tells_what_was_asked_for(name, found, told):
    (one,) = found
    assert (one.order_id, one.wish, one.key) == (20, WISH, KEY[:16]), name
    assert (one.type, one.predecessor, one.ended) == told, name


@pytest.mark.parametrize(
    "found",
    [_found("revoke"), _found("duplicate"), _found(comments="A note."), _found(comments="[certops wish=1]")],
    ids=["a revocation", "a duplicate", "no mark", "half a mark"],
)
def test_any_other_request_asked_for_no_wish(found):
    assert found == ()


def test_a_request_without_comments_asked_for_no_wish():
    assert wish.asked([there(requests=(request("new_request"),))]) == ()


def test_a_mark_without_a_key_is_one():
    text = wish.mark(want(public_key=None), None)
    assert _found(comments=text) == (Asked(20, "new_request", wish.digest(want(public_key=None))),)


def test_wishes_are_told_oldest_first():
    later = there(
        12,
        requests=(request("reissue", number=9, comments=mark(12)), request("new_request", number=8, comments=mark())),
    )
    earlier = there(11, requests=(request("new_request", number=7, comments=mark(None)),))
    assert [(one.order_id, one.type) for one in wish.asked([later, earlier])] == [
        (11, "new_request"),
        (12, "new_request"),
        (12, "reissue"),
    ]


@pytest.mark.parametrize(
    ("fields", "predecessor"),
    [
        ({}, None),
        ({"renewal_of_order_id": 9}, 9),
        ({"requests": (request("new_request", comments=mark(8)),)}, 8),
        ({"requests": (request("new_request", comments=mark(8)),), "renewal_of_order_id": 9}, 9),
        ({"requests": (request("new_request", comments=mark(8)),), "renewal_of_order_id": 20}, 8),
        ({"requests": (request("new_request", comments=mark(20)),)}, None),
        ({"requests": (request("new_request", comments=mark(None)),)}, None),
        ({"requests": (request("reissue", comments=mark(8)),)}, None),
        ({"renewal_of_order_id": 20}, None),
    ],
    ids=[
        "nothing tells",
        "the link",
        "the mark",
        "the link before the mark",
        "a link to itself is none",
        "a mark that names the order itself",
        "a mark that names none",
        "the mark of a reissue",
        "only a link to itself",
    ],
)
def test_the_predecessor_is_told_by_the_link_else_by_the_mark(fields, predecessor):
    assert wish.predecessor(there(20, **fields)) == predecessor


def _reissues(*requests):
    return wish.last_reissue(there(20, requests=requests))


@pytest.mark.parametrize(
    ("found", "last"),
    [
        (_reissues(), None),
        (_reissues(request("new_request", comments=mark())), None),
        (_reissues(request("reissue", comments=mark(20))), WISH),
        (
            _reissues(
                request("reissue", "approved", 2, mark(20)), request("reissue", "approved", 1, other(common_name="b"))
            ),
            WISH,
        ),
        (
            _reissues(
                request("reissue", "approved", 1, other(common_name="b")), request("reissue", "approved", 2, mark(20))
            ),
            WISH,
        ),
        (
            _reissues(
                request("reissue", "approved", 1, mark(20)), request("reissue", "rejected", 2, other(common_name="b"))
            ),
            WISH,
        ),
        (
            _reissues(
                request("reissue", "approved", 1, mark(20)), request("reissue", "canceled", 2, other(common_name="b"))
            ),
            WISH,
        ),
        (
            _reissues(
                request("reissue", "approved", 1, mark(20)),
                request("new_request", "approved", 2, other(common_name="b")),
            ),
            WISH,
        ),
        (_reissues(request("reissue", "approved", 1, mark(20)), request("reissue", "approved", 2)), None),
        (_reissues(request("reissue", "rejected", 1, mark(20))), None),
    ],
    ids=[
        "no request",
        "no reissue",
        "one reissue",
        "the newest, listed first",
        "the newest, listed last",
        "the one before a rejected one",
        "the one before a canceled one",
        "what was bought later is no reissue",
        "the newest is somebody else's",
        "only a rejected one",
    ],
)
def test_the_last_reissue_is_the_newest_that_nobody_refused(found, last):
    assert found == last
