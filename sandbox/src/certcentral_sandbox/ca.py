# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The certificate authority: a root and two issuing CAs, made at the first start and kept on disk."""

import ipaddress
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
    pkcs7,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from .csr import PublicKey
from .files import write_own

# Wide enough for every clock a rehearsal is likely to set.
NOT_BEFORE = datetime(2000, 1, 1, tzinfo=UTC)
NOT_AFTER = datetime(2099, 12, 31, 23, 59, 59, tzinfo=UTC)
HASHES: dict[str, hashes.SHA256 | hashes.SHA384 | hashes.SHA512] = {
    "sha256": hashes.SHA256(),
    "sha384": hashes.SHA384(),
    "sha512": hashes.SHA512(),
}
# Identifier as in `certificate.ca_cert_id` -> name of the issuing CA; the first is the account's default.
ISSUING_CAS = {
    "1F0C5A9E3D7B2468": "CertCentral Sandbox S/MIME CA G1",
    "2E1D6B8F4C9A1357": "CertCentral Sandbox S/MIME CA G2",
}
DEFAULT_CA = next(iter(ISSUING_CAS))
ROOT, OLD_ROOT = "root", "old-root"


@dataclass(frozen=True)
class Issuer:
    certificate: x509.Certificate
    key: rsa.RSAPrivateKey


class Authority:
    """Signs leaves and knows their chains. Keys are files of mode 0600."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        directory.mkdir(mode=0o700, exist_ok=True)
        self.root = self._kept(ROOT, "CertCentral Sandbox Root CA", None)
        self._issuers = {
            identifier: self._kept(identifier, name, self.root) for identifier, name in ISSUING_CAS.items()
        }

    def sign(
        self,
        builder: x509.CertificateBuilder,
        ca_cert_id: str,
        key: PublicKey,
        signature_hash: str,
        serial_number: int | None = None,
    ) -> x509.Certificate:
        """Return the signed leaf; adds issuer, serial number (a new one, unless one is given) and key identifiers."""
        issuer = self._issuers[ca_cert_id]
        builder = (
            builder.issuer_name(issuer.certificate.subject)
            .public_key(key)
            .serial_number(serial_number or new_serial_number())
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
            .add_extension(_authority_key(issuer.certificate), critical=False)
        )
        return builder.sign(issuer.key, HASHES[signature_hash])

    def chain(self, ca_cert_id: str, cross_signed: bool = False) -> list[x509.Certificate]:
        """Return the CA certificates above a leaf, its issuer first, the root last.

        Cross-signed: issuer, root signed by an older root, that older root, and the root itself.
        """
        issuer = self._issuers[ca_cert_id].certificate
        if not cross_signed:
            return [issuer, self.root.certificate]
        old = self._kept(OLD_ROOT, "CertCentral Sandbox Old Root CA", None)
        crossed = _ca_certificate(self.root.certificate.subject, self.root.key, old)
        return [issuer, crossed, old.certificate, self.root.certificate]

    def everyone(self) -> list[x509.Certificate]:
        """Return the root and every issuing CA."""
        return [self.root.certificate, *(issuer.certificate for issuer in self._issuers.values())]

    def tls_files(self) -> tuple[Path, Path]:
        """Return the files (certificate chain, key) of the TLS server on loopback; makes them when missing."""
        chain_file, key_file = self._directory / "tls.pem", self._directory / "tls.key"
        if not chain_file.exists():
            key = _new_key(2048)
            leaf = self.sign(_tls_builder(), DEFAULT_CA, key.public_key(), "sha256")
            write_own(key_file, _key_pem(key))
            write_own(chain_file, pem_text([leaf, self._issuers[DEFAULT_CA].certificate]).encode())
        return chain_file, key_file

    def root_file(self) -> Path:
        return self._directory / f"{ROOT}.pem"

    def _kept(self, identifier: str, name: str, signer: Issuer | None) -> Issuer:
        certificate_file = self._directory / f"{identifier}.pem"
        key_file = self._directory / f"{identifier}.key"
        if not certificate_file.exists():
            key = _new_key(3072 if signer is None else 2048)
            certificate = _ca_certificate(_ca_name(name), key, signer)
            write_own(key_file, _key_pem(key))
            write_own(certificate_file, pem_text([certificate]).encode())
        key_loaded = load_pem_private_key(key_file.read_bytes(), None)
        if not isinstance(key_loaded, rsa.RSAPrivateKey):
            raise ValueError(f"{key_file} does not hold an RSA key")
        return Issuer(x509.load_pem_x509_certificate(certificate_file.read_bytes()), key_loaded)


def pem_text(certificates: list[x509.Certificate]) -> str:
    """Return one PEM text, in the order given."""
    return "".join(certificate.public_bytes(Encoding.PEM).decode() for certificate in certificates)


def p7b_text(certificates: list[x509.Certificate]) -> str:
    """Return a PEM-armoured PKCS#7 bundle."""
    return pkcs7.serialize_certificates(certificates, Encoding.PEM).decode()


def new_serial_number() -> int:
    """Return 126 random bits: 32 hexadecimal digits, as CertCentral shows them."""
    return (1 << 126) | secrets.randbits(126)


def shown_serial(number: int) -> str:
    """Return a serial number as CertCentral shows it."""
    return f"{number:032X}"


def _new_key(bits: int) -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(65537, bits)


def _key_pem(key: rsa.RSAPrivateKey) -> bytes:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def _ca_name(common_name: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "CH"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "CertCentral Sandbox"),
            x509.NameAttribute(NameOID.COMMON_NAME, common_name),
        ]
    )


def _ca_certificate(subject: x509.Name, key: rsa.RSAPrivateKey, signer: Issuer | None) -> x509.Certificate:
    own = x509.SubjectKeyIdentifier.from_public_key(key.public_key())
    is_issuing = signer is not None and subject.get_attributes_for_oid(NameOID.COMMON_NAME)[0].value in (
        ISSUING_CAS.values()
    )
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject if signer is None else signer.certificate.subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(NOT_BEFORE)
        .not_valid_after(NOT_AFTER)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0 if is_issuing else None), critical=True)
        .add_extension(_ca_key_usage(), critical=True)
        .add_extension(own, critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(own)
            if signer is None
            else _authority_key(signer.certificate),
            critical=False,
        )
    )
    return builder.sign(key if signer is None else signer.key, hashes.SHA256())


def _ca_key_usage() -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=False,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=True,
        crl_sign=True,
        encipher_only=False,
        decipher_only=False,
    )


def _authority_key(issuer: x509.Certificate) -> x509.AuthorityKeyIdentifier:
    identifier = issuer.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value
    return x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(identifier)


def _tls_builder() -> x509.CertificateBuilder:
    names = [
        x509.DNSName("localhost"),
        x509.IPAddress(ipaddress.ip_address("127.0.0.1")),
        x509.IPAddress(ipaddress.ip_address("::1")),
    ]
    return (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")]))
        .not_valid_before(NOT_BEFORE)
        .not_valid_after(NOT_AFTER)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
    )
