# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every refusal of the API: its code, its HTTP status, its text."""

from collections.abc import Iterable
from typing import Any, NamedTuple

# Codes that the vendor documents, or that working clients handle.
KNOWN: dict[str, tuple[int, str]] = {
    "access_denied|access_denied_invalid_key": (403, "The API key is unknown or has been revoked."),
    "access_denied|missing_permission": (403, "The API key may not do this."),
    "access_denied|invalid_approver": (403, "The user of this API key may not approve or reject this request."),
    "bad_request_format": (400, "The request body could not be read."),
    "csr_invalid_cannot_parse": (400, "The CSR could not be read."),
    "email_domain_not_validated": (400, "A public mail provider's domain is not validated for the organization."),
    "insufficient_subscription": (400, "The account has no free slot for this order."),
    "invalid_custom_field_value": (400, "The value does not have the data type of the custom field."),
    "not_found|order": (404, "There is no such order."),
    "not_found|product": (404, "There is no such product."),
    "not_found|route": (404, "There is no such endpoint."),
    "order_not_eligible_for_renewal": (400, "The order cannot be renewed."),
    "order_renewed_already": (400, "The order has been renewed already."),
    "request_already_processed": (400, "The request has been processed already."),
    "request_limit_exceeded": (429, "Service unavailable, please limit request volume"),
    "required_param": (400, "A required parameter is missing."),
    "time_frame_too_long": (400, "The time frame is longer than seven days."),
}

# The vendor's documentation does not tell the code of these refusals: every code below is this sandbox's
# own guess. A client must not depend on any of them; the status 400 for a broken rule is the observed habit.
GUESSED: dict[str, tuple[int, str]] = {
    "alternative_order_id_already_exists": (400, "The alternative order ID is already assigned to an order."),
    "bad_request_content_type": (400, "The request body must be application/json."),
    "certificate_already_revoked": (400, "The certificate is revoked already."),
    "certificate_not_available": (404, "The certificate has not been issued, or is not ready for download."),
    "cert_validity_too_long": (400, "The validity is longer than this product allows."),
    "guest_access_disabled": (400, "Guest access is switched off for the account."),
    "insufficient_funds": (400, "The account balance does not cover the order."),
    "invalid_ca_cert_id": (400, "This issuing CA is not allowed for the product."),
    "invalid_filter": (400, "The list cannot be filtered or sorted by this."),
    "invalid_format": (400, "The certificate cannot be downloaded in this format."),
    "invalid_order_status": (400, "The status of the order does not allow this."),
    "invalid_param_type": (400, "A parameter has the wrong type."),
    "invalid_param_value": (400, "A parameter has a value that is not allowed."),
    "not_found|certificate": (404, "There is no such certificate."),
    "not_found|container": (404, "There is no such container."),
    "not_found|organization": (404, "There is no such organization."),
    "not_found|request": (404, "There is no such request."),
    "param_not_allowed": (400, "This product does not take the parameter."),
    "product_not_enabled": (403, "The product is not enabled for the account."),
    "reissue_in_progress": (400, "A reissue of the order is pending."),
    "revoke_request_pending": (400, "A request to revoke is pending already."),
    "service_error": (500, "The service failed."),
    "unknown_param": (400, "The parameter is not known."),
}

CODES = KNOWN | GUESSED


class Problem(NamedTuple):
    """One entry of `errors`; `path` names the body parameter it is about, or is empty."""

    code: str
    path: str
    message: str

    @property
    def status(self) -> int:
        return CODES[self.code][0]

    def entry(self) -> dict[str, str]:
        """Return `{"code": "required_param:certificate.emails", "message": ...}`."""
        return {"code": f"{self.code}:{self.path}" if self.path else self.code, "message": self.message}


def problem(code: str, path: str = "", message: str = "") -> Problem:
    """Return the problem for a code of the two tables; `message` replaces the table's text."""
    text = message or CODES[code][1]
    return Problem(code, path, f"{path}: {text}" if path else text)


class ApiError(Exception):
    """A refusal; holds one or more problems, answers with the status of the first."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = list(problems)
        super().__init__("; ".join(found.message for found in self.problems))

    @property
    def status(self) -> int:
        return self.problems[0].status

    def body(self) -> dict[str, Any]:
        return {"errors": [found.entry() for found in self.problems]}


def refusal(code: str, path: str = "", message: str = "") -> ApiError:
    """Return an error with a single problem, ready to be raised."""
    return ApiError([problem(code, path, message)])
