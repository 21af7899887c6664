# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Files that should hold a private key: what is read from them, what is said of the others, and whether that helps."""

from __future__ import annotations

import base64
import pathlib
import re
import shutil
import subprocess
import typing as t

import pytest
from ansible_collections.certops.digicert.plugins.module_utils._core.errors import FilesError
from ansible_collections.certops.digicert.plugins.module_utils._formats import keyfile, pem
from ansible_collections.certops.digicert.plugins.module_utils._formats.material import Pair
from ansible_collections.certops.digicert.tests.unit.formats import made
from cryptography.hazmat.primitives.asymmetric import ed25519, x25519
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)

KEY = made.key_pem("ec")
LOCKED = made.key_pem("ec", b"secret-of-key")
OLD_FORM = made.key_pem("rsa", b"secret-of-key", PrivateFormat.TraditionalOpenSSL)
CERTIFICATE = made.pair("ec").certificate.encode()
PUBLIC = made.key("ec").public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
DER = made.key("ec").private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
LOCKED_DER = made.key("ec").private_bytes(Encoding.DER, PrivateFormat.PKCS8, BestAvailableEncryption(b"secret-of-key"))
OPENSSH = made.key("ec").private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, NoEncryption())


def _openssl(*arguments: str, stdin: bytes = b"") -> bytes:
    return subprocess.run(["openssl", *arguments], input=stdin, capture_output=True, check=True).stdout


def _pkcs12() -> bytes:
    return _openssl("pkcs12", "-export", "-passout", "pass:", stdin=KEY + CERTIFICATE)


def _rsa_pss() -> bytes:
    return _openssl("genpkey", "-algorithm", "RSA-PSS", "-pkeyopt", "rsa_keygen_bits:2048")


def _long(key: bytes, more: bytes) -> bytes:
    """Return a key with bytes after its end, inside of the armour."""
    body = base64.b64encode(base64.b64decode(b"".join(key.splitlines()[1:-1])) + more)
    return b"-----BEGIN PRIVATE KEY-----\n" + body + b"\n-----END PRIVATE KEY-----\n"


@pytest.mark.parametrize(
    ("content", "key"),
    [
        (KEY, KEY),
        (KEY.rstrip(), KEY),
        (KEY.replace(b"\n", b"\r\n"), KEY),
        (KEY.replace(b"\n", b" \r\n"), KEY),
        (KEY.replace(b"\n", b"").replace(b"KEY-----", b"KEY-----\n", 1).replace(b"-----END", b"\n-----END"), KEY),
        (b"Bag Attributes\n    friendlyName: ann\nKey Attributes: <No Attributes>\n" + KEY, KEY),
        (KEY + b"what somebody noted \xff\x00\n", KEY),
        (KEY + CERTIFICATE, KEY),
        (CERTIFICATE + KEY, KEY),
        (b"-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n" + KEY, KEY),
        (LOCKED.replace(b"\n", b"\r\n"), LOCKED),
        (OLD_FORM, OLD_FORM),
        (b"\n\n" + OLD_FORM.replace(b"\n", b"\r\n"), OLD_FORM),
    ],
)
def test_the_key_alone_is_taken(content: bytes, key: bytes) -> None:
    assert keyfile.only_key(content) == key
    assert keyfile.only_key(key) == key
    read = keyfile.load(content, b"secret-of-key").public_key()
    assert read.public_numbers() in (
        made.key("ec").public_key().public_numbers(),
        made.key("rsa").public_key().public_numbers(),
    )


