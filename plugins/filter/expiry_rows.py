# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
name: expiry_rows
short_description: One row per certificate from orders and from what hosts hold
version_added: 0.1.0
author:
  - certops.digicert contributors (@certops)
description:
  - Puts together what CertCentral says and what hosts hold, one row for each certificate that is declared and one for each live
    order that nothing declares. Of several generations of a certificate the one that should be in use makes the row. A certificate
    that is declared absent has a row only while an order of it lives.
  - The most urgent rows come first.
positional: _input
options:
  _input:
    description: Orders, as RV(certops.digicert.digicert_client_cert_info#module:certificates) has them.
    type: list
    elements: dict
    required: true
  held:
    description:
      - The results of a task that read the certificates of the hosts, one for each certificate and host. Each has O(ignore:host), the
        name of the host, and O(ignore:item), an entry of P(certops.digicert.declared_certs#filter).
      - The task is M(certops.digicert.client_cert_files_info), or another one that returns C(serial_number) and C(not_after). A
        serial number is a number, or a text in hexadecimal.
      - Without it every order counts as undeclared.
    type: list
    elements: dict
    default: []
  today:
    description:
      - The date that the rows are true for, V(YYYY-MM-DD).
      - The default is CertCentral's own date in UTC, as the orders tell it, or that of the controller where no order tells.
    type: str
  soon_days:
    description: A renewal that is due within this many days is V(soon).
    type: int
    default: 30
  renew_before_days:
    description: Days before the end from which the renewal of an order that nothing declares counts as due.
    type: int
    default: 30
seealso:
  - plugin: certops.digicert.declared_certs
    plugin_type: filter
  - plugin: certops.digicert.expiry_report
    plugin_type: filter
"""

EXAMPLES = r"""
- name: Read all orders of the account
  certops.digicert.digicert_client_cert_info:
  register: all_orders

- name: Say what is due
  ansible.builtin.debug:
    msg: "{{ item.name }} ends on {{ item.valid_till }}"
  loop: "{{ all_orders.certificates | certops.digicert.expiry_rows(soon_days=60) | selectattr('level', 'in', ['due', 'soon']) }}"
  loop_control:
    label: "{{ item.name }}"
"""

RETURN = r"""
_value:
  description: The rows, the most urgent first.
  type: list
  elements: dict
  contains:
    level:
      description:
        - V(expired), the certificate, or the one that a host still holds, has ended; V(missing), declared, and no live order; V(due),
          the renewal is due; V(not_in_place), issued, and a host that declares it holds another one or none; V(pending), ordered, and
          not issued yet; V(soon), the renewal is due soon; V(good), nothing to do.
      type: str
    name:
      description: Name of the certificate; common name, address or number of the order where nothing declares it.
      type: str
    alternative_order_id:
      description: Name of the certificate in CertCentral.
      type: str
    product:
      description: Product identifier.
      type: str
    common_name:
      description: Common name.
      type: str
    emails:
      description: E-mail addresses.
      type: list
      elements: str
    order_id:
      description: ID of the order that the dates are of.
      type: int
    status:
      description: Its status.
      type: str
    valid_from:
      description: First day of the certificate's validity, V(YYYY-MM-DD).
      type: str
    valid_till:
      description: Last day of the certificate's validity.
      type: str
    days_remaining:
      description: Days until then.
      type: int
    renewal_due_on:
      description: First day on which the renewal is due.
      type: str
    serial_number:
      description: Serial number, hexadecimal.
      type: str
    hosts:
      description:
        - The hosts that declare it, each with RV(ignore:host), RV(ignore:state), RV(ignore:serial_number) and RV(ignore:not_after).
        - The state is V(current), V(other), V(none) or V(unknown).
      type: list
      elements: dict
    live_orders:
      description: IDs of the orders that are issued and valid, or can still become issued; the newest first.
      type: list
      elements: int
    remark:
      description: What else there is to say.
      type: str
"""

import datetime
import typing as t

from ..module_utils._core.expiry import Policy, rows
from ..module_utils._report import plain, read
from ..module_utils._report.reader import Reader, elements
from ..plugin_utils._filters import no_traceback


def expiry_rows(
    orders: t.Any, held: t.Any = (), today: t.Any = None, soon_days: t.Any = 30, renew_before_days: t.Any = 30
) -> list[dict[str, t.Any]]:
    """Return what DOCUMENTATION says."""
    options = Reader("expiry_rows", {"soon_days": soon_days, "renew_before_days": renew_before_days})
    # Once: another filter may make them one by one.
    orders = elements(orders, "orders")
    policy = Policy(options.integer("soon_days") or 0, options.integer("renew_before_days") or 0)
    day = read.today(today, orders) or datetime.datetime.now(datetime.timezone.utc).date()
    return [plain.row_dict(row) for row in rows(read.orders(orders), read.held(held), day, policy)]


class FilterModule:
    """What Ansible looks for."""

    def filters(self) -> t.Mapping[str, t.Callable[..., t.Any]]:
        return {"expiry_rows": no_traceback("expiry_rows", expiry_rows)}
