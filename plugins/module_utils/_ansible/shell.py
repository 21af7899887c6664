# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Private to this collection: it may change in any release.
"""What a module is that talks to CertCentral, whether a process of its own or Ansible's own process does its work."""

from __future__ import annotations

import contextlib
import dataclasses
import typing as t

from .. import _deps
from .._api.client import Client
from .._api.governor import Governor
from .._api.transport import Transport
from .._core.errors import LOOK_AT_THE_ORDER
from .._engine import archive
from .._memory.archive import Archive
from .._schema.connection import parse_connection
from . import boundary, options
from .boundary import Result

VERSION = "0.1.0"


class Shell(t.Protocol):
    """All that the work of a module sees of Ansible."""

    @property
    def params(self) -> t.Mapping[str, t.Any]:
        """The options as Ansible has checked and filled them."""

    @property
    def check_mode(self) -> bool:
        """True when nothing may be written."""

    def warn(self, warning: str) -> None:
        """Show a warning with the result, without the secrets of the options."""

    def tell(self, line: str) -> None:
        """Show a line at once, where Ansible allows it; it holds nothing of the options."""


@dataclasses.dataclass(frozen=True)
class Session:
    """What the work of a module talks to: CertCentral, and what earlier runs read there."""

    client: Client
    archive: archive.Archive = archive.FORGETFUL


@dataclasses.dataclass(frozen=True)
class ApiModule:
    """One module: its options beside those of the connection, and its work.

    ``work`` gets the shell and a session and returns the result; it reports failure by raising ``DigicertError``. ``prepare`` gets the
    arguments before Ansible checks them and returns those to check. ``constraints`` are Ansible's, ``required_if`` for example.
    """

    spec: options.Spec
    work: t.Callable[[Shell, Session], Result]
    prepare: t.Callable[[dict[str, t.Any]], dict[str, t.Any]] = dict
    constraints: t.Mapping[str, t.Any] = dataclasses.field(default_factory=dict)

    @property
    def argument_spec(self) -> options.Spec:
        """Every option."""
        return {**options.CONNECTION, **self.spec}


def talk(module: ApiModule, shell: Shell) -> tuple[bool, Result]:
    """Do the work of *module*; return whether it failed, and the result with the requests that were sent."""
    clients: list[Client] = []

    # A module's process would end after that; Ansible's own goes on.
    with contextlib.ExitStack() as closing:

        def work() -> Result:
            connection = parse_connection(shell.params)
            for warning in connection.warnings:
                shell.warn(warning)
            memory = closing.enter_context(contextlib.closing(Archive(connection, shell.warn)))
            governor = closing.enter_context(contextlib.closing(Governor(connection, shell.warn)))
            client = Client(Transport(connection, f"certops.digicert/{VERSION}", governor))
            clients.append(closing.enter_context(contextlib.closing(client)))
            return module.work(shell, Session(client, memory))

        failed, result = boundary.outcome(work, _deps.LIBRARIES, LOOK_AT_THE_ORDER)
    for client in clients:
        result["api_calls"] = client.api_calls
    return failed, result
