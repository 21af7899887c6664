# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Private to this collection: it may change in any release.
"""The manifest of a generation: what it is made of, as JSON beside its files."""

from __future__ import annotations

import datetime
import hashlib
import hmac
import json
import secrets
import typing as t

from .._core.file_set import KEY, Manifest
from .layout import plain_name

_ITERATIONS = 100_000


def to_json(manifest: Manifest) -> bytes:
    """Return the text of the file."""
    fields = {
        "made_from": manifest.made_from,
        "digests": manifest.digests,
        "made": manifest.made,
        "folders": manifest.folders,
        "certificate": manifest.certificate,
        "serial_number": manifest.serial_number,
        "not_after": manifest.not_after.isoformat() if manifest.not_after else None,
        "public_key": manifest.public_key,
        "paired": manifest.paired,
        "key_history": manifest.key_history,
        "verifier": manifest.verifier,
    }
    return (json.dumps(fields, indent=2, sort_keys=True) + "\n").encode("ascii")


def from_json(text: bytes) -> t.Optional[Manifest]:
    """Return the manifest, or ``None`` when the file is not one: it belongs to the owner of the certificate, who may edit it."""
    try:
        fields = json.loads(text)
        till = fields["not_after"]
        found = Manifest(
            made_from=fields["made_from"],
            digests=fields["digests"],
            made=dict(fields["made"]),
            folders={name: [int(one) for one in fields["folders"][name]] for name in ("directory", "store")},
            certificate=fields["certificate"],
            serial_number=fields["serial_number"],
            not_after=datetime.datetime.fromisoformat(till) if till else None,
            public_key=fields["public_key"],
            paired=fields["paired"] is True,
            key_history=fields["key_history"] is True,
            verifier=fields["verifier"],
        )
        return found if _sound(found) else None
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None


def _sound(manifest: Manifest) -> bool:
    """Tell whether nothing in it leads out of the generation."""
    names = [*manifest.files.values(), *manifest.digests.keys()]
    serial = manifest.serial_number
    hexadecimal = serial is None or (
        isinstance(serial, str) and serial != "" and set(serial) <= set("0123456789ABCDEF")
    )
    zoned = manifest.not_after is None or manifest.not_after.tzinfo is not None
    text = manifest.certificate is None or manifest.certificate.isascii()
    return KEY in manifest.files and all(plain_name(name) for name in names) and hexadecimal and zoned and text


def verifier(passphrase: t.Optional[bytes]) -> t.Optional[dict[str, t.Any]]:
    """Return what recognises the passphrase later, and does not hold it."""
    if passphrase is None:
        return None
    salt = secrets.token_hex(16)
    return {"salt": salt, "iterations": _ITERATIONS, "sha256": _derive(passphrase, salt, _ITERATIONS)}


def fits(passphrase: t.Optional[bytes], found: t.Optional[t.Mapping[str, t.Any]]) -> bool:
    """Tell whether *found* is the verifier of *passphrase*."""
    if passphrase is None or found is None:
        return passphrase is None and found is None
    try:
        derived = _derive(passphrase, found["salt"], min(int(found["iterations"]), 10 * _ITERATIONS))
        return hmac.compare_digest(derived, found["sha256"])
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError):
        return False


def _derive(passphrase: bytes, salt: str, iterations: int) -> str:
    return hashlib.pbkdf2_hmac("sha256", passphrase, bytes.fromhex(salt), iterations).hex()
