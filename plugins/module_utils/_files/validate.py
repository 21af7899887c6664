# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Private to this collection: it may change in any release.
"""The command that has the last word on a switch."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import tempfile
import typing as t

from .._core.errors import FilesError

#: As much of the command's errors as a person reads.
_TOLD = 500


def validate(command: t.Sequence[str], seconds: int, in_use: str) -> None:
    """Run the command without a shell. Raises ``FilesError`` with the end of what it said unless it ends with 0 in time.

    *in_use* says what is in use then. What it started and left running does not count, and is ended only when it takes too long.
    """
    shown = " ".join(command)
    # Not a pipe: a daemon that it starts would hold that open.
    with tempfile.TemporaryFile() as said:
        try:
            process = subprocess.Popen(  # noqa: S603 - the operator's own command
                list(command),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=said,
                start_new_session=True,
            )
        except OSError as error:
            raise FilesError(
                f"The command '{shown}' of validate could not be started ({error.strerror}); {in_use}."
            ) from None
        try:
            code = process.wait(seconds)
        except subprocess.TimeoutExpired:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            raise FilesError(
                f"The command '{shown}' of validate did not end within {seconds} seconds and was killed; {in_use}; look why it waits, or "
                "give it more in validate_timeout."
            ) from None
        said.seek(0)
        told = " ".join(said.read().decode("utf-8", "replace").split())[-_TOLD:]
    if code:
        raise FilesError(
            f"The command '{shown}' of validate refused the new set with exit code {code}; {in_use}; it said: {told or 'nothing'}"
        )
