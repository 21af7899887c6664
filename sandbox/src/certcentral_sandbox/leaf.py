# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What stands in a leaf certificate: names and usages, by product and by what was ordered.

Subject fields, policies and usages follow the S/MIME Baseline Requirements where the API leaves them open.
"""

from datetime import datetime

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import AuthorityInformationAccessOID, ExtendedKeyUsageOID, NameOID

from .csr import PublicKey
from .entities import Organization, Wish
from .products import PRIMARY_USAGES, Product

# Arc of the S/MIME Baseline Requirements' policies: validation (mailbox 1, organization 2, sponsor 3), profile.
POLICY_ARC = "2.23.140.1.5"
VALIDATION_ARC = {"mailbox": 1, "organization": 2, "sponsor": 3}
PROFILE_ARC = {"multipurpose": 2, "strict": 3}
# A name that never resolves: harmless where software follows it.
ISSUER_URL = "http://certcentral-sandbox.invalid/issuer.crt"


def builder(
    product: Product,
    wish: Wish,
    organization: Organization | None,
    key: PublicKey,
    not_before: datetime,
    not_after: datetime,
) -> x509.CertificateBuilder:
    """Return the leaf without issuer, serial number and key identifiers: the authority adds those."""
    leaf = (
        x509.CertificateBuilder()
        .subject_name(_subject(product, wish, organization))
        .not_valid_before(not_before)
        .not_valid_after(not_after)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_key_usage(_usages(product, wish), key), critical=True)
        .add_extension(x509.ExtendedKeyUsage(_purposes(product, wish)), critical=False)
        .add_extension(_issuer_access(), critical=False)
    )
    if wish.emails:
        names = [x509.RFC822Name(address) for address in wish.emails]
        leaf = leaf.add_extension(x509.SubjectAlternativeName(names), critical=False)
    if product.public_smime:
        leaf = leaf.add_extension(_policies(product, wish), critical=False)
    return leaf


def _subject(product: Product, wish: Wish, organization: Organization | None) -> x509.Name:
    fields: list[tuple[x509.ObjectIdentifier, str]] = []
    if organization is not None and product.organization != "forbidden" and product.validation != "mailbox":
        fields += [
            (NameOID.COUNTRY_NAME, (organization.country or "").upper()),
            (NameOID.STATE_OR_PROVINCE_NAME, organization.state or ""),
            (NameOID.LOCALITY_NAME, organization.city or ""),
            (NameOID.ORGANIZATION_NAME, organization.name),
        ]
    if not product.public_smime:
        fields += [(NameOID.ORGANIZATIONAL_UNIT_NAME, unit) for unit in wish.organization_units]
    fields += _person(product, wish)
    fields.append((NameOID.COMMON_NAME, wish.common_name))
    if wish.emails and product.public_smime and wish.subject.get("include_email", True):
        fields.append((NameOID.EMAIL_ADDRESS, wish.emails[0]))
    return x509.Name([x509.NameAttribute(oid, value) for oid, value in fields if value])


def _person(product: Product, wish: Wish) -> list[tuple[x509.ObjectIdentifier, str]]:
    if product.validation != "sponsor":
        return []
    person: list[tuple[x509.ObjectIdentifier, str]] = []
    if wish.subject.get("include_given_name_surname", True):
        person += [
            (NameOID.GIVEN_NAME, wish.individual.get("first_name", "")),
            (NameOID.SURNAME, wish.individual.get("last_name", "")),
        ]
    if wish.subject.get("include_pseudonym", True):
        person.append((NameOID.PSEUDONYM, wish.individual.get("pseudonym", "")))
    return person


def _usages(product: Product, wish: Wish) -> set[str]:
    if not product.secure_email:
        return set(product.usages)
    return {*PRIMARY_USAGES[wish.primary_usage or "signing"], *wish.additional_usages}


def _key_usage(usages: set[str], key: PublicKey) -> x509.KeyUsage:
    """An RSA key encrypts another key; an ECC key agrees on one."""
    is_rsa = isinstance(key, rsa.RSAPublicKey)
    return x509.KeyUsage(
        digital_signature="signing" in usages,
        content_commitment="non_repudiation" in usages,
        key_encipherment="encryption" in usages and is_rsa,
        data_encipherment="data_encipherment" in usages and is_rsa,
        key_agreement="encryption" in usages and not is_rsa,
        key_cert_sign=False,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )


def _purposes(product: Product, wish: Wish) -> list[x509.ObjectIdentifier]:
    """The legacy S/MIME products have the multipurpose profile, which includes client authentication."""
    if not product.public_smime:
        return [ExtendedKeyUsageOID.CLIENT_AUTH]
    if not product.secure_email or "client_auth" in wish.additional_usages:
        return [ExtendedKeyUsageOID.EMAIL_PROTECTION, ExtendedKeyUsageOID.CLIENT_AUTH]
    return [ExtendedKeyUsageOID.EMAIL_PROTECTION]


def _policies(product: Product, wish: Wish) -> x509.CertificatePolicies:
    profile = wish.profile_type or "multipurpose"
    oid = f"{POLICY_ARC}.{VALIDATION_ARC[product.validation]}.{PROFILE_ARC[profile]}"
    return x509.CertificatePolicies([x509.PolicyInformation(x509.ObjectIdentifier(oid), None)])


def _issuer_access() -> x509.AuthorityInformationAccess:
    location = x509.UniformResourceIdentifier(ISSUER_URL)
    return x509.AuthorityInformationAccess([x509.AccessDescription(AuthorityInformationAccessOID.CA_ISSUERS, location)])
