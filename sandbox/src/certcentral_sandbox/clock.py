# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The sandbox's clock: real time plus an offset that is kept in the store. It only moves forward."""

import time
from datetime import UTC, datetime

from .store import Store

NOTE = "clock_offset_seconds"


class ClockError(ValueError):
    """The clock was asked to go back."""


class Clock:
    def __init__(self, store: Store) -> None:
        self._store = store
        self._offset = float(store.note(NOTE) or 0)

    def now(self) -> datetime:
        """Return the sandbox's time, UTC, whole seconds."""
        return datetime.fromtimestamp(int(time.time() + self._offset), UTC)

    def move_to(self, moment: datetime) -> None:
        """Set the clock forward. Raises ClockError for a moment that has passed."""
        now = self.now()
        if moment < now:
            raise ClockError(f"The sandbox's clock stands at {now.isoformat()} and only moves forward.")
        self._keep(moment)

    def start_at(self, moment: datetime | None) -> None:
        """Set the clock of a fresh sandbox, to any moment; None is real time."""
        self._keep(moment)

    def _keep(self, moment: datetime | None) -> None:
        self._offset = 0.0 if moment is None else moment.timestamp() - time.time()
        self._store.set_note(NOTE, repr(self._offset))
