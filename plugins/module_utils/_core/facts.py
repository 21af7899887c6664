# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Private to this collection: it may change in any release.
"""The questions that the rules ask, each answered from what is declared and what was found."""

from __future__ import annotations

import datetime
import functools
import typing as t

from . import drift, renewal, status
from .identity import choose, contradictions, follows, is_older
from .model import Desired, Difference, Order, Request, World
from .wish import Asked, asked, digest, last_reissue, short_key

#: What a reissue can change; the rest needs another order [REISSUE] [REIS-DOC].
_REISSUABLE = frozenset({"common_name", "emails", "signature_hash", "ca_cert_id", "csr"})

_CUSTOM_FIELD = "custom_fields."

#: Reported and warned about, never acted upon.
_CONTAINER = "container.id"

_KEY = "csr"


class Facts:
    """Answers are plain values: ``None``, false and empty mean "no, or nobody says so"."""

    def __init__(self, desired: Desired, world: World) -> None:
        self.desired = desired
        self.world = world
        self.today: datetime.date = world.today
        self.chosen = choose(world)
        self.current = self.chosen.current
        self.in_flight = self.chosen.in_flight
        self.expired = self.chosen.expired
        self.never = desired.renew == "never"

    # Time

    @property
    def due(self) -> bool:
        """The current certificate should be renewed by now."""
        due_on = renewal.due_on(self.current, self.desired.renew_before_days)
        return self.desired.renew == "when_due" and due_on is not None and self.today >= due_on

    @property
    def asked_for(self) -> bool:
        """The task asks for a renewal now, and the current order was not placed today: that one is the renewal already."""
        return self.desired.renew == "now" and self.placed_on not in (None, self.today)

    @property
    def renewal_wanted(self) -> bool:
        """The task would renew what is there, were nothing in the way."""
        return self.due or self.asked_for or (self.expired is not None and not self.never)

    @property
    def due_at(self) -> int:
        """The number of days left below which the current certificate is due."""
        return renewal.due_below(self.current, self.desired.renew_before_days) if self.current else 0

    @property
    def placed_on(self) -> t.Optional[datetime.date]:
        """The day on which the current order was placed, or from which its certificate is valid; as far as it shows one."""
        return None if self.current is None else self.current.date_created or self.current.valid_from

    @property
    def days_left(self) -> t.Optional[int]:
        """Days until the current certificate ends."""
        till = self.current.valid_till if self.current else None
        return None if till is None else (till - self.today).days

    @property
    def renewal_would_end(self) -> t.Optional[datetime.date]:
        """The day on which a renewal would end, when that is not later than the end of what it renews."""
        held = self.renewable.valid_till if self.renewable else None
        end = renewal.ends_on(self.desired.order_validity, self.today)
        return end if held is not None and end is not None and end <= held else None

    @property
    def ended_by_date(self) -> bool:
        """Whether an order lives hangs on today's date alone: it is issued, and its certificate has run out."""
        return any(order.issued and order.dead(self.today) for order in self.world.orders)

    # What is there

    @property
    def renewable(self) -> t.Optional[Order]:
        """The order that a renewal would name: the current one, or one whose certificate ran out."""
        return self.current or self.expired

    @property
    def nothing_lives(self) -> bool:
        """Every order that was found has ended; none is left of which nobody says whether it lives."""
        return not self.chosen.live and all(row.dead for row in self.world.others)

    @property
    def orphaned(self) -> bool:
        """The last certificate's order was renewed, and nothing that was found, dead or alive, is the successor."""
        order = self.renewable
        if order is None or not order.is_renewed:
            return False
        return all(follows(other, self.world) != order.id for other in self.world.orders)

    @property
    def certificate_revoked(self) -> bool:
        """The order lives, its certificate was revoked on its own."""
        return self.current is not None and self.current.certificate_revoked

    @property
    def open_request(self) -> t.Optional[Request]:
        """The request of the order or reissue in flight that waits for an approver; never a revocation."""
        return _first(self.in_flight.open_requests("new_request", "reissue")) if self.in_flight else None

    @property
    def found(self) -> str:
        """Every order that was found, with its status."""
        return ", ".join(f"order {row.id} is {row.status}" for row in self.world.rows()) or "no order"

    @property
    def stranger_names(self) -> str:
        """The orders that a lookup handed out and that are another identity's, each with what it shows."""
        return ", ".join(f"order {stranger.id} {stranger.shows}" for stranger in self.world.strangers)

    # Approval

    @functools.cached_property
    def not_approvable(self) -> t.Optional[str]:
        """Why the open request is not the task's to approve, as a clause; ``None`` when it shows what the task declares."""
        order, request = self.in_flight, self.open_request
        if order is None or request is None or not self.desired.product:
            return None
        if self.asked_in_this_run(order):
            return None
        shown = request.content if order.issued else order
        if shown is None:
            return "does not show what it asks for"
        found = drift.compare(self.desired, shown)
        if found.differences:
            return f"differs in {', '.join(difference.option for difference in found.differences)}"
        if "product" in found.unseen and not order.issued:
            return "does not show its product"
        if _KEY in found.unseen and (order.issued or not self._marked(order)):
            return "does not show its key"
        if {"emails", "common_name"} <= {*found.unseen, *self._undeclared}:
            return "shows neither name nor address"
        return None

    def asked_in_this_run(self, order: Order) -> bool:
        """Tell whether this run placed *order*, or asked for its reissue."""
        return order.id == self.world.memory.own or ("reissue", order.id, None, None, None) in self.world.memory.sent

    @property
    def _undeclared(self) -> tuple[str, ...]:
        return () if self.desired.common_name else ("common_name",)

    def _marked(self, order: Order) -> bool:
        """Tell whether *order* was bought for this very wish; a mark stands in for a key that is not shown, for nothing else."""
        return any(one.wish == self.wish and one.type == "new_request" for one in asked([order]))

    # Refusal and revocation

    @property
    def refusal(self) -> str:
        """Who refused the order that is named as the last one, and why."""
        refusal, dead = self.world.refusal, self.chosen.dead
        return refusal.told if refusal and dead and refusal.order_id == dead.id else ""

    @functools.cached_property
    def refused(self) -> t.Optional[Order]:
        """The order that was refused when it was asked for last, where the task does not want to ask again."""
        refusal = self.world.refusal
        if self.desired.on_rejected != "fail" or refusal is None or refusal.withdrawn:
            return None
        order = next((order for order in self.world.orders if order.id == refusal.order_id), None)
        if order is None:
            return None
        if self.renewable is not None:
            return order if follows(order, self.world) == self.renewable.id else None
        return order if all(row.id <= order.id for row in self.world.rows()) else None

    @property
    def revoked(self) -> t.Optional[Order]:
        """The order whose certificate was revoked and which nothing has followed: it lives on, or nothing lives."""
        return self.current if self.certificate_revoked else self.chosen.revoked

    @property
    def revoked_key(self) -> t.Optional[str]:
        """Why the declared key may be one that was revoked, as a clause; ``None`` when it is not.

        Without a CSR the recipient makes a new key.
        """
        if self.revoked is None or self.desired.public_key is None:
            return None
        revoked = [order for order in self.world.orders if order.revoked]
        same = next((order for order in revoked if order.public_key == self.desired.public_key), None)
        if same is not None:
            return f"the CSR has the key of order {same.id}, whose certificate was revoked"
        if self.revoked.public_key is None:
            return f"CertCentral does not show the key of order {self.revoked.id}, whose certificate was revoked"
        return None

    # Races

    @functools.cached_property
    def own(self) -> t.Optional[Order]:
        """The order that this run placed, while it lives."""
        return next((order for order in self.chosen.live if order.id == self.world.memory.own), None)

    @functools.cached_property
    def twins(self) -> tuple[Order, ...]:
        """Live orders that other runs placed at the same time as this one placed its own; lowest id first."""
        if self.own is None:
            return ()
        strangers = [o for o in self.chosen.live if o is not self.own and o.id not in self.world.memory.known_before]
        return tuple(sorted(strangers, key=lambda order: order.id))

    @property
    def faster(self) -> t.Optional[Order]:
        """The twin that stays when this run's own order has to go."""
        return next((twin for twin in self.twins if self.own and twin.id < self.own.id), None)

    @property
    def lost_race(self) -> bool:
        """This run's own order has to go, and still can."""
        return self.faster is not None and self.own is not None and not self.own.issued

    @property
    def own_request(self) -> t.Optional[Request]:
        """The request to reject when this run's own order has to go before it was approved."""
        return _first(self.own.open_requests("new_request")) if self.own else None

    @property
    def issued_twins(self) -> bool:
        """Two orders are paid for: this run's own is issued beside a twin, or a twin is."""
        return (
            self.own is not None and bool(self.twins) and (self.own.issued or any(twin.issued for twin in self.twins))
        )

    @property
    def twin_names(self) -> str:
        """The ids of this run's own order and its twins."""
        ids = sorted(order.id for order in (*self.twins, *([self.own] if self.own else [])))
        return " and ".join(str(order_id) for order_id in ids)

    # Drift

    @functools.cached_property
    def differences(self) -> tuple[Difference, ...]:
        """All differences to the current order, or to the one in flight where there is none."""
        order = self.current or self.in_flight
        return drift.differences(self.desired, order) if order and self.desired.product else ()

    @functools.cached_property
    def drift(self) -> tuple[Difference, ...]:
        """Differences that need a reissue or another order; with ``on_drift`` fail also those that could be mended in place."""
        if self.current is None:
            return ()
        ignored = (_CONTAINER,) if self.desired.on_drift == "fail" else (_CONTAINER, _CUSTOM_FIELD)
        return tuple(difference for difference in self.differences if not difference.option.startswith(ignored))

    @property
    def fail_drift(self) -> bool:
        """The task wants to fail on drift, and there is some."""
        return self.desired.on_drift == "fail" and bool(self.drift)

    @property
    def replace_drift(self) -> bool:
        """The task wants drift mended by another order, and there is some."""
        return self.desired.on_drift == "replace" and bool(self.drift)

    @property
    def reissue_drift(self) -> bool:
        """The task wants drift mended by a reissue, and there is some."""
        return self.desired.on_drift == "reissue" and bool(self.drift)

    @property
    def drift_names(self) -> str:
        """The options that differ."""
        return ", ".join(difference.option for difference in self.drift)

    @property
    def unmendable(self) -> tuple[Difference, ...]:
        """Differences that no reissue can mend."""
        return tuple(difference for difference in self.drift if difference.option not in _REISSUABLE)

    @property
    def unmendable_names(self) -> str:
        """The options that no reissue can mend."""
        return ", ".join(difference.option for difference in self.unmendable)

    @property
    def stubborn_values(self) -> str:
        """What CertCentral keeps returning."""
        return ", ".join(f"{difference.option} as {difference.before!r}" for difference in self.drift)

    @property
    def field_to_mend(self) -> t.Optional[Difference]:
        """The first custom field of the current order that differs and that this run has not set yet."""
        if self.desired.on_drift not in ("reissue", "replace") or self.current is None:
            return None
        fields = (d for d in self.differences if d.option.startswith(_CUSTOM_FIELD))
        return next((d for d in fields if not self.field_was_set(d)), None)

    def field_was_set(self, difference: Difference) -> bool:
        """Tell whether this run set the custom field of *difference* on the current order."""
        metadata_id = int(difference.option.partition(".")[2])
        target = self.current.id if self.current else None
        return ("update", target, None, None, metadata_id) in self.world.memory.sent

    # What was wished for before

    @functools.cached_property
    def wish(self) -> str:
        """What the task declares, as a digest."""
        return digest(self.desired)

    @functools.cached_property
    def _history(self) -> tuple[Asked, ...]:
        """What CertCentral was asked for up to the certificate in use, oldest first; without what was refused."""
        last = self.renewable.id if self.renewable else 0
        return tuple(one for one in asked(self.world.orders) if one.order_id <= last and not one.ended)

    @property
    def reissued_before(self) -> bool:
        """The last reissue of the current order was for this very wish."""
        return self.current is not None and last_reissue(self.current) == self.wish

    @property
    def bought_before(self) -> bool:
        """The current order was bought for this very wish, or may have been: CertCentral does not show for which one."""
        if self.current is None:
            return False
        known = [one.wish for one in asked([self.current]) if one.type == "new_request"]
        if known:
            return known[-1] == self.wish
        shows_comments = any(request.comments for request in self.current.requests)
        older = any(order.id < self.current.id for order in (*self.chosen.rivals, self.chosen.predecessor) if order)
        return not shows_comments and self.current.renewal_of_order_id is None and older

    @property
    def sold_before(self) -> t.Optional[int]:
        """The id of another order that was bought for this very wish, be it alive or dead, or refused for good."""
        refused = {o.id for o in self.world.orders if o.status in status.REFUSED and self.desired.on_rejected == "fail"}
        return next(
            (
                one.order_id
                for one in asked(self.world.orders)
                if one.type == "new_request" and one.wish == self.wish and (not one.ended or one.order_id in refused)
            ),
            None,
        )

    @property
    def two_writers(self) -> bool:
        """The task goes back to a key, or for the second time to other values, that the certificate had and lost again."""
        order = self.renewable
        mends = bool(self.drift) and self.desired.on_drift in ("reissue", "replace")
        if order is None or not (mends or self.renewal_wanted):
            return False
        return self._old_key(order) or (bool(self.drift) and self._times_asked_before() > 1)

    def _old_key(self, order: Order) -> bool:
        """Tell whether the declared key is not the one in use, and was before it."""
        key, digits = self.desired.public_key, short_key(self.desired.public_key)
        if key is None or order.public_key in (None, key):
            return False
        older = [o for o in self.world.orders if o.id < order.id and o.status not in status.REFUSED | {status.CANCELED}]
        keys = [one.key for one in self._history if one.key is not None]
        last_other = max((place for place, found in enumerate(keys) if found != digits), default=0)
        return any(o.public_key == key for o in older) or digits in keys[:last_other]

    def _times_asked_before(self) -> int:
        """Return how often this wish was asked for and then another one."""
        wishes = [one.wish for one in self._history]
        return sum(1 for mine, later in zip(wishes, wishes[1:]) if mine == self.wish and later != self.wish)

    # What was replaced

    def revocation_asked(self, order: Order) -> bool:
        """Tell whether a revocation of *order* waits for an approver."""
        return bool(order.open_requests("revoke")) or order.id in self.world.memory.revocations_asked

    @property
    def replaced(self) -> t.Optional[Order]:
        """A live order that the current one renewed or replaced, when it is to be revoked and nobody asked for that yet."""
        order = self.chosen.predecessor
        if not self.desired.revoke_replaced or order is None or self.revocation_asked(order):
            return None
        return order

    @property
    def replaced_certificate(self) -> t.Optional[int]:
        """A certificate of the current order that a reissue replaced, when it is to be revoked and this run has not asked for it."""
        order = self.current
        if not self.desired.revoke_replaced or order is None or self.revocation_asked(order):
            return None
        sent = self.world.memory.sent
        replaced = (*order.replaced_certificates, *self._reissued(order))
        return next((number for number in replaced if ("revoke", order.id, None, number, None) not in sent), None)

    def _reissued(self, order: Order) -> tuple[int, ...]:
        """Return the certificate that a reissue of this run replaced, once *order* shows another one in its place."""
        old = self.world.memory.reissued
        if old is None or old.order_id != order.id:
            return ()
        older = is_older(old.certificate_id, old.serial_number, order)
        return (old.certificate_id,) if older else ()

    # The end

    @functools.cached_property
    def all_to_end(self) -> tuple[Order, ...]:
        """The live orders to end: those for which nobody asked for a revocation yet."""
        return tuple(order for order in self.chosen.live if not self.revocation_asked(order))

    @property
    def to_end(self) -> t.Optional[Order]:
        """The next of them."""
        return next(iter(self.all_to_end), None)

    @property
    def end_request(self) -> t.Optional[Request]:
        """The request to reject when the order to end, or a reissue of it, waits for an approver."""
        return _first(self.to_end.open_requests("new_request", "reissue")) if self.to_end else None

    @property
    def being_revoked(self) -> t.Optional[Order]:
        """A live order whose revocation waits for an approver."""
        return next((order for order in self.chosen.live if self.revocation_asked(order)), None)

    @property
    def misfit_options(self) -> str:
        """How the order that ``order_id`` names differs in its key alone: the same certificate, of another host."""
        found = contradictions(self.desired, self.world.misfit) if self.world.misfit else ()
        return _KEY if found == (_KEY,) else ""


def _first(requests: tuple[Request, ...]) -> t.Optional[Request]:
    return requests[0] if requests else None
