# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Write the generated parts of the guides anew; print the name of each guide that changed."""

from __future__ import annotations

import sys

from .parts import GUIDES, filled


def main() -> int:
    """Return 0, or 1 when a guide cannot be generated; the reason is printed."""
    for guide in GUIDES:
        before = guide.path.read_text(encoding="utf-8")
        try:
            after = filled(before, guide)
        except ValueError as error:
            print(f"error: {error}", file=sys.stderr)
            return 1
        if after != before:
            guide.path.write_text(after, encoding="utf-8")
            print(guide.path.name)
    return 0


if __name__ == "__main__":
    sys.exit(main())
