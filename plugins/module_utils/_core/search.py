# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Private to this collection: it may change in any release.
"""The forms in which addresses and names are searched. Searching is generous where drift is strict: one too many is only shown."""

from __future__ import annotations

import re
import typing as t
import unicodedata

# The address of `Name <address>`; the name may hold anything.
_IN_BRACKETS = re.compile(r"<([^<>]*)>[\s,;]*\Z")
_COMMENT = re.compile(r"\([^()]*\)\s*\Z")
_ADDRESS = re.compile(r'("[^"@]*"|[^\s@<>(),;:"\\\[\]]+)@([^\s@<>(),;:"\\\[\]/]+)')
#: What a label of a domain can be written with; another form that it decodes to is none that anybody writes.
_LABEL = re.compile(r'[^\s@<>(),;:"\\\[\]/.\u3002]+')
_PUNYCODE = "xn--"
_IDEOGRAPHIC_STOP = "\N{IDEOGRAPHIC FULL STOP}"


def name(text: str) -> str:
    """Return the form of *text* in which names are equal: letter case, blanks, Unicode forms and the unseen do not count."""
    return " ".join(_seen(unicodedata.normalize("NFKC", _seen(text).casefold())).casefold().split())


def address(text: str) -> t.Optional[str]:
    """Return the form of the one address in *text* in which addresses are equal, or ``None`` where it holds none, or several.

    As for names; further ``Name <address>`` and ``mailto:`` count for the address alone, and a domain is equal to its punycode.
    """
    found = _parts(text)
    if found is None:
        return None
    local, domain = (name(part) for part in found)
    labels = [_decoded(label) for label in _labels(domain)]
    return f"{local}@{'.'.join(labels)}" if local and all(labels) else None


def spellings(text: str) -> list[str]:
    """Return the ways in which CertCentral may hold the address or name *text*, the given one first: its filters may be strict."""
    found = _parts(text)
    if found is None:
        return list(dict.fromkeys((" ".join(text.split()), name(text))))
    local, domain = found
    folded, _at, folded_domain = (address(text) or "").rpartition("@")
    ways = [(local, domain), (local, domain.lower()), (folded, folded_domain), (folded, _encoded(folded_domain))]
    plain = [f"{one}@{other}" for one, other in ways]
    return list(dict.fromkeys([*plain, *(unicodedata.normalize("NFD", one) for one in plain)]))


def same(one: str, other: str) -> bool:
    """Tell whether two texts, names or addresses, are equal when searched."""
    return name(one) == name(other) or (address(one) is not None and address(one) == address(other))


def _parts(text: str) -> t.Optional[tuple[str, str]]:
    """Return mailbox and domain of the one address in *text*."""
    text = _seen(unicodedata.normalize("NFKC", _seen(text))).replace(_IDEOGRAPHIC_STOP, ".").strip()
    bracketed = _IN_BRACKETS.search(text)
    text = bracketed[1] if bracketed else _COMMENT.sub("", text)
    text = text.strip().strip(",;").strip()
    text = text[len("mailto:") :] if text.lower().startswith("mailto:") else text
    found = _ADDRESS.fullmatch(text)
    return (found[1].strip('"'), found[2].rstrip(".")) if found else None


def _seen(text: str) -> str:
    """Return *text* without format characters, such as the blank of no width, and halves of pairs, which nobody can send."""
    return "".join(character for character in text if unicodedata.category(character) not in ("Cf", "Cs"))


def _labels(domain: str) -> list[str]:
    return domain.split(".")


def _decoded(label: str) -> str:
    """Return a label of a domain as people write it, in the form in which names are equal."""
    if not label.startswith(_PUNYCODE):
        return name(label)
    try:
        text = name(label[len(_PUNYCODE) :].encode("ascii").decode("punycode"))
    except (UnicodeError, ValueError, OverflowError):
        return name(label)
    again = text.isascii() and text.startswith(_PUNYCODE)
    return text if _LABEL.fullmatch(text) and not again else name(label)


def _encoded(domain: str) -> str:
    """Return a domain as it stands in the name service."""
    return ".".join(
        label if label.isascii() else _PUNYCODE + label.encode("punycode").decode("ascii") for label in _labels(domain)
    )
