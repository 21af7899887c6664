# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is generated in the guides is what the code says, and the diagrams tell the truth about the rules."""

from __future__ import annotations

import pytest
from ansible_collections.certops.digicert.plugins.module_utils._core import rules
from ansible_collections.certops.digicert.plugins.module_utils._core.facts import Facts
from ansible_collections.certops.digicert.tests.unit.core.test_rules import ROWS
from ansible_collections.certops.digicert.tools.guides import arcs, life
from ansible_collections.certops.digicert.tools.guides.parts import GUIDES, Guide, filled


@pytest.mark.parametrize("guide", GUIDES, ids=lambda guide: guide.path.stem)
def test_the_guide_is_as_the_code_says(guide: Guide) -> None:
    text = guide.path.read_text(encoding="utf-8")
    assert filled(text, guide) == text, "run tools/docs-generated"


def test_a_part_that_nobody_generates_is_an_error() -> None:
    with pytest.raises(ValueError, match="marks the parts"):
        filled("no marks", GUIDES[0])


def _witnessed() -> dict[tuple[str, str], set[str]]:
    """Return (state of the task, reason of the rule that decides) -> states of the diagram, over all rows of the rules' own test."""
    found: dict[tuple[str, str], set[str]] = {}
    for row in ROWS:
        desired, world = row[1], row[2]
        facts = Facts(desired, world)
        table = rules.ABSENT if desired.state == "absent" else rules.PRESENT
        reason = next(rule.reason for rule in table if rule.when(facts))
        found.setdefault((desired.state, reason), set()).add(life.state_of(facts))
    return found


@pytest.mark.parametrize(("state", "places"), [("present", life.PRESENT), ("absent", life.ABSENT)])
def test_every_rule_applies_in_the_states_that_the_diagram_says(state: str, places: life.Places) -> None:
    witnessed = {reason: states for (of, reason), states in _witnessed().items() if of == state}
    assert witnessed == {reason: set(steps) for reason, steps in places.items()}


def test_a_rule_without_a_place_stops_the_generator(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules, "PRESENT", (rules.Rule("renew", "the moon is full", lambda f: True), *rules.PRESENT))
    with pytest.raises(ValueError, match="the moon is full"):
        life.present_diagram()


def test_arrows_in_the_picture() -> None:
    picture = arcs.draw(
        ("a", "b", "c"), [arcs.Arrow("a", "c", "go"), arcs.Arrow("c", "b", "back"), arcs.Arrow("b", "b", "x")]
    )
    assert picture.splitlines() == [
        "┌──────────┐",
        "│ A        ├─ go ──────┐",
        "└──────────┘           │",
        "┌──────────┐           │",
        "│ B        │◄───────┐  │",
        "│ stays: x │        │  │",
        "└──────────┘        │  │",
        "┌──────────┐        │  │",
        "│ C        ├─ back ─┘  │",
        "│          │◄──────────┘",
        "└──────────┘",
    ]
