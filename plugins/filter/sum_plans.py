# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
name: sum_plans
short_description: The plans of many hosts as one, and whether it may be carried out
version_added: 0.1.0
author:
  - certops.digicert contributors (@certops)
description:
  - Puts together what M(certops.digicert.client_certs) planned for each host, with one digest and one sum over all of them, and says whether limits
    refuse it. The playbook C(converge) uses it before anything is written anywhere.
  - A host without a plan, since it is away or its declaration is faulty, is named. It is another plan without it, so that another digest stands for it.
positional: _input
options:
  _input:
    description:
      - The results of M(certops.digicert.client_certs), each with the name of its host as C(host). One that has no C(plan_digest) could not be planned,
        and C(msg) says why.
    type: list
    elements: dict
    required: true
  max_purchases:
    description: As O(certops.digicert.digicert_client_certs#module:max_purchases), for all hosts together.
    type: int
  max_revocations:
    description: As O(certops.digicert.digicert_client_certs#module:max_revocations), for all hosts together.
    type: int
  max_cost:
    description: As O(certops.digicert.digicert_client_certs#module:max_cost), for all hosts together.
    type: float
  expected_plan:
    description: The RV(ignore:plan_digest) of the plan that was reviewed.
    type: str
seealso:
  - module: certops.digicert.client_certs
  - plugin: certops.digicert.plan_report
    plugin_type: filter
"""

EXAMPLES = r"""
- name: Plan
  certops.digicert.client_certs:
    certificates:
      - directory: /etc/pki/gateway
        certificate:
          alternative_order_id: "gateway-{{ inventory_hostname }}"
          product: client_authentication_plus
          common_name: gateway.example.com
          emails: [gateway@example.com]
          organization: {id: 1234567}
          order_validity: {years: 1}
  check_mode: true
  register: planned

- name: Refuse to buy more than ten certificates
  ansible.builtin.fail:
    msg: "{{ plan.refusal }}"
  vars:
    plan: "{{ [planned | combine({'host': inventory_hostname})] | certops.digicert.sum_plans(max_purchases=10) }}"
  when: plan.refusal is not none
"""

RETURN = r"""
_value:
  description: The plan of all hosts.
  type: dict
  contains:
    plan:
      description: As RV(certops.digicert.client_certs#module:plan), each entry with its C(host).
      type: list
      elements: dict
    results:
      description: What is planned for each certificate, with its C(host), without the certificate itself.
      type: list
      elements: dict
    hosts:
      description: The hosts that could not be planned, each with C(host) and C(msg).
      type: list
      elements: dict
    plan_digest:
      description: 64 hexadecimal digits that stand for the plan of all hosts.
      type: str
    summary:
      description: As RV(certops.digicert.client_certs#module:summary), over all hosts, with their number as C(hosts).
      type: dict
    refusal:
      description: Why the limits refuse the plan; V(null) where they let it through.
      type: str
"""

import typing as t

from ..module_utils._report import plans
from ..module_utils._report.reader import Reader
from ..plugin_utils._filters import no_traceback
from ..plugin_utils._plain import plain


def sum_plans(
    values: t.Any,
    max_purchases: t.Any = None,
    max_revocations: t.Any = None,
    max_cost: t.Any = None,
    expected_plan: t.Any = None,
) -> dict[str, t.Any]:
    """Return what DOCUMENTATION says."""
    given = {
        "max_purchases": max_purchases,
        "max_revocations": max_revocations,
        "max_cost": max_cost,
        "expected_plan": expected_plan,
    }
    limits = plans.read_limits(Reader("sum_plans", given))
    try:
        return plans.sum_plans(plain(values), limits)
    except (TypeError, RecursionError) as error:
        raise ValueError(f"the plans hold what is no data ({error})") from None


class FilterModule:
    """What Ansible looks for."""

    def filters(self) -> t.Mapping[str, t.Callable[..., t.Any]]:
        return {"sum_plans": no_traceback("sum_plans", sum_plans)}
