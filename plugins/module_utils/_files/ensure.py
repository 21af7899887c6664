# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Private to this collection: it may change in any release.
"""One run: look, decide, and unless it is check mode do it in small steps of which each leaves a complete set in use."""

from __future__ import annotations

import contextlib
import os
import typing as t

from .._core.errors import FilesError
from .._core.file_rules import decide
from .._core.file_set import MANIFEST, Plan, Store
from . import databases, disk, generations, prepare, ready, steps, switch
from .declared import Declared, Port
from .layout import UNPROVEN, Layout
from .lock import locked
from .making import key_for
from .observe import observe
from .verify import check


class Outcome(t.NamedTuple):
    """What one run came to: what it found, what it planned, and what is there afterwards."""

    before: Store
    plan: Plan
    after: Store


def ensure(declared: Declared, port: Port, check_mode: bool) -> Outcome:
    """Ensure the files of one certificate. Raises ``FilesError``, which says what is in use then."""
    layout = declared.layout
    # What programs read before the first change; empty where that could not be asked for.
    before: list[t.Optional[int]] = []
    try:
        with disk.holding_directory(layout.directory):
            before.append(_linked(layout))
            if check_mode:
                return _look(declared, port)
            if not disk.is_directory(layout.store):
                # What is refused leaves nothing behind, not even an empty store.
                outcome = _look(declared, port)
                if outcome.plan.action == "none":
                    return outcome
        return _run(declared, port)
    except OSError as error:
        raise FilesError(
            f"{_place(layout, error)} cannot be used ({error.strerror}); {_in_use(layout, before)}; mend this and run again."
        ) from None


def _place(layout: Layout, error: OSError) -> str:
    """Return the path that an error is about. What was being built is gone by now: it is told by the place that it was for."""
    if error.filename is None:
        return layout.directory
    path = os.path.normpath(os.path.join(layout.building[0], str(error.filename)))
    built = next((folder for folder in layout.building if path == folder or path.startswith(f"{folder}/")), None)
    if built is None:
        return path
    name = os.path.relpath(path, built).split("/")[0]
    return layout.store if name in (".", MANIFEST, UNPROVEN) else layout.file(name)


def _linked(layout: Layout) -> t.Optional[int]:
    """Return the generation that programs read now, also where a run has yet to go back from it."""
    return generations.linked(layout, layout.current)


def _in_use(layout: Layout, before: t.Sequence[t.Optional[int]]) -> str:
    """Say what is in use after a failure."""
    try:
        with disk.holding_directory(layout.directory):
            now = _linked(layout)
    except (OSError, FilesError):
        return "what is in use cannot be told"
    if before and now != before[0]:
        return "no set is in use any more" if now is None else f"generation {now} is in use now"
    return "no set was put into use" if now is None else "the set that was in use still is"


def _look(declared: Declared, port: Port) -> Outcome:
    """Return what a run would come to."""
    lock = locked(declared.layout.store) if disk.is_directory(declared.layout.store) else contextlib.nullcontext()
    with lock:
        store, plan = _plan(declared, port)
        return Outcome(store, plan, store)


def _run(declared: Declared, port: Port) -> Outcome:
    layout = declared.layout
    with prepare.held(declared, port), locked(layout.store):
        switch.recover(layout, port)
        store, plan = _plan(declared, port)
        try:
            with _telling(action=plan.action, generation=store.current):
                steps.do(declared, port, store, plan)
        except BaseException:
            with contextlib.suppress(OSError):
                switch.recover(layout, port)
            raise
        if plan.action == "remove" and declared.wanted.purge:
            return Outcome(store, plan, Store(store.now))
        return Outcome(store, plan, observe(declared, port))


def _plan(declared: Declared, port: Port) -> tuple[Store, Plan]:
    """Return what is there and what to do. All that can be refused without writing is refused here."""
    store = observe(declared, port)
    with _telling(generation=store.current):
        store = databases.with_databases(declared, port, store)
        plan = decide(declared.wanted, store, declared.layout.directory)
    if declared.wanted.state == "ready":
        ready.refuse(declared)
    if plan.action == "place":
        with _telling(action=plan.action, generation=store.current):
            prepare.refuse(declared)
            check(declared, store.now)
            key_for(declared, store)
    return store, plan


@contextlib.contextmanager
def _telling(**facts: t.Any) -> t.Iterator[None]:
    """Add to a failure what is known when it happens."""
    try:
        yield
    except FilesError as error:
        error.facts = {**{name: value for name, value in facts.items() if value is not None}, **error.facts}
        raise
