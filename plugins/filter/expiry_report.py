# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
name: expiry_report
short_description: What expires when, as table, Markdown, CSV, JSON, Prometheus metrics or HTML page
version_added: 0.1.0
author:
  - certops.digicert contributors (@certops)
description:
  - Turns rows of P(certops.digicert.expiry_rows#filter) into text. It writes nothing.
  - Whatever the names of certificates hold, it is shown and never acted upon, neither by a browser nor by a spreadsheet.
  - In Markdown, what a wiki would turn into a link or a mention stands as code. In CSV, an apostrophe stands before what a spreadsheet
    could take for a formula.
positional: _input
options:
  _input:
    description: The rows.
    type: list
    elements: dict
    required: true
  format:
    description:
      - V(table) is aligned text, V(markdown) a table for a wiki or a merge request, V(csv) is for a spreadsheet, V(json) for other
        programs, V(prometheus) for the textfile collector of node_exporter.
      - V(html) is one page with a timeline that needs nothing beside it, neither scripts nor pictures nor the network.
    type: str
    choices: [table, markdown, csv, json, prometheus, html]
    default: table
  title:
    description: Title of the report.
    type: str
    default: Client certificates
  today:
    description: The date of the report, V(YYYY-MM-DD). The default is the one that the rows are true for.
    type: str
seealso:
  - plugin: certops.digicert.expiry_rows
    plugin_type: filter
"""

EXAMPLES = r"""
- name: Read all orders of the account
  certops.digicert.digicert_client_cert_info:
  register: all_orders

- name: Show what expires when
  ansible.builtin.debug:
    msg: "{{ (all_orders.certificates | certops.digicert.expiry_rows | certops.digicert.expiry_report).splitlines() }}"

- name: Write the page
  ansible.builtin.copy:
    content: "{{ all_orders.certificates | certops.digicert.expiry_rows | certops.digicert.expiry_report('html', title='Mail') }}"
    dest: /var/www/html/certificates.html
    mode: "0644"
"""

RETURN = r"""
_value:
  description: The report.
  type: str
"""

import datetime
import typing as t

from ..module_utils._report import read
from ..module_utils._report.formats import FORMATS
from ..module_utils._report.reader import Reader, elements
from ..module_utils._report.report import Report
from ..plugin_utils._filters import no_traceback


def expiry_report(
    rows: t.Any,
    format: t.Any = "table",  # noqa: A002 - what it is called in a playbook
    title: t.Any = "Client certificates",
    today: t.Any = None,
) -> str:
    """Return what DOCUMENTATION says."""
    options = Reader("expiry_report", {"format": format, "title": title})
    render = FORMATS[options.choice("format", tuple(FORMATS), "table")]
    # Once: another filter may make them one by one.
    rows = elements(rows, "rows")
    day = read.today(today, rows) or datetime.datetime.now(datetime.timezone.utc).date()
    return render(Report(options.text("title") or "", day, tuple(read.rows(rows))))


class FilterModule:
    """What Ansible looks for."""

    def filters(self) -> t.Mapping[str, t.Callable[..., t.Any]]:
        return {"expiry_report": no_traceback("expiry_report", expiry_report)}
