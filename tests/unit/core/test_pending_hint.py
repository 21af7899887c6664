# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a person must do about an order in flight, told so that it can be done."""

from __future__ import annotations

import pytest
from ansible_collections.certops.digicert.plugins.module_utils._core import report
from ansible_collections.certops.digicert.plugins.module_utils._core.model import Order, Request

OPEN = Request(602, "new_request", "pending")
TASK = "certops.digicert.digicert_request"


@pytest.mark.parametrize(
    ("requests", "told"),
    [
        (
            (OPEN,),
            f"request 602 of order 70010002 in CertCentral, or with {TASK} (request_id: 602, status: approved)",
        ),
        ((Request(601, "new_request", "approved"), OPEN), f"{TASK} (request_id: 602, status: approved)"),
        (
            (OPEN, Request(603, "reissue", "pending")),
            (
                "request 602 and request 603 of order 70010002 in CertCentral, or with "
                f"{TASK} (request_id: 602 and request_id: 603, status: approved)"
            ),
        ),
        ((), f"the request of order 70010002 in CertCentral, or with {TASK} (order_id: 70010002, types: "),
    ],
)
def test_an_approval_names_request_order_and_task(requests: tuple[Request, ...], told: str) -> None:
    pending = report.Pending(Order(70010002, "needs_approval", requests=requests), (report.APPROVAL,))
    hint = report.hint(pending)
    assert hint.startswith("an approver of the account must approve ")
    assert told in hint
    assert hint.endswith((").", "approved)."))


def test_every_hint_is_a_sentence_whatever_it_names() -> None:
    order = Order(7, "pending", requests=(OPEN,))
    everything = report.Pending(order, tuple(report._HINTS), domains=("a{b}.example",))
    assert "(a{b}.example)" in report.hint(everything)
    assert "{requests}" not in report.hint(everything)
