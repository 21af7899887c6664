# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Private to this collection: it may change in any release.
"""What a remembered order still counts for, as a table: the first rule that holds says why CertCentral is asked, or that it need not be.

What counts can only show that nothing is to be done: whoever wants to write looks properly first.
"""

from __future__ import annotations

import dataclasses
import datetime
import functools
import hashlib
import typing as t

from . import canonical, identity
from .model import Desired, Order
from .rule import Rule, first

#: Seconds.
_DAY = 86400.0
_LONGEST = 7 * _DAY

#: Seconds by which the clock of a machine may have been set back without anything following from it.
_TOLERANCE = 60.0

ASK = "ask"
COUNT = "count"

#: What was read for an order beside order info.
KEY = "key"
REQUESTS = "requests"
REPLACED = "replaced"


@dataclasses.dataclass(frozen=True)
class Remembered:
    """An order as it was read. Moments are in seconds since 1970, by the clock of this machine."""

    order: Order
    read_at: float
    #: What was read for it beside order info.
    depth: frozenset[str] = frozenset()
    #: Its row in the list of orders when it was read, or when the list was first looked at after that.
    row: t.Optional[Order] = None


@dataclasses.dataclass(frozen=True)
class Question:
    """Whether *remembered* counts for what *desired* declares, given its *row* in the list of orders now."""

    desired: Desired
    remembered: t.Optional[Remembered]
    row: t.Optional[Order]
    #: By the clock of this machine.
    now: float
    today: datetime.date

    @property
    def _order(self) -> Order:
        if self.remembered is None:
            raise AssertionError("nothing is remembered")
        return self.remembered.order

    @property
    def aged(self) -> bool:
        """It was read too long ago, or in the future."""
        age = self.now - t.cast(Remembered, self.remembered).read_at
        return not -_TOLERANCE <= age <= lifetime(self.desired.alternative_order_id)

    @property
    def is_shallow(self) -> bool:
        """The task depends on what was not read then."""
        return not needs(self.desired) <= t.cast(Remembered, self.remembered).depth

    @property
    def is_foreign(self) -> bool:
        """It is another identity's."""
        return not identity.carries(self.desired, self._order)

    @property
    def is_open(self) -> bool:
        """It was not the kind of order of which one alone tells that nothing is to be done."""
        return not identity.settles(self._order, self.today)

    @functools.cached_property
    def changed_names(self) -> str:
        """What the list shows otherwise."""
        return ", ".join(changed(t.cast(Remembered, self.remembered), t.cast(Order, self.row)))


RULES: tuple[Rule[Question], ...] = (
    Rule(ASK, "nothing is remembered", lambda f: f.remembered is None),
    Rule(ASK, "it was read too long ago", lambda f: f.aged),
    Rule(ASK, "it carries another alternative_order_id", lambda f: f.is_foreign),
    Rule(ASK, "more than it shows has to be known", lambda f: f.is_shallow),
    Rule(ASK, "it may have ended or be followed by another", lambda f: f.is_open),
    Rule(ASK, "the list of orders does not show it", lambda f: f.row is None),
    Rule(ASK, "the list of orders shows another {f.changed_names}", lambda f: f.changed_names),
    Rule(COUNT, "the list of orders shows it unchanged", lambda f: True),
)


def counts(question: Question) -> bool:
    """Tell whether what is remembered counts."""
    return first(RULES, question)[0] == COUNT


def needs(desired: Desired) -> frozenset[str]:
    """Return what has to be known, beside order info, of the order that a task finds as declared."""
    return frozenset(
        ({KEY} if desired.public_key is not None else set())
        | ({REQUESTS, REPLACED} if desired.revoke_replaced else set())
    )


def depth(desired: Desired, order: Order) -> frozenset[str]:
    """Return what is known of *order*, beside order info, after a look for *desired*."""
    return needs(desired) | {KEY} if order.public_key is not None else needs(desired) - {KEY}


def lifetime(alternative_order_id: str) -> float:
    """Return for how many seconds an order of this identity counts: between half of seven days and all of them.

    It is another for each identity, so that a fleet that was read on one day is not read again on one day.
    """
    share = int(hashlib.sha256(alternative_order_id.encode("utf-8")).hexdigest()[:8], 16) / 0xFFFFFFFF
    return _LONGEST * (1 + share) / 2


#: What a row has to show, and as it was.
_HAS_TO_SHOW = ("status", "valid_till", "is_renewed")

#: What counts where a row shows it.
_MAY_SHOW = ("certificate_id", "certificate_status", "serial_number", "thumbprint", "product")


def changed(remembered: Remembered, row: Order) -> tuple[str, ...]:
    """Return what *row* shows otherwise than the order did when it was read, or than its row did then."""
    order, before = remembered.order, remembered.row
    found = [name for name in _HAS_TO_SHOW if getattr(row, name) != getattr(order, name)]
    found += [name for name in _MAY_SHOW if getattr(row, name) is not None and not _same(name, row, order)]
    if before is not None and not found:
        found = [
            field.name for field in dataclasses.fields(row) if getattr(row, field.name) != getattr(before, field.name)
        ]
    return tuple(found)


def _same(name: str, row: Order, order: Order) -> bool:
    mine, theirs = getattr(row, name), getattr(order, name)
    if name == "serial_number":
        return canonical.serial_number(mine) == canonical.serial_number(theirs)
    if name == "thumbprint":
        return bool(theirs) and canonical.word(mine) == canonical.word(theirs)
    # Order info need not show the status of a certificate.
    return mine == theirs or (name == "certificate_status" and theirs is None and mine == row.status)
