# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A transport as the runner makes it, with its pauses recorded in place of slept."""

from __future__ import annotations

import dataclasses
import typing as t

from ansible_collections.certops.digicert.plugins.module_utils._api.client import Client
from ansible_collections.certops.digicert.plugins.module_utils._api.transport import Transport
from ansible_collections.certops.digicert.plugins.module_utils._core.connection import Connection

from .scripted import API_KEY, API_URL

if t.TYPE_CHECKING:
    from ansible_collections.certops.digicert.plugins.module_utils._api.governor import Governor

CONNECTION = Connection(api_key=API_KEY, api_url=API_URL)


@dataclasses.dataclass
class Api:
    """Transport and client over it; ``slept`` are the pauses in seconds."""

    transport: Transport
    client: Client
    slept: list[float]


def api(governor: t.Optional[Governor] = None, **options: t.Any) -> Api:
    """Return a transport with the connection *options* and no jitter."""
    slept: list[float] = []
    connection = dataclasses.replace(CONNECTION, **options)
    transport = Transport(connection, "certops.digicert/test", governor, sleep=slept.append, jitter=lambda: 0.5)
    return Api(transport, Client(transport), slept)
