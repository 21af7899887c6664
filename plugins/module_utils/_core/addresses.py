# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Private to this collection: it may change in any release.
"""E-mail addresses, compared the way mail is delivered."""

from __future__ import annotations


def comparable(address: str) -> str:
    """Return *address* with its domain in lower case: domains compare without case, mailboxes do not."""
    local, at, domain = address.rpartition("@")
    return local + at + domain.lower()
