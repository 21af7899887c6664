# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Private to this collection: it may change in any release.
"""The options of one entry of a list, checked by Ansible's own validator as those of a task are."""

from __future__ import annotations

import typing as t

from ansible.module_utils.common.arg_spec import ArgumentSpecValidator

from .._core import blanks
from . import options

SPEC: options.Spec = {**options.CERTIFICATE, **options.POLICY}

_NAMES = frozenset(alias for name, option in SPEC.items() for alias in (name, *option.get("aliases", ())))


class Typed:
    """Gives options their types. What Ansible would warn of at a task is told once for the whole list."""

    def __init__(self, module: t.Any) -> None:
        self._module = module
        self._validator = ArgumentSpecValidator(SPEC, mutually_exclusive=options.EXCLUSIVE)
        self._told: set[str] = set()

    def __call__(self, entry: t.Mapping[str, t.Any]) -> tuple[t.Mapping[str, t.Any], t.Sequence[str]]:
        """Return the options of *entry* with their types, and what is wrong with them."""
        # Ansible would list all options there are, once for each entry.
        unknown = [f"{name} is no option of a certificate" for name in entry if name not in _NAMES]
        known = {name: value for name, value in entry.items() if name in _NAMES}
        found = self._validator.validate(blanks.given(SPEC, known))
        problems = [*unknown, *(message.rstrip(".") for message in found.error_messages)]
        if not problems:
            self._warn(found.validated_parameters)
        return found.validated_parameters, problems

    def _warn(self, given: t.Mapping[str, t.Any]) -> None:
        for name, option in SPEC.items():
            if "removed_in_version" in option and given.get(name) is not None and name not in self._told:
                self._told.add(name)
                self._module.warn(
                    f"{name} is deprecated and will be removed in version {option['removed_in_version']}."
                )
