# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every format, read back by a program that knows the format and not our code."""

from __future__ import annotations

import csv
import dataclasses
import datetime
import html
import io
import json
import re
import unicodedata

import hypothesis
import pytest
from ansible_collections.certops.digicert.plugins.module_utils._core.expiry import LEVELS, Place, Row, rows
from ansible_collections.certops.digicert.plugins.module_utils._report.formats import FORMATS
from ansible_collections.certops.digicert.plugins.module_utils._report.report import Report, one_line
from ansible_collections.certops.digicert.tests.unit.support.expiry import HOSTILE, POLICY, TODAY, day, held, order
from ansible_collections.certops.digicert.tests.unit.support.page import Page
from ansible_collections.certops.digicert.tests.unit.support.prometheus import parse
from hypothesis import strategies

UTC = datetime.timezone.utc
#: What JSON and the rest of the world can hold: no half of a pair; the filters see to that.
TEXTS = strategies.text(strategies.characters(exclude_categories=("Cs",)), max_size=30)
DATES = strategies.none() | strategies.dates()

_PLACES = strategies.builds(
    Place,
    host=TEXTS,
    state=strategies.sampled_from(["current", "other", "none", "unknown"]),
    serial_number=strategies.none() | strategies.just("1F"),
    not_after=DATES,
)
ROWS = strategies.builds(
    Row,
    level=strategies.sampled_from(list(LEVELS)),
    name=TEXTS,
    alternative_order_id=strategies.none() | TEXTS,
    product=strategies.none() | TEXTS,
    common_name=strategies.none() | TEXTS,
    emails=strategies.lists(TEXTS, max_size=2).map(tuple),
    order_id=strategies.none() | strategies.integers(1, 99),
    status=strategies.none() | TEXTS,
    valid_from=DATES,
    valid_till=DATES,
    days_remaining=strategies.none() | strategies.integers(-9999, 9999),
    renewal_due_on=DATES,
    hosts=strategies.lists(_PLACES, max_size=2).map(tuple),
    remark=TEXTS,
)
REPORTS = strategies.builds(
    Report,
    title=TEXTS,
    today=strategies.dates(),
    rows=strategies.lists(ROWS, max_size=4, unique_by=lambda row: (row.alternative_order_id, row.order_id)).map(tuple),
)


def report(*found: Row, title: str = "Title") -> Report:
    return Report(title, TODAY, tuple(found))


def named(text: str) -> Row:
    """Return a row with *text* wherever a text can be."""
    place = Place(text, "other", "AB", day(3))
    return Row(
        "due",
        text,
        text,
        text,
        text,
        (text,),
        7,
        "issued",
        day(-300),
        day(12),
        12,
        day(-18),
        "AC",
        (place,),
        (7,),
        text,
    )


def everyday() -> Report:
    """Return a report with a row of each kind."""
    orders = [order(1, 300), order(2, -4, alternative_order_id="two"), order(3, None, alternative_order_id="three")]
    orders += [order(4, 12, alternative_order_id=None, common_name="Nobody's")]
    holders = [held(1, 300), held(2, -4, name="two", alternative_order_id="two")]
    holders += [held(name="three", alternative_order_id="three"), held(name="four", alternative_order_id="four")]
    return Report("Everyday", TODAY, tuple(rows(orders, holders, TODAY, POLICY)))


EVERYDAY = everyday()


def in_markdown(text: str) -> list[list[str]]:
    """Return the cells of a table, as a reader of GitHub's dialect splits them, with the escapes taken away."""
    lines = [line for line in text.splitlines() if line.startswith("|")]
    found = []
    for line in lines:
        cells = re.split(r"(?<!\\)(?:\\\\)*\|", line)
        assert (cells[0], cells[-1]) == ("", ""), line
        found.append([cell.strip() for cell in cells[1:-1]])
    return found


#: A code span, an escaped sign or an entity, as every dialect reads them.
MARKED = re.compile(r"`([^`]+)`|\\([!-/:-@\[-`{-~])|&(#\d+|lt|gt|amp);")
#: What GitHub, GitLab or a wiki make a link, a mention or a reference of, wherever it stands outside code.
LINKED = re.compile(r"www\.|\w+:/|[@#!:]\w|\w@|\w\.\w|\bGH-\d|\b(?=\d*[a-f])[0-9a-f]{7,40}\b", re.ASCII | re.IGNORECASE)


def meant(cell: str) -> str:
    """Return what a Markdown cell shows."""
    return MARKED.sub(lambda found: found[1] or found[2] or html.unescape(found[0]), cell)


def prose(cell: str) -> str:
    """Return what a Markdown cell shows outside code spans, where the rest of the text is."""
    return MARKED.sub(lambda found: " " if found[1] else found[2] or html.unescape(found[0]), cell)


def test_the_table_is_aligned():
    lines = FORMATS["table"](EVERYDAY).splitlines()
    assert lines[0] == "Everyday, 2031-03-15: 4 of 5 certificates need something done."
    header, *body = lines[2:]
    starts = [match.start() for match in re.finditer(r"\S+", header)]
    assert [line.split()[0] for line in body] == ["expired", "missing", "due", "pending", "good"]
    for line in body:
        # A column begins where its title does, or ends where it does; nothing runs into the next one.
        assert all(line[start - 1] == " " for start in starts[1:] if start < len(line))
    assert "2031-03-11    -4  " in body[0]


