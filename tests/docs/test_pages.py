# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every module and role has a page, made from its documentation."""

from __future__ import annotations

import pathlib
import subprocess

ROOT = pathlib.Path(__file__).resolve().parents[2]


def test_every_module_and_role_has_a_page() -> None:
    made = subprocess.run([ROOT / "tools" / "pages"], capture_output=True, text=True, check=False)
    assert made.returncode == 0, made.stderr
    pages = pathlib.Path(made.stdout.splitlines()[-1])
    modules = {f"{module.stem}_module" for module in (ROOT / "plugins" / "modules").glob("*.py")}
    roles = {f"{role.name}_role" for role in (ROOT / "roles").iterdir() if role.is_dir()}
    assert modules | roles <= {page.stem for page in pages.glob("*.rst")}
    for name in sorted(modules | roles):
        # antsibull-docs makes a page that says so where it cannot read the documentation.
        assert "raised errors" not in (pages / f"{name}.rst").read_text(encoding="utf-8")
