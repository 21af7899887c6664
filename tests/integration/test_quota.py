# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The rate governor between real processes, against a sandbox that enforces its windows: never refused, and never idle."""

from __future__ import annotations

import concurrent.futures
import dataclasses
import json
import os
import pathlib
import resource
import subprocess
import sys
import typing as t

import pytest
from ansible_collections.certops.digicert.tests.integration.support.processes import BUILD, clean_environment

if t.TYPE_CHECKING:
    from ansible_collections.certops.digicert.tests.integration.support.sandbox import Sandbox

_PROGRAM = "ansible_collections.certops.digicert.tests.integration.support.hungry"
_SECONDS = 120

#: The documented short window alone, and one of each kind that takes seconds.
SHORT = ((100, 5.0),)
BOTH = ((60, 1.0), (120, 6.0))

Windows = t.Sequence[tuple[int, float]]


@dataclasses.dataclass(frozen=True)
class Hungry:
    """A process that sends requests; see support/hungry.py."""

    process: subprocess.Popen[str]

    def ready(self) -> Hungry:
        """Wait until it could begin."""
        assert self.process.stderr is not None
        assert self.process.stderr.readline() == "ready\n"
        return self

    def result(self) -> dict[str, t.Any]:
        """Let it begin, wait for its end and return what it did."""
        output, errors = self.process.communicate(timeout=_SECONDS)
        assert self.process.returncode == 0, errors
        return dict(json.loads(output))

    def go(self) -> None:
        """Let it begin."""
        assert self.process.stdin is not None
        self.process.stdin.close()
        self.process.stdin = None

    def kill_after(self, turns: int) -> None:
        """End it as a power cut would, after so many requests."""
        self.ready().go()
        assert self.process.stderr is not None
        for _turn in range(turns):
            assert self.process.stderr.readline() == "turn\n"
        self.process.kill()
        self.process.communicate(timeout=_SECONDS)


@dataclasses.dataclass(frozen=True)
class Controller:
    """A machine whose processes use one key of the sandbox, with its windows enforced."""

    sandbox: Sandbox
    home: pathlib.Path
    windows: Windows

    @property
    def cache(self) -> pathlib.Path:
        return self.home / "cache"

    def start(
        self, requests: int, threads: int = 1, before: t.Optional[t.Callable[[], None]] = None, **options: t.Any
    ) -> Hungry:
        """Start a process that sends *requests* in each of its *threads*."""
        process = subprocess.Popen(
            [sys.executable, "-m", _PROGRAM],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env={"PYTHONPATH": str(BUILD), **clean_environment(self.home)},
            preexec_fn=before,  # noqa: PLW1509 - pytest runs no threads beside this one
        )
        connection = {**self.sandbox.connection, "cache_path": str(self.cache), **options}
        wanted = {"connection": connection, "windows": self.windows, "requests": requests, "threads": threads}
        assert process.stdin is not None
        process.stdin.write(json.dumps(wanted) + "\n")
        process.stdin.flush()
        return Hungry(process)

    def refused(self) -> int:
        """Return how many requests the sandbox refused for the rate."""
        return sum(request["status"] == 429 for request in self.sandbox.received())

    def used(self, results: t.Sequence[dict[str, t.Any]]) -> float:
        """Return which part of the windows was used between the first and the last request."""
        turns = sorted(turn for result in results for turn in result["turns"])
        lasted = turns[-1] - turns[0]
        return max(len(turns) / (count * lasted / seconds) for count, seconds in self.windows)


@pytest.fixture
def controller(sandbox: Sandbox, tmp_path: pathlib.Path, request: pytest.FixtureRequest) -> Controller:
    windows: Windows = request.param
    told = [{"count": count, "seconds": seconds} for count, seconds in windows]
    sandbox.settings(rate_limits=True, rate_windows=told)
    return Controller(sandbox, tmp_path, windows)


def _well(result: dict[str, t.Any]) -> bool:
    return not result["failed"] and not result["warnings"]


@pytest.mark.once
@pytest.mark.parametrize(
    ("controller", "requests", "share"),
    [(SHORT, 30, 1.0), (SHORT, 15, 0.5), (BOTH, 30, 1.0), (BOTH, 15, 0.5)],
    indirect=["controller"],
    ids=["short", "short, half of it", "both", "half of both"],
)
def test_three_processes_use_nine_tenths_of_the_quota_and_are_never_refused(
    controller: Controller, requests: int, share: float
) -> None:
    started = [controller.start(requests, threads=4, rate_share=share).ready() for _process in range(3)]
    for one in started:
        one.go()
    results = [one.result() for one in started]
    assert all(_well(result) for result in results), results
    assert controller.refused() == 0
    assert 0.9 * share <= controller.used(results) <= 1.05 * share
    # As long as all want more than there is, each gets its part. What is free at the start is for whoever comes first.
    free = int(share * min(count for count, _seconds in controller.windows))
    used_up = sorted(turn for result in results for turn in result["turns"])[free - 1]
    first_end = min(result["turns"][-1] for result in results)
    parts = [sum(used_up < turn <= first_end for turn in result["turns"]) for result in results]
    assert min(parts) >= 0.5 * max(parts) > 0


