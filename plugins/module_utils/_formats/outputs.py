# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Private to this collection: it may change in any release.
"""Every output of a certificate: what it is called, how it is written, how it is opened again."""

from __future__ import annotations

import typing as t

from .._core.file_set import PROTECTED, WITH_HISTORY
from . import children, disk, keystore, nss, passphrase, pem, pkcs12

if t.TYPE_CHECKING:
    from .material import Material

SECRET_OUTPUTS = pem.HOLD_KEY | PROTECTED
"""The outputs that hold a private key."""

_ENCRYPTIONS = {
    "pkcs12": pkcs12.MODERN,
    "pkcs12_legacy": pkcs12.LEGACY,
    "pkcs12_current": pkcs12.MODERN,
    "pkcs12_current_legacy": pkcs12.LEGACY,
}


def write(output: str, material: Material, path: str) -> None:
    """Create the file (0600) or directory (0700) of an output at *path*, synced.

    *path* must not exist, and lies in a directory that only the owner can enter. Raises ``FilesError`` with what to do.
    """
    if output in _ENCRYPTIONS:
        disk.create(path, pkcs12.build(_held(output, material), _ENCRYPTIONS[output]))
    elif output == "keystore":
        keystore.write(material, path)
    elif output == "nss":
        nss.write(material, path)
    else:
        disk.create(path, pem.content(output, material))


def check(output: str, material: Material, path: str) -> None:
    """Open what was written, as its reader will. Raises ``FilesError`` unless it holds what the material says."""
    if output == "keystore":
        keystore.check(material, path)
    elif output == "nss":
        nss.check(material, path)
    else:
        with open(path, "rb") as file:
            written = file.read()
        if output in _ENCRYPTIONS:
            pkcs12.check(_held(output, material), written)
        else:
            pem.check(output, material, written)


def _held(output: str, material: Material) -> Material:
    """Return what a PKCS#12 output holds of the material."""
    return material if output in WITH_HISTORY else material.alone()


def missing_programs(outputs: t.Iterable[str], keystore_type: str) -> list[str]:
    """Return a sentence for each program that these outputs need and this host does not have."""
    needed = {
        **dict.fromkeys(_ENCRYPTIONS, ("openssl",)),
        "keystore": ("openssl", "keytool") if keystore_type == "JKS" else ("openssl",),
        "nss": ("openssl", "certutil", "pk12util"),
    }
    names = sorted({name for output in outputs for name in needed.get(output, ())})
    return [children.missing(name) for name in names if children.is_missing(name)]


def problems(outputs: t.Iterable[str], material: Material) -> list[str]:
    """Return a sentence for each thing about the material that makes an output impossible, before anything is written."""
    outputs = list(outputs)
    found = [passphrase.problem(material.passphrase, outputs)]
    if "root" in outputs and material.root is None:
        found.append(pem.NO_ROOT)
    if PROTECTED.intersection(outputs):
        found.append(passphrase.friendly_name_problem(material.friendly_name))
    return [problem for problem in found if problem]
