# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Private to this collection: it may change in any release.
"""A module that talks to CertCentral: it gets a client, and its result counts the requests."""

from __future__ import annotations

import typing as t

from .. import _deps
from .._api.client import Client
from .._api.transport import Transport
from .._schema.connection import parse_connection
from . import boundary, options, secrets
from .boundary import Result

if t.TYPE_CHECKING:
    from ansible.module_utils.basic import AnsibleModule

VERSION = "0.1.0"

_LOOK = "Look at the order in CertCentral before you run it again, and report this fault."


def run(spec: options.Spec, work: t.Callable[[AnsibleModule, Client], Result], **constraints: t.Any) -> None:
    """Run a module: *work* gets the module and a client and returns the result. Never returns.

    *work* reads ``params`` and ``check_mode`` and may ``warn``; it reports failure by raising ``DigicertError``.
    """
    module = boundary.start(argument_spec={**options.CONNECTION, **spec}, **constraints)
    secrets.spare_the_result(module)
    clients: list[Client] = []

    def talk() -> Result:
        connection = parse_connection(module.params)
        for warning in connection.warnings:
            module.warn(warning)
        clients.append(Client(Transport(connection, user_agent=f"certops.digicert/{VERSION}")))
        return work(module, clients[0])

    failed, result = boundary.outcome(talk, _deps.LIBRARIES, _LOOK)
    if clients:
        result["api_calls"] = clients[0].api_calls
    boundary.end(module, failed, result)
