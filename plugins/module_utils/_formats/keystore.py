# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Private to this collection: it may change in any release.
"""Keystores for Java: PKCS#12, which every current version reads, or JKS, which only Java has. Both hold the current pair alone."""

from __future__ import annotations

import dataclasses
import typing as t

from .._core.errors import FilesError
from .._x509.keys import fingerprint
from . import armour, children, disk, pem, pkcs12

if t.TYPE_CHECKING:
    from .material import Material

# keytool says so itself when it is started in a language it knows; a file of its own for its counters has no use here.
_QUIET = ("-J-XX:-UsePerfData", "-J-Duser.language=en")


def write(material: Material, path: str) -> None:
    """Create the keystore at *path*. The alias is the friendly name in lower case: JKS knows no other."""
    content = pkcs12.build(_current(material), pkcs12.MODERN)
    if material.keystore_type == "PKCS12":
        disk.create(path, content)
        return
    _keytool(
        "make a keystore",
        "-importkeystore",
        "-noprompt",
        *(
            "-srckeystore",
            children.Unnamed(content),
            "-srcstoretype",
            "PKCS12",
            "-srcstorepass:file",
            _password(material),
        ),
        *("-destkeystore", path, "-deststoretype", "JKS", "-deststorepass:file", _password(material)),
    )
    disk.settle(path)


def check(material: Material, path: str) -> None:
    """Raise ``FilesError`` unless the keystore opens and holds the pair and its chain."""
    if material.keystore_type == "PKCS12":
        with open(path, "rb") as file:
            pkcs12.check(_current(material), file.read())
        return
    opened = ("-keystore", path, "-storetype", "JKS", "-alias", _alias(material))
    entry = _keytool("open the keystore", "-list", "-rfc", *opened, "-storepass:file", _password(material))
    wanted = [pem.der(text) for text in (material.pair.certificate, *material.chain)]
    if [pem.der(block) for block in armour.blocks(entry, "CERTIFICATE")][: len(wanted)] != wanted:
        raise FilesError("The keystore does not hold the certificate and its chain.")
    _check_key(material, opened)


def _check_key(material: Material, opened: tuple[str, ...]) -> None:
    """Let keytool sign something with the key: that is the only way it lets the key be seen to be there."""
    from cryptography import x509

    passwords = ("-storepass:file", _password(material), "-keypass:file", _password(material))
    signed = _keytool("use the key of the keystore", "-certreq", *opened, *passwords)
    request = x509.load_pem_x509_csr(signed[signed.find(b"-----BEGIN") :])
    if fingerprint(request) != fingerprint(pem.load_certificate(material.pair.certificate)):
        raise FilesError("The private key in the keystore does not belong to the certificate.")


def _keytool(what: str, command: str, *arguments: children.Argument) -> bytes:
    """Run keytool, which complains on its standard output."""
    ended = children.run("keytool", *_QUIET, command, *arguments)
    if ended.code != 0:
        reason = children.last_line(ended.errors + b"\n" + ended.output) or f"exit code {ended.code}"
        raise FilesError(f"keytool could not {what}: {reason}.")
    return ended.output


def _password(material: Material) -> children.Piped:
    return children.Piped((material.passphrase or b"") + b"\n")


def _alias(material: Material) -> str:
    return material.friendly_name.lower()


def _current(material: Material) -> Material:
    """Return the material without its history: a server offers the certificate of a keystore that it finds first."""
    return dataclasses.replace(material.alone(), friendly_name=_alias(material))
