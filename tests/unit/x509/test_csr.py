# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The user's CSR: one request, whatever stands around it, sent anew as what was parsed; all else is named, and never shown."""

from __future__ import annotations

import base64
import pathlib
import typing as t

import pytest
from ansible_collections.certops.digicert.plugins.module_utils._core import pem
from ansible_collections.certops.digicert.plugins.module_utils._core.errors import InvalidOptions
from ansible_collections.certops.digicert.plugins.module_utils._core.model import Csr
from ansible_collections.certops.digicert.plugins.module_utils._x509.csr import declared, read, stand_in
from ansible_collections.certops.digicert.plugins.module_utils._x509.keys import fingerprint, observed_public_key
from ansible_collections.certops.digicert.tests.unit.support.authority import csr, issue, key
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import dsa, ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PrivateFormat
from hypothesis import given
from hypothesis import strategies as st

CSR = csr("robin")
KEY = fingerprint(issue("robin").leaf)
BODY = "".join(CSR.splitlines()[1:-1])
DER = base64.b64decode(BODY)
CERTIFICATE = issue("robin").bundle
PUBLIC = key("robin").public_key().public_bytes(Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo).decode()

PRIVATE = "holds a private key, which nobody but its host may have: take it out, and make a new key if others saw it"
NONE = "holds no certificate request: that is text from -----BEGIN CERTIFICATE REQUEST----- to -----END CERTIFICATE REQUEST-----"
DAMAGED = "holds a certificate request that is damaged and cannot be read: copy it again as a whole, or make it anew"
BESIDE = "{} certificate request: give the request alone"


def _problem(content: t.Union[str, bytes]) -> str:
    with pytest.raises(InvalidOptions) as raised:
        read(content, "csr")
    assert raised.value.__cause__ is None
    (problem,) = raised.value.problems
    assert problem.isprintable()
    return problem


def _armoured(der: bytes, label: str) -> str:
    return f"-----BEGIN {label}-----\n{base64.encodebytes(der).decode()}-----END {label}-----\n"


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(CSR, id="PEM"),
        pytest.param(CSR.rstrip(), id="no last line end"),
        pytest.param(CSR.replace("\n", "\r\n"), id="CRLF"),
        pytest.param(CSR.replace("\n", "\r"), id="CR"),
        pytest.param(CSR.replace("\n", " "), id="one line, as a survey gives it"),
        pytest.param(
            f"Certificate Request:\n    Subject: CN = R\u00f6bin\n{CSR}trailing words\n", id="openssl req -text"
        ),
        pytest.param(CSR.replace("CERTIFICATE REQUEST", "NEW CERTIFICATE REQUEST"), id="Microsoft's armour"),
        pytest.param("\ufeff" + CSR, id="byte order mark"),
        pytest.param(BODY, id="no armour"),
        pytest.param(CSR.encode(), id="bytes"),
        pytest.param(CSR.encode("utf-8-sig"), id="UTF-8 with mark"),
        pytest.param(CSR.encode("utf-16"), id="UTF-16 with mark"),
        pytest.param(CSR.encode("utf-16-le"), id="UTF-16 LE"),
        pytest.param(CSR.encode("utf-16-be"), id="UTF-16 BE"),
        pytest.param(b"Subject: R\xf6bin\n" + CSR.encode(), id="Latin-1 around it"),
        pytest.param(DER, id="DER"),
    ],
)
def test_the_one_request_is_sent_anew(content: t.Union[str, bytes]) -> None:
    assert read(content, "csr") == Csr(CSR, KEY)


def _keys() -> t.Iterator[t.Any]:
    passphrase = serialization.BestAvailableEncryption(b"x")
    forms = {"PKCS1": PrivateFormat.TraditionalOpenSSL, "PKCS8": PrivateFormat.PKCS8, "OpenSSH": PrivateFormat.OpenSSH}
    made: dict[str, t.Any] = {
        "RSA": rsa.generate_private_key(65537, 2048),
        "EC": key("robin"),
        "DSA": dsa.generate_private_key(2048),
        "Ed25519": ed25519.Ed25519PrivateKey.generate(),
    }
    for kind, private in made.items():
        for name, form in forms.items():
            # There is no such form.
            if (kind, name) in (("Ed25519", "PKCS1"), ("DSA", "OpenSSH")):
                continue
            for secret, word in ((serialization.NoEncryption(), ""), (passphrase, " encrypted")):
                if word and name == "OpenSSH":  # that needs one more library
                    continue
                yield pytest.param(private.private_bytes(Encoding.PEM, form, secret), id=f"{kind} {name}{word}")


