# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A callback that writes every task result as one line of JSON to the file that RECORD_FILE names, beside the usual output."""

from __future__ import annotations

import json
import os
import pathlib
import typing as t

from ansible.plugins.callback import CallbackBase

DOCUMENTATION = """
name: record
type: notification
short_description: Records results for the integration tests
description: One line of JSON per task result.
"""


class CallbackModule(CallbackBase):
    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = "notification"
    CALLBACK_NAME = "record"
    CALLBACK_NEEDS_ENABLED = True

    def v2_runner_on_ok(self, result: t.Any) -> None:
        self._record("ok", result)

    def v2_runner_on_failed(self, result: t.Any, ignore_errors: bool = False) -> None:
        self._record("failed", result)

    def v2_runner_on_skipped(self, result: t.Any) -> None:
        self._record("skipped", result)

    def v2_runner_on_unreachable(self, result: t.Any) -> None:
        self._record("unreachable", result)

    def v2_runner_item_on_ok(self, result: t.Any) -> None:
        self._record("ok", result)

    def v2_runner_item_on_failed(self, result: t.Any) -> None:
        self._record("failed", result)

    def v2_runner_item_on_skipped(self, result: t.Any) -> None:
        self._record("skipped", result)

    def _record(self, status: str, result: t.Any) -> None:
        # The public names came with ansible-core 2.19.
        task = result.task if hasattr(result, "task") else result._task
        values = result.result if hasattr(result, "result") else result._result
        host = result.host if hasattr(result, "host") else result._host
        row = {"host": host.name, "name": task.get_name(), "action": task.action, "status": status, "result": values}
        with pathlib.Path(os.environ["RECORD_FILE"]).open("a", encoding="utf-8") as record:
            record.write(json.dumps(row, default=str) + "\n")
