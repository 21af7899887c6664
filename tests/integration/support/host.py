# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The directory of one certificate, the module that works on it, and what is in use there."""

from __future__ import annotations

import os
import pathlib
import shutil
import typing as t

from ansible_collections.certops.digicert.tests.integration.support import issued
from ansible_collections.certops.digicert.tests.integration.support.certificates import key_of
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_private_key
from cryptography.hazmat.primitives.serialization.pkcs12 import load_key_and_certificates

if t.TYPE_CHECKING:
    from ansible_collections.certops.digicert.tests.integration.support.issued import Issued
    from ansible_collections.certops.digicert.tests.integration.support.placing import Placing

NAME = "drill"
PASSPHRASE = "of the outputs"
PEM = ("certificate", "chain", "fullchain", "combined")

OLD = issued.issued("ec old", 1)
SAME_KEY = issued.issued("ec old", 2)
NEXT_KEY = issued.issued("ec next", 3)


class Host:
    """The directory of one certificate, and the module that works on it."""

    def __init__(self, placing: Placing, directory: pathlib.Path) -> None:
        self.placing = placing
        self.directory = directory
        self.store = directory / f".{NAME}"
        self._kept = directory.with_name("kept")

    @classmethod
    def below(cls, directory: pathlib.Path, placing: Placing) -> Host:
        """Make the directory of a certificate below another one."""
        made = directory / "host" / NAME
        made.mkdir(parents=True, mode=0o700)
        return cls(placing, made)

    def run(self, certificate: Issued, **changes: t.Any) -> t.Any:
        """Run the module to its end, as the role does: whoever has to be told is told."""
        answer = self.placing(self.arguments(certificate, **changes))
        assert not answer.result.get("failed"), answer.output
        (self.store / "unannounced").unlink(missing_ok=True)
        return answer.result

    def arguments(self, certificate: Issued, **changes: t.Any) -> dict[str, t.Any]:
        return {
            "directory": str(self.directory),
            "name": NAME,
            "certificate": certificate.certificate,
            "chain": issued.chain(),
            "root": issued.root(),
            "outputs": [*PEM],
            "passphrase": PASSPHRASE,
            **changes,
        }

    def write(self, name: str, text: str) -> None:
        """Place a file as somebody else would."""
        path = self.directory / name
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        path.write_text(text)
        path.chmod(0o600)

    def remember(self) -> None:
        shutil.copytree(self.directory, self._kept, symlinks=True)

    def restore(self) -> None:
        shutil.rmtree(self.directory)
        shutil.copytree(self._kept, self.directory, symlinks=True)

    def in_use(self) -> t.Optional[str]:
        """Return the serial number of the certificate in use; everything that can be read must belong to it."""
        key = load_pem_private_key(self._read("key"), None).public_key()
        public = key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        if not (self.directory / f"{NAME}.crt").exists():
            assert not [path for path in self.directory.glob(f"{NAME}.*") if path.exists() and path.suffix != ".key"]
            return None
        certificate = self._read("crt").decode()
        assert key_of(certificate) == public
        others = {"chain.crt": "".join(issued.chain()), "fullchain.crt": certificate + "".join(issued.chain())}
        for name, text in others.items():
            assert self._read(name).decode() == text, name
        if (self.directory / f"{NAME}.pem").exists():
            assert self._read("pem").decode() == self._read("key").decode() + others["fullchain.crt"]
        if (self.directory / f"{NAME}.p12").exists():
            _key, held, _others = load_key_and_certificates(self._read("p12"), PASSPHRASE.encode())
            assert held == x509.load_pem_x509_certificate(certificate.encode())
        return f"{x509.load_pem_x509_certificate(certificate.encode()).serial_number:X}"

    def _read(self, name: str) -> bytes:
        return (self.directory / f"{NAME}.{name}").read_bytes()

    def holds_key(self, certificate: Issued) -> bool:
        """Tell whether the private key is anywhere in the directory, complete."""
        files = (path for path in self.directory.rglob("*") if path.is_file() and not path.is_symlink())
        return any(certificate.pem.strip().encode() in path.read_bytes() for path in files)

    def leftovers(self) -> list[str]:
        """Return what is only there while a run is going on."""
        names = ("new", "undo", "link", f"next/{NAME}.key", "unannounced")
        return [name for name in names if os.path.lexists(self.store / name)]


def key_only(host: Host) -> None:
    """A key and nothing else, as before the first certificate."""
    host.write(f"{NAME}.key", OLD.pem)


def placed(host: Host) -> None:
    """The first certificate is in use."""
    key_only(host)
    host.run(OLD)


def rotating(host: Host) -> None:
    """The first certificate is in use, and a key waits for the second."""
    placed(host)
    host.write(f".{NAME}/next/{NAME}.key", NEXT_KEY.pem)


def ends(host: Host, arguments: dict[str, t.Any], step: int) -> t.Iterator[str]:
    """End the run before each change in turn, each time from the same state. Yields which one it was."""
    host.remember()
    every = host.placing(arguments)
    assert "Traceback" not in every.output, every.output
    number = 1
    while True:
        host.restore()
        if not host.placing(arguments, kill_at=number).killed:
            break
        yield f"before change {number}: {every.changes[number - 1]}"
        number += step
    # Each change of the whole run was met.
    assert len(every.changes) - step < number - 1 <= len(every.changes) + step
