# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs last: so many examples were tried by the tests before."""

from __future__ import annotations

import collections

EXAMPLES = 10_000


def test_enough_examples_were_tried(total: collections.Counter[str]) -> None:
    assert sum(total.values()) >= EXAMPLES, dict(total)
