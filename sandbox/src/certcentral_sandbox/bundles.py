# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Certificates as they leave the sandbox: bundles for download and the JSON chain."""

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import NameOID

from . import leaf
from .ca import p7b_text, pem_text
from .csr import PublicKey, public_key
from .entities import Certificate, Order, Organization
from .lifecycle import completed
from .products import PRODUCTS
from .quirks import crlf
from .times import end_of
from .world import World

PEM_TYPE = "application/x-pem-file"
P7B_TYPE = "application/x-pkcs7-certificates"
FORMATS = {"pem_all": PEM_TYPE, "pem_noroot": PEM_TYPE, "p7b": P7B_TYPE}


def bundle(world: World, certificate: Certificate, form: str) -> str:
    """Return an issued certificate with its chain in one of FORMATS."""
    chain = _with_chain(world, certificate)
    if form == "p7b":
        text = p7b_text(chain)
    else:
        if form == "pem_noroot":
            chain = chain[:-1]
        text = pem_text(chain[::-1] if world.settings.quirks.root_first else chain)
    return crlf(text) if world.settings.quirks.crlf_pem else text


def chain_members(world: World, certificate: Certificate) -> list[dict[str, str]]:
    """Return `[{"subject_common_name", "pem"}]`, the leaf first, the root last."""
    return [{"subject_common_name": _name(item), "pem": pem_text([item])} for item in _with_chain(world, certificate)]


def _with_chain(world: World, certificate: Certificate) -> list[x509.Certificate]:
    chain = world.authority.chain(certificate.wish.ca_cert_id, world.settings.quirks.cross_signed_chain)
    return [x509.load_pem_x509_certificate((completed(world, certificate).pem or "").encode()), *chain]


def double(world: World, certificate: Certificate, same_key: bool) -> Certificate:
    """Return a certificate that looks like the one given, but has another serial number and maybe another key."""
    order = world.store.need(Order, certificate.order_id)
    original = public_key(certificate.wish.csr or "", bare_key_allowed=True)
    key = original if same_key else _other_key(original)
    issued, last = certificate.date_issued, certificate.valid_till
    if issued is None or last is None:
        raise ValueError("only an issued certificate has a double")
    organization = world.store.get(Organization, order.organization_id)
    builder = leaf.builder(PRODUCTS[order.product], certificate.wish, organization, key, issued, end_of(last))
    signed = world.authority.sign(builder, certificate.wish.ca_cert_id, key, certificate.wish.signature_hash)
    return certificate.model_copy(update={"pem": pem_text([signed])})


def _other_key(key: PublicKey) -> PublicKey:
    """Return a new key of the same kind."""
    if isinstance(key, rsa.RSAPublicKey):
        return rsa.generate_private_key(65537, 2048).public_key()
    return ec.generate_private_key(key.curve).public_key()


def _name(certificate: x509.Certificate) -> str:
    return str(certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)[0].value)
