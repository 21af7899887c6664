# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Private to this collection: it may change in any release.
"""Files that should hold a private key: the one key that is in it, or what the file is instead and what helps with it."""

from __future__ import annotations

import base64
import binascii
import re
import shlex
import typing as t

from .._core.errors import FilesError
from . import der, pkcs8
from .armour import armoured

if t.TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes

#: The option that a passphrase belongs in, as users of the module and of the role know it.
OPTION = "key_passphrase (passphrase in client_cert_keys and in the roles)"

_BEGIN = re.compile(rb"-----BEGIN ([^-\r\n]*(?:-[^-\r\n]+)*)-----")
_PRIVATE = "PRIVATE KEY"
_READ = frozenset(
    {"PRIVATE KEY", "ENCRYPTED PRIVATE KEY", "RSA PRIVATE KEY", "EC PRIVATE KEY", "DSA PRIVATE KEY"},
)
# As OpenSSL reads it: the first line begins with the armour, headers end with an empty line.
_KEY = re.compile(
    rb"^-----BEGIN (?P<label>[A-Z ]*PRIVATE KEY)-----[ \t]*\r?\n"
    rb"(?:(?P<headers>(?:[A-Za-z-]+:[^\r\n]*\r?\n)+)[ \t]*\r?\n)?"
    rb"(?P<body>[A-Za-z0-9+/=\s]*)-----END (?P=label)-----",
    re.MULTILINE,
)
_OTHER_BLOCKS = (
    ("PUBLIC KEY", "a public key"),
    ("CERTIFICATE REQUEST", "a certificate signing request"),
    ("CERTIFICATE", "a certificate"),
    ("PKCS7", "certificates in PKCS#7 form"),
)
_BACK = "put the private key back that the CSR was made with, or move the file away"
_BOM = b"\xef\xbb\xbf"
_RSA_PSS = bytes.fromhex("06092a864886f70d01010a")


def only_key(content: bytes, where: str = "The key file") -> bytes:
    """Return the one private key of a file as PEM: nothing else that stands in it, and line ends as they should be.

    *where* is the path of the file. Raises ``FilesError`` that says what the file is instead and what helps, never what it holds.
    """
    found = [label.decode("ascii", "replace") for label in _BEGIN.findall(content)]
    private = [label for label in found if label.endswith(_PRIVATE)]
    if not private:
        raise FilesError(_instead(content, found, where))
    if len(private) > 1:
        raise FilesError(
            f"{where} holds {len(private)} private keys and should hold one; leave the one in it that is in use: programs take the "
            "first."
        )
    if private[0] not in _READ:
        raise FilesError(_of_another_kind(private[0], where))
    match = _KEY.search(content)
    if match is None:
        raise FilesError(_unreadable(content, private[0], where))
    return _block(match, where)


def load(content: bytes, passphrase: t.Optional[bytes], where: str = "The key file") -> PrivateKeyTypes:
    """Return the one private key of a file, decrypted. Raises ``FilesError`` like ``only_key``."""
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives import serialization

    key = only_key(content, where)
    locked = encrypted(key)
    if locked and not passphrase:
        raise FilesError(f"{where} is encrypted; give its passphrase in {OPTION}.")
    if locked and passphrase and _is_locked_pss(key, passphrase):
        raise FilesError(_pss(where))
    try:
        # A passphrase for a key without one is an error to cryptography; to us the key can be read, which is all that matters.
        found = serialization.load_pem_private_key(key, passphrase if locked else None)
        _refuse_halves_of_two_keys(found)
    except UnsupportedAlgorithm:
        raise FilesError(_unsupported(locked, where)) from None
    except Exception:  # cryptography documents no closed list of what a broken key or a wrong passphrase raises
        raise FilesError(_refused(locked, where)) from None
    return found


