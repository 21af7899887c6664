# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Private to this collection: it may change in any release.
"""Connection options into :class:`Connection`."""

from __future__ import annotations

import ipaddress
import math
import typing as t
import urllib.parse

from .._core.blanks import blank
from .._core.connection import DEFAULT_URL, Connection
from .._core.errors import InvalidOptions
from . import checked
from .checked import must

_TEXTS = ("api_key", "api_url", "ca_path", "proxy", "cache_path")
_OPTIONS = (*_TEXTS, "api_timeout", "validate_certs", "max_retries", "rate_share")


_NO_KEY = (
    "api_key is missing: set the environment variable DIGICERT_API_KEY where the module runs (an AWX credential may do so), or the "
    "option api_key"
)


def parse_connection(params: t.Mapping[str, t.Any]) -> Connection:
    """Return the connection; what is null or blank is unset. Raises ``InvalidOptions`` that names every broken rule at once."""
    import voluptuous

    given = {name: params[name] for name in _OPTIONS if not blank(params.get(name))}
    options = {"api_url": DEFAULT_URL, **given}
    schema = voluptuous.Schema(
        {
            "api_url": must(
                _is_safe_url, "must be an https URL without user, query or fragment (http only for this machine itself)"
            ),
            "api_timeout": must(lambda seconds: 0 < seconds < math.inf, "must be more than 0, and finite"),
            "max_retries": must(lambda number: number >= 0, "must not be negative"),
            "rate_share": must(lambda share: 0 < share <= 1, "must be more than 0 and at most 1"),
            "proxy": must(_is_url, "must be a URL such as http://proxy.example.com:3128"),
        },
        extra=voluptuous.ALLOW_EXTRA,
    )
    found = [_NO_KEY] if "api_key" not in options else []
    # What is at the edges is not to be seen, and told before a rule that it breaks.
    edges = {name: told for name in _TEXTS if (told := _edge(options.get(name, "")))}
    if "api_key" not in edges and (told := _inside(options.get("api_key", ""))):
        edges["api_key"] = told
    found += [f"{name} {told}; take it away" for name, told in edges.items()]
    found += sorted(checked.problems(schema, {name: value for name, value in options.items() if name not in edges}))
    url = _split(options["api_url"])
    loopback = url is not None and _is_loopback(url.hostname or "")
    if not found and url is not None and url.scheme == "http" and not _stays_here(options.get("proxy")):
        found.append("proxy must be on this machine too where api_url is http: the key could be read on the way")
    if found:
        raise InvalidOptions(found)
    return Connection(**{**options, "api_url": options["api_url"].rstrip("/"), "loopback": loopback})


def _edge(text: str) -> str:
    """Say what stands before or behind the text, without the text."""
    for part, place in ((text[:1], "begins"), (text[-1:], "ends")):
        if part in ("\n", "\r"):
            return f"{place} with a line break"
        if part.isspace():
            return f"{place} with a blank"
        if part == "\ufeff":
            return f"{place} with a byte order mark"
    return ""


def _inside(key: str) -> str:
    """Say what in the key no header can carry, without the key."""
    wrong = [character for character in key if not "!" <= character <= "~"]
    if not wrong:
        return ""
    if "\n" in wrong or "\r" in wrong:
        return "has a line break inside"
    return "has a blank inside" if any(one.isspace() for one in wrong) else "has a character that is not visible ASCII"


def _is_url(url: str) -> bool:
    return _split(url) is not None


def _stays_here(proxy: t.Optional[str]) -> bool:
    parts = None if proxy is None else _split(proxy)
    return parts is None or _is_loopback(parts.hostname or "")


def _is_safe_url(url: str) -> bool:
    """https, or http to this machine: over anything else the key could be read on the way."""
    parts = _split(url)
    if parts is None or parts.query or parts.fragment or "@" in parts.netloc:
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and _is_loopback(parts.hostname or ""))


def _split(url: str) -> t.Optional[urllib.parse.SplitResult]:
    if any(character.isspace() or not character.isprintable() for character in url):
        # Python drops line breaks and tabs before it reads a URL; what is sent would not be what was checked.
        return None
    try:
        parts = urllib.parse.urlsplit(url)
        # Reading the port checks it.
        usable = bool(parts.hostname) and parts.scheme in ("http", "https", "socks5", "socks5h") and parts.port != 0
    except ValueError:
        return None
    return parts if usable else None


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
