# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The tables and diagrams of the guide "The life of a certificate", from the tables of rules.

Every rule has its place in the diagram. A rule that is new or says something else has none until it is written down
here, and then nothing is generated.
"""

from __future__ import annotations

import re
import typing as t

from ansible_collections.certops.digicert.plugins.module_utils._core import report, rules

from .arcs import Arrow, draw
from .rst import literal, picture, table

if t.TYPE_CHECKING:
    from ansible_collections.certops.digicert.plugins.module_utils._core.facts import Facts
    from ansible_collections.certops.digicert.plugins.module_utils._core.rule import Rule

NONE = "no live order"
TWO = "two orders at once"
IN_FLIGHT = "in flight, no certificate yet"
CURRENT = "current"
SUCCESSOR = "current, successor in flight"
REVOKING = "revocation asked for"
EXPIRED = "expired"

Places = t.Mapping[str, t.Mapping[str, str]]

#: Reason of a rule -> from which state to which its action leads.
PRESENT: Places = {
    rules.OTHER_WAS_FASTER: {TWO: IN_FLIGHT},
    rules.TWINS: {TWO: TWO},
    rules.APPROVAL_OPEN: {IN_FLIGHT: IN_FLIGHT, SUCCESSOR: SUCCESSOR},
    rules.IN_FLIGHT: {IN_FLIGHT: IN_FLIGHT, TWO: TWO},
    rules.SUCCESSOR_IN_FLIGHT: {SUCCESSOR: SUCCESSOR},
    rules.ORPHANED: {CURRENT: CURRENT, EXPIRED: EXPIRED},
    rules.DRIFT_FAILS: {CURRENT: CURRENT},
    rules.TWO_WRITERS: {CURRENT: CURRENT, EXPIRED: EXPIRED},
    rules.REVOKED_FAILS: {CURRENT: CURRENT, NONE: NONE},
    rules.REVOKED_KEY: {CURRENT: CURRENT, NONE: NONE},
    rules.REFUSED: {CURRENT: CURRENT, EXPIRED: EXPIRED, NONE: NONE},
    rules.NOT_LATER: {CURRENT: CURRENT, EXPIRED: EXPIRED},
    rules.NOW: {CURRENT: SUCCESSOR},
    rules.DUE: {CURRENT: SUCCESSOR},
    rules.REVOKED: {CURRENT: SUCCESSOR},
    rules.STUBBORN: {CURRENT: CURRENT},
    rules.SOLD: {CURRENT: CURRENT},
    rules.DRIFTED: {CURRENT: SUCCESSOR},
    rules.UNMENDABLE: {CURRENT: CURRENT},
    rules.FIELD: {CURRENT: CURRENT},
    rules.REPLACED_ORDER: {CURRENT: CURRENT},
    rules.REPLACED_CERTIFICATE: {CURRENT: CURRENT},
    rules.CURRENT: {CURRENT: CURRENT},
    rules.CURRENT_UNDATED: {CURRENT: CURRENT},
    rules.EXPIRED_NEVER: {EXPIRED: EXPIRED},
    rules.EXPIRED: {EXPIRED: IN_FLIGHT},
    rules.DEAD: {NONE: IN_FLIGHT},
    rules.NO_ORDER: {NONE: IN_FLIGHT},
    rules.NOT_UNDERSTOOD: {NONE: NONE},
}
ABSENT: Places = {
    rules.CLOCK: {NONE: NONE},
    rules.NO_STATUS: {IN_FLIGHT: IN_FLIGHT},
    rules.REISSUE_PENDING: {SUCCESSOR: CURRENT},
    rules.TO_REJECT: {IN_FLIGHT: NONE, SUCCESSOR: CURRENT},
    "order {f.to_end.id} is issued": {CURRENT: REVOKING},
    "order {f.to_end.id} is {f.to_end.status}": {IN_FLIGHT: NONE},
    rules.REVOCATION_OPEN: {REVOKING: REVOKING},
    rules.DEAD: {NONE: NONE},
    rules.NO_ORDER: {NONE: NONE},
    rules.NOT_UNDERSTOOD: {NONE: NONE},
}

#: What other people, other runs and CertCentral do.
_OTHERS_PRESENT = (
    Arrow(IN_FLIGHT, CURRENT, "(issued)"),
    Arrow(IN_FLIGHT, NONE, "(refused)"),
    Arrow(IN_FLIGHT, TWO, "(another run ordered too)"),
    Arrow(SUCCESSOR, CURRENT, "(issued or refused)"),
    Arrow(CURRENT, EXPIRED, "(time passes)"),
    Arrow(CURRENT, NONE, "(revoked)"),
)
_OTHERS_ABSENT = (Arrow(REVOKING, NONE, "(approved)"), Arrow(REVOKING, CURRENT, "(refused)"))

#: What stands for each placeholder of a reason.
_WORDS = {
    "f.being_revoked.id": "its id",
    "f.chosen.dead.id": "the last one",
    "f.chosen.dead.status": "its status",
    "f.current.id": "the current one",
    "f.days_left": "some",
    "f.due_at": "renew_before_days, or a third of its life",
    "f.drift_names": "the options",
    "f.end_request.id": "its id",
    "f.expired.id": "the last one",
    "f.faster.id": "the lower id",
    "f.field_to_mend.option": "a custom field",
    "f.found": "each with its status",
    "f.in_flight.id": "in flight",
    "f.in_flight.status": "its status",
    "f.misfit_options": "its key",
    "f.open_request.id": "its id",
    "f.own.id": "the higher id",
    "f.refusal": ", who refused it and why",
    "f.refused.id": "the last one",
    "f.refused.status": "its status",
    "f.renewable.id": "the last one",
    "f.renewable.valid_till": "a day",
    "f.renewal_would_end": "a day",
    "f.replaced.id": "the old one",
    "f.replaced_certificate": "the old one",
    "f.revoked.id": "the last one",
    "f.revoked_key": "whose key it is",
    "f.sold_before": "an earlier one",
    "f.stranger_names": "each with what it shows",
    "f.stubborn_values": "the option and its value",
    "f.to_end.id": "its id",
    "f.to_end.status": "its status",
    "f.twin_names": "both ids",
    "f.unmendable_names": "the options",
    "f.world.doubt": "both times",
    "f.world.misfit.id": "its id",
    "f.world.on_its_way": "an order was sent and its answer was lost",
}


def state_of(facts: Facts) -> str:
    """Return the state of the diagram that *facts* are in."""
    chosen = facts.chosen
    if facts.own is not None and facts.twins:
        return TWO
    if facts.desired.state == "absent":
        if not chosen.live:
            return NONE
        if facts.to_end is None:
            return REVOKING
        return _alive(facts.to_end.issued, facts.to_end.reissue_in_flight)
    if facts.current or facts.in_flight:
        return _alive(facts.current is not None, facts.in_flight is not None)
    return EXPIRED if facts.expired else NONE


def _alive(issued: bool, more_in_flight: bool) -> str:
    if not issued:
        return IN_FLIGHT
    return SUCCESSOR if more_in_flight else CURRENT


def present_diagram() -> str:
    """Return the diagram of state present."""
    states = (NONE, TWO, IN_FLIGHT, CURRENT, SUCCESSOR, EXPIRED)
    return picture(draw(states, [*_arrows(rules.PRESENT, PRESENT), *_OTHERS_PRESENT]))


def absent_diagram() -> str:
    """Return the diagram of state absent."""
    states = (SUCCESSOR, CURRENT, REVOKING, NONE, IN_FLIGHT)
    return picture(draw(states, [*_arrows(rules.ABSENT, ABSENT), *_OTHERS_ABSENT]))


def present_rules() -> str:
    """Return the table of rules of state present."""
    return _rules(rules.PRESENT)


def absent_rules() -> str:
    """Return the table of rules of state absent."""
    return _rules(rules.ABSENT)


def guards() -> str:
    """Return the table of what forbids an action whichever rule decided."""
    rows = (
        (", ".join(literal(action) for action in sorted(guard.forbids)), _readable(guard.reason))
        for guard in rules.GUARDS
    )
    return table(("actions", "why none of them follows"), rows)


def waiting() -> str:
    """Return the table of what an order in flight can wait for."""
    words = {
        "requests": "request <its id> of order <its id>",
        "task": "request_id: <its id>, status: approved",
    }
    hints = ((literal(what), hint.format(**words)) for what, hint in report._HINTS.items())
    return table(("``waiting_for``", "what a person must do"), hints)


def _arrows(table_of_rules: t.Sequence[Rule[Facts]], places: Places) -> list[Arrow]:
    """Return one arrow for all rules that lead from one state to another, its label their actions."""
    reasons = {rule.reason for rule in table_of_rules}
    if reasons != set(places):
        raise ValueError(f"a rule without a place in the diagram, or a place without a rule: {reasons ^ set(places)}")
    labels: dict[tuple[str, str], dict[str, None]] = {}
    for rule in table_of_rules:
        for step in places[rule.reason].items():
            labels.setdefault(step, {})[rule.action] = None
    return [Arrow(start, end, ", ".join(actions)) for (start, end), actions in labels.items()]


def _rules(table_of_rules: t.Sequence[Rule[Facts]]) -> str:
    rows = (
        (str(number), literal(rule.action), _readable(rule.reason)) for number, rule in enumerate(table_of_rules, 1)
    )
    return table(("", "action", "reason that the result gives"), rows)


def _readable(reason: str) -> str:
    """Return *reason* with words in the place of its values. Raises ``ValueError`` for a value that has no words yet."""
    unknown = set(re.findall(r"\{(.+?)\}", reason)) - set(_WORDS)
    if unknown:
        raise ValueError(f"_WORDS in {__file__} has no words for {', '.join(sorted(unknown))}")
    return re.sub(r"\{(.+?)\}", lambda match: f"<{_WORDS[match[1]]}>", reason)
