# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
name: pending_days
short_description: For how many days an order has been pending
version_added: 0.1.0
author:
  - certops.digicert contributors (@certops)
description:
  - Tells how old the order is that a result of M(certops.digicert.digicert_client_cert) waits for. Since when a reissue or a revocation
    is pending is not known, because CertCentral dates orders only.
positional: _input
options:
  _input:
    description: The result of M(certops.digicert.digicert_client_cert).
    type: dict
    required: true
  today:
    description: The date that counts, V(YYYY-MM-DD). The default is CertCentral's, where the result tells it, or that of the controller.
    type: str
seealso:
  - module: certops.digicert.digicert_client_cert
"""

EXAMPLES = r"""
- name: Keep the certificate of a program
  certops.digicert.digicert_client_cert:
    alternative_order_id: billing-service
    product: client_authentication_plus
    common_name: billing.example.com
    emails: [billing@example.com]
    organization: {id: 501}
    order_validity: {years: 1}
  register: billing

- name: Call for help when nobody approves it
  ansible.builtin.debug:
    msg: "{{ billing.pending.hint }}"
  when: (billing | certops.digicert.pending_days or 0) > 7
"""

RETURN = r"""
_value:
  description: Days; V(null) where nothing is pending, and where CertCentral does not tell since when.
  type: int
"""

import datetime
import typing as t

from ..module_utils._core import pending
from ..module_utils._report import read
from ..module_utils._report.reader import Reader, mapping
from ..plugin_utils._filters import no_traceback


def pending_days(result: t.Any, today: t.Any = None) -> t.Optional[int]:
    """Return what DOCUMENTATION says."""
    known = Reader("result", mapping(result, "result"))
    waits, order = known.mapping("pending"), known.mapping("order")
    reissue = waits.integer("order_id") == order.integer("id") and order.date("valid_till") is not None
    created = pending.since(waits.date("date_created"), waits.text("status"), reissue)
    if created is None:
        return None
    day = read.today(today, [order.values]) or datetime.datetime.now(datetime.timezone.utc).date()
    return (day - created).days


class FilterModule:
    """What Ansible looks for."""

    def filters(self) -> t.Mapping[str, t.Callable[..., t.Any]]:
        return {"pending_days": no_traceback("pending_days", pending_days)}
