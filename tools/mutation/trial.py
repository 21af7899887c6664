# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run tests on broken code: two copies of the checkout, one process for each mutant, and a limit for its time.

A process is forked from one that has loaded the libraries: what a mutant costs is its tests, not the start of Python.
"""

from __future__ import annotations

import contextlib
import importlib
import multiprocessing
import os
import signal
import sys
import time
import traceback
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
from mutate import Mutant, broken

PROCESSES = 2
#: Loaded once, before the first mutant. None of them holds anything of the collection.
LIBRARIES = ("cryptography.x509", "hypothesis", "requests", "voluptuous")
LOADED_BEFORE = ("-W", "ignore::pytest.PytestAssertRewriteWarning")
#: Random input costs a mutant half a minute: the tables of cases have to notice. Hypothesis marks its tests.
NOT_RANDOM = ("-m", "not hypothesis")
#: A mutant may take this many times as long as the tests take without it, and some seconds.
PATIENCE, GRACE = 3, 5
#: What pytest ends with when tests failed, when they could not even be collected, and when not even what they share could be loaded.
NOTICED = (1, 2, 4)


class NotRunError(Exception):
    """The tests say nothing about mutants; the message says why."""


@dataclass(frozen=True)
class Job:
    """A mutant of a file of the checkout, the tests that are to notice it, and their seconds without it."""

    path: str
    mutant: Mutant
    tests: tuple[str, ...]
    seconds: float


def seconds(copies: Sequence[Path], tests: Sequence[str]) -> float:
    """Return how long the tests take at most in an unbroken copy; they must pass. What they load is compiled afterwards."""
    _load()
    longest = 0.0
    for copy in copies:
        begun = time.monotonic()
        code = _run(copy, tests, None)
        if code != 0:
            raise NotRunError(f"without any mutant {' '.join(tests)} do not pass (pytest ended with {code})")
        longest = max(longest, time.monotonic() - begun)
    return longest


def survivors(copies: Sequence[Path], jobs: Sequence[Job]) -> Iterator[tuple[Job, bool]]:
    """Yield every job in its order, and whether the tests passed although the code was broken."""
    context = multiprocessing.get_context("fork")
    free = context.Queue()
    for copy in copies:
        free.put(copy)
    with context.Pool(len(copies), _begin, (free,)) as pool:
        yield from zip(jobs, pool.imap(_survives, jobs))


_HERE: list[Path] = []


def _begin(free: multiprocessing.Queue[Path]) -> None:
    """Take a copy that no other process has."""
    _HERE.append(free.get())
    _load()


def _load() -> None:
    for library in LIBRARIES:
        with contextlib.suppress(ImportError):
            importlib.import_module(library)


def _survives(job: Job) -> bool:
    """Break the file in this process's copy, run the tests, mend it."""
    (copy,) = _HERE
    path = copy / job.path
    whole = path.read_text(encoding="utf-8")
    path.write_text(broken(whole, job.mutant), encoding="utf-8")
    try:
        code = _run(copy, job.tests, PATIENCE * job.seconds + GRACE)
    finally:
        path.write_text(whole, encoding="utf-8")
    if code not in (0, None, *NOTICED):
        raise NotRunError(f"{job.path}:{job.mutant.line}: pytest ended with {code}")
    return code == 0


def _run(copy: Path, tests: Sequence[str], limit: float | None) -> int | None:
    """Return what pytest ended with, in a process of its own; None when it was ended after *limit* seconds."""
    child = os.fork()
    if child == 0:
        _child(copy, tests, compiling=limit is None)
    end = None if limit is None else time.monotonic() + limit
    while os.waitid(os.P_PID, child, os.WEXITED | os.WNOHANG | os.WNOWAIT) is None:
        if end is not None and time.monotonic() > end:
            break
        time.sleep(0.02)
    late = os.waitid(os.P_PID, child, os.WEXITED | os.WNOHANG | os.WNOWAIT) is None
    # Whatever it has left running goes with it.
    with contextlib.suppress(ProcessLookupError):
        os.killpg(child, signal.SIGKILL)
    _pid, status = os.waitpid(child, 0)
    # Ended by a signal of its own: the tests did not pass.
    return None if late or os.WIFSIGNALED(status) else os.WEXITSTATUS(status)


def _child(copy: Path, tests: Sequence[str], compiling: bool) -> None:
    """Run the tests in this process, from the copy alone; never returns."""
    code = 3
    try:
        os.setsid()
        log = os.open(copy.with_name("log"), os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600)
        for descriptor in (1, 2):
            os.dup2(log, descriptor)
        os.chdir(copy)
        # Of a broken text nothing compiled is kept: the next one of the same second would be taken for it.
        sys.dont_write_bytecode = not compiling
        code = int(pytest.main(["-x", "-q", *LOADED_BEFORE, *NOT_RANDOM, *tests]))
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)
