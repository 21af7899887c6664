# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The module watched: nobody may ever see more than asked."""

from __future__ import annotations

import pathlib
import typing as t

from ansible_collections.certops.digicert.tests.integration.support import issued
from ansible_collections.certops.digicert.tests.integration.support.exposure import Watch

if t.TYPE_CHECKING:
    from ansible_collections.certops.digicert.tests.integration.support.placing import Answer, Placing

NAME = "drill"
PASSPHRASE = "of the outputs"
KEY_PASSPHRASE = "of the key file"

OLD, NEW = issued.issued("ec old", 1), issued.issued("rsa next", 2)


class Watched:
    """Runs the module in a directory, which lies in one that everybody can enter and has a key in it that was made by hand."""

    def __init__(self, placing: Placing, above: pathlib.Path, umask: int) -> None:
        above.mkdir()
        above.chmod(0o755)
        self.directory = above / NAME
        self.directory.mkdir(mode=0o700)
        write_key(self.directory / f"{NAME}.key", OLD.pem)
        self._placing = placing
        self._umask = umask

    def __call__(self, certificate: t.Optional[issued.Issued], allowed: int = 0, **changes: t.Any) -> Answer:
        """Run it once. *allowed* are the bits of a mode that others may have. Expects that nobody saw anything."""
        arguments: dict[str, t.Any] = {
            "directory": str(self.directory),
            "name": NAME,
            "passphrase": PASSPHRASE,
            **changes,
        }
        if certificate is not None:
            arguments |= {"certificate": certificate.certificate, "chain": issued.chain(), "root": issued.root()}
        watching = watch(self._placing, self.directory, allowed)
        answer = self._placing(arguments, umask=self._umask, watch=watching)
        assert answer.exposed == []
        assert not any(secret.decode() in answer.output for secret in watching.secrets)
        assert "PRIVATE KEY" not in answer.output
        return answer

    def rotate(self) -> None:
        """Put the key of a rotation where the role that makes it does."""
        waiting = self.directory / f".{NAME}" / "next"
        waiting.mkdir(mode=0o700)
        write_key(waiting / f"{NAME}.key", NEW.pem)

    def whole_life(self, **outputs: t.Any) -> None:
        """Place, renew with another key, go back, be refused by a command, and leave."""
        assert self(OLD, **outputs).result["changed"]
        self.rotate()
        assert self(NEW, **outputs).result["changed"]
        assert self(None, state="previous", generation=1).result["changed"]
        assert self(NEW, **outputs, validate="false").result["failed"]
        assert self(None, state="absent").result["changed"]
        assert self(None, state="absent", purge=True).result["changed"]
        assert list(self.directory.iterdir()) == []


def write_key(path: pathlib.Path, text: str) -> None:
    """Write a private key that only its owner can read."""
    path.touch(0o600)
    path.write_text(text)


def watch(placing: Placing, directory: pathlib.Path, allowed: int = 0) -> Watch:
    """Return what to look at: everything beside the directory too, and the process's temporary and home directories."""
    return Watch(
        trees=(str(directory.parent),),
        closed=(str(placing.temporary), str(placing.home)),
        needles=issued.needles("ec old", "rsa next"),
        secrets=(PASSPHRASE.encode(), KEY_PASSPHRASE.encode()),
        allowed=allowed,
    )
