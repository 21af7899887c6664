# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Private to this collection: it may change in any release.
"""What the current order holds differently from what the task declares. Only declared options are compared.

A value that the order does not show is neither equal nor different: it is unseen.
"""

from __future__ import annotations

import dataclasses
import typing as t

from . import canonical
from .model import Desired, Difference, Order
from .products import PRODUCTS


@dataclasses.dataclass(frozen=True)
class Comparison:
    """What came of comparing."""

    differences: tuple[Difference, ...] = ()
    #: Declared options that the order does not show.
    unseen: tuple[str, ...] = ()


def compare(desired: Desired, order: Order) -> Comparison:
    """Compare *order* with what *desired* declares, in the order of the documentation."""
    rows = tuple(_rows(desired, order))
    return Comparison(
        tuple(Difference(option, before, after) for option, before, after, same in rows if same is False),
        tuple(option for option, _before, _after, same in rows if same is None),
    )


def differences(desired: Desired, order: Order) -> tuple[Difference, ...]:
    """Return the differences alone."""
    return compare(desired, order).differences


#: Option, what the order shows, what the task declares, and whether they are the same; ``None`` where it shows nothing.
_Row = tuple[str, t.Any, t.Any, t.Optional[bool]]


def _rows(desired: Desired, order: Order) -> t.Iterator[_Row]:
    """Yield what is compared: declared options only."""
    product = PRODUCTS[desired.product]
    yield _row("product", order.product, desired.product)
    if desired.common_name is not None and not product.mailbox:
        yield _row("common_name", order.common_name, desired.common_name, canonical.name)
    yield _emails(desired, order)
    if "id" in desired.organization:
        yield _row("organization.id", order.organization_id, desired.organization["id"])
    if "id" in desired.container:
        yield _row("container.id", order.container_id, desired.container["id"])
    if desired.signature_hash is not None:
        yield _row("signature_hash", order.signature_hash, desired.signature_hash, canonical.word)
    if desired.organization_units and not product.public_smime:
        units = None if order.organization_units is None else sorted(order.organization_units)
        yield _row("organization_units", units, sorted(desired.organization_units), canonical.names)
    if desired.ca_cert_id is not None:
        yield _row("ca_cert_id", order.ca_cert_id, desired.ca_cert_id, canonical.word)
    if desired.public_key is not None:
        yield _row("csr", order.public_key, desired.public_key)
    for field in desired.custom_fields:
        yield _field(field["metadata_id"], field["value"], order)


def _row(option: str, shown: t.Any, declared: t.Any, form: t.Callable[[t.Any], t.Any] = lambda value: value) -> _Row:
    """Compare two values in the form that *form* gives them."""
    return option, shown, declared, None if shown is None else form(shown) == form(declared)


def _emails(desired: Desired, order: Order) -> _Row:
    """Compare addresses as a set; the first one counts too where it becomes the common name."""
    shown, declared = list(order.emails), list(desired.emails)
    same: t.Optional[bool] = canonical.emails(shown) == canonical.emails(declared)
    if not shown:
        same = None
    elif same and PRODUCTS[desired.product].mailbox:
        # The answer may list them in another order: then the common name tells which one is the first.
        name = canonical.email(order.common_name or "")
        first = name if name in canonical.emails(shown) else canonical.email(shown[0])
        same = canonical.email(declared[0]) == first
    return "emails", shown, declared, same


def _field(metadata_id: int, declared: str, order: Order) -> _Row:
    """Compare one custom field. An order that shows its custom fields, and not this one, holds nothing in it."""
    shown = None if order.custom_fields is None else order.custom_fields.get(metadata_id)
    same = None if order.custom_fields is None else canonical.field(shown) == canonical.field(declared)
    return f"custom_fields.{metadata_id}", shown, declared, same
