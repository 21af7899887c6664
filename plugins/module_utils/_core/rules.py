# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Private to this collection: it may change in any release.
"""The policy of the module as two tables: the first rule whose condition holds decides.

A rule's action is one of the contract's words, or ``fail``. Its reason is a format over the facts.
"""

from __future__ import annotations

import dataclasses
import typing as t

from .facts import Facts

FAIL = "fail"


@dataclasses.dataclass(frozen=True)
class Rule:
    """Where ``when`` holds: do ``action``, because of ``reason``. The reason of a ``fail`` is the whole message."""

    when: t.Callable[[Facts], object]
    action: str
    reason: str


TWINS = "orders {f.twin_names} were placed at the same time; revoke or cancel the one that is not needed"
OTHER_WAS_FASTER = (
    "order {f.faster.id} was placed at the same time by another run and stays; order {f.own.id} of this run goes"
)
ORPHANED = (
    "nothing was ordered: order {f.renewable.id} was renewed, and no order with this alternative_order_id renews it; "
    "name the successor in order_id"
)
UNMENDABLE = (
    "nothing was changed: {f.unmendable_names} of order {f.current.id} differ, which a reissue cannot mend; "
    "use on_drift=replace to buy a new order, or correct the task"
)
DRIFT_FAILS = "nothing was changed: {f.drift_names} of order {f.current.id} differ and on_drift is fail"
STUBBORN = (
    "nothing was changed: CertCentral keeps returning {f.stubborn_values} although another value was asked for before; "
    "declare what it returns, or use on_drift=ignore"
)
IN_FLIGHT = "order {f.in_flight.id} is {f.in_flight.status}"
SUCCESSOR_IN_FLIGHT = IN_FLIGHT + "; order {f.current.id} stays in use"
DUE = "{f.days_left} days left, renewal is due at {f.desired.renew_before_days}"
CURRENT = "order {f.current.id} is issued and has {f.days_left} days left"
CURRENT_UNDATED = "order {f.current.id} is issued"
EXPIRED = "the certificate of order {f.expired.id} has expired"
EXPIRED_NEVER = EXPIRED + " and renew is never"
DEAD = "no live order; order {f.chosen.dead.id} is {f.chosen.dead.status}"
REVOKED = "the certificate of order {f.current.id} was revoked while the order lives on"
DRIFTED = "{f.drift_names} of order {f.current.id} differ"
REPLACED_ORDER = "order {f.replaced.id} was replaced by order {f.current.id}"
REPLACED_CERTIFICATE = "certificate {f.replaced_certificate} of order {f.current.id} was replaced by a reissue"

APPROVAL_OPEN = "request {f.open_request.id} of order {f.in_flight.id} awaits approval"
REVOCATION_OPEN = "the revocation of order {f.being_revoked.id} awaits approval"
FIELD = "custom field {f.field_to_mend.option} of order {f.current.id} differs"
TO_REJECT = "request {f.end_request.id} of order {f.to_end.id} awaits approval"
NO_ORDER = "no order with this alternative_order_id"

# fmt: off
PRESENT: tuple[Rule, ...] = (
    # Another run bought at the same time: the lower order id stays.
    Rule(lambda f: f.lost_race and f.own_request,             "reject",  OTHER_WAS_FASTER),
    Rule(lambda f: f.lost_race,                               "cancel",  OTHER_WAS_FASTER),
    Rule(lambda f: f.issued_twins,                            FAIL,      TWINS),

    # Nothing is bought or changed while something is on its way.
    Rule(lambda f: f.desired.approve and f.open_request,      "approve", APPROVAL_OPEN),
    Rule(lambda f: f.in_flight and not f.current,             "wait",    IN_FLIGHT),
    Rule(lambda f: f.in_flight,                               "wait",    SUCCESSOR_IN_FLIGHT),

    # What cannot be told apart from a paid order is not bought again.
    Rule(lambda f: f.orphaned,                                FAIL,      ORPHANED),

    # A certificate is there.
    Rule(lambda f: f.fail_drift,                              FAIL,      DRIFT_FAILS),
    Rule(lambda f: f.current and f.asked_for,                 "renew",   "renewal was asked for with renew=now"),
    Rule(lambda f: f.current and f.due,                       "renew",   DUE),
    Rule(lambda f: f.certificate_revoked,                     "reissue", REVOKED),
    Rule(lambda f: f.replace_drift and f.bought_before,       FAIL,      STUBBORN),
    Rule(lambda f: f.replace_drift,                           "replace", DRIFTED),
    Rule(lambda f: f.reissue_drift and f.unmendable,          FAIL,      UNMENDABLE),
    Rule(lambda f: f.reissue_drift and f.reissued_before,     FAIL,      STUBBORN),
    Rule(lambda f: f.reissue_drift,                           "reissue", DRIFTED),
    Rule(lambda f: f.field_to_mend,                           "update",  FIELD),
    Rule(lambda f: f.replaced,                                "revoke",  REPLACED_ORDER),
    Rule(lambda f: f.replaced_certificate,                    "revoke",  REPLACED_CERTIFICATE),
    Rule(lambda f: f.current and f.days_left is None,         "none",    CURRENT_UNDATED),
    Rule(lambda f: f.current,                                 "none",    CURRENT),

    # None is there.
    Rule(lambda f: f.expired and f.never,                     "none",    EXPIRED_NEVER),
    Rule(lambda f: f.expired,                                 "renew",   EXPIRED),
    Rule(lambda f: f.chosen.dead,                             "order",   DEAD),
    Rule(lambda f: True,                                      "order",   NO_ORDER),
)

ABSENT: tuple[Rule, ...] = (
    Rule(lambda f: f.to_end and f.to_end.status == "reissue_pending",  "cancel", "a reissue of order {f.to_end.id} is pending"),
    Rule(lambda f: f.to_end and f.end_request,                         "reject", TO_REJECT),
    Rule(lambda f: f.to_end and f.to_end.issued,                       "revoke", "order {f.to_end.id} is issued"),
    Rule(lambda f: f.to_end,                                           "cancel", "order {f.to_end.id} is {f.to_end.status}"),
    Rule(lambda f: f.being_revoked,                                    "wait",   REVOCATION_OPEN),
    Rule(lambda f: f.chosen.dead,                                      "none",   DEAD),
    Rule(lambda f: True,                                               "none",   NO_ORDER),
)
# fmt: on
