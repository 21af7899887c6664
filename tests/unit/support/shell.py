# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A module run as Ansible runs it, in this process: arguments in, result out, either way.

As a module it writes one JSON text to standard output and leaves an exit code; in Ansible's own process it returns its result.
"""

from __future__ import annotations

import contextlib
import dataclasses
import email.utils
import functools
import json
import typing as t

import pytest
from ansible.module_utils import basic
from ansible.module_utils.common import parameters, warnings
from ansible_collections.certops.digicert.plugins.module_utils._ansible import client_cert, shell
from ansible_collections.certops.digicert.plugins.module_utils._api import transport
from ansible_collections.certops.digicert.plugins.module_utils._api.governor import Governor
from ansible_collections.certops.digicert.plugins.module_utils._engine.wait import Timer
from ansible_collections.certops.digicert.plugins.modules import digicert_client_cert
from ansible_collections.certops.digicert.plugins.plugin_utils._shell import ActionShell

from .answers import TODAY
from .scripted import API_KEY, API_URL

CONNECTION = {"api_key": API_KEY, "api_url": API_URL, "max_retries": 0}


class Clock:
    """Time that passes only while somebody sleeps; ``slept`` are the pauses in seconds."""

    def __init__(self) -> None:
        self.now = 0.0
        self.slept: list[float] = []

    def sleep(self, seconds: float) -> None:
        self.now += seconds
        self.slept.append(seconds)

    def tell(self) -> float:
        return self.now

    def timer(self) -> Timer:
        """Return the timer for the engine, without jitter."""
        return Timer(lambda: self.now, self.sleep, lambda: 0.5)


@dataclasses.dataclass(frozen=True)
class Ended:
    """How a module ended: what Ansible reads, and everything it printed."""

    result: dict[str, t.Any]
    code: int
    printed: str

    @property
    def failed(self) -> bool:
        """True when the task fails."""
        return self.code != 0

    def __getitem__(self, key: str) -> t.Any:
        return self.result[key]

    def told(self) -> dict[str, t.Any]:
        """Return the result as both front ends tell it: warnings and deprecations are objects in some versions of Ansible."""
        texts = {
            name: [one if isinstance(one, str) else one.get("msg") or one["event"]["msg"] for one in self.result[name]]
            for name in ("warnings", "deprecations")
            if name in self.result
        }
        return {**self.result, **texts}


#: As a module, and in Ansible's own process.
WAYS = ("module", "action")
NAME = "certops.digicert.digicert_client_cert"


class Shell:
    """Runs the module and catches how it ends."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], way: str = WAYS[0]) -> None:
        self._monkeypatch = monkeypatch
        self._capfd = capfd
        self.way = way
        self.clock = Clock()
        monkeypatch.setattr(client_cert, "Timer", self.clock.timer)
        governor = functools.partial(Governor, clock=self.clock.tell, steady=self.clock.tell, sleep=self.clock.sleep)
        monkeypatch.setattr(shell, "Governor", governor)
        self.local_time(TODAY)

    def local_time(self, date: str) -> None:
        """Let this machine's clock say *date*, an HTTP date."""
        said = email.utils.parsedate_to_datetime(date)
        self._monkeypatch.setattr(transport, "_utc_now", lambda: said)

    def run(self, *, check: bool = False, keep_null: bool = False, **arguments: t.Any) -> Ended:
        """Run ``digicert_client_cert``; an argument of ``None`` is left out, unless *keep_null*."""
        both = {**CONNECTION, **arguments}
        given = {name: value for name, value in both.items() if keep_null or value is not None}
        return self._act(given, check) if self.way == "action" else self._start(given, check)

    def _act(self, given: dict[str, t.Any], check: bool) -> Ended:
        result = ActionShell(given, check).run(client_cert.MODULE, NAME)
        return Ended(result, int(bool(result.get("failed"))), json.dumps(result))

    def _start(self, given: dict[str, t.Any], check: bool) -> Ended:
        # Ansible keeps warnings per process, and a module is a process.
        for kept in ("_global_warnings", "_global_deprecations"):
            self._monkeypatch.setattr(warnings, kept, type(getattr(warnings, kept))())
        # Tests of filters load the controller's part of Ansible; where it is, since ansible-core 2.19, warnings go to the screen.
        if hasattr(warnings, "_internal"):
            self._monkeypatch.setattr(warnings._internal, "is_controller", False)
        self._capfd.readouterr()
        internal = {"_ansible_check_mode": check, "_ansible_module_name": NAME}
        # Without it, ansible-core 2.22 leaves out what the module was called with.
        if "inject_invocation" in parameters.PASS_VARS:
            internal["_ansible_inject_invocation"] = True
        with _arguments({**given, **internal}), pytest.raises(SystemExit) as ended:
            digicert_client_cert.main()
        output = self._capfd.readouterr()
        code = ended.value.code
        assert isinstance(code, int)
        *before, last = output.out.strip().splitlines()
        result = json.loads(last)
        # From ansible-core 2.22 on: for the controller alone, which keeps these off every screen.
        result.pop("_ansible_new_secrets", None)
        return Ended(result, code, "\n".join([*before, json.dumps(result), output.err]))


def _arguments(given: dict[str, t.Any]) -> contextlib.AbstractContextManager[t.Any]:
    """Hand the arguments over as the ansible-core at hand does: from 2.19 with a tool of its own."""
    try:
        from ansible.module_utils.testing import patch_module_args
    except ImportError:
        return _patched(json.dumps({"ANSIBLE_MODULE_ARGS": given}).encode())
    return patch_module_args(given)


@contextlib.contextmanager
def _patched(arguments: bytes) -> t.Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(basic, "_ANSIBLE_ARGS", arguments)
        yield
