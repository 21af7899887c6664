# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Private to this collection: it may change in any release.
"""Since when an order has been pending, as far as CertCentral tells."""

from __future__ import annotations

import datetime
import typing as t

from . import status


def since(created: t.Optional[datetime.date], shown: t.Optional[str], reissue: bool) -> t.Optional[datetime.date]:
    """Return since when an order is pending that was *created* then and shows the status *shown*.

    ``None`` where that is not known: the day of a *reissue* is not told, only that of its order.
    """
    return None if reissue or shown in (status.ISSUED, status.REISSUE_PENDING) else created
