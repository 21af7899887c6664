# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Private to this collection: it may change in any release.
"""A module that talks to CertCentral, in a process of its own."""

from __future__ import annotations

import typing as t

from . import boundary, secrets, shell

if t.TYPE_CHECKING:
    from .shell import ApiModule


def run(module: ApiModule) -> None:
    """Run *module*. Never returns."""
    process = boundary.start(argument_spec=module.argument_spec, prepare=module.prepare, **module.constraints)
    process.no_log_values -= secrets.spared_values(process.params)
    boundary.end(process, *shell.talk(module, process))
