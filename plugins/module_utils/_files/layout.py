# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Private to this collection: it may change in any release.
"""Where everything of one certificate lies."""

from __future__ import annotations

import dataclasses
import os
import sys
import typing as t

#: What ``undo`` leads to when there was no set before.
NOTHING = 0

#: In a generation that was never in use to the end: switched to, validated, announced.
UNPROVEN = "unproven"


_BUILDING = ("new", *(f"new{number}" for number in range(2, 10)))
_IN_STORE = frozenset({*_BUILDING, "gone", "link", "current", "undo", "unannounced", "next", "first", "history"})


@dataclasses.dataclass(frozen=True)
class Layout:
    """The paths below one directory. The store ``.<name>`` holds the generations; the links lead into the current one."""

    directory: str
    name: str

    @property
    def store(self) -> str:
        return os.path.join(self.directory, f".{self.name}")

    def file(self, name: str) -> str:
        """The place at which software finds a file."""
        return os.path.join(self.directory, name)

    @property
    def request(self) -> str:
        """The last CSR."""
        return self.file(f"{self.name}.csr")

    def inside(self, *parts: str) -> str:
        return os.path.join(self.store, *parts)

    def generation(self, number: int) -> str:
        return self.inside(str(number))

    @property
    def building(self) -> tuple[str, ...]:
        """Where something is built, never used from there; the first that can be cleared."""
        return tuple(self.inside(name) for name in _BUILDING)

    @property
    def gone(self) -> str:
        """What is being removed."""
        return self.inside("gone")

    @property
    def link(self) -> str:
        """A link on its way to its place."""
        return self.inside("link")

    @property
    def current(self) -> str:
        return self.inside("current")

    @property
    def undo(self) -> str:
        return self.inside("undo")

    @property
    def unannounced(self) -> str:
        return self.inside("unannounced")

    @property
    def next_key(self) -> str:
        """The key of a rotation in progress."""
        return self.inside("next", f"{self.name}.key")

    @property
    def first_key(self) -> str:
        """A first key that is not at its place yet. Where there is another one by now, it was never used and begins no rotation."""
        return self.inside("first", f"{self.name}.key")

    @property
    def waiting(self) -> tuple[str, ...]:
        """The directories of keys that wait for their certificate."""
        return tuple(os.path.dirname(key) for key in (self.first_key, self.next_key))

    @property
    def history(self) -> str:
        return self.inside("history")

    def pair(self, serial_number: str) -> tuple[str, str]:
        """Key and certificate of a superseded pair."""
        folder = os.path.join(self.history, serial_number)
        return os.path.join(folder, f"{self.name}.key"), os.path.join(folder, f"{self.name}.crt")

    def knows(self, folder: str, name: str) -> bool:
        """Tell whether *name* in the directory, or in the store, belongs to this certificate."""
        if folder == self.store:
            return name in _IN_STORE or name.isdigit()
        return name == f".{self.name}" or name.startswith(f"{self.name}.")

    def target(self, file: str) -> str:
        """What the link to a file of the current generation says."""
        return os.path.join(f".{self.name}", "current", file)


PLAIN_NAME = "must be a plain file name, without a directory and not beginning with a dot or a hyphen"


def plain_name(name: str) -> bool:
    """Tell whether *name* is a file name and no path, no hidden file and no option of a command."""
    return name.isprintable() and "/" not in name and name != "" and not name.startswith((".", "-"))


def place_problems(directory: str, name: str) -> t.Iterator[str]:
    """Yield what is wrong with the options that say where everything of a certificate lies."""
    unusable = [text_problem(option, text) for option, text in (("directory", directory), ("name", name))]
    if any(unusable):
        yield from filter(None, unusable)
        return
    if not directory.strip():
        yield "directory must not be empty"
    elif not os.path.isabs(directory):
        yield f"directory must be an absolute path, and {directory} depends on where the module runs"
    if not plain_name(name):
        yield f"name {PLAIN_NAME}"


def text_problem(option: str, text: t.Any) -> t.Optional[str]:
    """Say why no system call and no program can be given a text, ``None`` when they can."""
    if not isinstance(text, str):
        return None
    if "\0" in text:
        return f"{option} holds a NUL byte"
    try:
        os.fsencode(text)
    except UnicodeEncodeError:
        return (
            f"{option} holds a character that cannot be written on this host, whose locale knows {sys.getfilesystemencoding()} only; "
            "set LC_ALL to C.UTF-8 in the task's environment"
        )
    return None
