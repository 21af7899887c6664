# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Files of the sandbox's own: private, and never somewhere else by a link that lies in their place."""

import os
import stat
from pathlib import Path


def open_own(path: Path) -> int:
    """Return a descriptor of a regular file, whole as it is; made with mode 0600 if missing. Raises OSError."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC, 0o600)
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise OSError(f"{path} is not a regular file")
    return descriptor


def write_own(path: Path, content: bytes) -> None:
    """Put content into a file in place of what is there. Raises OSError."""
    with os.fdopen(open_own(path), "wb") as file:
        file.truncate()
        file.write(content)
