# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Leaf, chain and root out of whatever was downloaded."""

from __future__ import annotations

import datetime
import typing as t

import pytest
from ansible_collections.certops.digicert.plugins.module_utils._core.errors import WrongCertificate
from ansible_collections.certops.digicert.plugins.module_utils._core.model import Certificate
from ansible_collections.certops.digicert.plugins.module_utils._x509 import bundle
from ansible_collections.certops.digicert.plugins.module_utils._x509.keys import fingerprint
from ansible_collections.certops.digicert.tests.unit.support.authority import certificate, issue, new_key, p7b, pem
from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from hypothesis import given
from hypothesis import strategies as st

ISSUED = issue("robin", serial=0x0AFF)
OTHER = issue("kim")
KEY = fingerprint(ISSUED.leaf)
LEAF, INTERMEDIATE, ROOT = pem(ISSUED.leaf), pem(ISSUED.intermediate), pem(ISSUED.root)
WHOLE = Certificate(LEAF, (INTERMEDIATE,), ROOT)
NO_ROOT = Certificate(LEAF, (INTERMEDIATE,), None)

UNREADABLE = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(LEAF + INTERMEDIATE + ROOT, WHOLE, id="leaf first"),
        pytest.param(ROOT + INTERMEDIATE + LEAF, WHOLE, id="leaf last"),
        pytest.param(INTERMEDIATE + LEAF + ROOT, WHOLE, id="leaf between"),
        pytest.param(LEAF + INTERMEDIATE, NO_ROOT, id="no root"),
        pytest.param(LEAF, Certificate(LEAF), id="leaf alone"),
        pytest.param(LEAF + ROOT, Certificate(LEAF), id="intermediate missing"),
        pytest.param((LEAF + INTERMEDIATE + ROOT).replace("\n", "\r\n"), WHOLE, id="CRLF"),
        pytest.param(f"subject=x\n{LEAF}\nissuer=y\n{INTERMEDIATE}{ROOT}\ntrailing text\n\n", WHOLE, id="text between"),
        pytest.param(LEAF.strip() + INTERMEDIATE.strip() + ROOT.strip(), WHOLE, id="no line end between"),
        pytest.param(LEAF + LEAF + INTERMEDIATE + ROOT + INTERMEDIATE, WHOLE, id="twice"),
        pytest.param(UNREADABLE + LEAF + INTERMEDIATE + ROOT, WHOLE, id="an unreadable block"),
        pytest.param(pem(OTHER.leaf) + LEAF + INTERMEDIATE + ROOT, WHOLE, id="a foreign leaf first"),
        pytest.param(p7b([ISSUED.root, ISSUED.intermediate, ISSUED.leaf]), WHOLE, id="p7b"),
        pytest.param(p7b([ISSUED.leaf, ISSUED.intermediate]).replace("\n", "\r\n"), NO_ROOT, id="p7b, CRLF, no root"),
    ],
)
def test_the_parts_are_found_wherever_they_stand(text: str, expected: Certificate) -> None:
    assert bundle.assemble(text, KEY, "0AFF") == expected


def test_the_full_chain_is_leaf_and_intermediates() -> None:
    assert bundle.assemble(ROOT + INTERMEDIATE + LEAF, KEY, None).fullchain == LEAF + INTERMEDIATE


CROSS = (
    ISSUED.leaf,
    ISSUED.intermediate,
    certificate("Root", "Old Root"),
    ISSUED.root,
    certificate("Old Root", "Old Root"),
)


@pytest.mark.parametrize("order", [CROSS, CROSS[::-1], CROSS[2:] + CROSS[:2]], ids=["as sent", "reversed", "rotated"])
def test_of_a_cross_signed_hierarchy_the_shorter_way_is_taken(order: t.Sequence[t.Any]) -> None:
    assert bundle.assemble("".join(map(pem, order)), KEY, None) == WHOLE


def test_without_the_self_signed_root_the_cross_signed_one_is_the_way() -> None:
    found = bundle.assemble("".join(map(pem, (*CROSS[:3], CROSS[4]))), KEY, None)
    assert found == Certificate(LEAF, (INTERMEDIATE, pem(CROSS[2])), pem(CROSS[4]))


def test_two_authorities_that_signed_each_other_end() -> None:
    leaf = certificate("leaf of A", "A", ca=False)
    circle = [leaf, certificate("A", "B"), certificate("B", "A")]
    found = bundle.assemble("".join(map(pem, circle)), fingerprint(leaf), None)
    assert found == Certificate(pem(leaf), (pem(circle[1]), pem(circle[2])), None)


