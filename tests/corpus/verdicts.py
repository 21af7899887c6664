# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the product makes of every file of the package cryptography-vectors, as JSON: one run for each version of cryptography.

It needs nothing but Python, cryptography and the folder in which the package lies.
"""

from __future__ import annotations

import json
import pathlib
import sys
import typing as t

import cryptography
from ansible_collections.certops.digicert.plugins.module_utils._core.errors import FilesError
from ansible_collections.certops.digicert.plugins.module_utils._files import certificates
from ansible_collections.certops.digicert.plugins.module_utils._formats import armour, keyfile, pem
from ansible_collections.certops.digicert.tests.unit.support import pkits

#: The passphrases of the package's keys.
PASSPHRASES = (None, b"123456", b"baz", b"a123456", b"password", b"asdf", b"key", b"foobar")
_NO_KEYS = frozenset({".py", ".json", ".rsp", ".txt"})
FOLDERS = ("asymmetric", "pkcs12", "x509/custom", "x509/requests")


def files(folders: t.Iterable[str] = FOLDERS) -> list[pathlib.Path]:
    """Return every file that may be taken for a key. One for Diffie-Hellman can sign nothing and belongs to no certificate."""
    found = [path for folder in folders for path in (pkits.vectors() / folder).rglob("*") if path.is_file()]
    return sorted(path for path in found if path.suffix not in _NO_KEYS and "DH" not in path.parts)


def key(path: pathlib.Path) -> str:
    """Return the fingerprint of the key in a file, or what is said of the file."""
    content = path.read_bytes()
    said = [_with(content, passphrase) for passphrase in PASSPHRASES]
    read = [one for one in said if " " not in one]
    # A wrong passphrase is no news where every one of them is tried.
    return next(iter([*read, *(one for one in said if "cannot be decrypted" not in one), *said]))


def _with(content: bytes, passphrase: t.Optional[bytes]) -> str:
    try:
        return pem.fingerprint_of_key(keyfile.load(content, passphrase, "/x.key"))
    except FilesError as error:
        return str(error)


def certificate(path: pathlib.Path) -> str:
    """Return the serial number of the certificate in a file, or what is said of it."""
    content = path.read_bytes()
    text = (
        content.decode("latin-1")
        if armour.blocks(content, "CERTIFICATE")
        else armour.armoured("CERTIFICATE", content).decode()
    )
    try:
        return certificates.leaf(certificates.several([text], "certificate")[0]).serial_number
    except FilesError as error:
        return str(error)


def everything() -> dict[str, dict[str, t.Any]]:
    """Return kind -> name -> verdict."""
    root = pkits.vectors()
    shown = {str(path.relative_to(root)): path for path in files()}
    held = sorted(
        [
            *(root / "x509").glob("*.*"),
            *(root / "x509" / "custom").glob("*.*"),
            *(root / "x509" / "PKITS_data" / "certs").glob("*"),
        ]
    )
    return {
        "paths": pkits.verdicts(),
        "keys": {name: key(path) for name, path in shown.items()},
        "certificates": {str(path.relative_to(root)): certificate(path) for path in held},
    }


if __name__ == "__main__":
    found = everything()
    json.dump(found, sys.stdout, indent=1, sort_keys=True)
    read = {kind: sum(" " not in said for said in found[kind].values()) for kind in ("keys", "certificates")}
    sys.stderr.write(
        f"cryptography {cryptography.__version__}: {len(found['paths'])} paths judged, {read['keys']} of {len(found['keys'])} files "
        f"read as a key, {read['certificates']} of {len(found['certificates'])} as a certificate, the others refused with a reason\n"
    )
