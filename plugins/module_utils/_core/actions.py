# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Private to this collection: it may change in any release.
"""What each action of a plan does to the account."""

from __future__ import annotations

#: An order is placed: it costs money.
BUYS = frozenset({"order", "renew", "replace"})

#: What was asked for before decides whether it is asked for: it is planned only where everything was read.
NEEDS_HISTORY = BUYS | {"reissue"}

#: Another certificate takes the place of one that may be revoked then.
REPLACES = frozenset({"renew", "replace", "reissue"})

#: A certificate, an order or a request of one comes to its end.
ENDS = frozenset({"cancel", "reject", "revoke"})

#: Something is sent that CertCentral acts upon.
WRITES = BUYS | ENDS | {"reissue", "approve", "update"}
