# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Private to this collection: it may change in any release.
"""The policy of the module as two tables: the first rule whose condition holds decides.

A rule's action is one of the contract's words, or ``fail``. Its reason is a format over the facts.
"""

from __future__ import annotations

from . import actions, status
from .facts import Facts
from .rule import FAIL, Guard, Rule

TWINS = "orders {f.twin_names} were placed at the same time; revoke or cancel the one that is not needed"
OTHER_WAS_FASTER = (
    "order {f.faster.id} was placed at the same time by another run and stays; order {f.own.id} of this run goes"
)
ORPHANED = (
    "nothing was ordered: order {f.renewable.id} was renewed, and no order with this alternative_order_id renews it; "
    "name the successor in order_id"
)
UNMENDABLE = (
    "nothing was changed: order {f.current.id} differs in {f.unmendable_names}, which a reissue cannot mend; "
    "use on_drift=replace to buy a new order, or correct the task"
)
DRIFT_FAILS = "nothing was changed: order {f.current.id} differs in {f.drift_names} and on_drift is fail"
STUBBORN = (
    "nothing was changed: CertCentral keeps returning {f.stubborn_values} although another value was asked for before; "
    "declare what it returns, or use on_drift=ignore"
)
SOLD = (
    "nothing was ordered: order {f.sold_before} was placed for the same values before; declare what order {f.current.id} holds, "
    "or use a new alternative_order_id"
)
TWO_WRITERS = (
    "nothing was changed: what is declared was in use before order {f.renewable.id} got what it holds now, so two writers (hosts, "
    "plays or branches) share this alternative_order_id: give each its own; or make a new key and CSR where this host lost the latest"
)
NOT_LATER = (
    "nothing was renewed: order {f.renewable.id} ends on {f.renewable.valid_till}, and with this order_validity a renewal would end "
    "on {f.renewal_would_end}, which is not later; correct order_validity, or use renew=never"
)
IN_FLIGHT = "order {f.in_flight.id} is {f.in_flight.status}"
SUCCESSOR_IN_FLIGHT = IN_FLIGHT + "; order {f.current.id} stays in use"
NOW = "renewal was asked for with renew=now"
DUE = "{f.days_left} days left, renewal is due at {f.due_at}"
CURRENT = "order {f.current.id} is issued and has {f.days_left} days left"
CURRENT_UNDATED = "order {f.current.id} is issued"
EXPIRED = "the certificate of order {f.expired.id} has expired"
EXPIRED_NEVER = EXPIRED + " and renew is never"
DEAD = "no live order; order {f.chosen.dead.id} is {f.chosen.dead.status}{f.refusal}"
REFUSED = (
    "nothing was ordered: order {f.refused.id} is {f.refused.status}{f.refusal}; settle it with who refused, and ask again with "
    "on_rejected=order"
)
REVOKED = "the certificate of order {f.current.id} was revoked while the order lives on"
REVOKED_FAILS = "nothing was ordered: the certificate of order {f.revoked.id} was revoked and on_revoked is fail"
REVOKED_KEY = "nothing was ordered: {f.revoked_key}; make a new key and CSR, or use on_revoked=order where the key is known to be good"
DRIFTED = "order {f.current.id} differs in {f.drift_names}"
REPLACED_ORDER = "order {f.replaced.id} was replaced by order {f.current.id}"
REPLACED_CERTIFICATE = "certificate {f.replaced_certificate} of order {f.current.id} was replaced by a reissue"

APPROVAL_OPEN = "request {f.open_request.id} of order {f.in_flight.id} awaits approval"
REVOCATION_OPEN = "the revocation of order {f.being_revoked.id} awaits approval"
FIELD = "order {f.current.id} differs in {f.field_to_mend.option}"
TO_REJECT = "request {f.end_request.id} of order {f.to_end.id} awaits approval"
REISSUE_PENDING = "a reissue of order {f.to_end.id} is pending"
NO_STATUS = "nothing was ended: CertCentral does not show the status of order {f.to_end.id}; run again later"
NO_ORDER = "no order with this alternative_order_id"
NOT_UNDERSTOOD = (
    "nothing was done: what was found does not tell whether a certificate lives ({f.found}); look there in CertCentral"
)

STRANGERS = (
    "nothing was written: the lookup of this alternative_order_id also found what is not its own ({f.stranger_names}); tell the "
    "two apart with another alternative_order_id"
)
CLOCK = "nothing was ordered or ended: {f.world.doubt}; set the clock that is wrong, and run again"
ON_ITS_WAY = "nothing was ordered: {f.world.on_its_way}"
MISFIT = (
    "nothing was ordered: order {f.world.misfit.id}, which order_id names, carries no alternative_order_id and differs in "
    "{f.misfit_options}; declare its key, or remove order_id to order another certificate"
)

