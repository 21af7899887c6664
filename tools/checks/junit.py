# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Counts of a pytest run, from its JUnit file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from xml.etree import ElementTree

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True)
class Counts:
    """Tests that passed, failed (errors included) and were skipped."""

    passed: int
    failed: int
    skipped: int = 0


def read_counts(path: Path) -> Counts | None:
    """Return the counts of a JUnit file, or None when pytest died before it could write one."""
    try:
        cases = list(ElementTree.parse(path).iter("testcase"))  # noqa: S314 - written by pytest a moment ago
    except (OSError, ElementTree.ParseError):
        return None
    # A test and its clean-up can fail both: that is two elements in one case, and one failed test.
    failed = sum(case.find("failure") is not None or case.find("error") is not None for case in cases)
    skipped = sum(case.find("skipped") is not None for case in cases)
    return Counts(len(cases) - failed - skipped, failed, skipped)
