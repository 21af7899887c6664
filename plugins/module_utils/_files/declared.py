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
from .layout import Layout


@dataclasses.dataclass(frozen=True)
class Modes:
    """Modes as numbers."""

    file: int = 0o644
    key: int = 0o600
    directory: int = 0o700

    @property
    def key_directory(self) -> int:
        """For a directory of secret files: whoever may read them may enter."""
        return self.key | (self.key & 0o444) >> 2


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
    modes: Modes = Modes()
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


class Port(t.Protocol):
    """What only Ansible can do: owner, group, mode and SELinux context as declared."""

    def differs(self, path: str, mode: int) -> bool:
        """Tell whether *path* has another owner, group, mode or context."""

    def apply(self, path: str, mode: int, place: str) -> bool:
        """Give them to *path*, which will be found at *place*; tell whether something changed."""

    def warn(self, text: str) -> None:
        """Tell the operator something that does not stop the run."""
