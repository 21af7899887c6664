# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a certificate must be before it replaces another one."""

from __future__ import annotations

import dataclasses
import datetime
import pathlib
import subprocess
import typing as t

import pytest
from ansible_collections.certops.digicert.plugins.module_utils._core.errors import FilesError
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.x509.name import _ASN1Type
from cryptography.x509.oid import NameOID

from .authority import NOW, certificate, hierarchy, issue, key
from .host import Host

ROOT, INTERMEDIATE = hierarchy().root, hierarchy().intermediate
OTHER_ROOT = issue("Other Root", "Other Root", "Other Root", ca=True)
#: Has the name of the root, and another key.
FALSE_ROOT = issue("Root", "False Root", "Root", ca=True, signer="False Root")
FROM_ROOT = issue("alice", "alice", "Root", emails=("alice@example.com",))
#: Says that the issuing CA issued it, which did not.
FORGED = issue("alice", "alice", "Issuing CA", signer="somebody")


@pytest.mark.parametrize(
    "expected",
    [
        None,
        {},
        {"emails": ["alice@example.com"]},
        {"emails": ["bob@example.com", "alice@EXAMPLE.COM"]},
        {"common_name": "ALICE"},
        {"emails": ["bob@example.com"], "common_name": "alice"},
    ],
)
def test_the_name_as_ordered(host: Host, expected: t.Any) -> None:
    assert host.run(expected=expected)["action"] == "place"


@pytest.mark.parametrize(
    ("expected", "ordered"),
    [
        ({"emails": ["bob@example.com"]}, "bob@example.com"),
        ({"emails": ["Alice@example.com"]}, "Alice@example.com"),
        ({"common_name": "alice@example.com"}, "alice@example.com"),
        ({"emails": ["bob@example.com"], "common_name": "Bob"}, "bob@example.com or Bob"),
    ],
)
def test_another_name_than_ordered(host: Host, expected: t.Any, ordered: str) -> None:
    before = host.snapshot()
    with pytest.raises(
        FilesError, match=rf"is for alice@example\.com, alice and not for {ordered}; nothing was replaced"
    ):
        host.run(expected=expected)
    assert host.snapshot() == before


@pytest.mark.parametrize(
    ("begins", "ends", "told"),
    [
        (
            -30,
            -0.01,
            r"expired at .* and the host's clock says .*; nothing was replaced; renew it, or set the host's clock",
        ),
        (1.1, 30, r"is valid from .* on and the host's clock says .*; nothing was replaced; look at the host's clock"),
    ],
)
def test_not_valid_today(host: Host, begins: float, ends: float, told: str) -> None:
    with pytest.raises(FilesError, match=told):
        host.run(certificate=certificate(begins=begins, ends=ends))


def test_an_issuer_that_is_not_valid_any_more(host: Host) -> None:
    expired = issue("Issuing CA", "Issuing CA", "Root", ca=True, begins=-30, ends=-0.01)
    with pytest.raises(
        FilesError, match=r"Certificate 1 of the chain \(CN=Issuing CA\) expired at .*; nothing was replaced"
    ):
        host.run(chain=[expired])


def test_a_clock_may_be_some_hours_behind(host: Host) -> None:
    assert host.run(certificate=certificate(begins=0.9))["action"] == "place"


@pytest.mark.parametrize(
    ("leaf", "chain", "root"),
    [
        (certificate(), [INTERMEDIATE], ROOT),
        (certificate(), [INTERMEDIATE], None),
        (certificate(), [INTERMEDIATE, ROOT], ROOT),
        (certificate(), [INTERMEDIATE + ROOT], None),
        (FROM_ROOT, [], ROOT),
        (FROM_ROOT, None, ROOT),
    ],
)
def test_a_complete_chain(host: Host, leaf: str, chain: t.Any, root: t.Optional[str]) -> None:
    assert host.run(certificate=leaf, chain=chain, root=root)["action"] == "place"


@pytest.mark.parametrize(
    ("leaf", "chain", "root", "told"),
    [
        (certificate(), [], None, "chain is empty and there is no root that issued CN=alice"),
        (certificate(), [], ROOT, "The chain ends at CN=alice, which the root CN=Root did not issue"),
        (
            certificate(),
            [INTERMEDIATE],
            OTHER_ROOT,
            "ends at CN=Issuing CA, which the root CN=Other Root did not issue",
        ),
        (certificate(), [INTERMEDIATE], FALSE_ROOT, "ends at CN=Issuing CA, which the root CN=Root did not issue"),
        (certificate(), [ROOT], ROOT, r"Certificate 1 of the chain \(CN=Root\) did not issue CN=alice"),
        (certificate(), [ROOT, INTERMEDIATE], ROOT, r"Certificate 1 of the chain \(CN=Root\) did not issue CN=alice"),
        (
            certificate(),
            [INTERMEDIATE, OTHER_ROOT],
            None,
            r"Certificate 2 of the chain \(CN=Other Root\) did not issue",
        ),
        (FORGED, [INTERMEDIATE], ROOT, r"Certificate 1 of the chain \(CN=Issuing CA\) did not issue CN=alice"),
    ],
)
def test_a_chain_that_does_not_lead_to_the_root(
    host: Host, leaf: str, chain: list[str], root: t.Optional[str], told: str
) -> None:
    with pytest.raises(FilesError, match=told):
        host.run(certificate=leaf, chain=chain, root=root)


