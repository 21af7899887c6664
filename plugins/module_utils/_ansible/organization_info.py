# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Private to this collection: it may change in any release.
"""The work of ``digicert_organization_info``."""

from __future__ import annotations

import typing as t

from .._core.catalog import organization_dict
from .._engine import catalog
from .._schema.selection import check_options
from .options import Spec
from .shell import ApiModule, Session, Shell

SPEC: Spec = {"organization_id": {"type": "int"}, "name": {"type": "str"}}


def work(module: Shell, session: Session) -> dict[str, t.Any]:
    """Return ``organizations``. Raises ``DigicertError``."""
    check_options(module.params)
    found = catalog.organizations(session.client, module.params["organization_id"], module.params["name"])
    today = session.client.today()
    return {"organizations": [organization_dict(organization, today) for organization in found]}


MODULE = ApiModule(SPEC, work)
