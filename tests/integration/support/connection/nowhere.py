# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The connection of a host that is switched off, for machines without an SSH client."""

from __future__ import annotations

import typing as t

from ansible.errors import AnsibleConnectionFailure
from ansible.plugins.connection import ConnectionBase

DOCUMENTATION = """
name: nowhere
short_description: Never connects
description: Every attempt ends as it does with a host that is switched off.
author: certops.digicert contributors (@certops)
"""


class Connection(ConnectionBase):
    transport = "nowhere"
    has_pipelining = True

    def _connect(self) -> t.NoReturn:
        raise AnsibleConnectionFailure("Failed to connect: no route to host")

    def exec_command(self, cmd: str, in_data: t.Optional[bytes] = None, sudoable: bool = True) -> t.NoReturn:
        self._connect()

    def put_file(self, in_path: str, out_path: str) -> t.NoReturn:
        self._connect()

    def fetch_file(self, in_path: str, out_path: str) -> t.NoReturn:
        self._connect()

    def close(self) -> None:
        return
