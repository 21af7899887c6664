# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Private to this collection: it may change in any release.
"""The third-party libraries this collection needs where a module talks to CertCentral. They are imported only where they are used."""

from __future__ import annotations

import contextlib
import importlib
import importlib.util
import typing as t

LIBRARIES = ("requests", "voluptuous", "cryptography")

#: Older ones lack what is called here.
_OLDEST = {"cryptography": (3, 3)}


def missing(libraries: t.Sequence[str] = LIBRARIES) -> list[str]:
    """Return the names of the libraries that this Python does not have, or not new enough: then with the version that is needed."""
    absent = [name for name in libraries if importlib.util.find_spec(name) is None]
    old = [
        f"{name} {'.'.join(map(str, oldest))} or newer"
        for name, oldest in _OLDEST.items()
        if name in libraries and name not in absent and _version(name) < oldest
    ]
    return absent + old


def _version(name: str) -> tuple[int, ...]:
    """Return the first two numbers of a library's version."""
    found = importlib.import_module(name).__version__
    return tuple(int(part) for part in found.split(".")[:2])


def load() -> None:
    """Import the parts of them that every task uses, as far as they are there; who needs one later says what is wrong with it."""
    for name in ("requests", "voluptuous", "cryptography.x509"):
        with contextlib.suppress(Exception):
            importlib.import_module(name)
