# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The role `client_cert_csr`: a key is made once, survives everything, and another one is made only when asked for."""

from __future__ import annotations

import os
import pathlib
import typing as t

import pytest
from ansible_collections.certops.digicert.tests.integration.support.certificates import private_pem
from ansible_collections.certops.digicert.tests.integration.support.declared import EMAIL
from ansible_collections.certops.digicert.tests.integration.support.roles import (
    NAME,
    Play,
    everything,
    first_key,
    mode,
    next_key,
    public_half,
    secret,
)
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

PASSPHRASE = "correct horse battery"


def handed_over(run: t.Any) -> t.Mapping[str, t.Any]:
    return t.cast(t.Mapping[str, t.Any], run.named("Hand over the CSR").result["ansible_facts"])


def requested(run: t.Any) -> bytes:
    """Return the public key of the CSR that the role handed over."""
    key = x509.load_pem_x509_csr(handed_over(run)["client_cert_csr_pem"].encode()).public_key()
    return key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


def put_in_use(host: pathlib.Path, key: str) -> pathlib.Path:
    """Lay out what the role `client_cert_deploy` leaves: the key in a generation, and links to it."""
    generation = host / f".{NAME}" / "1"
    generation.mkdir(parents=True)
    (generation / f"{NAME}.key").write_text(key)
    (generation / f"{NAME}.key").chmod(0o600)
    (host / f".{NAME}" / "current").symlink_to("1")
    (host / f"{NAME}.key").symlink_to(f".{NAME}/current/{NAME}.key")
    return generation / f"{NAME}.key"


def test_made_once(make_csr: Play, host: pathlib.Path) -> None:
    predicted = make_csr(["--check", "--diff"])
    assert predicted.rc == 0, predicted.output
    assert f"would make the ECC secp256r1 key {host}/{NAME}.key" in predicted.output
    assert not host.exists()

    # Plain text is a list of addresses too.
    made = make_csr(["--diff", "-vvv"], subject={"commonName": "Robin"}, emails=f"{EMAIL},\n")
    assert made.rc == 0, made.output
    key = host / f"{NAME}.key"
    assert [mode(host), mode(key), mode(host / f"{NAME}.csr"), mode(first_key(host).parent)] == [
        "700",
        "600",
        "644",
        "700",
    ]
    assert isinstance(load_pem_private_key(key.read_bytes(), None), ec.EllipticCurvePrivateKey)
    assert (requested(made), not first_key(host).exists()) == (public_half(key.read_bytes()), True)
    request = x509.load_pem_x509_csr((host / f"{NAME}.csr").read_bytes())
    assert request.subject.rfc4514_string() == "CN=Robin"
    names = request.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert names.get_values_for_type(x509.RFC822Name) == [EMAIL]
    assert handed_over(made)["client_cert_csr_rotating"] is False
    assert secret(key) not in made.output

    before = everything(host)
    again = make_csr(["--diff"], subject={"commonName": "Robin"})
    assert (again.rc, again.changed, everything(host)) == (0, [], before), again.output
    assert requested(again) == requested(made)


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ({"type": "RSA", "size": 2048}, 2048),
        ({"type": "ECC", "curve": "secp384r1"}, 384),
        ({"type": "ECC", "curve": "secp521r1"}, 521),
    ],
)
def test_kinds(make_csr: Play, host: pathlib.Path, kind: t.Mapping[str, t.Any], expected: int) -> None:
    made = make_csr(key=kind)

    assert made.rc == 0, made.output
    key = load_pem_private_key((host / f"{NAME}.key").read_bytes(), None)
    assert isinstance(key, (ec.EllipticCurvePrivateKey, rsa.RSAPrivateKey))
    assert key.key_size == expected


def test_a_passphrase_encrypts_the_key_and_opens_it_again(make_csr: Play, host: pathlib.Path) -> None:
    made = make_csr(["-vvv"], passphrase=PASSPHRASE)
    assert made.rc == 0, made.output
    key = host / f"{NAME}.key"
    assert "ENCRYPTED" in key.read_text().splitlines()[0]
    assert requested(made) == public_half(key.read_bytes(), PASSPHRASE)

    before = everything(host)
    again = make_csr(["-vvv"], passphrase=PASSPHRASE)
    assert (again.rc, again.changed) == (0, []), again.output
    wrong = make_csr(["-vvv"], passphrase="another one")
    (failure,) = wrong.failures
    assert f"{key} cannot be used as the private key, and is left as it is" in failure.result["msg"]
    assert (
        "cannot be decrypted; look at key_passphrase (passphrase in client_cert_keys and in the roles)"
        in failure.result["msg"]
    )
    without = make_csr()
    (failure,) = without.failures
    assert f"{key} is encrypted" in failure.result["msg"]
    assert everything(host) == before
    for run in (made, again, wrong):
        assert PASSPHRASE not in run.output
        assert "another one" not in run.output


