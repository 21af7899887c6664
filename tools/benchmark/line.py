# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the whole line costs, from the keys to the files: time of one task as a multiple of one ping on the same hosts in the same run, and
of new certificates as a multiple of their keys and requests alone.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import fleets
import requests
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from results import seconds, tasks_of

ROUNDS = 5
#: Hosts, and certificates of each.
SHAPES = ((1, 1), (1, 10), (1, 60), (20, 1))
PLAYBOOK = Path(__file__).parent / "line.yml"


def entries(prefix: str, count: int) -> list[dict[str, Any]]:
    """Return the certificates of a host."""
    return [
        {"certificate": {"alternative_order_id": f"{prefix}-{number}", "common_name": f"{prefix}-{number}.example.com"}}
        for number in range(count)
    ]


def measure(hosts: int, count: int, folder: Path) -> dict[str, list[float]]:
    """Return the seconds of each task, by its name, in their order."""
    names = [f"host{number}" for number in range(hosts)]
    variables = {"ansible_connection": "local", "ansible_python_interpreter": sys.executable}
    inventory = folder / "inventory.json"
    inventory.write_text(json.dumps({"all": {"hosts": dict.fromkeys(names, variables)}}))
    above = folder / "hosts"
    values = {
        "benchmark_rounds": ROUNDS,
        "benchmark_folder": str(above),
        "benchmark_certificates": {name: entries(f"line-{hosts}-{count}-{name}", count) for name in names},
        "benchmark_defaults": {
            "directory": str(above),
            "key": {"type": "ECC"},
            "certificate": {
                "product": "client_authentication_plus",
                "emails": ["bench@example.com"],
                "organization": {"id": 501},
                "order_validity": {"years": 1},
                "skip_approval": True,
            },
        },
    }
    variables_file = folder / "variables.json"
    variables_file.write_text(json.dumps(values))
    command = ["ansible-playbook", str(PLAYBOOK), "-i", str(inventory), "--extra-vars", f"@{variables_file}"]
    environment = {**os.environ, "ANSIBLE_PIPELINING": "true"}
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False, env=environment)
    if done.returncode:
        raise SystemExit(f"error: the playbook failed: {done.stdout[-500:]}")
    found: dict[str, list[float]] = {}
    for task in tasks_of(done.stdout):
        found.setdefault(task["task"]["name"], []).append(seconds(task["task"]["duration"]))
    return found


def bare(count: int) -> float:
    """Return the seconds that so many keys, their CSRs and the requests of so many purchases take, and nothing else."""
    begun = time.perf_counter()
    for number in range(count):
        name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, f"bare-{number}")])
        x509.CertificateSigningRequestBuilder().subject_name(name).sign(
            ec.generate_private_key(ec.SECP256R1()), hashes.SHA256()
        )
    session = requests.Session()
    session.headers["X-DC-DEVKEY"] = fleets.KEY
    took = time.perf_counter() - begun
    return took + float(fleets.buy(session, count)["seconds"])


def main() -> None:
    """Print a table: one line for each shape."""
    heads = ("new: seconds", "x ping", "x bare", "unchanged: seconds", "x ping")
    print(f"\n{'the line, with pipelining':32}" + "".join(f"{head:>20}" for head in heads))
    for hosts, count in SHAPES:
        fleets.prepare(0)
        bare_seconds = bare(hosts * count)
        fleets.prepare(0)
        with tempfile.TemporaryDirectory(prefix="bench-") as folder:
            tasks = measure(hosts, count, Path(folder))
        ping = statistics.median(tasks["Ping"])
        (new,) = tasks["New"]
        unchanged = statistics.median(tasks["Unchanged"])
        row = (
            f"{new:.2f}",
            f"{new / ping:.2f}",
            f"{new / bare_seconds:.2f}",
            f"{unchanged:.2f}",
            f"{unchanged / ping:.2f}",
        )
        print(f"{f'{hosts} hosts, {count} each':32}" + "".join(f"{cell:>20}" for cell in row))


if __name__ == "__main__":
    main()