KEYS = tuple(_keys())


@pytest.mark.parametrize("private", KEYS)
@pytest.mark.parametrize(
    "around",
    [
        pytest.param(lambda text: text, id="alone"),
        pytest.param(lambda text: CSR + text, id="behind"),
        pytest.param(lambda text: text + CSR, id="before"),
        pytest.param(lambda text: (CSR + text).replace("\n", "\r\n"), id="CRLF"),
        pytest.param(lambda text: (CSR + text).replace("\n", "\r"), id="CR"),
        pytest.param(lambda text: (CSR + text).replace("\n", " "), id="one line"),
        pytest.param(lambda text: (CSR + text).replace("\n", "\\n"), id="line ends as a backslash and n"),
        pytest.param(lambda text: "\ufeff" + text, id="byte order mark"),
        pytest.param(lambda text: CSR + text[:90], id="cut off"),
        pytest.param(lambda text: CSR + text.lower(), id="lower case"),
        pytest.param(
            lambda text: CSR + "".join(line + "\n" for line in text.splitlines() if "END" not in line), id="no end"
        ),
        pytest.param(lambda text: CSR + text.replace("-----", "---- "), id="dashes of SSH"),
        pytest.param(lambda text: (CSR + text).encode("utf-16"), id="UTF-16"),
        pytest.param(
            lambda text: (CSR + text).encode("utf-16").decode("latin-1"), id="UTF-16 taken for something else"
        ),
    ],
)
def test_a_private_key_is_refused(private: bytes, around: t.Callable[[str], t.Union[str, bytes]]) -> None:
    assert _problem(around(private.decode())) == f"csr {PRIVATE}"


@pytest.mark.parametrize("private", [key for key in KEYS if "encrypted" not in key.id or "PKCS8" in key.id])
def test_a_private_key_is_refused_in_the_armour_of_something_else_and_in_none(private: bytes) -> None:
    text = private.decode()
    der = base64.b64decode("".join(text.splitlines()[1:-1]))
    assert _problem(der if der.startswith(b"0") else text) == f"csr {PRIVATE}"
    for label in ("CERTIFICATE REQUEST", "CERTIFICATE", "MY FILE"):
        assert _problem(_armoured(der, label)) == f"csr {PRIVATE}"
        assert not pem.is_one_request(_armoured(der, label))
    assert _problem(base64.b64encode(der).decode()) == f"csr {PRIVATE}"
    assert _problem(base64.encodebytes(der).decode()) == f"csr {PRIVATE}"


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        pytest.param("", "is empty: make the request, or leave the option out", id="empty"),
        pytest.param(b" \r\n", "is empty: make the request, or leave the option out", id="only blanks"),
        pytest.param("no CSR", NONE, id="words"),
        pytest.param("\u00e4", NONE, id="not ASCII"),
        pytest.param(b"\xff\xfe\x00", NONE, id="half a character"),
        pytest.param(b"\x00\x01\x02\x03", NONE, id="binary"),
        pytest.param(
            CSR + csr("kim"), "holds 2 certificate requests: give the one of this certificate alone", id="two"
        ),
        pytest.param(CSR + CSR, "holds 2 certificate requests: give the one of this certificate alone", id="one twice"),
        pytest.param(CERTIFICATE, f"holds {BESIDE.format('a certificate and not a')}", id="a certificate"),
        pytest.param(CSR + CERTIFICATE, f"holds {BESIDE.format('a certificate beside a')}", id="with a certificate"),
        pytest.param(PUBLIC, f"holds {BESIDE.format('a public key and not a')}", id="a public key"),
        pytest.param(
            CSR + _armoured(b"x", "OF MINE"), f"holds {BESIDE.format('something else beside a')}", id="with anything"
        ),
        pytest.param(
            CSR[:200],
            "holds a certificate request that is cut off, its last line is missing: copy it again as a whole",
            id="cut off",
        ),
        pytest.param(_armoured(DER[:-9], "CERTIFICATE REQUEST"), DAMAGED, id="cut off inside"),
        pytest.param(CSR.replace("M", "*", 1), DAMAGED, id="damaged base64"),
        pytest.param(_armoured(b"not a request", "CERTIFICATE REQUEST"), DAMAGED, id="something else inside"),
        pytest.param(_armoured(DER + b"x", "CERTIFICATE REQUEST"), DAMAGED, id="more inside"),
        pytest.param(DER + b"x", DAMAGED, id="more behind the DER"),
        pytest.param(
            _armoured(issue("robin").leaf.public_bytes(Encoding.DER), "CERTIFICATE REQUEST"),
            "holds a certificate and not a certificate request: give the request",
            id="a certificate in the armour of a request",
        ),
        pytest.param(
            issue("robin").leaf.public_bytes(Encoding.DER),
            "holds a certificate and not a certificate request: give the request",
            id="a certificate as DER",
        ),
        pytest.param(
            _armoured(DER[:-1] + bytes((DER[-1] ^ 1,)), "CERTIFICATE REQUEST"),
            "holds a certificate request whose signature does not match its key: it was changed after it was made; make it anew",
            id="another signature",
        ),
    ],
)
def test_what_else_is_no_request(content: t.Union[str, bytes], problem: str) -> None:
    assert _problem(content) == f"csr {problem}"


