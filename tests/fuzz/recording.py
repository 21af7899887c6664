# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Record what the sandbox answers in a scenario: the answers that the fuzzing changes."""

from __future__ import annotations

import dataclasses
import types
import typing as t
import urllib.parse

from ansible_collections.certops.digicert.plugins.module_utils._api.client import Client
from ansible_collections.certops.digicert.plugins.module_utils._api.transport import Transport
from ansible_collections.certops.digicert.plugins.module_utils._core.connection import Connection
from ansible_collections.certops.digicert.tests.unit.support.scripted import Answer
from requests.adapters import HTTPAdapter

from .scenarios import Scenario, params, unmistakable

if t.TYPE_CHECKING:
    import requests
    from ansible_collections.certops.digicert.tests.integration.support.sandbox import Sandbox

#: How many writes came before, the method, and path and query below the base: what decides an answer.
Key = tuple[int, str, str]

BASE = "/services/v2"


def below_base(url: str) -> str:
    """Return path and query below the base URL."""
    parts = urllib.parse.urlsplit(url)
    path = parts.path.removeprefix(BASE)
    return f"{path}?{parts.query}" if parts.query else path


@dataclasses.dataclass(frozen=True)
class Conversation:
    """A recorded run: which scenario, with which parameters, and every answer it got."""

    scenario: Scenario
    params: dict[str, t.Any] = dataclasses.field(repr=False)
    answers: t.Mapping[Key, Answer] = dataclasses.field(repr=False)


class _Recorder(HTTPAdapter):
    def __init__(self) -> None:
        super().__init__()
        self.answers: dict[Key, Answer] = {}
        self._writes = 0

    def send(self, request: requests.PreparedRequest, *args: t.Any, **kwargs: t.Any) -> requests.Response:
        response = super().send(request, *args, **kwargs)
        assert request.method is not None
        assert request.url is not None
        key = (self._writes, request.method, below_base(request.url))
        self._writes += request.method != "GET"
        headers = {"Date": response.headers["Date"]}
        self.answers[key] = Answer(
            response.status_code, response.content, response.headers.get("Content-Type", ""), headers
        )
        # The body was read; give the caller one to read from.
        return self.build_response(request, self.answers[key].response())


def record(sandbox: Sandbox, scenario: Scenario) -> Conversation:
    """Run *scenario* once, without any disturbance."""
    sandbox.reset()
    given = params(scenario, scenario.prepare(sandbox))
    connection = Connection(api_key=sandbox.api_key, api_url=sandbox.api_url, max_retries=0, loopback=True)
    transport, recorder = Transport(connection, "certops.digicert/fuzz"), _Recorder()
    transport._wire.open().mount("http://", recorder)
    module = types.SimpleNamespace(params=given, check_mode=False, warn=lambda _text: None, tell=lambda _text: None)
    assert_as_expected(scenario, outcome(scenario, module, Client(transport)))
    assert recorder.answers, scenario.name
    return Conversation(scenario, unmistakable(given), recorder.answers)


@dataclasses.dataclass(frozen=True)
class Ended:
    """How a run ended: a result or the one error that it reports."""

    result: t.Optional[dict[str, t.Any]]
    error: t.Optional[Exception]


def outcome(scenario: Scenario, module: t.Any, client: Client) -> Ended:
    """Run a module's work. Any error but a ``DigicertError`` is a fault of ours and passes."""
    from ansible_collections.certops.digicert.plugins.module_utils._ansible.shell import Session
    from ansible_collections.certops.digicert.plugins.module_utils._core.errors import DigicertError

    try:
        return Ended(scenario.work(module, Session(client)), None)
    except DigicertError as error:
        return Ended(None, error)


def assert_as_expected(scenario: Scenario, ended: Ended) -> None:
    """The run ended well, or with the error that belongs to the scenario."""
    if scenario.fails:
        assert scenario.fails in str(ended.error), (scenario.name, ended)
    else:
        assert ended.error is None, (scenario.name, ended.error)
