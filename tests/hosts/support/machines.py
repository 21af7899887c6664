# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The machines that tools/machines makes: started, used from the outside as their administrator, and removed."""

from __future__ import annotations

import os
import pathlib
import subprocess
import time
import typing as t

from ansible_collections.certops.digicert.tests.integration.support.processes import COLLECTION

# Another run of these tests may be under way beside this one.
GROUP = f"hosts-{os.getpid()}"
NAMES = ("web", "mail", "old")
_TOOLS = COLLECTION / "tools"
_SECONDS = 180


def machines(action: str) -> None:
    """Start (`up`) or remove (`down`) the machines of these tests."""
    done = subprocess.run(
        [str(_TOOLS / "machines"), action, GROUP], stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


class Machine:
    """One machine. Commands run in it without Ansible, as root unless `user` says somebody else."""

    def __init__(self, name: str) -> None:
        self.name = name

    def command(self, *command: str, user: str = "root") -> list[str]:
        """Return what starts *command* in the machine, for `subprocess`."""
        podman = [str(_TOOLS / "podman"), "exec", "--interactive", "--user", user, "--workdir", "/"]
        return [*podman, f"{GROUP}-{self.name}", *command]

    def run(self, *command: str, user: str = "root", text: str = "", refused: bool = False) -> str:
        """Return what *command* prints, errors included. It has to succeed; with `refused` it has to fail."""
        done = subprocess.run(
            self.command(*command, user=user),
            input=text,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=_SECONDS,
            check=False,
        )
        assert (done.returncode != 0) == refused, f"{self.name}: {' '.join(command)}: {done.returncode}: {done.stdout}"
        return done.stdout

    def shell(self, script: str, user: str = "root", refused: bool = False) -> str:
        """Return what a script prints; any command of it that fails ends it."""
        return self.run("sh", "-euc", script, user=user, refused=refused)

    def start(self, *command: str, user: str = "root") -> subprocess.Popen[str]:
        """Return a command that goes on beside the test; the caller ends it."""
        return subprocess.Popen(
            self.command(*command, user=user),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def write(self, path: str, text: str, mode: str = "0644", owner: str = "root") -> None:
        """Write a file, with its folder."""
        self.run("install", "-D", "-m", mode, "-o", owner, "/dev/stdin", path, text=text)

    def read(self, path: str) -> str:
        """Return the text of a file."""
        return self.run("cat", path)

    def serial(self, path: str) -> str:
        """Return the serial number of the certificate in a file, in hex."""
        return self.run("openssl", "x509", "-in", path, "-noout", "-serial").strip().partition("=")[2]

    def assert_whole(self, path: str) -> None:
        """The key <path>.key belongs to the certificate <path>.crt, and its chain leads to the root."""
        key = self.run("openssl", "pkey", "-in", f"{path}.key", "-pubout")
        assert key == self.run("openssl", "x509", "-in", f"{path}.crt", "-noout", "-pubkey")
        self.run("openssl", "verify", "-CAfile", ROOT, "-untrusted", f"{path}.chain.crt", f"{path}.crt")


#: Where each machine has the sandbox's root certificate.
ROOT = "/etc/sandbox-root.pem"


def eventually(check: t.Callable[[], bool], what: str, seconds: float = 30) -> None:
    """Wait until *check* holds; the test fails with *what* when it never does."""
    end = time.monotonic() + seconds
    while not check():
        assert time.monotonic() < end, what
        time.sleep(0.2)


def file_text(name: str) -> str:
    """Return the text of a file that the tests place on a machine."""
    return (pathlib.Path(__file__).resolve().parents[1] / "files" / name).read_text(encoding="utf-8")
