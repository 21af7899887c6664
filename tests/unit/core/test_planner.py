# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a plan is aimed at, and what it warns of."""

from __future__ import annotations

import pytest
from ansible_collections.certops.digicert.plugins.module_utils._core.model import Memory, Stranger
from ansible_collections.certops.digicert.plugins.module_utils._core.planner import plan

from .situations import GONE, OTHER_KEY, TODAY, coming, mark, request, there, want, world

FIELDS = ({"metadata_id": 11, "value": "v"},)


def aim(step):
    """Return all that says what exactly a plan writes to."""
    target = None if step.target is None else step.target.id
    return {
        name: value
        for name, value in {
            "target": target,
            "request": step.request_id,
            "certificate": step.certificate_id,
            "field": step.metadata_id,
            "renews": step.renewal_of_order_id,
            "mark": step.mark,
        }.items()
        if value is not None
    }


def race(*orders):
    """Return a world in which this run placed order 12 beside the known order 10."""
    return world(*orders, memory=Memory(own=12, known_before=frozenset({10})))


AIMS = [
    ("nothing to do", want(), world(there()), "none", {}),
    ("nothing to do, beside an open revocation", want(), world(there(requests=(request("revoke"),))), "none", {}),
    ("a first order", want(), world(), "order", {"mark": mark(None)}),
    (
        "a first order that renews one from outside",
        want(renewal_of_order_id=7),
        world(),
        "order",
        {"renews": 7, "mark": mark(7)},
    ),
    ("a renewal", want(), world(there(11, days=9), there(10)), "renew", {"target": 11, "renews": 11, "mark": mark(11)}),
    ("a late renewal", want(), world(there(days=-1)), "renew", {"target": 10, "renews": 10, "mark": mark(10)}),
    (
        "a replacement",
        want(on_drift="replace"),
        world(there(organization_id=502)),
        "replace",
        {"target": 10, "mark": mark(10)},
    ),
    ("a reissue", want(), world(there(common_name="b")), "reissue", {"target": 10, "mark": mark(10)}),
    (
        "an approval of an order",
        want(approve=True),
        world(there(10), coming(11, "needs_approval", requests=(request("new_request", number=5),))),
        "approve",
        {"target": 11, "request": 5},
    ),
    (
        "an approval of a reissue, beside an open revocation",
        want(approve=True),
        world(there(requests=(request("revoke", number=4), request("reissue", number=5, content=there())))),
        "approve",
        {"target": 10, "request": 5},
    ),
    (
        "no approval is asked for",
        want(),
        world(coming(10, "needs_approval", requests=(request("new_request", number=5),))),
        "wait",
        {},
    ),
    (
        "a custom field differs, and a renewal is in flight",
        want(custom_fields=FIELDS),
        world(there(10, custom_fields={}), coming(11)),
        "wait",
        {},
    ),
    (
        "a custom field",
        want(custom_fields=FIELDS),
        world(there(custom_fields={})),
        "update",
        {"target": 10, "field": 11},
    ),
    (
        "the own order, though a later one lives",
        want(),
        race(coming(12), coming(11), coming(13)),
        "cancel",
        {"target": 12},
    ),
    (
        "the own request, though the own order has another",
        want(),
        race(
            coming(12, "needs_approval", requests=(request("reissue", number=4), request("new_request", number=5))),
            coming(11),
            coming(13, "needs_approval", requests=(request("new_request", number=6),)),
        ),
        "reject",
        {"target": 12, "request": 5},
    ),
    (
        "what was renewed",
        want(revoke_replaced=True),
        world(there(11, renewal_of_order_id=10), there(10)),
        "revoke",
        {"target": 10},
    ),
    (
        "what was renewed, before what was reissued",
        want(revoke_replaced=True),
        world(there(11, renewal_of_order_id=10, replaced_certificates=(99,)), there(10)),
        "revoke",
        {"target": 10},
    ),
    (
        "what was reissued",
        want(revoke_replaced=True),
        world(there(replaced_certificates=(99,))),
        "revoke",
        {"target": 10, "certificate": 99},
    ),
    ("the end of what is issued", GONE, world(there()), "revoke", {"target": 10}),
    (
        "the end of what is issued, and of all its certificates",
        GONE,
        world(there(replaced_certificates=(99,))),
        "revoke",
        {"target": 10},
    ),
    (
        "the end of the newest, though this run placed an older one",
        GONE,
        world(coming(12), coming(11), memory=Memory(own=11)),
        "cancel",
        {"target": 12},
    ),
    ("the end of what is pending", GONE, world(coming()), "cancel", {"target": 10}),
    (
        "the end of what awaits approval",
        GONE,
        world(coming(10, "needs_approval", requests=(request("new_request", number=5),))),
        "reject",
        {"target": 10, "request": 5},
    ),
    (
        "the end of a reissue that awaits approval",
        GONE,
        world(there(requests=(request("reissue", number=5),))),
        "reject",
        {"target": 10, "request": 5},
    ),
    (
        "the end of the next, where the revocation of the newest awaits approval",
        GONE,
        world(there(11, requests=(request("revoke"),)), there(10)),
        "revoke",
        {"target": 10},
    ),
    ("the revocation awaits approval", GONE, world(there(requests=(request("revoke"),))), "wait", {}),
    ("nothing is left to end", GONE, world(there(days=-1)), "none", {}),
]