PRESENT: tuple[Rule[Facts], ...] = (
    # Another run bought at the same time: the lower order id stays.
    Rule("reject", OTHER_WAS_FASTER, lambda f: f.lost_race and f.own_request),
    Rule("cancel", OTHER_WAS_FASTER, lambda f: f.lost_race),
    Rule(FAIL, TWINS, lambda f: f.issued_twins),
    # Nothing is bought or changed while something is on its way.
    Rule("approve", APPROVAL_OPEN, lambda f: f.desired.approve and f.open_request and not f.not_approvable),
    Rule("wait", IN_FLIGHT, lambda f: f.in_flight and not f.current),
    Rule("wait", SUCCESSOR_IN_FLIGHT, lambda f: f.in_flight),
    # What cannot be told apart from a paid order is not bought again.
    Rule(FAIL, ORPHANED, lambda f: f.orphaned),
    # A certificate is there, or was until it ran out.
    Rule(FAIL, DRIFT_FAILS, lambda f: f.fail_drift),
    Rule(FAIL, TWO_WRITERS, lambda f: f.two_writers),
    Rule(FAIL, REVOKED_FAILS, lambda f: f.certificate_revoked and f.desired.on_revoked == "fail"),
    Rule(FAIL, REVOKED_KEY, lambda f: f.certificate_revoked and f.desired.on_revoked == "new_key" and f.revoked_key),
    Rule("reissue", REVOKED, lambda f: f.certificate_revoked),
    Rule("none", EXPIRED_NEVER, lambda f: f.expired and f.never),
    Rule(FAIL, REFUSED, lambda f: f.renewal_wanted and f.refused),
    Rule(FAIL, NOT_LATER, lambda f: f.renewal_wanted and f.renewal_would_end),
    Rule("renew", NOW, lambda f: f.asked_for),
    Rule("renew", DUE, lambda f: f.due),
    Rule("renew", EXPIRED, lambda f: f.expired),
    Rule(FAIL, STUBBORN, lambda f: f.replace_drift and f.bought_before),
    Rule(FAIL, SOLD, lambda f: f.replace_drift and f.sold_before),
    Rule("replace", DRIFTED, lambda f: f.replace_drift),
    Rule(FAIL, UNMENDABLE, lambda f: f.reissue_drift and f.unmendable),
    Rule(FAIL, STUBBORN, lambda f: f.reissue_drift and f.reissued_before),
    Rule("reissue", DRIFTED, lambda f: f.reissue_drift),
    Rule("update", FIELD, lambda f: f.field_to_mend),
    Rule("revoke", REPLACED_ORDER, lambda f: f.replaced),
    Rule("revoke", REPLACED_CERTIFICATE, lambda f: f.replaced_certificate),
    Rule("none", CURRENT_UNDATED, lambda f: f.current and f.days_left is None),
    Rule("none", CURRENT, lambda f: f.current),
    # None is there.
    Rule(FAIL, REFUSED, lambda f: f.refused),
    Rule(FAIL, REVOKED_FAILS, lambda f: f.revoked and f.desired.on_revoked == "fail"),
    Rule(FAIL, REVOKED_KEY, lambda f: f.revoked and f.desired.on_revoked == "new_key" and f.revoked_key),
    Rule("order", DEAD, lambda f: f.nothing_lives and f.chosen.dead),
    Rule("order", NO_ORDER, lambda f: f.nothing_lives),
    Rule(FAIL, NOT_UNDERSTOOD, lambda f: True),
)

ABSENT: tuple[Rule[Facts], ...] = (
    Rule(FAIL, CLOCK, lambda f: f.world.doubt and f.ended_by_date),
    Rule(FAIL, NO_STATUS, lambda f: f.to_end and f.to_end.status == status.UNKNOWN),
    Rule("cancel", REISSUE_PENDING, lambda f: f.to_end and f.to_end.status == status.REISSUE_PENDING),
    Rule("reject", TO_REJECT, lambda f: f.to_end and f.end_request),
    Rule("revoke", "order {f.to_end.id} is issued", lambda f: f.to_end and f.to_end.issued),
    Rule("cancel", "order {f.to_end.id} is {f.to_end.status}", lambda f: f.to_end),
    Rule("wait", REVOCATION_OPEN, lambda f: f.being_revoked),
    Rule("none", DEAD, lambda f: f.nothing_lives and f.chosen.dead),
    Rule("none", NO_ORDER, lambda f: f.nothing_lives),
    Rule(FAIL, NOT_UNDERSTOOD, lambda f: True),
)

#: What no action of these kinds may follow from, whichever rule decided.
GUARDS: tuple[Guard[Facts], ...] = (
    Guard(actions.WRITES, STRANGERS, lambda f: f.world.strangers),
    Guard(actions.BUYS, CLOCK, lambda f: f.world.doubt),
    Guard(actions.BUYS, ON_ITS_WAY, lambda f: f.world.on_its_way),
    Guard(actions.BUYS, MISFIT, lambda f: f.misfit_options),
)
