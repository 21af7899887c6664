# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Private to this collection: it may change in any release.
"""What day it is for one run, from the clock of the CA, and whether that clock can be believed."""

from __future__ import annotations

import dataclasses
import datetime
import typing as t

#: More than a lagging clock or a wrong time zone explains; a day is what decides about a purchase.
_TOO_FAR = datetime.timedelta(days=1)


@dataclasses.dataclass(frozen=True)
class Clock:
    """``today`` in UTC. ``doubt`` is empty, or one clause that names two times which cannot both be right."""

    today: datetime.date
    doubt: str = ""


@dataclasses.dataclass(frozen=True)
class Reading:
    """What the CA's clock said in one answer, and this machine's two clocks when it came. Times are in UTC."""

    said: datetime.datetime
    local: datetime.datetime
    #: Seconds of a clock that nobody sets.
    steady: float

    @property
    def ahead(self) -> float:
        """Seconds by which the CA's clock was ahead of this machine's."""
        return (self.said - self.local).total_seconds()

    def later(self, steady: float) -> datetime.datetime:
        """Return what the CA's clock should say when the steady clock says *steady*."""
        return self.said + datetime.timedelta(seconds=steady - self.steady)


def doubt_about(reading: Reading, first: t.Optional[Reading], loopback: bool) -> str:
    """Return the clause about *reading*, or nothing. The *first* one of a run has only the local clock to agree with.

    A loopback host is a sandbox, whose clock may be anywhere; jumping within a run it may not.
    """
    if first is None:
        if loopback or abs(reading.said - reading.local) <= _TOO_FAR:
            return ""
        return f"CertCentral's clock says {_time(reading.said)}, the one of this machine {_time(reading.local)}"
    expected = first.later(reading.steady)
    if abs(reading.said - expected) <= _TOO_FAR:
        return ""
    return f"CertCentral's clock says {_time(reading.said)}, where by an earlier answer of this run it is {_time(expected)}"


def _time(moment: datetime.datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M} UTC"
