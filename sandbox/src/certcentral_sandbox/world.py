# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Everything a running sandbox consists of."""

from datetime import datetime
from pathlib import Path

from . import keys, seeds, settings
from .ca import Authority
from .clock import Clock
from .faults import Faults
from .rates import RateLimits
from .received import Received
from .store import Store

SEEDED = "seeded"


class World:
    """State in `directory`; faults and the record of requests live in memory only."""

    def __init__(self, directory: Path, api_key: str, start: datetime | None = None) -> None:
        """Open the state, or make it. `start` sets the clock: forward only, unless the state is new.

        Raises ClockError, OSError, sqlite3.Error.
        """
        self.store = Store(directory / "state.sqlite3")
        self.authority = Authority(directory / "ca")
        self.faults = Faults()
        self.received = Received()
        self.rates = RateLimits()
        self.clock = Clock(self.store)
        self.store.clock = lambda: self.clock.now().timestamp()
        self._api_key = api_key
        self._start = start
        with self.store.transaction():
            if self.store.note(SEEDED) is None:
                self._seed()
            else:
                if start is not None:
                    self.clock.move_to(start)
                if keys.find(self.store, api_key) is None:
                    keys.add(self.store, api_key, "administrator", "Sandbox key")
        self.settings = settings.load(self.store)

    def reset(self) -> None:
        """Go back to the state, the clock included, of the first start. The certificate authority stays."""
        with self.store.transaction():
            self.store.clear()
            self._seed()
        self.settings = settings.load(self.store)
        self.faults.clear()
        self.received.clear()
        self.rates.clear()

    def change_settings(self, changes: dict[str, object]) -> None:
        """Change settings, inside a transaction. Raises ValueError for an unknown setting or a wrong value."""
        self.settings = settings.change(self.store, self.settings, changes)

    def now(self) -> datetime:
        return self.clock.now()

    def _seed(self) -> None:
        self.clock.start_at(self._start)
        seeds.plant(self.store, self._api_key, self.clock.now())
        self.store.set_note(SEEDED, "yes")
