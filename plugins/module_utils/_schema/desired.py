# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Private to this collection: it may change in any release.
"""Task arguments into :class:`Desired`: unset options dropped, every rule checked at once, values in the API's form."""

from __future__ import annotations

import typing as t

from .._core import blanks, dates
from .._core.errors import InvalidOptions
from .._core.model import Csr, Desired
from .._core.products import PRODUCTS
from . import checked, rules, texts

if t.TYPE_CHECKING:
    import voluptuous

ReadCsr = t.Callable[[t.Mapping[str, t.Any]], t.Optional[Csr]]

_PLAIN = (
    "alternative_order_id",
    "product",
    "common_name",
    "common_name_indicator",
    "individual",
    "signature_hash",
    "ca_cert_id",
    "profile_type",
    "usage_designation",
    "organization",
    "organization_contact",
    "technical_contact",
    "container",
    "auto_renew",
    "renewal_of_order_id",
    "skip_approval",
    "payment_method",
    "credit_card",
    "billing_address",
    "vat_number",
    "enable_guest_access",
    "state",
    "renew",
    "renew_before_days",
    "on_drift",
    "on_revoked",
    "on_rejected",
    "revoke_replaced",
    "approve",
    "comments",
    "unique_order_ids",
    "order_id",
)

_LISTS = ("emails", "organization_units", "custom_fields")


def parse_desired(params: t.Mapping[str, t.Any], read_csr: ReadCsr) -> Desired:
    """Return what the task declares.

    *read_csr* gets the options that are set and returns the request among them; it raises ``InvalidOptions`` for one that cannot
    be sent. Raises ``InvalidOptions`` that names every broken rule at once; with a private key in the task, nothing but that.
    """
    options = _with_order_validity(blanks.set_only(params) or {})
    keys = texts.private_keys(options)
    if keys:
        raise InvalidOptions(keys)
    absent = options.get("state") == "absent"
    problems: list[str] = []
    csr = None
    try:
        checked.check(_schemas(options), options)
    except InvalidOptions as error:
        problems.extend(error.problems)
    if not absent:
        # Nothing is ordered for state absent: its request may be gone with the host.
        problems.extend(texts.broken_lines(options))
        try:
            csr = read_csr(options)
        except InvalidOptions as error:
            problems.extend(error.problems)
    if problems:
        raise InvalidOptions(problems)

    values = {name: options[name] for name in _PLAIN if name in options}
    values.update({name: tuple(options[name]) for name in _LISTS if name in options})
    if csr is not None:
        values.update(csr=csr.pem, public_key=csr.public_key)
    if not absent:
        values["order_validity"] = _in_api_form(options.get("order_validity", {}))
    return Desired(**values)


def _schemas(options: t.Mapping[str, t.Any]) -> t.Iterator[voluptuous.Schema]:
    """Yield the schemas that these options must pass; state absent needs the identity only."""
    yield rules.every_task()
    if options.get("state") == "absent":
        return
    yield rules.every_certificate()
    product = PRODUCTS.get(options.get("product", ""))
    if product is not None:
        yield rules.product_rules(product)
        yield rules.individual_rules(product, options.get("common_name_indicator"))
    yield rules.payment_rules(options.get("payment_method"))


def _with_order_validity(options: dict[str, t.Any]) -> dict[str, t.Any]:
    """Turn the two deprecated options into ``order_validity``; given beside it, they stay for the rules to refuse."""
    deprecated = {new: options[old] for old, new in rules.DEPRECATED_VALIDITY.items() if old in options}
    if not deprecated or "order_validity" in options:
        return options
    others = {name: value for name, value in options.items() if name not in rules.DEPRECATED_VALIDITY}
    return {**others, "order_validity": deprecated}


def _in_api_form(order_validity: t.Mapping[str, t.Any]) -> dict[str, t.Any]:
    validity = dict(order_validity)
    if "custom_expiration_date" in validity:
        validity["custom_expiration_date"] = dates.api_date(dates.parse_date(validity["custom_expiration_date"]))
    return validity
