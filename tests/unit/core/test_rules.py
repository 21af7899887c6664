# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every rule of the policy, row by row: what is wanted, what is there, what follows."""

from __future__ import annotations

import datetime

import pytest
from ansible_collections.certops.digicert.plugins.module_utils._core import rules
from ansible_collections.certops.digicert.plugins.module_utils._core.errors import CannotDecide
from ansible_collections.certops.digicert.plugins.module_utils._core.facts import Facts
from ansible_collections.certops.digicert.plugins.module_utils._core.model import (
    Match,
    Memory,
    Replaced,
    Stranger,
)
from ansible_collections.certops.digicert.plugins.module_utils._core.planner import plan, still_wanted

from .situations import GONE, OTHER_KEY, TODAY, coming, mark, other, refused, renewal, request, there, want, world

DAYS = datetime.timedelta(days=1)
STRANGERS = (Stranger(5, "carries the alternative_order_id 'X'"),)
RACE = {"memory": Memory(own=12, known_before=frozenset({10}))}

ROWS = [
    ("nothing is there", want(), world(), "order", "no order with this"),
    ("only dead ones", want(), world(others=[Match(9, "canceled")]), "order", "order 9 is canceled"),
    ("nobody says whether it lives", want(), world(others=[Match(9, "odd")]), "fail", "order 9 is odd"),
    (
        "nobody says whether it lives, beside a dead one",
        want(),
        world(coming(10, "canceled"), others=[Match(9, "odd")]),
        "fail",
        "order 9 is odd",
    ),
    ("nothing is there, and on_revoked is fail", want(on_revoked="fail"), world(), "order", "no order with this"),
    (
        "refused",
        want(),
        world(coming(9, "rejected"), **refused(9)),
        "fail",
        "order 9 is rejected (by Ada Moss: no budget)",
    ),
    (
        "refused, ask again",
        want(on_rejected="order"),
        world(coming(9, "rejected"), **refused(9)),
        "order",
        "order 9 is rejected (by Ada Moss",
    ),
    ("taken back", want(), world(coming(9, "rejected"), **refused(9, withdrawn=True)), "order", "order 9 is rejected"),
    (
        "refused before the last one was canceled",
        want(),
        world(coming(9, "rejected"), coming(10, "canceled"), **refused(9)),
        "order",
        "order 10 is canceled",
    ),
    ("renewal refused", want(), world(there(days=9), renewal("rejected"), **refused()), "fail", "order 11 is rejected"),
    (
        "renewal refused, ask again",
        want(on_rejected="order"),
        world(there(days=9), renewal("denied"), **refused()),
        "renew",
        "9 days left",
    ),
    (
        "refusal of something else",
        want(),
        world(there(days=9), coming(11, "rejected"), **refused()),
        "renew",
        "9 days left",
    ),
    ("revoked, same key", want(), world(there(status="revoked")), "fail", "has the key of order 10"),
    ("revoked, other key", want(public_key=OTHER_KEY), world(there(status="revoked")), "order", "order 10 is revoked"),
    ("revoked, the recipient makes a key", want(public_key=None), world(there(status="revoked")), "order", "revoked"),
    (
        "revoked, key not shown",
        want(public_key=OTHER_KEY),
        world(there(status="revoked", public_key=None)),
        "fail",
        "does not show the key of order 10",
    ),
    (
        "revoked, key of an earlier one that was revoked",
        want(),
        world(there(9, status="revoked"), there(10, status="revoked", public_key=OTHER_KEY)),
        "fail",
        "key of order 9",
    ),
    ("revoked, fail", want(on_revoked="fail"), world(there(status="revoked")), "fail", "on_revoked is fail"),
    ("revoked, order", want(on_revoked="order"), world(there(status="revoked")), "order", "order 10 is revoked"),
    (
        "revoked, then canceled",
        want(),
        world(there(status="revoked"), coming(11, "canceled")),
        "fail",
        "key of order 10",
    ),
    ("current", want(), world(there()), "none", "200 days left"),
    ("current without dates", want(), world(there(valid_till=None)), "none", "order 10 is issued"),
    ("30 days left is not due", want(), world(there(days=30)), "none", "30 days left"),
    ("29 days left is due", want(), world(there(days=29)), "renew", "29 days left, renewal is due at 30"),
    ("last day is due", want(), world(there(days=0)), "renew", "0 days left"),
    ("due, but never", want(renew="never"), world(there(days=3)), "none", "3 days left"),
    ("expired by date", want(), world(there(days=-1)), "renew", "has expired"),
    ("expired by status", want(), world(there(status="expired", days=-9)), "renew", "has expired"),
    ("expired, never", want(renew="never"), world(there(days=-1)), "none", "renew is never"),
    (
        "expired, revoked later",
        want(public_key=OTHER_KEY),
        world(there(days=-1), there(11, status="revoked")),
        "order",
        "order 11 is revoked",
    ),
    (
        "expired, and its certificate was revoked",
        want(),
        world(there(days=-1, certificate_status="revoked")),
        "fail",
        "key of order 10",
    ),
    ("a third of a short life", want(), world(there(days=20, valid_from=TODAY - DAYS * 40)), "none", "20 days left"),
    (
        "less than a third of a short life",
        want(),
        world(there(days=19, valid_from=TODAY - DAYS * 41)),
        "renew",
        "19 days left, renewal is due at 20",
    ),
    (
        "a renewal that ends no later",
        want(order_validity={"days": 9}),
        world(there(days=9)),
        "fail",
        "order 10 ends on 2031-06-10, and with this order_validity a renewal would end on 2031-06-10",
    ),
    ("a renewal that ends a day later", want(order_validity={"days": 10}), world(there(days=9)), "renew", "9 days"),
    (
        "a fixed end",
        want(order_validity={"custom_expiration_date": "10 JUN 2031"}),
        world(there(days=9)),
        "fail",
        "Nothing was renewed",
    ),
    (
        "an expired one, and a renewal that would end before today",
        want(order_validity={"custom_expiration_date": "20 MAY 2031"}),
        world(there(days=-1)),
        "fail",
        "order 10 ends on 2031-05-31",
    ),
    (
        "an expired one whose renewal was refused",
        want(),
        world(there(days=-1), renewal("rejected"), **refused()),
        "fail",
        "order 11 is rejected",
    ),
    (
        "an expired one, back to an older key",
        want(),
        world(there(10, days=-1, public_key=OTHER_KEY), there(9, days=-20)),
        "fail",
        "two writers",
    ),
    ("a fixed end, never", want(order_validity={"days": 1}, renew="never"), world(there(days=9)), "none", "9 days"),
    ("renew now", want(renew="now"), world(there()), "renew", "renew=now"),
    ("renew now, placed today", want(renew="now"), world(there(date_created=TODAY)), "none", "200 days left"),
    ("renew now, placed nobody says when", want(renew="now"), world(there(valid_from=None)), "none", "200 days left"),
    ("renew now, one in flight", want(renew="now"), world(there(), coming(11)), "wait", "order 10 stays in use"),
    ("first one in flight", want(), world(coming()), "wait", "order 10 is pending"),
    ("unknown status is in flight", want(), world(coming(status="odd")), "wait", "order 10 is odd"),
    ("in flight with a difference", want(emails=("b@example.com",)), world(coming()), "wait", "order 10 is pending"),
    ("renewed, no successor visible", want(), world(there(is_renewed=True)), "fail", "order 10 was renewed"),
    ("expired and renewed elsewhere", want(), world(there(days=-1, is_renewed=True)), "fail", "order 10 was renewed"),
    (
        "renewed, successor canceled",
        want(),
        world(there(days=9, is_renewed=True), renewal("canceled")),
        "renew",
        "9 days left",
    ),
    (
        "renewed, successor known by its mark",
        want(),
        world(
            there(days=9, is_renewed=True),
            coming(11, "canceled", requests=(request("new_request", "approved", comments=mark()),)),
        ),
        "renew",
        "9 days left",
    ),
    (
        "renewed, something newer that does not name it",
        want(),
        world(there(days=9, is_renewed=True), coming(11, "rejected"), there(12, status="revoked")),
        "fail",
        "order 10 was renewed",
    ),
    ("renewed or not is not shown", want(), world(there(days=9, is_renewed=None)), "renew", "9 days left"),
    ("it names itself", want(), world(there(renewal_of_order_id=10)), "none", "order 10"),
    (
        "two that name each other",
        want(),
        world(there(10, renewal_of_order_id=11), there(11, renewal_of_order_id=10)),
        "none",
        "order 11",
    ),
    ("it names one that is not there", want(), world(there(renewal_of_order_id=3)), "none", "order 10"),
    ("it names a later one", want(), world(there(10, renewal_of_order_id=99)), "none", "order 10"),
    (
        "reissue in flight",
        want(emails=("b@example.com",)),
        world(there(status="reissue_pending")),
        "wait",
        "order 10 is reissue_pending",
    ),
    (
        "reissue awaits approval",
        want(emails=("b@example.com",)),
        world(there(requests=(request("reissue"),))),
        "wait",
        "order 10 is issued",
    ),
    (
        "approve a new order",
        want(approve=True),
        world(coming(status="needs_approval", requests=(request("new_request"),))),
        "approve",
        "request 1 of order 10",
    ),
    (
        "approve a reissue",
        want(approve=True),
        world(there(status="reissue_pending", requests=(request("reissue", content=there()),))),
        "approve",
        "request 1",
    ),
    (
        "approve no reissue for something else",
        want(approve=True),
        world(there(requests=(request("reissue", content=there(public_key=OTHER_KEY)),))),
        "wait",
        "order 10",
    ),
    (
        "approve no reissue that does not show what it asks for",
        want(approve=True),
        world(there(requests=(request("reissue", comments=mark()),))),
        "wait",
        "order 10",
    ),
    (
        "approve the reissue of this run",
        want(approve=True),
        world(
            there(common_name="b", requests=(request("reissue"),)),
            memory=Memory(sent=frozenset({("reissue", 10, None, None, None)})),
        ),
        "approve",
        "request 1",
    ),
    (
        "approve no other key",
        want(approve=True),
        world(coming(status="needs_approval", public_key=OTHER_KEY, requests=(request("new_request"),))),
        "wait",
        "needs_approval",
    ),
    (
        "approve no key that is not shown",
        want(approve=True),
        world(coming(status="needs_approval", public_key=None, requests=(request("new_request"),))),
        "wait",
        "needs_approval",
    ),
    (
        "a mark stands in for a key that is not shown",
        want(approve=True),
        world(coming(status="needs_approval", public_key=None, requests=(request("new_request", comments=mark()),))),
        "approve",
        "request 1",
    ),
    (
        "a mark stands in for nothing that is shown",
        want(approve=True),
        world(coming(status="needs_approval", common_name="b", requests=(request("new_request", comments=mark()),))),
        "wait",
        "needs_approval",
    ),
    (
        "approve nothing that shows nothing",
        want(approve=True),
        world(
            coming(
                status="needs_approval",
                common_name=None,
                emails=(),
                requests=(request("new_request", comments=mark()),),
            )
        ),
        "wait",
        "needs_approval",
    ),
    (
        "approve no product that is not shown",
        want(approve=True),
        world(coming(status="needs_approval", product=None, requests=(request("new_request"),))),
        "wait",
        "needs_approval",
    ),
    (
        "approve what this run placed, whatever is made of it",
        want(approve=True),
        world(
            coming(status="needs_approval", common_name="b", requests=(request("new_request"),)), memory=Memory(own=10)
        ),
        "approve",
        "request 1",
    ),
    (
        "a request without a type, of an order that is not issued",
        want(approve=True),
        world(coming(status="needs_approval", requests=(request(None),))),
        "approve",
        "request 1",
    ),
    (
        "a request without a type may be a revocation",
        want(approve=True),
        world(there(requests=(request(None),))),
        "none",
        "200 days left",
    ),
    (
        "never approve a revocation",
        want(approve=True),
        world(there(requests=(request("revoke"),))),
        "none",
        "200 days left",
    ),
    (
        "certificate revoked, order lives",
        want(public_key=OTHER_KEY),
        world(there(certificate_status="revoked")),
        "reissue",
        "was revoked",
    ),
    (
        "certificate revoked, order lives and is due",
        want(public_key=OTHER_KEY),
        world(there(days=9, certificate_status="revoked")),
        "reissue",
        "was revoked",
    ),
    (
        "certificate revoked, same key",
        want(),
        world(there(certificate_status="revoked")),
        "fail",
        "key of order 10",
    ),
    (
        "certificate revoked, fail",
        want(on_revoked="fail", public_key=OTHER_KEY),
        world(there(certificate_status="revoked")),
        "fail",
        "on_revoked is fail",
    ),
    (
        "certificate revoked, order",
        want(on_revoked="order"),
        world(there(certificate_status="revoked")),
        "reissue",
        "was revoked",
    ),
    ("drift, reissue", want(emails=("b@example.com",)), world(there()), "reissue", "order 10 differs in emails"),
    ("other key, reissue", want(public_key=OTHER_KEY), world(there()), "reissue", "order 10 differs in csr"),
    (
        "drift and due: renewal mends both",
        want(emails=("b@example.com",)),
        world(there(days=5)),
        "renew",
        "5 days left",
    ),
    ("drift that a reissue cannot mend", want(), world(there(product="client_premium")), "fail", "on_drift=replace"),
    ("drift, replace", want(on_drift="replace"), world(there(organization_id=502)), "replace", "organization.id"),
    (
        "drift that a reissue cannot mend, ignore",
        want(on_drift="ignore"),
        world(there(product="client_premium")),
        "none",
        "200 days left",
    ),
    ("drift, fail", want(on_drift="fail"), world(there(common_name="b")), "fail", "on_drift is fail"),
    ("drift and due, fail", want(on_drift="fail"), world(there(common_name="b", days=5)), "fail", "on_drift is fail"),
    ("drift, ignore", want(on_drift="ignore"), world(there(common_name="b")), "none", "200 days left"),
    (
        "container is only reported",
        want(container={"id": 9}, on_drift="fail"),
        world(there(container_id=10)),
        "none",
        "200 days left",
    ),
    (
        "reissued for this wish before",
        want(),
        world(there(common_name="b", requests=(request("reissue", "approved", comments=mark()),))),
        "fail",
        "keeps returning common_name as 'b'",
    ),
    (
        "reissued for this wish before, and nothing differs",
        want(),
        world(there(requests=(request("reissue", "approved", comments=mark()),))),
        "none",
        "200 days left",
    ),
    (
        "reissued for another wish before",
        want(),
        world(there(common_name="b", requests=(request("reissue", "approved", comments=other(common_name="b")),))),
        "reissue",
        "common_name",
    ),
    (
        "wish was refused by the approver",
        want(),
        world(there(common_name="b", requests=(request("reissue", "rejected", comments=mark()),))),
        "reissue",
        "common_name",
    ),
    (
        "replaced for this wish before",
        want(on_drift="replace"),
        world(there(11, common_name="b", requests=(request("new_request", "approved", comments=mark()),)), there(10)),
        "fail",
        "keeps returning",
    ),
    (
        "replaced, but for what is not shown",
        want(on_drift="replace"),
        world(there(11, common_name="b"), there(10)),
        "fail",
        "keeps returning",
    ),
    (
        "bought as another order before",
        want(on_drift="replace"),
        world(
            there(11, common_name="b", requests=(request("new_request", "approved", comments=other(common_name="b")),)),
            there(9, status="expired", requests=(request("new_request", "approved", comments=mark()),)),
        ),
        "fail",
        "order 9 was placed for the same values before",
    ),
    (
        "bought before, in another form",
        want(on_drift="replace", emails=("a@EXAMPLE.com ",)),
        world(there(11, common_name="b", requests=(request("new_request", "approved", comments=mark()),))),
        "fail",
        "keeps returning common_name as 'b'",
    ),
    (
        "a replacement that was refused",
        want(on_drift="replace"),
        world(
            there(common_name="b"),
            coming(11, "rejected", requests=(request("new_request", "rejected", comments=mark()),)),
        ),
        "fail",
        "order 11 was placed for the same values before",
    ),
    (
        "a replacement that was refused, ask again",
        want(on_drift="replace", on_rejected="order"),
        world(
            there(common_name="b"),
            coming(11, "rejected", requests=(request("new_request", "rejected", comments=mark()),)),
        ),
        "replace",
        "common_name",
    ),
    (
        "back to the key of an earlier order",
        want(),
        world(there(10, public_key=OTHER_KEY), there(9, days=20)),
        "fail",
        "two writers",
    ),
    (
        "back to a key that a reissue replaced",
        want(),
        world(
            there(
                public_key=OTHER_KEY,
                requests=(
                    request("new_request", "approved", 1, mark(None)),
                    request("reissue", "approved", 2, other(public_key=OTHER_KEY)),
                ),
            )
        ),
        "fail",
        "two writers",
    ),
    (
        "the key of a renewal that was refused is no old key",
        want(public_key=OTHER_KEY, on_rejected="order"),
        world(there(days=9), renewal("rejected", public_key=OTHER_KEY), **refused()),
        "renew",
        "9 days left",
    ),
    (
        "back to other values once",
        want(),
        world(
            there(
                common_name="b",
                requests=(
                    request("new_request", "approved", 1, mark(None)),
                    request("reissue", "approved", 2, other(common_name="b")),
                ),
            )
        ),
        "reissue",
        "common_name",
    ),
    (
        "back to other values twice",
        want(),
        world(
            there(
                common_name="b",
                requests=(
                    request("new_request", "approved", 1, mark(None)),
                    request("reissue", "approved", 2, other(common_name="b")),
                    request("reissue", "approved", 3, mark()),
                    request("reissue", "approved", 4, other(common_name="b")),
                ),
            )
        ),
        "fail",
        "two writers",
    ),
    (
        "two writers, and drift is ignored",
        want(on_drift="ignore"),
        world(there(10, public_key=OTHER_KEY), there(9, days=20)),
        "none",
        "200 days left",
    ),
    (
        "custom field in another form",
        want(custom_fields=({"metadata_id": 11, "value": "007"},)),
        world(there(custom_fields={11: "7"})),
        "none",
        "200 days left",
    ),
    (
        "custom field that this run has set",
        want(custom_fields=({"metadata_id": 11, "value": "v"},)),
        world(there(custom_fields={11: "w"}), memory=Memory(sent=frozenset({("update", 10, None, None, 11)}))),
        "none",
        "200 days left",
    ),
    (
        "custom field",
        want(custom_fields=({"metadata_id": 11, "value": "v"},)),
        world(there(custom_fields={11: "w"})),
        "update",
        "custom_fields.11",
    ),
    (
        "custom field, ignore",
        want(custom_fields=({"metadata_id": 11, "value": "v"},), on_drift="ignore"),
        world(there(custom_fields={})),
        "none",
        "200 days left",
    ),
    (
        "custom field, fail",
        want(custom_fields=({"metadata_id": 11, "value": "v"},), on_drift="fail"),
        world(there(custom_fields={})),
        "fail",
        "custom_fields.11",
    ),
    (
        "revoke what was renewed",
        want(revoke_replaced=True),
        world(there(11, renewal_of_order_id=10), there(10, days=20)),
        "revoke",
        "order 10 was replaced by order 11",
    ),
    (
        "revoke what was replaced",
        want(revoke_replaced=True),
        world(there(11, requests=(request("new_request", "approved", comments=mark()),)), there(10)),
        "revoke",
        "order 10 was replaced",
    ),
    ("revoke no stranger", want(revoke_replaced=True), world(there(11), there(10)), "none", "order 11"),
    (
        "revocation asked for already",
        want(revoke_replaced=True),
        world(there(11, renewal_of_order_id=10), there(10, requests=(request("revoke"),))),
        "none",
        "order 11",
    ),
    (
        "revoke what was reissued",
        want(revoke_replaced=True),
        world(there(replaced_certificates=(99,))),
        "revoke",
        "certificate 99",
    ),
    (
        "revoke what this run reissued",
        want(revoke_replaced=True),
        world(there(serial_number="0B"), memory=Memory(reissued=Replaced(10, 99, "0A"))),
        "revoke",
        "certificate 99",
    ),
    (
        "revoke nothing for which this run has asked",
        want(revoke_replaced=True),
        world(there(replaced_certificates=(99,)), memory=Memory(sent=frozenset({("revoke", 10, None, 99, None)}))),
        "none",
        "order 10",
    ),
    (
        "revoke no copy of what is in use",
        want(revoke_replaced=True),
        world(there(serial_number="0a"), memory=Memory(reissued=Replaced(10, 99, "A"))),
        "none",
        "order 10",
    ),
    (
        "revoke nothing newer",
        want(revoke_replaced=True),
        world(there(serial_number="0B"), memory=Memory(reissued=Replaced(10, 111, "0A"))),
        "none",
        "order 10",
    ),
    (
        "revoke nothing without a serial number",
        want(revoke_replaced=True),
        world(there(), memory=Memory(reissued=Replaced(10, 99, "0A"))),
        "none",
        "order 10",
    ),
    (
        "revoke what this run replaced, though nothing shows it",
        want(revoke_replaced=True),
        world(there(11), there(10), memory=Memory(own=11, known_before=frozenset({10}), replaces=10)),
        "revoke",
        "order 10 was replaced by order 11",
    ),
    (
        "a revocation that is not shown yet was asked for",
        want(revoke_replaced=True),
        world(there(11, renewal_of_order_id=10), there(10), memory=Memory(revocations_asked=frozenset({10}))),
        "none",
        "order 11",
    ),
    (
        "what may be a revocation is one",
        want(revoke_replaced=True),
        world(there(11, renewal_of_order_id=10), there(10, requests=(request(None),))),
        "none",
        "order 11",
    ),
    ("strangers, nothing to do", want(), world(there(), strangers=STRANGERS), "none", "200 days left"),
    ("strangers, an order", want(), world(strangers=STRANGERS), "fail", "order 5 carries the alternative_order_id 'X'"),
    ("strangers, a renewal", want(), world(there(days=9), strangers=STRANGERS), "fail", "order 5"),
    ("strangers, a reissue", want(), world(there(common_name="b"), strangers=STRANGERS), "fail", "order 5"),
    ("strangers, an end", GONE, world(there(), strangers=STRANGERS), "fail", "order 5"),
    ("clock in doubt, nothing to do", want(), world(there(), doubt="it is 2037"), "none", "200 days left"),
    ("clock in doubt, due", want(), world(there(days=9), doubt="it is 2037"), "fail", "it is 2037"),
    ("clock in doubt, expired", want(), world(there(days=-9), doubt="it is 2037"), "fail", "it is 2037"),
    ("clock in doubt, nothing there", want(), world(doubt="it is 2037"), "fail", "it is 2037"),
    ("clock in doubt, drift", want(), world(there(common_name="b"), doubt="it is 2037"), "reissue", "common_name"),
    ("clock in doubt, an end", GONE, world(there(), doubt="it is 2037"), "revoke", "issued"),
    ("clock in doubt, ended by date", GONE, world(there(days=-9), doubt="it is 2037"), "fail", "it is 2037"),
    (
        "order_id names the same certificate with another key",
        want(),
        world(misfit=there(7, public_key=OTHER_KEY)),
        "fail",
        "order 7, which order_id names, carries no alternative_order_id and differs in csr",
    ),
    ("order_id names something else", want(), world(misfit=there(7, common_name="b")), "order", "no order with"),
    (
        "an order may be on its way, none lives",
        want(),
        world(on_its_way="an order was sent"),
        "fail",
        "an order was sent",
    ),
    (
        "an order may be on its way, due",
        want(),
        world(there(days=9), on_its_way="an order was sent"),
        "fail",
        "an order was sent",
    ),
    (
        "an order may be on its way, one lives",
        want(),
        world(there(), on_its_way="an order was sent"),
        "none",
        "is issued",
    ),
    ("absent: nobody says whether it lives", GONE, world(others=[Match(9, "odd")]), "fail", "order 9 is odd"),
    (
        "absent: nobody says whether it lives, beside a dead one",
        GONE,
        world(coming(10, "canceled"), others=[Match(9, "odd")]),
        "fail",
        "order 9 is odd",
    ),
    ("absent: no status", GONE, world(coming(status="unknown")), "fail", "status of order 10"),
    (
        "absent: what may be a revocation is one",
        GONE,
        world(there(requests=(request(None),))),
        "wait",
        "revocation of order 10",
    ),
    (
        "absent: a revocation that is not shown yet was asked for",
        GONE,
        world(there(), memory=Memory(revocations_asked=frozenset({10}))),
        "wait",
        "revocation of order 10",
    ),
    (
        "another run was faster",
        want(),
        world(coming(12), coming(11), **RACE),
        "cancel",
        "order 11 was placed at the same time",
    ),
    (
        "another run was faster, own unapproved",
        want(),
        world(coming(12, "needs_approval", requests=(request("new_request"),)), coming(11), **RACE),
        "reject",
        "order 11",
    ),
    ("another run was slower", want(), world(coming(12), coming(13), **RACE), "wait", "order 12 is pending"),
    ("both issued at once", want(), world(there(12), there(11), **RACE), "fail", "11 and 12"),
    ("the slower one is issued", want(), world(there(12), there(13), **RACE), "fail", "12 and 13"),
    ("absent: nothing there", GONE, world(), "none", "no order with this"),
    ("absent: all dead", GONE, world(others=[Match(9, "canceled")]), "none", "order 9 is canceled"),
    ("absent: expired", GONE, world(there(days=-1)), "none", "order 10 is issued"),
    ("absent: issued", GONE, world(there()), "revoke", "order 10 is issued"),
    ("absent: newest first", GONE, world(there(11), there(10)), "revoke", "order 11 is issued"),
    ("absent: pending", GONE, world(coming()), "cancel", "order 10 is pending"),
    ("absent: waiting for pickup", GONE, world(coming(status="waiting_pickup")), "cancel", "waiting_pickup"),
    (
        "absent: needs approval",
        GONE,
        world(coming(status="needs_approval", requests=(request("new_request"),))),
        "reject",
        "request 1 of order 10",
    ),
    (
        "absent: needs approval, request hidden",
        GONE,
        world(coming(status="needs_approval")),
        "cancel",
        "needs_approval",
    ),
    ("absent: reissue pending", GONE, world(there(status="reissue_pending")), "cancel", "a reissue of order 10"),
    (
        "absent: reissue awaits approval",
        GONE,
        world(there(requests=(request("reissue"),))),
        "reject",
        "request 1 of order 10",
    ),
    (
        "absent: revocation awaits approval",
        GONE,
        world(there(requests=(request("revoke"),))),
        "wait",
        "revocation of order 10",
    ),
]


