# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Private to this collection: it may change in any release.
"""The work of ``digicert_account_info``."""

from __future__ import annotations

import typing as t

from .._core.account import account_dict
from .._engine.preflight import preflight
from .options import Spec
from .shell import ApiModule, Session, Shell

SPEC: Spec = {}


def work(module: Shell, session: Session) -> dict[str, t.Any]:
    """Return ``account``. Raises ``DigicertError``."""
    return {"account": account_dict(preflight(session.client))}


MODULE = ApiModule(SPEC, work)
