# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A process that crashes over the work of a module leaves no file with what it knows."""

from __future__ import annotations

import os
import pathlib
import resource
import signal
import subprocess
import sys

_CRASH = """
import json, os, resource, sys
from ansible_collections.certops.digicert.plugins.module_utils._ansible import boundary

def work():
    print(json.dumps(resource.getrlimit(resource.RLIMIT_CORE)), flush=True)
    os.abort()

if sys.argv[1] == "guarded":
    boundary.outcome(work, (), "")
else:
    work()
"""


def _crashed(folder: pathlib.Path, how: str) -> tuple[int, str]:
    """Let a process crash that may leave as much as the machine allows; return its exit code and what it said."""
    _soft, hard = resource.getrlimit(resource.RLIMIT_CORE)
    done = subprocess.run(
        [sys.executable, "-c", _CRASH, how],
        cwd=folder,
        env={"PYTHONPATH": os.pathsep.join(sys.path)},
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_CORE, (hard, hard)),
        stdout=subprocess.PIPE,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout.strip()


def test_no_core_is_left(tmp_path: pathlib.Path) -> None:
    _soft, hard = resource.getrlimit(resource.RLIMIT_CORE)
    assert _crashed(tmp_path, "open") == (-signal.SIGABRT, f"[{hard}, {hard}]")
    for core in tmp_path.iterdir():
        core.unlink()
    assert _crashed(tmp_path, "guarded") == (-signal.SIGABRT, f"[0, {hard}]")
    assert list(tmp_path.iterdir()) == []
