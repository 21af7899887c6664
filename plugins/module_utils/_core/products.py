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
    #: CertCentral names the certificate after the first e-mail address itself.
    mailbox: bool
    #: Bound by the public S/MIME rules, ``organization_units`` ignored and validity capped among them.
    public_smime: bool
    common_name: str
    organization: str
    common_name_indicator: str
    individual: str
    usage_designation: str
    indicators: tuple[str, ...] = ()
    hashes: tuple[str, ...] = ("sha256",)

    @property
    def profile_type(self) -> str:
        """Only the three Secure Email products take a profile."""
        return OPTIONAL if self.name_id.startswith("secure_email_") else FORBIDDEN


_ALL = ("sha256", "sha384", "sha512")

# Short names for the table: required, optional, not taken.
_R, _O, _X = REQUIRED, OPTIONAL, FORBIDDEN

# fmt: off
_TABLE = (
    #       name_id                           mailbox public common_name organization indicator individual usages indicators hashes
    Product("client_premium",                 False,  True,  _R,         _R,          _R,       _R,        _X,    _PERSON),
    Product("client_digital_signature_plus",  False,  True,  _R,         _R,          _R,       _R,        _X,    _PERSON),
    Product("client_email_security_plus",     False,  True,  _R,         _R,          _R,       _R,        _X,    _PERSON),
    Product("class1_smime",                   True,   True,  _X,         _X,          _X,       _X,        _X),
    Product("client_authentication_plus",     False,  False, _R,         _R,          _X,       _X,        _X),
    Product("secure_email_mailbox",           True,   True,  _X,         _O,          _O,       _X,        _R,    _ANY_NAME,  _ALL),
    Product("secure_email_sponsor",           False,  True,  _O,         _R,          _R,       _R,        _R,    _ANY_NAME,  _ALL),
    Product("secure_email_organization",      False,  True,  _O,         _R,          _R,       _X,        _R,    _ANY_NAME,  _ALL),
)
# fmt: on

PRODUCTS: t.Mapping[str, Product] = {product.name_id: product for product in _TABLE}


def present_name(name_id: str) -> str:
    """Return today's name of a product; orders of old carry names that end in ``_sha2`` [OC-OLD]."""
    return name_id[: -len("_sha2")] if name_id.endswith("_sha2") else name_id
