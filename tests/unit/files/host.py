# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A directory on a host, and the work of the module on it without Ansible."""

from __future__ import annotations

import os
import pathlib
import typing as t

from ansible_collections.certops.digicert.plugins.module_utils._ansible.client_cert_files import SPEC
from ansible_collections.certops.digicert.plugins.module_utils._files import report
from ansible_collections.certops.digicert.plugins.module_utils._files.declare import declare
from ansible_collections.certops.digicert.plugins.module_utils._files.ensure import ensure

from .authority import certificate, hierarchy, key_pem


class Quiet:
    """The port without Ansible. ``refuse`` is the path's end at which the disk is full."""

    def __init__(self) -> None:
        self.warnings: list[str] = []
        self.refuse: t.Optional[str] = None

    def label(self, path: str, place: str, write: bool) -> bool:
        if write and self.refuse is not None and place.endswith(self.refuse):
            raise OSError(28, "No space left on device", path)
        return False

    def warn(self, text: str) -> None:
        self.warnings.append(text)


class Host:
    """``directory`` holds the files of ``alice``. Options that are set stay set for all runs."""

    def __init__(self, directory: pathlib.Path) -> None:
        self.directory = directory
        self.store = directory / ".alice"
        self.port = Quiet()
        self.options: dict[str, t.Any] = {name: option.get("default") for name, option in SPEC.items()}
        found = hierarchy()
        self.options.update(
            directory=str(directory),
            name="alice",
            chain=[found.intermediate],
            root=found.root,
            certificate=certificate(),
        )

    def make_key(self, owner: str = "alice", **more: t.Any) -> None:
        """Do what comes before the first order: make the key at its place."""
        self.directory.mkdir(mode=0o700, exist_ok=True)
        self.write("alice.key", key_pem(owner, **more))

    def write(self, name: str, content: t.Union[bytes, str]) -> pathlib.Path:
        """Write a file as somebody else would: beside what is there, then over it."""
        path = self.directory / name
        beside = path.with_name("beside")
        beside.write_bytes(content.encode() if isinstance(content, str) else content)
        beside.chmod(0o600)
        beside.replace(path)
        return path

    def rotate(self, owner: str, **more: t.Any) -> None:
        """Do what begins a rotation: make the next key in the store."""
        for folder in (self.store, self.store / "next"):
            folder.mkdir(mode=0o700, exist_ok=True)
        (self.store / "next" / "alice.key").write_bytes(key_pem(owner, **more))

    def run(self, check: bool = False, **options: t.Any) -> dict[str, t.Any]:
        """Return the result of a run."""
        declared = declare({**self.options, **options})
        return report.result(declared, ensure(declared, self.port, check))

    def told(self) -> None:
        """Do what ends a change: the software was told."""
        (self.store / "unannounced").unlink()

    def settle(self, **options: t.Any) -> dict[str, t.Any]:
        """Run, tell, and return the result."""
        result = self.run(**options)
        self.told()
        return result

    def read(self, name: str) -> bytes:
        """Return a file as software reads it."""
        return (self.directory / name).read_bytes()

    def generations(self) -> list[int]:
        """Return the numbers of what lies in the store."""
        return sorted(int(path.name) for path in self.store.iterdir() if path.name.isdigit())

    def snapshot(self) -> dict[str, t.Any]:
        """Return everything there is below the directory: modes, links, contents."""
        found: dict[str, t.Any] = {}
        for folder, folders, files in os.walk(self.directory):
            for name in [*folders, *files]:
                path = pathlib.Path(folder, name)
                status = path.lstat()
                held: t.Any = os.readlink(path) if path.is_symlink() else path.read_bytes() if path.is_file() else None
                found[str(path.relative_to(self.directory))] = (oct(status.st_mode), held)
        return found
