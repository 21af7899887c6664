# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run playbook.yml and print requests and time per certificate; exit 1 when the playbook fails."""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
import tempfile
from datetime import datetime
from pathlib import Path
from typing import Any


def make_csr(folder: Path) -> Path:
    """Return the path of a CSR; one key for all certificates is enough here."""
    key, path = folder / "bench.key", folder / "bench.csr"
    command = [
        "openssl",
        "req",
        "-new",
        "-newkey",
        "rsa:2048",
        "-nodes",
        "-subj",
        "/CN=bench",
        "-keyout",
        str(key),
        "-out",
        str(path),
    ]
    subprocess.run(command, check=True, stderr=subprocess.DEVNULL)
    return path


def run_playbook(playbook: str, count: int) -> dict[str, dict[str, Any]]:
    """Return the tasks of the run by name, each with `seconds` and `result`."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        values = {
            "benchmark_admin_url": os.environ["DIGICERT_API_URL"].replace("/services/v2", "/sandbox"),
            "benchmark_count": count,
            "benchmark_csr": str(make_csr(Path(folder))),
        }
        command = ["ansible-playbook", playbook, "--extra-vars", json.dumps(values)]
        done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"error: the playbook failed: {failure(done.stdout)}")
    tasks = json.loads(done.stdout[done.stdout.index("{") :])["plays"][0]["tasks"]
    return {
        task["task"]["name"]: {"seconds": seconds(task["task"]["duration"]), "result": task["hosts"]["localhost"]}
        for task in tasks
    }


def failure(output: str) -> str:
    """Return what the first failed task of a run says, or the end of the output when it says nothing."""
    for line in output.splitlines():
        if line.strip().startswith('"msg": ') and "All items completed" not in line:
            return line.strip()[len('"msg": ') :].strip('",')
    return output[-500:]


def seconds(duration: dict[str, str]) -> float:
    """Return the seconds between the two times of a task."""
    begun, ended = (datetime.fromisoformat(duration[key]) for key in ("start", "end"))
    return (ended - begun).total_seconds()


def main() -> None:
    """Print the table."""
    playbook, count = sys.argv[1], int(sys.argv[2])
    tasks = run_playbook(playbook, count)
    ping = tasks["Ping"]["seconds"] / count
    version = subprocess.run(["ansible", "--version"], stdout=subprocess.PIPE, text=True, check=True).stdout.split("]")[
        0
    ]
    print(
        f"{version}], Python {platform.python_version()}, {os.cpu_count()} CPUs, {count} certificates, one after the other"
    )
    print(f"{'':22}{'reads':>8}{'writes':>8}{'seconds':>9}{'x ping':>8}")
    print(f"{'ansible.builtin.ping':22}{'':8}{'':8}{ping:9.2f}{1:8.2f}")
    for name in ("Unchanged", "New"):
        totals = tasks[f"Requests for {name.lower()} certificates"]["result"]["json"]["totals"]
        each = tasks[name]["seconds"] / count
        print(
            f"{name.lower() + ' certificate':22}{totals['reads'] / count:8.2f}{totals['writes'] / count:8.2f}"
            f"{each:9.2f}{each / ping:8.2f}"
        )


if __name__ == "__main__":
    main()
