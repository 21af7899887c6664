# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Private to this collection: it may change in any release.
"""Bring one certificate into the wanted state, and wait for it where that is asked for. Knows no Ansible."""

from __future__ import annotations

import dataclasses

from .._api.client import Client
from .._core.model import Desired
from .._core.report import Outcome
from . import outcome
from .archive import FORGETFUL, Archive
from .run import Run
from .wait import Timer, pauses


@dataclasses.dataclass(frozen=True)
class Mode:
    """How a run behaves, apart from what it wants."""

    check: bool = False
    wait: bool = False
    #: Seconds.
    wait_timeout: float = 600


def ensure(client: Client, desired: Desired, mode: Mode, timer: Timer, archive: Archive = FORGETFUL) -> Outcome:
    """Bring one certificate into the wanted state and return what it came to.

    Raises ``DigicertError``; once orders are known, the error also carries ``action``, ``order`` and ``pending``, and after a
    purchase its sentence begins with the order that was placed.
    """
    run = Run(client, desired, timer, archive)
    with outcome.telling(run):
        run.look()
        if mode.check:
            # Everything so far only read.
            return outcome.planned(run)
        run.settle()
        found = outcome.reached(run)
        return _waited(run, found, mode.wait_timeout) if mode.wait else found


def _waited(run: Run, found: Outcome, timeout: float) -> Outcome:
    """Return the outcome once nothing is pending. Raises ``NotIssued`` at the time-out and where waiting cannot help."""
    if not outcome.awaits(run, found):
        return found
    vain = outcome.waits_in_vain(found)
    if vain is not None:
        raise vain
    for _round in pauses(run.timer, timeout):
        found = outcome.poll(run, found)
        if not outcome.awaits(run, found):
            return found
    raise outcome.timed_out(run, found, timeout)
