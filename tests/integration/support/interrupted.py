# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A Python of a host that ends the controller, before or after one of the modules that it runs."""

from __future__ import annotations

import sys
import typing as t

if t.TYPE_CHECKING:
    import pathlib

BEFORE, AFTER = "before", "after"

_PYTHON = """#!{python}
import os, pathlib, signal, subprocess, sys

def kill():
    found, pid = [], os.getppid()
    while pid > 1:
        if b"ansible-playbook" in pathlib.Path(f"/proc/{{pid}}/cmdline").read_bytes():
            found.append(pid)
        pid = int(pathlib.Path(f"/proc/{{pid}}/stat").read_text().rpartition(")")[2].split()[1])
    for pid in reversed(found):
        os.kill(pid, signal.SIGKILL)

count = pathlib.Path({count!r})
number = len(count.read_text()) + 1
count.write_text("x" * number)
if (number, {when!r}) == ({number}, "before"):
    kill()
    sys.exit(1)
done = subprocess.run([sys.executable, *sys.argv[1:]])
if (number, {when!r}) == ({number}, "after"):
    kill()
sys.exit(done.returncode)
"""


def interrupting(folder: pathlib.Path, number: int, when: str) -> list[str]:
    """Return the arguments of a run that is killed, without a word, before or after module number *number* on the host, from 1."""
    count = folder / f"executions-{number}-{when}"
    count.write_text("")
    python = folder / f"python-{number}-{when}"
    python.write_text(_PYTHON.format(python=sys.executable, count=str(count), number=number, when=when))
    python.chmod(0o755)
    return ["--extra-vars", f"ansible_python_interpreter={python}"]
