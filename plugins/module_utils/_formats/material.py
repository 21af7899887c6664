# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Private to this collection: it may change in any release.
"""What the files of one certificate are made from."""

from __future__ import annotations

import dataclasses
import typing as t

from . import keyfile, pem


@dataclasses.dataclass(frozen=True)
class Pair:
    """A private key and the certificate that belongs to it.

    Both are given as the content of the file they come from, and held as the one PEM block that counts, armoured anew: nothing else
    that stands in a file gets into an output. ``key`` is encrypted with ``key_passphrase`` unless that is ``None``. Raises
    ``FilesError`` where there is no key or no certificate, or more than one key.
    """

    key: bytes = dataclasses.field(repr=False)
    key_passphrase: t.Optional[bytes] = dataclasses.field(repr=False)
    certificate: str

    def __post_init__(self) -> None:
        object.__setattr__(self, "key", keyfile.only_key(self.key))
        object.__setattr__(self, "certificate", pem.only_certificate(self.certificate))


@dataclasses.dataclass(frozen=True)
class Material:
    """Everything that an output may hold.

    ``chain`` are the intermediates in PEM, the issuer of the certificate first; ``history`` are the superseded pairs, newest first;
    ``passphrase`` protects PKCS#12, keystore and NSS database; ``keystore_type`` is ``PKCS12`` or ``JKS``.
    """

    pair: Pair
    chain: tuple[str, ...]
    root: t.Optional[str]
    history: tuple[Pair, ...]
    friendly_name: str
    passphrase: t.Optional[bytes] = dataclasses.field(repr=False)
    keystore_type: str = "PKCS12"

    def alone(self) -> Material:
        """Return the material with the current pair alone: some programs take one key, others the first that they find."""
        return dataclasses.replace(self, history=())
