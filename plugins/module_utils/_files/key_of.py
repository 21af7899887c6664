# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Private to this collection: it may change in any release.
"""The key of one certificate and the request for it. A key is on the disk before its request is told to anybody, and never replaced."""

from __future__ import annotations

import contextlib
import dataclasses
import os
import typing as t

from .._core.errors import FilesError
from .._core.key_rules import MAKE, KeyFacts, Kind, decide
from .._formats import disk as new_file
from .._formats import keyfile, new_key, request
from . import access, attributes, disk, prepare, publish
from .access import Access
from .declared import Declared, Port
from .ensure import ensure
from .layout import Layout
from .lock import locked
from .look import found as look
from .tidy import tidying

_NOT_ENCRYPTED = "It is not encrypted: declare no passphrase, or ask for a new key that is with rotate."
_FILE, _KEY = "mode", "key_mode"


@dataclasses.dataclass(frozen=True)
class Wish:
    """What a task declares of the key and its request, beside the place and the attributes of :class:`Declared`."""

    kind: Kind = dataclasses.field(default_factory=Kind)
    request: request.Wish = dataclasses.field(default_factory=request.Wish)
    rotate: bool = False


@dataclasses.dataclass(frozen=True)
class Outcome:
    """What one run came to."""

    changed: bool
    #: ``make`` or ``none``, of the key; and why.
    action: str
    reason: str
    #: Where the key lies, or would.
    key: str
    #: PEM; ``None`` where check mode makes no key to request for.
    csr: t.Optional[str]
    #: The request is for the next key of a rotation.
    rotating: bool
    #: A set with a certificate is in use.
    placed: bool


def declare_key(entry: t.Mapping[str, t.Any]) -> Wish:
    """Return what an entry of a list declares; a name of the subject with several values is there several times."""
    subject = [
        (name, str(one))
        for name, value in (entry["subject"] or {}).items()
        for one in (value if isinstance(value, list) else [value])
        if one not in (None, "")
    ]
    emails = (email.strip() for email in entry["emails"] or ())
    asked = request.Wish(tuple(subject), tuple(dict.fromkeys(filter(None, emails))))
    return Wish(Kind(**(entry["key"] or {})), asked, entry["rotate"])


def problems(wish: Wish) -> list[str]:
    """Return why no request can be made as declared, a clause each."""
    return request.problems(wish.request)


def ensure_key(declared: Declared, wish: Wish, port: Port, check_mode: bool) -> Outcome:
    """Ensure key and request of one certificate; *declared* says where, and is ``ready``. Raises ``FilesError``."""
    layout = declared.layout
    try:
        with disk.holding_directory(layout.directory):
            before = _look(declared, wish)
            action, reason = decide(before.facts)
            if check_mode:
                return _predicted(declared, wish, port, before, action, reason)
            prepared = action != MAKE and disk.is_directory(layout.store)
        if not prepared:
            # What is refused leaves nothing behind, not even an empty store.
            ensure(declared, port, check_mode=False)
        with contextlib.ExitStack() as stack:
            stack.enter_context(disk.holding_directory(layout.directory))
            stack.enter_context(locked(layout.store))
            return _run(declared, wish, port)
    except OSError as error:
        raise FilesError(
            f"{error.filename or layout.directory} cannot be used ({error.strerror}); no key that was there was touched; mend this and run "
            "again."
        ) from None


@dataclasses.dataclass(frozen=True)
class _Found:
    facts: KeyFacts
    placed: bool
    #: The key that the request is for, where it is there and can be used.
    key: t.Any = None


def _look(declared: Declared, wish: Wish) -> _Found:
    """Return what there is. A key that will not be requested for is not opened."""
    seen = look(declared.layout)
    facts = KeyFacts(
        wanted=str(wish.kind),
        rotate=wish.rotate,
        in_use=seen["key"],
        next=seen["next_key"],
        rotating=seen["rotating"],
    )
    if not facts.rotating and (facts.is_first or facts.rotate):
        return _Found(facts, seen["placed"])
    try:
        content = disk.read_through(facts.path)
        key = keyfile.load(content, declared.key_passphrase, facts.path)
    except FilesError as error:
        return _Found(dataclasses.replace(facts, problem=str(error)), seen["placed"])
    if declared.key_passphrase and not keyfile.encrypted(keyfile.only_key(content, facts.path)):
        return _Found(dataclasses.replace(facts, problem=_NOT_ENCRYPTED), seen["placed"])
    return _Found(dataclasses.replace(facts, kind=new_key.kind_of(key)), seen["placed"], key)


