# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Private to this collection: it may change in any release.
"""The action that walks the line for the host of a task: one module execution there for each step, however many certificates."""

from __future__ import annotations

import typing as t

from ansible.errors import AnsibleConnectionFailure, AnsibleError
from ansible.plugins.action import ActionBase

from ..module_utils import _deps
from ..module_utils._ansible import boundary, line
from ..module_utils._core.errors import DigicertError
from ._plain import plain
from ._shell import ActionShell

Entries = t.Sequence[t.Mapping[str, t.Any]]


#: What is taken from a host's answer, and as what: it may say anything.
_SHAPES: t.Mapping[str, tuple[type, ...]] = {
    "changed": (bool,),
    "failed": (bool,),
    "msg": (str,),
    "csr": (str,),
    "rotating": (bool,),
    "placed": (bool,),
    "serial_number": (str,),
    "files": (dict,),
    "unannounced": (str,),
    "warnings": (list,),
    "diff": (dict,),
}


class ActionModule(ActionBase):  # type: ignore[misc]
    """Walks the line for the host of the task."""

    def run(self, tmp: t.Optional[str] = None, task_vars: t.Optional[dict[str, t.Any]] = None) -> dict[str, t.Any]:
        """Return the result of the task. Raises what Ansible knows an unreachable host by, where nothing was done for it."""
        variables = task_vars or {}
        super().run(tmp, variables)
        try:
            arguments = plain(self._task.args)
        except (TypeError, ValueError, RecursionError) as error:
            return boundary.misread(error)
        host = ActionHost(self, variables)
        shell = ActionShell(arguments, bool(self._task.check_mode))
        result = shell.run(line.module(host), self._task.action)
        if host.away is not None:
            raise host.away
        return result


class ActionHost:
    """Executes the modules of hosts for an action."""

    def __init__(self, action: t.Any, task_vars: dict[str, t.Any]) -> None:
        self._action = action
        self._variables = task_vars
        self._answered = False
        #: Why the host could not be reached the first time.
        self.away: t.Optional[AnsibleConnectionFailure] = None

    def keys(self, entries: Entries) -> t.Sequence[dict[str, t.Any]]:
        """Return what ``client_cert_keys`` says of each entry."""
        return self._execute("certops.digicert.client_cert_keys", entries)

    def files(self, entries: Entries) -> t.Sequence[dict[str, t.Any]]:
        """Return what ``client_cert_files`` says of each entry."""
        return self._execute("certops.digicert.client_cert_files", entries)

    def _execute(self, module: str, entries: Entries) -> t.Sequence[dict[str, t.Any]]:
        given = [{name: value for name, value in entry.items() if value is not None} for entry in entries]
        try:
            found = self._action._execute_module(
                module_name=module, module_args={"certificates": given}, task_vars=self._variables
            )
        except AnsibleConnectionFailure as error:
            if not self._answered:
                self.away = error
            raise DigicertError(f"The host cannot be reached any more ({_one_line(error)}); run again.") from None
        except AnsibleError as error:
            raise DigicertError(f"Nothing could be done on the host: {_one_line(error)}") from None
        self._answered = True
        results = found.get("results")
        if isinstance(results, list) and len(results) == len(entries):
            return [_sound(result) for result in results]
        raise DigicertError(_reason(module, found))


def _sound(result: t.Any) -> dict[str, t.Any]:
    """Return what may be believed of an answer: each key in its shape. What says nothing of a change is no success."""
    given = result if isinstance(result, dict) else {}
    kept = {name: given[name] for name, kinds in _SHAPES.items() if isinstance(given.get(name), kinds)}
    if "changed" not in kept:
        return {
            "failed": True,
            "msg": "The host says nothing that can be understood of this certificate; run again with -vvv.",
        }
    return kept


def _reason(module: str, found: t.Mapping[str, t.Any]) -> str:
    """Return why a module said nothing of its entries, as one line."""
    # Ansible's own words for a Python that is not there point at the other two.
    names = ("msg", "module_stderr", "module_stdout") if found.get("rc") else ("msg",)
    told = " ".join(_one_line(found[name]) for name in names if found.get(name))
    if told:
        return told
    return f"{module} said nothing of its certificates on the host; run it by itself with -vvv to see why."


def _one_line(text: t.Any) -> str:
    return " ".join(str(text).split())


_deps.load()
