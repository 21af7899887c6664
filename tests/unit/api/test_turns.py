# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Each request waits for its turn, each refusal for the rate is told, and no purchase is sent on what was seen long ago."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.certops.digicert.plugins.module_utils._api.governor import Governor
from ansible_collections.certops.digicert.plugins.module_utils._api.transport import Transport
from ansible_collections.certops.digicert.plugins.module_utils._core.errors import QuotaUsedUp, RateLimited
from ansible_collections.certops.digicert.tests.unit.support.api import CONNECTION
from ansible_collections.certops.digicert.tests.unit.support.scripted import Script, get, no_answer, post, refuses, says
from ansible_collections.certops.digicert.tests.unit.support.shell import Clock

ORDER = "/order/certificate/7"
PURCHASE = "/order/certificate/client_premium"
LIMITED = refuses(429, "request_limit_exceeded")


class Told(Governor):
    """A governor that writes down what it was asked and told; ``slept`` is how long it let somebody wait."""

    def __init__(self) -> None:
        self.clock = Clock()
        super().__init__(CONNECTION, pytest.fail, steady=self.clock.tell, sleep=self.clock.sleep)
        self.heard: list[t.Any] = []

    def admit(self, patience: t.Optional[float] = None) -> float:
        self.heard.append("admit")
        return super().admit(patience)

    def close_for(self, seconds: float) -> None:
        self.heard.append(seconds)
        super().close_for(seconds)


def _transport(governor: Governor, **options: t.Any) -> Transport:
    # What the transport sleeps itself is not looked at here.
    return Transport(CONNECTION, "test", governor, sleep=lambda _seconds: None, jitter=lambda: 0.5, **options)


def test_every_attempt_waits_for_its_turn(script: Script) -> None:
    script.expect(get(ORDER, no_answer), get(ORDER, refuses(503)), get(ORDER, says({"id": 7})))
    told = Told()
    transport = _transport(told)
    transport.json("GET", ORDER)
    assert told.heard == ["admit"] * 3
    assert transport.reads == 3


def test_transports_side_by_side_share_the_governor(script: Script) -> None:
    script.expect(get(ORDER, says({"id": 7})))
    told = Told()
    _transport(told).beside().json("GET", ORDER)
    assert told.heard == ["admit"]


@pytest.mark.parametrize(
    ("limited", "seconds"), [(LIMITED, 6.0), (refuses(429, "request_limit_exceeded", Retry_After="20"), 20.0)]
)
def test_a_refusal_for_the_rate_stops_everybody_for_as_long_as_this_run_waits(
    script: Script, limited: t.Any, seconds: float
) -> None:
    script.expect(get(ORDER, limited), get(ORDER, says({"id": 7})))
    told = Told()
    _transport(told).json("GET", ORDER)
    assert told.heard == ["admit", seconds, "admit"]
    assert told.clock.slept == [seconds]


def test_a_purchase_that_is_refused_for_the_rate_stops_everybody_too(script: Script) -> None:
    script.expect(post(PURCHASE, {}, LIMITED))
    told = Told()
    with pytest.raises(RateLimited):
        _transport(told).json("POST", PURCHASE, body={}, once=True)
    assert told.heard == ["admit", 6.0]


def test_other_refusals_stop_nobody(script: Script) -> None:
    script.expect(get(ORDER, refuses(503)), get(ORDER, says({"id": 7})))
    told = Told()
    _transport(told).json("GET", ORDER)
    assert told.heard == ["admit"] * 2


def test_a_purchase_is_not_sent_where_its_turn_is_far_away(script: Script) -> None:
    told = Told()
    told.close_for(31)
    transport = _transport(told)
    with pytest.raises(
        QuotaUsedUp, match=r"^Nothing was sent \(POST .+\): the quota of the API key is used up for 31 sec"
    ) as raised:
        transport.json("POST", PURCHASE, body={}, once=True)
    assert raised.value.seconds == 31
    assert told.clock.slept == []
    assert transport.writes == 0
    # Put off once: what comes after another look is sent, or nothing might ever be.
    script.expect(post(PURCHASE, {}, says({"id": 7}, 201)))
    script.expect(post(PURCHASE, {"another": "purchase"}, says({"id": 8}, 201)))
    transport.json("POST", PURCHASE, body={}, once=True)
    assert told.clock.slept == [31]
    told.close_for(31)
    for body in ({}, {"another": "purchase"}):
        with pytest.raises(QuotaUsedUp):
            transport.json("POST", PURCHASE, body=body, once=True)
    transport.json("POST", PURCHASE, body={"another": "purchase"}, once=True)


def test_a_purchase_waits_for_a_turn_that_is_near(script: Script) -> None:
    script.expect(post(PURCHASE, {}, says({"id": 7}, 201)))
    told = Told()
    told.close_for(30)
    _transport(told).json("POST", PURCHASE, body={}, once=True)
    assert told.clock.slept == [30]


def test_other_writes_wait_however_long(script: Script) -> None:
    script.expect(post(ORDER + "/reissue", {}, says({"id": 7}, 201)))
    told = Told()
    told.close_for(180)
    _transport(told).json("POST", ORDER + "/reissue", body={})
    assert told.clock.slept == [180]