@pytest.mark.once
@pytest.mark.parametrize("controller", [SHORT], indirect=True)
def test_two_fleets_at_once_are_never_refused(controller: Controller, quick) -> None:
    """More requests than any window lets through, by module processes that know of each other by the file alone."""
    count = 60
    entry = {
        "count": count,
        "alternative_order_id": "n-{n}",
        "emails": ["n-{n}@example.com"],
        "product": "class1_smime",
    }
    controller.sandbox.post("/orders", {"orders": [entry]})
    wanted = [
        {
            "alternative_order_id": f"n-{number}",
            "product": "class1_smime",
            "emails": [f"n-{number}@example.com"],
            "order_validity": {"years": 1},
        }
        for number in range(1, count + 1)
    ]
    options = {"certificates": wanted, "include_pem": False, "verify": "orders", "cache_path": str(controller.cache)}
    controller.sandbox.forget()
    with concurrent.futures.ThreadPoolExecutor() as pool:
        runs = [pool.submit(quick, options, name="digicert_client_certs") for _fleet in range(2)]
    results = [run.result() for run in runs]
    assert [(one.rc, one["changed"], one["summary"]["unchanged"]) for one in results] == [(0, False, count)] * 2
    assert len(controller.sandbox.received()) >= 2 * 2 * count
    assert controller.refused() == 0


@pytest.mark.once
@pytest.mark.parametrize("controller", [BOTH], indirect=True)
def test_a_process_that_is_killed_stops_nobody(controller: Controller) -> None:
    killed, other = controller.start(500, threads=4), controller.start(80)
    other.ready().go()
    killed.kill_after(40)
    assert _well(other.result())
    assert _well(controller.start(10).result())
    assert controller.refused() == 0


@pytest.mark.once
@pytest.mark.parametrize("controller", [BOTH], indirect=True)
def test_many_processes_make_the_file_at_once(controller: Controller) -> None:
    started = [controller.start(4).ready() for _process in range(12)]
    for one in started:
        one.go()
    results = [one.result() for one in started]
    assert all(_well(result) for result in results), results
    assert controller.refused() == 0
    assert len(list(controller.cache.glob("quota-*.sqlite3"))) == 1


@pytest.mark.once
@pytest.mark.parametrize("controller", [BOTH], indirect=True)
def test_after_a_refusal_all_processes_pause(controller: Controller) -> None:
    sent = controller.start(10)
    assert _well(sent.result())
    controller.sandbox.fault("rate_limited", retry_after=3)
    started = [controller.start(8).ready() for _process in range(3)]
    for one in started:
        one.go()
    results = [one.result() for one in started]
    assert all(_well(result) for result in results), results
    assert controller.refused() == 1
    # One gap of three seconds, with at most what was on its way at its beginning.
    turns = sorted(turn for result in results for turn in result["turns"])
    gaps = [after - before for before, after in zip(turns, turns[1:])]
    assert sum(gap >= 2.5 for gap in gaps) == 1
    assert gaps.index(max(gaps)) <= 3 + len(started)


@pytest.mark.once
@pytest.mark.parametrize("controller", [BOTH], indirect=True)
def test_a_full_disk_is_told_once_and_each_process_keeps_to_the_quota(controller: Controller) -> None:
    def allow_no_more_than_a_page() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))

    result = controller.start(70, threads=2, before=allow_no_more_than_a_page).result()
    assert result["failed"] == []
    (warning,) = result["warnings"]
    assert warning.startswith("The rate governor does without its file: ")
    assert controller.refused() == 0


@pytest.mark.once
@pytest.mark.parametrize("controller", [BOTH], indirect=True)
def test_a_directory_of_root_is_told_once(controller: Controller) -> None:
    if os.geteuid() == 0:
        controller.cache.mkdir(mode=0o755)
        os.chown(controller.cache, 1, 1)
        path = str(controller.cache)
    else:
        path = "/usr"
    result = controller.start(3, cache_path=path).result()
    assert result["failed"] == []
    (warning,) = result["warnings"]
    assert "belongs to another user; name another directory in cache_path" in warning
