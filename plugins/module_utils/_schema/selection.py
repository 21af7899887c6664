# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Private to this collection: it may change in any release.
"""What a task asks to read, checked: an option that is set but empty would silently mean "everything"."""

from __future__ import annotations

import typing as t

from .._core import blanks, search
from .._core.selection import Selection
from . import checked
from .checked import must, number

NO_ADDRESS = "is no e-mail address; give one, such as robin.park@example.com"

_OPTIONS = (
    "order_id",
    "alternative_order_id",
    "unique_order_ids",
    "email",
    "common_name",
    "product",
    "status",
    "expires_within_days",
)


def parse_selection(params: t.Mapping[str, t.Any]) -> Selection:
    """Return what is asked for. Raises ``InvalidOptions`` that names every broken rule at once."""
    check_options(params)
    return Selection(**{name: _stripped(params[name]) for name in _OPTIONS if params.get(name) is not None})


def _stripped(value: t.Any) -> t.Any:
    return blanks.strip(value) if isinstance(value, str) else value


def check_options(params: t.Mapping[str, t.Any]) -> None:
    """Check the options by which something is searched. Raises ``InvalidOptions`` that names every broken rule at once."""
    import voluptuous

    given = {name: value for name, value in params.items() if value is not None}
    filled = must(lambda text: bool(blanks.strip(text)), "must not be empty")
    schema = voluptuous.Schema(
        {
            "order_id": number(1),
            "request_id": number(1),
            "organization_id": number(1),
            # As a segment of a path the last two would lead elsewhere.
            "alternative_order_id": must(lambda text: blanks.strip(text) not in ("", ".", ".."), "must not be empty"),
            "email": voluptuous.All(filled, must(lambda text: search.address(text) is not None, NO_ADDRESS)),
            "common_name": filled,
            "name": filled,
            "expires_within_days": number(0),
            "renew_before_days": number(0),
        },
        extra=voluptuous.ALLOW_EXTRA,
    )
    checked.check([schema], given)
