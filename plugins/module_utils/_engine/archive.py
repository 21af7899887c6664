# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Private to this collection: it may change in any release.
"""What the engine tells the memory, and asks it. The memory saves reads and decides nothing: before any write CertCentral is asked."""

from __future__ import annotations

import time
import typing as t

from .._core.model import Intent, Order
from .._core.remembered import Remembered


class Archive(t.Protocol):
    """The memory, as far as the engine knows it; see ``_memory``. Nothing in it can fail a run."""

    def now(self) -> float:
        """Return the time of this machine, in seconds since 1970."""

    def recall(self, names: t.Collection[str]) -> dict[str, Remembered]:
        """Return what is remembered of these identities."""

    def keep(self, alternative_order_id: str, remembered: Remembered) -> None:
        """Remember the order of an identity that was found as declared."""

    def forget(self, alternative_order_id: t.Optional[str], order_ids: t.Collection[int]) -> None:
        """Forget an identity and orders, which are about to change; without either, all of them."""

    def bundle(self, certificate_id: int) -> t.Optional[str]:
        """Return the text that was downloaded for a certificate and found to be the right one."""

    def keep_bundle(self, certificate_id: int, text: str) -> None:
        """Keep the text of a certificate for good."""

    def listed(self, product: str, max_age: float) -> t.Optional[dict[int, Order]]:
        """Return the rows of the list of orders of a product by order id, where it was read within *max_age* seconds."""

    def keep_list(self, product: str, rows: t.Mapping[int, Order], read_at: float) -> None:
        """Keep the list of orders of a product in place of the one before."""

    def intend(self, alternative_order_id: str, known_before: t.Iterable[int], looked_at: float) -> bool:
        """Note that an order is about to be sent for an identity, which was looked up at *looked_at*.

        ``False``: another run has sent one since then, or its order may still be on its way; none may be sent.
        """

    def restart(self, alternative_order_id: str) -> None:
        """Let a purchase count from now: it was noted before the clock was set back."""

    def intent(self, alternative_order_id: str) -> t.Optional[Intent]:
        """Return the purchase of which nobody noted how it ended."""

    def came_true(self, alternative_order_id: str) -> None:
        """Note that it is known how the purchase ended."""

    def ahead(self) -> float:
        """Return by how many seconds CertCentral's clock was ahead of this machine's when it was seen last."""

    def keep_ahead(self, seconds: float) -> None:
        """Keep by how many seconds CertCentral's clock is ahead."""


class _Forgetful:
    """No memory at all."""

    def now(self) -> float:
        return time.time()

    def recall(self, names: t.Collection[str]) -> dict[str, Remembered]:
        return {}

    def keep(self, alternative_order_id: str, remembered: Remembered) -> None:
        pass

    def forget(self, alternative_order_id: t.Optional[str], order_ids: t.Collection[int]) -> None:
        pass

    def bundle(self, certificate_id: int) -> t.Optional[str]:
        return None

    def keep_bundle(self, certificate_id: int, text: str) -> None:
        pass

    def listed(self, product: str, max_age: float) -> t.Optional[dict[int, Order]]:
        return None

    def keep_list(self, product: str, rows: t.Mapping[int, Order], read_at: float) -> None:
        pass

    def intend(self, alternative_order_id: str, known_before: t.Iterable[int], looked_at: float) -> bool:
        return True

    def restart(self, alternative_order_id: str) -> None:
        pass

    def intent(self, alternative_order_id: str) -> t.Optional[Intent]:
        return None

    def came_true(self, alternative_order_id: str) -> None:
        pass

    def ahead(self) -> float:
        return 0.0

    def keep_ahead(self, seconds: float) -> None:
        pass


FORGETFUL: Archive = _Forgetful()
