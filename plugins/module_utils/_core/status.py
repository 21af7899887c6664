# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Private to this collection: it may change in any release.
"""CertCentral's status words, sorted by what they mean for an order [LIST] [OSTAT] [KF]."""

from __future__ import annotations

ISSUED = "issued"
PENDING = "pending"
REISSUE_PENDING = "reissue_pending"
CANCELED = "canceled"

#: Some answers say so for an issued order; it counts once dates prove that there is a certificate [KF].
APPROVED = "approved"

#: The answer shows no status, or there is no answer yet about an order that is known to be there.
UNKNOWN = "unknown"

REVOKED = "revoked"
EXPIRED = "expired"

DEAD = frozenset({"rejected", "denied", CANCELED, REVOKED, EXPIRED})

#: An approver, or DigiCert, said no.
REFUSED = frozenset({"rejected", "denied"})

#: The order waits for an approver of the account.
AWAITS_APPROVAL = frozenset({"needs_approval"})

#: The recipient must make the key and fetch the certificate: no API client can finish such an order.
AWAITS_PICKUP = frozenset({"waiting_pickup", "needs_csr"})

#: A request that nobody has decided yet. Creation calls it ``pending`` or ``needs_approval`` [OC] [KF].
REQUEST_OPEN = frozenset({"pending", "needs_approval"})

_SPELLINGS = {"cancelled": "canceled"}


def normal(status: str) -> str:
    """Return *status* in lower case and in the spelling used here. Unknown words pass: they mean "not issued yet"."""
    word = " ".join(status.lower().split())
    return _SPELLINGS.get(word, word)
