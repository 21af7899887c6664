# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Keys and requests: made once, kept whatever they look like, and another one only when asked for. Real files, without Ansible."""

from __future__ import annotations

import os
import pathlib
import stat
import typing as t

import pytest
import yaml
from ansible_collections.certops.digicert.plugins.module_utils._ansible.client_cert_keys import SPEC, work
from ansible_collections.certops.digicert.plugins.module_utils._core.errors import FilesError
from ansible_collections.certops.digicert.plugins.module_utils._files import key_of
from ansible_collections.certops.digicert.plugins.module_utils._formats import new_key, request
from ansible_collections.certops.digicert.plugins.modules import client_cert_keys
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

ECC = {"type": "ECC", "curve": "secp256r1", "size": 3072}
KEY = ec.generate_private_key(ec.SECP256R1())
PASSPHRASE = b"correct horse battery"
PEM, DER = serialization.Encoding.PEM, serialization.Encoding.DER
PKCS8, OLD = serialization.PrivateFormat.PKCS8, serialization.PrivateFormat.TraditionalOpenSSL
OPENSSH = serialization.PrivateFormat.OpenSSH
OPEN = serialization.NoEncryption()


class Module:
    """What the work sees of Ansible."""

    def __init__(self, entries: t.Sequence[t.Mapping[str, t.Any]], check: bool) -> None:
        self.params = {"certificates": [_filled(entry) for entry in entries]}
        self.check_mode = check
        self.warnings: list[str] = []

    def warn(self, text: str) -> None:
        self.warnings.append(text)

    def selinux_enabled(self) -> bool:
        return False


def _filled(entry: t.Mapping[str, t.Any]) -> dict[str, t.Any]:
    found = {name: spec.get("default") for name, spec in SPEC["certificates"]["options"].items()}
    return {**found, "key": ECC, **entry}


def run(directory: pathlib.Path, check: bool = False, **options: t.Any) -> dict[str, t.Any]:
    """Return the result for the one certificate ``alice``."""
    entry = {"directory": str(directory), "name": "alice", **options}
    (result,) = work(Module([entry], check))["results"]
    return t.cast(dict[str, t.Any], result)


def refused(directory: pathlib.Path, **options: t.Any) -> str:
    before = snapshot(directory)
    with pytest.raises(FilesError) as failed:
        run(directory, **options)
    assert snapshot(directory) == before
    return str(failed.value)


def snapshot(directory: pathlib.Path) -> dict[str, t.Any]:
    """Return path -> mode and content of everything below."""
    return {
        str(path.relative_to(directory)): (
            path.lstat().st_mode,
            os.readlink(path) if path.is_symlink() else path.read_bytes() if path.is_file() else None,
        )
        for path in sorted(directory.rglob("*"))
    }


def public(holder: t.Any) -> bytes:
    form = serialization.PublicFormat.SubjectPublicKeyInfo
    return bytes(holder.public_key().public_bytes(DER, form))


def key_at(path: pathlib.Path, passphrase: t.Optional[bytes] = None) -> t.Any:
    return serialization.load_pem_private_key(path.read_bytes(), passphrase)


def asked(result: t.Mapping[str, t.Any]) -> x509.CertificateSigningRequest:
    return x509.load_pem_x509_csr(result["csr"].encode())


@pytest.fixture
def place(tmp_path: pathlib.Path) -> pathlib.Path:
    return tmp_path / "below" / "alice"


def put(place: pathlib.Path, content: bytes, mode: int = 0o600) -> pathlib.Path:
    place.mkdir(parents=True, exist_ok=True)
    path = place / "alice.key"
    path.write_bytes(content)
    path.chmod(mode)
    return path


def test_the_options_are_documented_as_they_are_declared() -> None:
    documented = yaml.safe_load(client_cert_keys.DOCUMENTATION)["options"]

    def shape(spec: t.Mapping[str, t.Any], below: str) -> dict[str, t.Any]:
        keys = ("type", "elements", "default", "choices")
        return {
            name: ({key: option.get(key) for key in keys}, shape(option.get(below, {}), below))
            for name, option in spec.items()
        }

    assert shape(SPEC, "options") == shape(documented, "suboptions")


