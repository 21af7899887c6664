# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A strict reader of Prometheus's text format, with the naming rules that `promtool check metrics` applies."""

from __future__ import annotations

import dataclasses
import re
import typing as t

_NAME = r"[a-zA-Z_:][a-zA-Z0-9_:]*"
_LABEL = re.compile(r'([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\["\\n])*)"(,|$)')
_HELP = re.compile(rf"# HELP ({_NAME}) (.+)")
_TYPE = re.compile(rf"# TYPE ({_NAME}) (gauge|counter|untyped)")
_SAMPLE = re.compile(rf"({_NAME})(?:\{{(.*)\}})? (-?[0-9]+)")
_ESCAPES = {"\\\\": "\\", "\\n": "\n", '\\"': '"'}
#: Units that Prometheus writes in another one, and words that belong to other types.
_REFUSED_PARTS = {"minutes", "hours", "days", "weeks", "milliseconds", "percent", "gauge", "counter", "metric"}
_REFUSED_ENDS = ("_total", "_count", "_sum", "_bucket")


@dataclasses.dataclass
class Family:
    told: str
    kind: str = ""
    #: Labels -> value.
    samples: dict[frozenset[tuple[str, str]], int] = dataclasses.field(default_factory=dict)

    def one(self, **labels: str) -> int:
        """Return the value of the only sample that has *labels*."""
        (value,) = [value for found, value in self.samples.items() if set(labels.items()) <= found]
        return value


def parse(text: str) -> dict[str, Family]:
    """Return name -> family; the test fails where Prometheus would refuse the text."""
    assert text.endswith("\n")
    assert "\n\n" not in text
    families: dict[str, Family] = {}
    last = ""
    # Nothing but a line feed ends a line.
    for line in text[:-1].split("\n"):
        if found := _HELP.fullmatch(line):
            last = found[1]
            assert last not in families, f"{last} is in two places"
            assert _well_named(last), last
            families[last] = Family(found[2])
        elif found := _TYPE.fullmatch(line):
            assert found[1] == last
            assert not families[last].samples
            families[last].kind = found[2]
        else:
            found = _SAMPLE.fullmatch(line)
            assert found is not None, line
            assert found[1] == last
            labels = _labels(found[2] or "")
            assert labels not in families[last].samples, f"the same sample twice: {line}"
            families[last].samples[labels] = int(found[3])
    assert all(family.kind and family.samples for family in families.values())
    return families


def _labels(text: str) -> frozenset[tuple[str, str]]:
    found: dict[str, str] = {}
    place = 0
    while place < len(text):
        match = _LABEL.match(text, place)
        assert match is not None, text[place:]
        assert match[1] not in found
        assert not match[1].startswith("__")
        found[match[1]] = re.sub(r"\\.", lambda escape: _ESCAPES[escape[0]], match[2])
        place = match.end()
    return frozenset(found.items())


def _well_named(name: str) -> t.Any:
    return not name.endswith(_REFUSED_ENDS) and not _REFUSED_PARTS & set(name.split("_")) and name == name.lower()
