# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Private to this collection: it may change in any release.
"""The work of ``digicert_client_certs``: a list of certificates in, all of them ensured, one result out."""

from __future__ import annotations

import dataclasses
import typing as t

from .._core import advice, blanks, fleet
from .._core.budget import Limits
from .._core.errors import DigicertError
from .._engine.fleet import Fleet, Mode, ensure
from .._engine.wait import Timer
from .._schema.fleet import parse_fleet
from .._x509 import csr
from . import entries, options
from .shell import ApiModule, Session, Shell

SPEC: options.Spec = {
    # The entries are checked one by one, so that all faults are told at once, each with its place.
    "certificates": {"type": "list", "elements": "raw", "required": True},
    "defaults": {"type": "dict", "default": {}},
    "verify": {"type": "str", "choices": ["list", "orders"], "default": "list"},
    "max_age": {"type": "int", "default": 60},
    **options.LIMITS,
    "include_pem": {"type": "bool", "default": True},
    "parallel": {"type": "int", "default": 4},
    **options.WAIT,
}


def prepare(arguments: dict[str, t.Any]) -> dict[str, t.Any]:
    """Take what is unset out of the task's arguments, before Ansible checks them; an empty list of certificates is a list."""
    given = blanks.given(SPEC, arguments)
    if arguments.get("certificates") == []:
        given["certificates"] = []
    return given


def work(module: Shell, session: Session) -> dict[str, t.Any]:
    """Return the result of the run. Raises ``DigicertError``; what became of each certificate is in its facts."""
    params = module.params
    if not params["certificates"]:
        module.warn("certificates is empty: there is nothing to do.")
    wishes, limits = parse_fleet(params, entries.Typed(module), csr.declared)
    for warning in dict.fromkeys(warning for desired in wishes for warning in advice.on_options(desired)):
        module.warn(warning)
    mode = dataclasses.replace(mode_of(module, limits), pem=params["include_pem"])
    found = ensure(session.client, wishes, mode, Timer(), session.archive)
    for warning in found.warnings:
        module.warn(warning)
    return _result(found)


def mode_of(module: Shell, limits: Limits) -> Mode:
    """Return how the task wants its run to behave."""
    params = module.params
    return Mode(
        check=module.check_mode,
        wait=params["wait"],
        wait_timeout=params["wait_timeout"],
        parallel=params["parallel"],
        limits=limits,
        by_list=params["verify"] == "list",
        max_age=params["max_age"],
        tell=module.tell,
    )


def plan_of(found: Fleet) -> dict[str, t.Any]:
    """Return the plan and its sums as users see them."""
    return {
        "plan": [change.row() for change in found.changes],
        "plan_digest": fleet.digest(found.changes),
        "summary": fleet.summary(found.results, found.changes),
    }


def _result(found: Fleet) -> dict[str, t.Any]:
    plan = plan_of(found)
    if found.refusal is not None:
        raise DigicertError(str(found.refusal), changed=False, **plan)
    result = {
        "changed": any(result["changed"] for result in found.results),
        "results": list(found.results),
        "diff": dict(found.diff),
        **plan,
    }
    failure = fleet.failure(found.results)
    if failure is not None:
        raise DigicertError(failure, **result)
    return result


MODULE = ApiModule(SPEC, work, prepare=prepare)
