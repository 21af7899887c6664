# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Private to this collection: it may change in any release.
"""The eight client-certificate products and what each asks for, as a table [OC] [SE]."""

from __future__ import annotations

import dataclasses
import typing as t

REQUIRED = "required"
OPTIONAL = "optional"
FORBIDDEN = "forbidden"

#: Longest validity of a public S/MIME certificate in days; longer wishes are refused or cut [SEC-REIS] [TLM].
PUBLIC_SMIME_MAX_DAYS = 825

_PERSON = ("given_name_surname", "pseudonym")
_ANY_NAME = ("email_address", "given_name_surname", "pseudonym", "organization_name")


@dataclasses.dataclass(frozen=True)
class Product:
    """One product: which options it requires, takes or refuses."""

    name_id: str
    common_name: str
    organization: str
    common_name_indicator: str
    individual: str
    usage_designation: str
    indicators: tuple[str, ...] = ()
    hashes: tuple[str, ...] = ("sha256",)
    #: CertCentral names the certificate after the first e-mail address itself.
    mailbox: bool = False
    #: Bound by the public S/MIME rules, ``organization_units`` ignored and validity capped among them.
    public_smime: bool = True

    @property
    def profile_type(self) -> str:
        """Only the three Secure Email products take a profile."""
        return OPTIONAL if self.name_id.startswith("secure_email_") else FORBIDDEN


_ALL = ("sha256", "sha384", "sha512")

# Short names for the table: required, optional, not taken.
_R, _O, _X = REQUIRED, OPTIONAL, FORBIDDEN

# common_name, organization, common_name_indicator, individual, usage_designation
_TABLE = (
    Product("client_premium", _R, _R, _R, _R, _X, _PERSON),
    Product("client_digital_signature_plus", _R, _R, _R, _R, _X, _PERSON),
    Product("client_email_security_plus", _R, _R, _R, _R, _X, _PERSON),
    Product("class1_smime", _X, _X, _X, _X, _X, mailbox=True),
    Product("client_authentication_plus", _R, _R, _X, _X, _X, public_smime=False),
    Product("secure_email_mailbox", _X, _O, _O, _X, _R, _ANY_NAME, _ALL, mailbox=True),
    Product("secure_email_sponsor", _O, _R, _R, _R, _R, _ANY_NAME, _ALL),
    Product("secure_email_organization", _O, _R, _R, _X, _R, _ANY_NAME, _ALL),
)

PRODUCTS: t.Mapping[str, Product] = {product.name_id: product for product in _TABLE}


def present_name(name_id: str) -> str:
    """Return today's name of a product; orders of old carry names that end in ``_sha2`` [OC-OLD]."""
    return name_id[: -len("_sha2")] if name_id.endswith("_sha2") else name_id
