# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Private to this collection: it may change in any release.
"""The shell around a filter: its errors as Ansible wants them, and results that are never taken for templates."""

from __future__ import annotations

import functools
import typing as t

from ansible.errors import AnsibleFilterError
from ansible.utils.unsafe_proxy import wrap_var

from ..module_utils._core.errors import DigicertError


def no_traceback(name: str, work: t.Callable[..., t.Any]) -> t.Callable[..., t.Any]:
    """Return the filter *name* that does *work*; what *work* refuses fails the task with one sentence."""

    @functools.wraps(work)
    def run(*arguments: t.Any, **options: t.Any) -> t.Any:
        try:
            # Names come from CertCentral: before ansible-core 2.19 a text with braces would run as a template.
            return wrap_var(work(*arguments, **options))
        except (DigicertError, ValueError) as error:
            raise AnsibleFilterError(f"certops.digicert.{name}: {error}") from None

    return run
