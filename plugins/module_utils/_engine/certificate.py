# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Private to this collection: it may change in any release.
"""Download the certificate of an issued order and make sure that it is the right one."""

from __future__ import annotations

import typing as t

from .._api.client import Client
from .._core.errors import Refused, WrongCertificate
from .._core.model import Certificate, Desired, Order
from .._x509 import bundle

#: In this order; clients of the field use only the second for client certificates [KF] [AZ].
_FORMATS = ("pem_all", "p7b")

#: CertCentral was seen to hand out the PEM of another certificate at times; asked again it is right [KF].
_PAUSES = (1.0, 3.0)


def download(
    client: Client, desired: Desired, order: Order, sleep: t.Callable[[float], None]
) -> t.Optional[Certificate]:
    """Return the certificate of *order*, or ``None`` while there is none to download although the order says ``issued``.

    Raises ``WrongCertificate`` when CertCentral keeps handing out one with another key.
    """
    if order.certificate_id is None:
        return None
    public_key = order.public_key or desired.public_key
    for pause in (*_PAUSES, None):
        text = _fetch(client, order.certificate_id)
        if text is None:
            return None
        try:
            return bundle.assemble(text, public_key, order.serial_number)
        except WrongCertificate:
            if pause is None:
                raise
            sleep(pause)
    raise AssertionError("the last pause is None, so the loop returned or raised")


def _fetch(client: Client, certificate_id: int) -> t.Optional[str]:
    """Return a bundle in the first format that is served, or ``None`` when none is yet [LEMUR] [INF]."""
    texts = (_one_format(client, certificate_id, format_type) for format_type in _FORMATS)
    return next((text for text in texts if text is not None), None)


def _one_format(client: Client, certificate_id: int, format_type: str) -> t.Optional[str]:
    try:
        return client.download(certificate_id, format_type)
    except Refused as refusal:
        if refusal.status in (401, 403, 429):
            raise
        return None
