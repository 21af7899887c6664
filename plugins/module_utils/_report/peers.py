# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Private to this collection: it may change in any release.
"""What hosts declare, read from their variables, as far as these can be known before their turn."""

from __future__ import annotations

import collections.abc
import typing as t

from .._core.peers import Declaration


def declarations(variables: t.Any, host: str) -> list[Declaration]:
    """Return what *host* declares: what the role noted for it, or else what the inventory says.

    Whatever cannot be read is left out: another host's mistake, or a fact of it that is not there yet, is not this host's.
    """
    try:
        known = variables[host]
        noted = known.get("client_cert_declared")
        given = [{"certificate": dict(zip(("alternative_order_id", "state"), one))} for one in noted or ()]
        given = (
            given or known.get("client_cert_certificates") or [{"certificate": known.get("client_cert_certificate")}]
        )
        found = [_declaration(item) for item in given]
    except Exception:  # what a template of another host raises is nobody's list
        return []
    return [one for one in found if one is not None]


def _declaration(item: t.Any) -> t.Optional[Declaration]:
    try:
        certificate = item["certificate"]
        identity, state = certificate["alternative_order_id"], certificate.get("state") or "present"
    except Exception:  # the same
        return None
    # ansible-core 2.18 and older leave a template as it is where a variable is missing.
    known = isinstance(identity, str) and isinstance(certificate, collections.abc.Mapping) and "{{" not in identity
    return (str(identity), str(state)) if known and identity else None
