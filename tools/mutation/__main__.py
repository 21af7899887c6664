# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Break the code one spot at a time and let the unit tests of its layer notice; list what they do not.

Exit code: 0 when there was something to say, survivors or not; 2 when the tests could not be run or the call is wrong.
"""

from __future__ import annotations

import argparse
import random
import shutil
import subprocess
import sys
from pathlib import Path

import targets
from mutate import mutants
from trial import PROCESSES, Job, NotRunError, seconds, survivors

ROOT = Path(__file__).resolve().parents[2]


def copies(root: Path) -> list[Path]:
    """Return copies of the checkout, or of another folder, in which code may be broken."""
    made = []
    for number in range(1, PROCESSES + 1):
        if root == ROOT:
            made.append(Path(output(ROOT / "tools" / "copy", ROOT / ".cache" / "mutants" / str(number))))
            output(made[-1] / "tools" / "link")
        else:
            made.append(shutil.copytree(root, root.with_name(f"{root.name}-{number}")))
    return made


def output(*command: str | Path) -> str:
    return subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout.strip()


def chosen(root: Path, paths: list[str], sample: int | None, seed: int) -> list[Job]:
    """Return the mutants of the files, in the order of the text; of a sample, that many of them, the same for the same seed."""
    jobs = [
        Job(path, mutant, targets.tests(path), 0)
        for path in paths
        for mutant in mutants((root / path).read_text(encoding="utf-8"))
    ]
    if sample is None or sample >= len(jobs):
        return jobs
    numbers = random.Random(seed).sample(range(len(jobs)), sample)  # noqa: S311 - a choice that can be repeated, no secret
    return [jobs[number] for number in sorted(numbers)]


def main() -> int:
    """Print every survivor and one sum."""
    parser = argparse.ArgumentParser(
        prog="tools/mutants", description="Break the code, and see whether a unit test notices."
    )
    parser.add_argument("files", nargs="*", metavar="FILE", help="what to break (default: tools/mutation/targets.py)")
    parser.add_argument("--sample", type=int, metavar="N", help="only N spots, chosen at random")
    parser.add_argument("--seed", type=int, default=1, metavar="S", help="another seed, other spots (default: 1)")
    parser.add_argument("--list", action="store_true", help="only say what would be done")
    parser.add_argument("--root", type=Path, default=ROOT, metavar="FOLDER", help="where the files are (default: here)")
    options = parser.parse_args()
    root = options.root.resolve()
    paths, missing = (options.files, []) if options.files else targets.files(root)
    for words in missing:
        print(f"note: {words}; tools/mutation/targets.py names it")
    wrong = [path for path in paths if not (root / path).is_file()]
    if wrong:
        parser.error(f"no such file: {', '.join(wrong)}")
    jobs = chosen(root, paths, options.sample, options.seed)
    if options.list:
        print("\n".join(f"{job.path}:{job.mutant.line}: {job.mutant.what}" for job in jobs))
        return 0
    try:
        return run(root, jobs)
    except NotRunError as error:
        print(f"error: {error}", file=sys.stderr)
        return 2


def run(root: Path, jobs: list[Job]) -> int:
    """Try every mutant; print those that lived, and the sum."""
    places = copies(root)
    took = {tests: seconds(places, tests) for tests in dict.fromkeys(job.tests for job in jobs)}
    for tests, found in took.items():
        print(f"{' '.join(tests)}: {found:.1f} s without a mutant", flush=True)
    lived = 0
    for job, survived in survivors(places, [Job(job.path, job.mutant, job.tests, took[job.tests]) for job in jobs]):
        if survived:
            lived += 1
            print(f"{job.path}:{job.mutant.line}: {job.mutant.what}", flush=True)
    print(f"{len(jobs) - lived} killed, {lived} survived")
    return 0


if __name__ == "__main__":
    sys.exit(main())
