# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Private to this collection: it may change in any release.
"""What expires when: from orders and from what hosts hold to one row per certificate, the most urgent first."""

from __future__ import annotations

import dataclasses
import datetime
import typing as t

from . import renewal, status
from .identity import Chosen, choose, generation_id
from .model import Order, World
from .report import requests_and_task

EXPIRED = "expired"
MISSING = "missing"
DUE = "due"
NOT_IN_PLACE = "not_in_place"
PENDING = "pending"
SOON = "soon"
GOOD = "good"

#: Level -> what it means, the most urgent first.
LEVELS: t.Mapping[str, str] = {
    EXPIRED: "the certificate, or the one that a host still holds, has ended",
    MISSING: "declared, and no live order",
    DUE: "the renewal is due",
    NOT_IN_PLACE: "issued, and a host that declares it holds another one or none",
    PENDING: "ordered, and not issued yet",
    SOON: "the renewal is due soon",
    GOOD: "nothing to do",
}
#: Levels where somebody, or the next run, has something to do.
TO_DO = frozenset({EXPIRED, MISSING, DUE, NOT_IN_PLACE, PENDING})

_URGENCY = {level: place for place, level in enumerate(LEVELS)}

# What a host holds, seen from the current certificate.
CURRENT = "current"
OTHER = "other"
NONE = "none"
UNKNOWN = "unknown"


@dataclasses.dataclass(frozen=True)
class Declared:
    """What the inventory says of one certificate, as far as a report needs it."""

    name: str
    alternative_order_id: str
    product: t.Optional[str] = None
    common_name: t.Optional[str] = None
    emails: tuple[str, ...] = ()
    state: str = "present"
    renew: str = "when_due"
    renew_before_days: int = 30


@dataclasses.dataclass(frozen=True)
class Held:
    """What one host, which declares ``declared``, holds of it."""

    host: str
    declared: Declared
    #: ``None``: the host holds none, or nobody knows.
    serial_number: t.Optional[int] = None
    not_after: t.Optional[datetime.date] = None
    #: Why nobody knows; empty when the host was read.
    problem: str = ""


@dataclasses.dataclass(frozen=True)
class Place:
    """A host in a row. ``state`` is ``current``, ``other``, ``none`` or ``unknown``; ``serial_number`` is hexadecimal."""

    host: str
    state: str
    serial_number: t.Optional[str] = None
    not_after: t.Optional[datetime.date] = None


@dataclasses.dataclass(frozen=True)
class Row:
    """One certificate of the report. Dates are UTC; ``serial_number`` is hexadecimal, in capitals."""

    level: str
    name: str
    alternative_order_id: t.Optional[str] = None
    product: t.Optional[str] = None
    common_name: t.Optional[str] = None
    emails: tuple[str, ...] = ()
    order_id: t.Optional[int] = None
    status: t.Optional[str] = None
    valid_from: t.Optional[datetime.date] = None
    valid_till: t.Optional[datetime.date] = None
    days_remaining: t.Optional[int] = None
    renewal_due_on: t.Optional[datetime.date] = None
    serial_number: t.Optional[str] = None
    hosts: tuple[Place, ...] = ()
    #: Ids of the orders that are issued and valid, or can still become issued.
    live_orders: tuple[int, ...] = ()
    remark: str = ""


@dataclasses.dataclass(frozen=True)
class Policy:
    """``soon_days``: from how many days before the renewal is due it is soon. ``renew_before_days``: where nothing is declared."""

    soon_days: int = 30
    renew_before_days: int = 30


def rows(orders: t.Iterable[Order], held: t.Sequence[Held], today: datetime.date, policy: Policy) -> list[Row]:
    """Return one row for each declared certificate and for each live order that nothing declares, the most urgent first."""
    families = _Families(orders)
    found: list[Row] = []
    for identity, group in _by_identity(held).items():
        row = _declared(identity, group, families.take(identity), today, policy)
        found += [] if row is None else [row]
    found += [_undeclared(family, today, policy) for family in families.rest() if _shown(family, today)]
    return sorted(found, key=_order_of_rows)


def worse(one: str, other: str) -> str:
    """Return the more urgent of two levels."""
    return min(one, other, key=_URGENCY.__getitem__)


def hexadecimal(serial_number: t.Union[int, str, None]) -> t.Optional[str]:
    """Return a serial number in one form, in whole bytes; a text is hexadecimal, as CertCentral shows it, a number is a number."""
    if serial_number is None or serial_number == "":
        return None
    if isinstance(serial_number, str):
        serial_number = int(serial_number.replace(":", ""), 16)
    text = f"{serial_number:X}"
    return "0" * (len(text) % 2) + text