def test_made_once(place: pathlib.Path) -> None:
    predicted = run(place, check=True)
    assert (predicted["changed"], predicted["action"], predicted["csr"]) == (True, "make", None)
    assert not place.parent.exists()

    made = run(place, subject={"CN": "Robin", "OU": ["a", "b"], "O": ""}, emails=[" robin@example.com", ""])
    key = place / "alice.key"
    assert (made["changed"], made["action"], made["key"]) == (True, "make", str(key))
    assert (made["rotating"], made["placed"]) == (False, False)
    modes = [stat.S_IMODE(path.stat().st_mode) for path in (place, key, place / "alice.csr", place / ".alice" / "next")]
    assert modes == [0o700, 0o600, 0o644, 0o700]
    assert key.stat().st_nlink == 1
    assert made["csr"] == (place / "alice.csr").read_text()
    found = asked(made)
    assert found.subject.rfc4514_string() == "OU=b,OU=a,CN=Robin"
    names = found.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert names.get_values_for_type(x509.RFC822Name) == ["robin@example.com"]
    assert (public(found), found.is_signature_valid) == (public(key_at(key)), True)

    before = snapshot(place)
    again = run(place, subject={"CN": "Robin", "OU": ["a", "b"]}, emails=["robin@example.com"])
    assert (again["changed"], again["action"], again["csr"]) == (False, "none", made["csr"])
    assert snapshot(place) == before


@pytest.mark.parametrize(
    ("kind", "told"),
    [
        ({"type": "RSA", "size": 2048, "curve": "secp256r1"}, "RSA 2048"),
        ({"type": "ECC", "size": 2048, "curve": "secp384r1"}, "ECC secp384r1"),
        ({"type": "ECC", "size": 2048, "curve": "secp521r1"}, "ECC secp521r1"),
    ],
)
def test_kinds(place: pathlib.Path, kind: dict[str, t.Any], told: str) -> None:
    run(place, key=kind)
    assert new_key.kind_of(key_at(place / "alice.key")) == told


def test_without_a_word_about_the_key_it_is_rsa(place: pathlib.Path) -> None:
    assert run(place, key=None)["changed"]
    assert new_key.kind_of(key_at(place / "alice.key")) == "RSA 3072"


def test_a_passphrase_encrypts_the_key_and_opens_it_again(place: pathlib.Path) -> None:
    made = run(place, passphrase=PASSPHRASE.decode())
    key = place / "alice.key"
    assert key.read_bytes().startswith(b"-----BEGIN ENCRYPTED PRIVATE KEY-----")
    assert public(asked(made)) == public(key_at(key, PASSPHRASE))
    assert not run(place, passphrase=PASSPHRASE.decode())["changed"]
    assert "it is left as it is" not in refused(place, passphrase="another one")
    assert "cannot be decrypted" in refused(place, passphrase="another one")
    assert "is encrypted; give its passphrase" in refused(place)


@pytest.mark.parametrize(
    "content",
    [
        KEY.private_bytes(PEM, PKCS8, OPEN),
        KEY.private_bytes(PEM, OLD, OPEN),
        KEY.private_bytes(PEM, OLD, OPEN).replace(b"\n", b"\r\n"),
        b"Bag Attributes\n" + KEY.private_bytes(PEM, PKCS8, OPEN) + b"some words\n",
    ],
    ids=["pkcs8", "traditional", "dos", "words"],
)
def test_a_key_that_is_there_is_kept_in_every_usual_form(place: pathlib.Path, content: bytes) -> None:
    path = put(place, content, 0o640)
    made = run(place)
    assert (made["action"], public(asked(made))) == ("none", public(KEY))
    assert (path.read_bytes(), stat.S_IMODE(path.stat().st_mode)) == (content, 0o640)
    assert not run(place)["changed"]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "is empty"),
        (b"no key", "holds no private key"),
        (KEY.private_bytes(DER, PKCS8, OPEN), "DER"),
        (KEY.private_bytes(PEM, OPENSSH, OPEN), "OpenSSH"),
        (KEY.private_bytes(PEM, PKCS8, OPEN)[:-60], "cut off"),
        (KEY.private_bytes(PEM, PKCS8, OPEN) * 2, "2 private keys"),
        (
            rsa.generate_private_key(65537, 2048).private_bytes(PEM, PKCS8, OPEN),
            "holds RSA 2048, and key asks for ECC secp256r1",
        ),
        (ed25519.Ed25519PrivateKey.generate().private_bytes(PEM, PKCS8, OPEN), "holds Ed25519, and key asks for"),
    ],
    ids=["empty", "words", "der", "openssh", "cut", "two", "rsa", "ed25519"],
)
def test_what_is_no_key_of_the_declared_kind_is_left_alone(place: pathlib.Path, content: bytes, told: str) -> None:
    put(place, content)
    assert told in refused(place)


