# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Private to this collection: it may change in any release.
"""Keep card data out of every output without damaging the result."""

from __future__ import annotations

import typing as t

_HIDDEN = "VALUE_SPECIFIED_IN_NO_LOG_PARAMETER"


def spare_the_result(module: t.Any) -> None:
    """Stop Ansible from masking short card values wherever they occur in the result.

    A ``cvv`` of 800 would turn order 78005 into ``7********5``. No result of ours holds a card value, and the arguments
    are shown through :func:`shown_arguments`; only the card number stays masked everywhere: it is long enough to be safe.
    """
    card = module.params.get("credit_card") or {}
    module.no_log_values -= {str(value) for name, value in card.items() if name != "number"}


def shown_arguments(module: t.Any) -> dict[str, t.Any]:
    """Return Ansible's ``invocation`` with the card hidden as a whole."""
    arguments = dict(module.params)
    if arguments.get("credit_card") is not None:
        arguments["credit_card"] = _HIDDEN
    return {"module_args": arguments}