@pytest.mark.parametrize(
    ("wanted", "found", "action", "aimed_at"), [row[1:] for row in AIMS], ids=[row[0] for row in AIMS]
)
def test_a_plan_is_aimed_at(wanted, found, action, aimed_at):
    step = plan(wanted, found)
    assert (step.action, aim(step)) == (action, aimed_at)


AWAITING = world(coming(10, "needs_approval", requests=(request("new_request", number=5),)))
OTHER_KEY_AWAITING = world(
    coming(10, "needs_approval", public_key=OTHER_KEY, requests=(request("new_request", number=5),))
)
NOT_APPROVED = (
    "Request 5 of order 10 differs in csr, so it was not approved: decide it in CertCentral, or with digicert_request."
)
HAS_EXPIRED = "The certificate of order 10 has expired, and renew is never: nothing was ordered."
WAS_SET = "custom_fields.11 was set to 'v', and CertCentral shows 'w': declare what it shows, or another value."
SET = Memory(sent=frozenset({("update", 10, None, None, 11)}))
STRANGERS = (Stranger(5, "carries the alternative_order_id 'X'"), Stranger(6, "is for product 'ssl_basic'"))
FOUND_STRANGERS = (
    "The lookup of this alternative_order_id also found what is not its own: "
    "order 5 carries the alternative_order_id 'X', order 6 is for product 'ssl_basic'."
)
RIVALS = "Order 12 is taken as current, but orders 11, 10 of the same identity also live; revoke what is not needed."
RIVAL = "Order 11 is taken as current, but order 10 of the same identity also live; revoke what is not needed."
ALSO_WAITS = (
    "Besides the order in flight, order 11 of the same identity also wait to be issued; cancel what is not needed."
)
CONTAINER = "container.id differs from the order's; move the order in CertCentral, this module does not."
ADOPTED = (
    "Order 7 carries no alternative_order_id and counts only because order_id names it: keep order_id in the task until its "
    "renewal, which will carry one, is issued."
)
MISFIT = (
    "Order 7, which order_id names, carries no alternative_order_id and is left alone: it differs, or does not show that it is "
    "the same, in common_name, csr."
)

WARNINGS = [
    ("of nothing", want(), world(there()), []),
    ("of nothing before a first order", want(), world(), []),
    ("of strangers", want(), world(there(), strangers=STRANGERS), [FOUND_STRANGERS]),
    ("of strangers, at the end too", GONE, world(strangers=STRANGERS), [FOUND_STRANGERS]),
    ("of one rival", want(), world(there(11), there(10)), [RIVAL]),
    ("of no rival where it was renewed", want(), world(there(11, renewal_of_order_id=10), there(10)), []),
    ("of several rivals", want(), world(there(10), there(12), there(11)), [RIVALS]),
    ("of no rival at the end", GONE, world(there(11), there(10)), []),
    ("of what also waits", want(), world(coming(10), coming(11)), [ALSO_WAITS]),
    ("of what was not approved", want(approve=True), OTHER_KEY_AWAITING, [NOT_APPROVED]),
    ("of nothing where approval is not asked for", want(), OTHER_KEY_AWAITING, []),
    ("of nothing where it approves", want(approve=True), AWAITING, []),
    ("of nothing where no request is open", want(approve=True), world(coming(public_key=OTHER_KEY)), []),
    (
        "that it was placed today",
        want(renew="now"),
        world(there(date_created=TODAY)),
        ["renew=now did nothing: order 10 was placed today."],
    ),
    (
        "that nobody says when it was placed",
        want(renew="now"),
        world(there(valid_from=None)),
        ["renew=now did nothing: order 10 was placed on a day that CertCentral does not show."],
    ),
    ("of nothing where it renews now", want(renew="now"), world(there()), []),
    ("of nothing where renewal is not asked for", want(), world(there(date_created=TODAY)), []),
    ("of nothing where there is nothing to renew", want(renew="now"), world(), []),
    ("of nothing where the order to renew is in flight", want(renew="now"), world(coming()), []),
    ("that it has expired", want(renew="never"), world(there(days=-1)), [HAS_EXPIRED]),
    ("of nothing where the expired one is renewed", want(), world(there(days=-1)), []),
    ("of nothing that never is renewed and lives", want(renew="never"), world(there()), []),
    ("of the container", want(container={"id": 9}), world(there(container_id=10)), [CONTAINER]),
    (
        "of a custom field that came back different",
        want(custom_fields=FIELDS),
        world(there(custom_fields={11: "w"}), memory=SET),
        [WAS_SET],
    ),
    ("of no custom field that is to be set", want(custom_fields=FIELDS), world(there(custom_fields={11: "w"})), []),
    ("of an order without identity that counts", want(), world(there(7), adopted=7), [ADOPTED]),
    (
        "of an order without identity that does not",
        want(),
        world(misfit=there(7, common_name="b", public_key=OTHER_KEY)),
        [MISFIT],
    ),
]


@pytest.mark.parametrize(("wanted", "found", "told"), [row[1:] for row in WARNINGS], ids=[row[0] for row in WARNINGS])
def test_a_plan_warns(wanted, found, told):
    assert list(plan(wanted, found).warnings) == told
