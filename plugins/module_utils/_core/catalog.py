# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Private to this collection: it may change in any release.
"""What an account offers: organizations to order for, and products to order."""

from __future__ import annotations

import dataclasses
import datetime
import typing as t

#: The kind of validation that S/MIME products need of an organization since August 2023 [SMUPD] [ORGVAL].
_SMIME = "smime"


@dataclasses.dataclass(frozen=True)
class Validation:
    """One validation of an organization."""

    type: t.Optional[str] = None
    status: t.Optional[str] = None
    validated_until: t.Optional[datetime.date] = None

    def holds(self, today: datetime.date) -> bool:
        """True while it is active and, where CertCentral shows an end, not over."""
        return self.status == "active" and (self.validated_until is None or self.validated_until >= today)


@dataclasses.dataclass(frozen=True)
class Organization:
    """An organization of the account [ORGLIST]. Any field but ``id`` may be missing."""

    id: int
    name: t.Optional[str] = None
    display_name: t.Optional[str] = None
    status: t.Optional[str] = None
    is_active: t.Optional[bool] = None
    address: t.Optional[str] = None
    address2: t.Optional[str] = None
    city: t.Optional[str] = None
    state: t.Optional[str] = None
    zip: t.Optional[str] = None
    country: t.Optional[str] = None
    telephone: t.Optional[str] = None
    container_id: t.Optional[int] = None
    #: ``None`` when CertCentral does not tell about validations.
    validations: t.Optional[tuple[Validation, ...]] = None

    def smime_validation(self, today: datetime.date) -> t.Optional[Validation]:
        """Return the S/MIME validation that holds today, the longest one of several, or ``None``."""
        holding = [v for v in self.validations or () if v.type == _SMIME and v.holds(today)]
        return max(holding, key=lambda v: v.validated_until or datetime.date.max, default=None)


@dataclasses.dataclass(frozen=True)
class IssuingCa:
    """An intermediate CA that may be asked for with ``ca_cert_id``."""

    id: str
    name: t.Optional[str] = None


@dataclasses.dataclass(frozen=True)
class OfferedProduct:
    """A product as the account may order it [PLIST] [PINFO]; ``None`` where CertCentral does not tell."""

    name_id: str
    name: t.Optional[str] = None
    type: t.Optional[str] = None
    csr_required: t.Optional[bool] = None
    allowed_validity_years: tuple[int, ...] = ()
    allowed_signature_hashes: tuple[str, ...] = ()
    default_signature_hash: t.Optional[str] = None
    allowed_ca_certs: tuple[IssuingCa, ...] = ()
    custom_expiration_date_allowed: t.Optional[bool] = None
    allow_auto_renew: t.Optional[bool] = None
    remaining_certs_in_contract: t.Optional[int] = None


def organization_dict(organization: Organization, today: datetime.date) -> dict[str, t.Any]:
    """Return an organization as users see it; ``smime_validated`` is ``None`` when CertCentral does not tell."""
    told = organization.validations is not None
    smime = organization.smime_validation(today)
    return {
        **dataclasses.asdict(organization),
        "validations": [_validation_dict(v) for v in organization.validations or ()] if told else None,
        "smime_validated": smime is not None if told else None,
        "smime_validated_until": _iso(smime.validated_until) if smime else None,
    }


def product_dict(product: OfferedProduct) -> dict[str, t.Any]:
    """Return a product as users see it."""
    shown = dataclasses.asdict(product)
    return {name: list(value) if isinstance(value, tuple) else value for name, value in shown.items()}


def _validation_dict(validation: Validation) -> dict[str, t.Any]:
    return {**dataclasses.asdict(validation), "validated_until": _iso(validation.validated_until)}


def _iso(date: t.Optional[datetime.date]) -> t.Optional[str]:
    return None if date is None else date.isoformat()
