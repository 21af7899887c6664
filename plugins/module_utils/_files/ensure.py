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
from .._core.file_set import Plan, Store
from . import databases, disk, steps
from .declared import Declared, Port
from .lock import locked
from .making import key_for
from .observe import observe
from .switch import recover
from .verify import check


class Outcome(t.NamedTuple):
    """What one run came to: what it found, what it planned, and what is there afterwards."""

    before: Store
    plan: Plan
    after: Store


def ensure(declared: Declared, port: Port, check_mode: bool) -> Outcome:
    """Ensure the files of one certificate. Raises ``FilesError``; then the set that was in use still is."""
    try:
        return _look(declared, port) if check_mode else _run(declared, port)
    except OSError as error:
        where = error.filename or declared.layout.directory
        where = os.path.join(declared.layout.store, "new", where) if not os.path.isabs(str(where)) else where
        raise FilesError(
            f"{where} cannot be used ({error.strerror}); the set that was in use still is; mend this and run again."
        ) from None


def _look(declared: Declared, port: Port) -> Outcome:
    """Return what a run would come to."""
    lock = locked(declared.layout.store) if disk.is_directory(declared.layout.store) else contextlib.nullcontext()
    with lock:
        store, plan = _plan(declared, port)
        return Outcome(store, plan, store)


def _run(declared: Declared, port: Port) -> Outcome:
    layout = declared.layout
    if not disk.is_directory(layout.store):
        # What is refused leaves nothing behind, not even an empty store.
        outcome = _look(declared, port)
        if outcome.plan.action == "none":
            return outcome
    _make(declared, port)
    with locked(layout.store):
        recover(layout)
        store, plan = _plan(declared, port)
        try:
            with _telling(action=plan.action, generation=store.current):
                steps.do(declared, port, store, plan)
        except BaseException:
            recover(layout)
            raise
        if not disk.is_directory(layout.store):
            return Outcome(store, plan, Store(store.now))
        return Outcome(store, plan, observe(declared, port))


def _make(declared: Declared, port: Port) -> None:
    """Make directory and store. One that cannot be given away does not stay."""
    for path, linked in ((declared.layout.directory, True), (declared.layout.store, False)):
        if disk.make_directory(path, linked):
            try:
                port.apply(path, declared.modes.directory, path)
            except BaseException:
                os.rmdir(path)
                raise


def _plan(declared: Declared, port: Port) -> tuple[Store, Plan]:
    """Return what is there and what to do. All that can be refused without writing is refused here."""
    store = observe(declared, port)
    with _telling(generation=store.current):
        store = databases.with_databases(declared, port, store)
        plan = decide(declared.wanted, store, declared.layout.directory)
    if plan.action == "place":
        with _telling(action=plan.action, generation=store.current):
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
