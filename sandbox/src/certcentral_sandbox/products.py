# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The client products and what each asks of an order.

Sources: the pages "Order client certificate" and "Order Secure Email (S/MIME) certificate" of the Services API;
which name goes into which S/MIME profile follows the S/MIME Baseline Requirements.
"""

from dataclasses import dataclass
from typing import Literal

PUBLIC_SMIME_DAYS = 825
# The documentation gives no figure in days for client authentication; three years with some slack is a guess.
CLIENT_AUTHENTICATION_DAYS = 1184


@dataclass(frozen=True)
class Product:
    """`common_name`: required in the body, forbidden, or derived from the indicator."""

    name_id: str
    name: str
    validation: Literal["mailbox", "sponsor", "organization", "client"]
    common_name: Literal["required", "forbidden", "derived"]
    organization: Literal["required", "forbidden", "optional"]
    indicators: tuple[str, ...]
    hashes: tuple[str, ...]
    price: int
    usages: tuple[str, ...] = ("signing", "encryption")
    secure_email: bool = False

    @property
    def public_smime(self) -> bool:
        return self.validation != "client"

    @property
    def needs_domains(self) -> bool:
        """Whether every e-mail domain must be validated for the organization."""
        return self.validation in ("sponsor", "organization")

    @property
    def max_days(self) -> int:
        return PUBLIC_SMIME_DAYS if self.public_smime else CLIENT_AUTHENTICATION_DAYS

    @property
    def max_years(self) -> int:
        return 2 if self.public_smime else 3

    @property
    def type(self) -> str:
        return "secure_email_certificate" if self.secure_email else "client_certificate"

    @property
    def validation_type(self) -> str:
        return {"mailbox": "mailbox", "client": "ov"}.get(self.validation, "smime")


PERSON = ("given_name_surname", "pseudonym")
SHA2 = ("sha256", "sha384", "sha512")

_ALL = (
    Product("client_premium", "Premium", "sponsor", "required", "required", PERSON, ("sha256",), 95),
    Product(
        "client_digital_signature_plus",
        "Digital Signature Plus",
        "sponsor",
        "required",
        "required",
        PERSON,
        ("sha256",),
        55,
        usages=("signing", "non_repudiation"),
    ),
    Product(
        "client_email_security_plus", "Email Security Plus", "sponsor", "required", "required", PERSON, ("sha256",), 45
    ),
    Product("class1_smime", "Class 1 S/MIME", "mailbox", "forbidden", "forbidden", (), ("sha256",), 25),
    Product("client_authentication_plus", "Authentication Plus", "client", "required", "required", (), ("sha256",), 35),
    Product(
        "secure_email_mailbox",
        "Secure Email for Individual",
        "mailbox",
        "forbidden",
        "optional",
        (),
        SHA2,
        30,
        secure_email=True,
    ),
    Product(
        "secure_email_sponsor",
        "Secure Email for Business",
        "sponsor",
        "derived",
        "required",
        ("email_address", *PERSON),
        SHA2,
        60,
        secure_email=True,
    ),
    Product(
        "secure_email_organization",
        "Secure Email for Organization",
        "organization",
        "derived",
        "required",
        ("email_address", "organization_name"),
        SHA2,
        80,
        secure_email=True,
    ),
)

PRODUCTS: dict[str, Product] = {product.name_id: product for product in _ALL}

# Only `signing` is shown by the documentation; the other names are guesses, in both spellings that are in use.
PRIMARY_USAGES: dict[str, tuple[str, ...]] = {
    "signing": ("signing",),
    "encryption": ("encryption",),
    "key_management": ("encryption",),
    "signing_and_encryption": ("signing", "encryption"),
    "dual_use": ("signing", "encryption"),
}

ADDITIONAL_USAGES: dict[str, tuple[str, ...]] = {
    "strict": ("non_repudiation",),
    "multipurpose": ("non_repudiation", "data_encipherment", "client_auth"),
}

# Addresses at these providers are refused by products that need domain validation, unless the domain is validated.
PUBLIC_MAIL_PROVIDERS = frozenset(
    {
        "gmail.com",
        "googlemail.com",
        "hotmail.com",
        "live.com",
        "msn.com",
        "outlook.com",
        "yahoo.com",
    }
)