@pytest.mark.parametrize(
    ("text", "key", "serial"),
    [
        pytest.param(OTHER.bundle, KEY, None, id="another key"),
        pytest.param(LEAF + INTERMEDIATE, fingerprint(OTHER.leaf), None, id="another key, the other way round"),
        pytest.param(LEAF, KEY, "0AFE", id="the right key, another serial number"),
        pytest.param(LEAF, None, "0AFE", id="no key, another serial number"),
        pytest.param(INTERMEDIATE + ROOT, KEY, None, id="authorities only"),
        pytest.param(INTERMEDIATE, fingerprint(ISSUED.intermediate), None, id="an authority with the key"),
        pytest.param("", KEY, None, id="nothing"),
        pytest.param("<html>later</html>", KEY, None, id="a page"),
        pytest.param(UNREADABLE, KEY, None, id="an unreadable block"),
        pytest.param(LEAF[:200], KEY, None, id="cut off"),
        pytest.param("-----BEGIN PKCS7-----\nAAAA\n-----END PKCS7-----", KEY, None, id="an unreadable p7b"),
    ],
)
def test_a_certificate_that_is_not_the_ordered_one_is_an_error(
    text: str, key: t.Optional[str], serial: t.Optional[str]
) -> None:
    with pytest.raises(WrongCertificate, match="does not belong to the order's key"):
        bundle.assemble(text, key, serial)


@pytest.mark.parametrize("serial", ["0AFF", "0aff", "0A:FF", "AFF", "00000AFF"])
def test_without_a_known_key_the_serial_number_decides(serial: str) -> None:
    assert bundle.assemble(pem(OTHER.leaf) + ISSUED.bundle, None, serial) == WHOLE


def test_a_serial_number_that_is_no_number_is_not_compared() -> None:
    assert bundle.assemble(ISSUED.bundle, KEY, "not hexadecimal") == WHOLE


@given(st.text(alphabet=st.sampled_from("AB+/=\r\n -"), max_size=200), st.sampled_from(["CERTIFICATE", "PKCS7"]))
def test_no_text_is_ever_taken_for_a_certificate(inside: str, label: str) -> None:
    with pytest.raises(WrongCertificate):
        bundle.assemble(f"-----BEGIN {label}-----{inside}-----END {label}-----", KEY, None)


# The key of what is in a bundle, by its serial number


@pytest.mark.parametrize(
    ("text", "serial", "found"),
    [
        pytest.param(LEAF + INTERMEDIATE, "0AFF", KEY, id="the leaf"),
        pytest.param(pem(OTHER.leaf) + LEAF, "0a:ff", KEY, id="behind another one"),
        pytest.param(LEAF, "0B", None, id="another number"),
        pytest.param(LEAF, None, None, id="no number"),
        pytest.param(LEAF, "xyz", None, id="no number at all"),
        pytest.param("", "0AFF", None, id="nothing"),
    ],
)
def test_the_key_of_a_certificate_in_a_bundle(text: str, serial: t.Optional[str], found: t.Optional[str]) -> None:
    assert bundle.public_key(text, serial) == found


class _Names:
    """A certificate as cryptography shows it, of which only some is there."""

    def __init__(self, extensions: t.Any = None, **names: t.Any) -> None:
        self._extensions = extensions
        self.__dict__.update(names)

    @property
    def extensions(self) -> t.Any:
        return self

    def get_extension_for_class(self, kind: t.Any) -> t.Any:
        raise self._extensions

    def public_key(self) -> t.Any:
        raise self._extensions


_DAMAGED = [
    x509.ExtensionNotFound("none", x509.BasicConstraints.oid),
    x509.DuplicateExtension("two", x509.BasicConstraints.oid),
    x509.UnsupportedGeneralNameType("odd", 9),
    ValueError("damaged"),
]


@pytest.mark.parametrize("fault", _DAMAGED, ids=lambda fault: type(fault).__name__)
def test_what_an_unreadable_extension_says(fault: Exception) -> None:
    leaf, authority = _Names(fault, issuer="Root"), _Names(fault, subject="Root")
    assert bundle._is_ca(leaf) is False  # type: ignore[arg-type]
    # Names are all there is to go by.
    assert bundle._signed_by(leaf, authority) is True  # type: ignore[arg-type]
    assert bundle._signed_by(leaf, _Names(fault, subject="Other")) is False  # type: ignore[arg-type]
    assert bundle._signed_by(_Names(fault, issuer="Root", subject="Root"), authority) is True  # type: ignore[arg-type]


@pytest.mark.parametrize("fault", [UnsupportedAlgorithm("odd curve"), ValueError("no key")], ids=repr)
def test_a_key_that_cannot_be_read_is_another_one(fault: Exception, monkeypatch: pytest.MonkeyPatch) -> None:
    assert bundle._has_key(_Names(fault), KEY) is False  # type: ignore[arg-type]
    monkeypatch.setattr(bundle, "certificates", lambda _text: [_Names(fault, serial_number=0x0AFF)])
    assert bundle.public_key(LEAF, "0AFF") is None


def test_a_certificate_is_not_its_own_issuer() -> None:
    assert bundle._signed_by(ISSUED.root, ISSUED.root) is False
    assert bundle._signed_by(ISSUED.leaf, ISSUED.intermediate) is True
    assert bundle._signed_by(ISSUED.leaf, ISSUED.root) is False


def test_an_authority_of_the_name_with_another_key_is_another_one() -> None:
    mine = ISSUED.intermediate
    key = new_key()
    twin = (
        x509.CertificateBuilder(
            mine.issuer, mine.subject, key.public_key(), 7, datetime.datetime(2030, 1, 1), datetime.datetime(2031, 1, 1)
        )
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
    assert bundle._signed_by(ISSUED.leaf, twin) is False
