# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Private to this collection: it may change in any release.
"""The result of a run: names, serial numbers, dates and modes, never what a file holds."""

from __future__ import annotations

import dataclasses
import os
import typing as t

from .._core.file_set import KEY, OUTPUTS, Generation, Manifest, Store, iso
from .declared import Declared
from .ensure import Outcome
from .layout import Layout

_SWITCHES = ("place", "switch")


def result(declared: Declared, outcome: Outcome) -> dict[str, t.Any]:
    """Return the result of a run."""
    plan, layout = outcome.plan, declared.layout
    shown = _shown(declared, outcome)
    switched = plan.action in _SWITCHES
    return {
        "changed": plan.action != "none" or outcome.after.unannounced,
        "action": plan.action,
        "reason": plan.reason,
        "differences": [dataclasses.asdict(difference) for difference in plan.differences],
        "generation": outcome.after.current if switched and outcome.after is not outcome.before else plan.generation,
        "previous_generation": outcome.before.current if switched else None,
        "generations": [generation_row(found) for found in outcome.after.generations],
        "serial_number": shown.get("serial_number"),
        "not_after": shown.get("not_after"),
        "files": {output: layout.file(name) for output, name in shown.get("files", {}).items()},
        "history": [serial for serial in outcome.after.history if serial != shown.get("serial_number")],
        "kept": kept(layout, outcome.after.generations),
        "unannounced": layout.unannounced,
        "diff": {"before": _text(_of(outcome.before)), "after": _text(shown)},
    }


def generation_row(found: Generation) -> dict[str, t.Any]:
    """Return what a user sees of a generation."""
    held = found.manifest
    return {
        "generation": found.number,
        "serial_number": held.serial_number if held else None,
        "not_after": iso(held.not_after) if held else None,
    }


def kept(layout: Layout, found: t.Iterable[Generation]) -> list[str]:
    """Return the paths of what was not made by this module and may hold a key: only a purge removes it."""
    return [os.path.join(layout.generation(one.number), path) for one in found for path in one.foreign]


def _shown(declared: Declared, outcome: Outcome) -> dict[str, t.Any]:
    """Return what is in use after the run, or in check mode would be."""
    plan, wanted = outcome.plan, declared.wanted
    if plan.action == "remove":
        return {}
    if plan.action == "place" and wanted.leaf:
        return {
            "serial_number": wanted.leaf.serial_number,
            "not_after": iso(wanted.leaf.not_after),
            "files": dict(wanted.files),
            **_attributes(outcome.before, mended=True),
        }
    if plan.action == "switch":
        target = outcome.before.generation(plan.generation)
        return _facts(target.manifest if target else None)
    return {**_of(outcome.before), **_attributes(outcome.before, mended=True)}


def _of(store: Store) -> dict[str, t.Any]:
    """Return what is in use."""
    found = store.generation(store.current)
    return {**_facts(found.manifest if found else None), **_attributes(store, mended=False)}


def _facts(held: t.Optional[Manifest]) -> dict[str, t.Any]:
    if held is None:
        return {}
    return {"serial_number": held.serial_number, "not_after": iso(held.not_after), "files": dict(held.files)}


def _attributes(store: Store, mended: bool) -> dict[str, t.Any]:
    state = "as declared" if mended else "another owner, group, mode or context"
    return {"attributes": dict.fromkeys(store.attributes, state)} if store.attributes else {}


def _text(shown: t.Mapping[str, t.Any]) -> str:
    lines = [f"{name}: {shown[name]}" for name in ("serial_number", "not_after") if shown.get(name)]
    files = shown.get("files", {})
    lines += [f"{output}: {files[output]}" for output in (KEY, *OUTPUTS) if output in files]
    lines += [f"{path}: {state}" for path, state in shown.get("attributes", {}).items()]
    return "".join(f"{line}\n" for line in lines)
