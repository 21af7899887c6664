# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Private to this collection: it may change in any release.
"""Read the organizations and client products of the account."""

from __future__ import annotations

import typing as t

from .._api.client import Client
from .._core.catalog import OfferedProduct, Organization
from .._core.errors import Refused
from .._core.products import PRODUCTS
from .._schema import read
from .._schema.catalog import parse_organization, parse_product


def organizations(
    client: Client, organization_id: t.Optional[int] = None, name: t.Optional[str] = None
) -> tuple[Organization, ...]:
    """Return the organizations with this id and name, or all of them, by id. Names compare without case."""
    search = name if organization_id is None else str(organization_id)
    parsed = (parse_organization(row) for row in client.organizations(search))
    found = {
        organization.id: organization
        for organization in parsed
        if organization is not None
        and organization_id in (None, organization.id)
        and (name is None or (organization.name or "").casefold() == name.casefold())
    }
    return tuple(found[key] for key in sorted(found))


def products(client: Client, name_id: t.Optional[str] = None) -> tuple[OfferedProduct, ...]:
    """Return the client products that are enabled, or the one asked for; one that is not enabled is not there."""
    rows = read.rows(client.products().get("products")) if name_id is None else _one(client, name_id)
    found = {product.name_id: product for product in map(parse_product, rows) if product is not None}
    wanted = PRODUCTS if name_id is None else (name_id,)
    return tuple(found[name] for name in wanted if name in found)


def _one(client: Client, name_id: str) -> tuple[t.Mapping[str, read.Json], ...]:
    try:
        return (client.product(name_id),)
    except Refused as refusal:
        if refusal.status == 404 and not refusal.has_code("not_found|route"):
            return ()
        raise
