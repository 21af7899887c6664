# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Compare what two versions of cryptography came to: `compare.py OLD NEW`, both written by verdicts.py.

Verdicts about paths have to be equal. Of keys and certificates a version may read more than another, but none may read another value.
"""

from __future__ import annotations

import json
import pathlib
import sys
import typing as t


def different(old: t.Mapping[str, t.Any], new: t.Mapping[str, t.Any]) -> list[str]:
    """Return each name whose verdict must not differ and does."""
    wrong = [name for name, verdict in old["paths"].items() if new["paths"][name] != verdict]
    for kind in ("keys", "certificates"):
        pairs = ((name, said, new[kind][name]) for name, said in old[kind].items())
        wrong += [name for name, one, other in pairs if " " not in one and " " not in other and one != other]
    return wrong


if __name__ == "__main__":
    first, second = (json.loads(pathlib.Path(file).read_text(encoding="utf-8")) for file in sys.argv[1:])
    found = different(first, second)
    sys.exit(f"error: other verdicts: {', '.join(found)}" if found else 0)
