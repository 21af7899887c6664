# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Private to this collection: it may change in any release.
"""What the current order holds differently from what the task declares. Only declared options are compared."""

from __future__ import annotations

import typing as t

from .addresses import comparable
from .model import Desired, Difference, Order
from .products import PRODUCTS


def _emails(desired: Desired, order: Order) -> t.Optional[Difference]:
    wanted, found = [comparable(a) for a in desired.emails], [comparable(a) for a in order.emails]
    same = set(wanted) == set(found)
    if same and PRODUCTS[desired.product].mailbox:
        # The first address becomes the common name; the answer may list them in another order.
        name = comparable(order.common_name or "")
        same = wanted[0] == (name if name in found else found[0])
    return None if same else Difference("emails", list(order.emails), list(desired.emails))


def differences(desired: Desired, order: Order) -> tuple[Difference, ...]:
    """Return the differences, in the order of the documentation; a field that the answer lacks is not one."""
    product = PRODUCTS[desired.product]
    found: list[t.Optional[Difference]] = []

    def compare(option: str, before: t.Any, after: t.Any) -> None:
        if after is not None and before is not None and before != after:
            found.append(Difference(option, before, after))

    compare("product", order.product, desired.product)
    if not product.mailbox:
        compare("common_name", order.common_name, desired.common_name)
    if order.emails:
        found.append(_emails(desired, order))
    compare("organization.id", order.organization_id, desired.organization.get("id"))
    compare("container.id", order.container_id, desired.container.get("id"))
    compare("signature_hash", order.signature_hash, desired.signature_hash)
    if desired.organization_units and not product.public_smime and order.organization_units is not None:
        compare("organization_units", sorted(order.organization_units), sorted(desired.organization_units))
    compare("ca_cert_id", order.ca_cert_id, desired.ca_cert_id)
    compare("csr", order.public_key, desired.public_key)
    if order.custom_fields is not None:
        for field in desired.custom_fields:
            identifier, after = field["metadata_id"], field["value"]
            before = order.custom_fields.get(identifier)
            if before != after:
                found.append(Difference(f"custom_fields.{identifier}", before, after))
    return tuple(difference for difference in found if difference is not None)