class _Families:
    """Orders by certificate: all generations of one identity together, whether they share one name or each has its own."""

    def __init__(self, orders: t.Iterable[Order]) -> None:
        self._left = {order.id: order for order in orders}
        self._named: dict[str, list[Order]] = {}
        for order in self._left.values():
            self._named.setdefault(order.alternative_order_id or "", []).append(order)

    def take(self, identity: str) -> list[Order]:
        """Return the orders of *identity* that nobody took before."""
        family: list[Order] = []
        names = [identity]
        while names:
            for order in self._named.pop(names.pop(), ()):
                self._left.pop(order.id)
                family.append(order)
                names.append(generation_id(identity, order.id))
        return family

    def rest(self) -> t.Iterator[list[Order]]:
        """Yield the families that are left. Orders without a name belong together where one renews the other."""
        for order in sorted(self._left.values(), key=lambda order: order.id):
            if order.id in self._left and order.alternative_order_id:
                yield self.take(order.alternative_order_id)
        successors = {order.renewal_of_order_id: order for order in self._left.values()}
        roots = [order for order in self._left.values() if order.renewal_of_order_id not in self._left]
        # Orders that renew each other in a circle have no root, and are not lost.
        for order in [*roots, *self._left.values()]:
            family: list[Order] = []
            member = self._left.pop(order.id, None)
            while member is not None:
                family.append(member)
                following = successors.get(member.id)
                member = following and self._left.pop(following.id, None)
            if family:
                yield family


def _by_identity(held: t.Sequence[Held]) -> dict[str, list[Held]]:
    groups: dict[str, list[Held]] = {}
    for one in held:
        groups.setdefault(one.declared.alternative_order_id, []).append(one)
    return groups


def _declared(
    identity: str, group: t.Sequence[Held], family: t.Sequence[Order], today: datetime.date, policy: Policy
) -> t.Optional[Row]:
    """Return the row of a declared certificate; ``None`` when it is declared absent and is."""
    declared = group[0].declared
    chosen = choose(World(today, tuple(family)))
    if declared.state == "absent":
        if not chosen.live:
            return None
        return _undeclared(family, today, policy, "declared absent, and the order lives on")
    order = chosen.current or chosen.expired or chosen.in_flight
    due_on = None if declared.renew == "never" else renewal.due_on(order, declared.renew_before_days)
    row = Row(
        level=_level(chosen, due_on, today, policy),
        name=declared.name,
        alternative_order_id=identity,
        product=declared.product,
        common_name=declared.common_name,
        emails=declared.emails,
        live_orders=_ids(chosen.live),
        remark=_what_orders_say(chosen, family, declared),
    )
    row = row if order is None else _with_order(row, order, due_on, today)
    return _with_places(row, order, group, family, today)


def _undeclared(
    family: t.Sequence[Order], today: datetime.date, policy: Policy, why: str = "no host declares it"
) -> Row:
    """Return the row of orders that no host wants."""
    chosen = choose(World(today, tuple(family)))
    order = chosen.current or chosen.in_flight or family[-1]
    due_on = renewal.due_on(order, policy.renew_before_days)
    renewed = order.renewal_of_order_id
    remarks = (why, f"it renews order {renewed}" if renewed and len(family) == 1 else "")
    row = Row(
        level=_level(chosen, due_on, today, policy),
        name="",
        # The first generation carries the name of them all.
        alternative_order_id=family[0].alternative_order_id,
        live_orders=_ids(chosen.live),
        remark=_sentence(*remarks),
    )
    row = _with_order(row, order, due_on, today)
    shown = (order.common_name, *order.emails, order.alternative_order_id)
    return dataclasses.replace(row, name=next((text for text in shown if text), f"order {order.id}"))


def _shown(family: t.Sequence[Order], today: datetime.date) -> bool:
    """Orders that ended are history where nothing declares them."""
    return any(not order.dead(today) for order in family)


def _ids(orders: t.Iterable[Order]) -> tuple[int, ...]:
    return tuple(order.id for order in orders)


def _level(chosen: Chosen, due_on: t.Optional[datetime.date], today: datetime.date, policy: Policy) -> str:
    if chosen.current is None:
        if chosen.expired is not None:
            return EXPIRED
        return PENDING if chosen.in_flight else MISSING
    if due_on is None:
        # Nothing will renew it: the end itself is what to look at.
        end = chosen.current.valid_till
        return SOON if end is not None and (end - today).days <= policy.soon_days else GOOD
    if today >= due_on:
        return DUE
    return SOON if (due_on - today).days <= policy.soon_days else GOOD


