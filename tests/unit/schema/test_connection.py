# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The connection options, each accepted or refused in words."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.certops.digicert.plugins.module_utils._core.errors import InvalidOptions
from ansible_collections.certops.digicert.plugins.module_utils._schema.connection import parse_connection

GOOD: dict[str, t.Any] = {"api_key": "k", "api_url": "https://certcentral.example.com/services/v2"}


@pytest.mark.parametrize(
    ("url", "read"),
    [
        ("https://www.digicert.com/services/v2", "https://www.digicert.com/services/v2"),
        ("https://certcentral.digicert.eu/services/v2/", "https://certcentral.digicert.eu/services/v2"),
        ("https://host:8443", "https://host:8443"),
        ("http://localhost:8080/v2", "http://localhost:8080/v2"),
        ("http://127.0.0.1:8080", "http://127.0.0.1:8080"),
        ("http://127.9.9.9", "http://127.9.9.9"),
        ("http://[::1]:8080", "http://[::1]:8080"),
        ("HTTPS://host", "HTTPS://host"),
    ],
)
def test_a_base_url_that_is_taken(url: str, read: str) -> None:
    assert parse_connection({**GOOD, "api_url": url}).api_url == read


@pytest.mark.parametrize(
    "url",
    [
        "",
        "certcentral.example.com/services/v2",
        "http://certcentral.example.com/services/v2",
        "http://localhost.example.com",
        "http://127.0.0.1.example.com",
        "http://10.0.0.1",
        "https://user:password@certcentral.example.com",
        "https://user@certcentral.example.com",
        "http://localhost@certcentral.example.com",
        "https://certcentral.example.com?a=b",
        "https://certcentral.example.com#a",
        "https://",
        "https://:443",
        "https://host:0",
        "https://host:99999",
        "https://host:port",
        "https://[::1",
        "ftp://host",
        "file:///etc/passwd",
        "socks5://host",
    ],
)
def test_a_base_url_that_is_refused(url: str) -> None:
    with pytest.raises(InvalidOptions, match="api_url must be an https URL without user, query or fragment"):
        parse_connection({**GOOD, "api_url": url})


@pytest.mark.parametrize("key", ["", " ", "a b", "a\n", "\u00e4", "a\r\nHost: x"], ids=ascii)
def test_a_key_that_is_no_header_value(key: str) -> None:
    with pytest.raises(InvalidOptions, match="api_key must be visible ASCII characters, and not empty"):
        parse_connection({**GOOD, "api_key": key})


@pytest.mark.parametrize(
    "proxy", ["http://proxy.example.com:3128", "http://user:pass@proxy:3128", "socks5h://proxy:1080", "https://proxy"]
)
def test_a_proxy_that_is_taken(proxy: str) -> None:
    assert parse_connection({**GOOD, "proxy": proxy}).proxy == proxy


@pytest.mark.parametrize("proxy", ["", "proxy:3128", "http://", "http://proxy:x", "ftp://proxy"])
def test_a_proxy_that_is_refused(proxy: str) -> None:
    with pytest.raises(InvalidOptions, match="proxy must be a URL such as"):
        parse_connection({**GOOD, "proxy": proxy})


def test_key_and_proxy_stay_out_of_the_text_form() -> None:
    shown = repr(parse_connection({**GOOD, "api_key": "SECRET1", "proxy": "http://a:SECRET2@proxy"}))
    assert "SECRET" not in shown
