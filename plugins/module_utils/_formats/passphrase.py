# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Private to this collection: it may change in any release.
"""Which passphrases every reader of the protected outputs takes in the same way."""

from __future__ import annotations

import typing as t

from .._core.file_set import PROTECTED

# keytool refuses to make a keystore with less.
OPTION = "passphrase (output_passphrase in the role client_cert)"
_KEYTOOL_LEAST = 6
# More than this is cut, or refused, by one or another of the programs.
_MOST = 255
#: Of the characters that a BMPString can hold.
_HIGHEST = 0xFFFF


def problem(passphrase: t.Optional[bytes], outputs: t.Iterable[str]) -> t.Optional[str]:
    """Return a sentence that says why these outputs cannot have this passphrase, or ``None`` when they can."""
    wanting = [output for output in outputs if output in PROTECTED]
    if not wanting:
        return None
    if not passphrase:
        return f"The output {wanting[0]} needs a passphrase; give {OPTION}."
    if len(passphrase) > _MOST:
        return f"{OPTION} is longer than {_MOST} characters, which not every program can read; choose a shorter one."
    if any(not 0x20 <= octet <= 0x7E for octet in passphrase):
        # PKCS#12 derives its integrity key from UTF-16 and its encryption key from whatever the program has: OpenSSL takes UTF-8,
        # and Java nothing but printable ASCII.
        return (
            f"{OPTION} holds a character that is not printable ASCII; PKCS#12 programs read such a passphrase each in their own"
            " way, so choose one of ASCII letters, digits, punctuation and spaces."
        )
    if "keystore" in wanting and len(passphrase) < _KEYTOOL_LEAST:
        return f"{OPTION} is shorter than the {_KEYTOOL_LEAST} characters that keytool wants for the output keystore."
    return None


def friendly_name_problem(friendly_name: str) -> t.Optional[str]:
    """Return a sentence that says why this cannot name a key pair, or ``None`` when it can."""
    if not friendly_name.strip() or not friendly_name.isprintable():
        return "friendly_name is empty or holds a character that cannot be shown; give a name that a person can read."
    if friendly_name != friendly_name.strip():
        return "friendly_name begins or ends with a blank, which certutil leaves out; give it without."
    if any(ord(sign) > _HIGHEST for sign in friendly_name):
        return "friendly_name holds a character beyond U+FFFF, such as an emoji, which PKCS#12 has no form for; leave it out."
    if friendly_name.startswith("-"):
        return (
            "friendly_name begins with a hyphen, which keytool and certutil take for an option; let it begin otherwise."
        )
    return None
