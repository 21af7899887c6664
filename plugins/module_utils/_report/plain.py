# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Private to this collection: it may change in any release.
"""Rows as plain values, in the words of the modules; JSON and CSV show the same."""

from __future__ import annotations

import dataclasses
import datetime
import typing as t

from .._core.expiry import Row


def row_dict(row: Row) -> dict[str, t.Any]:
    """Return a row as plain values; dates are ``YYYY-MM-DD``."""
    return {field.name: _plain(getattr(row, field.name)) for field in dataclasses.fields(row)}


def _plain(value: t.Any) -> t.Any:
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {name: _plain(one) for name, one in vars(value).items()}
    return value
