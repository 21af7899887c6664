# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Dates, whatever the locale."""

from __future__ import annotations

import ast
import datetime
import pathlib

import pytest
from ansible_collections.certops.digicert.plugins.module_utils._core.dates import api_date, parse_date
from ansible_collections.certops.digicert.tests.unit.support import layers
from hypothesis import given
from hypothesis import strategies as st


@pytest.mark.parametrize("text", ["2031-06-09", "09 JUN 2031", "9 jun 2031", " 09  Jun 2031 "])
def test_the_forms_that_are_read(text: str) -> None:
    assert parse_date(text) == datetime.date(2031, 6, 9)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2031-02-30",
        "31.12.2031",
        "09 JUNI 2031",
        "09 JUN",
        "JUN 09 2031",
        "2031-06-09T00:00",
        "x JUN 2031",
        "0 JUN 2031",
    ],
)
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        parse_date(text)


@given(st.dates(min_value=datetime.date(1000, 1, 1)))
def test_what_is_sent_is_read_back(date: datetime.date) -> None:
    assert parse_date(api_date(date)) == date
    assert parse_date(date.isoformat()) == date


def test_the_months_are_english() -> None:
    months = [api_date(datetime.date(2031, month, 1)).split()[1] for month in range(1, 13)]
    assert months == ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"]


@pytest.mark.parametrize("path", layers.files(), ids=lambda path: path.stem)
def test_nothing_asks_the_locale_for_a_date(path: pathlib.Path) -> None:
    # Locales other than C are seldom installed where tests run, so the two functions that depend on them are kept out.
    tree = ast.parse(path.read_text(encoding="utf-8"))
    called = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    assert called.isdisjoint({"strftime", "strptime", "setlocale"})