def _refuse_halves_of_two_keys(key: PrivateKeyTypes) -> None:
    """Raise ``ValueError`` for an elliptic key whose public half is another key's: old versions of cryptography do not look."""
    from cryptography.hazmat.primitives.asymmetric import ec

    if isinstance(key, ec.EllipticCurvePrivateKey):
        derived = ec.derive_private_key(key.private_numbers().private_value, key.curve)
        if derived.public_key().public_numbers() != key.public_key().public_numbers():
            raise ValueError("the halves do not belong together")


def encrypted(key: bytes) -> bool:
    """Tell whether a PEM private key needs a passphrase (PKCS #8 says it in the label, the older formats in a header)."""
    return (
        b"BEGIN ENCRYPTED PRIVATE KEY" in key
        or re.search(rb"^Proc-Type:\s*4,\s*ENCRYPTED", key, re.MULTILINE) is not None
    )


def _block(match: t.Match[bytes], where: str) -> bytes:
    """Return the block of a match, armoured anew."""
    label = match.group("label").decode("ascii")
    headers = (match.group("headers") or b"").replace(b"\r", b"")
    try:
        content = base64.b64decode(b"".join(match.group("body").split()), validate=True)
        if not headers:
            content, rest = der.first(content, der.SEQUENCE)
            if rest:
                raise FilesError(
                    f"{where} holds {len(rest)} bytes after the end of its key; write it anew: {_convert(where, 'openssl pkey')}"
                )
            _refuse_pss(content, where)
    except (ValueError, binascii.Error):
        raise FilesError(_damaged(where)) from None
    return armoured(label, content, headers)


def _refuse_pss(content: bytes, where: str) -> None:
    """Raise ``FilesError`` for an unencrypted PKCS #8 key that is for RSA-PSS alone."""
    parts = der.elements(der.inside(content, der.SEQUENCE))
    if len(parts) > 1 and parts[1][0] == der.SEQUENCE and parts[1][1].startswith(_RSA_PSS):
        raise FilesError(_pss(where))


def _is_locked_pss(key: bytes, passphrase: bytes) -> bool:
    """Tell whether an encrypted PKCS #8 key is for RSA-PSS alone; where it is encrypted in an older way, it counts as none."""
    body = b"".join(line for line in key.splitlines() if not line.startswith(b"-----"))
    try:
        return _RSA_PSS in pkcs8.beginning(base64.b64decode(body), passphrase)
    except ValueError:
        return False


def _pss(where: str) -> str:
    return (
        f"{where} is a key for RSA-PSS alone, and a certificate from DigiCert is for rsaEncryption, so that programs refuse the two "
        "together; rotate the key (client_cert_rotate=now), which makes a plain RSA key beside it."
    )


def _instead(content: bytes, found: t.Sequence[str], where: str) -> str:
    """Return the sentence for a file without a private key in PEM form."""
    if not content.strip():
        return f"{where} is empty; {_BACK}."
    if content.startswith((b"\xff\xfe", b"\xfe\xff")) or b"B\0E\0G\0I\0N" in content:
        return f"{where} is text in UTF-16, which no program reads as a key; convert it: {_piped(where, 'iconv -f UTF-16 -t ASCII')}"
    if content.startswith(b"PuTTY-User-Key-File"):
        return f"{where} is a key of PuTTY; export it: {_convert(where, 'puttygen -O private-openssh', flag='')}"
    for label, what in _OTHER_BLOCKS:
        if any(name.endswith(label) for name in found):
            return f"{where} holds no private key that can be read, only {what}; {_BACK}."
    return _binary(content, where) or f"{where} holds no private key that can be read; {_BACK}."


def _binary(content: bytes, where: str) -> t.Optional[str]:
    """Return the sentence for a file in DER, ``None`` when it is not."""
    try:
        whole, _rest = der.first(content, der.SEQUENCE)
        tags = [tag for tag, _content, _whole in der.elements(der.inside(whole, der.SEQUENCE))]
    except ValueError:
        return None
    if tags[:2] == [der.INTEGER, der.SEQUENCE] and _is_data(whole):
        return f"{where} is a PKCS#12 file; take the key out of it: {_convert(where, 'openssl pkcs12 -nocerts')}"
    if tags[:1] == [der.INTEGER] or tags == [der.SEQUENCE, der.OCTET_STRING]:
        return f"{where} is a key in DER form; write it as PEM: {_convert(where, 'openssl pkey -inform DER')}"
    return f"{where} holds no private key that can be read, only something else in DER form; {_BACK}."


