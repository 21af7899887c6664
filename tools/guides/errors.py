# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The table of the guide "What the errors mean", from the hints that the module gives."""

from __future__ import annotations

from ansible_collections.certops.digicert.plugins.module_utils._api.hints import HINTS

from .rst import literal, table

#: What each code of the hints means; what to do stands in the hints themselves.
_MEANS = {
    "access_denied|access_denied_invalid_key": "CertCentral does not know the key, or the key is of the other region",
    "access_denied|invalid_approver": "the key may order, but not decide about this request",
    "access_denied": "the key is good, but not for this",
    "not_found|route": "there is no such page below the URL",
    "not_found|product": "there is nothing to order under this name",
    "not_found|organization": "the account has no such organization, or this key may not see it",
    "product_not_enabled": "the account's contract does not include the product",
    "insufficient_funds": "the balance does not cover the price",
    "request_limit_exceeded": "too many requests in a short time, also after all pauses of the module",
    "csr_invalid_cannot_parse": "the signing request is damaged, or of a kind that DigiCert does not take",
    "email_domain_not_validated": "DigiCert has not seen proof that the domain belongs to the organization",
    "order_renewed_already": "another order renews this one already",
    "order_not_eligible_for_renewal": "too early, too late, or the order ended",
    "insufficient_subscription": "the contract is used up",
    "invalid_custom_field_value": "text where the account wants a number, for example",
    "required_param": "CertCentral misses a value in the order",
    "bad_request_format": "CertCentral could not make sense of the order",
}


def hints() -> str:
    """Return the table of codes. Raises ``ValueError`` when a code has no meaning here, or a meaning has no code."""
    if set(_MEANS) != set(HINTS):
        raise ValueError(f"_MEANS in {__file__} and HINTS differ in {sorted(set(_MEANS) ^ set(HINTS))}")
    rows = ((literal(code), _MEANS[code], hint.replace("{api_url}", "*its value*")) for code, hint in HINTS.items())
    return table(("code", "what it means", "what to do"), rows)
