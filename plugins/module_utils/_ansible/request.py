# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Private to this collection: it may change in any release.
"""The work of ``digicert_request``: approve or reject, once."""

from __future__ import annotations

import time
import typing as t

from .._core.decision import ACTIONS
from .._engine.decide_request import Wanted, decide
from .._schema.selection import check_options
from .options import Spec
from .shell import ApiModule, Session, Shell

SPEC: Spec = {
    "request_id": {"type": "int"},
    "order_id": {"type": "int"},
    "alternative_order_id": {"type": "str"},
    "unique_order_ids": {"type": "bool", "default": False},
    "types": {"type": "list", "elements": "str", "choices": ["new_request", "reissue", "duplicate", "revoke"]},
    "status": {"type": "str", "choices": list(ACTIONS), "required": True},
    "comments": {"type": "str"},
}

#: Whose requests: exactly one of these.
WHOSE = ("request_id", "order_id", "alternative_order_id")


def work(module: Shell, session: Session) -> dict[str, t.Any]:
    """Return the result of the run. Raises ``DigicertError``."""
    params = module.params
    check_options(params)
    wanted = Wanted(
        status=params["status"],
        request_id=params["request_id"],
        order_id=params["order_id"],
        alternative_order_id=params["alternative_order_id"],
        unique_order_ids=params["unique_order_ids"],
        types=tuple(params["types"] or ()),
        comments=params["comments"],
    )
    decided = decide(session.client, wanted, module.check_mode, time.sleep, session.archive)
    for warning in decided.warnings:
        module.warn(warning)
    return decided.result(wanted)


MODULE = ApiModule(
    SPEC,
    work,
    constraints={
        "required_one_of": (WHOSE,),
        "mutually_exclusive": [WHOSE, ("request_id", "types")],
        "required_if": [("unique_order_ids", True, ("alternative_order_id",))],
    },
)
