# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Private to this collection: it may change in any release.
"""What the conversations of one run know together, in whatever thread each goes on."""

from __future__ import annotations

import threading
import typing as t

from .._core import clock
from .._core.clock import Reading
from .._core.errors import DigicertError


class Shared:
    """Counts, the clock, and why no further request can succeed.

    Once key, TLS, name or URL were refused, every further request of the run fails in the same way, unsent.
    """

    def __init__(self, loopback: bool) -> None:
        self._loopback = loopback
        self._lock = threading.Lock()
        #: Every request that was sent, retries included.
        self.reads = 0
        self.writes = 0
        #: Why no further request of this run can succeed.
        self.hopeless: t.Optional[DigicertError] = None
        #: CertCentral understood a request of this run: the URL is right.
        self.understood = False
        self.first_date: t.Optional[Reading] = None
        self.doubt = ""
        #: By how many seconds CertCentral's clock is taken to be ahead of this machine's as long as it has not told the time.
        self.assumed_ahead = 0.0

    def count(self, method: str) -> None:
        """Count a request that is about to be sent."""
        with self._lock:
            if method == "GET":
                self.reads += 1
            else:
                self.writes += 1

    def note_time(self, reading: Reading) -> None:
        """Keep the first date that CertCentral told, and what speaks against it."""
        with self._lock:
            self.doubt = self.doubt or clock.doubt_about(reading, self.first_date, self._loopback)
            self.first_date = self.first_date or reading
