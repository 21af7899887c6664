# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Private to this collection: it may change in any release.
"""Start and end of every module: libraries, client, the one error boundary, and the only exits."""

from __future__ import annotations

import json
import sys
import traceback
import typing as t

from ansible.module_utils.basic import AnsibleModule, missing_required_lib

from .. import _deps
from .._api.client import Client
from .._api.transport import Transport
from .._core.errors import DigicertError
from .._schema.connection import parse_connection
from . import options, secrets

VERSION = "0.1.0"

Result = dict[str, t.Any]


def run(spec: options.Spec, work: t.Callable[[AnsibleModule, Client], Result], **constraints: t.Any) -> None:
    """Run a module: *work* gets the module and a client and returns the result. Never returns.

    *work* reads ``params`` and ``check_mode`` and may ``warn``; it reports failure by raising ``DigicertError``.
    """
    module = _module(argument_spec={**options.CONNECTION, **spec}, supports_check_mode=True, **constraints)
    secrets.spare_the_result(module)
    failed, result = _outcome(module, work)
    finish = module.fail_json if failed else module.exit_json
    finish(invocation=secrets.shown_arguments(module), **result)


def _module(**arguments: t.Any) -> secrets.DiscreetModule:
    """Return Ansible's module, or fail in one sentence where Ansible itself trips over an option of the wrong type."""
    try:
        return secrets.DiscreetModule(**arguments)
    except (TypeError, ValueError, ArithmeticError) as error:
        # Not ours, and its traceback would show the arguments.
        told = f"Ansible could not read the task's options ({type(error).__name__}): one has a value of the wrong type."
        sys.stdout.write(json.dumps({"failed": True, "msg": told}))
        raise SystemExit(1) from None


def _outcome(module: AnsibleModule, work: t.Callable[[AnsibleModule, Client], Result]) -> tuple[bool, Result]:
    """Return whether the run failed, and the result. No error passes, and no traceback is shown."""
    missing = _deps.missing()
    if missing:
        return True, {"msg": missing_required_lib(" and ".join(missing))}
    client: t.Optional[Client] = None
    try:
        client = Client(Transport(parse_connection(module.params), user_agent=f"certops.digicert/{VERSION}"))
        result = work(module, client)
    except DigicertError as error:
        return True, {**secrets.without_card(module, error.result()), **_calls(client)}
    except Exception as error:
        return True, {"msg": _internal(error), **_calls(client)}
    return False, {**result, **_calls(client)}


def _calls(client: t.Optional[Client]) -> Result:
    return {"api_calls": client.api_calls} if client else {}


def _internal(error: Exception) -> str:
    """Name kind and place of a fault of ours; its text might hold data, so it is left out."""
    last = traceback.extract_tb(error.__traceback__)[-1]
    place = last.filename.rpartition("module_utils/")[2]
    return (
        f"The module stopped on a fault of its own ({type(error).__name__} at {place}:{last.lineno}). "
        "Look at the order in CertCentral before you run it again, and report this fault."
    )
