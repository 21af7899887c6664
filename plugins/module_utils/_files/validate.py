# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Private to this collection: it may change in any release.
"""The command that has the last word on a switch."""

from __future__ import annotations

import subprocess
import typing as t

from .._core.errors import FilesError

#: As much of the command's errors as a person reads.
_TOLD = 500


def validate(command: t.Sequence[str]) -> None:
    """Run the command without a shell. Raises ``FilesError`` with the end of what it said unless it ends with 0."""
    shown = " ".join(command)
    try:
        done = subprocess.run(  # noqa: S603 - the operator's own command
            list(command), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False
        )
    except OSError as error:
        raise FilesError(
            f"The command '{shown}' of validate could not be started ({error.strerror}); the old set is in use."
        ) from None
    if done.returncode:
        told = " ".join(done.stderr.decode("utf-8", "replace").split())[-_TOLD:]
        raise FilesError(
            f"The command '{shown}' of validate refused the new set with exit code {done.returncode}; the old set is in use; "
            f"it said: {told or 'nothing'}"
        )
