# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run one molecule scenario, from nothing to nothing: scenario.py NAME."""

from __future__ import annotations

import os
import subprocess
import sys


def main(name: str) -> int:
    """Return 0 when every step of the scenario was there and went well."""
    missing = 0
    command = ["molecule", "test", "--scenario-name", name]
    variables = {**os.environ, "NO_COLOR": "1"}
    with subprocess.Popen(
        command, env=variables, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        for line in process.stdout or ():
            print(line, end="", flush=True)
            missing += "Missing playbook" in line
    if missing and not process.returncode:
        # It passes over a playbook that it does not find, and ends with 0.
        print("a playbook of the scenario is missing")
        return 1
    return process.returncode


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
