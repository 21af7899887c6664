# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Private to this collection: it may change in any release.
"""Name constraints of issuers (RFC 5280, 4.2.1.10), as OpenSSL understands them."""

from __future__ import annotations

import typing as t

from .._formats import der
from .anatomy import Anatomy
from .distinguished import COMMON_NAME, EMAIL_ADDRESS, attributes, read_name, text_of

NAME_CONSTRAINTS = bytes.fromhex("551d1e")
SUBJECT_ALT_NAME = bytes.fromhex("551d11")

_PERMITTED, _EXCLUDED = 0xA0, 0xA1
_MAIL, _DNS, _DIRECTORY, _URI, _IP = 0x81, 0x82, 0xA4, 0x86, 0x87
_DIGITS_AND_LETTERS = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_")


def violated(certificate: Anatomy, issuer: Anatomy, is_leaf: bool) -> bool:
    """Tell whether a certificate below *issuer* has a name that its constraints forbid. Raises ``ValueError`` for damaged ones."""
    value = issuer.value(NAME_CONSTRAINTS)
    if value is None:
        return False
    subtrees = {tag: _bases(content) for tag, content, _whole in der.elements(der.inside(value, der.SEQUENCE))}
    return any(not _allowed(tag, name, subtrees) for tag, name in _names(certificate, is_leaf))


def _bases(content: bytes) -> list[tuple[int, bytes, bool]]:
    """Return tag and content of the base of each subtree, and whether it has limits, which nobody supports."""
    found = []
    for _tag, subtree, _whole in der.elements(content):
        (tag, base, _element), *limits = der.elements(subtree)
        found.append((tag, base, bool(limits)))
    return found


def _names(certificate: Anatomy, is_leaf: bool) -> t.Iterator[tuple[int, bytes]]:
    """Yield tag and content of each name of a certificate, those that stand in its subject included."""
    value = certificate.value(SUBJECT_ALT_NAME)
    others = [(tag, name) for tag, name, _whole in der.elements(der.inside(value, der.SEQUENCE))] if value else []
    yield from others
    if certificate.subject:
        yield _DIRECTORY, certificate.subject_element
    for _tag, mail in attributes(certificate.subject_element, EMAIL_ADDRESS):
        yield _MAIL, mail
    if is_leaf and all(tag != _DNS for tag, _name in others):
        for tag, name in attributes(certificate.subject_element, COMMON_NAME):
            text = text_of(tag, name) or ""
            if _looks_like_host(text):
                yield _DNS, text.encode("ascii")


def _looks_like_host(text: str) -> bool:
    """Tell whether a common name is one of at least two labels, so that OpenSSL takes it for a host."""
    labels = text.split(".")
    return len(labels) > 1 and all(
        label
        and not label.startswith("-")
        and not label.endswith("-")
        and _DIGITS_AND_LETTERS.issuperset(label.replace("-", ""))
        for label in labels
    )


def _allowed(tag: int, name: bytes, subtrees: t.Mapping[int, t.Sequence[tuple[int, bytes, bool]]]) -> bool:
    permitted = [(base, limits) for kind, base, limits in subtrees.get(_PERMITTED, ()) if kind == tag]
    excluded = [(base, limits) for kind, base, limits in subtrees.get(_EXCLUDED, ()) if kind == tag]
    if not permitted and not excluded:
        return True
    if tag not in _WITHIN or any(limits for _base, limits in (*permitted, *excluded)):
        return False
    within = _WITHIN[tag]
    if any(within(name, base) for base, _limits in excluded):
        return False
    return not permitted or any(within(name, base) for base, _limits in permitted)


def _directory_within(name: bytes, base: bytes) -> bool:
    wanted = read_name(base)
    return read_name(name)[: len(wanted)] == wanted


def _mail_within(name: bytes, base: bytes) -> bool:
    mailbox, at, host = name.rpartition(b"@")
    if not at:
        raise ValueError("an address without @")
    if b"@" in base:
        wanted, _at, of_host = base.rpartition(b"@")
        return wanted in (b"", mailbox) and host.lower() == of_host.lower()
    return _host_within(host, base)


def _host_within(host: bytes, base: bytes) -> bool:
    """A base with a dot in front is for what is below it, one without for the host itself."""
    if base.startswith(b"."):
        return len(host) > len(base) and host.lower().endswith(base.lower())
    return host.lower() == base.lower()


def _dns_within(name: bytes, base: bytes) -> bool:
    name, base = name.lower(), base.lower()
    if not base or name == base:
        return True
    return name.endswith(base if base.startswith(b".") else b"." + base)


def _uri_within(name: bytes, base: bytes) -> bool:
    scheme, separator, rest = name.partition(b"://")
    host = rest.split(b"/")[0].split(b":")[0]
    if not scheme or not separator or not host:
        raise ValueError("a URI without a host")
    return _host_within(host, base)


def _ip_within(name: bytes, base: bytes) -> bool:
    half = len(base) // 2
    if len(base) not in (8, 32) or len(name) not in (4, 16):
        raise ValueError("neither IPv4 nor IPv6")
    return len(name) == half and all(
        octet & mask == wanted & mask for octet, wanted, mask in zip(name, base[:half], base[half:])
    )


_WITHIN: t.Mapping[int, t.Callable[[bytes, bytes], bool]] = {
    _MAIL: _mail_within,
    _DNS: _dns_within,
    _DIRECTORY: _directory_within,
    _URI: _uri_within,
    _IP: _ip_within,
}
