# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Private to this collection: it may change in any release.
"""Where CertCentral is and how to get there: the connection options as a value."""

from __future__ import annotations

import dataclasses
import typing as t

#: The region of most accounts.
DEFAULT_URL = "https://www.digicert.com/services/v2"


@dataclasses.dataclass(frozen=True)
class Connection:
    """The connection options. The two that are secret stay out of every text form."""

    api_key: str = dataclasses.field(repr=False)
    api_url: str
    #: Seconds for one request, from the first step of the connection to the last byte of the answer.
    api_timeout: float = 30
    ca_path: t.Optional[str] = None
    validate_certs: bool = True
    proxy: t.Optional[str] = dataclasses.field(default=None, repr=False)
    max_retries: int = 5
    #: The directory for what processes share; ``None``: each process keeps to itself.
    cache_path: t.Optional[str] = None
    #: The part of the key's quota that this controller may use, above 0 and at most 1.
    rate_share: float = 1.0
    #: The API host is this machine itself: a sandbox.
    loopback: bool = False

    @property
    def warnings(self) -> tuple[str, ...]:
        """What is allowed and unwise, one sentence each."""
        if self.validate_certs or not self.api_url.lower().startswith("https:"):
            return ()
        told = f"validate_certs=false: whoever answers in place of {self.api_url} gets the API key; give the CA certificates in ca_path."
        return (told,)
