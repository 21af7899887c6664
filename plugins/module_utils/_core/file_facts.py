# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Private to this collection: it may change in any release.
"""The questions that the rules about files ask, each answered from what is declared and what was found."""

from __future__ import annotations

import functools
import typing as t

from .file_set import KEY, MISSING, OTHER, SAME, WITH_HISTORY, Generation, Leaf, Store, Wanted
from .model import Difference


def made_from(wanted: Wanted, history: t.Sequence[str]) -> dict[str, t.Any]:
    """Return what a set is made of, by option, in a form that JSON keeps: two sets that agree in it need no change."""
    bundled = WITH_HISTORY.intersection(wanted.files)
    return {
        "certificate": identity(wanted.leaf),
        "chain": list(wanted.chain),
        "root": wanted.root,
        "files": dict(wanted.files),
        "friendly_name": wanted.friendly_name,
        "keystore_type": wanted.keystore_type,
        "key_history": sorted(history) if bundled else [],
    }


def identity(leaf: t.Optional[Leaf]) -> t.Optional[dict[str, str]]:
    """Return what tells a certificate from every other."""
    return {"serial_number": leaf.serial_number, "sha256": leaf.sha256} if leaf else None


def links(name: str, files: t.Mapping[str, str]) -> dict[str, str]:
    """Return link name -> the file of a generation that it shows. The key is always found at ``<name>.key`` too."""
    return {f"{name}.key": files[KEY], **{file: file for file in files.values()}} if KEY in files else {}


class FileFacts:
    """The questions that the rules ask. Answers are plain values: ``None``, false and empty mean "no"."""

    def __init__(self, wanted: Wanted, store: Store) -> None:
        self.wanted = wanted
        self.store = store
        self.current = store.generation(store.current)

    # What is at its place

    @functools.cached_property
    def links(self) -> dict[str, str]:
        """The links that should be there: of the set that is in use, or of the wanted one."""
        found = self.current.manifest if self.current else None
        return links(self.wanted.name, found.files if found else self.wanted.files)

    def at(self, *kinds: str) -> list[str]:
        """File names of the wanted set and the one in use, at whose place there is something of *kinds*."""
        return [name for name, kind in self.store.places.items() if kind in kinds]

    @property
    def blocked(self) -> str:
        return ", ".join(f"{name} ({what})" for name, what in self.store.blocked.items())

    @property
    def others(self) -> list[str]:
        """Files of somebody else."""
        return self.at(OTHER)

    @property
    def other_names(self) -> str:
        return ", ".join(self.others)

    @property
    def only_key(self) -> bool:
        """Nothing is in use yet but a key that waits for its certificate."""
        keys = {f"{self.wanted.name}.key", self.wanted.files.get(KEY)}
        return self.store.current is None and set(self.others) <= keys

    @property
    def unlinked(self) -> list[str]:
        """Links of the set in use that are missing, or whose place a copy took."""
        return [name for name in self.links if self.store.places.get(name, MISSING) in (MISSING, SAME)]

    @property
    def stale(self) -> list[str]:
        """Links into the store that no file of the set in use belongs to."""
        return sorted(self.store.links - set(self.links))

    # What differs

    @functools.cached_property
    def history(self) -> tuple[str, ...]:
        """Serial numbers of all superseded pairs."""
        pairs = {found.pair for found in self.store.generations}
        own = self.wanted.leaf.serial_number if self.wanted.leaf else None
        superseded = {serial for serial in (*self.store.history, *pairs) if serial and serial != own}
        return tuple(sorted(superseded)) if self.wanted.key_history else ()

    @functools.cached_property
    def differences(self) -> tuple[Difference, ...]:
        """Options whose value is not what the set in use was made of."""
        manifest = self.current.manifest if self.current else None
        before = dict(manifest.made_from) if manifest else {}
        after = made_from(self.wanted, self.history)
        found = [Difference(name, before.get(name), after[name]) for name in after if before.get(name) != after[name]]
        if not self.store.passphrase_fits:
            found.append(Difference("passphrase", "another", "as given"))
        return tuple(found)

    @property
    def option_names(self) -> str:
        return ", ".join(difference.option for difference in self.differences)

    @property
    def new_certificate(self) -> bool:
        return any(difference.option == "certificate" for difference in self.differences)

    @property
    def serial(self) -> t.Optional[str]:
        """Serial number of the wanted certificate."""
        return self.wanted.leaf.serial_number if self.wanted.leaf else None

    @property
    def old_serial(self) -> str:
        found = self.current.manifest.serial_number if self.current and self.current.manifest else None
        return found or "that cannot be read"

    @property
    def damaged(self) -> str:
        return ", ".join(self.current.damaged) if self.current else ""

    @property
    def to_mend(self) -> str:
        """What a mend is about: names of links, paths."""
        return ", ".join([*self.unlinked, *self.stale, *self.store.attributes])

    @property
    def lacking(self) -> str:
        return ", ".join(self.store.lacking)

    # Going back

    @functools.cached_property
    def earlier(self) -> t.Optional[Generation]:
        """The generation to go back to: the one named, or the newest usable one that is older than the current one."""
        if self.wanted.generation is not None:
            return self.store.generation(self.wanted.generation)
        older = [f for f in self.store.generations if self.store.current is None or f.number < self.store.current]
        return next((found for found in reversed(older) if found.usable and not self.expired(found)), None)

    @property
    def incomplete(self) -> bool:
        """The generation to go back to lacks something."""
        return self.earlier is not None and not self.earlier.usable

    def expired(self, generation: t.Optional[Generation]) -> bool:
        """Tell whether the certificate of a generation ran out."""
        till = generation.manifest.not_after if generation and generation.manifest else None
        return till is not None and till <= self.store.now

    @property
    def went_back(self) -> bool:
        """An earlier run went back, and was ended before it could tell."""
        newest = max((found.number for found in self.store.generations if found.usable), default=0)
        going = self.wanted.generation is None and self.store.unannounced
        return going and self.store.current is not None and self.store.current < newest

    @property
    def named(self) -> str:
        """The generations there are."""
        return ", ".join(str(found.number) for found in self.store.generations) or "none"

    # The end

    @property
    def in_place(self) -> bool:
        """Anything of the set can be reached."""
        return self.store.current is not None or bool(self.store.links) or bool(self.at(SAME, OTHER))
