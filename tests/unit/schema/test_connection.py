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
        "https://ho\nst",
        "https://host/a b",
    ],
)
def test_a_base_url_that_is_refused(url: str) -> None:
    with pytest.raises(InvalidOptions, match="api_url must be an https URL without user, query or fragment"):
        parse_connection({**GOOD, "api_url": url})


@pytest.mark.parametrize("value", [None, "", " ", "\n", "\t "], ids=repr)
@pytest.mark.parametrize(
    ("name", "default"),
    [
        ("api_url", "https://www.digicert.com/services/v2"),
        ("api_timeout", 30),
        ("ca_path", None),
        ("validate_certs", True),
        ("proxy", None),
        ("max_retries", 5),
        ("cache_path", None),
        ("rate_share", 1.0),
    ],
)
def test_what_is_blank_is_unset(name: str, default: t.Any, value: t.Any) -> None:
    assert getattr(parse_connection({"api_key": "k", name: value}), name) == default


@pytest.mark.parametrize("key", [None, "", " ", "\n"], ids=repr)
def test_without_a_key_every_place_for_it_is_named(key: t.Optional[str]) -> None:
    with pytest.raises(InvalidOptions) as raised:
        parse_connection({**GOOD, "api_key": key})
    assert str(raised.value) == (
        "Nothing was sent: api_key is missing: set the environment variable DIGICERT_API_KEY where the module runs (an AWX credential may "
        "do so), or the option api_key."
    )


@pytest.mark.parametrize(
    ("key", "told"),
    [
        ("abc\n", "ends with a line break"),
        ("abc\r\n", "ends with a line break"),
        ("abc ", "ends with a blank"),
        ("abc\u00a0", "ends with a blank"),
        (" abc", "begins with a blank"),
        ("\ufeffabc", "begins with a byte order mark"),
        ("a\r\nHost: x", "has a line break inside"),
        ("a bc", "has a blank inside"),
        ("ab\u00e4c", "has a character that is not visible ASCII"),
        ("ab\x00c", "has a character that is not visible ASCII"),
    ],
    ids=ascii,
)
def test_what_no_header_can_carry_is_told_without_the_key(key: str, told: str) -> None:
    with pytest.raises(InvalidOptions) as raised:
        parse_connection({**GOOD, "api_key": key})
    assert str(raised.value) == f"Nothing was sent: api_key {told}; take it away."


@pytest.mark.parametrize("name", ["api_url", "ca_path", "proxy", "cache_path"])
def test_what_stands_behind_a_text_is_told(name: str) -> None:
    with pytest.raises(InvalidOptions, match=f"{name} ends with a line break; take it away"):
        parse_connection({**GOOD, name: "https://host\n"})


@pytest.mark.parametrize("seconds", [0, -1, float("inf"), float("nan")])
def test_a_time_that_never_ends_is_refused(seconds: float) -> None:
    with pytest.raises(InvalidOptions, match="api_timeout must be more than 0, and finite"):
        parse_connection({**GOOD, "api_timeout": seconds})


@pytest.mark.parametrize("share", [0, -0.5, 1.01, 50, float("inf"), float("nan")])
def test_a_share_that_is_none_is_refused(share: float) -> None:
    with pytest.raises(InvalidOptions, match="rate_share must be more than 0 and at most 1"):
        parse_connection({**GOOD, "rate_share": share})


@pytest.mark.parametrize("share", [1, 1.0, 0.001])
def test_a_share_that_is_taken(share: float) -> None:
    assert parse_connection({**GOOD, "rate_share": share}).rate_share == share


@pytest.mark.parametrize(
    ("url", "proxy", "taken"),
    [
        ("http://127.0.0.1:8080", None, True),
        ("http://127.0.0.1:8080", "http://localhost:3128", True),
        ("http://localhost:8080", "http://user:pass@[::1]:3128", True),
        ("http://127.0.0.1:8080", "http://proxy.example.com:3128", False),
        ("HTTP://127.0.0.1:8080", "https://proxy.example.com", False),
        ("http://localhost", "socks5h://10.0.0.1:1080", False),
        ("http://localhost", "http://localhost.example.com", False),
        ("https://localhost", "http://proxy.example.com:3128", True),
    ],
)
def test_the_key_goes_through_no_proxy_in_clear(url: str, proxy: t.Optional[str], taken: bool) -> None:
    options = {**GOOD, "api_url": url, "proxy": proxy}
    if taken:
        assert parse_connection(options).proxy == proxy
        return
    with pytest.raises(InvalidOptions, match="proxy must be on this machine too where api_url is http"):
        parse_connection(options)


@pytest.mark.parametrize(
    ("url", "loopback"),
    [("https://certcentral.example.com", False), ("https://localhost:8443", True), ("http://[::1]:8080/v2", True)],
)
def test_a_loopback_host_is_known_as_such(url: str, loopback: bool) -> None:
    assert parse_connection({**GOOD, "api_url": url}).loopback is loopback


@pytest.mark.parametrize(
    "proxy", ["http://proxy.example.com:3128", "http://user:pass@proxy:3128", "socks5h://proxy:1080", "https://proxy"]
)
def test_a_proxy_that_is_taken(proxy: str) -> None:
    assert parse_connection({**GOOD, "proxy": proxy}).proxy == proxy


@pytest.mark.parametrize("proxy", ["proxy:3128", "http://pro\nxy", "http://", "http://proxy:x", "ftp://proxy"])
def test_a_proxy_that_is_refused(proxy: str) -> None:
    with pytest.raises(InvalidOptions, match="proxy must be a URL such as"):
        parse_connection({**GOOD, "proxy": proxy})


def test_key_and_proxy_stay_out_of_the_text_form() -> None:
    shown = repr(parse_connection({**GOOD, "api_key": "SECRET1", "proxy": "http://a:SECRET2@proxy"}))
    assert "SECRET" not in shown
