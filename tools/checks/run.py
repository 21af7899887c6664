# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run steps of the table side by side; one line for each, the end of the log of what failed, and one sum.

Exit code: 0 when everything passed, 1 when something failed, 2 when the call itself is wrong.
"""

from __future__ import annotations

import argparse
import os
import resource
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from environment import CACHE, ROOT, environment, tool
from junit import Counts, read_counts
from steps import DRILLS, HOSTS, HOSTS_ENVIRONMENT, MATRIX_ENVIRONMENTS, MATRIX_STEPS, MATRIX_TESTS, STEPS, Step

LOGS = CACHE / "log"
TAIL_LINES = 60
TIME_LIMIT = 30 * 60
#: Steps at once. With more of them, runs that are to share a quota fairly get no turn.
AT_ONCE = 2


@dataclass(frozen=True)
class Outcome:
    """What became of one step: its counts, one line about what went wrong (or nothing), its seconds and those of CPU.

    The seconds of CPU are comparable where a machine is shared. Processes that nobody waited for are not in them.
    """

    label: str
    counts: Counts
    problem: str
    seconds: float
    cpu: float


def run_step(step: Step, name: str, variables: dict[str, str]) -> Outcome:
    """Run one step in the environment `name`, its output in a log of its own."""
    label = step.name if name in ("test", HOSTS_ENVIRONMENT) else f"{step.name} ({name})"
    log, junit = LOGS / f"{name}-{step.name}.log", LOGS / f"{name}-{step.name}.xml"
    junit.unlink(missing_ok=True)
    options = ["-o", f"cache_dir={CACHE / 'pytest'}", f"--junitxml={junit}"] if step.pytest else []
    if step.pytest and name in MATRIX_ENVIRONMENTS:
        options += MATRIX_TESTS
    begun = time.monotonic()
    folder = Path(tool("copy", str(CACHE / "copy" / f"{name}-{step.name}"))) if step.copy else ROOT
    with log.open("w", encoding="utf-8") as output:
        code, cpu = run_command([*step.command, *options], folder, variables, output)
    counts, problem = judge(step, code, read_counts(junit) if step.pytest else None)
    if problem:
        problem += f"; log: {log.relative_to(ROOT)}"
    return Outcome(label, counts, problem, time.monotonic() - begun, cpu)


def run_command(
    command: list[str], folder: Path, variables: dict[str, str], output: IO[str]
) -> tuple[int | None, float]:
    """Return the exit code of a command and its seconds of CPU; its children end with it.

    The exit code is None when it ran into the time limit.
    """
    late = threading.Event()
    with subprocess.Popen(
        command,
        cwd=folder,
        env=variables,
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    ) as process:

        def end() -> None:
            late.set()
            end_group(process.pid)

        limit = threading.Timer(TIME_LIMIT, end)
        limit.start()
        try:
            _pid, status, usage = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
        finally:
            limit.cancel()
            end_group(process.pid)
    return None if late.is_set() else process.returncode, usage.ru_utime + usage.ru_stime


def end_group(group: int) -> None:
    """End whatever a step has left running."""
    try:
        os.killpg(group, signal.SIGTERM)
    except ProcessLookupError:
        return


def judge(step: Step, code: int | None, found: Counts | None) -> tuple[Counts, str]:
    """Return the counts of a step and what is wrong with it, in a few words (nothing when all is well)."""
    if not step.pytest:
        problem = "" if code == 0 else exit_text(code)
        return (Counts(0, 1), problem) if problem else (Counts(1, 0), "")
    counts = found or Counts(0, 0)
    if counts.failed:
        return counts, exit_text(code)
    if code != 0 or not counts.passed:
        # A run that collected nothing, or died on the way, must not look like a good one.
        return Counts(counts.passed, 1, counts.skipped), exit_text(code) if code else "no test was run"
    return counts, ""


def exit_text(code: int | None) -> str:
    """Return how a command ended, in words."""
    return f"exit code {code}" if code is not None else f"ended after {TIME_LIMIT // 60} minutes"


def show(outcome: Outcome) -> None:
    """Print one line for a step, and below it, when it failed, the end of its log."""
    counts = outcome.counts
    text = f"{counts.passed} passed" + (f", {counts.failed} failed" if counts.failed else "")
    text += f", {counts.skipped} skipped" if counts.skipped else ""
    word = "FAILED" if outcome.problem else "ok"
    print(line(word, outcome.label, text, outcome.seconds, outcome.cpu), flush=True)
    if outcome.problem:
        log = ROOT / outcome.problem.rpartition("log: ")[2]
        for logged in log.read_text(encoding="utf-8", errors="replace").splitlines()[-TAIL_LINES:]:
            print(f"       | {logged}")
        print(f"       {outcome.problem}", flush=True)


def make(name: str) -> dict[str, str]:
    """Return the variables of an environment, which is made where it is not there; one line says what it is."""
    begun, before = time.monotonic(), resource.getrusage(resource.RUSAGE_CHILDREN)
    variables = environment(name)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds, cpu = time.monotonic() - begun, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    asked = ("python", "-c", "import sys, ansible.release as core; print(core.__version__, sys.version.split()[0])")
    found = subprocess.run(asked, env=variables, stdout=subprocess.PIPE, text=True, check=True).stdout.split()
    what = "ansible-core {}, Python {}".format(*found)
    print(line("with", f"environment {name}", what, seconds, cpu), flush=True)
    return variables


def line(word: str, label: str, text: str, seconds: float, cpu: float) -> str:
    """Return a line of the output; .ci/run finds the seconds in it."""
    return f"{word:7}{label:30}{text:36}{seconds:8.1f} s{cpu:8.1f} s of CPU"


def chosen(words: list[str], table: tuple[Step, ...]) -> list[Step]:
    """Return the steps that are asked for by name or group; all without a word; an unknown word ends the run."""
    known = {step.name for step in table} | {step.group for step in table}
    unknown = [word for word in words if word not in known]
    if unknown:
        print(f"error: no such step: {', '.join(unknown)}; there are: {', '.join(sorted(known))}", file=sys.stderr)
        raise SystemExit(2)
    return [step for step in table if not words or step.name in words or step.group in words]


def main() -> int:
    """Run what the command line asks for; return the exit code."""
    parser = argparse.ArgumentParser(prog="tools/check", description="Run checks and tests.")
    parser.add_argument("steps", nargs="*", metavar="STEP", help="name or group of a step (default: all)")
    kind = parser.add_mutually_exclusive_group()
    kind.add_argument("--matrix", action="store_true", help="with the oldest and the newest ansible-core")
    kind.add_argument("--drill", action="store_true", help="the drills: faults, wrong answers, kills and races")
    kind.add_argument("--hosts", action="store_true", help="on the test machines; tools/molecule prepares them")
    options = parser.parse_args()
    table: tuple[Step, ...] = STEPS
    environments: tuple[str, ...] = ("test",)
    if options.matrix:
        table, environments = tuple(step for step in STEPS if step.name in MATRIX_STEPS), MATRIX_ENVIRONMENTS
    elif options.drill:
        table = DRILLS
    elif options.hosts:
        table, environments = HOSTS, (HOSTS_ENVIRONMENT,)
    steps = chosen(options.steps, table)
    # Environments are made one after the other, before anything runs.
    variables = {name: make(name) for name in environments}
    LOGS.mkdir(parents=True, exist_ok=True)
    outcomes = []
    with ThreadPoolExecutor(max_workers=AT_ONCE) as pool:
        runs = [pool.submit(run_step, step, name, variables[name]) for name in variables for step in steps]
        for run in as_completed(runs):
            outcomes.append(run.result())
            show(outcomes[-1])
    failed = sum(outcome.counts.failed for outcome in outcomes)
    print(f"{sum(outcome.counts.passed for outcome in outcomes)} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
