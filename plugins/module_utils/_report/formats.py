# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Private to this collection: it may change in any release.
"""The formats of a report, by name."""

from __future__ import annotations

import typing as t

from . import as_csv, as_html, as_json, as_markdown, as_prometheus, as_table
from .report import Report

#: Format -> function that makes the text.
FORMATS: t.Mapping[str, t.Callable[[Report], str]] = {
    "table": as_table.render,
    "markdown": as_markdown.render,
    "csv": as_csv.render,
    "json": as_json.render,
    "prometheus": as_prometheus.render,
    "html": as_html.render,
}
