# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A connection that is not called local: it writes the name of the host down, for the integration tests to see who used it."""

from __future__ import annotations

import os
import pathlib
import typing as t

from ansible.plugins.connection.local import Connection as Local

DOCUMENTATION = """
name: elsewhere
short_description: This machine under other names
description: Reaches this machine, and notes the host that was asked for in the file that CONNECTED_FILE names.
extends_documentation_fragment:
  - connection_pipelining
"""


class Connection(Local):
    transport = "elsewhere"

    def exec_command(self, *arguments: t.Any, **more: t.Any) -> t.Any:
        with pathlib.Path(os.environ["CONNECTED_FILE"]).open("a", encoding="utf-8") as log:
            log.write(f"{self._play_context.remote_addr}\n")
        return super().exec_command(*arguments, **more)
