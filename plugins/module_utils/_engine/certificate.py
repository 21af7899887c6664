# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Private to this collection: it may change in any release.
"""Download the certificate of an issued order and make sure that it is the right one."""

from __future__ import annotations

import typing as t

from .._core.errors import WrongCertificate
from .._core.model import Certificate, Desired, Order
from .._x509 import bundle
from .reads import Reads

#: CertCentral was seen to hand out the PEM of another certificate at times; asked again it is right [KF].
_PAUSES = (1.0, 3.0)


def download(reads: Reads, desired: Desired, order: Order, sleep: t.Callable[[float], None]) -> t.Optional[Certificate]:
    """Return the certificate of *order*, or ``None`` while there is none to download although the order says ``issued``.

    It has the key and the serial number that the order shows; an order that shows neither has to hold the declared key.
    Raises ``WrongCertificate`` when CertCentral keeps handing out another one.
    """
    if order.certificate_id is None:
        return None
    public_key = order.public_key
    if public_key is None and order.serial_number is None:
        public_key = desired.public_key
    for pause in (*_PAUSES, None):
        text = reads.bundle(order.certificate_id)
        if text is None:
            return None
        try:
            found = bundle.assemble(text, public_key, order.serial_number)
        except WrongCertificate:
            reads.distrust_bundle(order.certificate_id)
            if pause is None:
                raise
            sleep(pause)
            continue
        reads.keep_bundle(order.certificate_id, text)
        return found
    raise AssertionError("the last pause is None, so the loop returned or raised")
