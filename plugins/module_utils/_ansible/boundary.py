# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Private to this collection: it may change in any release.
"""Start and end of every module: its arguments, the libraries it needs, the one error boundary, and the only exits."""

from __future__ import annotations

import json
import sys
import traceback
import typing as t

from ansible.module_utils.basic import missing_required_lib

from .. import _deps
from .._core.errors import DigicertError
from . import secrets

Result = dict[str, t.Any]


def start(**arguments: t.Any) -> secrets.DiscreetModule:
    """Return Ansible's module, or fail in one sentence where Ansible itself trips over an option of the wrong type."""
    try:
        return secrets.DiscreetModule(supports_check_mode=True, **arguments)
    except (TypeError, ValueError, ArithmeticError) as error:
        # Not ours, and its traceback would show the arguments.
        told = f"Ansible could not read the task's options ({type(error).__name__}): one has a value of the wrong type."
        sys.stdout.write(json.dumps({"failed": True, "msg": told}))
        raise SystemExit(1) from None


def outcome(work: t.Callable[[], Result], libraries: t.Sequence[str], look: str) -> tuple[bool, Result]:
    """Return whether *work* failed, and the result. No error passes, and no traceback is shown.

    *look* is the sentence that says where to look after a fault of ours.
    """
    missing = _deps.missing(libraries)
    if missing:
        return True, {"msg": missing_required_lib(" and ".join(missing))}
    try:
        return False, work()
    except DigicertError as error:
        return True, error.result()
    except Exception as error:
        return True, {"msg": _internal(error, look)}


def end(module: secrets.DiscreetModule, failed: bool, result: Result) -> None:
    """Hand the result to Ansible. Never returns."""
    finish = module.fail_json if failed else module.exit_json
    finish(**result)


def _internal(error: Exception, look: str) -> str:
    """Name kind and place of a fault of ours; its text might hold data, so it is left out."""
    last = traceback.extract_tb(error.__traceback__)[-1]
    place = last.filename.rpartition("module_utils/")[2]
    return f"The module stopped on a fault of its own ({type(error).__name__} at {place}:{last.lineno}). {look}"
