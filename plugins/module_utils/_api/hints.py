# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Private to this collection: it may change in any release.
"""What CertCentral's errors mean to an operator, and what to do next."""

from __future__ import annotations

import typing as t

#: Code or prefix of a code -> what to do. ``{api_url}`` is filled in.
HINTS: t.Mapping[str, str] = {
    "access_denied|access_denied_invalid_key": "check api_key, and that api_url ({api_url}) is the region of the account",
    "access_denied|invalid_approver": "this key's user may not decide this request; ask an approver of the account",
    "access_denied": "check the role and restrictions of api_key, and that api_url ({api_url}) is the region of the account",
    "not_found|route": "api_url ({api_url}) is not a CertCentral Services API base URL; correct it",
    "not_found|product": "the product does not exist or is not enabled for the account; digicert_product_info lists what is",
    "not_found|organization": "correct organization.id; digicert_organization_info lists the organizations that this key may use",
    "product_not_enabled": "ask DigiCert or an administrator of the account to enable the product; digicert_product_info lists what is",
    "insufficient_funds": "add funds to the account, or choose another payment_method; digicert_account_info shows the balance",
    "request_limit_exceeded": "the key's rate limit is used up; run again in some minutes or with fewer tasks at once",
    "csr_invalid_cannot_parse": "make a new CSR; CertCentral cannot read this one",
    "email_domain_not_validated": "validate the domain of the address for the organization, or use a mailbox product",
    "order_renewed_already": "the order was renewed before; name its successor in order_id",
    "order_not_eligible_for_renewal": "CertCentral does not renew this order now; look at the order in CertCentral",
    "insufficient_subscription": "the account has no free certificate of this product; buy more or wait",
    "invalid_custom_field_value": "give the custom field a value of its data type",
    "required_param": "set the option that is named after the colon; the account or product asks for it",
    "bad_request_format": "check the options, and payment_method: this answer also comes when the account has no stored payment",
}


_TAKEN_ID = "the account requires unique alternative order IDs; set unique_order_ids=true"

#: The codes of these refusals are documented nowhere; their text names what they are about. Words that all occur -> what to do.
_WORDS: t.Sequence[tuple[tuple[str, ...], str]] = (
    (("alternative",), _TAKEN_ID),
    (("fund",), HINTS["insufficient_funds"]),
    (("balance",), HINTS["insufficient_funds"]),
    (("product", "not enabled"), HINTS["product_not_enabled"]),
    (("product", "not available"), HINTS["product_not_enabled"]),
    (("organization", "not found"), HINTS["not_found|organization"]),
    (("organization", "no such"), HINTS["not_found|organization"]),
    (("organization", "invalid"), HINTS["not_found|organization"]),
    (("organization", "not exist"), HINTS["not_found|organization"]),
)


def error_list(body: t.Optional[t.Mapping[str, t.Any]]) -> list[dict[str, str]]:
    """Return ``[{"code", "message"}]`` from an error body; ``errors`` may be a list or an object [ERR] [RIB]."""
    found = body.get("errors") if body else None
    rows = [found] if isinstance(found, dict) else found if isinstance(found, list) else []
    entries = (
        {"code": str(row.get("code") or ""), "message": str(row.get("message") or "")}
        for row in rows
        if isinstance(row, dict)
    )
    # An entry in another form is somebody else's.
    return [entry for entry in entries if any(entry.values())]


def sentence(status: int, errors: t.Sequence[t.Mapping[str, str]], method: str, path: str, api_url: str) -> str:
    """Return what CertCentral refused, why, and what to do next, as one sentence."""
    who = "CertCentral" if errors else "CertCentral, or what stands in between,"
    causes = "; ".join(cause(error) for error in errors) or f"HTTP {status} without a reason"
    advice = [hint.format(api_url=api_url) for hint in dict.fromkeys(_hints(errors, status))]
    return f"{who} refused {method} {path}: {causes}" + "".join(f"; {hint}" for hint in advice) + "."


def cause(error: t.Mapping[str, str]) -> str:
    """Return one error's text and code, fit for a sentence."""
    code, message = _one_line(error["code"]), _one_line(error["message"]).rstrip(".")
    return f"{message} ({code})" if code and message else message or code or "no reason given"


def _one_line(text: str) -> str:
    """Return *text* fit for a sentence: line breaks and what a terminal would obey become spaces."""
    return " ".join("".join(character if character.isprintable() else " " for character in text).split())


def _hints(errors: t.Sequence[t.Mapping[str, str]], status: int) -> t.Iterator[str]:
    if not errors and status in (401, 403):
        yield HINTS["access_denied"] + ", and that no firewall or proxy refuses the request"
    for error in errors:
        prefixes = (
            prefix
            for prefix in HINTS
            if error["code"] == prefix or error["code"].startswith((prefix + "|", prefix + ":"))
        )
        best = max(prefixes, key=len, default=None)
        if best is not None:
            yield HINTS[best]
        else:
            yield from _by_words(f"{error['code']} {error['message']}".lower())


def _by_words(text: str) -> t.Iterator[str]:
    """Yield what to do by what a text speaks of."""
    for words, hint in _WORDS:
        if all(word in text for word in words):
            yield hint
            return
