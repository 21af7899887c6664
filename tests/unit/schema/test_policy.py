# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the task says about a certificate that ended reaches the rules, and what it leaves out has the documented default."""

from __future__ import annotations

import pytest
from ansible_collections.certops.digicert.plugins.module_utils._core.model import Desired
from ansible_collections.certops.digicert.tests.unit.support.tasks import parse, task


def test_what_is_left_out_is_the_careful_way() -> None:
    desired = parse(task("class1_smime"))
    assert (desired.on_revoked, desired.on_rejected) == ("new_key", "fail")
    assert (desired.on_revoked, desired.on_rejected) == (Desired("x").on_revoked, Desired("x").on_rejected)


@pytest.mark.parametrize("on_revoked", ["new_key", "order", "fail"])
@pytest.mark.parametrize("on_rejected", ["fail", "order"])
def test_what_is_declared(on_revoked: str, on_rejected: str) -> None:
    desired = parse(task("class1_smime", on_revoked=on_revoked, on_rejected=on_rejected))
    assert (desired.on_revoked, desired.on_rejected) == (on_revoked, on_rejected)
