# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Private to this collection: it may change in any release.
"""Many certificates in one run on a host: each has a place of its own, and one that fails does no harm to the others."""

from __future__ import annotations

import os
import typing as t

from .._core import listing
from .._core.errors import FilesError

Entry = t.Mapping[str, t.Any]
Result = dict[str, t.Any]
Warn = t.Callable[[str], None]

#: Returns what is wrong with an entry, a clause each.
Problems = t.Callable[[Entry], t.Iterable[str]]
#: Gets the module, an entry and how to warn; returns the result of the entry.
Work = t.Callable[[t.Any, Entry, Warn], Result]


def each(module: t.Any, entries: t.Sequence[Entry], problems: Problems, work: Work) -> Result:
    """Do *work* for each entry and return all results.

    Raises ``FilesError``: before anything is done where *problems* finds clauses about an entry, or two entries have one place; in the
    end, with the results, where one failed.
    """
    faults = [
        f"{listing.place(index, entry['name'])}: {fault}"
        for index, entry in enumerate(entries)
        for fault in problems(entry)
    ]
    faults += listing.sharing_files((os.path.normpath(entry["directory"]), entry["name"]) for entry in entries)
    if faults:
        raise FilesError(f"Nothing was changed: {'; '.join(faults)}.")
    results = [_one(module, entry, work) for entry in entries]
    changed = any(result["changed"] for result in results)
    failed = [result for result in results if result["failed"]]
    if len(results) == 1 and failed:
        raise FilesError(failed[0]["msg"], changed=changed, results=results)
    if failed:
        told = " ".join(f"{result['name']}: {result['msg']}" for result in failed)
        raise FilesError(
            f"{len(failed)} of {len(results)} certificates failed. {told}", changed=changed, results=results
        )
    sides = {
        side: "".join(result["diff"][side] for result in results if result["changed"]) for side in ("before", "after")
    }
    return {"changed": changed, "results": results, "diff": sides}


def _one(module: t.Any, entry: Entry, work: Work) -> Result:
    warned: list[str] = []

    def warn(text: str) -> None:
        warned.append(text)
        module.warn(f"{entry['name']}: {text}")

    place_of_it = {"name": entry["name"], "directory": entry["directory"], "warnings": warned}
    try:
        return {**work(module, entry, warn), "failed": False, **place_of_it}
    except FilesError as error:
        return {"changed": False, **error.result(), "failed": True, **place_of_it}
