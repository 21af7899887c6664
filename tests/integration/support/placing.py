# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs a module of hosts again and again in forks of a process that has loaded everything, stopped or watched.

Started as a program with the module's name, it reads one job per line as JSON and writes one answer per line.
"""

from __future__ import annotations

import base64
import contextlib
import dataclasses
import importlib
import io
import json
import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import time
import traceback
import typing as t

from ansible_collections.certops.digicert.tests.integration.support.changes import Changes
from ansible_collections.certops.digicert.tests.integration.support.exposure import Watch
from ansible_collections.certops.digicert.tests.integration.support.processes import BUILD, clean_environment

_PAUSE = 0.003


@dataclasses.dataclass(frozen=True)
class Answer:
    """What became of a run: stopped, or ended with a result. ``changes`` are in their order, ``exposed`` are sentences."""

    killed: bool
    result: dict[str, t.Any]
    output: str
    changes: list[str]
    exposed: list[str]


class Placing:
    """The process that runs the module; its temporary and home directories are its own."""

    def __init__(self, home: pathlib.Path, module: str = "client_cert_files") -> None:
        self.home = home / "home"
        self.temporary = home / "tmp"
        for directory in (self.home, self.temporary):
            directory.mkdir()
        # Compiled code that is written in a run would count among its changes.
        environment = clean_environment(
            self.home, TMPDIR=str(self.temporary), PYTHONPATH=str(BUILD), PYTHONDONTWRITEBYTECODE="1"
        )
        self._process = subprocess.Popen(
            [sys.executable, "-m", __name__, module],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=environment,
        )

    def __call__(
        self,
        arguments: t.Mapping[str, t.Any],
        kill_at: t.Optional[int] = None,
        umask: int = 0o022,
        watch: t.Optional[Watch] = None,
    ) -> Answer:
        """Run the module once, ended before its change number *kill_at*, or watched."""
        job = {"arguments": dict(arguments), "kill_at": kill_at, "umask": umask, "watch": _to_json(watch)}
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(job) + "\n")
        self._process.stdin.flush()
        return Answer(**json.loads(self._process.stdout.readline()))

    def __enter__(self) -> Placing:
        return self

    def __exit__(self, *_error: object) -> None:
        self._process.communicate()


def _to_json(watch: t.Optional[Watch]) -> t.Optional[dict[str, t.Any]]:
    if watch is None:
        return None
    coded = {name: [base64.b64encode(one).decode() for one in getattr(watch, name)] for name in ("needles", "secrets")}
    return {**dataclasses.asdict(watch), **coded}


def _from_json(given: t.Optional[t.Mapping[str, t.Any]]) -> t.Optional[Watch]:
    if given is None:
        return None
    plain = {name: tuple(base64.b64decode(one) for one in given[name]) for name in ("needles", "secrets")}
    return Watch(tuple(given["trees"]), tuple(given["closed"]), allowed=given["allowed"], **plain)


def _main() -> None:
    # Loaded once, used by every fork.
    importlib.import_module("cryptography.hazmat.primitives.serialization.pkcs12")
    # Taken away: Ansible would read its arguments there.
    module = importlib.import_module(f"ansible_collections.certops.digicert.plugins.modules.{sys.argv.pop()}")

    answers = os.fdopen(os.dup(1), "w")
    for line in sys.stdin:
        answer = _fork(json.loads(line), module.main)
        answers.write(json.dumps(dataclasses.asdict(answer)) + "\n")
        answers.flush()


def _fork(job: t.Mapping[str, t.Any], run: t.Callable[[], None]) -> Answer:
    """Run the job in a fork and wait for its end, looking on meanwhile when there is something to watch."""
    watch = _from_json(job["watch"])
    exposed: set[str] = set()
    with tempfile.TemporaryFile() as report:
        child = os.fork()
        if child == 0:
            _child(job, run, watch, report)
        while watch is not None:
            exposed.update(watch.exposed())
            if os.waitid(os.P_PID, child, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None:
                break
            time.sleep(_PAUSE)
        _pid, status = os.waitpid(child, 0)
        if os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL:
            return Answer(True, {}, "", [], sorted(exposed))
        report.seek(0)
        told = json.loads(report.read())
    if watch is not None:
        exposed.update(watch.exposed())
    return Answer(False, told["result"], told["output"], told["changes"], sorted(exposed.union(told["exposed"])))


def _child(
    job: t.Mapping[str, t.Any], run: t.Callable[[], None], watch: t.Optional[Watch], report: t.IO[bytes]
) -> t.NoReturn:
    """Run the module and report; never returns."""
    exposed: set[str] = set()

    def look(event: str, arguments: tuple[t.Any, ...]) -> None:
        if watch is not None:
            exposed.update(watch.exposed(), watch.told(event, arguments))

    given = json.dumps({"ANSIBLE_MODULE_ARGS": job["arguments"]}).encode()
    output = io.StringIO()
    sys.stdin = io.TextIOWrapper(io.BytesIO(given))
    os.umask(job["umask"])
    changes = Changes(job["kill_at"], look)
    changes.watch()
    with contextlib.redirect_stdout(output), contextlib.redirect_stderr(output):
        try:
            run()
        except SystemExit:
            pass
        except BaseException:
            traceback.print_exc()
    changes.end()
    text = output.getvalue()
    try:
        result = json.loads(text)
    except ValueError:
        result = {}
    told = {"result": result, "output": text, "changes": changes.seen, "exposed": sorted(exposed)}
    report.write(json.dumps(told).encode())
    report.flush()
    os._exit(0)


if __name__ == "__main__":
    _main()
