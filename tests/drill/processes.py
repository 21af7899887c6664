# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Module processes that are started and left running: for races and for killing."""

from __future__ import annotations

import dataclasses
import json
import pathlib
import subprocess
import sys
import typing as t

from ansible_collections.certops.digicert.tests.integration.support.processes import BUILD, clean_environment

if t.TYPE_CHECKING:
    from ansible_collections.certops.digicert.tests.integration.support.sandbox import Sandbox

_SECONDS = 120


@dataclasses.dataclass(frozen=True)
class Started:
    """A running module."""

    process: subprocess.Popen[str]

    def result(self) -> dict[str, t.Any]:
        """Wait for the end and return the result that the module printed."""
        output, errors = self.process.communicate(timeout=_SECONDS)
        assert "Traceback" not in output + errors, output + errors
        return dict(json.loads(output))

    def kill(self) -> None:
        """End the process as a power cut would."""
        self.process.kill()
        self.process.communicate(timeout=_SECONDS)


def start(
    sandbox: Sandbox, home: pathlib.Path, arguments: t.Mapping[str, t.Any], name: str = "digicert_client_cert"
) -> Started:
    """Start a module as a process of its own, its arguments on its standard input. By default it knows of no other: two controllers."""
    command = [sys.executable, "-m", f"ansible_collections.certops.digicert.plugins.modules.{name}"]
    process = subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={"PYTHONPATH": str(BUILD), **clean_environment(home)},
    )
    assert process.stdin is not None
    process.stdin.write(json.dumps({"ANSIBLE_MODULE_ARGS": {**sandbox.connection, "cache_path": "", **arguments}}))
    process.stdin.close()
    process.stdin = None
    return Started(process)
