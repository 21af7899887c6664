# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Private to this collection: it may change in any release.
"""A module that works on a managed host: it talks to nobody and needs no more than ``cryptography``."""

from __future__ import annotations

import typing as t

from . import boundary, secrets
from .boundary import Result

LIBRARIES = ("cryptography",)

_LOOK = "Look at the files on the host before you run it again, and report this fault."


def run(spec: dict[str, dict[str, t.Any]], work: t.Callable[[t.Any], Result], **constraints: t.Any) -> None:
    """Run a module: *work* gets the module and returns the result. Never returns.

    *work* reads ``params`` and ``check_mode`` and may ``warn``; it reports failure by raising ``DigicertError``.
    """
    module = boundary.start(argument_spec=spec, **constraints)
    failed, result = boundary.outcome(lambda: work(module), LIBRARIES, _LOOK)
    secrets.spare_the_files(module, failed)
    boundary.end(module, failed, result)