def test_a_key_that_is_there_is_kept(make_csr: Play, host: pathlib.Path) -> None:
    host.mkdir()
    key = host / f"{NAME}.key"
    key.write_text(private_pem("ec"))
    key.chmod(0o640)

    refused = make_csr(key={"type": "RSA", "size": 2048})
    (failure,) = refused.failures
    assert "holds ECC secp256r1" in failure.result["msg"]
    assert "asks for RSA 2048" in failure.result["msg"]
    assert everything(host) == {f"{NAME}.key": private_pem("ec").encode()}

    # A passphrase is another option, and no reason for another key.
    encrypted = make_csr(passphrase=PASSPHRASE)
    assert encrypted.failures
    assert everything(host) == {f"{NAME}.key": private_pem("ec").encode()}

    made = make_csr()
    assert made.rc == 0, made.output
    assert requested(made) == public_half(private_pem("ec").encode())
    # Its mode is somebody's, until one is declared.
    assert (key.read_text(), mode(key)) == (private_pem("ec"), "640")
    assert make_csr(key_mode="0600").rc == 0
    assert (key.read_text(), mode(key)) == (private_pem("ec"), "600")


def test_a_file_that_is_no_key_is_left_alone(make_csr: Play, host: pathlib.Path) -> None:
    host.mkdir()
    (host / f"{NAME}.key").write_text("not a key\n")

    refused = make_csr()

    (failure,) = refused.failures
    assert "cannot be used as the private key" in failure.result["msg"]
    assert (host / f"{NAME}.key").read_text() == "not a key\n"


def der() -> bytes:
    key = load_pem_private_key(private_pem("ec").encode(), None)
    return key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "is empty; put the private key back"),
        (b"\xef\xbb\xbf" + private_pem("ec").encode(), "begins with a BOM"),
        (b"  " + private_pem("ec").encode(), "has blanks before -----BEGIN"),
        (private_pem("ec").encode() + private_pem("rsa").encode(), "holds 2 private keys and should hold one"),
        (der(), "is a key in DER form; write it as PEM: (umask 077; openssl pkey -inform DER -in"),
    ],
)
def test_a_file_is_told_as_what_it_is(make_csr: Play, host: pathlib.Path, content: bytes, says: str) -> None:
    host.mkdir()
    key = host / f"{NAME}.key"
    key.write_bytes(content)

    refused = make_csr()

    (failure,) = refused.failures
    assert f"is left as it is. {key} {says}" in failure.result["msg"]
    assert "force" not in refused.output
    assert key.read_bytes() == content


@pytest.mark.parametrize(
    ("before", "behind"), [("Bag Attributes\n    friendlyName: robin\n", ""), ("", "noted by somebody\n")]
)
def test_a_key_with_something_around_it_is_used_as_it_is(
    make_csr: Play, host: pathlib.Path, before: str, behind: str
) -> None:
    host.mkdir()
    key = host / f"{NAME}.key"
    key.write_text(before + private_pem("ec") + behind)

    made = make_csr()

    assert made.rc == 0, made.output
    assert requested(made) == public_half(private_pem("ec").encode())
    assert key.read_text() == before + private_pem("ec") + behind


