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

from . import drift, renewal, wish
from .identity import choose
from .model import Desired, Difference, Order, Request, World

#: What a reissue can change; the rest needs another order [REISSUE] [REIS-DOC].
_REISSUABLE = frozenset({"common_name", "emails", "signature_hash", "ca_cert_id", "csr"})

_CUSTOM_FIELD = "custom_fields."

#: Reported and warned about, never acted upon.
_CONTAINER = "container.id"


class Facts:
    """Answers are plain values: ``None``, false and empty mean "no"."""

    def __init__(self, desired: Desired, world: World) -> None:
        self.desired = desired
        self.world = world
        self.today: datetime.date = world.today
        self.chosen = choose(world)
        self.current = self.chosen.current
        self.in_flight = self.chosen.in_flight
        self.expired = self.chosen.expired
        self.never = desired.renew == "never"
        self.asked_for = desired.renew == "now"

    # Time

    @property
    def due(self) -> bool:
        """The current certificate should be renewed by now."""
        due_on = renewal.due_on(self.current, self.desired.renew_before_days)
        return self.desired.renew == "when_due" and due_on is not None and self.today >= due_on

    @property
    def days_left(self) -> t.Optional[int]:
        """Days until the current certificate ends."""
        till = self.current.valid_till if self.current else None
        return None if till is None else (till - self.today).days

    # What is there

    @property
    def renewable(self) -> t.Optional[Order]:
        """The order that a renewal would name: the current one, or one whose certificate ran out."""
        return self.current or self.expired

    @property
    def orphaned(self) -> bool:
        """The last certificate's order was renewed, and nothing found is newer, dead or alive."""
        order = self.renewable
        return order is not None and order.is_renewed and all(row.id <= order.id for row in self.world.rows())

    @property
    def certificate_revoked(self) -> bool:
        """The order lives, its certificate was revoked on its own."""
        return self.current is not None and self.current.certificate_revoked

    @property
    def open_request(self) -> t.Optional[Request]:
        """The request of the order or reissue in flight that waits for an approver; never a revocation."""
        return _first(self.in_flight.open_requests("new_request", "reissue")) if self.in_flight else None

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

    @functools.cached_property
    def wish(self) -> str:
        """What the task declares, as a digest."""
        return wish.digest(self.desired)

    @property
    def reissued_before(self) -> bool:
        """The last reissue of the current order was for this very wish."""
        return self.current is not None and wish.last_wish(self.current, "reissue") == self.wish

    @property
    def bought_before(self) -> bool:
        """The current order was bought for this very wish, or may have been: CertCentral does not show for which one."""
        if self.current is None:
            return False
        known = wish.last_wish(self.current, "new_request")
        if known is not None:
            return known == self.wish
        shows_comments = any(request.comments for request in self.current.requests)
        return not shows_comments and self.current.renewal_of_order_id is None and bool(self._older_live())

    def _older_live(self) -> list[Order]:
        return [order for order in self.chosen.rivals if self.current and order.id < self.current.id]

    @property
    def stubborn_values(self) -> str:
        """What CertCentral keeps returning."""
        return ", ".join(f"{difference.option} as {difference.before!r}" for difference in self.drift)

    @property
    def field_to_mend(self) -> t.Optional[Difference]:
        """The first custom field of the current order that differs and is to be mended in place."""
        if self.desired.on_drift not in ("reissue", "replace"):
            return None
        fields = (d for d in self.differences if d.option.startswith(_CUSTOM_FIELD))
        return next(fields, None) if self.current else None

    # What was replaced

    @property
    def replaced(self) -> t.Optional[Order]:
        """A live order that the current one renewed or replaced, when it is to be revoked and nobody asked for that yet."""
        if not self.desired.revoke_replaced or self.current is None:
            return None
        known = wish.replaced_order(self.current)
        orders = (self.chosen.predecessor, *(rival for rival in self.chosen.rivals if rival.id == known))
        return next((o for o in orders if o is not None and not o.open_requests("revoke")), None)

    @property
    def replaced_certificate(self) -> t.Optional[int]:
        """A certificate of the current order that a reissue replaced, when it is to be revoked."""
        if not self.desired.revoke_replaced or self.current is None or self.current.open_requests("revoke"):
            return None
        replaced = (*self.current.replaced_certificates, *self.world.memory.reissued)
        return next((number for number in replaced if number != self.current.certificate_id), None)

    # The end

    @functools.cached_property
    def to_end(self) -> t.Optional[Order]:
        """The next live order to end: one for which nobody asked for a revocation yet."""
        return next((order for order in self.chosen.live if not order.open_requests("revoke")), None)

    @property
    def end_request(self) -> t.Optional[Request]:
        """The request to reject when the order to end, or a reissue of it, waits for an approver."""
        return _first(self.to_end.open_requests("new_request", "reissue")) if self.to_end else None

    @property
    def being_revoked(self) -> t.Optional[Order]:
        """A live order whose revocation waits for an approver."""
        return next((order for order in self.chosen.live if order.open_requests("revoke")), None)


def _first(requests: tuple[Request, ...]) -> t.Optional[Request]:
    return requests[0] if requests else None
