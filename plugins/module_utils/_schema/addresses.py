# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Private to this collection: it may change in any release.
"""E-mail addresses as a certificate takes them, and what is wrong with any other."""

from __future__ import annotations

import re
import typing as t
import unicodedata

from .._core.blanks import is_invisible

#: RFC 5321, 4.5.3.1.
_LONGEST, _LONGEST_LOCAL = 254, 64

#: What a mailbox is made of without quotes (RFC 5322), and a label of a domain.
_ATOM = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+")
_LABEL = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?")


def is_control(character: str) -> bool:
    """Tell whether the character is a line break, another control character, or half of one (a surrogate)."""
    return unicodedata.category(character) in ("Cc", "Cs", "Zl", "Zp")


def fault(address: str) -> t.Optional[str]:
    """Return what is wrong with *address*, as the end of a sentence about it, or ``None``."""
    if "@" not in address:
        # Who knows what it is, so it is not shown.
        return "is not an e-mail address: it has no @"
    reason = next((reason for holds, reason in _FAULTS if holds(address)), None) or _domain_fault(address)
    return (
        None if reason is None else f"is not an e-mail address that a certificate can hold: {_shown(address)} {reason}"
    )


_FAULTS: tuple[tuple[t.Callable[[str], bool], str], ...] = (
    (lambda address: any(map(is_control, address)), "holds a line break or another control character"),
    (
        lambda address: "<" in address or ">" in address,
        "has a name or angle brackets around it; give the address alone",
    ),
    (lambda address: address.lower().startswith("mailto:"), "begins with mailto:; give the address alone"),
    (lambda address: "," in address or ";" in address, "looks like several; give each as an item of the list"),
    (lambda address: any(map(is_invisible, address)), "holds a blank, or a character that cannot be seen"),
    (lambda address: address.count("@") > 1, "has more than one @"),
    (lambda address: address.startswith("@"), "has nothing before the @"),
    (lambda address: address.endswith("@"), "has nothing behind the @"),
    (lambda address: address.endswith("."), "ends with a dot"),
    (
        lambda address: "" in _local(address).split(".") or "" in _domain(address).split("."),
        "has a dot too many",
    ),
    (lambda address: not _local(address).isascii(), "has letters before the @ that are not ASCII"),
    (
        lambda address: not all(map(_ATOM.fullmatch, _local(address).split("."))),
        "has a character before the @ that is not taken there",
    ),
    (lambda address: len(address) > _LONGEST or len(_local(address)) > _LONGEST_LOCAL, "is too long"),
)


def _domain_fault(address: str) -> t.Optional[str]:
    domain = _domain(address)
    if not domain.isascii():
        return f"has a domain with letters that are not ASCII; write it as {_punycode(domain)}"
    if "." not in domain:
        return "has a domain without a dot"
    if not all(map(_LABEL.fullmatch, domain.split("."))) or domain.rpartition(".")[2].isdigit():
        return "has a domain that cannot exist"
    return None


def _local(address: str) -> str:
    return address.rpartition("@")[0]


def _domain(address: str) -> str:
    return address.rpartition("@")[2]


def _punycode(domain: str) -> str:
    """Return the form that DNS knows, where Python's older rules for it agree with today's; else what that form looks like."""
    try:
        form = domain.encode("idna").decode("ascii")
        certain = form.encode("ascii").decode("idna") == unicodedata.normalize("NFC", domain).lower()
    except UnicodeError:
        certain = False
    return form if certain else "it stands in DNS (xn--...)"


def _shown(address: str) -> str:
    """Return the start of an address on one line, everything in it to be seen."""
    start = address[:100]
    return ascii(start) if any(is_control(character) or is_invisible(character) for character in start) else repr(start)
