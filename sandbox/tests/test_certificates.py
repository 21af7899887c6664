# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The certificates themselves, judged by OpenSSL and by the cryptography library."""

import subprocess
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import pkcs7
from cryptography.x509.oid import ExtendedKeyUsageOID as Purpose
from cryptography.x509.oid import NameOID
from sandbox_client import Client, codes, csr, key_of, public_pem


def openssl(*arguments: str, stdin: str = "") -> str:
    done = subprocess.run(["openssl", *arguments], input=stdin, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr + done.stdout
    return done.stdout


def issued(client: Client, product: str, **changes: Any) -> x509.Certificate:
    placed = client.order(product, **changes)
    client.settings(mailbox_by_domain=True)
    return x509.load_pem_x509_certificate(client.pem(client.info(placed["id"])["certificate"]["id"]).encode())


def usage(leaf: x509.Certificate) -> set[str]:
    value = leaf.extensions.get_extension_for_class(x509.KeyUsage).value
    names = ("digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement")
    return {name for name in names if getattr(value, name)}


def purposes(leaf: x509.Certificate) -> set[x509.ObjectIdentifier]:
    return set(leaf.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value)


def subject(leaf: x509.Certificate, oid: x509.ObjectIdentifier) -> list[str]:
    return [str(attribute.value) for attribute in leaf.subject.get_attributes_for_oid(oid)]


@pytest.mark.parametrize(
    ("product", "purpose"), [("client_premium", "smimesign"), ("client_authentication_plus", "sslclient")]
)
def test_openssl_verifies_the_chain(client: Client, tmp_path: Path, product: str, purpose: str) -> None:
    placed = client.order(product)
    root = client.session.get(client.ready["admin_url"] + "/ca/root.pem", timeout=9).text
    chain = client.call("GET", f"/certificate/download/order/{placed['id']}/format/pem_noroot").text
    (tmp_path / "root.pem").write_text(root)
    (tmp_path / "chain.pem").write_text(chain)
    verify = ("verify", "-x509_strict", "-purpose", purpose, "-CAfile", str(tmp_path / "root.pem"))
    assert "OK" in openssl(*verify, "-untrusted", str(tmp_path / "chain.pem"), str(tmp_path / "chain.pem"))
    serial = openssl("x509", "-noout", "-serial", stdin=chain).strip().removeprefix("serial=")
    assert serial == client.info(placed["id"])["certificate"]["serial_number"]
    bundle = client.session.get(client.ready["admin_url"] + "/ca/bundle.pem", timeout=9).text
    assert bundle.startswith(root)
    assert bundle.count("BEGIN CERTIFICATE") == 3


def test_downloads_agree(client: Client) -> None:
    placed = client.order()
    number = placed["certificate_id"]
    everything = x509.load_pem_x509_certificates(client.pem(number).encode())
    no_root = client.call("GET", f"/certificate/{number}/download/format/pem_noroot")
    p7b = client.call("GET", f"/certificate/download/order/{placed['id']}/format/p7b")
    assert (len(everything), no_root.text.count("BEGIN CERTIFICATE")) == (3, 2)
    assert set(pkcs7.load_pem_pkcs7_certificates(p7b.content)) == set(everything)
    assert no_root.headers["content-type"] == "application/x-pem-file"
    assert p7b.headers["content-type"] == "application/x-pkcs7-certificates"
    chain = client.get(f"/certificate/{number}/chain")["intermediates"]
    assert [x509.load_pem_x509_certificate(item["pem"].encode()) for item in chain] == everything
    assert chain[0]["subject_common_name"] == "Robin Park"
    assert codes(client.call("GET", f"/certificate/{number}/download/format/pfx")) == ["invalid_format"]
    waiting = client.order(skip_approval=False)["id"]
    early = client.call("GET", f"/certificate/download/order/{waiting}/format/pem_all")
    assert (early.status_code, codes(early)) == (404, ["certificate_not_available"])


def test_key_usage_follows_key_and_product(client: Client) -> None:
    both = {"primary_usage": "signing_and_encryption"}
    assert usage(issued(client, "client_premium")) == {"digital_signature", "key_encipherment"}
    assert usage(issued(client, "client_premium", certificate={"csr": csr("ec")})) == {
        "digital_signature",
        "key_agreement",
    }
    assert usage(issued(client, "client_digital_signature_plus")) == {"digital_signature", "content_commitment"}
    assert usage(issued(client, "secure_email_mailbox")) == {"digital_signature"}
    leaf = issued(client, "secure_email_mailbox", certificate={"usage_designation": both})
    assert usage(leaf) == {"digital_signature", "key_encipherment"}
    more = {"primary_usage": "encryption", "additional_usages": ["data_encipherment", "client_auth"]}
    wish = {"profile_type": "multipurpose", "usage_designation": more, "signature_hash": "sha384"}
    leaf = issued(client, "secure_email_sponsor", certificate=wish)
    assert usage(leaf) == {"key_encipherment", "data_encipherment"}
    assert purposes(leaf) == {Purpose.EMAIL_PROTECTION, Purpose.CLIENT_AUTH}
    assert leaf.signature_hash_algorithm is not None
    assert leaf.signature_hash_algorithm.name == "sha384"


def test_names_and_purposes(client: Client) -> None:
    emails = ["robin.park@example.com", "rp@corp.example"]
    leaf = issued(client, "client_premium", certificate={"emails": emails, "organization_units": ["ignored"]})
    names = leaf.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert names.get_values_for_type(x509.RFC822Name) == emails
    assert subject(leaf, NameOID.COMMON_NAME) == ["Robin Park"]
    assert subject(leaf, NameOID.SURNAME) == ["Park"]
    assert subject(leaf, NameOID.ORGANIZATION_NAME) == ["Corp Example"]
    assert subject(leaf, NameOID.EMAIL_ADDRESS) == emails[:1]
    assert subject(leaf, NameOID.ORGANIZATIONAL_UNIT_NAME) == []
    leaf = issued(client, "client_authentication_plus", certificate={"organization_units": ["Desk 4"]})
    assert subject(leaf, NameOID.ORGANIZATIONAL_UNIT_NAME) == ["Desk 4"]
    assert purposes(leaf) == {Purpose.CLIENT_AUTH}
    leaf = issued(client, "class1_smime")
    assert subject(leaf, NameOID.COMMON_NAME) == ["robin.park@example.com"]
    assert subject(leaf, NameOID.ORGANIZATION_NAME) == []
    leaf = issued(client, "secure_email_mailbox")
    assert purposes(leaf) == {Purpose.EMAIL_PROTECTION}
    leaf = issued(client, "secure_email_sponsor", subject={"include_email": False})
    assert subject(leaf, NameOID.EMAIL_ADDRESS) == []


def test_key_serial_and_dates(client: Client) -> None:
    client.admin("POST", "/clock", {"now": "2040-03-01T10:00:00+00:00"})
    first, second = (issued(client, "client_premium", certificate={"csr": csr("other")}) for dummy in range(2))
    assert first.serial_number != second.serial_number
    assert first.not_valid_before_utc.isoformat().startswith("2040-03-01T10:00:0")
    assert first.not_valid_after_utc.isoformat() == "2041-03-01T23:59:59+00:00"
    assert key_of(client.pem(80020001)) == public_pem("other")
