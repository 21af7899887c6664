# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A callback that runs the command MEANWHILE_COMMAND when the task whose name ends with MEANWHILE_BEFORE begins."""

from __future__ import annotations

import os
import shlex
import subprocess
import typing as t

from ansible.plugins.callback import CallbackBase

DOCUMENTATION = """
name: meanwhile
type: notification
short_description: Does something between two tasks
description: What another run does at the worst moment, for the integration tests.
"""


class CallbackModule(CallbackBase):
    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = "notification"
    CALLBACK_NAME = "meanwhile"
    CALLBACK_NEEDS_ENABLED = True

    def v2_playbook_on_task_start(self, task: t.Any, is_conditional: bool) -> None:
        if task.get_name().endswith(os.environ["MEANWHILE_BEFORE"]):
            subprocess.run(shlex.split(os.environ["MEANWHILE_COMMAND"]), check=True)
