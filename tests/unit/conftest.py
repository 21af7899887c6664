# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What every unit test gets: no settings of the developer, and a scripted CertCentral for those that ask."""

from __future__ import annotations

import os
import typing as t

import hypothesis
import pytest
from ansible_collections.certops.digicert.tests.unit.support.scripted import Script
from ansible_collections.certops.digicert.tests.unit.support.shell import WAYS, Shell

# The same examples in every run, unless FUZZ_FRESH is set: then each run looks elsewhere.
hypothesis.settings.register_profile("unit", derandomize="FUZZ_FRESH" not in os.environ, database=None, deadline=None)
hypothesis.settings.load_profile("unit")

_SETTINGS = ("DIGICERT_", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE")


@pytest.fixture(autouse=True)
def _no_settings_of_the_developer(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in list(os.environ):
        if name.upper().startswith(_SETTINGS):
            monkeypatch.delenv(name)
    # Nor anything in the developer's home.
    monkeypatch.setenv("DIGICERT_CACHE_PATH", "")


@pytest.fixture
def script(monkeypatch: pytest.MonkeyPatch) -> t.Iterator[Script]:
    """The conversation with CertCentral; every request of the test goes to it, and it must be used up in the end."""
    conversation = Script()
    conversation.mount(monkeypatch)
    yield conversation
    conversation.finish()


@pytest.fixture(params=WAYS)
def shell(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Shell:
    """The module, run in this process with a clock that nobody waits for, as both of its front ends run it."""
    return Shell(monkeypatch, capfd, request.param)
