# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""NIST's Public Key Interoperability Test Suite, from the package cryptography-vectors, and what is said of each of its certificates."""

from __future__ import annotations

import base64
import datetime
import functools
import importlib.util
import pathlib
import re
import typing as t

from ansible_collections.certops.digicert.plugins.module_utils._files import path
from ansible_collections.certops.digicert.plugins.module_utils._files.anatomy import Anatomy, take_apart
from ansible_collections.certops.digicert.plugins.module_utils._formats import der

#: All certificates that should be valid are, on this day.
DAY = datetime.datetime(2015, 1, 1, tzinfo=datetime.timezone.utc)

ROOT = "TrustAnchorRootCertificate"
#: What NIST calls invalid for a reason that is not looked at: revocation, and policies that somebody insists on.
REVOCATION = re.compile(
    r"[Cc]RL|Revoked|SerialNumber|distributionPoint|IDP|only(Contains|Some)|SeparateCertificate|BasicSelfIssued(New|Old)"
)
POLICIES = re.compile(r"[pP]olicy|Mapping")

_SUBJECT_KEY, _AUTHORITY_KEY = bytes.fromhex("551d0e"), bytes.fromhex("551d23")


def vectors() -> pathlib.Path:
    """Return where the package cryptography-vectors lies."""
    found = importlib.util.find_spec("cryptography_vectors")
    assert found is not None
    assert found.origin is not None
    return pathlib.Path(found.origin).parent


@functools.cache
def certificates() -> dict[str, bytes]:
    """Return name -> certificate in DER."""
    folder = vectors() / "x509" / "PKITS_data" / "certs"
    return {file.stem: file.read_bytes() for file in sorted(folder.glob("*.crt"))}


@functools.cache
def parts() -> dict[str, Anatomy]:
    """Return name -> certificate, taken apart."""
    return {name: take_apart(content) for name, content in certificates().items()}


def cases() -> list[str]:
    """Return the names of the certificates that NIST says something about."""
    return [name for name in certificates() if name.endswith("EE")]


def nist(name: str) -> t.Optional[bool]:
    """Return what NIST says, ``None`` where it depends on what the reader asks for, or on what is not looked at."""
    if name.startswith("Valid"):
        return True
    told = name.startswith("Invalid") and not REVOCATION.search(name) and not POLICIES.search(name)
    return False if told else None


def paths(name: str, below: tuple[str, ...] = ()) -> t.Iterator[list[str]]:
    """Yield each path from a certificate to the root: by the identifiers of keys, since names may be what is wrong."""
    if name == ROOT:
        yield [name]
        return
    for issuer, found in parts().items():
        if issuer not in (name, *below) and not issuer.endswith("EE") and _fits(parts()[name], found):
            for above in paths(issuer, (*below, name)):
                yield [name, *above]


def _fits(issued: Anatomy, issuer: Anatomy) -> bool:
    named, own = issued.value(_AUTHORITY_KEY), issuer.value(_SUBJECT_KEY)
    if named is None or own is None:
        return False
    wanted = {tag: content for tag, content, _whole in der.elements(der.inside(named, der.SEQUENCE))}
    return wanted.get(0x80) == der.inside(own, der.OCTET_STRING)


def accepted(names: t.Sequence[str]) -> bool:
    """Tell whether the product accepts a path, its leaf's dates included."""
    found = [parts()[name] for name in names]
    linked = all(path.issued_by(low, high, found[at + 2 :]) for at, (low, high) in enumerate(zip(found, found[1:])))
    in_date = found[0].not_before <= DAY <= found[0].not_after
    return linked and in_date and path.fault(found, DAY) is None


def verdicts() -> dict[str, bool]:
    """Return name -> whether any path is accepted."""
    return {name: any(accepted(found) for found in paths(name)) for name in cases()}


def pem(names: t.Iterable[str]) -> str:
    """Return certificates as PEM."""
    return "".join(
        f"-----BEGIN CERTIFICATE-----\n{base64.encodebytes(certificates()[name]).decode()}-----END CERTIFICATE-----\n"
        for name in names
    )
