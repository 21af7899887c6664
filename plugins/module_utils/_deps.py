# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Private to this collection: it may change in any release.
"""The third-party libraries this collection needs where a module talks to CertCentral. They are imported only where they are used."""

from __future__ import annotations

import importlib.util
import typing as t

LIBRARIES = ("requests", "voluptuous", "cryptography")


def missing(libraries: t.Sequence[str] = LIBRARIES) -> list[str]:
    """Return the names of the libraries that this Python does not have."""
    return [name for name in libraries if importlib.util.find_spec(name) is None]