def test_what_is_no_file_is_left_alone(place: pathlib.Path, tmp_path: pathlib.Path) -> None:
    (place / "alice.key").mkdir(parents=True)
    assert "is a directory" in refused(place)
    (place / "alice.key").rmdir()
    (place / "alice.key").symlink_to(tmp_path / "away" / "alice.key")
    assert "leads nowhere" in refused(place)


def test_rotation_makes_one_next_key_and_leaves_the_one_in_use(place: pathlib.Path) -> None:
    first = run(place)
    key = place / "alice.key"
    before = key.read_bytes()
    predicted = run(place, check=True, rotate=True)
    assert (predicted["changed"], predicted["csr"], predicted["rotating"]) == (True, None, True)

    second = run(place, rotate=True)
    waiting = place / ".alice" / "next" / "alice.key"
    assert (second["action"], second["rotating"], second["key"]) == ("make", True, str(waiting))
    assert (key.read_bytes(), public(asked(second))) == (before, public(key_at(waiting)))
    assert public(asked(second)) != public(asked(first))

    for rotate in (True, False):
        again = run(place, rotate=rotate)
        assert (again["changed"], again["rotating"], again["csr"]) == (False, True, second["csr"])
    assert "remove this key of a rotation that is not over" in refused(place, key={**ECC, "type": "RSA"})


def test_a_rotation_is_the_way_out_of_a_key_that_cannot_be_read(place: pathlib.Path) -> None:
    path = put(place, b"no key")
    made = run(place, rotate=True, passphrase=PASSPHRASE.decode())
    assert (made["rotating"], path.read_bytes()) == (True, b"no key")
    assert public(asked(made)) == public(key_at(pathlib.Path(made["key"]), PASSPHRASE))


def test_a_request_that_asks_for_something_else_is_made_anew_for_the_same_key(place: pathlib.Path) -> None:
    first = run(place, emails=["robin@example.com"])
    key = (place / "alice.key").read_bytes()
    predicted = run(place, check=True, emails=["kim@example.com"])
    assert (predicted["changed"], public(asked(predicted))) == (True, public(asked(first)))
    assert (place / "alice.csr").read_text() == first["csr"]
    second = run(place, emails=["kim@example.com"])
    assert (second["action"], second["changed"], second["csr"] != first["csr"]) == ("none", True, True)
    assert (place / "alice.key").read_bytes() == key
    (place / "alice.csr").write_text("no request")
    assert run(place, emails=["kim@example.com"])["changed"]
    assert asked(run(place, emails=["kim@example.com"])).is_signature_valid


def test_modes_are_given_to_what_is_there(place: pathlib.Path) -> None:
    run(place)
    assert run(place, check=True, key_mode="0640")["changed"]
    assert run(place, key_mode="0640")["changed"]
    assert stat.S_IMODE((place / "alice.key").stat().st_mode) == 0o640
    assert not run(place, key_mode="0640")["changed"]
    assert not run(place)["changed"]


def test_a_new_key_has_its_mode_from_the_first_moment(place: pathlib.Path) -> None:
    run(place, key_mode="0440", directory_mode="0750")
    assert [stat.S_IMODE(path.stat().st_mode) for path in (place, place / "alice.key")] == [0o750, 0o440]


@pytest.mark.parametrize("rotate", [False, True])
@pytest.mark.parametrize("after", ["key", "second name", "request"])
def test_a_run_that_is_ended_anywhere_goes_on_with_the_same_key(
    place: pathlib.Path, monkeypatch: pytest.MonkeyPatch, after: str, rotate: bool
) -> None:
    if rotate:
        run(place)
    broken = {"key": "_place", "second name": "_leave_one_name", "request": "_wanted"}[after]

    def ends(*_given: t.Any) -> t.NoReturn:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(key_of, broken, ends)
        with pytest.raises(KeyboardInterrupt):
            run(place, rotate=rotate)
    keys = {public(key_at(path)) for path in place.rglob("*.key")}
    again = run(place, rotate=rotate)
    assert public(asked(again)) in keys
    assert {public(key_at(path)) for path in place.rglob("*.key")} == keys
    assert (place / "alice.key").stat().st_nlink == 1
    assert not run(place, rotate=rotate)["changed"]