def test_nothing_is_verified_when_nothing_is_placed(host: Host) -> None:
    host.settle()
    assert host.run(expected={"common_name": "Bob"})["changed"] is False


CA = x509.BasicConstraints(ca=True, path_length=None)
NO_CRITICAL = x509.UnrecognizedExtension(x509.ObjectIdentifier("1.3.6.1.4.1.55555.1"), b"\x05\x00")


def _usage(signs: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=True,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=signs,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )


def _mail(host: str, permitted: bool = True) -> x509.NameConstraints:
    names = [x509.RFC822Name(host)]
    return x509.NameConstraints(names if permitted else None, None if permitted else names)


@dataclasses.dataclass(frozen=True)
class One:
    """A certificate of a path: what is unusual about it."""

    extensions: tuple[tuple[x509.ExtensionType, bool], ...] = ((CA, True),)
    begins: float = -1
    ends: float = 364
    name: str = ""
    #: How the one below writes its name.
    called: t.Optional[x509.Name] = None


LEAF = One(((x509.SubjectAlternativeName([x509.RFC822Name("alice@example.com")]), False),))
ROOT_CA = One()


def _path(*path: One) -> list[str]:
    """Return certificates in PEM from the leaf to the root, each issued by the next."""
    names = [one.name or ["alice", *(f"CA {at}" for at in range(1, len(path)))][at] for at, one in enumerate(path)]
    found = []
    for at, one in enumerate(path):
        above = min(at + 1, len(path) - 1)
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, names[at])])
        issuer = path[above].called or x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, names[above])])
        holder = key(names[at] if at else "alice").public_key()
        begins, ends = (NOW + datetime.timedelta(days=days) for days in (one.begins, one.ends))
        builder = x509.CertificateBuilder(
            issuer if at != above else subject, subject, holder, x509.random_serial_number(), begins, ends
        )
        for extension, critical in one.extensions:
            builder = builder.add_extension(extension, critical)
        signed = builder.sign(key(names[above]), hashes.SHA256())
        found.append(signed.public_bytes(serialization.Encoding.PEM).decode())
    return found


def _called(text: str, kind: t.Any = _ASN1Type.UTF8String) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text, _type=kind)])


GOOD: dict[str, list[One]] = {
    "another case": [LEAF, One(called=_called("ca 1")), ROOT_CA],
    "other blanks": [LEAF, One(called=_called(" CA   1 ")), ROOT_CA],
    "another type of string": [LEAF, One(called=_called("CA 1", _ASN1Type.PrintableString)), ROOT_CA],
    "16 bits a sign": [LEAF, One(called=_called("CA 1", _ASN1Type.BMPString)), ROOT_CA],
    "case of the root": [LEAF, One(), One(called=_called("cA 2", _ASN1Type.T61String))],
    "a path as long as allowed": [
        LEAF,
        One(((x509.BasicConstraints(True, 0), True),)),
        One(((x509.BasicConstraints(True, 1), True),)),
    ],
    "a key usage that signs": [LEAF, One(((CA, True), (_usage(True), True))), ROOT_CA],
    "a permitted name": [LEAF, One(((CA, True), (_mail("example.com"), True))), ROOT_CA],
    "a permitted name, another case": [LEAF, One(((CA, True), (_mail("EXAMPLE.com"), True))), ROOT_CA],
    "a name that is not excluded": [LEAF, One(((CA, True), (_mail("example.org", False), True))), ROOT_CA],
    "an unknown extension that is not critical": [LEAF, One(((CA, True), (NO_CRITICAL, False))), ROOT_CA],
    "an old root": [LEAF, One(), One(((_usage(True), True),))],
}
BAD: dict[str, tuple[list[One], str]] = {
    "an intermediate of tomorrow": (
        [LEAF, One(begins=0.5), ROOT_CA],
        r"1 of the chain \(CN=CA 1\) is valid from .* on and the host's clock",
    ),
    "an expired root": ([LEAF, One(), One(begins=-30, ends=-0.01)], r"The root \(CN=CA 2\) expired at"),
    "a root of tomorrow": ([LEAF, One(), One(begins=0.5)], r"The root \(CN=CA 2\) is valid from"),
    "no CA": (
        [LEAF, One(((x509.BasicConstraints(False, None), True),)), ROOT_CA],
        r"1 of the chain .* is no CA certificate \(its basic constraints say CA:FALSE",
    ),
    "a root that is no CA": (
        [LEAF, One(), One(((x509.BasicConstraints(False, None), True),))],
        "The root .* is no CA certificate",
    ),
    "no basic constraints": ([LEAF, One(()), ROOT_CA], "is no CA certificate .it has no basic constraints"),
    "a root without extensions": (
        [LEAF, One(), One(())],
        "The root .* is no CA certificate .it has no basic constraints",
    ),
    "a key usage that signs none": (
        [LEAF, One(((CA, True), (_usage(False), True))), ROOT_CA],
        "may not sign certificates .its key usage lacks keyCertSign",
    ),
    "a path that is too long": (
        [LEAF, One(), One(((x509.BasicConstraints(True, 0), True),)), ROOT_CA],
        r"2 of the chain .* allows 0 intermediate certificates below it, and there are 1",
    ),
    "a path too long for its root": (
        [LEAF, One(), One(((x509.BasicConstraints(True, 0), True),))],
        "The root .* allows 0 intermediate certificates below",
    ),
    "a name that is not permitted": (
        [LEAF, One(((CA, True), (_mail("example.org"), True))), ROOT_CA],
        "The certificate .CN=alice. has a name that the name constraints",
    ),
    "an excluded name": (
        [LEAF, One(((CA, True), (_mail("example.com", False), False))), ROOT_CA],
        "has a name that the name constraints of an issuer above it forbid",
    ),
    "a name that the root forbids": (
        [LEAF, One(), One(((CA, True), (_mail("alice@example.com", False), True)))],
        "has a name that the name constraints",
    ),
    "an unknown critical extension": (
        [LEAF, One(((CA, True), (NO_CRITICAL, True))), ROOT_CA],
        "has a critical extension that programs do not know",
    ),
    "an unknown critical extension of the leaf": (
        [One((*LEAF.extensions, (NO_CRITICAL, True))), One(), ROOT_CA],
        "The certificate .* has a critical extension",
    ),
    "another key identifier": (
        [
            One((*LEAF.extensions, (x509.AuthorityKeyIdentifier(b"one", None, None), False))),
            One(((CA, True), (x509.SubjectKeyIdentifier(b"two"), False))),
            ROOT_CA,
        ],
        "did not issue CN=alice",
    ),
    "another name": ([LEAF, One(called=_called("CA 11")), ROOT_CA], "did not issue CN=alice"),
}


