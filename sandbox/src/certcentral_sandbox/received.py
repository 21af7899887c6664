# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The record of API requests, for tests and curious users. Card data is masked, headers are not kept."""

from collections import deque
from datetime import datetime
from typing import Any

from .parsing import parse
from .times import stamp

KEPT = 10_000
MASKED = ("number", "cvv")
MASK = "********"


class Received:
    def __init__(self) -> None:
        self._rows: deque[dict[str, Any]] = deque(maxlen=KEPT)
        self._totals = {"reads": 0, "writes": 0}
        self._count = 0

    def add(
        self, at: datetime, method: str, path: str, query: str, body: bytes, key_role: str | None
    ) -> dict[str, Any]:
        """Record a request; the row's `status` and `fault` are filled in by the caller."""
        self._count += 1
        self._totals["reads" if method in ("GET", "HEAD") else "writes"] += 1
        row = {
            "n": self._count,
            "at": stamp(at),
            "method": method,
            "path": path,
            "query": query,
            "body": _readable(body),
            "status": None,
            "fault": None,
            "key_role": key_role,
        }
        self._rows.append(row)
        return row

    def shown(self) -> dict[str, Any]:
        """Return `{"totals": {"reads", "writes"}, "requests": [...]}`, oldest first."""
        return {"totals": dict(self._totals), "requests": list(self._rows)}

    def clear(self) -> None:
        self._rows.clear()
        self._totals.update(reads=0, writes=0)
        self._count = 0


def _readable(body: bytes) -> Any:
    if not body:
        return None
    try:
        value = parse(body)
    except ValueError:
        return f"{len(body)} bytes that are not JSON"
    if isinstance(value, dict) and "credit_card" in value:
        card = value["credit_card"]
        value["credit_card"] = (
            {name: MASK if name in MASKED else member for name, member in card.items()}
            if isinstance(card, dict)
            else MASK
        )
    return value