@pytest.mark.parametrize(
    ("wanted", "found", "action", "reason"), [row[1:] for row in ROWS], ids=[row[0] for row in ROWS]
)
def test_policy(wanted, found, action, reason):
    if action == "fail":
        with pytest.raises(CannotDecide, match=r"^[A-Z]") as failure:
            plan(wanted, found)
        assert reason in str(failure.value)
        return
    step = plan(wanted, found)
    assert step.action == action
    assert reason in step.reason


def test_every_rule_has_a_row():
    decided = set()
    for _name, wanted, found, _action, _reason in ROWS:
        facts = Facts(wanted, found)
        table = rules.ABSENT if wanted.state == "absent" else rules.PRESENT
        rule = next(rule for rule in table if rule.when(facts))
        decided.add(rule)
        decided.update(guard for guard in rules.GUARDS if rule.action in guard.forbids and guard.when(facts))
    assert set(rules.PRESENT + rules.ABSENT + rules.GUARDS) - decided == set()


@pytest.mark.parametrize("table", [rules.PRESENT, rules.ABSENT])
def test_a_table_ends_in_a_failure(table):
    assert table[-1].action == "fail"
    assert table[-1].when(Facts(want(), world()))


def test_a_current_order_without_dates_has_no_days_left():
    assert plan(want(), world(there(valid_till=None))).reason == "order 10 is issued"


