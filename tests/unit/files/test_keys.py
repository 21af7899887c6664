# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What lies at the place of the key: what is made from it, and what is said where nothing can be."""

from __future__ import annotations

import re
import types
import typing as t

import pytest
from ansible_collections.certops.digicert.plugins.module_utils._ansible.client_cert_files_info import work
from ansible_collections.certops.digicert.plugins.module_utils._core.errors import FilesError
from cryptography.hazmat.primitives import serialization

from .authority import certificate, hierarchy, key, key_pem
from .host import Host

#: Programs take what stands first; none of this may get in front of the leaf, or beside the key.
AROUND = {
    "a certificate before": lambda pem: certificate("somebody").encode() + pem,
    "a certificate behind": lambda pem: pem + certificate("somebody").encode(),
    "notes": lambda pem: b"Bag Attributes\n    friendlyName: alice\n" + pem + b"noted \xff\n",
    "CRLF": lambda pem: pem.replace(b"\n", b"\r\n"),
    "parameters": lambda pem: b"-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n" + pem,
}


@pytest.mark.parametrize("change", AROUND.values(), ids=AROUND.keys())
def test_outputs_hold_what_was_read_and_nothing_else(host: Host, change: t.Callable[[bytes], bytes]) -> None:
    found = change(key_pem("alice"))
    host.write("alice.key", found)

    host.settle(outputs=["certificate", "combined"])

    leaf = host.options["certificate"]
    assert host.read("alice.key") == key_pem("alice")
    assert host.read("alice.pem").decode() == key_pem("alice").decode() + leaf + hierarchy().intermediate
    # What somebody placed is kept as it was.
    assert (host.store / "1" / "alice.key").read_bytes() == found
    assert host.run(outputs=["certificate", "combined"])["changed"] is False


def test_certificates_are_written_as_programs_read_them(host: Host) -> None:
    """Not as they were given: with CRLF, on one line, or with text around them."""
    leaf, issuer = host.options["certificate"], hierarchy().intermediate
    lines = issuer.splitlines()
    host.settle(
        certificate="text\n" + leaf.replace("\n", "\r\n"),
        chain=["\n".join([lines[0], "".join(lines[1:-1]), lines[-1]])],
        outputs=["certificate", "fullchain", "combined"],
    )
    assert host.read("alice.crt").decode() == leaf
    assert host.read("alice.fullchain.crt").decode() == leaf + issuer
    assert host.read("alice.pem").decode() == key_pem("alice").decode() + leaf + issuer


CANNOT_BE_READ: dict[str, tuple[bytes, t.Optional[str], str]] = {
    "no passphrase": (key_pem("alice", "secret"), None, "is encrypted; give its passphrase in key_passphrase"),
    "wrong passphrase": (key_pem("alice", "secret"), "secret-2", "cannot be decrypted; look at key_passphrase"),
    "empty": (b"", None, "is empty; put the private key back"),
    "two keys": (key_pem("alice") + key_pem("bob"), None, "holds 2 private keys and should hold one"),
    "DER": (
        key("alice").private_bytes(
            serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        ),
        None,
        "is a key in DER form; write it as PEM: (umask 077; openssl pkey -inform DER -in ",
    ),
    "BOM": (b"\xef\xbb\xbf" + key_pem("alice"), None, "begins with a BOM"),
    "CR": (key_pem("alice").replace(b"\n", b"\r"), None, "has line ends of CR alone"),
}


@pytest.mark.parametrize(
    ("content", "passphrase", "says"), list(CANNOT_BE_READ.values()), ids=list(CANNOT_BE_READ.keys())
)
def test_a_key_that_cannot_be_read_is_not_the_certificates_fault(
    host: Host, content: bytes, passphrase: t.Optional[str], says: str
) -> None:
    path = host.write("alice.key", content)
    before = host.snapshot()
    with pytest.raises(FilesError, match=re.escape(f"nothing was replaced; {path} {says}")) as failed:
        host.run(key_passphrase=passphrase)
    assert not re.search(r"secret|order|reissue|force", str(failed.value))
    assert host.snapshot() == before


def test_only_the_key_that_counts_is_explained(host: Host) -> None:
    host.make_key(passphrase="first")
    host.settle(key_passphrase="first")
    host.rotate("alice 2", passphrase="second")
    with pytest.raises(
        FilesError, match=r"next/alice\.key cannot be decrypted; look at .*/1/alice\.key cannot be read either"
    ):
        host.run(certificate=certificate("alice 2"), key_passphrase="third")


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({}, None),
        ({"check_key": True}, "{}/alice.key is encrypted; give its passphrase in key_passphrase"),
        ({"check_key": True, "key_passphrase": "wrong"}, "{}/alice.key cannot be decrypted"),
        ({"check_key": True, "key_passphrase": "secret"}, None),
    ],
)
def test_what_is_told_of_the_key_before_a_csr(host: Host, options: dict[str, t.Any], says: t.Optional[str]) -> None:
    host.make_key(passphrase="secret")
    told = _told(host, **options)["key_problem"]
    assert told is None if says is None else told.startswith(says.format(host.directory))


def test_the_key_of_a_rotation_is_the_one_that_counts(host: Host) -> None:
    host.settle()
    host.rotate("alice 2", passphrase="secret")
    assert f"{host.store}/next/alice.key is encrypted" in _told(host, check_key=True)["key_problem"]


@pytest.mark.parametrize("change", AROUND.values(), ids=AROUND.keys())
def test_a_next_key_moves_into_use_whatever_stands_around_it(host: Host, change: t.Callable[[bytes], bytes]) -> None:
    host.settle()
    host.rotate("alice 2")
    found = change(key_pem("alice 2"))
    (host.store / "next" / "alice.key").write_bytes(found)
    host.options["certificate"] = certificate("alice 2")

    result = host.settle()

    assert (host.read("alice.key"), _told(host)["rotating"]) == (key_pem("alice 2"), False)
    kept = host.store / "2" / "alice.next.key"
    # The file was made by somebody else, and nobody knows what for.
    assert kept.read_bytes() == found
    assert result["kept"] == [str(kept)]
    assert host.run()["changed"] is False
    host.settle(certificate=certificate("alice 2"), keep=0)
    assert kept.read_bytes() == found


def test_no_key_is_no_problem(empty: Host) -> None:
    assert _told(empty, check_key=True)["key_problem"] is None


def _told(host: Host, **options: t.Any) -> dict[str, t.Any]:
    given = {"check_key": False, "key_passphrase": None, **options}
    return work(types.SimpleNamespace(params={"directory": str(host.directory), "name": "alice", **given}))
