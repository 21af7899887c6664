# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Private to this collection: it may change in any release.
"""Other programs. What is secret goes to them through pipes: not on the command line, not in the environment, not in a file."""

from __future__ import annotations

import dataclasses
import os
import re
import shutil
import subprocess
import tempfile
import typing as t

from .._core.errors import FilesError

# Each of these programs is done in seconds. One that waits for something else must not hold the lock of the files for ever.
_SECONDS = 300

# Thread, code, library, function, reason, place in the source: the last three versions print it alike.
_OPENSSL = re.compile(r"[0-9A-Fa-f]+:error:[0-9A-Fa-f]+:(?P<library>[^:]*):[^:]*:(?P<reason>[^:]*):")
_REASONS = {
    (
        "digital envelope routines",
        "unsupported",
    ): "this OpenSSL does not have the algorithm; what is called legacy needs 3DES and SHA-1, "
    "which a policy or FIPS mode can take away",
}

PACKAGES = {
    "openssl": "openssl on Debian and on Red Hat Enterprise Linux",
    "keytool": "default-jre-headless on Debian, java-headless on Red Hat Enterprise Linux",
    "certutil": "libnss3-tools on Debian, nss-tools on Red Hat Enterprise Linux",
    "pk12util": "libnss3-tools on Debian, nss-tools on Red Hat Enterprise Linux",
}


@dataclasses.dataclass(frozen=True)
class Piped:
    """An argument that names a pipe from which the program can read ``data`` once; ``form`` is how it is named."""

    data: bytes = dataclasses.field(repr=False)
    form: str = "/dev/fd/{}"


@dataclasses.dataclass(frozen=True)
class Ended:
    """How a program ended. ``output`` and ``errors`` are what it wrote; ``output`` may hold secrets."""

    code: int
    output: bytes = dataclasses.field(repr=False)
    errors: bytes


@dataclasses.dataclass(frozen=True)
class Unnamed:
    """An argument that names a file which exists only while it is open. For programs that measure a file before they read it.

    It may reach a disk, so ``data`` has to be encrypted.
    """

    data: bytes = dataclasses.field(repr=False)


Argument = t.Union[str, Piped, Unnamed]


def run(*arguments: Argument, stdin: bytes = b"") -> Ended:
    """Run a program to its end. Raises ``FilesError`` when it is not there or does not end.

    It sees none of our environment, so that no setting of the operator changes what is written, and writes nothing into a home.
    What it creates only its owner can read.
    """
    name = str(arguments[0])
    program = shutil.which(name)
    if program is None:
        raise FilesError(missing(name))
    opened: list[int] = []
    try:
        # As UTF-8 whatever our locale is: the program gets one of its own.
        command = [_named(argument, opened).encode("utf-8", "surrogateescape") for argument in arguments[1:]]
        done = subprocess.run(  # noqa: S603 - a fixed program, its arguments one by one, no shell
            [program.encode(), *command],
            input=stdin,
            capture_output=True,
            check=False,
            pass_fds=opened,
            env={"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C.UTF-8", "HOME": "/nonexistent"},
            umask=0o077,
            # Without a terminal nothing can ask somebody for a passphrase and wait.
            start_new_session=True,
            timeout=_SECONDS,
        )
    except subprocess.TimeoutExpired:
        raise FilesError(
            f"{name} did not end within {_SECONDS} seconds and was stopped; run it by hand to see why."
        ) from None
    except OSError as error:
        raise FilesError(f"{name} could not be started: {error.strerror}.") from None
    finally:
        for descriptor in opened:
            os.close(descriptor)
    return Ended(done.returncode, done.stdout, done.stderr)


def must(what: str, *arguments: Argument, stdin: bytes = b"") -> bytes:
    """Run a program and return what it wrote to its standard output.

    Raises ``FilesError`` when it fails: what it could not do, and the last line it complained with.
    """
    ended = run(*arguments, stdin=stdin)
    if ended.code != 0:
        raise FilesError(f"{arguments[0]} could not {what}: {last_line(ended.errors) or f'exit code {ended.code}'}.")
    return ended.output


def last_line(complaint: bytes) -> str:
    """Return the last line that says something, without what a terminal would take as a command.

    Of an error of OpenSSL's it is the reason, and the part of the library that gives it.
    """
    lines = [line.strip() for line in complaint.decode("utf-8", "replace").splitlines() if line.strip()]
    if not lines:
        return ""
    last = "".join(sign for sign in lines[-1] if sign.isprintable()).rstrip(".")
    match = _OPENSSL.match(last)
    if match is None:
        return last
    library, reason = match.group("library"), match.group("reason")
    return _REASONS.get((library, reason)) or f"{reason} ({library})"


def missing(name: str) -> str:
    """Return the sentence for a program that is not there."""
    return f"The program {name} is not on this host; install the package {PACKAGES[name]}."


def is_missing(name: str) -> bool:
    """Tell whether the program is not there."""
    return shutil.which(name) is None


def _named(argument: Argument, opened: list[int]) -> str:
    """Return the text of an argument; what was opened for it is added to *opened*."""
    if isinstance(argument, str):
        return argument
    if isinstance(argument, Unnamed):
        opened.append(_unnamed(argument.data))
        return f"/dev/fd/{opened[-1]}"
    reading, writing = os.pipe()
    opened.append(reading)
    try:
        _fill(writing, argument.data)
    finally:
        os.close(writing)
    return argument.form.format(reading)


def _fill(writing: int, data: bytes) -> None:
    """Write everything into a pipe that nobody reads yet: better an error than two processes that wait for each other."""
    os.set_blocking(writing, False)
    try:
        written = os.write(writing, data)
    except BlockingIOError:
        written = -1
    if written != len(data):
        raise FilesError(
            "A key, a chain or a passphrase is larger than the pipe that should hand it to another program."
        )


def _unnamed(data: bytes) -> int:
    """Return the descriptor of a file that has no name, or had one for a moment only its owner could use."""
    with tempfile.TemporaryFile() as file:
        file.write(data)
        file.flush()
        return os.dup(file.fileno())