def _is_data(whole: bytes) -> bool:
    """Tell whether the second element is of the type pkcs7-data, as in PKCS#12 (a key has its algorithm there)."""
    second = der.elements(der.inside(whole, der.SEQUENCE))[1][1]
    return second.startswith(bytes.fromhex("06092a864886f70d0107"))


def _of_another_kind(label: str, where: str) -> str:
    if label == "OPENSSH PRIVATE KEY":
        convert = _beside(where, f"cat {_quoted(where)} > {{0}} && ssh-keygen -p -m PKCS8 -f {{0}}")
        return f"{where} is a key in OpenSSH's own form; convert a copy: {convert}"
    if label == "RSA-PSS PRIVATE KEY":
        return _pss(where)
    return f"{where} holds a private key of a kind that is not known here ({label}); {_BACK}."


def _unreadable(content: bytes, label: str, where: str) -> str:
    """Return the sentence for a private key that begins and cannot be read."""
    if _BOM + b"-----BEGIN" in content:
        clean = f"sed -i '1s/^\\xef\\xbb\\xbf//' {_quoted(where)}"
        return f"{where} begins with a BOM (three bytes that say UTF-8), over which OpenSSL stumbles; take it away: {clean}"
    if re.search(rb"\r(?!\n)", content):
        return f"{where} has line ends of CR alone, which OpenSSL does not read; convert it: {_piped(where, _CR)}"
    if re.search(rb"^[ \t]+-----BEGIN", content, re.MULTILINE):
        return f"{where} has blanks before -----BEGIN, over which OpenSSL stumbles; take them away: sed -i 's/^[ \\t]*//' {_quoted(where)}"
    if f"-----END {label}-----".encode("ascii", "replace") not in content:
        return f"{where} is cut off: the line -----END {label}----- is missing; put it back from a backup."
    return _damaged(where)


_CR = "tr '\\r' '\\n'"


def _unsupported(locked: bool, where: str) -> str:
    from cryptography import __version__

    if locked:
        anew = _convert(where, "openssl pkcs8 -topk8 -v2 aes-256-cbc")
        return f"{where} is encrypted in a way that cryptography {__version__} does not read; encrypt it anew: {anew}"
    return f"{where} holds a private key of a kind that cryptography {__version__} does not read; give a key of RSA or of a NIST curve."


def _refused(locked: bool, where: str) -> str:
    from cryptography import __version__

    if locked:
        return (
            f"{where} cannot be decrypted; look at {OPTION}: what is given is not its passphrase, and openssl pkey -noout -in "
            f"{_quoted(where)} asks for the one that is."
        )
    return (
        f"{where} holds no private key that can be read: it is damaged, or of a kind that cryptography {__version__} does not read; "
        f"openssl pkey -noout -check -in {_quoted(where)} tells which."
    )


def _damaged(where: str) -> str:
    return f"{where} holds no private key that can be read: it begins as one and is damaged; put it back from a backup."


def _convert(where: str, command: str, flag: str = "-in ") -> str:
    """Return a command that writes a readable key beside the file, and what to do with it."""
    return _beside(where, f"{command} {flag}{_quoted(where)} {'-out' if flag else '-o'} {{0}}")


def _piped(where: str, command: str) -> str:
    return _beside(where, f"{command} < {_quoted(where)} > {{0}}")


def _beside(where: str, command: str) -> str:
    """Only its owner may read what is written, and nothing is replaced before it was looked at."""
    new = shlex.quote(f"{_file(where)}.pem")
    return f"(umask 077; {command.format(new)}), then put {new} in its place."


def _file(where: str) -> str:
    """Return the path in *where*; where none is known, a word that stands for it."""
    return where if where.startswith("/") else "FILE"


def _quoted(where: str) -> str:
    return shlex.quote(_file(where))
