# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Private to this collection: it may change in any release.
"""What stands around the work of a module in Ansible's own process, in place of an ``AnsibleModule``."""

from __future__ import annotations

import importlib.util
import typing as t

from ansible.module_utils.common.arg_spec import ArgumentSpecValidator
from ansible.module_utils.errors import UnsupportedError
from ansible.utils.display import Display

from ..module_utils._ansible import boundary, secrets, shell
from ..module_utils._ansible.boundary import Result
from ..module_utils._ansible.shell import ApiModule
from ..module_utils._core.errors import LOOK_AT_THE_ORDER
from ._plain import plain

#: From ansible-core 2.22 on Ansible keeps secrets off every screen, and leaves data alone.
_MASKS_SCREENS = importlib.util.find_spec("ansible.module_utils.secrets") is not None


class ActionShell:
    """The shell of one task. It checks, warns and masks as ``DiscreetModule`` does; nothing of it outlives the task."""

    def __init__(self, arguments: dict[str, t.Any], check_mode: bool) -> None:
        """*arguments* are plain Python, as :func:`plain` returns them."""
        self.params = arguments
        self.check_mode = check_mode
        self._no_log: set[str] = set()
        self._warnings: list[str] = []
        self._deprecations: list[dict[str, t.Any]] = []

    def warn(self, warning: str) -> None:
        """Show a warning with the result."""
        self._warnings.append(secrets.Secrets(self.params).cut_text(warning))

    def tell(self, line: str) -> None:
        """Show a line on the screen at once."""
        Display().display(f"certops.digicert: {line}")

    def run(self, module: ApiModule, name: str) -> Result:
        """Return the result of the task that calls *module* by *name*. No error passes."""
        try:
            problem = self._check(module, name)
            # What cannot be shown with a result is refused before anything is sent.
            refusal = self._result(bool(problem), {"msg": problem})
        except Exception as error:
            return boundary.misread(error)
        if problem:
            return refusal
        self._no_log -= secrets.spared_values(self.params)
        failed, result = boundary.outcome(lambda: self._result(*shell.talk(module, self)), (), LOOK_AT_THE_ORDER)
        return {"failed": True, **result} if failed else result

    def _check(self, module: ApiModule, name: str) -> t.Optional[str]:
        """Let Ansible check and fill the options; return what is wrong with them."""
        spec = module.argument_spec
        self.params = secrets.to_check(spec, module.prepare(self.params))
        self._no_log |= set(secrets.private_keys(self.params))
        checked = ArgumentSpecValidator(spec, **module.constraints).validate(self.params)
        self.params.update(checked.validated_parameters)
        self._no_log |= checked._no_log_values
        self._deprecations += checked._deprecations
        self._warnings += [
            f"Both option {one['option']} and its alias {one['alias']} are set." for one in checked._warnings
        ]
        if not checked.error_messages:
            return None
        told = str(checked.errors.msg)
        unsupported = isinstance(checked.errors[0], UnsupportedError)
        return f"Unsupported parameters for ({name}) module: {told}" if unsupported else told

    def _result(self, failed: bool, facts: Result) -> Result:
        """Return *facts* cut and masked, with the arguments, warnings and deprecations."""
        self._no_log |= secrets.secret_values(self.params) if failed else set()
        told = {
            **({"failed": True} if failed else {}),
            "invocation": secrets.shown_arguments(self.params),
            **secrets.Secrets(self.params).cut(facts, failed),
            **({"warnings": self._warnings} if self._warnings else {}),
            **({"deprecations": self._deprecations} if self._deprecations else {}),
        }
        return t.cast(Result, plain(told if _MASKS_SCREENS else _masked(told, self._no_log)))


def _masked(result: Result, no_log: set[str]) -> Result:
    """Return *result* as ``AnsibleModule`` masks it before ansible-core 2.22; what is null or boolean stays."""
    from ansible.module_utils.common.parameters import remove_values

    kept = {name: value for name, value in result.items() if value is None or isinstance(value, bool)}
    return {**remove_values(result, no_log), **kept}
