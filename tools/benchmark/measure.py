# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Print requests and time per certificate: one alone, beside the same task of other modules, and fleets. Exits 1 when a run fails.

playbook.yml measures the first, without pipelining and with it; line.py the whole line of hosts, fleets.py fleets.
"""

from __future__ import annotations

import json
import os
import platform
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import Any

import fleets
import line
from results import seconds, tasks_of

PACKAGES = ("ansible-core", "requests", "voluptuous", "cryptography")
ROUNDS = 5
KINDS = ("New", "Unchanged", "Unchanged, in a module process", "Unchanged, order_id given")
#: Name of a task -> the module it measures beside ours.
PEERS = {
    "Debug": "ansible.builtin.debug",
    "Unchanged certificate of community.crypto": "x509_certificate, ownca",
    "Unchanged certificate by ACME": "acme_certificate, pebble",
}

# Every run of a task, by name: its result, and how long all its items took.
Tasks = dict[str, list[tuple[float, Any]]]


def openssl(folder: Path, *arguments: str) -> None:
    """Run OpenSSL in *folder*."""
    subprocess.run(["openssl", *arguments], check=True, capture_output=True, cwd=folder)


def make_material(folder: Path) -> None:
    """Write a CA and a CSR, whose key is enough for all certificates here, and the certificate of it."""
    key = ("-new", "-newkey", "rsa:2048", "-noenc")
    openssl(folder, "req", *key, "-x509", "-subj", "/CN=bench CA", "-days", "90", "-keyout", "ca.key", "-out", "ca.crt")
    openssl(folder, "req", *key, "-subj", "/CN=bench.example.com", "-keyout", "peer.key", "-out", "peer.csr")
    signing = ("-CA", "ca.crt", "-CAkey", "ca.key", "-CAcreateserial", "-days", "90")
    openssl(folder, "x509", "-req", "-in", "peer.csr", *signing, "-out", "peer.crt")


@contextmanager
def pebble(folder: Path) -> Iterator[str]:
    """Run Pebble, an ACME server for tests, while the block runs, and return its directory URL; an empty text where there is none."""
    program = shutil.which("pebble")
    if program is None:
        yield ""
        return
    with socket.create_server(("127.0.0.1", 0)) as found:
        port = found.getsockname()[1]
    settings = {
        "listenAddress": f"127.0.0.1:{port}",
        "managementListenAddress": "127.0.0.1:0",
        "certificate": str(folder / "ca.crt"),
        "privateKey": str(folder / "ca.key"),
        "httpPort": 5002,
        "tlsPort": 5001,
    }
    config = folder / "pebble.json"
    config.write_text(json.dumps({"pebble": settings}))
    running = subprocess.Popen([program, "-config", str(config)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _tenth in range(100):
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                break
            except OSError:
                time.sleep(0.1)
        yield f"https://127.0.0.1:{port}/dir"
    finally:
        running.terminate()
        running.wait()


def run_playbook(playbook: str, count: int, folder: Path, acme: str, pipelining: bool) -> Tasks:
    """Return what the tasks of one run came to; `count` certificates a block."""
    values = {
        "benchmark_acme": acme,
        "benchmark_folder": str(folder),
        "benchmark_admin_url": os.environ["DIGICERT_API_URL"].replace("/services/v2", "/sandbox"),
        "benchmark_count": count,
        "benchmark_csr": (folder / "peer.csr").read_text(),
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


def failure(output: str) -> str:
    """Return which task failed and what it says, or the end of the output."""
    for task in tasks_of(output):
        result = task["hosts"].get("localhost", {})
        for one in (*result.get("results", []), result):
            if one.get("failed"):
                return f"{task['task']['name']}: {one.get('msg')}"
    return output[-500:]


def requests_of(tasks: Tasks, kind: str, count: int) -> tuple[float, float]:
    """Return reads and writes per certificate, counted at the sandbox; every block must have cost the same."""
    totals = [result["json"]["totals"] for _seconds, result in tasks[f"Requests for {kind}"]]
    if any(other != totals[0] for other in totals):
        raise SystemExit(f"error: the blocks of {kind} did not cost the same: {totals}")
    return totals[0]["reads"] / count, totals[0]["writes"] / count


def show(title: str, tasks: Tasks, count: int) -> None:
    """Print one table: requests, the median of the blocks' seconds per certificate, and the median of their ratios."""
    pings = each_of(tasks, "Ping", count)
    print(f"\n{title:32}{'reads':>8}{'writes':>8}{'seconds':>10}{'x ping':>8}")
    print(f"{'ansible.builtin.ping':32}{'':8}{'':8}{statistics.median(pings):10.3f}{1:8.2f}")
    for task, name in PEERS.items():
        if all(result.get("skipped") for _duration, result in tasks[task]):
            print(f"{name:32}{'not measured: there is no such program':>34}")
            continue
        each = each_of(tasks, task, count)
        print(f"{name:32}{'':8}{'':8}{statistics.median(each):10.3f}{ratio_to(each, pings):8.2f}")
    for kind in KINDS:
        reads, writes = requests_of(tasks, kind, count)
        each = each_of(tasks, kind, count)
        print(f"{kind:32}{reads:8.2f}{writes:8.2f}{statistics.median(each):10.3f}{ratio_to(each, pings):8.2f}")


def each_of(tasks: Tasks, name: str, count: int) -> list[float]:
    """Return the seconds per certificate of each block."""
    return [duration / count for duration, _result in tasks[name]]


def ratio_to(each: list[float], pings: list[float]) -> float:
    """Return the median ratio. A block is compared with the ping of its own round; the one block of new certificates with all."""
    pairs = zip(each, pings) if len(each) == len(pings) else [(each[0], statistics.median(pings))]
    return statistics.median(one / ping for one, ping in pairs)


def main() -> None:
    """Print the machine, a table without and with pipelining, and a table of fleets."""
    playbook, total, sizes = sys.argv[1], int(sys.argv[2]), [int(text) for text in sys.argv[3:]]
    count = max(1, total // ROUNDS)
    versions = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    print(
        f"{os.cpu_count()} CPUs, {platform.system()} {platform.machine()}, Python {platform.python_version()}, {versions}"
    )
    print(f"{ROUNDS} rounds of {count} certificates, one after the other; medians of the rounds")
    pings: list[float] = []
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        folder = Path(name)
        make_material(folder)
        with pebble(folder) as acme:
            for pipelining in (False, True):
                title = "with pipelining" if pipelining else "without pipelining"
                tasks = run_playbook(playbook, count, folder, acme, pipelining)
                show(title, tasks, count)
                pings += each_of(tasks, "Ping", count)
    line.main()
    fleets.main(sizes, statistics.median(pings))


if __name__ == "__main__":
    main()
