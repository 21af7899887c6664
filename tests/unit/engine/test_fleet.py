# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a fleet asks, call by call, and what it says meanwhile; only the wire is scripted."""

from __future__ import annotations

import dataclasses
import datetime
import typing as t

import pytest
from ansible_collections.certops.digicert.plugins.module_utils._api.governor import Governor
from ansible_collections.certops.digicert.plugins.module_utils._core.model import Desired
from ansible_collections.certops.digicert.plugins.module_utils._core.wish import mark
from ansible_collections.certops.digicert.plugins.module_utils._engine import fleet
from ansible_collections.certops.digicert.plugins.module_utils._engine.fleet import Fleet, Mode
from ansible_collections.certops.digicert.plugins.module_utils._engine.wait import Timer
from ansible_collections.certops.digicert.tests.unit.support.answers import TODAY, order, row
from ansible_collections.certops.digicert.tests.unit.support.api import CONNECTION, api
from ansible_collections.certops.digicert.tests.unit.support.scripted import Call, get, post, refuses, says

if t.TYPE_CHECKING:
    from ansible_collections.certops.digicert.tests.unit.support.scripted import Script

WISH = Desired("smime-robin", product="class1_smime", emails=("robin@example.com",), order_validity={"years": 1})


def wishes(*names: str, **changes: t.Any) -> list[Desired]:
    return [dataclasses.replace(WISH, alternative_order_id=name, **changes) for name in names]


#: What the clock of the machine says when a test begins.
NOON = 1.8e9


class Clock:
    """Time passes when somebody sleeps, and with every look at it."""

    def __init__(self, step: float = 0.0) -> None:
        self.now = 0.0
        self.step = step

    def tell(self) -> float:
        self.now += self.step
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds

    @property
    def timer(self) -> Timer:
        return Timer(self.tell, self.sleep, lambda: 0.5)


def run(wanted: t.Sequence[Desired], clock: t.Optional[Clock] = None, **mode: t.Any) -> Fleet:
    options = {"parallel": 1, "by_list": False, "pem": False, **mode}
    governor = options.pop("governor", None)
    return fleet.ensure(api(governor, loopback=True).client, wanted, Mode(**options), (clock or Clock()).timer)


def looks_for(name: str, *rows: dict[str, t.Any]) -> Call:
    return get(f"/order/alternate/{name}", says({"orders": list(rows)}, Date=TODAY))


def reads_as(name: t.Optional[str], order_id: int, **certificate: t.Any) -> Call:
    shown = order(order_id, alternative_order_id=name)
    return get(
        f"/order/certificate/{order_id}", says({**shown, "certificate": {**shown["certificate"], **certificate}})
    )


def unchanged(name: str, order_id: int) -> tuple[Call, ...]:
    return looks_for(name, row(order_id)), reads_as(name, order_id)


def actions(found: Fleet) -> list[str]:
    return [result["action"] for result in found.results]


def places(name: str, order_id: int) -> Call:
    wish = wishes(name)[0]
    body = {
        "certificate": {"emails": ["robin@example.com"], "signature_hash": "sha256"},
        "order_validity": {"years": 1},
        "alternative_order_id": name,
        "comments": mark(wish, None),
        "skip_approval": False,
    }
    return post("/order/certificate/class1_smime", body, says({"id": order_id}, 201))


def test_all_are_planned_before_anything_is_written(script: Script) -> None:
    script.expect(looks_for("a"), *unchanged("b", 7), looks_for("c"))
    script.expect(places("a", 8), *unchanged("a", 8), places("c", 9), *unchanged("c", 9))
    assert actions(run(wishes("a", "b", "c"))) == ["order", "none", "order"]


