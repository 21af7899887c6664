# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Private to this collection: it may change in any release.
"""A rule of a policy. A policy is a table of them: the first rule whose condition holds decides."""

from __future__ import annotations

import dataclasses
import typing as t

FAIL = "fail"

FactsT = t.TypeVar("FactsT")


@dataclasses.dataclass(frozen=True)
class Rule(t.Generic[FactsT]):
    """Where ``when`` holds: do ``action``, because of ``reason``. The reason of a ``fail`` is the whole message."""

    action: str
    #: A format over the facts, ``f``.
    reason: str
    when: t.Callable[[FactsT], object]


@dataclasses.dataclass(frozen=True)
class Guard(t.Generic[FactsT]):
    """Where ``when`` holds, none of the actions in ``forbids`` is planned: the plan fails with ``reason``."""

    forbids: frozenset[str]
    reason: str
    when: t.Callable[[FactsT], object]


def forbidden(guards: t.Sequence[Guard[FactsT]], action: str, facts: FactsT) -> t.Optional[str]:
    """Return why *action* must not be, or ``None`` when it may."""
    guard = next((guard for guard in guards if action in guard.forbids and guard.when(facts)), None)
    return None if guard is None else guard.reason.format(f=facts)


def first(table: t.Sequence[Rule[FactsT]], facts: FactsT, **more: str) -> tuple[str, str]:
    """Return action and reason of the first rule that holds. The reason's format may use the texts in *more* too."""
    rule = next(rule for rule in table if rule.when(facts))
    return rule.action, rule.reason.format(f=facts, **more)


def sentence(reason: str) -> str:
    """Return the reason of a ``fail`` as its message."""
    return reason[0].upper() + reason[1:] + "."
