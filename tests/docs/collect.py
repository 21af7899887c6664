# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every YAML example that a user can read: in Markdown, in the guides, and in the documentation of the plugins."""

from __future__ import annotations

import ast
import collections
import pathlib
import re
import textwrap
import typing as t

ROOT = pathlib.Path(__file__).resolve().parents[2]

_MARKDOWN = re.compile(r"^#+ (?P<title>[^\n]+)$|^```yaml\n(?P<text>.*?)^```$", re.M | re.S)
_RST = re.compile(
    r"^(?P<title>\S.*)\n[=-]{3,}$|^\.\. code-block:: yaml\n(?: +:.*\n)*\n(?P<text>(?:(?: {3,}.*)?\n)+)", re.M
)


def examples() -> dict[str, str]:
    """Return name -> YAML text. A name is file, title above it and, from the second below a title on, a number."""
    found: dict[str, str] = {}
    for path in [ROOT / "README.md", *sorted(ROOT.glob("roles/*/README.md"))]:
        found.update(_named(path, _MARKDOWN))
    for path in sorted((ROOT / "docs" / "docsite" / "rst").glob("*.rst")):
        found.update(_named(path, _RST))
    for path in sorted((ROOT / "plugins").glob("*/*.py")):
        text = _constant(path, "EXAMPLES")
        if text is not None:
            found[f"{path.relative_to(ROOT)}: EXAMPLES"] = text
    return found


def _named(path: pathlib.Path, pattern: re.Pattern[str]) -> t.Iterator[tuple[str, str]]:
    title, seen = "", collections.Counter[str]()
    for match in pattern.finditer(path.read_text(encoding="utf-8")):
        title = match["title"] or title
        if match["text"] is not None:
            seen[title] += 1
            number = f" ({seen[title]})" if seen[title] > 1 else ""
            yield f"{path.relative_to(ROOT)}: {title}{number}", textwrap.dedent(match["text"])


def _constant(path: pathlib.Path, name: str) -> t.Optional[str]:
    """Return the text that a file assigns to *name*, without running it."""
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant):
            names = [target.id for target in node.targets if isinstance(target, ast.Name)]
            if name in names and isinstance(node.value.value, str):
                return node.value.value
    return None
