# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Private to this collection: it may change in any release.
"""What follows from a purchase that an earlier run was about to send, and of which it is not known how it ended. Pure."""

from __future__ import annotations

import datetime
import typing as t

from .model import Intent

#: Seconds in which CertCentral must have shown an order that was placed.
_HOLD = 600.0


def is_open(intent: Intent, now: float) -> bool:
    """Tell whether the purchase may still be on its way. After a clock was set back nobody knows how long ago it was sent."""
    return now < intent.sent_at + _HOLD


def on_its_way(intent: t.Optional[Intent], order_ids: t.Collection[int], now: float) -> str:
    """Return why another order may be on its way, as a clause, or nothing.

    *order_ids* are the orders that CertCentral shows, *now* is in seconds since 1970. An order that was not there before is the one, or
    makes it needless; and what does not show in ten minutes was not placed.
    """
    if intent is None or set(order_ids) - intent.known_before or not is_open(intent, now):
        return ""
    # Where the clock was set back it counts from now; whoever keeps it writes that down.
    sent_at = min(intent.sent_at, now)
    return f"an order was sent at {_time(sent_at)}, and CertCentral does not show it so far; run again after {_time(sent_at + _HOLD)}"


def _time(moment: float) -> str:
    return f"{datetime.datetime.fromtimestamp(moment, datetime.timezone.utc):%H:%M:%S} UTC"
