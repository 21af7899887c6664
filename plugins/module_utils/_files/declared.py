# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Private to this collection: it may change in any release.
"""What one task declares: the model's part, and the secrets and texts beside it."""

from __future__ import annotations

import dataclasses
import typing as t

from .._core.file_set import Wanted
from .attributes import Given, Port
from .layout import Layout

__all__ = ("Database", "Declared", "Port")


@dataclasses.dataclass(frozen=True)
class Database:
    """An NSS database of a browser or mail program."""

    path: str
    #: Empty means none.
    passphrase: bytes = dataclasses.field(default=b"", repr=False)


@dataclasses.dataclass(frozen=True)
class Declared:
    """One task. ``expected_*`` are what was ordered."""

    layout: Layout
    wanted: Wanted
    given: Given = dataclasses.field(default_factory=Given)
    #: PEM, one certificate each.
    certificate: str = ""
    chain: tuple[str, ...] = ()
    root: t.Optional[str] = None
    key_passphrase: t.Optional[bytes] = dataclasses.field(default=None, repr=False)
    passphrase: t.Optional[bytes] = dataclasses.field(default=None, repr=False)
    friendly_name: str = ""
    keystore_type: str = "PKCS12"
    databases: tuple[Database, ...] = ()
    expected_emails: tuple[str, ...] = ()
    expected_common_name: t.Optional[str] = None
    validate: tuple[str, ...] = ()
    #: Seconds.
    validate_timeout: int = 120
