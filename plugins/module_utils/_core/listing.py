# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Private to this collection: it may change in any release.
"""Entries of a list of certificates: how a message names them, and which of them are the same. Pure."""

from __future__ import annotations

import typing as t

Key = t.TypeVar("Key", bound=t.Hashable)


def place(index: int, name: t.Optional[str]) -> str:
    """Return how a message names an entry of the list."""
    return f"certificates[{index}]" + (f" ({name})" if name else "")


def places(indexes: t.Sequence[int], names: t.Sequence[t.Optional[str]]) -> str:
    """Return how a message names several entries: the first, and how many more."""
    first = place(indexes[0], names[indexes[0]])
    return first if len(indexes) == 1 else f"{first} and {len(indexes) - 1} more"


def repeated(keys: t.Iterable[t.Optional[Key]]) -> t.Iterator[tuple[str, Key]]:
    """Yield what several entries have, with the places of these entries; ``None`` is nothing that they have."""
    found: dict[Key, list[int]] = {}
    for index, key in enumerate(keys):
        if key is not None:
            found.setdefault(key, []).append(index)
    for key, indexes in found.items():
        if len(indexes) > 1:
            yield " and ".join(place(index, None) for index in indexes), key


def sharing_files(where: t.Iterable[t.Optional[tuple[str, str]]]) -> t.Iterator[str]:
    """Yield a clause for each place that several entries have; *where* has directory and name of each."""
    return (f"{named} are both {name} in {directory}" for named, (directory, name) in repeated(where))
