# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Everything a process does to the disk, one change after another, so that a test can stop before any of them."""

from __future__ import annotations

import io
import os
import signal
import sys
import typing as t

_CHANGING = frozenset(
    {
        "os.chmod",
        "os.chown",
        "os.link",
        "os.mkdir",
        "os.remove",
        "os.rename",
        "os.rmdir",
        "os.setxattr",
        "os.symlink",
        "os.truncate",
        "os.utime",
        "subprocess.Popen",
    }
)
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC


class Changes:
    """Counts what this process changes. Before change number *kill_at* the process is gone, as if the power failed.

    Whatever Python announces to its auditors counts, and what it does not announce: each part of a write, and each sync.
    *before_each* is called before each change with what the change is and its arguments.
    """

    def __init__(self, kill_at: t.Optional[int], before_each: t.Callable[[str, tuple[t.Any, ...]], None]) -> None:
        self._kill_at = kill_at
        self._before_each = before_each
        self._on = False
        self.seen: list[str] = []

    def watch(self) -> None:
        """Begin. A process that watches its changes does so to its end."""
        sync, opened = os.fsync, os.fdopen

        def fsync(descriptor: int) -> None:
            self._change("os.fsync", (_path(descriptor),))
            sync(descriptor)

        def fdopen(descriptor: int, mode: str = "r", *more: t.Any, **named: t.Any) -> t.Any:
            if mode == "wb":
                return io.BufferedWriter(_Parts(descriptor, self._change))
            return opened(descriptor, mode, *more, **named)

        os.fsync, os.fdopen = fsync, fdopen  # type: ignore[assignment]
        self._on = True
        sys.addaudithook(self._hook)

    def end(self) -> None:
        """What follows does not count."""
        self._on = False

    def _hook(self, event: str, arguments: tuple[t.Any, ...]) -> None:
        if event in _CHANGING or (event == "open" and _writes(arguments)):
            self._change(event, arguments)

    def _change(self, event: str, arguments: tuple[t.Any, ...]) -> None:
        if not self._on:
            return
        self._on = False
        self.seen.append(" ".join([event, *_paths(event, arguments)]))
        if len(self.seen) == self._kill_at:
            os.kill(os.getpid(), signal.SIGKILL)
        self._before_each(event, arguments)
        self._on = True


class _Parts(io.FileIO):
    """A file that is written in two parts, so that a process can end with half of it on the disk."""

    def __init__(self, descriptor: int, change: t.Callable[[str, tuple[t.Any, ...]], None]) -> None:
        super().__init__(descriptor, "wb")
        self._change = change
        self._begun = False

    def write(self, data: t.Any) -> int:
        self._change("write", (_path(self.fileno()),))
        part = data if self._begun else bytes(data)[: len(data) // 2]
        self._begun = True
        written = super().write(part)
        assert written is not None
        return written


def _writes(arguments: tuple[t.Any, ...]) -> bool:
    path, _mode, flags = arguments
    # A number is a file that was open before: a pipe, or one that counted then.
    return bool(flags & _WRITING) and isinstance(path, (str, bytes)) and not os.fsdecode(path).startswith("/dev/")


def _paths(event: str, arguments: tuple[t.Any, ...]) -> t.Iterator[str]:
    """Yield what is changed, as text; of a program only its name."""
    for argument, folder in zip(arguments, _folders(event, arguments)):
        path = os.fsdecode(argument) if isinstance(argument, (str, bytes)) else _path(argument)
        yield os.path.join(_path(folder), path) if folder is not None and folder >= 0 else path


def _folders(event: str, arguments: tuple[t.Any, ...]) -> tuple[t.Optional[int], ...]:
    """Return the descriptor of the directory that each path of a change is relative to; what a link says is relative to none."""
    if event in ("os.rename", "os.link"):
        return arguments[2], arguments[3]
    if event == "os.symlink":
        return None, arguments[2]
    place = {"os.mkdir": 2, "os.remove": 1, "os.rmdir": 1, "os.chmod": 2, "os.chown": 3}.get(event)
    return (None if place is None else arguments[place],)


def _path(descriptor: int) -> str:
    return os.readlink(f"/proc/self/fd/{descriptor}")
