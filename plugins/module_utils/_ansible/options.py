# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Private to this collection: it may change in any release.
"""Argument specs: the connection options that every module takes, and the options that describe one certificate."""

from __future__ import annotations

import os
import typing as t

from ansible.module_utils.basic import AnsibleFallbackNotFound, env_fallback

from .._core.blanks import blank
from .._core.connection import DEFAULT_URL
from .._core.products import PRODUCTS

Spec = dict[str, dict[str, t.Any]]


def _set_in_environment(name: str) -> str:
    """Return the environment variable *name*. One that is blank is unset."""
    value = t.cast("str", env_fallback(name))
    if blank(value):
        raise AnsibleFallbackNotFound
    return value


def _cache_path(name: str) -> str:
    """Return the environment variable *name*, also one that is set and empty, else the usual directory; empty: there is none."""
    value = os.environ.get(name)
    if value is not None and not is_unset("cache_path", value):
        return value
    base = os.environ.get("XDG_CACHE_HOME", "")
    # A relative one does not count, says the XDG base directory specification.
    return os.path.join(base if os.path.isabs(base) else os.path.expanduser("~/.cache"), "certops.digicert")


def is_unset(name: str, value: t.Any) -> bool:
    """Tell whether the option *name* with this value is as good as left out. An empty ``cache_path`` says: none."""
    return blank(value) and (name, value) != ("cache_path", "")


def _env(name: str) -> tuple[t.Any, list[str]]:
    return (_set_in_environment, [name])


CONNECTION: Spec = {
    # Required, but Ansible would not say where it may come from.
    "api_key": {"type": "str", "no_log": True, "fallback": _env("DIGICERT_API_KEY")},
    "api_url": {"type": "str", "default": DEFAULT_URL, "fallback": _env("DIGICERT_API_URL")},
    "api_timeout": {"type": "float", "default": 30.0, "fallback": _env("DIGICERT_API_TIMEOUT")},
    "ca_path": {"type": "path", "fallback": _env("DIGICERT_CA_PATH")},
    "validate_certs": {"type": "bool", "default": True, "fallback": _env("DIGICERT_VALIDATE_CERTS")},
    # It may hold a password.
    "proxy": {"type": "str", "no_log": True, "fallback": _env("DIGICERT_PROXY")},
    "max_retries": {"type": "int", "default": 5, "fallback": _env("DIGICERT_MAX_RETRIES")},
    "cache_path": {"type": "path", "fallback": (_cache_path, ["DIGICERT_CACHE_PATH"])},
    "rate_share": {"type": "float", "default": 1.0, "fallback": _env("DIGICERT_RATE_SHARE")},
}


def _texts(*names: str) -> Spec:
    return {name: {"type": "str"} for name in names}


_CONTACT = _texts("first_name", "last_name", "email", "job_title", "telephone", "telephone_extension")

_DEPRECATED: dict[str, t.Any] = {"removed_in_version": "2.0.0", "removed_from_collection": "certops.digicert"}

#: What the certificate is. Rules that depend on the product are in ``_schema``, so that all broken ones are named at once.
CERTIFICATE: Spec = {
    "state": {"type": "str", "choices": ["present", "absent"], "default": "present"},
    "alternative_order_id": {"type": "str", "required": True},
    "product": {"type": "str", "aliases": ["client_certificate_id"], "choices": list(PRODUCTS)},
    "common_name": {"type": "str"},
    "emails": {"type": "list", "elements": "str"},
    "common_name_indicator": {
        "type": "str",
        "choices": ["given_name_surname", "pseudonym", "email_address", "organization_name"],
    },
    "individual": {"type": "dict", "options": _texts("first_name", "last_name", "pseudonym")},
    "signature_hash": {"type": "str", "choices": ["sha256", "sha384", "sha512"]},
    "organization_units": {"type": "list", "elements": "str"},
    "csr": {"type": "str"},
    "csr_path": {"type": "path"},
    "ca_cert_id": {"type": "str"},
    "profile_type": {"type": "str", "choices": ["strict", "multipurpose"]},
    "usage_designation": {
        "type": "dict",
        "options": {"primary_usage": {"type": "str"}, "additional_usages": {"type": "list", "elements": "str"}},
    },
    "organization": {
        "type": "dict",
        "options": {
            "id": {"type": "int"},
            **_texts("name", "assumed_name", "address", "address2", "city", "state", "zip", "country", "telephone"),
            "contacts": {"type": "list", "elements": "dict", "options": _CONTACT},
            "skip_duplicate_org_check": {"type": "bool"},
        },
    },
    "organization_contact": {"type": "dict", "options": _CONTACT},
    "technical_contact": {"type": "dict", "options": _CONTACT},
    "container": {"type": "dict", "options": {"id": {"type": "int"}}},
    "order_validity": {
        "type": "dict",
        "options": {"years": {"type": "int"}, "days": {"type": "int"}, "custom_expiration_date": {"type": "str"}},
    },
    "validity_years": {"type": "int", **_DEPRECATED},
    "custom_expiration_date": {"type": "str", **_DEPRECATED},
    "auto_renew": {"type": "int"},
    "renewal_of_order_id": {"type": "int"},
    "skip_approval": {"type": "bool", "default": False},
    "custom_fields": {
        "type": "list",
        "elements": "dict",
        "options": {"metadata_id": {"type": "int"}, "value": {"type": "str"}},
    },
    "payment_method": {"type": "str"},
    # Only what is secret is marked: from ansible-core 2.22 on it is hidden on every screen of the rest of the run. See secrets.py.
    "credit_card": {
        "type": "dict",
        "no_log": False,
        "options": {
            "number": {"type": "str", "no_log": True},
            "expiration_month": {"type": "int", "no_log": False},
            "expiration_year": {"type": "int", "no_log": False},
            "cvv": {"type": "str", "no_log": True},
            "cardholder_name": {"type": "str", "no_log": False},
        },
    },
    "billing_address": {
        "type": "dict",
        "options": _texts("address", "address2", "city", "state", "country", "zip"),
    },
    "vat_number": {"type": "str"},
    "enable_guest_access": {"type": "bool"},
}

#: How the module keeps it that way.
POLICY: Spec = {
    "renew": {"type": "str", "choices": ["when_due", "never", "now"], "default": "when_due"},
    "renew_before_days": {"type": "int", "default": 30},
    "on_drift": {"type": "str", "choices": ["reissue", "replace", "fail", "ignore"], "default": "reissue"},
    "on_revoked": {"type": "str", "choices": ["new_key", "order", "fail"], "default": "new_key"},
    "on_rejected": {"type": "str", "choices": ["fail", "order"], "default": "fail"},
    "revoke_replaced": {"type": "bool", "default": False},
    "approve": {"type": "bool", "default": False},
    "comments": {"type": "str"},
    "unique_order_ids": {"type": "bool", "default": False},
    "order_id": {"type": "int"},
}

#: Whether a run waits for what it ordered.
WAIT: Spec = {
    "wait": {"type": "bool", "default": False},
    "wait_timeout": {"type": "int", "default": 600},
}

#: What a run over many certificates may do at most.
LIMITS: Spec = {
    "max_purchases": {"type": "int"},
    "max_revocations": {"type": "int"},
    "prices": {"type": "dict"},
    "max_cost": {"type": "float"},
    "expected_plan": {"type": "str"},
}

EXCLUSIVE = [("csr", "csr_path")]