def _what_orders_say(chosen: Chosen, family: t.Sequence[Order], declared: Declared) -> str:
    """Return what there is to say beyond the dates."""
    remarks = []
    flying = chosen.in_flight
    if flying is not None:
        what = "order" if chosen.current is None and chosen.expired is None else "renewal order"
        waits = f" and awaits approval: {_approval(flying)}" if _awaits_approval(flying) else ""
        reissue = f"a reissue of order {flying.id} is pending"
        remarks.append((reissue if flying.issued else f"{what} {flying.id} is {flying.status}") + waits)
    elif not family:
        remarks.append("declared but never ordered")
    elif chosen.current is None and chosen.expired is None and chosen.dead is not None:
        remarks.append(f"order {chosen.dead.id} is {chosen.dead.status}")
    if declared.renew == "never":
        remarks.append("renew is never")
    remarks += [f"order {rival.id} lives too" for rival in chosen.rivals]
    return _sentence(*remarks)


def _awaits_approval(order: Order) -> bool:
    return order.status in status.AWAITS_APPROVAL or any(request.open for request in order.requests)


def _approval(order: Order) -> str:
    """Return how an approver goes on with *order*."""
    return "approve {requests}, for example with certops.digicert.digicert_request ({task})".format(
        **requests_and_task(order)
    )


def _with_order(row: Row, order: Order, due_on: t.Optional[datetime.date], today: datetime.date) -> Row:
    return dataclasses.replace(
        row,
        alternative_order_id=row.alternative_order_id or order.alternative_order_id,
        product=order.product or row.product,
        common_name=order.common_name or row.common_name,
        emails=order.emails or row.emails,
        order_id=order.id,
        status=order.status,
        valid_from=order.valid_from,
        valid_till=order.valid_till,
        days_remaining=None if order.valid_till is None else (order.valid_till - today).days,
        renewal_due_on=due_on,
        serial_number=hexadecimal(order.serial_number),
    )


def _with_places(
    row: Row, order: t.Optional[Order], group: t.Sequence[Held], family: t.Sequence[Order], today: datetime.date
) -> Row:
    """Return *row* with the hosts, and with the level and the remarks that follow from what they hold."""
    level, remarks = row.level, [row.remark]
    places = []
    known = {hexadecimal(one.serial_number) for one in family}
    for one in group:
        serial = hexadecimal(one.serial_number)
        place = Place(one.host, _state(one, order), serial, one.not_after)
        places.append(place)
        ended = one.not_after is not None and one.not_after < today
        if place.state == UNKNOWN:
            remarks.append(f"host {one.host}: {one.problem}")
        elif ended:
            level = EXPIRED
            remarks.append(f"host {one.host} holds a certificate that ended on {one.not_after}")
        elif place.state == OTHER:
            remarks.append(_other(one.host, serial in known, order))
        elif place.state == NONE and order is not None and order.issued:
            remarks.append(f"host {one.host} holds no certificate")
        if place.state in (OTHER, NONE) and order is not None and order.issued:
            level = worse(level, NOT_IN_PLACE)
    return dataclasses.replace(row, level=level, hosts=tuple(places), remark=_sentence(*remarks))


def _other(host: str, ours: bool, order: t.Optional[Order]) -> str:
    if order is None or not order.issued:
        return f"host {host} holds a certificate that no live order explains"
    if ours:
        return f"renewed, but host {host} still holds the old certificate"
    return f"host {host} holds another certificate than that of order {order.id}"


def _state(one: Held, order: t.Optional[Order]) -> str:
    if one.problem:
        return UNKNOWN
    if one.serial_number is None:
        return NONE
    if order is None:
        return OTHER
    if order.serial_number is not None:
        return CURRENT if hexadecimal(order.serial_number) == hexadecimal(one.serial_number) else OTHER
    # Without a serial number from CertCentral the end tells old and new apart.
    return CURRENT if order.valid_till == one.not_after else OTHER


def _sentence(*remarks: str) -> str:
    return "; ".join(remark for remark in remarks if remark)


def _order_of_rows(row: Row) -> tuple[t.Any, ...]:
    return (_URGENCY[row.level], row.valid_till or datetime.date.max, row.name.lower(), row.order_id or 0)
