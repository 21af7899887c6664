# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the tests declare."""

from __future__ import annotations

import typing as t

from ansible_collections.certops.digicert.tests.integration.support.certificates import csr
from ansible_collections.certops.digicert.tests.unit.support.tasks import TASKS, task

PRODUCTS = tuple(TASKS)

#: Issued once every mailbox is confirmed; all others are issued at once for the sandbox's validated organization.
MAILBOX_PRODUCTS = ("class1_smime", "secure_email_mailbox")

ORGANIZATION = 501
IDENTITY = "smime-robin"
EMAIL = "robin@example.com"


def wanted(product: str = "client_premium", **changes: t.Any) -> dict[str, t.Any]:
    """Return the options of a task that needs no approval and has a CSR; ``None`` takes an option away."""
    return task(product, **{"skip_approval": True, "csr": csr(), **changes})
