# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Private to this collection: it may change in any release.
"""E-mail addresses, compared the way mail is delivered."""

from __future__ import annotations

import unicodedata


def comparable(address: str) -> str:
    """Return *address* as it compares: its accents written one way (NFC), its domain as certificates hold it.

    Domains compare without case, and in ASCII (IDNA); mailboxes do not.
    """
    local, at, domain = unicodedata.normalize("NFC", address).rpartition("@")
    return local + at + _in_ascii(domain).lower()


def _in_ascii(domain: str) -> str:
    """Return a domain in the form of the DNS; what has none stays as it is."""
    try:
        return domain if domain.isascii() else domain.encode("idna").decode("ascii")
    except UnicodeError:
        return domain