def test_wide_letters_keep_the_table_aligned():
    lines = FORMATS["table"](report(named("\u540d\u524d"), named("ab"))).splitlines()[3:]
    columns = [
        sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in line.partition("2031")[0])
        for line in lines
    ]
    assert len(columns) == 2
    assert columns[0] == columns[1]


@pytest.mark.parametrize("text", HOSTILE, ids=ascii)
def test_the_table_and_its_terminal_are_safe(text):
    shown = FORMATS["table"](report(named(text), title=text))
    lines = shown.splitlines()
    assert len(lines) == 4
    assert not [
        character for character in shown if unicodedata.category(character) in ("Cc", "Cf") and character != "\n"
    ]
    assert one_line(text) in lines[3]


@pytest.mark.parametrize("text", [*HOSTILE, "a\\", "a\\|b"], ids=ascii)
def test_markdown_shows_the_text_and_nothing_else(text):
    cells = in_markdown(FORMATS["markdown"](report(named(text), title=text)))
    assert [len(line) for line in cells] == [9, 9, 9]
    assert meant(cells[2][1]) == one_line(text)
    assert meant(cells[2][8]) == one_line(text)
    for cell in cells[2][1:]:
        assert "<" not in re.sub(r"`[^`]+`", "", cell)
        assert not LINKED.search(prose(cell)), cell
        # Each sign that means something has a backslash of its own.
        outside = re.sub(r"\\\\", "", re.sub(r"`[^`]+`", "", cell))
        assert not re.search(r"(?<!\\)[`*_\[\]|]", outside), cell


def test_csv_is_what_the_rows_say():
    found = list(csv.DictReader(io.StringIO(FORMATS["csv"](EVERYDAY))))
    assert [line["level"] for line in found] == ["expired", "missing", "due", "pending", "good"]
    assert found[0]["valid_till"] == "2031-03-11"
    assert found[0]["days_remaining"] == "-4"
    assert (found[0]["hosts"], found[0]["in_place"]) == ("web1", "true")
    assert (found[1]["hosts"], found[1]["in_place"], found[1]["order_id"]) == ("web1 (none)", "false", "")
    assert (found[2]["name"], found[2]["in_place"]) == ("Nobody's", "")
    assert found[4]["live_orders"] == "1"


@pytest.mark.parametrize("text", HOSTILE, ids=ascii)
def test_csv_holds_no_formula(text):
    (found,) = csv.DictReader(
        io.StringIO(
            FORMATS["csv"](
                report(named(text)),
            ),
            newline="",
        )
    )
    # Apostrophes are all that was added.
    assert found["name"].replace("'", "") == text.replace("\0", "\ufffd").replace("'", "")
    for value in found.values():
        # Also where another program than ours begins a cell, and whatever it skips before it looks.
        for cell in re.split("[;,|\t\r\n]", value):
            seen = re.sub('["\\s\u200b\ufeff\u3164\u2800\u034f]+', "", unicodedata.normalize("NFKC", cell))
            assert not re.match("[=+@\u2212]|-(?![0-9]+$)", seen), value
        assert not re.match("[\\s\u200b\ufeff\u3164\u2800]", value)


def test_json_is_what_the_rows_say():
    found = json.loads(FORMATS["json"](EVERYDAY))
    assert (found["title"], found["date"]) == ("Everyday", "2031-03-15")
    assert found["counts"] == {
        "expired": 1,
        "missing": 1,
        "due": 1,
        "not_in_place": 0,
        "pending": 1,
        "soon": 0,
        "good": 1,
    }
    assert found["certificates"][4] == {
        "level": "good",
        "name": "one",
        "alternative_order_id": "one",
        "product": None,
        "common_name": None,
        "emails": [],
        "order_id": 1,
        "status": "issued",
        "valid_from": "2031-01-09",
        "valid_till": "2032-01-09",
        "days_remaining": 300,
        "renewal_due_on": "2031-12-11",
        "serial_number": "01",
        "hosts": [{"host": "web1", "state": "current", "serial_number": "01", "not_after": "2032-01-09"}],
        "live_orders": [1],
        "remark": "",
    }


def test_prometheus_is_what_the_rows_say():
    found = parse(FORMATS["prometheus"](EVERYDAY))
    key = {"alternative_order_id": "one", "order_id": "1"}
    end = datetime.datetime.fromtimestamp(found["digicert_client_cert_expiry_timestamp_seconds"].one(**key), UTC)
    due = datetime.datetime.fromtimestamp(found["digicert_client_cert_renewal_due_timestamp_seconds"].one(**key), UTC)
    # The last day counts as a whole: a certificate is expired on the day after.
    assert (end.isoformat(), due.isoformat()) == ("2032-01-09T23:59:59+00:00", "2031-12-11T00:00:00+00:00")
    assert found["digicert_client_cert_in_place"].one(**key, host="web1") == 1
    assert found["digicert_client_cert_in_place"].one(alternative_order_id="four", host="web1") == 0
    assert (
        found["digicert_client_cert_host_expiry_timestamp_seconds"].one(alternative_order_id="two", host="web1")
        < end.timestamp()
    )
    assert len(found["digicert_client_cert_info"].samples) == 5
    assert found["digicert_client_cert_info"].one(name="two", level="expired", status="issued", order_id="2") == 1
    assert {**dict(found["digicert_client_cert_level_certificates"].samples)}[frozenset({("level", "due")})] == 1
    now = datetime.datetime.fromtimestamp(found["digicert_client_cert_report_timestamp_seconds"].one(), UTC)
    assert now.date() == TODAY


