# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Private to this collection: it may change in any release.
"""The action behind every API module: the work is done in Ansible's own process where that is the same as in one of its own."""

from __future__ import annotations

import contextlib
import importlib
import os
import sys
import typing as t

from ansible.constants import config
from ansible.plugins.action.normal import ActionModule as NormalAction

from ..module_utils import _deps
from ..module_utils._ansible.shell import ApiModule
from ._plain import plain
from ._shell import ActionShell

Variables = t.Mapping[str, t.Any]

_COLLECTION = "certops.digicert."
_PREFIX = "digicert_"


class ActionModule(NormalAction):  # type: ignore[misc]
    """Runs the task here, or hands it on unchanged as the action of all ordinary modules does."""

    def run(self, tmp: t.Optional[str] = None, task_vars: t.Optional[dict[str, t.Any]] = None) -> dict[str, t.Any]:
        """Return the result of the task."""
        variables = task_vars or {}
        if self._needs_a_process(variables):
            return self._in_a_process(tmp, task_vars)
        try:
            arguments = plain(self._task.args)
        except (TypeError, ValueError, RecursionError):
            # Ansible says by itself what is wrong with it.
            return self._in_a_process(tmp, task_vars)
        before = _enter(self._loader.get_basedir())
        if before is None:
            return self._in_a_process(tmp, task_vars)
        try:
            result = ActionShell(arguments, bool(self._task.check_mode)).run(self._module(), self._task.action)
        finally:
            _leave(before)
        if not self._shows_arguments(variables):
            result.pop("invocation", None)
        return result

    def _in_a_process(self, tmp: t.Optional[str], task_vars: t.Optional[dict[str, t.Any]]) -> dict[str, t.Any]:
        return t.cast("dict[str, t.Any]", super().run(tmp, task_vars))

    def _needs_a_process(self, variables: Variables) -> bool:
        """Tell whether anything asks for another place, user, time, environment or Python than this process has."""
        return bool(
            self._task.async_val
            or self._connection.transport != "local"
            or self._connection.become
            or self._environment()
            or self._other_python(variables)
            or _deps.missing()
        )

    def _environment(self) -> dict[str, t.Any]:
        found: dict[str, t.Any] = {}
        self._compute_environment_string(found)
        return found

    def _other_python(self, variables: Variables) -> bool:
        """Tell whether an interpreter is set for modules that is not this one."""
        host = self._task.delegate_to
        seen = variables["ansible_delegated_vars"][host] if host else variables
        # Stripped before, it would no longer be trusted as a template.
        asked = str(self._templar.template(config.get_config_value("INTERPRETER_PYTHON", variables=seen)) or "").strip()
        return bool(asked) and not asked.startswith("auto") and not _is_this_python(asked)

    def _shows_arguments(self, variables: Variables) -> bool:
        """Tell whether results have ``invocation``; before ansible-core 2.21 all have."""
        name = "INJECT_INVOCATION"
        known = config.get_configuration_definition(name)
        return not known or bool(config.get_config_value(name, variables=variables))

    def _module(self) -> ApiModule:
        """Return the module of the task, whatever name it goes by."""
        modules = self._shared_loader_obj.module_loader
        found = modules.find_plugin_with_context(self._task.action, collection_list=self._task.collections)
        return _load(found.resolved_fqcn.removeprefix(_COLLECTION))


def load() -> None:
    """Load what the tasks of a play need beside this file: the work on one certificate, and the libraries."""
    _load("digicert_client_cert")
    _deps.load()


def _load(name: str) -> ApiModule:
    """Return the module *name* of this collection."""
    found = importlib.import_module(f"..module_utils._ansible.{name.removeprefix(_PREFIX)}", __package__)
    return t.cast(ApiModule, found.MODULE)


def _is_this_python(path: str) -> bool:
    """Tell whether *path* starts this very Python. A link in another folder may be the Python of a virtual environment."""
    same_folder = os.path.dirname(path) == os.path.dirname(sys.executable)
    return same_folder and os.path.realpath(path) == os.path.realpath(sys.executable)


def _enter(folder: str) -> t.Optional[tuple[str, t.Optional[str]]]:
    """Go to *folder*, where Ansible starts the process of a local module; return what :func:`_leave` needs, or ``None``."""
    try:
        before = os.getcwd(), os.environ.get("PWD")
        os.chdir(folder)
    except OSError:
        return None
    os.environ["PWD"] = os.getcwd()
    return before


def _leave(before: tuple[str, t.Optional[str]]) -> None:
    folder, name = before
    with contextlib.suppress(OSError):
        os.chdir(folder)
    if name is None:
        del os.environ["PWD"]
    else:
        os.environ["PWD"] = name
