# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Faults that an operator switches on: which requests they hit, and how often. `gateway` acts them out."""

import re
from typing import Any, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

Kind = Literal[
    "reset_before_commit",
    "reset_after_commit",
    "timeout_before_commit",
    "timeout_after_commit",
    "status_before_commit",
    "status_after_commit",
    "gateway_before_commit",
    "gateway_after_commit",
    "html",
    "garbage",
    "truncated_json",
    "empty_body",
    "slow",
    "rate_limited",
    "rate_limited_with_rival",
    "redirect",
    "clock_off",
    # Wrong answers to reads.
    "other_order",
    "other_case",
    "unfiltered_list",
    "lagging_lookup",
    "lagging_order_info",
    "stale_by_one_write",
    "stale_seconds",
    "self_link",
    "cycle",
    "stranger_link",
    "duplicate_rows",
    "repeated_page",
    "wrong_serial",
    "missing_type",
    "missing_csr",
    "missing_identity",
    "missing_is_renewed",
    "missing_links",
    "missing_serial",
]
KINDS: tuple[str, ...] = get_args(Kind)
READS_ONLY = frozenset(KINDS[KINDS.index("other_order") :])
# These refuse before anything is done; all others let the request have its effect first.
BEFORE = frozenset(
    {
        "reset_before_commit",
        "timeout_before_commit",
        "status_before_commit",
        "gateway_before_commit",
        "rate_limited",
        "redirect",
        "html",
    }
)
# The least, the greatest and the usual status: of the service itself, and of somebody in front of it.
STATUSES = {"status": (500, 504, 503), "gateway": (400, 499, 403)}
# Seconds, where nobody says.
SPANS = {"slow": 1.0, "stale_seconds": 60.0, "lagging_lookup": 60.0, "lagging_order_info": 60.0}


class Match(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    method: str | None = None
    path: str | None = None

    @field_validator("path")
    @classmethod
    def _is_pattern(cls, value: str | None) -> str | None:
        try:
            re.compile(value or "")
        except re.error as error:
            raise ValueError(f"not a regular expression: {error}") from None
        return value

    def fits(self, method: str, path: str) -> bool:
        return (self.method is None or self.method.upper() == method) and (
            self.path is None or re.search(self.path, path) is not None
        )


class Fault(BaseModel):
    """`skip` matching requests pass first, then `times` are hit (null: all that follow)."""

    model_config = ConfigDict(extra="forbid", strict=True)

    kind: Kind
    match: Match = Field(default_factory=Match)
    skip: int = Field(default=0, ge=0)
    times: int | None = Field(default=1, ge=1)
    status: int | None = None
    body: Literal["json", "html"] | None = None
    seconds: float | None = Field(default=None, ge=0, strict=False, allow_inf_nan=False)
    days: float = Field(default=3650, ge=-36500, le=36500, strict=False)
    retry_after: int | None = Field(default=None, ge=0)
    location: str = "https://login.invalid/"
    order_id: int | None = None
    row_status: str | None = None
    rows: Literal["same", "new"] = "same"

    @model_validator(mode="after")
    def _filled(self) -> "Fault":
        family = self.kind.partition("_")[0]
        least, most, usual = STATUSES.get(family, STATUSES["status"])
        self.status = usual if self.status is None else self.status
        if not least <= self.status <= most:
            raise ValueError(f"the status of {self.kind} is {least} to {most}")
        self.body = self.body or ("html" if family == "gateway" else "json")
        return self

    @property
    def before_commit(self) -> bool:
        return self.kind in BEFORE

    @property
    def span(self) -> float:
        """Return the seconds, or the usual ones of the kind."""
        return SPANS.get(self.kind, 0.0) if self.seconds is None else self.seconds

    def fits(self, method: str, path: str) -> bool:
        return self.match.fits(method, path) and (method in ("GET", "HEAD") or self.kind not in READS_ONLY)


class Faults:
    def __init__(self) -> None:
        self._faults: dict[int, tuple[Fault, int]] = {}
        self._last = 0

    def add(self, fault: Fault) -> int:
        self._last += 1
        self._faults[self._last] = (fault, 0)
        return self._last

    def remove(self, number: int) -> bool:
        return self._faults.pop(number, None) is not None

    def clear(self) -> None:
        self._faults.clear()

    def shown(self) -> list[dict[str, Any]]:
        """Return every fault with its `id` and the number of requests it `matched` so far."""
        return [{"id": number, "matched": seen} | fault.model_dump() for number, (fault, seen) in self._faults.items()]

    def take(self, method: str, path: str) -> Fault | None:
        """Return the fault that hits this request; each that matches counts it."""
        hit: Fault | None = None
        for number, (fault, seen) in self._faults.items():
            if fault.fits(method, path):
                self._faults[number] = (fault, seen + 1)
                active = seen >= fault.skip and (fault.times is None or seen < fault.skip + fault.times)
                hit = hit or (fault if active else None)
        return hit