def test_a_plan_that_is_old_is_made_again(script: Script) -> None:
    script.expect(looks_for("a"), looks_for("b"), looks_for("c"))
    # Somebody else was faster with the first; the second is another's wish by now; the third is as it was.
    script.expect(*unchanged("a", 8))
    script.expect(looks_for("b", row(9)), reads_as("b", 9, emails=["kim@example.com"]), looks_for("br9"))
    script.expect(looks_for("c"), places("c", 10), *unchanged("c", 10))
    found = run(wishes("a", "b", "c"), Clock(step=20))
    assert [result.get("failed", False) for result in found.results] == [False, True, False]
    assert [result["changed"] for result in found.results] == [False, False, True]
    assert (
        "Nothing was done: planned was to order (no order with this alternative_order_id), and meanwhile it is to reissue"
        in (found.results[1]["msg"])
    )


def test_two_certificates_never_claim_one_order(script: Script) -> None:
    # The lookup hands out one order without a name for both.
    script.expect(looks_for("a", row(7)), reads_as(None, 7), looks_for("b", row(7)), reads_as(None, 7))
    found = run(wishes("a", "b"))
    assert [result["failed"] for result in found.results] == [True, True]
    assert "certificates[0] (a) and certificates[1] (b) both found order 7" in found.results[0]["msg"]
    assert found.changes == ()


def test_a_fault_of_ours_stays_with_its_certificate(script: Script, monkeypatch: t.Any) -> None:
    script.expect(*unchanged("a", 7), *unchanged("b", 8))

    def broken(*_given: t.Any) -> t.NoReturn:
        raise ZeroDivisionError("secret text")

    real = fleet.outcome.planned
    monkeypatch.setattr(
        fleet.outcome,
        "planned",
        lambda run, pem: broken() if run.desired.alternative_order_id == "a" else real(run, pem),
    )
    found = run(wishes("a", "b"))
    assert found.results[0]["failed"]
    assert "fault of its own (ZeroDivisionError at " in found.results[0]["msg"]
    assert "secret text" not in found.results[0]["msg"]
    assert actions(found)[1] == "none"


def test_a_long_run_says_how_far_it_is_and_a_short_one_nothing(script: Script) -> None:
    for clock, lines in ((Clock(), []), (Clock(step=3), ["looked at 2 of 5", "looked at 4 of 5"])):
        for number in range(5):
            script.expect(*unchanged(f"n{number}", 7 + number))
        told: list[str] = []
        run(wishes(*(f"n{number}" for number in range(5))), clock, tell=told.append)
        assert told == lines


def test_a_run_that_waits_for_the_quota_says_until_when(script: Script) -> None:
    """Once for all that wait, and with what was reached by then."""
    for number in range(3):
        script.expect(*unchanged(f"n{number}", 7 + number))
    clock = Clock()
    governor = Governor(CONNECTION, pytest.fail, clock=lambda: NOON + clock.now, steady=clock.tell, sleep=clock.sleep)
    told: list[str] = []

    def tell(line: str) -> None:
        told.append(line)
        # CertCentral goes on refusing.
        if len(told) == 1:
            governor.close_for(300)

    governor.close_for(200)
    run(wishes("n0", "n1", "n2"), clock, governor=governor, tell=tell)
    at = [f"{datetime.datetime.fromtimestamp(NOON + seconds):%H:%M:%S}" for seconds in (200, 300)]
    waiting = [f"looked at 0 of 3, waiting for the quota until {one}" for one in at]
    assert told == [*waiting, "looked at 1 of 3"]


def test_a_long_run_says_what_it_has_bought_and_what_failed(script: Script) -> None:
    names = ("a", "b", "c", "d")
    for name in names:
        script.expect(looks_for(name))
    script.expect(dataclasses.replace(places("a", 0), gets=refuses(400, "invalid_organization")), looks_for("a"))
    for name, order_id in (("b", 7), ("c", 8), ("d", 9)):
        script.expect(places(name, order_id), *unchanged(name, order_id))
    told: list[str] = []
    run(wishes(*names), Clock(step=2), tell=told.append)
    assert told == ["looked at 3 of 4", "carried out 2 of 4, 1 ordered, 1 failed"]
