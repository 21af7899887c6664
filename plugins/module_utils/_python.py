# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Private to this collection: it may change in any release.
"""The Python that a module needs. An older one can read this file, and the module up to here, and nothing else of ours."""

import json
import sys

OLDEST = (3, 9)


def require() -> None:
    """End the module in one sentence where this Python is too old for it."""
    found = tuple(sys.version_info[:3])
    if found >= OLDEST:
        return
    wanted, given = (".".join(map(str, one)) for one in (OLDEST, found))
    told = (
        f"This module needs Python {wanted} or newer on the machine where it runs, and {sys.executable} there is Python {given}; install "
        "a newer one with its library cryptography, and name it in ansible_python_interpreter."
    )
    sys.stdout.write(json.dumps({"failed": True, "msg": told}))
    raise SystemExit(1)
