# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The text of a body as a JSON value, whatever somebody sends."""

import json
from typing import Any, NoReturn

# The deepest body of the API has five levels.
DEEPEST = 32


def parse(body: bytes) -> Any:
    """Return the value. Raises ValueError: no JSON, nested too deeply, or text that is no Unicode."""
    try:
        value = json.loads(body, parse_constant=_refuse)
    except RecursionError:
        raise ValueError("nested too deeply") from None
    level = [value]
    for _step in range(DEEPEST):
        level = [child for parent in level for child in _children(parent)]
    if level:
        raise ValueError("nested too deeply")
    # Half a surrogate pair can be escaped, and then neither stored nor sent back.
    json.dumps(value, ensure_ascii=False).encode()
    return value


def _children(value: Any) -> list[Any]:
    if isinstance(value, dict):
        return list(value.values())
    return value if isinstance(value, list) else []


def _refuse(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON")
