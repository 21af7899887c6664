# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Private to this collection: it may change in any release.
"""What the files of somebody else may hold. Said only where it is sure: who does not know keeps the file."""

from __future__ import annotations

import re

_BLOCK = re.compile(rb"-----BEGIN ([A-Z0-9 ]+)-----\r?\n.*?-----END \1-----", re.DOTALL)

#: Labels of PEM blocks that hold nothing secret.
_PUBLIC = frozenset(
    {
        b"CERTIFICATE",
        b"CERTIFICATE REQUEST",
        b"DH PARAMETERS",
        b"EC PARAMETERS",
        b"NEW CERTIFICATE REQUEST",
        b"PKCS7",
        b"PUBLIC KEY",
        b"TRUSTED CERTIFICATE",
        b"X509 CRL",
    }
)


def holds_no_key(content: bytes) -> bool:
    """Tell whether a file holds PEM blocks without a secret and nothing else."""
    return not _beside_public(content)


def is_same(content: bytes, key: bytes) -> bool:
    """Tell whether nothing is lost where the private key *key* takes the place of a file with this content."""
    return content.strip() == key.strip()


def _beside_public(content: bytes) -> bytes:
    return _BLOCK.sub(lambda block: b"" if block.group(1) in _PUBLIC else block.group(0), content).strip()
