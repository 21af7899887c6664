# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Private to this collection: it may change in any release.
"""Warnings about options that are legal but do not do what one might think."""

from __future__ import annotations

import typing as t

from .model import Desired
from .products import PRODUCTS, PUBLIC_SMIME_MAX_DAYS

_CARD_PAYMENT = ("card", "profile")


def on_options(desired: Desired) -> t.Iterator[str]:
    """Yield one sentence per option that the product ignores or cannot fulfil."""
    if desired.state == "absent":
        return
    product = PRODUCTS[desired.product]
    if desired.organization_units and product.public_smime:
        yield f"organization_units is ignored by CertCentral for product {product.name_id}: public S/MIME certificates carry none."
    if desired.common_name_indicator and product.mailbox:
        yield f"common_name_indicator is ignored by CertCentral for product {product.name_id}: the first address is the common name."
    if desired.vat_number and desired.payment_method not in _CARD_PAYMENT:
        yield "vat_number is used by CertCentral for payment_method card and profile only."
    if desired.credit_card and desired.payment_method != "card":
        yield "credit_card is used for payment_method card only; it is not sent."
    if product.public_smime and _days(desired) > PUBLIC_SMIME_MAX_DAYS:
        yield (
            f"order_validity asks for more than {PUBLIC_SMIME_MAX_DAYS} days, the limit for public S/MIME certificates: "
            "CertCentral refuses or shortens it."
        )


def _days(desired: Desired) -> int:
    """Return the validity asked for in days; a fixed date is left to CertCentral to judge."""
    validity = desired.order_validity
    return int(validity.get("days", validity.get("years", 0) * 365))
