# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The page of the report in a real browser: nothing is fetched, nothing is cut, nothing overlaps, everything can be read."""

from __future__ import annotations

import itertools
import typing as t

import pytest
from ansible_collections.certops.digicert.plugins.module_utils._core.expiry import rows
from ansible_collections.certops.digicert.plugins.module_utils._report.formats import FORMATS
from ansible_collections.certops.digicert.plugins.module_utils._report.report import Report
from ansible_collections.certops.digicert.tests.unit.support.expiry import HOSTILE, POLICY, TODAY, held, order

Place = t.Mapping[str, t.Any]

#: A pixel or two of rounding, and the empty space above letters.
_SLACK = 2.0
#: Contrast that WCAG asks of text, level AA.
_CONTRAST = 4.5
WIDTHS = (400, 800, 1400)


def _company() -> Report:
    """Return what a company may have: a certificate of every kind, names as people have them."""
    people = (
        # name, days left, product, common name, addresses, host, order that the host holds
        ("mail-robin-park", 200, "secure_email_sponsor", "Robin Park", ("robin.park@example.com",), "mail1", 1),
        ("vpn-sales-gateway", 12, "client_authentication_plus", "sales-gateway.example.com", (), "gw1", 2),
        ("mail-invoices", -8, "secure_email_organization", None, ("invoices@example.com",), "mail1", 3),
        ("billing-billing1", 340, "client_authentication_plus", "billing.example.com", (), "billing1", 99),
        ("mail-support", None, "secure_email_mailbox", None, ("support@example.com",), "mail1", None),
        (
            "mail-alice-winterbottom",
            50,
            "secure_email_sponsor",
            "Alice Winterbottom",
            ("alice@example.com",),
            "mail2",
            6,
        ),
        ("mail-dispatch", 480, "secure_email_organization", None, ("dispatch@example.com",), "mail3", 7),
    )
    orders = [
        order(number, left, alternative_order_id=name, product=product, common_name=common_name, emails=emails)
        for number, (name, left, product, common_name, emails, _host, _held) in enumerate(people, 1)
    ]
    orders.append(order(8, 600, alternative_order_id=None, common_name="Bought by hand", valid_from=None))
    holders = [
        held(serial, 100 if left is None else left, host, name=name, alternative_order_id=name)
        for name, left, _product, _common_name, _emails, host, serial in people
    ]
    holders.append(held(host="mail2", name="mail-new-starter", alternative_order_id="mail-new-starter"))
    return Report("Client certificates of Example Ltd", TODAY, tuple(rows(orders, holders, TODAY, POLICY)))


def _made(*lefts: t.Optional[int], name: str = "cert-{}", life: int = 365) -> Report:
    orders = [
        order(number, left, alternative_order_id=name.format(number), common_name=name.format(number))
        for number, left in enumerate(lefts, 1)
    ]
    return Report("Certificates", TODAY, tuple(rows(orders, [], TODAY, POLICY)))


def _hostile() -> Report:
    orders = [
        order(number, number * 30, alternative_order_id=None, common_name=text)
        for number, text in enumerate(HOSTILE, 1)
    ]
    return Report(HOSTILE[0], TODAY, tuple(rows(orders, [], TODAY, POLICY)))


REPORTS = {
    "company": _company(),
    "one": _made(5),
    "short": _made(10, 60, 100),
    "year": _made(100, 300, 365),
    "far": _made(10, 5000),
    "many": _made(*range(1, 240, 4)),
    "hostile": _hostile(),
    "empty": Report("Nothing", TODAY, ()),
}


@pytest.fixture(params=[(name, width) for name in REPORTS for width in WIDTHS], ids=lambda one: f"{one[0]}-{one[1]}")
def shown(request, browser) -> tuple[Report, t.Any]:
    """A report, and the browser that shows it."""
    name, width = request.param
    browser.open(FORMATS["html"](REPORTS[name]), width)
    browser.picture(f"{name}-{width}")
    return REPORTS[name], browser


def _inside(inner: Place, outer: Place, slack: float = _SLACK) -> bool:
    return bool(
        inner["left"] >= outer["left"] - slack
        and inner["right"] <= outer["right"] + slack
        and inner["top"] >= outer["top"] - slack
        and inner["bottom"] <= outer["bottom"] + slack
    )


def _overlap(one: Place, other: Place) -> bool:
    across = min(one["right"], other["right"]) - max(one["left"], other["left"])
    # Lines of text touch: what letters reach above and below is part of their boxes.
    down = min(one["bottom"], other["bottom"]) - max(one["top"], other["top"])
    return bool(across > _SLACK and down > 0.35 * min(one["size"], other["size"]))


def _luminance(colour: t.Sequence[float]) -> float:
    parts = [value / 255 for value in colour]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _contrast(ink: t.Sequence[float], behind: t.Sequence[float]) -> float:
    dark, light = sorted((_luminance(ink), _luminance(behind)))
    return (light + 0.05) / (dark + 0.05)


def test_nothing_is_fetched_and_nothing_complains(shown) -> None:
    _report, browser = shown
    assert browser.requests() in ([], ["data:,"])
    assert browser.complaints() == []


def test_every_row_has_its_bar_inside_the_timeline(shown) -> None:
    report, browser = shown
    lines = browser.look()["lines"]
    assert len(lines) == len(report.rows)
    for row, line in zip(report.rows, lines):
        (rect,) = line["bars"]
        assert _inside(rect, line["track"]), row
        assert rect["right"] - rect["left"] >= 2, row
        assert all(_inside(window, rect) for window in line["windows"]), row
        assert _inside(line["today"], line["track"]), row
        # The bar ends where the certificate does: before today, or after.
        if row.days_remaining is not None:
            assert (rect["right"] < line["today"]["left"] + 1) == (row.days_remaining < 0), row


def test_nothing_is_cut_and_nothing_overlaps(shown) -> None:
    _report, browser = shown
    seen = browser.look()
    assert seen["scrollWidth"] <= seen["width"]
    assert seen["cut"] == []
    assert [one for one in seen["texts"] if one["left"] < 0 or one["right"] > seen["width"] + 1] == []
    # Texts of one line after the other: only what is near can overlap.
    texts = sorted(seen["texts"], key=lambda one: one["top"])
    near = (pair for place, one in enumerate(texts) for pair in itertools.product([one], texts[place + 1 : place + 60]))
    assert [(one["text"], other["text"]) for one, other in near if _overlap(one, other)] == []


def test_the_months_are_named(shown) -> None:
    report, browser = shown
    months = browser.look()["months"]
    assert bool(months) == bool(report.rows)


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [400, 1400])
def test_everything_can_be_read_in_light_and_dark(browser, width: int, dark: bool) -> None:
    browser.open(FORMATS["html"](REPORTS["company"]), width, dark=dark)
    browser.picture(f"company-{width}-{'dark' if dark else 'light'}")
    seen = browser.look()
    assert (_luminance(seen["page"]) < 0.05) == dark
    assert len(seen["texts"]) > 100
    weak = [one["text"] for one in seen["texts"] if _contrast(one["ink"], one["behind"]) < _CONTRAST]
    assert weak == []


def test_paper_is_white(browser) -> None:
    browser.open(FORMATS["html"](REPORTS["company"]), 800, dark=True, media="print")
    browser.picture("company-print")
    seen = browser.look()
    assert seen["page"] == [255, 255, 255]
    assert [one["text"] for one in seen["texts"] if _contrast(one["ink"], one["behind"]) < _CONTRAST] == []
    assert len(seen["lines"]) == len(REPORTS["company"].rows)
