# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A callback that kills the run with SIGKILL, when the task whose name ends with KILL_BEFORE begins, or KILL_AFTER has ended well."""

from __future__ import annotations

import os
import signal
import typing as t

from ansible.plugins.callback import CallbackBase

DOCUMENTATION = """
name: kill
type: notification
short_description: Ends a run without a word
description: What a lost controller does to a play, for the integration tests.
"""


class CallbackModule(CallbackBase):
    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = "notification"
    CALLBACK_NAME = "kill"
    CALLBACK_NEEDS_ENABLED = True

    def v2_playbook_on_task_start(self, task: t.Any, is_conditional: bool) -> None:
        _kill(task, "KILL_BEFORE")

    def v2_playbook_on_handler_task_start(self, task: t.Any) -> None:
        _kill(task, "KILL_BEFORE")

    def v2_runner_on_ok(self, result: t.Any) -> None:
        # The public name came with ansible-core 2.19.
        _kill(result.task if hasattr(result, "task") else result._task, "KILL_AFTER")


def _kill(task: t.Any, when: str) -> None:
    name = os.environ.get(when)
    if name and task.get_name().endswith(name):
        os.kill(os.getpid(), signal.SIGKILL)
