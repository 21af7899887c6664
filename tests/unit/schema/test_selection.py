# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is searched for: a blank one is refused, since it would mean everything, and true is no number."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.certops.digicert.plugins.module_utils._core.errors import InvalidOptions
from ansible_collections.certops.digicert.plugins.module_utils._schema.selection import check_options, parse_selection


@pytest.mark.parametrize("option", ["alternative_order_id", "email", "common_name", "name"])
@pytest.mark.parametrize("blank", ["", " \n", "\u00a0", "\u200b"], ids=ascii)
def test_a_blank_search_is_refused(option: str, blank: str) -> None:
    with pytest.raises(InvalidOptions) as raised:
        check_options({option: blank})
    assert raised.value.problems == (f"{option} must not be empty",)


@pytest.mark.parametrize(
    ("options", "problem"),
    [
        ({"order_id": True}, "order_id must be a number, and not true or false"),
        ({"request_id": True}, "request_id must be a number, and not true or false"),
        ({"organization_id": False}, "organization_id must be a number, and not true or false"),
        ({"expires_within_days": True}, "expires_within_days must be a number, and not true or false"),
        ({"order_id": 0}, "order_id must be more than 0"),
        ({"renew_before_days": -1}, "renew_before_days must not be negative"),
    ],
)
def test_a_number_is_a_number(options: dict[str, t.Any], problem: str) -> None:
    with pytest.raises(InvalidOptions) as raised:
        check_options(options)
    assert raised.value.problems == (problem,)


def test_blanks_around_a_search_do_not_count() -> None:
    found = parse_selection({"email": " robin@example.com\n", "common_name": "\u00a0Robin", "order_id": None})
    assert (found.email, found.common_name, found.order_id) == ("robin@example.com", "Robin", None)
