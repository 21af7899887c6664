# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Private to this collection: it may change in any release.
"""CertCentral's JSON about account, user, organizations and products, read into values. Anything may be missing."""

from __future__ import annotations

import typing as t

from .._core.account import AMOUNTS, Account, Balance, Role, User
from .._core.catalog import IssuingCa, OfferedProduct, Organization, Validation
from . import read

Answer = t.Mapping[str, read.Json]

_ORGANIZATION_TEXTS = (
    "name",
    "display_name",
    "address",
    "address2",
    "city",
    "state",
    "zip",
    "country",
    "telephone",
)


def parse_organization(row: Answer) -> t.Optional[Organization]:
    """Read a row of the list of organizations [ORGLIST] [SUBORG]; ``None`` without an id, for nobody can order for it."""
    organization_id = read.identifier(row.get("id"))
    if organization_id is None:
        return None
    validations = row.get("validations")
    return Organization(
        id=organization_id,
        status=read.lower(row.get("status")),
        is_active=_flag(row, "is_active"),
        container_id=read.identifier(read.mapping(row.get("container")).get("id")),
        validations=tuple(map(_validation, _filled(validations))) if isinstance(validations, (list, dict)) else None,
        **{name: read.text(row.get(name)) for name in _ORGANIZATION_TEXTS},
    )


def parse_product(row: Answer) -> t.Optional[OfferedProduct]:
    """Read a product of the list or of product info [PLIST] [PINFO]; ``None`` without an identifier."""
    name_id = read.text(row.get("name_id"))
    if name_id is None:
        return None
    hashes = read.mapping(row.get("signature_hash_types"))
    years = row.get("allowed_order_validity_years") or row.get("allowed_validity_years")
    return OfferedProduct(
        name_id=name_id,
        name=read.text(row.get("name")),
        type=read.text(row.get("type")),
        csr_required=_flag(row, "csr_required"),
        allowed_validity_years=_integers(years),
        allowed_signature_hashes=_ids(hashes.get("allowed_hash_types")),
        default_signature_hash=read.lower(hashes.get("default_hash_type_id")),
        allowed_ca_certs=tuple(_issuing_cas(row.get("allowed_ca_certs"))),
        custom_expiration_date_allowed=_flag(row, "custom_expiration_date_allowed"),
        # One client of the API spells it the second way.
        allow_auto_renew=_flag(row, "allow_auto_renew", "allowed_auto_renew"),
        remaining_certs_in_contract=read.integer(row.get("remaining_certs_in_contract")),
    )


def parse_account(answer: Answer) -> Account:
    """Read the account [J1]."""
    return Account(
        id=read.identifier(answer.get("id")),
        type=read.text(answer.get("cert_central_type")),
        root_container_id=read.identifier(answer.get("root_container_id")),
        pricing_model=read.text(answer.get("pricing_model")),
    )


def parse_user(answer: Answer) -> User:
    """Read the user of the key [ERR] [J1]."""
    roles = _filled(answer.get("access_roles"))
    return User(
        username=read.text(answer.get("username")),
        roles=tuple(Role(read.integer(role.get("id")), read.text(role.get("name"))) for role in roles),
        container_id=read.identifier(read.mapping(answer.get("container")).get("id")),
    )


def parse_balance(answer: Answer) -> Balance:
    """Read the balance [BAL]; amounts stay the text that they are."""
    return Balance(
        {name: read.text(answer.get(name)) for name in AMOUNTS},
        read.boolean(answer.get("unlimited_negative_balance")),
    )


def _validation(row: Answer) -> Validation:
    return Validation(read.lower(row.get("type")), read.lower(row.get("status")), read.date(row.get("validated_until")))


def _issuing_cas(value: read.Json) -> t.Iterator[IssuingCa]:
    """Yield the CAs; the documentation does not tell what their id is called [PLIM]."""
    for row in read.rows(value):
        identifier = read.text(row.get("id")) or read.text(row.get("ca_cert_id"))
        if identifier is not None:
            yield IssuingCa(identifier, read.text(row.get("name")))


def _ids(value: read.Json) -> tuple[str, ...]:
    found = (read.lower(row.get("id")) for row in read.rows(value))
    return tuple(identifier for identifier in found if identifier is not None)


def _integers(value: read.Json) -> tuple[int, ...]:
    found = (read.integer(item) for item in value) if isinstance(value, list) else ()
    return tuple(number for number in found if number is not None)


def _filled(value: read.Json) -> tuple[Answer, ...]:
    """Return the objects of a list that hold something: ``{}`` in place of an empty list holds nothing."""
    return tuple(row for row in read.rows(value) if row)


def _flag(row: Answer, *names: str) -> t.Optional[bool]:
    """Return the first of *names* that is there as a boolean, or ``None``."""
    return next((read.boolean(row[name]) for name in names if row.get(name) is not None), None)
