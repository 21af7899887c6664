# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Build the collection in the current folder and let the Galaxy importer judge it, as Galaxy does on upload."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

# ansible-lint and ansible-test run as steps of their own, with more than the importer asks of them.
CONFIGURATION = """\
[galaxy-importer]
log_level_main = INFO
run_ansible_doc = True
run_ansible_lint = False
run_ansible_test = False
run_flake8 = False
check_required_tags = True
check_changelog = True
check_runtime_yaml = True
require_repository = True
"""


def main() -> int:
    """Return 0 when the importer accepts the built collection."""
    with tempfile.TemporaryDirectory(prefix="galaxy-") as name:
        folder = Path(name)
        subprocess.run(["ansible-galaxy", "collection", "build", "--output-path", folder], check=True)
        (artifact,) = folder.glob("*.tar.gz")
        configuration = folder / "importer.cfg"
        configuration.write_text(CONFIGURATION, encoding="utf-8")
        done = subprocess.run(
            [sys.executable, "-m", "galaxy_importer.main", artifact],
            cwd=folder,
            env={**os.environ, "GALAXY_IMPORTER_CONFIG": str(configuration)},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
    print(done.stdout)
    # It ends with 0 even when ansible-doc could not read a module: its words count too.
    return 1 if done.returncode or "ERROR" in done.stdout else 0


if __name__ == "__main__":
    sys.exit(main())
