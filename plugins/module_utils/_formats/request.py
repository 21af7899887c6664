# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Private to this collection: it may change in any release.
"""Certificate signing requests (PKCS #10): made, and told from those that ask for something else."""

from __future__ import annotations

import dataclasses
import typing as t

if t.TYPE_CHECKING:
    from cryptography import x509
    from cryptography.hazmat.primitives.asymmetric import ec, rsa

    Key = t.Union[rsa.RSAPrivateKey, ec.EllipticCurvePrivateKey]

#: The names that a subject may have, as OpenSSL knows them, and what each is in cryptography's ``NameOID``.
NAMES: t.Mapping[str, str] = {
    **dict.fromkeys(("C", "countryName"), "COUNTRY_NAME"),
    **dict.fromkeys(("ST", "stateOrProvinceName"), "STATE_OR_PROVINCE_NAME"),
    **dict.fromkeys(("L", "localityName"), "LOCALITY_NAME"),
    **dict.fromkeys(("street", "streetAddress"), "STREET_ADDRESS"),
    "postalCode": "POSTAL_CODE",
    **dict.fromkeys(("O", "organizationName"), "ORGANIZATION_NAME"),
    **dict.fromkeys(("OU", "organizationalUnitName"), "ORGANIZATIONAL_UNIT_NAME"),
    **dict.fromkeys(("CN", "commonName"), "COMMON_NAME"),
    **dict.fromkeys(("SN", "surname"), "SURNAME"),
    **dict.fromkeys(("GN", "givenName"), "GIVEN_NAME"),
    "title": "TITLE",
    "pseudonym": "PSEUDONYM",
    "serialNumber": "SERIAL_NUMBER",
    "emailAddress": "EMAIL_ADDRESS",
    **dict.fromkeys(("UID", "userId"), "USER_ID"),
    **dict.fromkeys(("DC", "domainComponent"), "DOMAIN_COMPONENT"),
    "generationQualifier": "GENERATION_QUALIFIER",
    "dnQualifier": "DN_QUALIFIER",
}


@dataclasses.dataclass(frozen=True)
class Wish:
    """What a request is to hold: *subject* as name and value in their order, *emails* for the subject alternative name."""

    subject: tuple[tuple[str, str], ...] = ()
    emails: tuple[str, ...] = ()


def problems(wish: Wish) -> list[str]:
    """Return what is wrong with a wish, a clause each."""
    found = [
        f"subject names {name}, which is none of {', '.join(NAMES)}"
        for name, _value in wish.subject
        if name not in NAMES
    ]
    found += [
        f"subject.{name} cannot be {value!r}"
        for name, value in wish.subject
        if name in NAMES and not _is_value(name, value)
    ]
    return found + [
        f"emails holds {email!r}, which is no address in ASCII" for email in wish.emails if not _is_address(email)
    ]


def _is_value(name: str, value: str) -> bool:
    try:
        _attribute(name, value)
    except (ValueError, TypeError):
        return False
    return True


def _is_address(text: str) -> bool:
    from cryptography import x509

    try:
        x509.RFC822Name(text)
    except ValueError:
        return False
    return True


def make(wish: Wish, key: Key) -> bytes:
    """Return a request for *key* in PEM, signed with SHA-256."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization

    building = x509.CertificateSigningRequestBuilder().subject_name(_subject(wish))
    if wish.emails:
        building = building.add_extension(_alternative_name(wish), critical=False)
    return building.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)


def fits(content: bytes, wish: Wish, key: Key) -> bool:
    """Tell whether a request that is there asks for the same as a new one would; what cannot be read does not."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes

    try:
        found = x509.load_pem_x509_csr(content)
        names = {extension.oid: extension for extension in found.extensions}
        alternative = names.pop(x509.SubjectAlternativeName.oid, None)
        same = alternative is None if not wish.emails else alternative is not None and _same(alternative, wish)
        return (
            same
            and not names
            and found.subject == _subject(wish)
            and found.is_signature_valid
            and isinstance(found.signature_hash_algorithm, hashes.SHA256)
            and _public(found) == _public(key)
        )
    except Exception:  # cryptography documents no closed list of what a broken request raises
        return False


def _same(found: x509.Extension[t.Any], wish: Wish) -> bool:
    return not found.critical and found.value == _alternative_name(wish)


def _public(holder: t.Any) -> bytes:
    """Return the public key of a request or of a private key."""
    from cryptography.hazmat.primitives import serialization

    form = serialization.PublicFormat.SubjectPublicKeyInfo
    return bytes(holder.public_key().public_bytes(serialization.Encoding.DER, form))


def _subject(wish: Wish) -> x509.Name:
    from cryptography import x509

    return x509.Name([_attribute(name, value) for name, value in wish.subject])


def _attribute(name: str, value: str) -> x509.NameAttribute[str]:
    from cryptography import x509
    from cryptography.x509.oid import NameOID

    return x509.NameAttribute(getattr(NameOID, NAMES[name]), value)


def _alternative_name(wish: Wish) -> x509.SubjectAlternativeName:
    from cryptography import x509

    return x509.SubjectAlternativeName([x509.RFC822Name(email) for email in wish.emails])
