# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What day it is for a run, and when the clocks contradict each other."""

from __future__ import annotations

import datetime
import email.utils
import time
import types

import pytest
from ansible_collections.certops.digicert.plugins.module_utils._api import transport as transport_file
from ansible_collections.certops.digicert.tests.unit.support.api import Api, api
from ansible_collections.certops.digicert.tests.unit.support.scripted import Answer, Script, get, page, refuses, says

PATH = "/order/certificate/7"
NOW = datetime.datetime(2026, 11, 22, 23, 30, tzinfo=datetime.timezone.utc)
HOUR, DAY = datetime.timedelta(hours=1), datetime.timedelta(days=1)


class _Clocks:
    """The two clocks of this machine."""

    def __init__(self) -> None:
        self.local = NOW
        self.steady = 1000.0


@pytest.fixture
def clocks(monkeypatch: pytest.MonkeyPatch) -> _Clocks:
    found = _Clocks()
    monkeypatch.setattr(transport_file, "_utc_now", lambda: found.local)
    monkeypatch.setattr(transport_file, "time", types.SimpleNamespace(monotonic=lambda: found.steady))
    return found


def _asked(script: Script, *dates: object, it: Api | None = None) -> Api:
    """Return what asked once for each date: a time, or the text of the header."""
    it = it or api()
    for date in dates:
        header = email.utils.format_datetime(date) if isinstance(date, datetime.datetime) else str(date)
        script.expect(get(PATH, says({}, Date=header)))
        it.transport.json("GET", PATH)
    return it


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("Sun, 22 Nov 2026 23:30:00 GMT", datetime.date(2026, 11, 22)),
        ("Sun, 22 Nov 2026 23:30:00 -0200", datetime.date(2026, 11, 23)),
        ("Sun, 22 Nov 2026 23:30:00 -0000", datetime.date(2026, 11, 22)),
    ],
)
def test_today_is_the_date_of_the_answer_in_utc(
    script: Script, clocks: _Clocks, header: str, expected: datetime.date
) -> None:
    clocks.local = NOW - 5 * DAY
    assert _asked(script, header).client.today() == expected


def test_before_any_answer_it_is_the_local_date(clocks: _Clocks) -> None:
    assert (api().client.clock().today, api().client.clock().doubt) == (NOW.date(), "")


def test_before_any_answer_it_is_the_date_that_was_known_before(script: Script, clocks: _Clocks) -> None:
    it = api()
    it.transport.assume_ahead(3600)
    assert (it.client.today(), it.transport.ahead()) == ((NOW + HOUR).date(), None)
    _asked(script, NOW + 3 * HOUR, it=it)
    assert it.transport.ahead() == 3 * 3600
    # What CertCentral says counts from then on.
    it.transport.assume_ahead(100 * 86400)
    assert it.client.today() == (NOW + 3 * HOUR).date()


def test_a_time_without_a_zone_is_utc_wherever_this_machine_stands(
    script: Script, clocks: _Clocks, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TZ", "America/Denver")
    time.tzset()
    try:
        assert _asked(script, "Sun, 22 Nov 2026 23:30:00 -0000").client.today() == NOW.date()
    finally:
        monkeypatch.undo()
        time.tzset()


@pytest.mark.parametrize(
    "header",
    [
        "",
        "yesterday",
        "Sun, 99 Nov 2026 23:30:00 GMT",
        "Fri, 31 Dec 9999 23:59:59 GMT",
        ",",
        "Sun, 22 Nov 99999999999 23:30:00 GMT",
    ],
)
def test_an_unreadable_date_says_nothing(script: Script, clocks: _Clocks, header: str) -> None:
    it = _asked(script, header, NOW + 3 * HOUR, header)
    assert (it.client.today(), it.client.clock().doubt) == (datetime.date(2026, 11, 23), "")


def test_the_day_is_taken_once_and_goes_on_with_time(script: Script, clocks: _Clocks) -> None:
    it = _asked(script, NOW, NOW + 20 * HOUR)
    assert it.client.today() == NOW.date()
    clocks.steady += 3600
    # The local clock may be set meanwhile.
    clocks.local = NOW - 100 * DAY
    assert it.client.today() == datetime.date(2026, 11, 23)


@pytest.mark.parametrize(("off", "doubted"), [(DAY, False), (-DAY, False), (DAY + HOUR, True), (-DAY - HOUR, True)])
def test_a_clock_that_differs_from_the_local_one_is_doubted(
    script: Script, clocks: _Clocks, off: datetime.timedelta, doubted: bool
) -> None:
    assert bool(_asked(script, NOW + off).client.clock().doubt) is doubted
    assert _asked(script, NOW + off, it=api(loopback=True)).client.clock().doubt == ""


@pytest.mark.parametrize("loopback", [False, True])
@pytest.mark.parametrize(("off", "doubted"), [(DAY, False), (-DAY, False), (DAY + HOUR, True), (-DAY - HOUR, True)])
def test_answers_of_one_run_that_contradict_each_other_are_doubted_everywhere(
    script: Script, clocks: _Clocks, off: datetime.timedelta, doubted: bool, loopback: bool
) -> None:
    it = _asked(script, NOW, it=api(loopback=loopback))
    # A run of two days: what passed meanwhile is no contradiction.
    clocks.steady += 2 * 86400
    _asked(script, NOW + 2 * DAY, NOW + 2 * DAY + off, NOW + 2 * DAY, it=it)
    assert bool(it.client.clock().doubt) is doubted
    assert it.client.today() == datetime.date(2026, 11, 24)


def test_a_doubt_names_both_times(script: Script, clocks: _Clocks) -> None:
    it = _asked(script, datetime.datetime(2037, 1, 1, 10, tzinfo=datetime.timezone.utc))
    assert it.client.clock().doubt == (
        "CertCentral's clock says 2037-01-01 10:00 UTC, the one of this machine 2026-11-22 23:30 UTC"
    )
    it = _asked(script, NOW, NOW + 2 * DAY)
    assert it.client.clock().doubt == (
        "CertCentral's clock says 2026-11-24 23:30 UTC, where by an earlier answer of this run it is 2026-11-22 23:30 UTC"
    )


FOREIGN = "Thu, 01 Jan 2037 10:00:00 GMT"


def test_a_clock_in_between_does_not_count(script: Script, clocks: _Clocks) -> None:
    foreign = Answer(200, page().content, page().content_type, {"Date": FOREIGN})
    script.expect(get(PATH, foreign), get(PATH, says({}, 502, Date=FOREIGN)), get(PATH, says({}, Date="")))
    it = api()
    it.client._transport._sleep = lambda _seconds: None
    it.transport.json("GET", PATH)
    assert (it.client.today(), it.client.clock().doubt) == (NOW.date(), "")


@pytest.mark.parametrize("answer", [refuses(404, "not_found|order", Date=FOREIGN), says({}, 404, Date=FOREIGN)])
def test_certcentrals_no_has_its_clock(script: Script, clocks: _Clocks, answer: Answer) -> None:
    script.expect(get("/order/alternate/x", answer))
    it = api(loopback=True)
    assert it.client.orders_by_alternative_id("x") == []
    assert it.client.today() == datetime.date(2037, 1, 1)
