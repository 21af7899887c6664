# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Private to this collection: it may change in any release.
"""JSON, for other programs."""

from __future__ import annotations

import json

from .plain import row_dict
from .report import Report


def render(report: Report) -> str:
    """Return ``title``, ``date``, ``counts`` per level and ``certificates``."""
    content = {
        "title": report.title,
        "date": report.today.isoformat(),
        "counts": report.counts,
        "certificates": [row_dict(row) for row in report.rows],
    }
    return json.dumps(content, indent=2) + "\n"
