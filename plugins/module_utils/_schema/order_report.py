# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Private to this collection: it may change in any release.
"""The order report: CSV, every value in quotes, CSRs of many lines among them [OREP]. It only ever tells which order to read."""

from __future__ import annotations

import csv
import dataclasses
import io
import typing as t

from .._core import status
from . import read

_ID, _NAME, _STATUS, _RENEWED = "order_id", "customer_order_id", "status", "is_renewed"


@dataclasses.dataclass(frozen=True)
class Row:
    """An order that the report shows. Whether ``customer_order_id`` is its ``alternative_order_id`` is documented nowhere."""

    id: int
    customer_order_id: t.Optional[str]
    #: Issued, and not renewed.
    lives: bool


def parse_report(text: str) -> list[Row]:
    """Return the rows that name an order. Raises ``ValueError`` where *text* is no such report."""
    lines = csv.DictReader(io.StringIO(text, newline=""))
    try:
        if not {_ID, _NAME, _STATUS} <= set(lines.fieldnames or ()):
            raise ValueError("columns are missing")
        found = [(read.identifier(line[_ID]), line) for line in lines]
    except csv.Error as error:
        raise ValueError(str(error)) from None
    return [Row(order_id, read.text(line[_NAME]), _lives(line)) for order_id, line in found if order_id is not None]


def _lives(line: t.Mapping[str, t.Any]) -> bool:
    return (read.text(line[_STATUS]) or "").lower() == status.ISSUED and not read.boolean(line.get(_RENEWED))
