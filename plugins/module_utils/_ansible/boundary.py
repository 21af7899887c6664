# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Private to this collection: it may change in any release.
"""Start and end of every module: its arguments, the libraries it needs, the one error boundary, and the only exits."""

from __future__ import annotations

import contextlib
import json
import sys
import typing as t

from ansible.module_utils.basic import missing_required_lib

from .. import _deps
from .._core.errors import DigicertError, OwnFault
from . import secrets

Result = dict[str, t.Any]

#: What Python raises where a value has another type than the code at hand expects.
MISREAD = (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError)


def start(**arguments: t.Any) -> secrets.DiscreetModule:
    """Return Ansible's module, or fail in one sentence where Ansible itself trips over an option of the wrong type."""
    try:
        return secrets.DiscreetModule(supports_check_mode=True, **arguments)
    except MISREAD as error:
        sys.stdout.write(json.dumps(misread(error)))
        raise SystemExit(1) from None


def misread(error: BaseException) -> Result:
    """Return the result where Ansible stopped over the options. The error is not ours, and its traceback would show them."""
    told = f"Ansible could not read the task's options ({type(error).__name__}): one has a value of the wrong type."
    return {"failed": True, "msg": told}


def outcome(work: t.Callable[[], Result], libraries: t.Sequence[str], look: str) -> tuple[bool, Result]:
    """Return whether *work* failed, and the result. No error passes, and no traceback is shown.

    *look* is the sentence that says where to look after a fault of ours.
    """
    missing = _deps.missing(libraries)
    if missing:
        return True, {"msg": missing_required_lib(" and ".join(missing))}
    _leave_no_core()
    try:
        return False, work()
    except DigicertError as error:
        return True, error.result()
    except Exception as error:
        return True, OwnFault(error, look).result()


def _leave_no_core() -> None:
    """Let no crash write this process, with the keys and passphrases that it knows, into a file. Ansible's workers end with their task."""
    # Not every system has such a limit, and not every one lets it be set.
    with contextlib.suppress(ImportError, OSError, ValueError):
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, resource.getrlimit(resource.RLIMIT_CORE)[1]))


def end(module: secrets.DiscreetModule, failed: bool, result: Result) -> None:
    """Hand the result to Ansible. Never returns."""
    finish = module.fail_json if failed else module.exit_json
    finish(**result)
