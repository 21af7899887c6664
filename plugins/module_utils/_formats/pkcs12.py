# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Private to this collection: it may change in any release.
"""PKCS#12 files (RFC 7292) with one key pair or with a history of them, in a modern and in a legacy encryption.

The openssl program makes a file for each pair. It writes one key per file, so for a history the files' safes are put into one
file that gets a new integrity code. Each safe keeps the encryption that openssl gave it.
"""

from __future__ import annotations

import dataclasses
import hashlib
import hmac
import secrets
import typing as t

from .._core.errors import FilesError
from .._x509.keys import fingerprint
from . import armour, children, der, pem

if t.TYPE_CHECKING:
    from .material import Material, Pair


@dataclasses.dataclass(frozen=True)
class Encryption:
    """How a file is protected. ``cipher`` and ``digest`` are openssl's names, ``digest_oid`` is DER."""

    cipher: str
    digest: str
    digest_oid: bytes


# id-sha256 2.16.840.1.101.3.4.2.1 and id-sha1 1.3.14.3.2.26, each with its NULL parameter.
MODERN = Encryption("AES-256-CBC", "sha256", bytes.fromhex("06096086480165030402010500"))
LEGACY = Encryption("PBE-SHA1-3DES", "sha1", bytes.fromhex("06052b0e03021a0500"))

_VERSION = 3
_DATA = bytes.fromhex("06092a864886f70d010701")
_SALT = 16
# What openssl does when it is not told; before version 3 it cannot be.
_ITERATIONS = 2048


def build(material: Material, encryption: Encryption) -> bytes:
    """Return a PKCS#12 file with the pair and its chain first, then the history, newest first."""
    passphrase = material.passphrase or b""
    files = [single(material.pair, material.chain, material.friendly_name, passphrase, encryption)]
    for name, pair in named_history(material):
        files.append(single(pair, (), name, passphrase, encryption))
    if len(files) == 1:
        return files[0]
    # A program that takes one pair takes the first key. For its certificate OpenSSL looks from the front since version 3 and from
    # the back before, and an earlier certificate can have the same key: so the current one stands at both ends.
    return merge([*files, _certificate_only(material.pair, passphrase, encryption)], passphrase, encryption)


def named_history(material: Material) -> list[tuple[str, Pair]]:
    """Return the superseded pairs with a friendly name for each: the current one's and the day the certificate ends."""
    taken = {material.friendly_name}
    seen = {pem.der(material.pair.certificate)}
    found = []
    for pair in material.history:
        if pem.der(pair.certificate) in seen:
            continue
        seen.add(pem.der(pair.certificate))
        certificate = pem.load_certificate(pair.certificate)
        name = f"{material.friendly_name} {pem.validity(certificate)[1]:%Y-%m-%d}"
        if name in taken:
            name += f" {certificate.serial_number:x}"
        taken.add(name)
        found.append((name, pair))
    return found


def single(pair: Pair, chain: t.Sequence[str], name: str, passphrase: bytes, encryption: Encryption) -> bytes:
    """Return a PKCS#12 file with one key pair, as openssl makes it."""
    certificates = "".join(text.strip() + "\n" for text in (pair.certificate, *chain)).encode("ascii")
    content = ("-name", name, "-in", children.Piped(certificates), "-inkey", children.Piped(pem.plain(pair)))
    return _export(content, passphrase, encryption)


def _certificate_only(pair: Pair, passphrase: bytes, encryption: Encryption) -> bytes:
    certificate = children.Piped(pair.certificate.encode("ascii"))
    return _export(("-nokeys", "-in", certificate), passphrase, encryption)


def _export(content: t.Sequence[children.Argument], passphrase: bytes, encryption: Encryption) -> bytes:
    protection = ("-keypbe", encryption.cipher, "-certpbe", encryption.cipher, "-macalg", encryption.digest)
    return children.must(
        "write a PKCS#12 file",
        *("openssl", "pkcs12", "-export", *content, *protection),
        *("-passout", children.Piped(passphrase + b"\n", "fd:{}")),
    )


def merge(files: t.Sequence[bytes], passphrase: bytes, encryption: Encryption) -> bytes:
    """Return one PKCS#12 file with the safes of several that have the same passphrase, in their order."""
    safes = b"".join(der.inside(_authenticated_safe(file), der.SEQUENCE) for file in files)
    content = der.element(der.SEQUENCE, safes)
    return der.element(
        der.SEQUENCE,
        der.integer(_VERSION),
        der.element(der.SEQUENCE, _DATA, der.element(der.CONTEXT_0, der.element(der.OCTET_STRING, content))),
        _integrity(content, passphrase, encryption),
    )


