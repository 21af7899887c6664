# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A callback for the demonstration: it tells what the plays say, and what failed, and nothing else.

Needs ansible-core 2.19 or newer, which `make demo` installs.
"""

from __future__ import annotations

import textwrap
import typing as t

from ansible import constants
from ansible.plugins.callback import CallbackBase

DOCUMENTATION = """
name: story
type: stdout
short_description: Shows play names, messages and failures
description: The messages of debug tasks are the story, everything else is left out.
"""

WIDTH = 110


class CallbackModule(CallbackBase):
    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = "stdout"
    CALLBACK_NAME = "story"

    def v2_playbook_on_play_start(self, play: t.Any) -> None:
        self._display.display(f"\n{play.get_name()}", color=constants.COLOR_HIGHLIGHT)

    def v2_runner_on_ok(self, result: t.Any) -> None:
        if "results" not in result.result:
            self._tell(result)

    def v2_runner_item_on_ok(self, result: t.Any) -> None:
        self._tell(result)

    def v2_runner_on_failed(self, result: t.Any, ignore_errors: bool = False) -> None:
        # A loop was told item by item.
        if not ignore_errors and "results" not in result.result:
            self._complain(result)

    def v2_runner_item_on_failed(self, result: t.Any) -> None:
        self._complain(result)

    def v2_runner_on_unreachable(self, result: t.Any) -> None:
        self._complain(result)

    def _tell(self, result: t.Any) -> None:
        if result.task.action != "ansible.builtin.debug":
            return
        said = result.result.get("msg", "")
        for line in said if isinstance(said, list) else [said]:
            self._display.display(_wrapped(str(line)))

    def _complain(self, result: t.Any) -> None:
        said = [result.task.get_name(), result.result.get("msg"), result.result.get("stderr")]
        text = ": ".join(str(part).strip() for part in said if part)
        self._display.display(_wrapped("FAILED. " + text), color=constants.COLOR_ERROR)


def _wrapped(line: str) -> str:
    return textwrap.fill(line, WIDTH, initial_indent="   - ", subsequent_indent="     ", break_long_words=False)