def _predicted(declared: Declared, wish: Wish, port: Port, before: _Found, action: str, reason: str) -> Outcome:
    """Return what a run would come to. Without a key there can be no request, and check mode makes no key."""
    facts = before.facts
    if action == MAKE:
        return Outcome(True, action, reason, _place(declared, facts), None, not facts.is_first, before.placed)
    asked, is_new = _request(declared, wish, before.key)
    changed = is_new or facts.is_first or any(attributes.differ(port, *one) for one in _wanted(declared, facts.path))
    return Outcome(changed, action, reason, _place(declared, facts), asked.decode(), _is_next(facts), before.placed)


def _run(declared: Declared, wish: Wish, port: Port) -> Outcome:
    """Do it, with directory and store held: another run may have been here since."""
    layout, found = declared.layout, _look(declared, wish)
    facts = found.facts
    action, reason = decide(facts)
    with tidying(port):
        # Where a run was ended, a key may have a second name there.
        for left in layout.building:
            disk.remove_tree(left)
    changed, key = action == MAKE, found.key
    if action == MAKE:
        key = new_key.make(wish.kind)
        _write(declared, port, facts.next, new_key.to_pem(key, declared.key_passphrase))
    place = _place(declared, facts)
    if facts.is_first:
        # A second name, and not a move: it never takes the place of a key that somebody else made meanwhile.
        disk.second_name(facts.next, place)
        disk.sync(layout.directory)
        changed = True
    _leave_one_name(layout, place)
    asked, is_new = _request(declared, wish, key)
    if is_new:
        _write(declared, port, layout.request, asked, public=True)
    given = [attributes.apply(port, path, wanted, path) for path, wanted in _wanted(declared, place)]
    return Outcome(
        changed or is_new or any(given), action, reason, place, asked.decode(), _rotates(facts, action), found.placed
    )


def _place(declared: Declared, facts: KeyFacts) -> str:
    """Return where the key that is requested for lies in the end."""
    if facts.is_first:
        return declared.layout.file(f"{declared.layout.name}.key")
    return facts.next if facts.rotating or facts.rotate else t.cast(str, facts.in_use)


def _is_next(facts: KeyFacts) -> bool:
    return facts.rotating and not facts.is_first


def _rotates(facts: KeyFacts, action: str) -> bool:
    return not facts.is_first and (facts.rotating or action == MAKE)


def _leave_one_name(layout: Layout, place: str) -> None:
    """Take the name away under which a first key was made, also where an earlier run was ended before it could."""
    made = layout.first_key
    if disk.is_file(made) and os.path.samestat(disk.status(made), disk.status(place)):
        disk.remove(made)
        disk.sync(os.path.dirname(made))


def _request(declared: Declared, wish: Wish, key: t.Any) -> tuple[bytes, bool]:
    """Return the request, the one that is there where it fits, and whether it is a new one."""
    path = declared.layout.request
    if disk.is_file(path):
        content = disk.read(path)
        if request.fits(content, wish.request, key):
            return content, False
    return request.make(wish.request, key), True


def _wanted(declared: Declared, key: str) -> t.Iterator[tuple[str, Access]]:
    """Yield key and request, as far as they are there, with what is declared for them."""
    for path, wanted in ((key, declared.given.of(_KEY)), (declared.layout.request, _of_request(declared))):
        if disk.is_file(path):
            yield path, wanted


def _of_request(declared: Declared) -> Access:
    return dataclasses.replace(declared.given.of(_FILE), mode=None)


def _write(declared: Declared, port: Port, path: str, content: bytes, public: bool = False) -> None:
    """Bring a file onto the disk, as it is declared from its first moment on. A key takes nothing's place, a request the old one's."""
    layout = declared.layout
    if not public:
        prepare.make_room_for_keys(declared, port)
    like = access.of(layout.store).for_folders()
    default = dataclasses.replace(like, mode=0o644 if public else 0o600, acl=None)
    given = _of_request(declared) if public else declared.given.of(_KEY)
    built, name = publish.begin(layout), os.path.basename(path)
    try:
        with disk.inside(built):
            new_file.create(name, content)
            attributes.apply(port, name, given.or_else(default), path)
            disk.sync(name)
        if public:
            disk.rename(os.path.join(built, name), path)
        else:
            disk.second_name(os.path.join(built, name), path)
    finally:
        disk.remove_tree(built)
    for folder in (os.path.dirname(path), layout.store, layout.directory):
        disk.sync(folder)