CANNOT_BE_READ: tuple[tuple[str, bytes, t.Optional[bytes], str], ...] = (
    (
        "encrypted",
        LOCKED,
        None,
        "is encrypted; give its passphrase in key_passphrase (passphrase in client_cert_keys and in the roles)",
    ),
    ("encrypted, empty passphrase", LOCKED, b"", "is encrypted; give its passphrase in key_passphrase"),
    ("encrypted in the old form", OLD_FORM, None, "is encrypted; give its passphrase in key_passphrase"),
    ("wrong passphrase", LOCKED, b"secret-wrong", "cannot be decrypted; look at key_passphrase"),
    ("wrong passphrase, old form", OLD_FORM, b"secret-wrong", "cannot be decrypted; look at key_passphrase"),
    ("empty", b"", None, "is empty; put the private key back"),
    ("blanks", b" \n\n", None, "is empty; put the private key back"),
    ("public key", PUBLIC, None, "only a public key; put the private key back"),
    ("certificate", CERTIFICATE, None, "only a certificate; put the private key back"),
    ("nonsense", b"secret-nonsense", None, "holds no private key that can be read; put the private key back"),
    ("certificate in DER", pem.der(CERTIFICATE), None, "only something else in DER form"),
    (
        "two keys",
        KEY + made.key_pem("rsa"),
        None,
        "holds 2 private keys and should hold one; leave the one in it that is in use",
    ),
    ("the same key twice", KEY + KEY, None, "holds 2 private keys"),
    ("a second key that is broken", KEY + made.key_pem("rsa")[:200], None, "holds 2 private keys"),
    ("cut off", KEY[:120], None, "is cut off: the line -----END PRIVATE KEY----- is missing"),
    ("damaged", KEY[:60] + b"!!" + KEY[62:], None, "is damaged; put it back from a backup"),
    ("damaged inside", KEY[:100] + b"AAAA" + KEY[104:], None, "it is damaged, or of a kind that cryptography"),
    ("RSA-PSS", _rsa_pss(), None, "is a key for RSA-PSS alone"),
    (
        "ML-DSA or such",
        b"-----BEGIN ANY PRIVATE KEY-----\nAAAA\n-----END ANY PRIVATE KEY-----\n",
        None,
        "of a kind that is not known here",
    ),
)


@pytest.mark.parametrize(
    ("content", "passphrase", "says"), [row[1:] for row in CANNOT_BE_READ], ids=[row[0] for row in CANNOT_BE_READ]
)
def test_what_a_file_is_instead(content: bytes, passphrase: t.Optional[bytes], says: str) -> None:
    with pytest.raises(FilesError, match=re.escape(says)) as failed:
        keyfile.load(content, passphrase, "/etc/pki/x/x.key")
    said = str(failed.value)
    assert said.startswith("/etc/pki/x/x.key ")
    assert not re.search(r"secret|reissue|order |force|error:|Error\(", said), said
    assert failed.value.__cause__ is None
    assert failed.value.__suppress_context__ or failed.value.__context__ is None


#: What helps is a command: it is run, and then the key is read.
CONVERTED: tuple[tuple[str, bytes, str, str], ...] = (
    ("DER", DER, "is a key in DER form", "openssl"),
    ("PKCS#12", _pkcs12(), "is a PKCS#12 file", "openssl"),
    ("bytes after the key", _long(KEY, b"\0\0\0"), "holds 3 bytes after the end of its key", "openssl"),
    ("OpenSSH", OPENSSH, "is a key in OpenSSH's own form", "ssh-keygen"),
    ("UTF-16", KEY.decode().encode("utf-16"), "is text in UTF-16", "iconv"),
    ("CR", KEY.replace(b"\n", b"\r"), "has line ends of CR alone", "tr"),
    ("BOM", b"\xef\xbb\xbf" + KEY, "begins with a BOM", "sed"),
    ("leading blanks", b"".join(b"  \t" + line for line in KEY.splitlines(keepends=True)), "has blanks before", "sed"),
)


