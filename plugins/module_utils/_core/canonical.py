# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Private to this collection: it may change in any release.
"""The one form in which values are compared: by drift, by a wish's digest, in a search and on placement.

It forgives what CertCentral or a data source is known to change without meaning anything by it, and nothing else.
"""

from __future__ import annotations

import re
import typing as t
import unicodedata

_NUMBER = re.compile(r"[+-]?[0-9]+(?:\.0*)?")
#: A date with a time that says no more than the date.
_MIDNIGHT = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})[t ]00:00(?::00(?:\.0+)?)?(?:z|[+-]00:?00)?")
_WORDS: t.Mapping[str, str] = {"true": "1", "yes": "1", "on": "1", "false": "0", "no": "0", "off": "0"}
#: Bytes of a domain name in its ASCII form at most, and of one of its labels [RFC 1035].
_LONGEST_DOMAIN, _LONGEST_LABEL = 253, 63


def name(text: str) -> str:
    """Return a name with composed letters (NFC) and single blanks; names compare with case."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def email(address: str) -> str:
    """Return an address whose domain is in lower case and ASCII (punycode): domains compare without case, mailboxes do not."""
    local, at, domain = unicodedata.normalize("NFC", address.strip()).rpartition("@")
    return local + at + _domain(domain)


def emails(addresses: t.Iterable[str]) -> tuple[str, ...]:
    """Return addresses as a set: each once, sorted."""
    return tuple(sorted({email(address) for address in addresses}))


def names(texts: t.Iterable[str]) -> tuple[str, ...]:
    """Return names as a set: each once, sorted."""
    return tuple(sorted({name(text) for text in texts}))


def word(text: str) -> str:
    """Return one of CertCentral's words (a hash, an id made of letters) without case, blanks and hyphens."""
    return "".join(character for character in text.casefold() if character.isalnum())


def serial_number(text: t.Optional[str]) -> t.Optional[str]:
    """Return a hexadecimal serial number without case, colons, blanks and leading zeros; ``None`` when it is none."""
    digits = re.sub(r"[\s:]", "", text or "").casefold()
    digits = digits[2:] if digits.startswith("0x") else digits
    if not re.fullmatch("[0-9a-f]+", digits):
        return None
    return digits.lstrip("0") or "0"


def field(value: t.Any) -> str:
    """Return the value of a custom field, which CertCentral may show in the form of the field's data type.

    Nothing, null and blank text are one; so are ``true`` and ``1``, ``007`` and ``7``, a date and its midnight, either
    letter case, and all kinds of line break and blank.
    """
    if value is None:
        return ""
    text = unicodedata.normalize("NFC", str(value)).casefold()
    text = " ".join(text.split())
    midnight = _MIDNIGHT.fullmatch(text)
    if midnight:
        return midnight.group(1)
    if _NUMBER.fullmatch(text) and len(text) < 40:
        return str(int(text.partition(".")[0]))
    return _WORDS.get(text, text)


def _domain(domain: str) -> str:
    """Return *domain* in ASCII where it has such a form, in lower case in any case."""
    if domain.isascii() or len(domain) > _LONGEST_DOMAIN or any(len(x) > _LONGEST_LABEL for x in domain.split(".")):
        return domain.lower()
    try:
        return domain.encode("idna").decode("ascii").lower()
    except UnicodeError:
        return domain.lower()
