# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The script itself: a test double that lets anything pass proves nothing."""

from __future__ import annotations

import typing as t

import pytest
import requests
from ansible_collections.certops.digicert.tests.unit.support.scripted import (
    API_URL,
    HEADERS,
    Call,
    Script,
    get,
    says,
)

_READ = get("/user/me", says({}))


def _send(script: Script, monkeypatch: pytest.MonkeyPatch, path: str = "/user/me", **how: t.Any) -> None:
    """Send one request to *script*, as a session would."""
    script.mount(monkeypatch)
    requests.request(how.pop("method", "GET"), API_URL + path, headers=how.pop("headers", HEADERS), timeout=1, **how)


def test_the_expected_call_passes(monkeypatch: pytest.MonkeyPatch) -> None:
    script = Script([_READ])
    _send(script, monkeypatch)
    script.finish()


def test_a_call_too_many_fails_also_when_it_is_swallowed(monkeypatch: pytest.MonkeyPatch) -> None:
    script = Script()
    with pytest.raises(pytest.fail.Exception, match="one call too many"):
        _send(script, monkeypatch)
    with pytest.raises(AssertionError, match="one call too many"):
        script.finish()


def test_a_call_too_few_fails() -> None:
    with pytest.raises(AssertionError, match="never came"):
        Script([_READ]).finish()


@pytest.mark.parametrize(
    ("call", "how"),
    [
        pytest.param(_READ, {"path": "/user"}, id="path"),
        pytest.param(_READ, {"params": {"a": "b"}}, id="query"),
        pytest.param(_READ, {"method": "DELETE"}, id="method"),
        pytest.param(_READ, {"headers": {**HEADERS, "X-DC-DEVKEY": "other"}}, id="key"),
        pytest.param(_READ, {"json": {"a": 1}}, id="a body where none is expected"),
        pytest.param(Call("GET", "/user/me", says({}), body={"a": 1}), {"json": {"a": 2}}, id="another body"),
    ],
)
def test_a_different_call_fails(call: Call, how: dict[str, t.Any], monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(pytest.fail.Exception, match="another call"):
        _send(Script([call]), monkeypatch, **how)