def test_a_key_that_another_run_made_meanwhile_stays_and_the_one_that_lost_begins_no_rotation(
    place: pathlib.Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    theirs = KEY.private_bytes(PEM, PKCS8, OPEN)
    place_of = key_of._place

    def meanwhile(*given: t.Any) -> str:
        put(place, theirs)
        return place_of(*given)

    with monkeypatch.context() as patched:
        patched.setattr(key_of, "_place", meanwhile)
        with pytest.raises(FilesError, match="File exists") as failed:
            run(place)
    assert "no key that was there was touched" in str(failed.value)

    again = run(place)
    assert (public(asked(again)), again["rotating"]) == (public(KEY), False)
    assert (place / "alice.key").read_bytes() == theirs


def test_one_that_fails_does_no_harm_to_the_others(tmp_path: pathlib.Path) -> None:
    bad = put(tmp_path / "bad", b"no key")
    entries = [{"directory": str(tmp_path / name), "name": "alice"} for name in ("a", "bad", "c")]
    with pytest.raises(FilesError) as failed:
        work(Module(entries, check=False))
    assert str(failed.value).startswith(f"1 of 3 certificates failed. alice: {bad} cannot be used as the private key")
    results = failed.value.facts["results"]
    assert [result["failed"] for result in results] == [False, True, False]
    assert failed.value.facts["changed"] is True
    assert [(tmp_path / name / "alice.key").is_file() for name in ("a", "c")] == [True, True]


@pytest.mark.parametrize(
    ("entry", "told"),
    [
        ({"directory": "relative"}, "certificates[0] (alice): directory must be an absolute path"),
        ({"name": "a/b"}, "certificates[0] (a/b): name must be a plain file name"),
        ({"subject": {"XX": "1"}}, "certificates[0] (alice): subject names XX, which is none of C, countryName"),
        ({"subject": {"C": "Utah"}}, "certificates[0] (alice): subject.C cannot be 'Utah'"),
        ({"emails": ["röbin@example.com"]}, "which is no address in ASCII"),
    ],
)
def test_what_is_wrong_with_an_entry_is_told_before_anything_is_made(
    tmp_path: pathlib.Path, entry: dict[str, t.Any], told: str
) -> None:
    good = {"directory": str(tmp_path / "good"), "name": "good"}
    with pytest.raises(FilesError) as failed:
        work(Module([{"directory": str(tmp_path / "bad"), "name": "alice", **entry}, good], check=False))
    assert str(failed.value).startswith("Nothing was changed: ")
    assert told in str(failed.value)
    assert list(tmp_path.iterdir()) == []


def test_two_entries_never_share_their_files(tmp_path: pathlib.Path) -> None:
    same = [{"directory": f"{tmp_path}/a{end}", "name": "alice"} for end in ("", "/", "/../a")]
    with pytest.raises(FilesError, match=r"certificates\[0\] and certificates\[1\] and certificates\[2\] are both"):
        work(Module(same, check=False))


NAMES = st.sampled_from(["CN", "O", "OU", "givenName", "SN", "title"])
VALUES = st.text(st.characters(blacklist_categories=("Cs", "Cc")), min_size=1, max_size=20).filter(str.strip)
EMAILS = st.lists(st.emails().filter(str.isascii), max_size=3, unique=True)


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(subject=st.dictionaries(NAMES, st.lists(VALUES, min_size=1, max_size=2), max_size=3), emails=EMAILS)
def test_a_request_holds_what_was_declared_and_is_kept(subject: dict[str, list[str]], emails: list[str]) -> None:
    wish = key_of.declare_key({"subject": subject, "emails": emails, "key": ECC, "rotate": False}).request
    made = request.make(wish, KEY)
    found = x509.load_pem_x509_csr(made)
    assert [attribute.value for attribute in found.subject] == [one for values in subject.values() for one in values]
    assert found.is_signature_valid
    assert request.fits(made, wish, KEY)
    assert not request.fits(made, wish, ec.generate_private_key(ec.SECP256R1()))
    assert not request.fits(made, request.Wish((*wish.subject, ("CN", "more")), wish.emails), KEY)
    assert not request.fits(made, request.Wish(wish.subject, (*wish.emails, "more@example.com")), KEY)
