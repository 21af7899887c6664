# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The numbers of the guide "What happens when something fails", from the constants of the code."""

from __future__ import annotations

from ansible_collections.certops.digicert.plugins.module_utils._ansible.options import CONNECTION
from ansible_collections.certops.digicert.plugins.module_utils._api import policy
from ansible_collections.certops.digicert.plugins.module_utils._engine.act import LOOK_AGAIN


def pauses() -> str:
    """Return how often and after which pauses a request is repeated."""
    return (
        f"At most ``max_retries`` times (default {CONNECTION['max_retries']['default']}), after pauses that grow from "
        f"{policy.FAULT_BASE:g} to {policy.FAULT_CAP:g} seconds,\n"
        f"and after 429 from {policy.RATE_LIMIT_BASE:g} to {policy.RATE_LIMIT_CAP:g} seconds at most. "
        f"A ``Retry-After`` of CertCentral is kept, up to {policy.RETRY_AFTER_CAP:g} seconds.\n"
    )


def looks() -> str:
    """Return how often and after which pauses the module looks for what it wrote."""
    *most, last = (f"{pause:g}" for pause in LOOK_AGAIN)
    return f"Was it placed? The module looks {len(LOOK_AGAIN)} times, after pauses of {', '.join(most)} and {last} seconds.\n"
