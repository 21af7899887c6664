# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Private to this collection: it may change in any release.
"""The certificates that variables of the role ``client_cert`` declare, without what a report must not know."""

from __future__ import annotations

import typing as t

from .._core import search
from .reader import Reader, Unusable, readers


def declared_certs(
    certificates: t.Any, directory: t.Optional[str], emails: t.Sequence[str] = ()
) -> list[dict[str, t.Any]]:
    """Return for each item of ``client_cert_certificates`` what identifies it, and where the role places it.

    Without a directory of its own an item lies below *directory*. With *emails* only items for one of these addresses are
    returned, as a search finds them. Raises ``Unusable``, also where one is no address.
    """
    for email in emails:
        if search.address(email) is None:
            raise Unusable(f"{email!r} is no e-mail address; give one, such as robin.park@example.com.")
    found = [_declared(item, directory) for item in readers(certificates, "client_cert_certificates")]
    return [item for item in found if not emails or any(_for_address(item, email) for email in emails)]


def _for_address(item: t.Mapping[str, t.Any], email: str) -> bool:
    return any(search.same(shown, email) for shown in (*item["emails"], item["common_name"] or ""))


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
        "emails": _texts(certificate, "emails"),
        "state": certificate.choice("state", ("present", "absent"), "present"),
        "renew": certificate.choice("renew", ("when_due", "never", "now"), "when_due"),
        "renew_before_days": _or(certificate.integer("renew_before_days"), 30),
    }


def _texts(one: Reader, key: str) -> list[str]:
    """Return a list; a text is one as well, with commas between, as it is for Ansible."""
    given = one.values.get(key)
    return (
        [part.strip() for part in given.split(",") if part.strip()] if isinstance(given, str) else list(one.texts(key))
    )


def _below(directory: t.Optional[str], name: str) -> t.Optional[str]:
    return None if directory is None else f"{directory.rstrip('/')}/{name}"


def _or(value: t.Optional[int], default: int) -> int:
    return default if value is None else value
