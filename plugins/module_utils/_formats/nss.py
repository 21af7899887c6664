# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Private to this collection: it may change in any release.
"""NSS databases, as Firefox, Thunderbird and Chromium have them: one made new as an output, and those that are there already.

NSS takes keys from PKCS#12 only. Such a file is made for each pair, with a passphrase that lives as long as the call.
"""

from __future__ import annotations

import hashlib
import os
import re
import secrets
import typing as t

from .._core.errors import FilesError
from . import armour, children, disk, pem, pkcs12

if t.TYPE_CHECKING:
    from cryptography import x509

    from .material import Material, Pair

# The trust flags of a certificate about which nobody said anything; u is not said but found: the key is there.
_FLAGS_OF_OWN = frozenset(b"u,")
# A line of certutil -K: number, kind, ID, nickname.
_KEY = re.compile(rb"^<\s*\d+>\s+\S+\s+([0-9a-f]{40})\b", re.MULTILINE)


def write(material: Material, path: str) -> None:
    """Create a database at *path* with the passphrase of the material, and import everything into it."""
    passphrase = material.passphrase or b""
    os.mkdir(path, disk.DIRECTORY_MODE)
    children.must("create an NSS database", "certutil", "-N", "-d", f"sql:{path}", "-f", _password(passphrase))
    import_into(path, passphrase, material)
    disk.settle(path)


def check(material: Material, path: str) -> None:
    """Raise ``FilesError`` unless the database opens with its passphrase and holds every pair and the trusted root."""
    if not holds(path, material.passphrase or b"", material):
        raise FilesError("The NSS database does not hold every key pair and the trusted root.")


def holds(database: str, passphrase: bytes, material: Material) -> bool:
    """Tell whether a database has each certificate, current and superseded, with its key, and trust in the root if there is one.

    Raises ``FilesError`` when there is no database that can be opened.
    """
    held = _Held(database, passphrase)
    return all(held.pair(pair) for pair in (material.pair, *material.history)) and (
        material.root is None or held.trusts(material.root)
    )


def import_into(database: str, passphrase: bytes, material: Material) -> None:
    """Add to a database what it lacks, oldest pairs first. Nothing that is there is changed. An empty passphrase means none.

    Raises ``FilesError`` when there is no database, when the passphrase is wrong, or when a program fails.
    """
    held = _Held(database, passphrase)
    subject = _subject(material.pair)
    for name, pair in reversed(pkcs12.named_history(material)):
        if not held.pair(pair):
            # All certificates of one subject get the nickname of the first that comes.
            _import_pair(held, material.friendly_name if _subject(pair) == subject else name, pair, ())
    if not held.pair(material.pair):
        _import_pair(held, material.friendly_name, material.pair, material.chain)
    if material.root is not None and not held.trusts(material.root):
        _import_root(held, material.root)


def refuse(database: str, passphrase: bytes) -> None:
    """Raise ``FilesError`` when there is no database, when it is damaged, or when the passphrase does not open its keys."""
    _Held(database, passphrase).keys()


