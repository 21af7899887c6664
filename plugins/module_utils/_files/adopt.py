# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Private to this collection: it may change in any release.
"""Take what somebody else placed into a generation, so that it can be gone back to and nothing of it is lost."""

from __future__ import annotations

import os
import typing as t

from .._core.errors import FilesError
from .._core.file_facts import identity, links
from .._core.file_set import KEY, MANIFEST, OTHER, Leaf, Manifest, Store
from .._formats import disk as new_file
from .._formats.armour import blocks
from . import access, attributes, certificates, disk, keys, manifest, publish
from .access import Access
from .attributes import Given
from .declared import Declared, Port
from .switch import point, prove, set_links


def adopt(declared: Declared, port: Port, store: Store, number: int) -> None:
    """Make generation *number* of the files at their places and those in use, and put it into use: nothing changes for a reader."""
    layout = declared.layout
    held, databases = _content(declared, store), _databases(declared, store)
    current = store.generation(store.current)
    own = current.manifest.made if current and current.manifest else {}
    # Owners and modes stay what they are, whatever is declared for what comes.
    like = _access(declared, store)
    built = publish.begin(layout)
    with disk.inside(built):
        for name, content in held.items():
            new_file.create(name, content)
        for name, path in databases.items():
            _copy(path, name)
        found_in = {*held, *databases}
        files = {output: name for output, name in _files(declared, store).items() if name in found_in or output == KEY}
        # What is still as this module made it; all else is kept for good.
        made = {path: sha256 for path, sha256 in disk.digests(".").items() if own.get(path) == sha256}
        found = _manifest(declared, files, held, made)
        new_file.create(MANIFEST, manifest.to_json(found))
    publish.publish(layout, port, number, built, files, Given(), like)
    point(layout, number)
    set_links(layout, [link for link, name in links(layout.name, files).items() if name in found_in])
    prove(layout, number)


def _files(declared: Declared, store: Store) -> dict[str, str]:
    """Return output -> file name of the set as it is found; a name that the set in use does not have gets an output of its own."""
    current = store.generation(store.current)
    in_use = current.manifest.files if current and current.manifest else {}
    files = {**declared.wanted.files, **in_use}
    known = set(links(declared.layout.name, files))
    loose = (name for name, kind in store.places.items() if kind == OTHER and name not in known)
    return {**files, **{f"adopted {name}": name for name in loose}}


def _content(declared: Declared, store: Store) -> dict[str, bytes]:
    """Return file name -> content as a reader gets it now, for what is a file."""
    layout = declared.layout
    folder = layout.generation(store.current) if store.current is not None else None
    found: dict[str, bytes] = {}
    for link, name in links(layout.name, _files(declared, store)).items():
        if link not in store.links:
            path, read = layout.file(link), disk.read_through
        elif folder is not None:
            # Not through the links, which are the owner's to change.
            path, read = os.path.join(folder, name), disk.read
        else:
            continue
        if disk.leads_nowhere(path) or disk.unusable(path):
            continue
        content = read(path)
        if found.setdefault(name, content) != content:
            raise FilesError(
                f"{layout.file(link)} and {layout.file(name)} are two different keys; move one of them away; nothing was changed."
            )
    return found


def _access(declared: Declared, store: Store) -> dict[str, Access]:
    """Return file name -> what a reader's file has now, links followed where somebody else put them."""
    layout = declared.layout
    files = _files(declared, store)
    found = attributes.inherited(layout, store, files)
    for link, name in links(layout.name, files).items():
        if store.places.get(link) == OTHER:
            found[name] = access.of_through(layout.file(link))
    return found


def _copy(folder: str, name: str) -> None:
    """Copy the files of a directory, not the links in it, into the working directory."""
    os.mkdir(name, 0o700)
    for path in disk.files(folder):
        copy = os.path.join(name, path)
        os.makedirs(os.path.dirname(copy), 0o700, exist_ok=True)
        new_file.create(copy, disk.read(os.path.join(folder, path)))
    new_file.settle(name)


def _databases(declared: Declared, store: Store) -> dict[str, str]:
    """Return name -> path of the directories of the set in use; what is no link of ours at their place stops the run before."""
    current = store.generation(store.current)
    folder = declared.layout.generation(current.number) if current else ""
    names = current.manifest.files.values() if current and current.manifest else ()
    return {name: os.path.join(folder, name) for name in names if disk.is_directory(os.path.join(folder, name))}


def _manifest(
    declared: Declared, files: t.Mapping[str, str], held: t.Mapping[str, bytes], made: t.Mapping[str, str]
) -> Manifest:
    certificate, leaf = _leaf(files, held)
    key = held.get(files[KEY])
    public_key = keys.public_of(key, declared.key_passphrase, files[KEY])[0] if key else None
    return Manifest(
        made_from={"adopted": True, "files": dict(files), "certificate": identity(leaf)},
        digests={name: disk.digest(name) for name in files.values() if disk.exists(name)},
        made=made,
        folders=attributes.folders(declared.layout, Given()),
        certificate=certificate,
        serial_number=leaf.serial_number if leaf else None,
        not_after=leaf.not_after if leaf else None,
        public_key=public_key,
        paired=leaf is not None and public_key == leaf.public_key,
        key_history=leaf is not None and leaf.protects_mail,
    )


def _leaf(files: t.Mapping[str, str], held: t.Mapping[str, bytes]) -> tuple[t.Optional[str], t.Optional[Leaf]]:
    """Return the first certificate of the first file that begins with it, in PEM and what it says."""
    for output in ("certificate", "fullchain", "combined"):
        found = blocks(held.get(files.get(output, ""), b""), "CERTIFICATE")
        if found:
            pem = found[0].replace(b"\r", b"").decode("ascii", "replace") + "\n"
            try:
                return pem, certificates.leaf(pem)
            except FilesError:
                break
    return None, None
