# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A process with some threads that send requests through one rate governor, as a fleet does; run as a program.

One JSON object on standard input says what to do, one on standard output what was done. On standard error there is a line when all is
ready (the next line of input, or its end, starts it) and one for each request as it goes out.
"""

from __future__ import annotations

import json
import sys
import threading
import time
import typing as t

from ansible_collections.certops.digicert.plugins.module_utils._api.governor import Governor
from ansible_collections.certops.digicert.plugins.module_utils._api.transport import Transport
from ansible_collections.certops.digicert.plugins.module_utils._core.connection import Connection
from ansible_collections.certops.digicert.plugins.module_utils._core.errors import DigicertError
from ansible_collections.certops.digicert.plugins.module_utils._core.quota import Window


class Watched(Governor):
    """A governor that writes down when a request may go out, by a clock that all processes share."""

    def __init__(self, *arguments: t.Any, **options: t.Any) -> None:
        super().__init__(*arguments, **options)
        self.turns: list[float] = []

    def admit(self, patience: t.Optional[float] = None) -> float:
        found = super().admit(patience)
        self.turns.append(time.monotonic())
        _tell("turn")
        return found


def _tell(word: str) -> None:
    sys.stderr.write(f"{word}\n")
    sys.stderr.flush()


def _failure(transport: Transport) -> list[str]:
    """Send a request, and return what went wrong."""
    try:
        transport.json("GET", "/user/me")
    except DigicertError as error:
        return [str(error)]
    return []


def main() -> None:
    """Send what standard input asks for."""
    wanted = json.loads(sys.stdin.readline())
    connection = Connection(loopback=True, **wanted["connection"])
    windows = tuple(Window(count, seconds) for count, seconds in wanted["windows"])
    warnings: list[str] = []
    governor = Watched(connection, warnings.append, windows)
    failed: list[str] = []

    def work() -> None:
        transport = Transport(connection, "certops.digicert/test", governor)
        for _number in range(wanted["requests"]):
            failed.extend(_failure(transport))

    threads = [threading.Thread(target=work) for _number in range(wanted["threads"])]
    _tell("ready")
    sys.stdin.readline()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    governor.close()
    json.dump({"turns": governor.turns, "warnings": warnings, "failed": failed}, sys.stdout)


if __name__ == "__main__":
    main()
