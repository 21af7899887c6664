# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Private to this collection: it may change in any release.
"""PEM: the private key, the certificate and its issuers, in one file or in several."""

from __future__ import annotations

import datetime
import re
import typing as t

from .._core.errors import FilesError
from .._x509.keys import fingerprint

if t.TYPE_CHECKING:
    from cryptography import x509
    from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes

    from .material import Material, Pair

_BLOCK = re.compile(rb"-----BEGIN ([A-Z0-9 ]+)-----\r?\n.*?-----END \1-----", re.DOTALL)


def content(output: str, material: Material) -> bytes:
    """Return what the file of a PEM output holds; *output* is one of ``OUTPUTS``."""
    certificate, chain, root = material.pair.certificate, material.chain, material.root
    if output == "root" and root is None:
        raise FilesError(NO_ROOT)
    certificates = {
        "key": (),
        "certificate": (certificate,),
        "chain": chain,
        "fullchain": (certificate, *chain),
        "root": (root or "",),
        "combined": (certificate, *chain),
    }[output]
    text = "".join(pem.strip() + "\n" for pem in certificates).encode("ascii")
    return material.pair.key.strip() + b"\n" + text if output in HOLD_KEY else text


OUTPUTS = ("key", "certificate", "chain", "fullchain", "root", "combined")
HOLD_KEY = frozenset({"key", "combined"})
NO_ROOT = "The output root was asked for, and no root certificate was given; give root or leave the output out."


def check(output: str, material: Material, written: bytes) -> None:
    """Raise ``FilesError`` unless the bytes *written* hold, when parsed, the certificates and the key of the material."""
    wanted = content(output, material)
    if [der(pem) for pem in blocks(written, "CERTIFICATE")] != [der(pem) for pem in blocks(wanted, "CERTIFICATE")]:
        raise FilesError(f"The file of the output {output} does not hold the certificates it should.")
    if output in HOLD_KEY:
        keys = [block.group(0) for block in _BLOCK.finditer(written) if block.group(1).endswith(b"PRIVATE KEY")]
        if len(keys) != 1:
            raise FilesError(f"The file of the output {output} holds {len(keys)} private keys and should hold one.")
        check_pair(keys[0], material.pair.key_passphrase, material.pair.certificate, f"file of the output {output}")


def check_pair(key: bytes, key_passphrase: t.Optional[bytes], certificate: str, where: str) -> None:
    """Raise ``FilesError`` unless the private key of *where* belongs to the certificate."""
    if fingerprint_of_key(load_key(key, key_passphrase, where)) != fingerprint(load_certificate(certificate)):
        raise FilesError(f"The private key in the {where} does not belong to the certificate.")


def load_key(key: bytes, key_passphrase: t.Optional[bytes], where: str = "key file") -> PrivateKeyTypes:
    """Return the private key of a PEM file, decrypted. Raises ``FilesError`` that says what to look at, never what was read."""
    from cryptography.hazmat.primitives import serialization

    if not encrypted(key):
        # A passphrase for a key without one is an error to cryptography; to us the key can be read, which is all that matters.
        key_passphrase = None
    try:
        return serialization.load_pem_private_key(key, key_passphrase)
    except TypeError:
        raise FilesError(
            f"The private key in the {where} is encrypted; give its passphrase in key_passphrase."
        ) from None
    except Exception:  # cryptography documents no closed list of what a broken key or a wrong passphrase raises
        if key_passphrase is None:
            raise FilesError(f"The {where} holds no private key that can be read.") from None
        raise FilesError(f"The private key in the {where} cannot be decrypted; look at key_passphrase.") from None


def fingerprint_of_key(key: PrivateKeyTypes) -> str:
    """Return the SHA-256, in hex, of the public half of a private key."""
    # fingerprint asks its argument for public_key(), which a private key has too.
    return fingerprint(key)  # type: ignore[arg-type]


def encrypted(key: bytes) -> bool:
    """Tell whether a PEM private key needs a passphrase (PKCS #8 says it in the label, the older formats in a header)."""
    return (
        b"BEGIN ENCRYPTED PRIVATE KEY" in key
        or re.search(rb"^Proc-Type:\s*4,\s*ENCRYPTED", key, re.MULTILINE) is not None
    )


def plain(pair: Pair) -> bytes:
    """Return the private key of a pair as unencrypted PKCS #8 in PEM. For memory and pipes only."""
    from cryptography.hazmat.primitives import serialization

    return load_key(pair.key, pair.key_passphrase).private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def load_certificate(pem: t.Union[str, bytes]) -> x509.Certificate:
    """Return a parsed certificate. Raises ``FilesError`` when it cannot be read."""
    from cryptography import x509

    data = pem.encode("ascii", "replace") if isinstance(pem, str) else pem
    try:
        return x509.load_pem_x509_certificate(data)
    except Exception:  # cryptography documents no closed list of what a broken input raises
        raise FilesError("There is a certificate that cannot be read; it must be PEM.") from None


def validity(certificate: x509.Certificate) -> tuple[datetime.datetime, datetime.datetime]:
    """Return begin and end, in UTC. cryptography before 42 tells them without a time zone; newer versions warn of those names."""
    if hasattr(certificate, "not_valid_before_utc"):
        return certificate.not_valid_before_utc, certificate.not_valid_after_utc
    utc = datetime.timezone.utc
    return certificate.not_valid_before.replace(tzinfo=utc), certificate.not_valid_after.replace(tzinfo=utc)


def common_name(certificate: x509.Certificate) -> t.Optional[str]:
    """Return the common name of the subject, or ``None``."""
    from cryptography.x509.oid import NameOID

    found = certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    return str(found[0].value) if found else None


def der(pem: t.Union[str, bytes]) -> bytes:
    """Return the DER bytes of a PEM certificate."""
    from cryptography.hazmat.primitives import serialization

    return load_certificate(pem).public_bytes(serialization.Encoding.DER)


def blocks(data: bytes, label: str) -> list[bytes]:
    """Return the PEM blocks of one label, in their order."""
    return [block.group(0) for block in _BLOCK.finditer(data) if block.group(1) == label.encode("ascii")]
