# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Private to this collection: it may change in any release.
"""PEM: the private key, the certificate and its issuers, in one file or in several."""

from __future__ import annotations

import datetime
import typing as t

from .._core.errors import FilesError
from .._x509.keys import fingerprint
from . import keyfile
from .armour import armoured, around, blocks, labels

if t.TYPE_CHECKING:
    from cryptography import x509
    from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes

    from .material import Material, Pair


def content(output: str, material: Material) -> bytes:
    """Return what the file of a PEM output holds; *output* is one of ``OUTPUTS``."""
    if output == "root" and material.root is None:
        raise FilesError(NO_ROOT)
    text = b"".join(pem.strip().encode("ascii") + b"\n" for pem in _certificates(output, material))
    return material.pair.key + text if output in HOLD_KEY else text


def _certificates(output: str, material: Material) -> tuple[str, ...]:
    """Return the certificates that belong into the file of an output, in their order."""
    leaf, root = material.pair.certificate, material.root
    return {
        "key": (),
        "certificate": (leaf,),
        "chain": material.chain,
        "fullchain": (leaf, *material.chain),
        "root": (root,) if root else (),
        "combined": (leaf, *material.chain),
    }[output]


OUTPUTS = ("key", "certificate", "chain", "fullchain", "root", "combined")
HOLD_KEY = frozenset({"key", "combined"})
NO_ROOT = "The output root was asked for, and no root certificate was given; give root or leave the output out."


def check(output: str, material: Material, written: bytes) -> None:
    """Raise ``FilesError`` unless a program that reads the bytes *written* finds what the output is for, and nothing beside it.

    Programs take what stands first: the leaf has to be the first certificate, and the only key has to belong to it.
    """
    file = f"file of the output {output}"
    if around(written):
        raise FilesError(f"The {file} holds something that is neither a certificate nor a key.")
    found = blocks(written, "CERTIFICATE")
    if [der(pem) for pem in found] != [der(pem) for pem in _certificates(output, material)]:
        raise FilesError(f"The {file} does not hold the certificates it should.")
    others = [label for label in labels(written) if label != "CERTIFICATE"]
    keys = sum(label.endswith("PRIVATE KEY") for label in others)
    wanted = 1 if output in HOLD_KEY else 0
    if keys != wanted:
        raise FilesError(f"The {file} holds {keys} private keys and should hold {wanted}.")
    if keys != len(others):
        raise FilesError(f"The {file} holds something that is neither a certificate nor a key.")
    if wanted:
        leaf = found[0].decode("ascii") if found else material.pair.certificate
        check_pair(written, material.pair.key_passphrase, leaf, file)


def check_pair(key: bytes, key_passphrase: t.Optional[bytes], certificate: str, where: str) -> None:
    """Raise ``FilesError`` unless the private key of *where* belongs to the certificate."""
    if fingerprint_of_key(load_key(key, key_passphrase, f"The {where}")) != fingerprint(load_certificate(certificate)):
        raise FilesError(f"The private key in the {where} does not belong to the certificate.")


load_key = keyfile.load
encrypted = keyfile.encrypted


def fingerprint_of_key(key: PrivateKeyTypes) -> str:
    """Return the SHA-256, in hex, of the public half of a private key."""
    # fingerprint asks its argument for public_key(), which a private key has too.
    return fingerprint(key)  # type: ignore[arg-type]


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


def only_certificate(text: str) -> str:
    """Return the first certificate of a PEM text, armoured anew. Raises ``FilesError`` when it cannot be read."""
    found = blocks(text.encode("ascii", "replace"), "CERTIFICATE")
    return armoured("CERTIFICATE", der(found[0] if found else text)).decode("ascii")


def der(pem: t.Union[str, bytes]) -> bytes:
    """Return the DER bytes of a PEM certificate."""
    from cryptography.hazmat.primitives import serialization

    return load_certificate(pem).public_bytes(serialization.Encoding.DER)
