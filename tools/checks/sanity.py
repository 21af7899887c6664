# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run ansible-test sanity in the current folder, without an ignore file.

ansible-test makes virtual environments of its own and fetches a bootstrap script for pip from the network, unless the
script is in its cache already. A stand-in is put there: Python brings pip along (ensurepip), nothing has to be fetched.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

from ansible_test._internal.python_requirements import get_venv_packages

# What differs between versions of ansible-core; the rest runs once, in the environment `test`.
MATRIX_TESTS = ("compile", "import", "validate-modules", "action-plugin-docs", "runtime-metadata")

STAND_IN = '''\
"""Stand-in for get-pip: install the pip that Python brings along, then what the caller asks for."""
import subprocess, sys
# A process of its own: ensurepip switches pip's configuration off for the process it runs in.
subprocess.check_call([sys.executable, "-m", "ensurepip", "--default-pip"])
packages = [argument for argument in sys.argv[1:] if not argument.startswith("-")]
if packages:
    sys.exit(subprocess.call([sys.executable, "-m", "pip", "install", "--disable-pip-version-check"] + packages))
'''


def write_stand_ins() -> None:
    """Write one stand-in for each pip version that this ansible-test asks for on any Python."""
    folder = Path.home() / ".ansible" / "test" / "cache"
    folder.mkdir(parents=True, exist_ok=True)
    for minor in range(8, 16):
        version = get_venv_packages(SimpleNamespace(version=f"3.{minor}"))["pip"]
        (folder / f"get_pip_{version.replace('.', '_')}.py").write_text(STAND_IN, encoding="utf-8")


def main() -> int:
    """Return the exit code of ansible-test."""
    write_stand_ins()
    name = os.environ["CHECK_ENVIRONMENT"]
    ignored = sorted(Path("tests/sanity").glob("ignore*"))
    if ignored:
        print(f"{ignored[0].name}: ignore files are not welcome here; mend what it hides", file=sys.stderr)
        return 1
    tests = [word for test in MATRIX_TESTS for word in ("--test", test)] if name.startswith("matrix-") else []
    return subprocess.run(["ansible-test", "sanity", "--color", "no", *tests], check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
