# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The order report is read as CSV, and what is no report is told from one without orders."""

from __future__ import annotations

import pytest
from ansible_collections.certops.digicert.plugins.module_utils._schema.order_report import Row, parse_report

HEAD = '"order_id","customer_order_id","status","csr","is_renewed"\n'
CSR = '-----BEGIN CERTIFICATE REQUEST-----\nMIIB,""quoted""\n-----END CERTIFICATE REQUEST-----'


@pytest.mark.parametrize(
    ("line", "row"),
    [
        (f'"7","mail-robin","issued","{CSR}","0"', Row(7, "mail-robin", lives=True)),
        (f'"7","mail-robin","issued","{CSR}","1"', Row(7, "mail-robin", lives=False)),
        (f'"7","mail-robin","Issued","{CSR}",""', Row(7, "mail-robin", lives=True)),
        ('"7","","issued","",""', Row(7, None, lives=True)),
        ('"7","null","pending","",""', Row(7, None, lives=False)),
        ('"7","mail-robin","revoked","","0"', Row(7, "mail-robin", lives=False)),
        ('"7","mail-robin"', Row(7, "mail-robin", lives=False)),
        ('"7","mail-robin","issued","","0","one","more"', Row(7, "mail-robin", lives=True)),
    ],
)
def test_a_row(line: str, row: Row) -> None:
    assert parse_report(f"{HEAD}{line}\n") == [row]


def test_rows_without_an_order_and_an_empty_report() -> None:
    assert parse_report(HEAD) == []
    assert parse_report(f'{HEAD}"","a","issued","","0"\n"x","a","issued","","0"\n"0","a","issued","","0"\n') == []


@pytest.mark.parametrize(
    "text",
    ["", "{}", "<html></html>", '"order_id","status"\n"7","issued"\n', f'{HEAD}"7","{"x" * 200_000}","issued"\n'],
)
def test_no_report(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - whatever it says, nobody is told
        parse_report(text)
