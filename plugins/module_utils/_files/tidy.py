# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Private to this collection: it may change in any release.
"""What is done after a set is in use: what fails here stops nothing, and is tried again."""

from __future__ import annotations

import contextlib
import typing as t

from .._core.errors import FilesError
from .attributes import Port


@contextlib.contextmanager
def tidying(port: Port) -> t.Iterator[None]:
    """Turn a failure into a warning."""
    try:
        yield
    except OSError as error:
        port.warn(
            f"{error.filename} could not be tidied ({error.strerror}); what is in use is complete, and a later run tries again."
        )
    except FilesError as error:
        port.warn(f"Not tidied: {error} What is in use is complete, and a later run tries again.")