#: The OID of sha256WithRSAEncryption, and others that are as long.
_SHA256_RSA, _SHA1_RSA, _MD5_RSA = (bytes.fromhex(f"2a864886f70d0101{end}") for end in ("0b", "05", "04"))
_P256, _ANOTHER_CURVE = (bytes.fromhex(f"2a8648ce3d0301{end}") for end in ("07", "06"))


@pytest.mark.parametrize(("oid", "name"), [(_SHA1_RSA, "SHA-1"), (_MD5_RSA, "MD5")])
def test_an_old_signature_is_called_by_its_name(oid: bytes, name: str) -> None:
    signer = rsa.generate_private_key(65537, 2048)
    request = x509.CertificateSigningRequestBuilder().subject_name(x509.Name([])).sign(signer, hashes.SHA256())
    old = request.public_bytes(Encoding.DER).replace(_SHA256_RSA, oid)
    assert _problem(old) == (
        f"csr holds a certificate request signed with {name}, which cannot be checked here: make it anew with SHA-256 "
        "(openssl req -new -sha256, or HashAlgorithm = SHA256 for certreq)"
    )
    assert observed_public_key(_armoured(old, "CERTIFICATE REQUEST")) == fingerprint(request)


def test_a_kind_of_key_that_is_not_known() -> None:
    unknown = DER.replace(_P256, _ANOTHER_CURVE)
    assert unknown != DER
    assert _problem(unknown) == (
        "csr holds a certificate request for a kind of key that cannot be read here: "
        "make it with an RSA key, or an EC key on P-256, P-384 or P-521"
    )


def test_where_the_request_comes_from(tmp_path: pathlib.Path) -> None:
    (tmp_path / "one.csr").write_text(CSR)
    assert declared({}) is None
    assert declared({"csr": CSR}) == declared({"csr_path": str(tmp_path / "one.csr")}) == Csr(CSR, KEY)


@pytest.mark.parametrize(
    ("path", "reason"), [("missing", "No such file or directory"), (".", "Is a directory"), ("a\0b", "that is no path")]
)
def test_a_file_that_cannot_be_read(tmp_path: pathlib.Path, path: str, reason: str) -> None:
    with pytest.raises(InvalidOptions) as raised:
        declared({"csr_path": f"{tmp_path}/{path}"})
    assert raised.value.problems == (f"csr_path cannot be read ({reason})",)


@given(content=st.text(max_size=300) | st.binary(max_size=300))
def test_any_content_gives_one_sentence(content: t.Union[str, bytes]) -> None:
    _problem(content)


@given(data=st.data())
def test_a_key_anywhere_in_anything_is_found(data: st.DataObject) -> None:
    private = data.draw(st.sampled_from([one.values[0].decode() for one in KEYS]))
    text = (
        data.draw(st.text(max_size=50))
        + data.draw(st.sampled_from(["", CSR]))
        + private
        + data.draw(st.text(max_size=50))
    )
    assert pem.holds_private_key(text)
    assert not pem.is_one_request(text)
    assert _problem(text) == f"csr {PRIVATE}"


@pytest.mark.parametrize(
    "text", [CSR, CSR.replace("\n", "\r\n"), CERTIFICATE, PUBLIC, BODY, "", "a private key", "MIIB", "Robin"]
)
def test_what_is_no_private_key(text: str) -> None:
    assert not pem.holds_private_key(text)


@pytest.mark.parametrize("text", ["", CSR + "x", f"x{CSR}", CSR + CSR, CERTIFICATE, BODY, CSR.replace("M", "*", 1)])
def test_what_is_not_only_a_request_is_not_shown(text: str) -> None:
    assert pem.is_one_request(CSR)
    assert not pem.is_one_request(text)


def test_what_stands_in_for_a_request_is_one_for_a_key_of_its_own() -> None:
    first, second = stand_in(), stand_in()
    assert first == read(first.pem, "csr")
    assert first.public_key != second.public_key
