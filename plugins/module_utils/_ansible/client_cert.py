# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Private to this collection: it may change in any release.
"""The work of ``digicert_client_cert``: options in, one certificate ensured, result out."""

from __future__ import annotations

import functools
import typing as t

from .._core import advice, blanks, report
from .._engine.ensure import Mode, ensure
from .._engine.wait import Timer
from .._schema.desired import parse_desired
from .._x509 import csr
from . import options
from .shell import ApiModule, Session, Shell

SPEC: options.Spec = {**options.CERTIFICATE, **options.POLICY, **options.WAIT}

#: Takes what is unset out of the task's arguments, before Ansible checks them.
prepare = functools.partial(blanks.given, SPEC)


def work(module: Shell, session: Session) -> dict[str, t.Any]:
    """Return the result of the run. Raises ``DigicertError``."""
    params = module.params
    desired = parse_desired(params, csr.declared)
    mode = Mode(check=module.check_mode, wait=params["wait"], wait_timeout=params["wait_timeout"])
    for warning in advice.on_options(desired):
        module.warn(warning)
    outcome = ensure(session.client, desired, mode, Timer(), session.archive)
    for warning in outcome.warnings:
        module.warn(warning)
    return {**report.result(outcome), "diff": report.diff(outcome.plan)}


MODULE = ApiModule(SPEC, work, prepare=prepare, constraints={"mutually_exclusive": options.EXCLUSIVE})
