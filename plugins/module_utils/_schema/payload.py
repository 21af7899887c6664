# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Private to this collection: it may change in any release.
"""From the desired state to request bodies. An unset option is absent: never null, empty or zero."""

from __future__ import annotations

import typing as t

from .._core import wish
from .._core.errors import InvalidOptions
from .._core.model import Desired, Plan
from .._core.products import PRODUCTS

Body = dict[str, t.Any]

_DEFAULT_HASH = "sha256"


def order_body(desired: Desired, plan: Plan) -> Body:
    """Return the body of a new order or renewal [OC] [SE]. Raises ``InvalidOptions`` without a validity to order."""
    if not desired.order_validity:
        raise InvalidOptions([f"order_validity is required to {plan.action}"])
    certificate = _certificate(desired)
    if desired.organization_units:
        certificate["organization_units"] = list(desired.organization_units)
    body = _set_only(
        {
            "certificate": certificate,
            "organization": dict(desired.organization),
            "organization_contact": dict(desired.organization_contact),
            "technical_contact": dict(desired.technical_contact),
            "container": dict(desired.container),
            "order_validity": dict(desired.order_validity),
            "auto_renew": desired.auto_renew,
            "renewal_of_order_id": plan.renewal_of_order_id,
            "custom_fields": [dict(field) for field in desired.custom_fields],
            "payment_method": desired.payment_method,
            "credit_card": dict(desired.credit_card) if desired.payment_method == "card" else {},
            "billing_address": dict(desired.billing_address),
            "vat_number": desired.vat_number,
            "alternative_order_id": plan.alternative_order_id,
            "enable_guest_access": None if desired.enable_guest_access is None else int(desired.enable_guest_access),
            "comments": _comments(desired, plan),
        }
    )
    body["skip_approval"] = desired.skip_approval
    return body


def reissue_body(desired: Desired, plan: Plan) -> Body:
    """Return the body of a reissue [REISSUE] [KF]."""
    return {
        "certificate": _certificate(desired),
        "skip_approval": desired.skip_approval,
        "comments": _comments(desired, plan),
    }


def revocation_body(desired: Desired) -> Body:
    """Return the body of a revocation; ``comments`` is what samples and integrations send [REVO] [KF]."""
    return _set_only({"comments": desired.comments, "skip_approval": desired.skip_approval})


def cancellation_body(desired: Desired) -> Body:
    """Return the body that cancels an order or its reissue; CertCentral wants a note [OSTAT]."""
    return {"status": "canceled", "note": desired.comments or "canceled by automation"}


def decision_body(comments: t.Optional[str], decision: str) -> Body:
    """Return the body that approves or rejects a request [RSTAT]."""
    return _set_only({"status": decision, "processor_comment": comments})


def withdrawal_body(desired: Desired) -> Body:
    """Return the body that rejects a request of one's own, so that nobody takes it for a refusal."""
    return decision_body(" ".join(part for part in (wish.WITHDRAWN, desired.comments) if part), "rejected")


def custom_field_body(desired: Desired, metadata_id: int) -> Body:
    """Return the body that sets one custom field of an order [CFEDIT]."""
    return dict(next(field for field in desired.custom_fields if field["metadata_id"] == metadata_id))


def _comments(desired: Desired, plan: Plan) -> t.Optional[str]:
    """Return the note for the approver. The mark that recognises the wish comes first: a long note may be cut off at its end."""
    return " ".join(part for part in (plan.mark, desired.comments) if part) or None


def _certificate(desired: Desired) -> Body:
    """Return the part that an order and a reissue share."""
    mailbox = PRODUCTS[desired.product].mailbox
    return _set_only(
        {
            "common_name": None if mailbox else desired.common_name,
            "common_name_indicator": desired.common_name_indicator,
            "individual": dict(desired.individual),
            "emails": list(desired.emails),
            "signature_hash": desired.signature_hash or _DEFAULT_HASH,
            "csr": desired.csr,
            "ca_cert_id": desired.ca_cert_id,
            "profile_type": desired.profile_type,
            "usage_designation": dict(desired.usage_designation),
        }
    )


def _set_only(body: Body) -> Body:
    return {key: value for key, value in body.items() if value is not None and value not in ({}, [])}
