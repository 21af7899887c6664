# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every source that the code names in square brackets has its line in docs/api-sources.md."""

from __future__ import annotations

import re
import sys

from environment import ROOT

TAG = re.compile(r"(?<![\w\"'])\[([A-Z][A-Z0-9]+(?:-[A-Z0-9]+)*)\]")
FOLDERS = ("plugins", "sandbox/src")


def main() -> int:
    """Print each tag without a line, with where it stands; return 1 when there is one, or when no tag was found."""
    known = set(
        re.findall(r"^\| ([A-Z0-9-]+) \|", (ROOT / "docs" / "api-sources.md").read_text(encoding="utf-8"), re.M)
    )
    used = [
        (tag, f"{path.relative_to(ROOT)}:{number}")
        for folder in FOLDERS
        for path in sorted((ROOT / folder).rglob("*.py"))
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        for tag in TAG.findall(line)
    ]
    unknown = [f"{place}: [{tag}] has no line in docs/api-sources.md" for tag, place in used if tag not in known]
    print("\n".join(unknown) or f"{len(used)} tags, all known")
    return 1 if unknown or not used else 0


if __name__ == "__main__":
    sys.exit(main())
