# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Private to this collection: it may change in any release.
"""What every format is made from, and the few words they share."""

from __future__ import annotations

import collections
import dataclasses
import datetime
import typing as t
import unicodedata

from .._core.expiry import CURRENT, LEVELS, NONE, OTHER, TO_DO, UNKNOWN, Place, Row


@dataclasses.dataclass(frozen=True)
class Report:
    """Rows with their title and the date they are true for."""

    title: str
    today: datetime.date
    rows: tuple[Row, ...]

    @property
    def counts(self) -> dict[str, int]:
        """Return level -> number of rows, the most urgent first, every level named."""
        found = collections.Counter(row.level for row in self.rows)
        return {level: found[level] for level in LEVELS}

    @property
    def to_do(self) -> int:
        """Number of certificates that need something done."""
        return sum(row.level in TO_DO for row in self.rows)


#: Level -> the word that people read.
WORDS: t.Mapping[str, str] = {level: level.replace("_", " ") for level in LEVELS}

_PLACES = {CURRENT: "", OTHER: " (another)", NONE: " (none)", UNKNOWN: " (not read)"}


def one_line(text: str) -> str:
    """Return *text* on one line, without what moves a cursor or turns the direction of writing."""
    shown = "".join(" " if character.isspace() else character for character in text)
    return " ".join("".join("\ufffd" if _moves(character) else character for character in shown).split())


def place(found: Place) -> str:
    """Return a host as people read it."""
    return one_line(found.host) + _PLACES[found.state]


def places(row: Row) -> str:
    """Return the hosts of a row as people read them."""
    return ", ".join(place(found) for found in row.hosts)


def subject(row: Row) -> str:
    """Return for whom the certificate is: its common name and its addresses, without saying one thing twice."""
    texts = dict.fromkeys(text for text in (row.common_name, *row.emails) if text and text != row.name)
    return ", ".join(one_line(text) for text in texts)


def days(row: Row) -> str:
    """Return the time that is left, in words."""
    left = row.days_remaining
    if left is None:
        return ""
    if left < 0:
        return f"ended {_days(-left)} ago"
    return "ends today" if left == 0 else f"{_days(left)} left"


def headline(report: Report) -> str:
    """Return the whole report in one sentence."""
    if not report.rows:
        return "There is no certificate to report."
    number = len(report.rows)
    what = "certificate" if number == 1 else "certificates"
    if not report.to_do:
        return f"{number} {what}, nothing to do."
    verb = "needs" if report.to_do == 1 else "need"
    return f"{report.to_do} of {number} {what} {verb} something done."


def _days(number: int) -> str:
    return "1 day" if number == 1 else f"{number} days"


def _moves(character: str) -> bool:
    # Cc: control, Cf: format, such as the overrides of writing direction, Cs: half of a pair.
    return unicodedata.category(character) in ("Cc", "Cf", "Cs")
