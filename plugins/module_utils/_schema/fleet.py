# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Private to this collection: it may change in any release.
"""A list of certificates into what each declares: defaults filled in, and every fault of every entry named at once, with its place."""

from __future__ import annotations

import typing as t

from .._core import blanks, budget, listing
from .._core.budget import Limits
from .._core.errors import InvalidOptions
from .._core.model import Desired
from . import rules
from .desired import ReadCsr, parse_desired

Options = t.Mapping[str, t.Any]

#: Gets the options of one entry and returns them with their types, and what is wrong with them.
Typed = t.Callable[[Options], tuple[Options, t.Sequence[str]]]

#: Options that say the same in another way: an entry that has one of them wants none of the defaults for the others.
_SAME = (("csr", "csr_path"), ("order_validity", *rules.DEPRECATED_VALIDITY), ("product", "client_certificate_id"))

#: Conversations at once.
_PARALLEL = 16

#: So many entries are told apart in one message.
_NAMED = 10


def parse_entries(
    entries: t.Sequence[t.Any], defaults: Options, typed: Typed, read_csr: ReadCsr
) -> tuple[Desired, ...]:
    """Return what each entry declares, in their order. Raises ``InvalidOptions`` that names every fault, and where it is."""
    found: list[Desired] = []
    faults: dict[str, list[int]] = {}
    for index, entry in enumerate(entries):
        problems, desired = _entry(entry, defaults, typed, read_csr)
        if desired is not None:
            found.append(desired)
        for problem in problems:
            faults.setdefault(problem, []).append(index)
    names = [identity_of(entry) for entry in entries]
    told = [f"{listing.places(indexes, names)}: {problem}" for problem, indexes in list(faults.items())[:_NAMED]]
    if len(faults) > _NAMED:
        told.append(f"and {len(faults) - _NAMED} more faults")
    told += [f"{named} have the same alternative_order_id ({name})" for named, name in listing.repeated(names)]
    if told:
        raise InvalidOptions(told)
    return tuple(found)


def _entry(
    entry: t.Any, defaults: Options, typed: Typed, read_csr: ReadCsr
) -> tuple[t.Sequence[str], t.Optional[Desired]]:
    if not isinstance(entry, t.Mapping) or not all(isinstance(name, str) for name in entry):
        return ("must be a dictionary of options",), None
    options, problems = typed(with_defaults(entry, defaults))
    if problems:
        return problems, None
    try:
        return (), parse_desired(options, read_csr)
    except InvalidOptions as error:
        return error.problems, None


def with_defaults(entry: Options, defaults: Options) -> dict[str, t.Any]:
    """Return the options of *entry*, and those of *defaults* that it leaves out. A value replaces a default whole."""
    given = {name: value for name, value in entry.items() if not blanks.blank(value)}
    covered = {other for same in _SAME if given.keys() & set(same) for other in same}
    return {**{name: value for name, value in defaults.items() if name not in covered}, **given}


def identity_of(entry: t.Any) -> t.Optional[str]:
    """Return the identity of an entry, as far as it may be shown: what is none may be anything."""
    name = entry.get("alternative_order_id") if isinstance(entry, t.Mapping) else None
    name = blanks.strip(str(name)) if isinstance(name, (str, int)) else None
    return name if name and rules.is_identity(name) else None


def parse_fleet(params: Options, typed: Typed, read_csr: ReadCsr) -> tuple[tuple[Desired, ...], Limits]:
    """Return what each entry declares, in their order, and what the run may do at most.

    Raises ``InvalidOptions`` that names every broken rule at once.
    """
    limits, wrong = budget.read_limits(params)
    problems = [*_broken(params), *wrong]
    wishes: tuple[Desired, ...] = ()
    try:
        wishes = parse_entries(params["certificates"], params.get("defaults") or {}, typed, read_csr)
    except InvalidOptions as error:
        problems += error.problems
    if problems:
        raise InvalidOptions(problems)
    return wishes, limits


def _broken(params: Options) -> t.Iterator[str]:
    """Yield the broken rules of the options that are about the task as a whole."""
    if params.get("max_age", 0) < 0:
        yield "max_age must not be negative"
    if not 1 <= params.get("parallel", 1) <= _PARALLEL:
        yield f"parallel must be 1 to {_PARALLEL}"
    if params.get("wait_timeout", 1) < 1:
        yield "wait_timeout must be more than 0"