def test_a_renewal_names_its_predecessor():
    step = plan(want(), world(there(days=5)))
    assert (step.renewal_of_order_id, step.alternative_order_id) == (10, "x")


def test_the_old_certificate_stays_current_while_its_renewal_is_in_flight():
    step = plan(want(), world(there(10, days=5, is_renewed=True), coming(11, renewal_of_order_id=10)))
    assert (step.current.id, step.in_flight.id) == (10, 11)


def test_the_renewal_is_current_once_it_is_issued():
    assert plan(want(), world(there(10, days=5), there(9, renewal_of_order_id=10))).current.id == 9


def test_without_a_link_the_highest_id_is_current_and_the_other_is_named():
    step = plan(want(), world(there(10), there(11)))
    assert step.current.id == 11
    assert "order 10" in step.warnings[0]


def test_of_two_in_flight_the_lower_id_counts_and_the_other_is_named():
    step = plan(want(), world(coming(10), coming(11)))
    assert step.in_flight.id == 10
    assert "order 11" in step.warnings[0]


@pytest.mark.parametrize(
    ("wanted", "step", "renew", "on_drift"),
    [
        (want(renew="now"), world(there()), "when_due", "ignore"),
        (want(), world(there(days=9)), "when_due", "ignore"),
        (want(common_name="b", renew="never"), world(there()), "never", "ignore"),
        (want(revoke_replaced=True), world(there(replaced_certificates=(99,))), "when_due", "reissue"),
    ],
    ids=["renew now", "due", "drift", "revoke"],
)
def test_a_run_wants_one_renewal_and_mends_drift_once(wanted, step, renew, on_drift):
    left = still_wanted(wanted, plan(wanted, step))
    assert (left.renew, left.on_drift) == (renew, on_drift)
