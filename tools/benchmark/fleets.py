# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a fleet costs: requests, time as a multiple of a loop that does nothing but as many requests of the same kind, and in percent of
as many pings by Ansible; peak memory, size of the result.

Fleets of unchanged certificates, with nothing remembered (cold) and remembered (warm), and of new ones, by the engine in a process of its
own for each. The quota of the key is left out of account on both sides: it would be all that is measured.
"""

from __future__ import annotations

import csv
import json
import os
import pathlib
import resource
import subprocess
import sys
import tempfile
import time
from typing import Any

import requests
from ansible_collections.certops.digicert.plugins.module_utils._api.client import Client
from ansible_collections.certops.digicert.plugins.module_utils._api.transport import Transport
from ansible_collections.certops.digicert.plugins.module_utils._core.connection import Connection
from ansible_collections.certops.digicert.plugins.module_utils._core.model import Desired
from ansible_collections.certops.digicert.plugins.module_utils._engine.fleet import Mode, ensure
from ansible_collections.certops.digicert.plugins.module_utils._engine.wait import Timer
from ansible_collections.certops.digicert.plugins.module_utils._memory.archive import Archive

URL, KEY = os.environ["DIGICERT_API_URL"], os.environ["DIGICERT_API_KEY"]
PAGE = 1000
#: Of one request for the order report.
ROWS = 5000
ROUNDS = 3
#: Certificates of the fleet that is ordered.
NEW = 200


def wishes(count: int) -> list[Desired]:
    """Return what declares the certificates that :func:`prepare` makes."""
    return [
        Desired(
            f"bench-{number}",
            product="class1_smime",
            emails=(f"bench-{number}@example.com",),
            order_validity={"years": 1},
        )
        for number in range(1, count + 1)
    ]


def prepare(count: int) -> int:
    """Let the sandbox hold so many issued orders and no others; return the id of the first."""
    admin = URL.replace("/services/v2", "/sandbox")
    requests.post(f"{admin}/reset", json={}, timeout=60).raise_for_status()
    entry = {
        "count": count,
        "alternative_order_id": "bench-{n}",
        "emails": ["bench-{n}@example.com"],
        "product": "class1_smime",
        "days": 365,
        "days_ago": 100,
    }
    if not count:
        return 0
    made = requests.post(f"{admin}/orders", json={"orders": [entry]}, timeout=600)
    made.raise_for_status()
    return int(made.json()["first_order_id"])


def fleet(count: int, cache: str, parallel: int, action: str) -> dict[str, Any]:
    """Run a fleet in this process, for each of which *action* is taken.

    Returns its seconds, requests, peak memory in MB and the size of its result in MB.
    """
    connection = Connection(KEY, URL, loopback=True, cache_path=cache)
    archive = Archive(connection, print)
    client = Client(Transport(connection, "certops.digicert/bench"))
    declared = wishes(count)
    begun = time.perf_counter()
    found = ensure(client, declared, Mode(pem=False, parallel=parallel, max_age=0), Timer(), archive)
    took = time.perf_counter() - begun
    archive.close()
    if {result["action"] for result in found.results} != {action}:
        raise SystemExit(f"error: this is no fleet to {action}: {found.results[0]}")
    return {
        "seconds": took,
        "requests": sum(client.api_calls.values()),
        "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "result": len(json.dumps(found.results)) / 1e6,
    }


def loop(count: int, first: int, state: str) -> dict[str, Any]:
    """Send the same requests one after the other over one session, and do nothing with the answers but read them."""
    session = requests.Session()
    session.headers["X-DC-DEVKEY"] = KEY
    if state == "new":
        return buy(session, count)
    pages = [f"/order/certificate?limit={PAGE}&offset={start}" for start in range(0, count, PAGE)]
    report = [
        f"/report/order?filters[product_name_id]=class1_smime&limit={ROWS}&offset={at}"
        for at in range(0, count + 1, ROWS)
    ]
    each = [f"/order/certificate/{number}" for number in range(first, first + count)]
    paths = pages if state == "warm" else ["/order/alternate/bench-1", *report, *each]
    begun = time.perf_counter()
    for path in paths:
        answer = session.get(URL + path, timeout=60)
        if path in report:
            list(csv.reader(answer.text.splitlines()))
        else:
            answer.json()
    return {"seconds": time.perf_counter() - begun, "requests": len(paths)}


def buy(session: requests.Session, count: int) -> dict[str, Any]:
    """Look, order, look, read: what a certificate costs that is bought."""
    begun = time.perf_counter()
    for number in range(count):
        name = f"loop-{number}"
        body = {
            "certificate": {"emails": [f"{name}@example.com"], "signature_hash": "sha256"},
            "order_validity": {"years": 1},
            "alternative_order_id": name,
        }
        lookup = f"{URL}/order/alternate/{name}"
        session.get(lookup, timeout=60).json()
        order = session.post(f"{URL}/order/certificate/class1_smime", json=body, timeout=60).json()["id"]
        session.get(lookup, timeout=60).json()
        session.get(f"{URL}/order/certificate/{order}", timeout=60).json()
    return {"seconds": time.perf_counter() - begun, "requests": 4 * count}


def measured(*arguments: str) -> dict[str, Any]:
    """Measure in a process of its own."""
    done = subprocess.run([sys.executable, __file__, *arguments], stdout=subprocess.PIPE, text=True, check=True)
    return dict(json.loads(done.stdout))


def middle(runs: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the run with the median of the seconds."""
    return sorted(runs, key=lambda run: run["seconds"])[len(runs) // 2]


def main(counts: list[int], ping: float) -> None:
    """Print a table with one line for each fleet and state of the memory; *ping* is the seconds that a ping takes."""
    head = f"{'fleet':20}{'requests':>10}{'of loop':>9}{'seconds':>10}{'x loop':>9}{'% of pings':>12}{'peak MB':>9}{'result MB':>11}"
    print(f"\n{head}")
    for count in counts:
        first = prepare(count)
        with tempfile.TemporaryDirectory(prefix="bench-") as folder:
            for state in ("cold", "warm"):
                rounds = ROUNDS if state == "warm" or count <= PAGE else 1
                runs = []
                for number in range(rounds):
                    cache = str(pathlib.Path(folder) / ("warm" if state == "warm" else f"cold-{number}"))
                    if state == "warm" and number == 0:
                        measured("fleet", str(count), cache, "4", "none")
                    ours = measured("fleet", str(count), cache, "4" if state == "warm" else "1", "none")
                    runs.append((ours, measured("loop", str(count), str(first), state)))
                _show(f"{count:,} {state}", count, ping, runs)
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        prepare(0)
        ours = measured("fleet", str(NEW), str(pathlib.Path(folder) / "new"), "1", "order")
        _show(f"{NEW:,} new", NEW, ping, [(ours, measured("loop", str(NEW), "0", "new"))])


def _show(label: str, count: int, ping: float, runs: list[tuple[dict[str, Any], dict[str, Any]]]) -> None:
    """Print the line of a fleet and a loop, from runs in turn."""
    mine, other = (middle([pair[side] for pair in runs]) for side in (0, 1))
    ratio, share = mine["seconds"] / other["seconds"], 100 * mine["seconds"] / (count * ping)
    sent = f"{mine['requests']:10,}{other['requests']:9,}"
    size = f"{mine['memory']:9.0f}{mine['result']:11.2f}"
    print(f"{label:20}{sent}{mine['seconds']:10.2f}{ratio:9.2f}{share:12.1f}{size}", flush=True)


if __name__ == "__main__":
    if sys.argv[1] == "fleet":
        print(json.dumps(fleet(int(sys.argv[2]), sys.argv[3], int(sys.argv[4]), sys.argv[5])))
    else:
        print(json.dumps(loop(int(sys.argv[2]), int(sys.argv[3]), sys.argv[4])))