def test_rotation_makes_one_next_key_and_leaves_the_one_in_use(make_csr: Play, host: pathlib.Path) -> None:
    placed = put_in_use(host, private_pem("ec"))
    in_use = make_csr()
    assert requested(in_use) == public_half(placed.read_bytes())
    assert handed_over(in_use)["client_cert_csr_rotating"] is False
    assert handed_over(in_use)["client_cert_csr_placed"] is True
    before = everything(host)

    predicted = make_csr(["--check", "--diff"], rotate=True)
    assert predicted.rc == 0, predicted.output
    assert f"would make the ECC secp256r1 key {next_key(host)}" in predicted.output
    assert handed_over(predicted)["client_cert_csr_pem"] == ""
    assert everything(host) == before

    rotated = make_csr(["-vvv", "--diff"], rotate=True)
    assert rotated.rc == 0, rotated.output
    assert [mode(next_key(host).parent), mode(next_key(host))] == ["700", "600"]
    new = public_half(next_key(host).read_bytes())
    assert requested(rotated) == new != public_half(placed.read_bytes())
    assert handed_over(rotated)["client_cert_csr_rotating"] is True
    assert (host / f"{NAME}.key").read_text() == private_pem("ec")
    assert secret(next_key(host)) not in rotated.output

    # Neither asking again nor no longer asking makes another one, or goes back.
    after = everything(host)
    for rotate in (True, False):
        again = make_csr(rotate=rotate)
        assert (again.rc, again.changed, everything(host)) == (0, [], after), again.output
        assert requested(again) == new
    other_kind = make_csr(key={"type": "RSA", "size": 2048}, rotate=True)
    (failure,) = other_kind.failures
    assert f"{next_key(host)} holds ECC secp256r1" in failure.result["msg"]
    assert everything(host) == after


def test_rotation_is_the_way_to_another_kind_of_key_and_to_another_passphrase(
    make_csr: Play, host: pathlib.Path
) -> None:
    put_in_use(host, private_pem("ec"))
    kind = {"type": "RSA", "size": 2048}
    assert make_csr(key=kind, passphrase=PASSPHRASE).failures

    rotated = make_csr(key=kind, passphrase=PASSPHRASE, rotate=True)

    assert rotated.rc == 0, rotated.output
    key = load_pem_private_key(next_key(host).read_bytes(), PASSPHRASE.encode())
    assert isinstance(key, rsa.RSAPrivateKey)
    assert (host / f"{NAME}.key").read_text() == private_pem("ec")


def test_the_attributes_of_a_placed_key_are_set_on_the_file_and_its_lost_link_does_not_matter(
    make_csr: Play, host: pathlib.Path
) -> None:
    placed = put_in_use(host, private_pem("ec"))

    wide = make_csr(key_mode="0640")
    assert wide.rc == 0, wide.output
    assert mode(placed) == "640"
    assert (host / f"{NAME}.key").is_symlink()

    (host / f"{NAME}.key").unlink()
    without = make_csr(key_mode="0640")
    assert (without.rc, without.changed) == (0, []), without.output
    assert requested(without) == public_half(private_pem("ec").encode())


def test_a_key_that_somebody_put_in_place_of_the_link_is_the_key_in_use(make_csr: Play, host: pathlib.Path) -> None:
    placed = put_in_use(host, private_pem("ec"))
    (host / f"{NAME}.key").unlink()
    (host / f"{NAME}.key").write_text(private_pem("ec-other"))

    made = make_csr()

    assert made.rc == 0, made.output
    assert requested(made) == public_half(private_pem("ec-other").encode())
    assert placed.read_text() == private_pem("ec")


def test_a_key_that_is_away_is_no_missing_key(make_csr: Play, host: pathlib.Path, tmp_path: pathlib.Path) -> None:
    host.mkdir(mode=0o755)
    elsewhere = tmp_path / "mounted"
    (host / f"{NAME}.key").symlink_to(elsewhere / "one.key")
    before = everything(host)
    for arguments in (["--check"], []):
        (failure,) = make_csr(arguments).failures
        assert f"{NAME}.key is a link that leads nowhere; mount it, mend it or move it away" in failure.result["msg"]
        assert (everything(host), mode(host)) == (before, "755")
    elsewhere.mkdir()
    (elsewhere / "one.key").write_text(private_pem("ec"))
    made = make_csr()
    assert made.rc == 0, made.output
    assert requested(made) == public_half(private_pem("ec").encode())


def test_a_path_below_home(make_csr: Play, tmp_path: pathlib.Path) -> None:
    home = tmp_path / "plays" / "home"
    made = make_csr(directory="~/keys/")

    assert made.rc == 0, made.output
    assert sorted(os.listdir(home / "keys")) == [f".{NAME}", f"{NAME}.csr", f"{NAME}.key"]
    assert make_csr(directory="~/keys/").changed == []
