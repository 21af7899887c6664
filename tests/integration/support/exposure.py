# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who could read a private key: a look at every file of a tree, its mode, and the modes of the directories above it."""

from __future__ import annotations

import dataclasses
import os
import stat
import typing as t

#: Files that hold a key in a form of their own, by the end of their name; the files of a directory with such a name too.
_PROTECTED = (".p12", ".jks", ".nssdb")


@dataclasses.dataclass(frozen=True)
class Watch:
    """What to look at.

    ``trees`` may hold keys, readable for the classes in ``allowed`` (bits of a mode) at most; ``closed`` must not hold any.
    ``needles`` are what a file with an unprotected key contains, ``secrets`` what no command line and no environment may contain.
    """

    trees: tuple[str, ...]
    closed: tuple[str, ...]
    needles: tuple[bytes, ...]
    secrets: tuple[bytes, ...]
    allowed: int = 0

    def exposed(self) -> t.Iterator[str]:
        """Yield a sentence for each key that more can read than may."""
        for tree in self.trees:
            yield from self._look(tree, 0o055, closed=False)
        for tree in self.closed:
            yield from self._look(tree, 0o055, closed=True)

    def told(self, event: str, arguments: tuple[t.Any, ...]) -> t.Iterator[str]:
        """Yield a sentence for each secret in what a program is started with."""
        if event != "subprocess.Popen":
            return
        program, command, _directory, environment = arguments
        shown = b"\0".join(os.fsencode(part) for part in command)
        if environment is not None:
            shown += b"\0".join(os.fsencode(part) for pair in environment.items() for part in pair)
        if any(secret in shown for secret in (*self.secrets, *self.needles)):
            yield f"{program} is started with a secret in its arguments or environment"

    def _look(self, path: str, reach: int, closed: bool, protected: bool = False) -> t.Iterator[str]:
        """Look at *path*. *reach* has the read and search bits of the classes that get into the directory it lies in."""
        try:
            found = os.lstat(path)
            protected = protected or path.endswith(_PROTECTED)
            if stat.S_ISDIR(found.st_mode):
                entered = found.st_mode & reach & 0o011
                for name in os.listdir(path):
                    yield from self._look(os.path.join(path, name), entered | entered << 2, closed, protected)
            elif stat.S_ISREG(found.st_mode) and (protected or self._holds_key(path)):
                who = found.st_mode & reach & 0o044
                if closed:
                    yield f"{path} holds a private key"
                elif who & ~self.allowed:
                    yield f"{path} holds a private key and can be read by more than may: {found.st_mode & 0o777:o}"
        except FileNotFoundError:
            # Another process took it away meanwhile.
            return

    def _holds_key(self, path: str) -> bool:
        with open(path, "rb") as file:
            content = file.read()
        return any(needle in content for needle in self.needles)
