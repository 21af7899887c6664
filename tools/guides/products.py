# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The tables of the guide "Which product do I need", from the table of products."""

from __future__ import annotations

from ansible_collections.certops.digicert.plugins.module_utils._core.products import (
    FORBIDDEN,
    PRODUCTS,
    PUBLIC_SMIME_MAX_DAYS,
    REQUIRED,
    Product,
)

from .rst import literal, table, words

#: What a certificate of each product says about its holder.
_SAYS = {
    "secure_email_mailbox": "mail: this mailbox",
    "secure_email_sponsor": "mail: this person of this organization",
    "secure_email_organization": "mail: this organization",
    "client_authentication_plus": "login: this person or program of this organization",
    "client_premium": "mail: this person of this organization (older)",
    "client_email_security_plus": "mail: this person of this organization (older)",
    "client_digital_signature_plus": "mail, to sign only: this person of this organization (older)",
    "class1_smime": "mail: this mailbox (older)",
}

#: Options whose demand differs between products, in the order of the documentation.
_OPTIONS = ("common_name", "organization", "common_name_indicator", "individual", "usage_designation", "profile_type")


def choice() -> str:
    """Return the table of what each product is for, how long it lasts and what it waits for."""
    if set(_SAYS) != set(PRODUCTS):
        raise ValueError(f"_SAYS and PRODUCTS differ in {sorted(set(_SAYS) ^ set(PRODUCTS))}")
    rows = ((literal(name), says, _longest(PRODUCTS[name]), _waits(PRODUCTS[name])) for name, says in _SAYS.items())
    return table(("product", "what the certificate says", "valid at most", "issued once"), rows)


def rules() -> str:
    """Return the table of what each product requires, takes and refuses."""
    rows = [
        (
            literal(name),
            *(_demand(PRODUCTS[name], option) for option in _OPTIONS),
            words(PRODUCTS[name].indicators) if PRODUCTS[name].common_name_indicator == REQUIRED else "none",
            words(PRODUCTS[name].hashes),
        )
        for name in _SAYS
    ]
    head = ("product", *(literal(option) for option in _OPTIONS), "indicators", literal("signature_hash"))
    return table(head, rows)


def _longest(product: Product) -> str:
    return f"{PUBLIC_SMIME_MAX_DAYS} days" if product.public_smime else "3 years"


def _waits(product: Product) -> str:
    if product.mailbox:
        return "each address was confirmed by mail"
    return "organization and mail domains are validated" if product.public_smime else "the organization is validated"


def _demand(product: Product, option: str) -> str:
    demand: str = getattr(product, option)
    if product.mailbox and option == "common_name_indicator" and demand != FORBIDDEN:
        return "ignored"
    return "not taken" if demand == FORBIDDEN else demand
