# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Private to this collection: it may change in any release.
"""What each action does, step by step."""

from __future__ import annotations

import typing as t

from .._core.errors import FilesError
from .._core.file_facts import links
from .._core.file_rules import may_go, next_number, to_prune
from .._core.file_set import OTHER, Generation, KeyFound, Plan, Store
from . import attributes, databases, disk, generations, history, observe, prepare, switch
from .adopt import adopt
from .build import build
from .declared import Declared, Port
from .making import key_for, material, superseded
from .secret import is_same
from .tidy import tidying
from .validate import validate


def do(declared: Declared, port: Port, store: Store, plan: Plan) -> None:
    """Carry the plan out. Raises ``FilesError`` and ``OSError``; the caller then brings the store into order."""
    _ACTIONS[plan.action](declared, port, store, plan)


def _place(declared: Declared, port: Port, store: Store, plan: Plan) -> None:
    layout, wanted = declared.layout, declared.wanted
    key = key_for(declared, store)
    store = _adopted(declared, port, store, plan, key)
    history.keep(declared, port, store, wanted.certificate.serial_number, every=wanted.key_history)
    number = next_number(store)
    serial_numbers, older = superseded(declared, port)
    made = material(declared, key.content, older)
    build(declared, port, store, number, made, serial_numbers)
    databases.import_into(declared, made)
    with attributes.given_to(layout, port, dict.fromkeys((layout.directory, layout.store), declared.given.folder)):
        _switch(declared, port, store, number, wanted.files)
    # The copy that the key of a rotation came from goes.
    with tidying(port):
        switch.recover(layout, port)
    with tidying(port):
        _prune(declared, port, number)


def _adopted(declared: Declared, port: Port, store: Store, plan: Plan, key: t.Optional[KeyFound]) -> Store:
    """Adopt what the plan says, and a lone key that is not the certificate's: it may wait for another one."""
    others = [declared.layout.file(name) for name, kind in store.places.items() if kind == OTHER]
    lone = [path for path in others if key is not None and not is_same(disk.read_through(path), key.content)]
    if not plan.adopt and not lone:
        return store
    adopt(declared, port, store, next_number(store))
    return observe.observe(declared, port)


def _switch(declared: Declared, port: Port, store: Store, number: int, files: t.Mapping[str, str]) -> None:
    """Put generation *number* into use. Where the operator's command refuses it, the old one stays."""
    layout = declared.layout
    known_before = disk.exists(layout.unannounced)
    switch.announce_later(layout)
    if declared.validate:
        switch.prepare_undo(layout, store.current)
    wanted = links(layout.name, files)
    # A lone key keeps its place until the certificate beside it is sure; its content is the same.
    switch.set_links(layout, [name for name in wanted if store.places.get(name) != OTHER])
    switch.point(layout, number)
    try:
        if declared.validate:
            in_use = "no set is in use" if store.current is None else "the old set is in use"
            validate(declared.validate, declared.validate_timeout, in_use)
    except FilesError:
        switch.go_back(layout)
        if not known_before:
            disk.remove(layout.unannounced)
        raise
    switch.commit(layout)
    with tidying(port):
        switch.prove(layout, number)
    with tidying(port):
        switch.set_links(layout, wanted)
        switch.unlink_stale(layout, wanted)


def _go_back(declared: Declared, port: Port, store: Store, plan: Plan) -> None:
    target = _generation(store, plan.generation)
    store = _adopted(declared, port, store, plan, None)
    history.keep(declared, port, store, target.held.serial_number, every=target.held.key_history)
    # It comes back with the owner, group and modes it had: who goes back in a hurry names the certificate and nothing else.
    layout = declared.layout
    with attributes.given_to(layout, port, attributes.remembered(layout, target)):
        _switch(declared, port, store, target.number, target.held.files)


def _mend(declared: Declared, port: Port, store: Store, plan: Plan) -> None:
    layout = declared.layout
    current = _generation(store, store.current)
    switch.announce_later(layout)
    if declared.wanted.state == "present":
        for path, wanted in attributes.declared_for(declared.given, layout, current):
            attributes.apply(port, path, wanted, path)
    names = links(layout.name, current.held.files)
    switch.set_links(layout, names)
    switch.unlink_stale(layout, names)
    if store.lacking:
        databases.import_into(declared, databases.in_use(declared, port, current))


def _remove(declared: Declared, port: Port, store: Store, plan: Plan) -> None:
    layout = declared.layout
    store = _adopted(declared, port, store, plan, None)
    switch.announce_later(layout)
    disk.remove(layout.current)
    disk.sync(layout.store)
    switch.unlink_stale(layout)
    if declared.wanted.purge:
        disk.remove(layout.request)
        disk.remove_tree(layout.store)
        disk.sync(layout.directory)


def _ready(declared: Declared, port: Port, store: Store, plan: Plan) -> None:
    prepare.make_room_for_keys(declared, port)


def _none(declared: Declared, port: Port, store: Store, plan: Plan) -> None:
    return


_ACTIONS: t.Mapping[str, t.Callable[[Declared, Port, Store, Plan], None]] = {
    "place": _place,
    "switch": _go_back,
    "mend": _mend,
    "remove": _remove,
    "make": _ready,
    "none": _none,
}


def _generation(store: Store, number: t.Optional[int]) -> Generation:
    """Return the generation that the plan is about."""
    found = store.generation(number)
    if found is None:
        raise LookupError(f"no generation {number}")
    return found


def _prune(declared: Declared, port: Port, number: int) -> None:
    layout, wanted = declared.layout, declared.wanted
    # With a key history no key goes that is not in it.
    spared = (wanted.certificate.serial_number, *observe.history(layout)) if wanted.key_history else None
    for old in to_prune(generations.numbers(layout), number, wanted.keep):
        with tidying(port):
            if may_go(generations.load(layout, old), spared):
                disk.discard(layout, layout.generation(old))
