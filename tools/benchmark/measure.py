# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run playbook.yml, without pipelining and with it; print requests and time per certificate. Exits 1 when a run fails."""

from __future__ import annotations

import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
from collections import defaultdict
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

PACKAGES = ("ansible-core", "requests", "voluptuous", "cryptography")
ROUNDS = 5
KINDS = ("New", "Unchanged", "Unchanged, order_id given")

# Every run of a task, by name: its result, and how long all its items took.
Tasks = dict[str, list[tuple[float, Any]]]


def make_csr() -> str:
    """Return a CSR; one key for all certificates is enough here."""
    options = ["-new", "-newkey", "rsa:2048", "-noenc", "-subj", "/CN=bench"]
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        command = ["openssl", "req", *options, "-keyout", str(Path(folder) / "key")]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def run_playbook(playbook: str, count: int, csr: str, pipelining: bool) -> Tasks:
    """Return what the tasks of one run came to; `count` certificates a block."""
    values = {
        "benchmark_admin_url": os.environ["DIGICERT_API_URL"].replace("/services/v2", "/sandbox"),
        "benchmark_count": count,
        "benchmark_csr": csr,
        "benchmark_prefix": "pipelined-" if pipelining else "plain-",
        "benchmark_rounds": ROUNDS,
    }
    command = ["ansible-playbook", playbook, "--extra-vars", json.dumps(values)]
    environment = {**os.environ, "ANSIBLE_PIPELINING": str(pipelining)}
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False, env=environment)
    if done.returncode:
        raise SystemExit(f"error: the playbook failed: {failure(done.stdout)}")
    found: Tasks = defaultdict(list)
    for task in tasks_of(done.stdout):
        found[task["task"]["name"]].append((seconds(task["task"]["duration"]), task["hosts"]["localhost"]))
    return found


def tasks_of(output: str) -> list[dict[str, Any]]:
    """Return the tasks that the callback ansible.posix.json shows; none when the run ended before it could."""
    _before, brace, rest = output.partition("{")
    plays = json.loads(brace + rest)["plays"] if brace else []
    return plays[0]["tasks"] if plays else []


def failure(output: str) -> str:
    """Return which task failed and what it says, or the end of the output."""
    for task in tasks_of(output):
        result = task["hosts"].get("localhost", {})
        for one in (*result.get("results", []), result):
            if one.get("failed"):
                return f"{task['task']['name']}: {one.get('msg')}"
    return output[-500:]


def seconds(duration: dict[str, str]) -> float:
    """Return the seconds between the two times of a task."""
    begun, ended = (datetime.fromisoformat(duration[key]) for key in ("start", "end"))
    return (ended - begun).total_seconds()


def requests_of(tasks: Tasks, kind: str, count: int) -> tuple[float, float]:
    """Return reads and writes per certificate, counted at the sandbox; every block must have cost the same."""
    totals = [result["json"]["totals"] for _seconds, result in tasks[f"Requests for {kind}"]]
    if any(other != totals[0] for other in totals):
        raise SystemExit(f"error: the blocks of {kind} did not cost the same: {totals}")
    return totals[0]["reads"] / count, totals[0]["writes"] / count


def show(title: str, tasks: Tasks, count: int) -> None:
    """Print one table: requests, the median of the blocks' seconds per certificate, and the median of their ratios."""
    pings = [duration / count for duration, _result in tasks["Ping"]]
    print(f"\n{title:28}{'reads':>8}{'writes':>8}{'seconds':>10}{'x ping':>8}")
    print(f"{'ansible.builtin.ping':28}{'':8}{'':8}{statistics.median(pings):10.3f}{1:8.2f}")
    for kind in KINDS:
        reads, writes = requests_of(tasks, kind, count)
        each = [duration / count for duration, _result in tasks[kind]]
        # A block is compared with the ping of its own round; the one block of new certificates with all.
        pairs = zip(each, pings) if len(each) == len(pings) else [(each[0], statistics.median(pings))]
        ratio = statistics.median(one / ping for one, ping in pairs)
        print(f"{kind:28}{reads:8.2f}{writes:8.2f}{statistics.median(each):10.3f}{ratio:8.2f}")


def main() -> None:
    """Print the machine and a table without and with pipelining."""
    playbook, total = sys.argv[1], int(sys.argv[2])
    count = max(1, total // ROUNDS)
    versions = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    print(
        f"{os.cpu_count()} CPUs, {platform.system()} {platform.machine()}, Python {platform.python_version()}, {versions}"
    )
    print(f"{ROUNDS} rounds of {count} certificates, one after the other; medians of the rounds")
    csr = make_csr()
    for pipelining in (False, True):
        title = "with pipelining" if pipelining else "without pipelining"
        show(title, run_playbook(playbook, count, csr, pipelining), count)


if __name__ == "__main__":
    main()
