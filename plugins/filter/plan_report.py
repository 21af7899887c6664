# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
name: plan_report
short_description: The plan of a fleet, as table, Markdown, JSON or HTML page
version_added: 0.1.0
author:
  - certops.digicert contributors (@certops)
description:
  - Turns the result of M(certops.digicert.digicert_client_certs) into text for people, be it planned in check mode, carried out, or
    refused by a limit. It writes nothing.
  - The first line has the sums and the money. Then come the certificates that change, and no others, grouped by action, what waits and for whom, and what
    failed.
  - Whatever names and answers hold, it is shown and never acted upon, neither by a browser nor by a wiki.
positional: _input
options:
  _input:
    description: The result of M(certops.digicert.digicert_client_certs), or a list of such results, of several hosts or tasks.
    type: raw
    required: true
  format:
    description:
      - V(table) is aligned text, V(markdown) is for a merge request and folds long lists, V(json) is for other programs, V(html) is one page that needs nothing
        beside it.
    type: str
    choices: [table, markdown, json, html]
    default: table
  title:
    description: Title of the report.
    type: str
    default: Plan
seealso:
  - module: certops.digicert.digicert_client_certs
"""

EXAMPLES = r"""
- name: Plan
  certops.digicert.digicert_client_certs:
    certificates:
      - alternative_order_id: mail-robin-park
        product: secure_email_mailbox
        emails: [robin.park@example.com]
        usage_designation:
          primary_usage: signing
        order_validity:
          years: 1
    include_pem: false
  check_mode: true
  register: planned

- name: Show it
  ansible.builtin.debug:
    msg: "{{ (planned | certops.digicert.plan_report).splitlines() }}"

- name: Write it for a merge request
  ansible.builtin.copy:
    content: "{{ planned | certops.digicert.plan_report('markdown', title='Mail certificates') }}"
    dest: /var/lib/pipeline/plan.md
    mode: "0644"
"""

RETURN = r"""
_value:
  description: The report.
  type: str
"""

import typing as t

from ..module_utils._report.plan import read
from ..module_utils._report.plan_formats import PLAN_FORMATS
from ..module_utils._report.reader import Reader
from ..plugin_utils._filters import no_traceback


def plan_report(
    result: t.Any,
    format: t.Any = "table",  # noqa: A002 - what it is called in a playbook
    title: t.Any = "Plan",
) -> str:
    """Return what DOCUMENTATION says."""
    options = Reader("plan_report", {"format": format, "title": title})
    render = PLAN_FORMATS[options.choice("format", tuple(PLAN_FORMATS), "table")]
    return render(read(result, options.text("title") or ""))


class FilterModule:
    """What Ansible looks for."""

    def filters(self) -> t.Mapping[str, t.Callable[..., t.Any]]:
        return {"plan_report": no_traceback("plan_report", plan_report)}