class _Held:
    """What is in a database. It is asked anew each time, for NSS renames what it imports."""

    def __init__(self, database: str, passphrase: bytes) -> None:
        _must_be_database(database)
        self.where = database
        self.database = f"sql:{database}"
        self.passphrase = passphrase
        self._certutil("open", "-L")

    def pair(self, pair: Pair) -> bool:
        """Tell whether a certificate is there together with its key."""
        certificate = pem.load_certificate(pair.certificate)
        return _key_id(certificate) in self.keys() and any(
            pem.der(pair.certificate) in self._certificates(nickname)
            for nickname, flags in self._listing()
            if b"u" in flags
        )

    def trusts(self, root: str) -> bool:
        """Tell whether somebody already said how far a root is trusted; it is not for us to say otherwise."""
        return any(
            pem.der(root) in self._certificates(nickname)
            for nickname, flags in self._listing()
            if not _FLAGS_OF_OWN.issuperset(flags)
        )

    def free_nickname(self, wanted: str, subject: x509.Name) -> str:
        """Return *wanted*, with a number where another subject has it: NSS gives all certificates of one subject one nickname."""
        # NSS reads what is before a colon as the name of a token.
        wanted = wanted.replace(":", "-")
        taken = {nickname for nickname, _flags in self._listing()}
        number, nickname = 1, wanted
        while nickname.encode() in taken and not self._is_of(nickname.encode(), subject):
            number += 1
            nickname = f"{wanted} ({number})"
        return nickname

    def _is_of(self, nickname: bytes, subject: x509.Name) -> bool:
        from cryptography import x509

        return all(x509.load_der_x509_certificate(der).subject == subject for der in self._certificates(nickname))

    def keys(self) -> set[str]:
        """Return the IDs of the private keys, in hex."""
        ended = children.run("certutil", "-K", "-d", self.database, "-f", _password(self.passphrase))
        if ended.code != 0 and b"no keys found" not in ended.output + ended.errors:
            raise self.failure("list the keys of", ended)
        return {match.group(1).decode("ascii") for match in _KEY.finditer(ended.output)}

    def _listing(self) -> list[tuple[bytes, bytes]]:
        """Return nickname and trust flags of each certificate."""
        lines = self._certutil("list the certificates of", "-L").splitlines()
        rows = [line.rstrip().rsplit(None, 1) for line in lines if line.count(b",") >= 2]
        return [(row[0].strip(), row[1]) for row in rows if len(row) == 2 and row[1].count(b",") == 2]

    def _certificates(self, nickname: bytes) -> set[bytes]:
        """Return the certificates of a nickname in DER."""
        found = self._certutil("read a certificate of", "-L", "-n", nickname.decode("utf-8", "surrogateescape"), "-a")
        return {pem.der(block) for block in armour.blocks(found, "CERTIFICATE")}

    def _certutil(self, what: str, *arguments: children.Argument) -> bytes:
        ended = children.run("certutil", *arguments, "-d", self.database)
        if ended.code != 0:
            raise self.failure(what, ended)
        return ended.output

    def failure(self, what: str, ended: children.Ended, program: str = "certutil") -> FilesError:
        """Return the error of a program that did not succeed with the database."""
        if b"SEC_ERROR_BAD_PASSWORD" in ended.errors or b"Incorrect password" in ended.errors:
            if not self.passphrase:
                return FilesError(
                    f"The NSS database {self.where} has a passphrase, and none is given; give its passphrase."
                )
            return FilesError(f"The passphrase of the NSS database {self.where} is wrong; look at its passphrase.")
        reason = children.last_line(ended.errors) or f"exit code {ended.code}"
        return FilesError(f"{program} could not {what} the NSS database {self.where}: {reason}.")


def files(database: str) -> list[str]:
    """Return the files that are a database."""
    return [os.path.join(database, name) for name in ("cert9.db", "key4.db")]


def _must_be_database(database: str) -> None:
    if all(os.path.isfile(file) for file in files(database)):
        return
    if os.path.isfile(os.path.join(database, "cert8.db")):
        raise FilesError(
            f"{database} holds an NSS database of the old dbm kind (cert8.db); start the program it belongs to in a current version,"
            " which converts it, and run again."
        )
    raise FilesError(
        f"{database} holds no NSS database (cert9.db and key4.db); start the program it belongs to once, or correct the path."
    )


def _import_pair(held: _Held, name: str, pair: Pair, chain: t.Sequence[str]) -> None:
    """Import one pair. The chain comes with it, without trust of its own."""
    nickname = held.free_nickname(name, _subject(pair))
    passphrase = secrets.token_hex(16).encode("ascii")
    file = pkcs12.single(pair, chain, nickname, passphrase, pkcs12.MODERN)
    ended = children.run(
        *("pk12util", "-i", children.Unnamed(file), "-d", held.database),
        *("-k", _password(held.passphrase), "-w", _password(passphrase)),
    )
    if ended.code != 0:
        raise held.failure("import a key pair into", ended, "pk12util")


def _import_root(held: _Held, root: str) -> None:
    """Import a root and trust it for servers and for mail."""
    certificate = pem.load_certificate(root)
    nickname = held.free_nickname(_name_of(certificate), certificate.subject)
    arguments = ("-A", "-n", nickname, "-t", "C,C,", "-a", "-d", held.database, "-f", _password(held.passphrase))
    ended = children.run("certutil", *arguments, stdin=root.encode("ascii"))
    if ended.code != 0:
        raise held.failure("add the root to", ended)


def _subject(pair: Pair) -> x509.Name:
    return pem.load_certificate(pair.certificate).subject


def _name_of(certificate: x509.Certificate) -> str:
    """Return what a person calls a root: its common name, or its whole subject."""
    return pem.common_name(certificate) or certificate.subject.rfc4514_string()


def _key_id(certificate: x509.Certificate) -> str:
    """Return the ID that NSS gives a key: SHA-1 of the RSA modulus, or of the uncompressed point of an elliptic curve."""
    from cryptography.hazmat.primitives.asymmetric import ec, rsa
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    key = certificate.public_key()
    if isinstance(key, rsa.RSAPublicKey):
        modulus = key.public_numbers().n
        material = modulus.to_bytes((modulus.bit_length() + 7) // 8, "big")
    elif isinstance(key, ec.EllipticCurvePublicKey):
        material = key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    else:
        raise FilesError("The key is neither RSA nor of an elliptic curve; NSS databases can hold no other.")
    return hashlib.sha1(material).hexdigest()  # noqa: S324 - an identifier, not a protection


def _password(passphrase: bytes) -> children.Piped:
    return children.Piped(passphrase + b"\n")
