# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The order report spares lookups where it proves itself, and changes nothing else. Module processes against the sandbox."""

from __future__ import annotations

import typing as t

import pytest

NAME = "digicert_client_certs"
COUNT = 30
NAMES = [f"n-{number}" for number in range(1, COUNT + 1)]
LOOKUP, REPORT = "/order/alternate/", "/report/order"


@pytest.fixture
def made(sandbox) -> None:
    """The account holds an issued order for each name."""
    entry = {
        "count": COUNT,
        "alternative_order_id": "n-{n}",
        "emails": ["n-{n}@example.com"],
        "product": "class1_smime",
    }
    sandbox.post("/orders", {"orders": [entry]})
    sandbox.forget()


@pytest.fixture
def fleet(quick) -> t.Callable[..., t.Any]:
    """Runs the module, which remembers nothing."""

    def run(names: t.Sequence[str] = NAMES, check: bool = True, **options: t.Any) -> t.Any:
        certificates = [
            {
                "alternative_order_id": name,
                "product": "class1_smime",
                "emails": [f"{name}@example.com"],
                "order_validity": {"years": 1},
                "skip_approval": True,
            }
            for name in names
        ]
        wanted = {"certificates": certificates, "cache_path": "", "include_pem": False, **options}
        return quick(wanted, check=check, name=NAME)

    return run


def calls(sandbox, path: str) -> int:
    return sum(1 for call in sandbox.received() if call["path"].startswith(path))


def test_one_request_stands_for_the_lookups(fleet, sandbox, made) -> None:
    ended = fleet()

    assert ended["summary"]["unchanged"] == COUNT
    # The first goes ahead, and the report has to prove itself.
    assert (calls(sandbox, LOOKUP), calls(sandbox, REPORT)) == (1, 1)
    assert ended["api_calls"] == {"reads": 1 + 1 + 1 + 1 + (COUNT - 1), "writes": 0}


@pytest.mark.parametrize(
    ("fault", "match", "more"),
    [
        ("gateway_before_commit", f"^{REPORT}", {"status": 403, "times": None}),
        ("status_before_commit", f"^{REPORT}", {"status": 503, "times": None}),
        ("html", f"^{REPORT}", {"times": None}),
        ("garbage", f"^{REPORT}", {"times": None}),
        # The order that is to prove it; the first is read for itself.
        ("other_order", "^/order/certificate/[0-9]+$", {"skip": 1}),
        ("missing_identity", "^/order/certificate/[0-9]+$", {"skip": 1}),
        (None, "", {}),
    ],
)
def test_without_a_report_that_can_be_trusted_every_name_is_looked_up(fleet, sandbox, made, fault, match, more) -> None:
    expected = fleet(verify="orders")["results"]
    sandbox.forget()
    if fault is None:
        sandbox.settings(report_customer_order_id=False)
    else:
        sandbox.fault(fault, "GET", match, **more)

    ended = fleet()

    assert ended["results"] == expected
    assert (calls(sandbox, LOOKUP), calls(sandbox, REPORT)) == (COUNT, 1)


def test_what_the_report_does_not_show_is_looked_up_before_it_is_bought(fleet, sandbox, made) -> None:
    missing = [f"new-{number}" for number in range(3)]
    ended = fleet([*NAMES, *missing], check=False)

    assert [result["action"] for result in ended["results"]] == ["none"] * COUNT + ["order"] * 3
    looked_up = {call["path"][len(LOOKUP) :] for call in sandbox.received() if call["path"].startswith(LOOKUP)}
    assert set(missing) <= looked_up
    assert len(sandbox.orders()) == COUNT + 3


def test_two_live_orders_with_one_name_are_both_seen(fleet, sandbox, made) -> None:
    entry = {"count": 1, "alternative_order_id": "n-9", "emails": ["n-9@example.com"], "product": "class1_smime"}
    twin = sandbox.post("/orders", {"orders": [entry]})["first_order_id"]

    ended = fleet()

    assert any(str(twin) in warning for warning in ended["results"][8]["warnings"])


def test_few_certificates_are_not_worth_a_report(fleet, sandbox, made) -> None:
    assert fleet(NAMES[:10])["summary"]["unchanged"] == 10
    assert calls(sandbox, REPORT) == 0
