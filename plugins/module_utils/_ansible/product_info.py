# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Private to this collection: it may change in any release.
"""The work of ``digicert_product_info``."""

from __future__ import annotations

import typing as t

from .._core.catalog import product_dict
from .._core.products import PRODUCTS
from .._engine import catalog
from .options import Spec
from .shell import ApiModule, Session, Shell

SPEC: Spec = {"product": {"type": "str", "choices": list(PRODUCTS)}}


def work(module: Shell, session: Session) -> dict[str, t.Any]:
    """Return ``products``. Raises ``DigicertError``."""
    return {
        "products": [product_dict(product) for product in catalog.products(session.client, module.params["product"])]
    }


MODULE = ApiModule(SPEC, work)
