# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Private to this collection: it may change in any release.
"""The text format of Prometheus, for the textfile collector of node_exporter.

Ends and due dates are points in time; how many days are left is ``(metric - time()) / 86400``, so that it goes on
counting between two reports. Prometheus's own naming rules ask for that, and for seconds.
"""

from __future__ import annotations

import datetime
import typing as t

from .._core.expiry import CURRENT, UNKNOWN, Row
from .report import Report

_PREFIX = "digicert_client_cert"
_DAY = 24 * 60 * 60

Sample = tuple[t.Mapping[str, str], int]


def render(report: Report) -> str:
    """Return the metrics; a family without samples is left out. Raises ``ValueError`` for two rows of one certificate."""
    _refuse_twins(report.rows)
    info = [(_info(row), 1) for row in report.rows]
    ends = [(_key(row), _last_second(row.valid_till)) for row in report.rows if row.valid_till]
    due = [(_key(row), _first_second(row.renewal_due_on)) for row in report.rows if row.renewal_due_on]
    places = [(row, place) for row in report.rows for place in row.hosts]
    held = [
        ({**_key(row), "host": place.host}, int(place.state == CURRENT))
        for row, place in places
        if place.state != UNKNOWN
    ]
    held_ends = [
        ({**_key(row), "host": place.host, "serial_number": place.serial_number or ""}, _last_second(place.not_after))
        for row, place in places
        if place.not_after
    ]
    levels = [({"level": level}, number) for level, number in report.counts.items()]
    now = [(t.cast("t.Mapping[str, str]", {}), _first_second(report.today))]
    return "".join(
        [
            _family("info", "What the certificate is, and how urgent it is.", info),
            _family("expiry_timestamp_seconds", "End of the certificate's last day.", ends),
            _family("renewal_due_timestamp_seconds", "Start of the day on which renewal is due.", due),
            _family("in_place", "Whether the host holds the current certificate.", held),
            _family("host_expiry_timestamp_seconds", "End of the last day of what the host holds.", held_ends),
            _family("level_certificates", "Certificates of each level.", levels),
            _family("report_timestamp_seconds", "Start of the day that the report is about.", now),
        ]
    )


def _refuse_twins(rows: t.Sequence[Row]) -> None:
    seen = set()
    for row in rows:
        key = (row.alternative_order_id, row.order_id)
        if key in seen:
            raise ValueError(
                f"two rows are about order {row.order_id}, alternative order ID {row.alternative_order_id}"
            )
        seen.add(key)


def _key(row: Row) -> dict[str, str]:
    return {"alternative_order_id": row.alternative_order_id or "", "order_id": str(row.order_id or "")}


def _info(row: Row) -> dict[str, str]:
    texts = {"name": row.name, "product": row.product, "common_name": row.common_name, "status": row.status}
    return {**_key(row), **{name: text or "" for name, text in texts.items()}, "level": row.level}


def _family(name: str, told: str, samples: t.Sequence[Sample]) -> str:
    if not samples:
        return ""
    name = f"{_PREFIX}_{name}"
    values: dict[str, int] = {}
    for labels, value in samples:
        # A host that declares a certificate twice is one sample, and the worse one.
        values[_labels(labels)] = min(value, values.get(_labels(labels), value))
    lines = [
        f"# HELP {name} {told}",
        f"# TYPE {name} gauge",
        *(f"{name}{text} {value}" for text, value in values.items()),
    ]
    return "\n".join(lines) + "\n"


def _labels(labels: t.Mapping[str, str]) -> str:
    shown = ",".join(f'{label}="{_escaped(text)}"' for label, text in labels.items())
    return f"{{{shown}}}" if shown else ""


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("\n", "\\n").replace('"', '\\"')


def _first_second(day: datetime.date) -> int:
    return int(datetime.datetime(day.year, day.month, day.day, tzinfo=datetime.timezone.utc).timestamp())


def _last_second(day: datetime.date) -> int:
    return _first_second(day) + _DAY - 1
