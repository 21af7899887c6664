# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Private to this collection: it may change in any release.
"""Certificates that several hosts declare. Each would have it reissued for its own key, in every run, for ever."""

from __future__ import annotations

import typing as t

#: ``alternative_order_id`` and ``state``.
Declaration = tuple[str, str]


def shared(declared: t.Mapping[str, t.Iterable[Declaration]]) -> dict[str, list[str]]:
    """Return the identities that more than one host declares, in lower case, each with its hosts.

    Whether CertCentral tells letter cases apart is not documented. Where every host declares it absent, they agree.
    """
    hosts: dict[str, list[str]] = {}
    wanted: set[str] = set()
    for host, declarations in declared.items():
        for identity, state in declarations:
            known = hosts.setdefault(identity.lower(), [])
            known += [] if host in known else [host]
            wanted |= set() if state == "absent" else {identity.lower()}
    return {identity: known for identity, known in hosts.items() if len(known) > 1 and identity in wanted}
