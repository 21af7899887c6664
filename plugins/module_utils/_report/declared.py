# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Private to this collection: it may change in any release.
"""The certificates that variables of the role ``client_cert`` declare, without what a report must not know."""

from __future__ import annotations

import typing as t

from .reader import Reader, readers


def declared_certs(certificates: t.Any, directory: t.Optional[str]) -> list[dict[str, t.Any]]:
    """Return for each item of ``client_cert_certificates`` what identifies it, and where the role places it.

    Without a directory of its own an item lies below *directory*. Raises ``Unusable``.
    """
    return [_declared(item, directory) for item in readers(certificates, "client_cert_certificates")]


def _declared(item: Reader, directory: t.Optional[str]) -> dict[str, t.Any]:
    certificate = item.mapping("certificate")
    identity = certificate.needed("alternative_order_id")
    name = item.text("name") or identity
    return {
        "name": name,
        "directory": item.text("directory") or _below(directory, name),
        "alternative_order_id": identity,
        "unique_order_ids": certificate.boolean("unique_order_ids"),
        "product": certificate.text("product") or certificate.text("client_certificate_id"),
        "common_name": certificate.text("common_name"),
        "emails": list(certificate.texts("emails")),
        "state": certificate.choice("state", ("present", "absent"), "present"),
        "renew": certificate.choice("renew", ("when_due", "never", "now"), "when_due"),
        "renew_before_days": _or(certificate.integer("renew_before_days"), 30),
    }


def _below(directory: t.Optional[str], name: str) -> t.Optional[str]:
    return None if directory is None else f"{directory.rstrip('/')}/{name}"


def _or(value: t.Optional[int], default: int) -> int:
    return default if value is None else value
