# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The modules are documented as they are declared, and return what they document."""

from __future__ import annotations

import datetime
import importlib
import typing as t

import pytest
import yaml
from ansible_collections.certops.digicert.plugins.module_utils._core.account import (
    Balance,
    Preflight,
    User,
    account_dict,
)
from ansible_collections.certops.digicert.plugins.module_utils._core.catalog import (
    IssuingCa,
    OfferedProduct,
    Organization,
    Validation,
    organization_dict,
    product_dict,
)
from ansible_collections.certops.digicert.plugins.module_utils._core.decision import OrderRequest, request_dict
from ansible_collections.certops.digicert.plugins.module_utils._core.model import Order, Request
from ansible_collections.certops.digicert.plugins.module_utils._core.report import order_dict
from ansible_collections.certops.digicert.plugins.module_utils._engine.decide_request import Decided, Wanted

PREFIX = "ansible_collections.certops.digicert.plugins"
NAMES = ("account_info", "client_cert_info", "organization_info", "product_info", "request")
TODAY = datetime.date(2031, 6, 1)

ORGANIZATION = Organization(501, validations=(Validation("smime", "active"),))
PRODUCT = OfferedProduct("client_premium", allowed_ca_certs=(IssuingCa("A1"),))
ACCOUNT = Preflight(TODAY, user=User(), balance=Balance({}), products=(PRODUCT,), organizations=(ORGANIZATION,))
PEM = ("certificate", "chain", "root", "fullchain")


def _module(name: str) -> t.Any:
    return importlib.import_module(f"{PREFIX}.modules.digicert_{name}")


def _returned(name: str) -> dict[str, t.Any]:
    return dict(yaml.safe_load(_module(name).RETURN))


def _shape(options: t.Mapping[str, t.Any]) -> dict[str, t.Any]:
    keys = {"type": "str", "elements": None, "required": False, "default": None, "choices": None}
    return {name: {key: option.get(key, usual) for key, usual in keys.items()} for name, option in options.items()}


@pytest.mark.parametrize("name", NAMES)
def test_the_options_are_documented_as_they_are_declared(name: str) -> None:
    spec = importlib.import_module(f"{PREFIX}.module_utils._ansible.{name}").SPEC
    assert _shape(yaml.safe_load(_module(name).DOCUMENTATION).get("options", {})) == _shape(spec)


@pytest.mark.parametrize(
    ("name", "key", "shown"),
    [
        ("account_info", "account", account_dict(ACCOUNT)),
        ("organization_info", "organizations", organization_dict(ORGANIZATION, TODAY)),
        ("product_info", "products", product_dict(PRODUCT)),
        ("request", "requests", request_dict(OrderRequest(Request(1)))),
        (
            "client_cert_info",
            "certificates",
            {**(order_dict(Order(7, "issued"), TODAY) or {}), "renewal_due": False, **dict.fromkeys(PEM)},
        ),
    ],
)
def test_every_key_is_documented_and_no_other(name: str, key: str, shown: dict[str, t.Any]) -> None:
    _agree(_returned(name)[key]["contains"], shown)


def _agree(documented: t.Mapping[str, t.Any], shown: t.Mapping[str, t.Any]) -> None:
    assert list(documented) == list(shown)
    for key, told in documented.items():
        inside = shown[key][0] if isinstance(shown[key], list) and shown[key] else shown[key]
        if "contains" in told and inside:
            _agree(told["contains"], inside)


def test_the_result_of_a_decision_is_documented() -> None:
    result = Decided((), ()).result(Wanted("approved"))
    on_failure = {"errors", "http_status", "method", "path"}
    assert set(result) - {"changed", "diff"} == set(_returned("request")) - {"api_calls"} - on_failure