@pytest.mark.parametrize(
    ("content", "says", "program"), [row[1:] for row in CONVERTED], ids=[row[0] for row in CONVERTED]
)
def test_the_command_that_helps(tmp_path: pathlib.Path, content: bytes, says: str, program: str) -> None:
    file = tmp_path / "ann's own.key"
    file.write_bytes(content)
    with pytest.raises(FilesError, match=re.escape(f"{file} {says}")) as failed:
        keyfile.load(content, None, str(file))
    command = str(failed.value).split(": ", 1)[1].rsplit(", then put ", 1)[0]
    assert program in command
    if shutil.which(program) is None:
        # The sentence was checked; a host without OpenSSH has no key in its form either.
        assert program == "ssh-keygen"
        return
    answers = "printf '\\n\\n\\n' | " if program == "openssl" else ""
    done = subprocess.run(["sh", "-c", answers + _answered(command)], input=b"\n\n", capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
    written = tmp_path / "ann's own.key.pem"
    converted = written if written.exists() else file
    assert pem.fingerprint_of_key(keyfile.load(converted.read_bytes(), None)) == pem.fingerprint_of_key(made.key("ec"))
    if written.exists():
        assert file.read_bytes() == content
        assert written.stat().st_mode & 0o077 == 0 or program == "ssh-keygen"


def _answered(command: str) -> str:
    """Return the command with the answers that a person would type."""
    command = command.replace("openssl pkcs12 ", "openssl pkcs12 -nodes -passin pass: ")
    return command.replace("ssh-keygen -p", "ssh-keygen -p -N '' -P ''")


def test_an_encrypted_key_in_der_is_told_as_one() -> None:
    with pytest.raises(FilesError, match="is a key in DER form"):
        keyfile.load(LOCKED_DER, b"secret-of-key")


def test_a_file_without_a_known_path_gets_a_word_for_it() -> None:
    with pytest.raises(
        FilesError, match=r"^The key file is a key in DER form; .* -in FILE -out FILE\.pem\), then put FILE\.pem"
    ):
        keyfile.load(DER, None)


@pytest.mark.parametrize(
    "options",
    [
        ("-v2", "aes-256-cbc"),
        ("-v2", "aes-128-cbc", "-v2prf", "hmacWithSHA1"),
        ("-v2", "aes-192-cbc", "-v2prf", "hmacWithSHA512"),
    ],
)
def test_an_encrypted_key_for_rsa_pss_alone(options: tuple[str, ...]) -> None:
    locked = _openssl("pkcs8", "-topk8", *options, "-passout", "pass:secret-of-key", stdin=_rsa_pss())
    with pytest.raises(FilesError, match="is a key for RSA-PSS alone"):
        keyfile.load(locked, b"secret-of-key")
    with pytest.raises(FilesError, match=r"cannot be decrypted|encrypted in a way"):
        keyfile.load(locked, b"secret-wrong")


@pytest.mark.parametrize("cipher", ["aes-256-cbc", "des3"])
def test_an_encrypted_key_for_any_rsa(cipher: str) -> None:
    plain = made.key_pem("rsa")
    locked = _openssl("pkcs8", "-topk8", "-v2", cipher, "-passout", "pass:secret-of-key", stdin=plain)
    assert pem.fingerprint_of_key(keyfile.load(locked, b"secret-of-key")) == pem.fingerprint_of_key(made.key("rsa"))


@pytest.mark.parametrize("key", [ed25519.Ed25519PrivateKey.generate(), x25519.X25519PrivateKey.generate()])
def test_other_kinds_are_read(key: t.Union[ed25519.Ed25519PrivateKey, x25519.X25519PrivateKey]) -> None:
    text = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    assert pem.fingerprint_of_key(keyfile.load(text, None)) == pem.fingerprint_of_key(key)


@pytest.mark.parametrize("output", ["key", "combined"])
def test_what_else_stands_in_a_file_is_in_no_output(output: str) -> None:
    noted = b"noted by somebody\n" + KEY.replace(b"\n", b"\r\n") + made.issuing().encode() + b"\xff"
    pair = Pair(noted, None, "text\n" + made.pair("ec").certificate + made.issuing())
    material = made.material(current=pair)
    written = pem.content(output, material)
    assert written == KEY + (CERTIFICATE + made.issuing().encode() if output == "combined" else b"")
    pem.check(output, material, written)


@pytest.mark.parametrize("content", [KEY + made.key_pem("rsa"), b"", CERTIFICATE])
def test_no_pair_is_made_of_what_is_no_key(content: bytes) -> None:
    with pytest.raises(FilesError):
        Pair(content, None, made.pair("ec").certificate)