@pytest.mark.parametrize("text", HOSTILE, ids=ascii)
def test_prometheus_reads_the_text_back(text):
    found = parse(FORMATS["prometheus"](report(named(text))))
    assert found["digicert_client_cert_info"].one(name=text, common_name=text, alternative_order_id=text) == 1
    assert found["digicert_client_cert_in_place"].one(host=text) == 0


def test_prometheus_refuses_two_rows_of_one_certificate():
    with pytest.raises(ValueError, match="two rows are about order 7, alternative order ID x"):
        FORMATS["prometheus"](report(named("x"), named("x")))


def test_a_host_that_declares_a_certificate_twice_is_one_sample():
    twice = dataclasses.replace(named("x"), hosts=(Place("web1", "current"), Place("web1", "none")))
    assert parse(FORMATS["prometheus"](report(twice)))["digicert_client_cert_in_place"].one(host="web1") == 0


def test_the_page_is_what_the_rows_say():
    page = Page(FORMATS["html"](EVERYDAY))
    assert page.all("title")[0].text == "Everyday"
    assert page.all("h1")[0].text == "Everyday"
    assert "4 of 5 certificates need something done." in page.all("p", "headline")[0].text
    assert "Next end: Nobody's on 2031-03-27, 12 days left." in page.all("p", "headline")[0].text
    numbers = [one.text for one in page.all("ul", "numbers")]
    assert numbers == [
        "5certificates1\u2715 expired1? missing1! due0\u21c4 not in place1\u2026 pending0\u25f7 soon1\u2713 good"
    ]
    names = [one.text for one in page.all("th") if one.attributes.get("scope") == "row"]
    assert [name.startswith(start) for name, start in zip(names, ("two", "four", "Nobody's", "three", "one"))] == [
        True
    ] * 5
    legend = 3
    assert len(page.all("rect", "bar")) - legend == 5
    assert len(page.all("rect", "none")) - 1 == 2
    assert page.all("table")[0].attributes["role"] == "table"
    assert page.all("html")[0].attributes["lang"] == "en"
    told = [one.attributes.get("aria-label") for one in page.all("svg") if one.attributes.get("role") == "img"]
    assert "one: valid from 2031-01-09 to 2032-01-09, renewal from 2031-12-11" in told
    assert "four: no certificate yet" in told


@pytest.mark.parametrize("text", HOSTILE, ids=ascii)
def test_the_page_shows_the_text_and_never_runs_it(text):
    page = Page(FORMATS["html"](report(named(text), title=text)))
    assert page.all("h1")[0].text == one_line(text)
    assert one_line(text) in [one.text for one in page.all("bdi")]
    policy = [one.attributes["content"] for one in page.all("meta") if "http-equiv" in one.attributes]
    assert policy[0].startswith("default-src 'none';")


@pytest.mark.parametrize("form", list(FORMATS))
def test_an_empty_report_is_a_report(form):
    text = FORMATS[form](report())
    assert text.endswith("\n")
    if form == "csv":
        assert list(csv.DictReader(io.StringIO(text))) == []
    elif form == "json":
        assert json.loads(text)["certificates"] == []
    elif form == "prometheus":
        assert set(parse(text)) == {
            "digicert_client_cert_level_certificates",
            "digicert_client_cert_report_timestamp_seconds",
        }
    else:
        assert "There is no certificate to report." in text
        assert len(text.splitlines()) < 200
    if form == "html":
        assert Page(text).all("table") == []


@hypothesis.given(REPORTS)
def test_any_rows_make_a_report_that_can_be_read(found):
    assert len(list(csv.DictReader(io.StringIO(FORMATS["csv"](found), newline="")))) == len(found.rows)
    assert len(json.loads(FORMATS["json"](found))["certificates"]) == len(found.rows)
    assert "digicert_client_cert_report_timestamp_seconds" in parse(FORMATS["prometheus"](found))
    assert {len(line) for line in in_markdown(FORMATS["markdown"](found))} <= {9}
    table = FORMATS["table"](found).split("\n")
    assert len(table) == (len(found.rows) + 4 if found.rows else 2)
    bars = Page(FORMATS["html"](found)).all("rect", "bar")
    assert len(bars) == (len(found.rows) + 3 if found.rows else 0)
    for rect in bars[3:]:
        left, width = (float((rect.attributes[name] or "").rstrip("%")) for name in ("x", "width"))
        assert left >= 0
        assert width >= 1
        assert left + width <= 100.02
