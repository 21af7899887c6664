# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A system that fails at one call: what stands in for ``os`` below the module, one call after another."""

from __future__ import annotations

import contextlib
import errno
import importlib
import itertools
import os
import pkgutil
import sys
import types
import typing as t

from ansible_collections.certops.digicert.plugins.module_utils import _files
from ansible_collections.certops.digicert.plugins.module_utils._formats import disk as new_file

#: A full disk, a broken one, one that became read-only, one that belongs to somebody else.
ERRORS = (errno.ENOSPC, errno.EIO, errno.EROFS, errno.EACCES)

_LOOKING = frozenset(
    ["access", "dup", "fchdir", "fdopen", "fstat", "getxattr", "listdir", "lstat", "open", "readlink", "stat"]
)
#: What takes room on the disk.
_FILLING = frozenset(["fsync", "link", "makedirs", "mkdir", "setxattr", "symlink", "write"])
_CHANGING = _FILLING | frozenset(["fchmod", "fchown", "removexattr", "rename", "rmdir", "unlink"])
_LASTING = {errno.ENOSPC: _FILLING, errno.EROFS: _CHANGING}
#: How many of the functions that led to a call tell it from others.
_DEPTH = 4


Place = tuple[t.Any, ...]


class Faults:
    """Counts the calls of ``os`` in a block. Call number *fail_at*, from 1, raises ``OSError``.

    A disk that is full, or cannot be written to any more, is so from then on where *lasting*.

    ``made`` says of each call from where in the module it came, ``failed`` which call it was that failed.
    """

    def __init__(self, fail_at: t.Optional[int] = None, error: int = errno.EIO, lasting: bool = False) -> None:
        self._fail_at, self._error = fail_at, error
        self._failing = _LASTING.get(error, frozenset()) if lasting else frozenset()
        self.made: list[Place] = []
        self.failed: t.Optional[str] = None

    def worth_failing(self) -> list[int]:
        """Return the numbers of the calls that differ in where they came from: of those from one place the first and the last."""
        first = {place: number for number, place in reversed([*enumerate(self.made, 1)])}
        last = {place: number for number, place in enumerate(self.made, 1)}
        return sorted({*first.values(), *last.values()})

    @contextlib.contextmanager
    def injected(self) -> t.Iterator[None]:
        """Let everything below the module call this in place of ``os``, and be in the same directory afterwards."""
        modules = [*_modules(), new_file]
        before = {module: module.os for module in modules}
        here = os.getcwd()
        try:
            for module in modules:
                module.os = self  # type: ignore[attr-defined]
            yield
        finally:
            for module, real in before.items():
                module.os = real  # type: ignore[attr-defined]
            os.chdir(here)

    def __getattr__(self, name: str) -> t.Any:
        found = getattr(os, name)
        if name not in _LOOKING | _CHANGING:
            return found

        def call(*arguments: t.Any, **named: t.Any) -> t.Any:
            self._count(name, arguments)
            done = found(*arguments, **named)
            return _Written(done, self._count) if name == "fdopen" and "wb" in arguments else done

        return call

    def _count(self, name: str, arguments: tuple[t.Any, ...]) -> None:
        self.made.append((name, *itertools.islice(_way(), _DEPTH)))
        if name == "open" and arguments[1] & os.O_CREAT:
            name = "write"
        again = self.failed is not None and name in self._failing
        if len(self.made) == self._fail_at or again:
            self.failed = self.failed or f"{name}{arguments}"
            raise OSError(
                self._error, os.strerror(self._error), *(one for one in arguments[:1] if isinstance(one, str))
            )


class _Written:
    """A file that is written: each of its calls may be the one that fails."""

    def __init__(self, file: t.Any, count: t.Callable[[str, tuple[t.Any, ...]], None]) -> None:
        self._file, self._count = file, count

    def __enter__(self) -> _Written:
        return self

    def __exit__(self, *_error: object) -> None:
        self._file.close()

    def write(self, data: bytes) -> int:
        # What fits is written before the disk is full.
        self._file.write(data[: len(data) // 2])
        self._count("write", ())
        return int(self._file.write(data[len(data) // 2 :]))

    def __getattr__(self, name: str) -> t.Any:
        return getattr(self._file, name)


def _way() -> t.Iterator[tuple[str, int]]:
    """Yield file and line of each of the module's functions that led here."""
    frame: t.Optional[types.FrameType] = sys._getframe(1)
    while frame is not None:
        if "module_utils" in frame.f_code.co_filename:
            yield frame.f_code.co_filename, frame.f_lineno
        frame = frame.f_back


def _modules() -> t.Iterator[types.ModuleType]:
    for found in pkgutil.iter_modules(_files.__path__):
        module = importlib.import_module(f"{_files.__name__}.{found.name}")
        if getattr(module, "os", None) is os:
            yield module