def _openssl_accepts(folder: pathlib.Path, path: list[str]) -> bool:
    folder.mkdir()
    for name, content in (("leaf", path[0]), ("chain", "".join(path[1:-1])), ("root", path[-1])):
        (folder / name).write_text(content)
    command = ["openssl", "verify", "-trusted", "root", "-untrusted", "chain", "leaf"]
    return subprocess.run(command, cwd=folder, capture_output=True, check=False).returncode == 0


@pytest.mark.parametrize("path", GOOD.values(), ids=GOOD.keys())
def test_a_path_that_programs_accept(host: Host, tmp_path: pathlib.Path, path: list[One]) -> None:
    made = _path(*path)
    assert _openssl_accepts(tmp_path / "openssl", made)
    assert host.run(certificate=made[0], chain=made[1:-1], root=made[-1])["action"] == "place"
    assert host.run(certificate=made[0], chain=made[1:-1], root=None)["action"] == "place"


@pytest.mark.parametrize(("path", "says"), BAD.values(), ids=BAD.keys())
def test_a_path_that_programs_refuse(host: Host, tmp_path: pathlib.Path, path: list[One], says: str) -> None:
    made = _path(*path)
    assert not _openssl_accepts(tmp_path / "openssl", made)
    before = host.snapshot()
    with pytest.raises(FilesError, match=f"{says}.*; nothing was replaced"):
        host.run(certificate=made[0], chain=made[1:-1], root=made[-1])
    assert host.snapshot() == before


def test_what_is_above_the_root_is_not_looked_at(host: Host) -> None:
    """A root that is also cross-signed by an older one, which expired."""
    older = issue("Older Root", "Older Root", "Older Root", ca=True, begins=-30, ends=-0.01)
    crossed = issue("Root", "Root", "Older Root", ca=True, begins=-30, ends=-0.01)
    assert host.run(chain=[INTERMEDIATE, crossed, older], root=ROOT)["action"] == "place"


@pytest.mark.parametrize(
    ("ordered", "held"),
    [
        ("alice@EXAMPLE.com", "alice@example.com"),
        ("alice@bücher.example", "alice@xn--bcher-kva.example"),
        ("alice@BU\u0308CHER.example", "alice@xn--bcher-kva.example"),
    ],
)
def test_an_address_as_certificates_hold_it(host: Host, ordered: str, held: str) -> None:
    assert host.run(certificate=certificate(emails=(held,)), expected={"emails": [ordered]})["action"] == "place"


def test_a_common_name_with_accents(host: Host) -> None:
    made = certificate(subject="JOSE\u0301", emails=())
    assert host.run(certificate=made, expected={"common_name": "jos\u00e9"})["action"] == "place"