def _authenticated_safe(file: bytes) -> bytes:
    """Return the AuthenticatedSafe of a PFX whose integrity a passphrase protects."""
    try:
        _version, safe, _mac = der.elements(der.inside(file, der.SEQUENCE))
        # A file that is signed instead holds a sequence where this one holds octets.
        _type, (_explicit, wrapped, _whole) = der.elements(safe[1])
        return der.inside(wrapped, der.OCTET_STRING)
    except ValueError:
        raise FilesError(
            "openssl wrote a PKCS#12 file of another form than RFC 7292 describes; look at its version."
        ) from None


def _integrity(content: bytes, passphrase: bytes, encryption: Encryption) -> bytes:
    """Return the MacData of RFC 7292, section 4: an HMAC of the content with a key from the passphrase."""
    salt = secrets.token_bytes(_SALT)
    key = mac_key(passphrase, salt, encryption)
    digest = hmac.new(key, content, encryption.digest).digest()
    return der.element(
        der.SEQUENCE,
        der.element(
            der.SEQUENCE, der.element(der.SEQUENCE, encryption.digest_oid), der.element(der.OCTET_STRING, digest)
        ),
        der.element(der.OCTET_STRING, salt),
        der.integer(_ITERATIONS),
    )


def mac_key(passphrase: bytes, salt: bytes, encryption: Encryption) -> bytes:
    """Return the integrity key of RFC 7292, appendix B.2 with ID 3, as long as the digest: one round of its step 6 is enough."""
    block = hashlib.new(encryption.digest).block_size
    secret = passphrase.decode("ascii").encode("utf-16-be") + b"\0\0"
    key = b"\x03" * block + _filled(salt, block) + _filled(secret, block)
    for _round in range(_ITERATIONS):
        key = hashlib.new(encryption.digest, key).digest()
    return key


def _filled(text: bytes, block: int) -> bytes:
    """Return *text* repeated until it fills whole blocks, the last repetition cut."""
    size = block * -(-len(text) // block)
    return (text * -(-size // len(text)))[:size] if text else b""


def check(material: Material, written: bytes) -> None:
    """Raise ``FilesError`` unless two readers that know nothing of each other find in the file what should be there.

    cryptography has to find the current pair with its chain, as a program that takes one pair does; openssl every pair.
    """
    passphrase = material.passphrase or b""
    _check_current(material, written, passphrase)
    password = children.Piped(passphrase + b"\n", "fd:{}")
    opened = children.must("open the PKCS#12 file", "openssl", "pkcs12", "-nodes", "-passin", password, stdin=written)
    keys = {pem.fingerprint_of_key(pem.load_key(block, None)) for block in armour.blocks(opened, "PRIVATE KEY")}
    certificates = {pem.der(block) for block in armour.blocks(opened, "CERTIFICATE")}
    issuers = {pem.der(text) for text in material.chain}
    pairs = (material.pair, *material.history)
    for pair in pairs:
        certificate = pem.load_certificate(pair.certificate)
        if pem.der(pair.certificate) not in certificates or fingerprint(certificate) not in keys:
            raise FilesError(
                f"The PKCS#12 file lacks the key pair of the certificate with the serial number {certificate.serial_number:x}."
            )
    own = {pem.der(pair.certificate): fingerprint(pem.load_certificate(pair.certificate)) for pair in pairs}
    if keys - set(own.values()) or certificates - issuers - set(own):
        raise FilesError("The PKCS#12 file holds more than the key pairs and the chain.")


def _check_current(material: Material, written: bytes, passphrase: bytes) -> None:
    from cryptography.hazmat.primitives.serialization import pkcs12

    try:
        key, certificate, others = pkcs12.load_key_and_certificates(written, passphrase)
    except Exception:  # cryptography documents no closed list of what a broken file or a wrong passphrase raises
        raise FilesError("The PKCS#12 file cannot be opened with its passphrase.") from None
    if key is None or certificate is None or pem.fingerprint_of_key(key) != fingerprint(certificate):
        raise FilesError("The PKCS#12 file holds no key pair.")
    if certificate != pem.load_certificate(material.pair.certificate):
        raise FilesError("The PKCS#12 file shows another certificate first than the one in use.")
    if any(pem.load_certificate(text) not in others for text in material.chain):
        raise FilesError("The PKCS#12 file lacks a certificate of the chain.")
