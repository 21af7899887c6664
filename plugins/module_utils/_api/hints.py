# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Private to this collection: it may change in any release.
"""What CertCentral's errors and the network's mean to an operator, and what to do next."""

from __future__ import annotations

import typing as t

if t.TYPE_CHECKING:
    import requests

#: Code or prefix of a code -> what to do. ``{api_url}`` is filled in.
HINTS: t.Mapping[str, str] = {
    "access_denied|access_denied_invalid_key": "check api_key, and that api_url ({api_url}) is the region of the account",
    "access_denied|invalid_approver": "this key's user may not decide this request; ask an approver of the account",
    "access_denied": "check the role and restrictions of api_key, and that api_url ({api_url}) is the region of the account",
    "not_found|route": "api_url ({api_url}) is not a CertCentral Services API base URL; correct it",
    "not_found|product": "the product does not exist or is not enabled for the account",
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


#: The code for an alternative order ID that is taken is documented nowhere; the text names it in any case.
_TAKEN_ID = "the account requires unique alternative order IDs; set unique_order_ids=true"


def error_list(body: t.Optional[t.Mapping[str, t.Any]]) -> list[dict[str, str]]:
    """Return ``[{"code", "message"}]`` from an error body; ``errors`` may be a list or an object [ERR] [RIB]."""
    found = body.get("errors") if body else None
    rows = [found] if isinstance(found, dict) else found if isinstance(found, list) else []
    return [
        {"code": str(row.get("code") or ""), "message": str(row.get("message") or "")}
        for row in rows
        if isinstance(row, dict)
    ]


def sentence(status: int, errors: t.Sequence[t.Mapping[str, str]], method: str, path: str, api_url: str) -> str:
    """Return what CertCentral refused, why, and what to do next, as one sentence."""
    causes = "; ".join(_cause(error) for error in errors) or f"HTTP {status} without a reason"
    advice = [hint.format(api_url=api_url) for hint in dict.fromkeys(_hints(errors, status))]
    return f"CertCentral refused {method} {path}: {causes}" + "".join(f"; {hint}" for hint in advice) + "."


def _cause(error: t.Mapping[str, str]) -> str:
    code, message = _one_line(error["code"]), _one_line(error["message"]).rstrip(".")
    return f"{message} ({code})" if code and message else message or code or "no reason given"


def _one_line(text: str) -> str:
    """Return *text* fit for a sentence: line breaks and what a terminal would obey become spaces."""
    return " ".join("".join(character if character.isprintable() else " " for character in text).split())


def _hints(errors: t.Sequence[t.Mapping[str, str]], status: int) -> t.Iterator[str]:
    if not errors and status in (401, 403):
        yield HINTS["access_denied"]
    for error in errors:
        prefixes = (
            prefix
            for prefix in HINTS
            if error["code"] == prefix or error["code"].startswith((prefix + "|", prefix + ":"))
        )
        best = max(prefixes, key=len, default=None)
        if best is not None:
            yield HINTS[best]
        elif "alternative" in f"{error['code']} {error['message']}".lower():
            yield _TAKEN_ID


def not_sent(error: requests.exceptions.RequestException) -> t.Optional[str]:
    """Return why no connection came about, in words, or ``None`` when the request may have been sent."""
    import requests
    import urllib3

    if isinstance(error, requests.exceptions.SSLError):
        if "CERTIFICATE_VERIFY_FAILED" in str(error):
            return "its TLS certificate is not trusted; give the CA bundle in ca_path"
        return (
            "TLS could not be set up; check that api_url and proxy speak https"
            if "WRONG_VERSION_NUMBER" in str(error)
            else None
        )
    if isinstance(error, requests.exceptions.ConnectTimeout):
        return "the connection timed out; check the network and proxy"
    if isinstance(error, requests.exceptions.ProxyError):
        return "the proxy refuses or cannot be reached; check proxy"
    if isinstance(_reason(error), urllib3.exceptions.NewConnectionError):
        return "the connection was refused or the host name is unknown; check api_url, the network and proxy"
    if isinstance(
        error, (requests.exceptions.InvalidURL, requests.exceptions.InvalidSchema, requests.exceptions.InvalidHeader)
    ):
        return "api_url, api_key or proxy is malformed"
    return None


def timed_out(error: requests.exceptions.RequestException) -> bool:
    """Tell whether the answer did not come in time."""
    import requests

    return isinstance(error, requests.exceptions.Timeout)


def _reason(error: BaseException) -> t.Optional[BaseException]:
    """Return the innermost cause that requests and urllib3 wrapped."""
    wrapped = error.args[0] if error.args else None
    return getattr(wrapped, "reason", wrapped if isinstance(wrapped, BaseException) else None)
