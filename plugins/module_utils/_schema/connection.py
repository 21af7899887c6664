# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Private to this collection: it may change in any release.
"""Connection options into :class:`Connection`."""

from __future__ import annotations

import ipaddress
import typing as t
import urllib.parse

from .._core.connection import Connection
from . import checked
from .checked import must

_OPTIONS = ("api_key", "api_url", "api_timeout", "ca_path", "validate_certs", "proxy", "max_retries")


def parse_connection(params: t.Mapping[str, t.Any]) -> Connection:
    """Return the connection. Raises ``InvalidOptions`` that names every broken rule at once."""
    import voluptuous

    options = {name: params[name] for name in _OPTIONS if params.get(name) is not None}
    schema = voluptuous.Schema(
        {
            "api_key": must(_is_header_value, "must be visible ASCII characters, and not empty"),
            "api_url": must(
                _is_safe_url, "must be an https URL without user, query or fragment (http only for this machine itself)"
            ),
            "api_timeout": must(lambda seconds: seconds > 0, "must be more than 0"),
            "max_retries": must(lambda number: number >= 0, "must not be negative"),
            "proxy": must(_is_url, "must be a URL such as http://proxy.example.com:3128"),
        },
        extra=voluptuous.ALLOW_EXTRA,
    )
    checked.check([schema], options)
    return Connection(**{**options, "api_url": options["api_url"].rstrip("/")})


def _is_header_value(key: str) -> bool:
    return bool(key) and all("!" <= character <= "~" for character in key)


def _is_url(url: str) -> bool:
    return _split(url) is not None


def _is_safe_url(url: str) -> bool:
    """https, or http to this machine: over anything else the key could be read on the way."""
    parts = _split(url)
    if parts is None or parts.query or parts.fragment or "@" in parts.netloc:
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and _is_loopback(parts.hostname or ""))


def _split(url: str) -> t.Optional[urllib.parse.SplitResult]:
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
