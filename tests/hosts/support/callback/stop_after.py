# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A callback that kills ansible-playbook, as nobody can catch it, after the number of tasks that STOP_AFTER says."""

from __future__ import annotations

import os
import signal
import sys
import typing as t

from ansible.plugins.callback import CallbackBase

DOCUMENTATION = """
name: stop_after
type: notification
short_description: Kills the run
description:
  - Tasks that were skipped, or that the controller does by itself, do not count.
  - The last line on standard error is the name of the last task.
"""


# They do nothing on a host: a run that is stopped after one of them left what the task before it left.
_ON_CONTROLLER = ("assert", "debug", "fail", "include_role", "include_tasks", "set_fact", "validate_argument_spec")


class CallbackModule(CallbackBase):
    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = "notification"
    CALLBACK_NAME = "stop_after"
    CALLBACK_NEEDS_ENABLED = True

    def __init__(self) -> None:
        super().__init__()
        self._left = int(os.environ["STOP_AFTER"])

    # The public name came with ansible-core 2.19.
    def v2_runner_on_ok(self, result: t.Any) -> None:
        task = result.task if hasattr(result, "task") else result._task
        if task.action.rpartition(".")[2] in _ON_CONTROLLER:
            return
        self._left -= 1
        if not self._left:
            sys.stderr.write(f"{task.get_name()}\n")
            sys.stderr.flush()
            os.kill(os.getpid(), signal.SIGKILL)
