# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The smallest task that is right, for each product; and how a task looks when Ansible has filled it."""

from __future__ import annotations

import copy
import typing as t

from ansible_collections.certops.digicert.plugins.module_utils._ansible import options
from ansible_collections.certops.digicert.plugins.module_utils._core.model import Csr
from ansible_collections.certops.digicert.plugins.module_utils._schema.desired import parse_desired

if t.TYPE_CHECKING:
    from ansible_collections.certops.digicert.plugins.module_utils._core.model import Desired

#: What stands for the key of a CSR where no real one is needed.
KEY = "the key of the CSR"

_COMMON: dict[str, t.Any] = {
    "alternative_order_id": "smime-robin",
    "emails": ["robin@example.com"],
    "order_validity": {"years": 1},
}
_PERSON = {
    "common_name_indicator": "given_name_surname",
    "individual": {"first_name": "Robin", "last_name": "Park"},
    "organization": {"id": 501},
}
_LEGACY = {**_COMMON, **_PERSON, "common_name": "Robin Park"}
_USAGE = {"usage_designation": {"primary_usage": "signing"}}

TASKS: t.Mapping[str, dict[str, t.Any]] = {
    "client_premium": _LEGACY,
    "client_digital_signature_plus": _LEGACY,
    "client_email_security_plus": _LEGACY,
    "class1_smime": _COMMON,
    "client_authentication_plus": {**_COMMON, "common_name": "Robin Park", "organization": {"id": 501}},
    "secure_email_mailbox": {**_COMMON, **_USAGE},
    "secure_email_sponsor": {**_COMMON, **_PERSON, **_USAGE},
    "secure_email_organization": {
        **_COMMON,
        **_USAGE,
        "common_name_indicator": "organization_name",
        "organization": {"id": 501},
    },
}

CARD = {
    "number": "4111111111111111",
    "expiration_month": 12,
    "expiration_year": 2032,
    "cvv": "800",
    "cardholder_name": "Robin Park",
}
ADDRESS = {"address": "1 Way", "city": "Town", "country": "us"}


def task(product: str, **changes: t.Any) -> dict[str, t.Any]:
    """Return the task for *product* with *changes*; ``None`` takes an option away."""
    found = {**copy.deepcopy(TASKS[product]), "product": product, **changes}
    return {name: value for name, value in found.items() if value is not None}


def filled(spec: t.Mapping[str, t.Any], given: t.Mapping[str, t.Any]) -> dict[str, t.Any]:
    """Return *given* as Ansible hands it to a module: every option there, defaults set, the others null."""
    return {
        name: _filled(option, given[name]) if given.get(name) is not None else option.get("default")
        for name, option in spec.items()
    }


def _filled(option: t.Mapping[str, t.Any], value: t.Any) -> t.Any:
    if "options" not in option:
        return value
    if isinstance(value, list):
        return [filled(option["options"], item) for item in value]
    return filled(option["options"], value)


def parse(given: t.Mapping[str, t.Any]) -> Desired:
    """Return what a task declares; its CSR need not be real."""
    return parse_desired(filled({**options.CERTIFICATE, **options.POLICY, **options.WAIT}, given), _csr)


def _csr(options: t.Mapping[str, t.Any]) -> t.Optional[Csr]:
    return Csr(options["csr"], KEY) if "csr" in options else None
